//! The ledger of steps: who did what and why, undone or not.

use ::store::{Cursor, Query as Rows, params};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::{LogLine, can_undo, log_lines};
use crate::app::App;
use crate::auth::{May, Object, Verb, may};
use crate::error::{Error, Result};
use crate::features::merging::store::{self, STEPS};
use crate::id::Id;
use crate::view::{self, Shell};

/// Steps on a page.
const PAGE: u32 = 40;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    campaign: String,
    /// `me`: one's own only.
    #[serde(default)]
    by: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "merging/pages/steps.html")]
struct Page {
    shell: Shell,
    campaign: Id,
    name: String,
    rows: Vec<LogLine>,
    mine: bool,
    next: Option<Cursor>,
    can_undo: bool,
    sorts: bool,
    done: String,
}

/// `GET /merging/steps?campaign=…`: the office's ledger of a campaign, the newest first. Five queries.
pub async fn list(
    State(app): State<App>,
    actor: May<may::MergeRead>,
    shell: Shell,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let campaign = Id::parse(&asked.campaign).ok_or(Error::NotFound)?;
    let object = Object { campaign: Some(campaign.clone()), ..Object::default() };
    actor.permit_read(Verb::MergeRead, &object)?;
    let edits = actor.permit(Verb::MergeEdit, &object).or_else(|_| actor.permit(Verb::MergeApprove, &object)).is_ok();
    let (me, of, mine) = (actor.person.id.clone(), campaign.clone(), asked.by == "me");
    let after: Option<Cursor> = asked.after.parse().ok();
    let (name, page, hidden, undo) = app
        .db
        .read(move |tx| {
            let name: Option<String> = tx.one(&store::CAMPAIGN_NAME, &params![&of], |row| row.get(0))?;
            let query = Rows::new().filter("campaign", params![&of]).limit(PAGE);
            let query = if mine { query.filter("by", params![&me]) } else { query };
            let page = tx.page(&STEPS, &query.after(after.clone()), store::step_row)?;
            let hidden = store::about_me(tx, &me)?;
            Ok::<_, Error>((name.ok_or(Error::NotFound)?, page, hidden, can_undo(tx, &of, &me)?))
        })
        .await?;
    let page = Page {
        campaign,
        name,
        rows: log_lines(page.rows, &shell, &hidden),
        mine,
        next: page.next,
        can_undo: undo && edits,
        sorts: actor.permit(Verb::MergeEdit, &object).is_ok(),
        done: asked.done,
        shell,
    };
    view::page(&page)
}
