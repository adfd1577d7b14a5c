//! The calendar chases an item until it is closed; people answer, judge and are refused.

use ::store::params;
use jiff::civil::date;

use super::super::actions::look_at_the_calendar;
use crate::auth::Role;
use crate::id::Id;
use crate::testing::{Login, World, on_both_engines};

::store::statements! {
    UNIT = "insert into unit (id, kind, name, name_key, parent_id) values ($1, 'department', $2, $2, null)";
    CAMPAIGN = "insert into campaign (id, short_name, slogan, year, host, content, state, starts_on, ends_on)
        values ($1, $2, 's', 2008, 'h', 'c', 'active', '2008-01-01', '2008-12-31')";
    ITEM = "insert into rectification_item (id, campaign_id, item_no, serial, merged_item_id, source, problem, category, cause, kind,
        requirement, lead_cadre_id, lead_unit_id, owner_id, original_due_on, due_on, start_on, review_months, state, attempt, approved_on,
        done_on, yellow_from, red_from, note, resumes, suspended_on, superseded_by, version)
        values ($1, $2, 'ZG-2008-001', 1, null, 'self_check', '食堂排队时间长', 'c', '', 'time_limited', '夜班能吃到热饭', $3, $4, $5,
        '2008-07-11', '2008-07-11', null, null, 'in_progress', 1, '2008-07-01', null, '2008-07-08', '2008-07-14', '', null, null, null, 1)";
    STATE = "update rectification_item set state = $2 where id = $1";
    SLIPS = "select s.id, s.colour, s.state, (select count(*) from slip_person p where p.slip_id = s.id and p.part = 'copy'), s.serial
        from supervision_slip s where s.item_id = $1 order by s.serial";
}

pub(super) struct Ground {
    pub(super) world: World,
    pub(super) item: Id,
    pub(super) owner: Login,
    pub(super) head: Login,
    pub(super) lead: Login,
    pub(super) secretary: Login,
    pub(super) office: Login,
    pub(super) stranger: Login,
    pub(super) other_office: Login,
}

type Slip = (Id, String, String, i64, i64);

impl Ground {
    pub(super) async fn on(world: World) -> Ground {
        let [unit, campaign, other, item] = [(); 4].map(|()| Id::random());
        let at = [unit.clone(), campaign.clone(), other.clone()];
        let written = world.app.db.write(move |tx| {
            tx.run(&UNIT, &params![&at[0], "总务部"])?;
            tx.run(&CAMPAIGN, &params![&at[1], "双促"])?;
            tx.run(&CAMPAIGN, &params![&at[2], "另一个"]).map(drop)
        });
        written.await.map_err(|e: ::store::StoreError| e).unwrap();
        let owner = world.person_in("陈立", Some(&unit), None, false, &[]).await;
        let head = world.person_in("刘建国", Some(&unit), None, false, &[(Role::Dh, "unit", unit.as_str())]).await;
        let lead = world.person_in("赵永年", Some(&unit), None, true, &[]).await;
        let secretary = world.person("孙志远", &[(Role::Sec, "tenant", "")]).await;
        let office = world.person("王芳", &[(Role::Wg, "campaign", campaign.as_str())]).await;
        let other_office = world.person("李别", &[(Role::Wg, "campaign", other.as_str())]).await;
        let stranger = world.person("马丽", &[]).await;
        let row = (item.clone(), campaign, lead.person.clone(), unit, owner.person.clone());
        let written = world.app.db.write(move |tx| {
            let (item, campaign, lead, unit, owner) = &row;
            tx.run(&ITEM, &params![item, campaign, lead, unit, owner]).map(drop)
        });
        written.await.map_err(|e: ::store::StoreError| e).unwrap();
        Ground { world, item, owner, head, lead, secretary, office, stranger, other_office }
    }

    async fn slips(&self) -> Vec<Slip> {
        let item = self.item.clone();
        let read = self.world.app.db.read(move |tx| {
            tx.all(&SLIPS, &params![&item], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)))
        });
        read.await.map_err(|e: ::store::StoreError| e).unwrap()
    }

    async fn on_day(&self, day: jiff::civil::Date, hour: i8) -> usize {
        self.world.set_clock(day, hour);
        look_at_the_calendar(&self.world.app).await.unwrap()
    }

    async fn set_state(&self, state: &'static str) {
        let item = self.item.clone();
        let written = self.world.app.db.write(move |tx| tx.run(&STATE, &params![&item, state]).map(drop));
        written.await.map_err(|e: ::store::StoreError| e).unwrap();
    }
}

#[test]
fn the_calendar_chases_until_the_item_is_closed() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        assert_eq!(g.on_day(date(2008, 7, 8), 6).await, 0, "not before seven");
        assert_eq!(g.on_day(date(2008, 7, 8), 9).await, 1);
        assert_eq!(g.on_day(date(2008, 7, 8), 15).await, 0, "once a day");
        assert_eq!(g.on_day(date(2008, 7, 9), 9).await, 0, "one blue is enough");
        assert_eq!(g.on_day(date(2008, 7, 11), 9).await, 1);
        assert_eq!(g.on_day(date(2008, 7, 14), 9).await, 1);
        assert_eq!(g.on_day(date(2008, 7, 18), 9).await, 0, "four working days after the red");
        // Whoever applied for the close-out is not chased.
        g.set_state("close_dept_review").await;
        assert_eq!(g.on_day(date(2008, 7, 21), 9).await, 0);
        g.set_state("in_progress").await;
        assert_eq!(g.on_day(date(2008, 7, 22), 9).await, 1);
        let slips = g.slips().await;
        let told: Vec<(&str, i64, i64)> = slips.iter().map(|s| (s.1.as_str(), s.3, s.4)).collect();
        // Nobody answered, so each goes one step further up than its colour alone: head; head and leading cadre; the secretary too.
        assert_eq!(told, [("blue", 0, 1), ("yellow", 2, 2), ("red", 3, 3), ("red", 3, 4)]);

        g.set_state("closed").await;
        assert_eq!(g.on_day(date(2008, 7, 23), 9).await, 0);
        assert!(g.slips().await.iter().all(|slip| slip.2 == "closed"), "what is done is not chased");
    });
}

#[test]
fn two_processes_look_once() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (one, two) = tokio::join!(look_at_the_calendar(&g.world.app), look_at_the_calendar(&g.world.app));
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        assert_eq!(g.slips().await.len(), 1);
    });
}

#[test]
fn a_slip_is_confirmed_answered_returned_and_closed() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        g.on_day(date(2008, 7, 8), 9).await;
        let id = g.slips().await[0].0.clone();
        let path = format!("/supervision/{id}");
        for (reader, sees) in [
            (&g.owner, true),
            (&g.office, true),
            (&g.secretary, true),
            (&g.head, false),
            (&g.lead, false),
            (&g.stranger, false),
            (&g.other_office, false),
        ] {
            assert_eq!(g.world.get(Some(reader), &path).await.status, if sees { 200 } else { 404 });
            let listed = g.world.get(Some(reader), "/supervision").await.body.contains(id.as_str());
            assert_eq!(listed, sees);
        }
        assert!(g.world.get(Some(&g.owner), "/todo").await.body.contains(&path), "it waits for the owner");

        let verb = |verb: &str| format!("{path}/{verb}");
        let text = [("text", "窗口下周起延长，月底前完成")];
        // Only the addressee answers; only the office judges; outsiders find nothing.
        assert_eq!(g.world.post(Some(&g.office), &verb("answer"), &text).await.status, 403);
        assert_eq!(g.world.post(Some(&g.stranger), &verb("answer"), &text).await.status, 404);
        assert_eq!(g.world.post(Some(&g.owner), &verb("close"), &text).await.status, 403);
        assert_eq!(g.world.post(Some(&g.owner), &verb("item_closed"), &text).await.status, 404);
        assert_eq!(g.world.post(Some(&g.office), &verb("close"), &text).await.status, 409, "nothing to judge yet");

        assert_eq!(g.world.post(Some(&g.owner), &verb("acknowledge"), &[]).await.status, 303);
        assert_eq!(g.world.post(Some(&g.owner), &verb("answer"), &[("text", " ")]).await.status, 422);
        assert_eq!(g.world.post(Some(&g.owner), &verb("answer"), &text).await.status, 303);
        assert!(g.world.get(Some(&g.office), "/todo").await.body.contains(&path), "it waits for the office");
        assert_eq!(g.world.post(Some(&g.office), &verb("return"), &[("text", "")]).await.status, 422);
        assert_eq!(g.world.post(Some(&g.office), &verb("return"), &[("text", "请写明日期")]).await.status, 303);
        assert!(g.world.get(Some(&g.owner), &path).await.body.contains("请写明日期"));
        assert_eq!(g.world.post(Some(&g.owner), &verb("answer"), &[("text", "7 月 25 日")]).await.status, 303);
        assert_eq!(g.world.post(Some(&g.office), &verb("close"), &[]).await.status, 303);
        assert_eq!(g.slips().await[0].2, "closed");
        // An answered slip does not make the next one escalate.
        g.on_day(date(2008, 7, 11), 9).await;
        assert_eq!(g.slips().await[1].3, 1, "yellow: the head alone");
    });
}

#[test]
fn the_office_issues_one_by_hand() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let item = g.item.to_string();
        let form = format!("/supervision/new?item={item}");
        assert_eq!(g.world.get(Some(&g.office), &form).await.status, 200);
        for outside in [&g.owner, &g.other_office, &g.stranger] {
            assert_eq!(g.world.get(Some(outside), &form).await.status, 404);
        }
        let fields = |colour: &'static str, by: &'static str| {
            [
                ("item", item.clone()),
                ("colour", colour.to_owned()),
                ("requirement", "请说明进展".to_owned()),
                ("reply_by", by.to_owned()),
            ]
        };
        let send = |who: &Login, fields: [(&'static str, String); 4]| {
            let (world, who) = (&g.world, who.clone());
            async move {
                let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
                world.post(Some(&who), "/supervision/new", &fields).await.status.as_u16()
            }
        };
        assert_eq!(send(&g.office, fields("green", "2008-07-10")).await, 422);
        assert_eq!(send(&g.office, fields("yellow", "2008-07-07")).await, 422);
        assert_eq!(send(&g.other_office, fields("yellow", "2008-07-10")).await, 403);
        assert_eq!(send(&g.office, fields("yellow", "2008-07-10")).await, 303);
        assert_eq!(g.slips().await.len(), 1);
        g.set_state("closed").await;
        assert_eq!(send(&g.office, fields("yellow", "2008-07-10")).await, 409, "what is done is not chased");
    });
}
