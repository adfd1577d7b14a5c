//! The list of rounds.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Query as Search, State};
use axum::response::Response;
use serde::Deserialize;

use super::super::store;
use crate::app::App;
use crate::auth::{LoggedIn, Object, Role, Verb};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::view::{Shell, page};
use ::store::params;

struct Row {
    id: Id,
    name: String,
    days: String,
    state: &'static str,
    /// Points and those with a fate; only where the reader may list them.
    numbers: Option<(i64, i64)>,
}

#[derive(Template)]
#[template(path = "opinion/pages/rounds.html")]
struct RoundsPage {
    shell: Shell,
    rows: Vec<Row>,
    campaign: Option<Id>,
    next: Option<String>,
    may_create: bool,
}

/// Which campaign, and where the page begins.
#[derive(Deserialize)]
pub struct Filter {
    campaign: Option<String>,
    after: Option<String>,
}

/// `GET /rounds?campaign=ID`. Three queries.
pub async fn list(
    State(app): State<App>,
    shell: Shell,
    me: LoggedIn,
    Search(filter): Search<Filter>,
) -> Result<Response> {
    let actor = me.0.actor.clone();
    let after = filter.after.as_deref().and_then(|c| c.parse().ok());
    let asked = filter.campaign.as_deref().and_then(Id::parse);
    let allowed = actor.reach(Verb::RoundRead).predicate(&actor.person.id, &store::ROUND_REACH);
    let (campaign, found, numbers) = app
        .db
        .read(move |tx| {
            let campaign = match &asked {
                Some(id) => Some(id.clone()),
                None => tx.one(&store::CAMPAIGNS, &params![], |row| row.get::<Id>(0))?,
            };
            let found = store::rounds_page(tx, campaign.as_ref(), allowed.clone(), after.clone())?;
            let mut numbers: HashMap<Id, (i64, i64)> = HashMap::new();
            let object = Object { campaign: campaign.clone(), ..Object::default() };
            if let (Some(id), true) = (&campaign, actor.permit(Verb::OpinionRead, &object).is_ok()) {
                let counts = params![id, actor.has(Role::Aud), &actor.person.id];
                tx.each(&store::ROUND_COUNTS, &counts, |row| {
                    numbers.insert(row.get(0)?, (row.get(1)?, row.get(2)?));
                    Ok(())
                })?;
                for round in &found.rows {
                    numbers.entry(round.id.clone()).or_default();
                }
            }
            Ok::<_, Error>((campaign, found, numbers))
        })
        .await?;
    let row = |r: &super::super::model::Round| Row {
        id: r.id.clone(),
        name: r.name.clone(),
        days: shell.t.round_days(shell.day(&r.opens_on), shell.day(&r.closes_on)),
        state: shell.t.round_state(r.state.code()),
        numbers: numbers.get(&r.id).copied(),
    };
    let rows = found.rows.iter().map(row).collect();
    let may_create = !me.reach(Verb::RoundCreate).is_nothing();
    page(&RoundsPage { rows, campaign, next: found.next.map(|c| c.to_string()), may_create, shell })
}
