//! The operations of this slice for programs.

use ::store::{Query, Row, StoreError, params};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions;
use super::model::{Comments, Draft, Kind, Line, PubEvent, PubState, Scope};
use super::store::{COLUMNS, PUBLICATIONS};
use crate::api::{Api, Call, Given, Listed, one};
use crate::auth::Verb;
use crate::error::{Error, Result};
use crate::id::Id;

/// A publication in the list.
#[derive(Serialize, ToSchema)]
struct PublicationOut {
    id: Id,
    kind: String,
    title: String,
    state: String,
    opens_on: Option<String>,
    closes_on: Option<String>,
}

fn line(row: &Row<'_>) -> Result<PublicationOut, StoreError> {
    let (opens_on, closes_on) = (row.get(4)?, row.get(5)?);
    Ok(PublicationOut {
        id: row.get(0)?,
        kind: row.get(1)?,
        title: row.get(2)?,
        state: row.get(3)?,
        opens_on,
        closes_on,
    })
}

/// A publication to begin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPublicationIn {
    campaign: Id,
    kind: String,
    title: String,
}

/// A part of the audience: `public`, `everyone`, `members`, or a `unit` or `branch` with its key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AudienceIn {
    kind: String,
    #[serde(default)]
    id: String,
}

/// What was done about a problem.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PublishedLineIn {
    merged_item: Id,
    asked: String,
    done: String,
    proven: String,
    remains: String,
}

/// A draft as it is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DraftIn {
    title: String,
    /// One paragraph a line.
    body: String,
    closes_on: Option<String>,
    scope: Vec<AudienceIn>,
    /// Whether it may be spoken about: `off`, `named` or `both` (also through the box); `off` where it is left out.
    comments: Option<String>,
    #[serde(default)]
    lines: Vec<PublishedLineIn>,
    /// The version that was looked at; another one in between is refused as stale.
    seen: Option<i64>,
}

/// Whether the names that the scan found were checked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ApproveIn {
    names_checked: bool,
}

/// `close`, `dispose` or `archive`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AdvanceIn {
    event: String,
}

/// What its readers are told instead.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RevokeIn {
    notice: String,
}

async fn list(c: Call) -> Result<Listed<PublicationOut>> {
    let allowed = c.actor.reach(Verb::PublicationRead).predicate(&c.actor.person.id, &COLUMNS);
    let mut query = c.paged(Query::new().allowed(allowed))?;
    if let Some(id) = c.asked_id("campaign")? {
        query = query.filter("campaign", params![id]);
    }
    let mut given = Given::new();
    if let Some(state) = given.code("state", c.asked("state"), PubState::parse) {
        query = query.filter("state", params![state.code()]);
    }
    if let Some(kind) = given.code("kind", c.asked("kind"), Kind::parse) {
        query = query.filter("kind", params![kind.code()]);
    }
    given.finish(Some(()))?;
    let page = c.app.db.read(move |tx| tx.page(&PUBLICATIONS, &query, line).map_err(Error::from)).await?;
    Ok(Listed::of(page, |row| row))
}

async fn save(c: Call, input: DraftIn) -> Result<()> {
    let mut given = Given::new();
    let closes_on = given.day("closes_on", input.closes_on.as_deref());
    let scope = input.scope.iter().filter_map(|s| given.code("scope", Some(&s.kind), |k| Scope::parse(k, &s.id)));
    let scope: Vec<Scope> = scope.collect();
    let comments = input.comments.as_deref().unwrap_or(Comments::Off.code());
    let comments = given.code("comments", Some(comments), Comments::parse).unwrap_or(Comments::Off);
    given.finish(Some(()))?;
    let line = |l: PublishedLineIn| Line {
        merged_item: l.merged_item,
        asked: l.asked,
        done: l.done,
        proven: l.proven,
        remains: l.remains,
    };
    let lines = input.lines.into_iter().map(line).collect();
    let draft = Draft { title: input.title, body: input.body, closes_on, scope, comments, lines };
    actions::save_draft(&c.app, &c.actor, &c.id("id")?, input.seen, &draft).await
}

fn event(code: &str) -> Option<PubEvent> {
    match code {
        "close" => Some(PubEvent::Close),
        "dispose" => Some(PubEvent::Dispose),
        "archive" => Some(PubEvent::Archive),
        _ => None,
    }
}

const FILTERS: &[&str] = &["campaign", "state", "kind", "after", "limit"];

/// The operations.
pub fn api() -> Api {
    Api::new("publication")
        .get("/publications", "listPublications", "Those that one may see, the newest first.", FILTERS, list)
        .post("/publications", "createPublication", "A new draft.", |c: Call, n: NewPublicationIn| async move {
            let kind = one("kind", &n.kind, Kind::parse)?;
            actions::create_publication(&c.app, &c.actor, &n.campaign, kind, &n.title).await
        })
        .put("/publications/{id}", "saveDraft", "Writes a draft.", save)
        .post("/publications/{id}/approve", "approvePublication", "Approves.", |c: Call, a: ApproveIn| async move {
            actions::approve(&c.app, &c.actor, &c.id("id")?, a.names_checked).await
        })
        .act("/publications/{id}/rework", "reworkPublication", "Back to a draft.", |c: Call| async move {
            actions::rework(&c.app, &c.actor, &c.id("id")?).await
        })
        .act("/publications/{id}/open", "openPublication", "Freezes the text and puts it out.", |c: Call| async move {
            actions::open_publication(&c.app, &c.actor, &c.id("id")?).await
        })
        .post("/publications/{id}/events", "advancePublication", "Moves it on.", |c: Call, a: AdvanceIn| async move {
            actions::advance(&c.app, &c.actor, &c.id("id")?, one("event", &a.event, event)?).await
        })
        .post("/publications/{id}/revoke", "revokePublication", "Takes it back.", |c: Call, r: RevokeIn| async move {
            actions::revoke(&c.app, &c.actor, &c.id("id")?, &r.notice).await
        })
}
