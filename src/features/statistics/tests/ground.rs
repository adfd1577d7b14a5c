//! A campaign with points, problems and items, written straight into the tables: what is counted here is other slices'
//! rows, and their ways into each state have their own tests.

use ::store::{Value, params, statements};

use crate::auth::Role;
use crate::error::Error;
use crate::features::campaign::actions::{CampaignFacts, NewCampaign, Start, create_campaign};
use crate::id::Id;
use crate::testing::{Login, World};

statements! {
    pub UNIT = "insert into unit (id, kind, name, name_key) values ($1, 'department', $2, $2)";
    pub LINE = "insert into line (id, name, name_key, lead_unit_id) values ($1, $2, $2, $3)";
    pub ACTIVATE = "update campaign set state = 'active' where id = $1";
    pub ROUND = "insert into collection_round (id, campaign_id, ordinal, name, code, state, opens_on, closes_on, populations, subjects,
        kinds, allow_named, allow_anonymous, promise) values ($1, $2, $3, $4, $5, $6, '2008-04-01', '2008-05-30', '[]', '[]', '[]', 1, 1, '')";
    pub RELEASE = "insert into box_release (id, parent, day, count, root) values ($1, $2, '2008-05-01', 1, '')";
    pub POINT = "insert into opinion_point (id, round_id, campaign_id, sign, channel, received_on, line_id, population, subject, kind,
        category, cell_hidden, text, text_hash, state, registered_by, release_id, search_key)
        values ($1, $2, $3, $4, $5, '2008-05-01', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    pub MERGED = "insert into merged_item (id, campaign_id, no, summary, category, is_key, state, version, search_key)
        values ($1, $2, $3, $4, '食堂', 0, $5, 1, $6)";
    pub LINK = "insert into merge_link (point_id, merged_item_id, reason, merged_on) values ($1, $2, '{}', '2008-06-01')";
    pub ITEM = "insert into rectification_item (id, campaign_id, item_no, serial, merged_item_id, source, problem, category, cause, kind,
        requirement, lead_cadre_id, lead_unit_id, owner_id, original_due_on, due_on, start_on, state, attempt, done_on, red_from, note,
        resumes, version)
        values ($1, $2, $3, $4, $5, 'opinion', $6, '', '', 'time_limited', '要求', $7, $8, $9, $10, $10, null, $11, 1, $12, $13, '', $14, 1)";
    pub MEASURE = "insert into measure (id, item_id, ordinal, text, criterion, state) values ($1, $2, 1, '延长供餐', '夜班吃上热饭', 'done')";
    pub EVIDENCE = "insert into evidence (id, item_id, name, blob_hash, size, media_type, added_by, added_on)
        values ($1, $2, '登记表.xlsx', 'abc123', 1, 'application/octet-stream', '', '2008-06-01')";
    pub PUBLICATION = "insert into publication (id, campaign_id, kind, title, body, state, opens_on, frozen_body, frozen_hash, created_by,
        created_on, version, search_key) values ($1, $2, 'report_back', $3, '', 'open', '2008-07-01', '', 'h', $4, '2008-07-01', 1, $5)";
    pub SCOPE = "insert into publication_scope (publication_id, scope_kind, scope_id) values ($1, $2, '')";
    pub PUBLISHED_LINE = "insert into report_back_line (publication_id, merged_item_id, ordinal, asked, done, proven, remains)
        values ($1, $2, 1, '问', '做', '证', '')";
    pub AUTHOR = "insert into opinion_author (point_id, sign, person_id) values ($1, 'named', $2)";
    pub ABOUT = "update opinion_point set subject_person_id = $2 where id = $1";
}

/// A world with one campaign and its people.
pub struct Ground {
    pub world: World,
    pub campaign: Id,
    pub round: Id,
    pub unit: Id,
    pub line: Id,
    pub office: Login,
    pub secretary: Login,
    pub owner: Login,
    pub staff: Login,
}

/// A point to write.
#[derive(Clone)]
pub struct P {
    pub sign: &'static str,
    pub text: &'static str,
    pub state: &'static str,
    pub category: Option<&'static str>,
    pub hidden: bool,
    pub kind: Option<&'static str>,
}

pub const fn paper(state: &'static str) -> P {
    P {
        sign: "unsigned",
        text: "夜班下来食堂只剩凉馒头",
        state,
        category: Some("食堂"),
        hidden: false,
        kind: Some("criticism"),
    }
}

pub async fn campaign(world: &World, secretary: &Login, short: &str) -> Id {
    let actor = world.actor(secretary).await;
    let year = world.app.clock.now().today().year();
    let facts = CampaignFacts {
        short_name: short.to_owned(),
        slogan: format!("{short}：深入群众促和谐"),
        year,
        host: "机关党委".to_owned(),
        content: String::new(),
        starts_on: format!("{year}-01-01").parse().unwrap(),
        ends_on: format!("{year}-12-31").parse().unwrap(),
    };
    create_campaign(&world.app, &actor, NewCampaign { facts, start: Start::Blank }).await.unwrap()
}

pub async fn run(world: &World, sql: ::store::Sql, values: impl Into<Vec<Value>>) {
    let values = values.into();
    world
        .app
        .db
        .write(move |tx| {
            tx.run(&sql, &values)?;
            Ok::<(), Error>(())
        })
        .await
        .unwrap();
}

impl Ground {
    pub async fn on(world: World) -> Ground {
        let (unit, line, round) = (Id::random(), Id::random(), Id::random());
        run(&world, UNIT, params![&unit, "总务部"]).await;
        run(&world, LINE, params![&line, "总务条线", &unit]).await;
        let secretary = world.person("孙志远", &[(Role::Sec, "tenant", "")]).await;
        let campaign = campaign(&world, &secretary, "双促").await;
        run(&world, ACTIVATE, params![&campaign]).await;
        run(&world, ROUND, params![&round, &campaign, 1, "第一轮", "abcd2345", "sorted"]).await;
        let office = world.person("王芳", &[(Role::Wg, "campaign", campaign.as_str())]).await;
        let owner = world.person_in("陈立", Some(&unit), None, false, &[]).await;
        let staff = world.person("李强", &[]).await;
        Ground { world, campaign, round, unit, line, office, secretary, owner, staff }
    }

    pub async fn point(&self, p: &P) -> Id {
        let id = Id::random();
        let key = i64::from_str_radix(&id.as_str()[..15], 16).unwrap();
        let anonymous = p.sign == "anonymous";
        let release = anonymous.then(Id::random);
        if let Some(release) = &release {
            run(&self.world, RELEASE, params![release, format!("round:{}", self.round)]).await;
        }
        let shown = |text: &str| (!p.hidden).then(|| text.to_owned());
        let row = params![
            &id,
            &self.round,
            &self.campaign,
            p.sign,
            if anonymous { "box" } else { "sheet" },
            (!p.hidden).then(|| self.line.clone()),
            shown("grassroots"),
            shown("department"),
            p.kind,
            p.category,
            p.hidden,
            p.text,
            crate::audit::content_hash(p.text.as_bytes()),
            p.state,
            (!anonymous).then(|| self.office.person.clone()),
            release,
            key
        ];
        run(&self.world, POINT, row).await;
        let tokens = merge::tokens(p.text);
        self.world
            .app
            .db
            .write(move |tx| {
                tx.text_put(crate::features::opinion::TEXT_INDEX, key, &tokens)?;
                Ok::<(), Error>(())
            })
            .await
            .unwrap();
        id
    }

    /// A problem with so many new points.
    pub async fn problem(&self, no: i64, summary: &str, state: &str, points: usize) -> Id {
        let id = Id::random();
        let key = i64::from_str_radix(&id.as_str()[..15], 16).unwrap();
        run(&self.world, MERGED, params![&id, &self.campaign, no, summary, state, key]).await;
        for _ in 0..points {
            let point = self.point(&paper("merged")).await;
            run(&self.world, LINK, params![point, &id]).await;
        }
        id
    }

    /// An item of a problem; closed ones are done on `done`.
    pub async fn item(&self, serial: i64, problem: Option<&Id>, state: &str, due: &str, done: Option<&str>) -> Id {
        let id = Id::random();
        let red = workday::red_from(&self.world.app.calendar, &workday::Thresholds::default(), due.parse().unwrap())
            .unwrap()
            .to_string();
        let resumes = (state == "suspended").then_some("in_progress");
        let row = params![
            &id,
            &self.campaign,
            format!("ZG-2008-{serial:03}"),
            serial,
            problem,
            format!("问题{serial}"),
            &self.secretary.person,
            &self.unit,
            &self.owner.person,
            due,
            state,
            done,
            red,
            resumes
        ];
        run(&self.world, ITEM, row).await;
        id
    }

    /// A report-back on a problem, open to `scope`.
    pub async fn publish(&self, problem: &Id, scope: &str) -> Id {
        let id = Id::random();
        let key = i64::from_str_radix(&id.as_str()[..15], 16).unwrap();
        let title = format!("整改情况通报（{scope}）");
        run(&self.world, PUBLICATION, params![&id, &self.campaign, title, &self.office.person, key]).await;
        run(&self.world, SCOPE, params![&id, scope]).await;
        run(&self.world, PUBLISHED_LINE, params![&id, problem]).await;
        id
    }

    /// The speech's numbers (G1): 23 points, 6 problems, 2 done, 2 under way, 2 for the next stage.
    pub async fn speech(&self) -> Vec<Id> {
        let mut problems = Vec::new();
        let plan = [
            ("食堂排队时间长", 7, "closed", Some("2008-06-20")),
            ("班车与交接班对不上", 2, "closed", Some("2008-06-30")),
            ("业务培训次数少", 5, "in_progress", None),
            ("采购分散", 4, "close_lead_review", None),
            ("倒班津贴标准不清楚", 3, "not_started", None),
            ("职工书屋开放时间短", 2, "drafted", None),
        ];
        for (no, (summary, points, state, done)) in (1..).zip(plan) {
            let problem = self.problem(no, summary, "planned", points).await;
            let due = if done.is_some() { "2008-06-25" } else { "2008-09-12" };
            self.item(no, Some(&problem), state, due, done).await;
            problems.push(problem);
        }
        problems
    }
}
