//! Tests of opinions, on both engines.

mod acts;
mod imports;
mod lists;
mod machine;
mod small;
mod voice;
mod web;

use jiff::civil::date;
use store::params;

use super::actions::{Choice, RoundDraft, create_round, open_round};
use super::model::{Kind, Population, Subject};
use crate::auth::{Actor, Role};
use crate::error::Error;
use crate::id::Id;
use crate::testing::{Login, World};

store::statements! {
    pub INSERT_CAMPAIGN = "insert into campaign (id, short_name, slogan, year, host, content, state, starts_on, ends_on)
        values ($1, $2, 's', 2008, 'h', 'c', 'active', '2008-01-01', '2008-12-31')";
    pub INSERT_UNIT = "insert into unit (id, kind, name, name_key, parent_id) values ($1, 'department', $2, $2, null)";
    pub INSERT_LINE = "insert into line (id, name, name_key, lead_unit_id) values ($1, $2, $2, $3)";
    pub ALL_POINTS = "select id from opinion_point where round_id = $1 order by id";
    pub COUNT_POINTS = "select count(*) from opinion_point where round_id = $1 and parent_id is null";
}

/// A campaign with two departments, two lines, an office of two and an open round.
pub(crate) struct Stage {
    pub campaign: Id,
    pub units: [Id; 2],
    pub lines: [Id; 2],
    pub office: Login,
    pub second: Login,
    pub round: Id,
    pub code: String,
}

impl Stage {
    pub async fn on(world: &World) -> Stage {
        let campaign = Id::random();
        let (units, lines) = ([Id::random(), Id::random()], [Id::random(), Id::random()]);
        let (c, u, l) = (campaign.clone(), units.clone(), lines.clone());
        let written = world.app.db.write(move |tx| {
            tx.run(&INSERT_CAMPAIGN, &params![&c, format!("双促{}", c.short())])?;
            for i in 0..2 {
                tx.run(&INSERT_UNIT, &params![&u[i], format!("部室{i}{}", u[i].short())])?;
                tx.run(&INSERT_LINE, &params![&l[i], format!("条线{i}{}", l[i].short()), &u[i]])?;
            }
            Ok::<(), Error>(())
        });
        written.await.unwrap();
        let office = world.person("王芳", &[(Role::Wg, "campaign", campaign.as_str())]).await;
        let second = world.person("李红", &[(Role::Wg, "campaign", campaign.as_str())]).await;
        let actor = world.actor(&office).await;
        let round = create_round(&world.app, &actor, draft(&campaign, &lines)).await.unwrap();
        open_round(&world.app, &actor, &round).await.unwrap();
        let id = round.clone();
        let code = world.app.db.read(move |tx| super::store::find_round(tx, &id)).await.unwrap().unwrap().code;
        Stage { campaign, units, lines, office, second, round, code }
    }

    /// What a person says about the first line.
    pub fn choice(&self, text: &str) -> Choice {
        Choice {
            line: self.lines[0].to_string(),
            population: "agency".into(),
            subject: "department".into(),
            kind: "criticism".into(),
            text: text.into(),
            ..Choice::default()
        }
    }

    pub async fn actors(&self, world: &World) -> (Actor, Actor) {
        (world.actor(&self.office).await, world.actor(&self.second).await)
    }

    /// All points of the round.
    pub async fn points(&self, world: &World) -> Vec<super::store::Point> {
        let round = self.round.clone();
        let read = world.app.db.read(move |tx| {
            let ids: Vec<Id> = tx.all(&ALL_POINTS, &params![&round], |row| row.get(0))?;
            ids.iter()
                .map(|id| Ok(super::store::find_point(tx, id)?.unwrap()))
                .collect::<Result<_, store::StoreError>>()
        });
        read.await.unwrap()
    }
}

pub(super) fn draft(campaign: &Id, lines: &[Id]) -> RoundDraft {
    RoundDraft {
        campaign: campaign.clone(),
        owner_unit: None,
        name: "第二轮".into(),
        opens_on: date(2008, 7, 8),
        closes_on: date(2008, 7, 18),
        lines: lines.to_vec(),
        populations: Population::ALL.to_vec(),
        subjects: vec![Subject::LeadingCadre, Subject::Department],
        kinds: Kind::ALL.to_vec(),
        allow_named: true,
        allow_anonymous: true,
        promise: String::new(),
    }
}
