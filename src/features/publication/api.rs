//! The operations of this slice for programs.

use ::store::{Query, Row, StoreError, params};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions;
use super::model::{Comments, Disposition, Draft, Kind, Line, PubEvent, PubState, Scope};
use super::store::{self, COLUMNS, COMMENTS, Comment, PUBLICATIONS};
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

/// A draft as it stands.
#[derive(Serialize, ToSchema)]
struct DraftOut {
    body: String,
    scope: Vec<AudienceOut>,
    lines: Vec<PublishedLineOut>,
    /// What an edit names as `seen`.
    version: i64,
}

/// A part of the audience.
#[derive(Serialize, ToSchema)]
struct AudienceOut {
    kind: &'static str,
    /// The key of a `unit` or `branch`.
    id: String,
}

/// What was done about a problem.
#[derive(Serialize, ToSchema)]
struct PublishedLineOut {
    merged_item: Id,
    asked: String,
    done: String,
    proven: String,
    remains: String,
}

/// A publication as one may read it.
#[derive(Serialize, ToSchema)]
struct PublicationWholeOut {
    id: Id,
    campaign: Id,
    kind: &'static str,
    title: String,
    state: &'static str,
    opens_on: Option<String>,
    closes_on: Option<String>,
    /// `off`, `named` or `both`.
    comments: &'static str,
    /// The frozen text, whose hash is beside it; null before it is out, and for readers of what was taken back.
    text: Option<String>,
    hash: Option<String>,
    /// What stands in the place of one that was taken back.
    notice: Option<String>,
    /// Only for its office, until it is out.
    draft: Option<DraftOut>,
}

/// A comment. The day of an anonymous one is not told; who wrote a named one is told to the office.
#[derive(Serialize, ToSchema)]
struct CommentOut {
    id: Id,
    publication: Id,
    named: bool,
    author: Option<Id>,
    author_name: Option<String>,
    received_on: Option<String>,
    text: String,
    /// `adopted`, `partly`, `not_adopted` or `explained`; null until it is said.
    disposition: Option<&'static str>,
    answer: String,
}

impl CommentOut {
    fn of(comment: Comment, names: bool) -> CommentOut {
        let (author, author_name) = comment.author.filter(|_| names).unzip();
        CommentOut {
            id: comment.id,
            publication: comment.publication,
            named: comment.named,
            author,
            author_name,
            received_on: Some(comment.received_on).filter(|_| comment.named && names),
            text: comment.text,
            disposition: comment.disposition.map(Disposition::code),
            answer: comment.answer,
        }
    }
}

/// A comment under one's name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CommentIn {
    text: String,
}

/// What is done with a comment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DispositionIn {
    disposition: String,
    #[serde(default)]
    answer: String,
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

async fn show(c: Call) -> Result<PublicationWholeOut> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let read = c.app.db.read(move |tx| {
        let (it, office, _) = actions::readable(tx, Some(&actor), &id)?;
        let draft =
            if office && !it.state.is_out() { Some((store::scope(tx, &id)?, store::lines(tx, &id)?)) } else { None };
        Ok::<_, Error>((it, office, draft))
    });
    let (it, office, draft) = read.await?;
    let audience = |scope: Scope| {
        let (kind, id) = scope.columns();
        AudienceOut { kind, id }
    };
    let told = |l: Line| PublishedLineOut {
        merged_item: l.merged_item,
        asked: l.asked,
        done: l.done,
        proven: l.proven,
        remains: l.remains,
    };
    let (text, hash) = actions::frozen(&it, office).unzip();
    Ok(PublicationWholeOut {
        kind: it.kind.code(),
        state: it.state.code(),
        comments: it.comments.code(),
        text,
        hash,
        draft: draft.map(|(scope, lines)| DraftOut {
            body: it.body,
            scope: scope.into_iter().map(audience).collect(),
            lines: lines.into_iter().map(told).collect(),
            version: it.version,
        }),
        id: it.id,
        campaign: it.campaign,
        title: it.title,
        opens_on: it.opens_on,
        closes_on: it.closes_on,
        notice: it.notice,
    })
}

async fn comments(c: Call) -> Result<Listed<CommentOut>> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let mut query = c.paged(Query::new().filter("publication", params![&id]))?;
    let mut given = Given::new();
    let waiting = given.code("waiting", c.asked("waiting"), |word| match word {
        "yes" => Some("waiting"),
        "no" => Some("disposed"),
        _ => None,
    });
    given.finish(Some(()))?;
    if let Some(which) = waiting {
        query = query.filter(which, params![]);
    }
    let read = c.app.db.read(move |tx| {
        let (_, office) = actions::comments_readable(tx, Some(&actor), &id)?;
        Ok::<_, Error>((tx.page(&COMMENTS, &query, store::comment)?, office))
    });
    let (page, office) = read.await?;
    Ok(Listed::of(page, |comment| CommentOut::of(comment, office)))
}

async fn my_comments(c: Call) -> Result<Listed<CommentOut>> {
    let query = c.paged(Query::new().filter("author", params![&c.actor.person.id]).order("day"))?;
    let page = c.app.db.read(move |tx| tx.page(&COMMENTS, &query, store::comment).map_err(Error::from)).await?;
    Ok(Listed::of(page, |comment| CommentOut::of(comment, true)))
}

async fn dispose(c: Call, input: DispositionIn) -> Result<()> {
    let disposition = one("disposition", &input.disposition, Disposition::parse)?;
    actions::dispose_comment(&c.app, &c.actor, &c.id("id")?, &c.id("comment")?, disposition, &input.answer).await
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
    let api = Api::new("publication")
        .get("/publications", "listPublications", "Those that one may see, the newest first.", FILTERS, list)
        .get("/publications/{id}", "readPublication", "The frozen text, or the draft for its office.", &[], show)
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
        });
    with_comments(api)
}

fn with_comments(api: Api) -> Api {
    api.get("/publications/{id}/comments", "listComments", "What was said.", &["waiting", "after", "limit"], comments)
        .get("/my/comments", "listMyComments", "What one said under one's name.", &["after", "limit"], my_comments)
        .post("/publications/{id}/comments", "comment", "Says something under one's name.", |c: Call, n: CommentIn| async move {
            actions::comment_named(&c.app, &c.actor, &c.id("id")?, &n.text).await
        })
        .post("/publications/{id}/comments/{comment}/disposition", "disposeComment", "What is done with it.", dispose)
}
