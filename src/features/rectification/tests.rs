//! Tests of the slice: the machine and the rules without I/O, then stories through the real router on both engines.

mod evidence;
mod ledger;
mod life;
mod machine;
mod refused;
mod rules;
mod sheet;
mod story;
mod views;
mod walk;

use ::store::{Sql, params};
use jiff::civil::{Date, date};

use super::actions::{self, Application, MeasureDraft};
use super::model::{Kind, Source, State};
use super::store::{self, Draft};
use crate::auth::Role;
use crate::error::Error;
use crate::id::Id;
use crate::testing::{Login, World};

const UNIT: Sql =
    Sql::new("test", "insert into unit (id, kind, name, name_key, parent_id) values ($1, 'department', $2, $2, null)");
const CAMPAIGN: Sql = Sql::new(
    "test",
    "insert into campaign (id, short_name, slogan, year, host, content, state, starts_on, ends_on)
     values ($1, $2, 'x', 2008, 'x', 'x', 'active', '2008-01-01', '2008-12-31')",
);
const MERGED: Sql = Sql::new(
    "test",
    "insert into merged_item (id, campaign_id, no, summary, category, is_key, state, version, search_key)
     values ($1, $2, $3, $4, 'life', 0, 'confirmed', 0, $3)",
);
const LINES: Sql = Sql::new("test", "select data from audit_line order by id");

/// The people of a small organisation.
struct Cast {
    campaign: Id,
    other_campaign: Id,
    unit: Id,
    other_unit: Id,
    merged: Id,
    secretary: Login,
    deputy: Login,
    office: Login,
    other_office: Login,
    owner: Login,
    other_owner: Login,
    clerk: Login,
    head: Login,
    other_head: Login,
    lead: Login,
    staff: Login,
    auditor: Login,
}

impl Cast {
    async fn new(world: &World) -> Cast {
        let ids: Vec<Id> = (0..5).map(|_| Id::random()).collect();
        let [unit, other_unit, campaign, other_campaign, merged] = ids.clone().try_into().unwrap();
        let inserted = world.app.db.write(move |tx| {
            tx.run(&UNIT, &params![&ids[0], "总务部"])?;
            tx.run(&UNIT, &params![&ids[1], "生产部"])?;
            tx.run(&CAMPAIGN, &params![&ids[2], "双促"])?;
            tx.run(&CAMPAIGN, &params![&ids[3], "另一个"])?;
            tx.run(&MERGED, &params![&ids[4], &ids[2], 1, "食堂排队时间长，夜班吃不上热饭"])?;
            Ok::<(), Error>(())
        });
        inserted.await.unwrap();
        let (u, c) = (unit.as_str().to_owned(), campaign.as_str().to_owned());
        let oc = other_campaign.as_str().to_owned();
        let at = |name: &'static str, unit: Id, leading: bool, roles: Vec<(Role, &'static str, String)>| async move {
            let roles: Vec<(Role, &str, &str)> = roles.iter().map(|(r, k, i)| (*r, *k, i.as_str())).collect();
            world.person_in(name, Some(&unit), None, leading, &roles).await
        };
        let tenant = |role| vec![(role, "tenant", String::new())];
        Cast {
            secretary: at("孙志远", unit.clone(), false, tenant(Role::Sec)).await,
            deputy: at("钱副书记", other_unit.clone(), false, tenant(Role::Sec)).await,
            office: at("王芳", unit.clone(), false, vec![(Role::Wg, "campaign", c)]).await,
            other_office: at("李别", unit.clone(), false, vec![(Role::Wg, "campaign", oc)]).await,
            owner: at("陈立", unit.clone(), false, vec![]).await,
            other_owner: at("周敏", other_unit.clone(), false, vec![]).await,
            clerk: at("吴联络", unit.clone(), false, vec![(Role::Dl, "unit", u.clone())]).await,
            head: at("刘建国", unit.clone(), false, vec![(Role::Dh, "unit", u)]).await,
            other_head: at("何晓东", other_unit.clone(), false, vec![(Role::Dh, "unit", other_unit.to_string())]).await,
            lead: at("赵永年", unit.clone(), true, vec![]).await,
            staff: at("马丽", other_unit.clone(), false, vec![]).await,
            auditor: at("审计", other_unit.clone(), false, tenant(Role::Aud)).await,
            campaign,
            other_campaign,
            unit,
            other_unit,
            merged,
        }
    }

    fn draft(&self, kind: Kind, due: Option<Date>) -> Draft {
        Draft {
            source: Source::Opinion,
            problem: "食堂排队时间长".into(),
            category: "生活".into(),
            cause: String::new(),
            kind,
            requirement: "夜班能吃到热饭".into(),
            lead_cadre: Some(self.lead.person.clone()),
            lead_unit: Some(self.unit.clone()),
            assist: vec![self.other_unit.clone()],
            owner: Some(self.owner.person.clone()),
            start_on: None,
            due_on: due,
            review_months: (kind == Kind::LongTerm).then_some(3),
            note: String::new(),
        }
    }

    /// A draft with one measure.
    async fn drafted(&self, world: &World, draft: &Draft) -> Id {
        let office = world.actor(&self.office).await;
        let id = actions::create_item(&world.app, &office, &self.campaign, Some(&self.merged), draft).await.unwrap();
        let measure = MeasureDraft {
            text: "夜班窗口延到次日 1 点".into(),
            criterion: "连续两周有售卖登记".into(),
            node_on: None,
        };
        actions::add_measure(&world.app, &office, &id, &measure).await.unwrap();
        id
    }

    /// An approved item on which its owner works.
    async fn begun(&self, world: &World, kind: Kind, due: Option<Date>) -> Id {
        let id = self.drafted(world, &self.draft(kind, due)).await;
        let secretary = world.actor(&self.secretary).await;
        actions::approve_item(&world.app, &secretary, &id).await.unwrap();
        let owner = world.actor(&self.owner).await;
        actions::start_item(&world.app, &owner, &id, None).await.unwrap();
        id
    }

    /// All measures done and a link handed in.
    async fn finished(&self, world: &World, id: &Id) {
        let owner = world.actor(&self.owner).await;
        for measure in measures(world, id).await {
            let today = world.app.clock.now().today();
            actions::finish_measure(&world.app, &owner, id, &measure, "共 21 晚", today).await.unwrap();
        }
        actions::add_link(&world.app, &owner, id, "登记表", "https://example.cn/a").await.unwrap();
    }

    /// The owner applies, with everything there is.
    async fn applied(&self, world: &World, id: &Id) {
        let owner = world.actor(&self.owner).await;
        actions::apply_close(&world.app, &owner, id, &application(world, id).await).await.unwrap();
    }

    /// The three reviewers agree.
    async fn agreed(&self, world: &World, id: &Id) {
        let (head, lead) = (world.actor(&self.head).await, world.actor(&self.lead).await);
        let secretary = world.actor(&self.secretary).await;
        actions::review_dept(&world.app, &head, id, true, "").await.unwrap();
        actions::review_lead(&world.app, &lead, id, true, "").await.unwrap();
        actions::review_final(&world.app, &secretary, id, true, "同意").await.unwrap();
    }
}

async fn measures(world: &World, id: &Id) -> Vec<Id> {
    let id = id.clone();
    let found = world.app.db.read(move |tx| store::measures(tx, &id)).await.unwrap();
    found.into_iter().map(|m| m.id).collect()
}

async fn application(world: &World, id: &Id) -> Application {
    let results = measures(world, id).await.into_iter().map(|m| (m, "做到了".to_owned())).collect();
    let id = id.clone();
    let evidence = world.app.db.read(move |tx| store::evidence(tx, &id)).await.unwrap();
    Application { results, evidence: evidence.into_iter().map(|e| e.id).collect(), left: String::new() }
}

async fn item(world: &World, id: &Id) -> store::Item {
    let id = id.clone();
    world.app.db.read(move |tx| store::find(tx, &id, None)).await.unwrap().unwrap()
}

async fn state(world: &World, id: &Id) -> State {
    item(world, id).await.state
}

/// The verbs of all audit lines.
async fn audited(world: &World) -> Vec<serde_json::Value> {
    let lines = world.app.db.read(|tx| tx.all(&LINES, &params![], |row| row.get::<String>(0)));
    let lines: Vec<String> = lines.await.map_err(|e: ::store::StoreError| e).unwrap();
    lines.iter().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn rule(error: &Error) -> &'static str {
    match error {
        Error::Invalid(fields) => fields[0].rule.code(),
        other => other.code(),
    }
}

const DUE: Date = date(2008, 7, 18);
