//! Tests of publications, on both engines.

mod acts;
mod model;
mod pages;

use ::store::params;

use super::actions::{approve, create_publication, open_publication, save_draft};
use super::model::{Comments, Draft, Kind, Line, Scope};
use crate::auth::{Actor, Role};
use crate::error::{Error, Rule};
use crate::id::Id;
use crate::testing::{Login, World};

::store::statements! {
    CAMPAIGN = "insert into campaign (id, short_name, slogan, year, host, content, state, starts_on, ends_on)
        values ($1, $1, 's', 2008, '机关党委', 'c', 'active', '2008-01-01', '2008-12-31')";
    UNIT = "insert into unit (id, kind, name, name_key, parent_id) values ($1, 'department', $2, $2, $3)";
    BRANCH = "insert into party_org (id, kind, name, name_key, parent_id) values ($1, 'branch', $1, $1, null)";
    ROUND = "insert into collection_round (id, campaign_id, ordinal, name, code, owner_unit_id, state, opens_on, closes_on, populations,
        subjects, kinds, allow_named, allow_anonymous, promise)
        values ($1, $2, 1, 'first round', $1, null, 'closed', '2008-06-01', '2008-06-30', '[]', '[]', '[]', 1, 1, '')";
    RELEASE = "insert into box_release (id, parent, day, count, root) values ($1, 'round:x', '2008-06-10', 1, 'r')";
    ANONYMOUS = "insert into opinion_point (id, round_id, campaign_id, sign, channel, received_on, line_id, population, subject,
        subject_unit_id, subject_person_id, kind, category, cell_hidden, text, text_hash, state, parent_id, registered_by, release_id,
        search_key) values ($1, $2, $3, 'anonymous', 'box', '2008-06-10', null, null, null, null, null, 'criticism', 'x', 1, $4, 'h',
        'registered', null, null, $5, $6)";
    ITEM = "insert into merged_item (id, campaign_id, no, summary, category, is_key, state, explanation, confirmed_by, confirmed_on, version,
        search_key) values ($1, $2, $3, $4, 'c', 0, 'confirmed', null, null, null, 0, $5)";
    RENAME = "update merged_item set summary = 'changed later' where id = $1";
    TAMPER = "update publication set frozen_body = 'x' where id = $1";
    FROZEN = "select frozen_body || frozen_hash from publication where id = $1";
    JOBS = "select count(*) from job where kind = 'publication.close' and payload = $1";
}

/// A campaign with an office, a secretary, a unit with a unit below it, a branch, and a problem.
pub(super) struct Ground {
    pub world: World,
    pub campaign: Id,
    pub unit: Id,
    pub below: Id,
    pub branch: Id,
    pub item: Id,
    pub office: Login,
    pub secretary: Login,
}

impl Ground {
    pub async fn on(world: World) -> Ground {
        let [campaign, unit, below, branch, item] = [(); 5].map(|()| Id::random());
        let at = [campaign.clone(), unit.clone(), below.clone(), branch.clone(), item.clone()];
        let written = world.app.db.write(move |tx| {
            let [campaign, unit, below, branch, item] = &at;
            tx.run(&CAMPAIGN, &params![campaign])?;
            tx.run(&UNIT, &params![unit, "总务部", None::<String>])?;
            tx.run(&UNIT, &params![below, "食堂", unit])?;
            tx.run(&BRANCH, &params![branch])?;
            tx.run(&ITEM, &params![item, campaign, 1, "夜班没有热饭", crate::random::key()]).map(drop)
        });
        written.await.map_err(|e: ::store::StoreError| e).unwrap();
        let office = world.person("王芳", &[(Role::Wg, "campaign", campaign.as_str())]).await;
        let secretary = world.person("孙志远", &[(Role::Sec, "tenant", "")]).await;
        Ground { world, campaign, unit, below, branch, item, office, secretary }
    }

    pub async fn office(&self) -> Actor {
        self.world.actor(&self.office).await
    }

    pub async fn secretary(&self) -> Actor {
        self.world.actor(&self.secretary).await
    }

    /// An anonymous original of the campaign.
    pub async fn anonymous(&self, text: &str) {
        let [round, release, point] = [(); 3].map(|()| Id::random());
        let (campaign, text) = (self.campaign.clone(), text.to_owned());
        let written = self.world.app.db.write(move |tx| {
            tx.run(&ROUND, &params![&round, &campaign])?;
            tx.run(&RELEASE, &params![&release])?;
            let row = params![&point, &round, &campaign, &text, &release, crate::random::key()];
            tx.run(&ANONYMOUS, &row).map(drop)
        });
        written.await.map_err(|e: ::store::StoreError| e).unwrap();
    }

    pub fn draft(&self, scope: Vec<Scope>) -> Draft {
        let line = Line {
            merged_item: self.item.clone(),
            asked: "夜班要有热饭".into(),
            done: "开了夜班窗口".into(),
            proven: "用餐登记".into(),
            remains: "周末试行".into(),
        };
        Draft {
            title: "整改情况通报".into(),
            body: "一、总的情况\n\n二、下一步".into(),
            closes_on: None,
            scope,
            lines: vec![line],
            comments: Comments::Off,
        }
    }

    /// A report-back, written and saved.
    pub async fn saved(&self, scope: Vec<Scope>) -> Id {
        let office = self.office().await;
        let app = &self.world.app;
        let id = create_publication(app, &office, &self.campaign, Kind::ReportBack, "通报").await.unwrap();
        save_draft(app, &office, &id, None, &self.draft(scope)).await.unwrap();
        id
    }

    /// A report-back that is out.
    pub async fn out(&self, scope: Vec<Scope>) -> Id {
        let id = self.saved(scope).await;
        approve(&self.world.app, &self.secretary().await, &id, false).await.unwrap();
        open_publication(&self.world.app, &self.office().await, &id).await.unwrap();
        id
    }

    pub async fn number(&self, sql: ::store::Sql, id: &Id) -> i64 {
        let id = id.clone();
        let read = self.world.app.db.read(move |tx| tx.one(&sql, &params![&id], |row| row.get::<i64>(0)));
        read.await.map_err(|e: ::store::StoreError| e).unwrap().unwrap()
    }

    pub async fn text_of(&self, sql: ::store::Sql, id: &Id) -> String {
        let id = id.clone();
        let read = self.world.app.db.read(move |tx| tx.one(&sql, &params![&id], |row| row.get::<String>(0)));
        read.await.map_err(|e: ::store::StoreError| e).unwrap().unwrap()
    }
}

/// The rule that refused.
pub(super) fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> Rule {
    match result {
        Err(Error::Rule(rule, _)) => rule,
        other => panic!("not a rule: {other:?}"),
    }
}
