//! Tests of merging, on both engines.

mod actions;
mod api;
mod groups;
mod ledger;
mod matrix;
mod model;
mod pages;
mod proposals;
mod walk;

use ::store::params;

use crate::auth::{Actor, Role};
use crate::error::Error;
use crate::id::Id;
use crate::testing::{Login, World};

::store::statements! {
    CAMPAIGN = "insert into campaign (id, short_name, slogan, year, host, content, state, starts_on, ends_on)
        values ($1, $2, 's', 2008, 'h', 'c', 'active', '2008-01-01', '2008-12-31')";
    UNIT = "insert into unit (id, kind, name, name_key, parent_id) values ($1, 'department', $1, $1, null)";
    LINE = "insert into line (id, name, name_key, lead_unit_id) values ($1, $1, $1, $2)";
    ROUND = "insert into collection_round (id, campaign_id, ordinal, name, code, owner_unit_id, state, opens_on, closes_on, populations,
        subjects, kinds, allow_named, allow_anonymous, promise)
        values ($1, $2, 1, 'first round', $1, null, 'closed', '2008-06-01', '2008-06-30', '[]', '[]', '[]', 1, 1, '')";
    POINT = "insert into opinion_point (id, round_id, campaign_id, sign, channel, received_on, line_id, population, subject,
        subject_unit_id, subject_person_id, kind, category, cell_hidden, text, text_hash, state, parent_id, registered_by, release_id,
        search_key) values ($1, $2, $3, $4, 'sheet', '2008-06-10', $5, $6, 'department', null, $7, 'criticism', 'x', 0, $8, $8,
        'registered', null, null, null, $9)";
    AUTHOR = "insert into opinion_author (point_id, sign, person_id) values ($1, 'named', $2)";
    STATE = "select state from opinion_point where id = $1";
    LINKED = "select merged_item_id from merge_link where point_id = $1";
    RECTIFY = "insert into rectification_item (id, campaign_id, item_no, serial, merged_item_id, source, problem, category,
        cause, kind, requirement, state, attempt, note, version)
        values ($1, $2, $1, 1, $3, 'opinion', 'p', 'c', '', 'time_limited', 'r', 'drafted', 0, '', 1)";
    EVERYTHING = "select p.round_id || p.sign || p.channel || p.received_on || p.text || p.text_hash || coalesce(p.line_id, '-')
        || coalesce(p.population, '-') || coalesce(p.subject, '-') || coalesce(p.kind, '-') || coalesce(p.category, '-') || p.state
        from opinion_point p where p.id = $1";
}

/// A campaign with a round, an office and a secretary.
pub(super) struct Ground {
    pub world: World,
    pub campaign: Id,
    pub round: Id,
    pub line: Id,
    pub clerk: Login,
    pub secretary: Login,
}

impl Ground {
    pub async fn on(world: World) -> Ground {
        let (campaign, round) = campaign(&world).await;
        let (unit, line) = (Id::random(), Id::random());
        let at = (unit.clone(), line.clone());
        let written = world.app.db.write(move |tx| {
            tx.run(&UNIT, &params![&at.0])?;
            tx.run(&LINE, &params![&at.1, &at.0]).map(drop)
        });
        written.await.map_err(|e: ::store::StoreError| e).unwrap();
        let clerk = world.person("clerk", &[(Role::Wg, "campaign", campaign.as_str())]).await;
        let secretary = world.person("secretary", &[(Role::Sec, "tenant", "")]).await;
        Ground { world, campaign, round, line, clerk, secretary }
    }

    pub async fn clerk(&self) -> Actor {
        self.world.actor(&self.clerk).await
    }

    pub async fn secretary(&self) -> Actor {
        self.world.actor(&self.secretary).await
    }

    pub async fn point(&self, text: &str) -> Id {
        self.point_about(text, None, None).await
    }

    /// A registered point, perhaps about somebody, perhaps by somebody.
    pub async fn point_about(&self, text: &str, about: Option<&Id>, author: Option<&Id>) -> Id {
        let id = Id::random();
        let sign = if author.is_some() { "named" } else { "unsigned" };
        let row = params![
            &id,
            &self.round,
            &self.campaign,
            sign,
            &self.line,
            "grassroots",
            about,
            text,
            crate::random::key()
        ];
        let author = author.map(|author| params![&id, author]);
        let written = self.world.app.db.write(move |tx| {
            tx.run(&POINT, &row)?;
            match &author {
                Some(author) => tx.run(&AUTHOR, author).map(drop),
                None => Ok(()),
            }
        });
        written.await.map_err(|e: ::store::StoreError| e).unwrap();
        id
    }

    pub async fn text_of(&self, sql: ::store::Sql, id: &Id) -> Option<String> {
        let id = id.clone();
        let read = self.world.app.db.read(move |tx| tx.one(&sql, &params![&id], |row| row.get::<String>(0)));
        read.await.map_err(|e: ::store::StoreError| e).unwrap()
    }

    pub async fn item(&self, id: &Id) -> super::store::MergedItem {
        let id = id.clone();
        self.world.app.db.read(move |tx| super::store::find(tx, &id)).await.unwrap()
    }

    pub async fn fact(&self, fact: crate::consequences::Fact) -> Result<(), Error> {
        let act = crate::audit::Act::system(self.world.app.clock.now());
        self.world.app.db.write(move |tx| crate::consequences::apply(tx, &act, &fact)).await
    }
}

pub(super) async fn campaign(world: &World) -> (Id, Id) {
    let (campaign, round) = (Id::random(), Id::random());
    let at = (campaign.clone(), round.clone());
    let written = world.app.db.write(move |tx| {
        tx.run(&CAMPAIGN, &params![&at.0, at.0.short()])?;
        tx.run(&ROUND, &params![&at.1, &at.0]).map(drop)
    });
    written.await.map_err(|e: ::store::StoreError| e).unwrap();
    (campaign, round)
}

/// The rule that refused.
pub(super) fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> crate::error::Rule {
    match result {
        Err(Error::Rule(rule, _)) => rule,
        other => panic!("not a rule: {other:?}"),
    }
}
