//! Decisions about points, and taking them back.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::can_undo;
use crate::app::App;
use crate::auth::{Actor, LoggedIn, May, Object, Verb, may};
use crate::error::{Error, Result};
use crate::features::merging::actions::withdraw_decision;
use crate::features::merging::store;
use crate::features::merging::store::groups::{self, DecisionLine};
use crate::id::Id;
use crate::view::Wrong;
use crate::view::{self, NoFields, PostForm, Shell, see};

/// Decisions on a page.
const DECISIONS: usize = 50;

/// What the address of the decisions says.
#[derive(Debug, Default, Deserialize)]
pub struct DecisionsAsked {
    #[serde(default)]
    campaign: String,
    #[serde(default)]
    before: String,
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "merging/pages/decisions.html")]
struct DecisionsPage {
    shell: Shell,
    campaign: Id,
    rows: Vec<DecisionLine>,
    next: Option<Id>,
    done: &'static str,
    can_undo: bool,
    wrong: Wrong,
}

/// `GET /merging/decisions?campaign=…`. Three queries.
pub async fn decisions(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    Query(asked): Query<DecisionsAsked>,
) -> Result<Response> {
    show(&app, &actor, shell, asked, Wrong::default()).await
}

async fn show(app: &App, actor: &Actor, shell: Shell, asked: DecisionsAsked, wrong: Wrong) -> Result<Response> {
    let campaign = Id::parse(&asked.campaign).ok_or(Error::NotFound)?;
    actor.permit_read(Verb::MergeEdit, &Object { campaign: Some(campaign.clone()), ..Object::default() })?;
    let (of, before) = (campaign.clone(), Id::parse(&asked.before).map(|id| id.to_string()).unwrap_or_default());
    let (most, me) = (u32::try_from(DECISIONS + 1).unwrap_or(u32::MAX), actor.person.id.clone());
    let (mut rows, undo) = app
        .db
        .read(move |tx| Ok::<_, Error>((groups::decisions(tx, &of, &before, most)?, can_undo(tx, &of, &me)?)))
        .await?;
    let more = rows.len() > DECISIONS;
    rows.truncate(DECISIONS);
    let next = rows.last().filter(|_| more).map(|row| row.id.clone());
    for row in &mut rows {
        if let Ok(day) = row.made_on.parse() {
            row.made_on = shell.day(&day);
        }
    }
    let done = shell.t.groups_done(&asked.done);
    let page = DecisionsPage { shell, campaign, rows, next, done, can_undo: undo, wrong };
    Ok(page.wrong.answer(view::page(&page)?))
}

/// `POST /merging/decisions/{id}/withdraw`. Where somebody else was quicker, the page says who.
pub async fn withdraw(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(_): PostForm<NoFields>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    match withdraw_decision(&app, &actor, &id).await {
        Ok(campaign) => Ok(see(format!("/merging/decisions?campaign={campaign}&done=withdraw"))),
        Err(Error::Stale) => {
            let of = app.db.read(move |tx| store::groups::campaign_of_decision(tx, &id)).await?;
            let asked = DecisionsAsked { campaign: of.to_string(), ..DecisionsAsked::default() };
            let wrong = Wrong::late(shell.t.decisions_late());
            show(&app, &actor, shell, asked, wrong).await
        }
        Err(error) => Err(error),
    }
}
