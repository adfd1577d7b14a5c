//! The register, a document, and the form that lays one down.

use std::collections::HashMap;

use ::store::{Cursor, Query as Rows, params};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::actions::{self, Wanted, readable};
use super::model::{Kind, Paper};
use super::store::{self, Campaign, Entry, Registered};
use crate::app::App;
use crate::auth::{Actor, LoggedIn, May, Verb, may};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::view::download::{self, DOCX, Place};
use crate::view::input::{Input, shown, wrong_fields};
use crate::view::{PostForm, Shell, page as render, see};

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/documents", get(list).post(issue))
        .route("/documents/new", get(form))
        .route("/documents/{id}", get(show))
        .route("/documents/{id}/file", get(docx))
        .route("/documents/{id}/text", get(text))
        .route("/documents/{id}/void", post(void))
}

/// What an address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    campaign: String,
    kind: String,
    source: String,
    after: String,
}

impl Asked {
    fn campaign(&self) -> Result<Option<Id>> {
        match self.campaign.as_str() {
            "" => Ok(None),
            text => Id::parse(text).map(Some).ok_or(Error::NotFound),
        }
    }
}

fn key(text: &str) -> Result<Id> {
    Id::parse(text).ok_or(Error::NotFound)
}

#[derive(Template)]
#[template(path = "document/pages/list.html")]
struct ListPage {
    shell: Shell,
    of: Campaign,
    kind: String,
    rows: Vec<Entry>,
    next: Option<String>,
    may_issue: bool,
}

/// `GET /documents`: the register; three queries.
async fn list(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let (reader, campaign) = (session.actor.clone(), asked.campaign()?);
    let (after, kind): (Option<Cursor>, _) = (asked.after.parse().ok(), Kind::parse(&asked.kind));
    let (of, found) = app
        .db
        .read(move |tx| {
            let of = store::campaign(tx, campaign.as_ref())?;
            reader.permit_read(Verb::DocumentRead, &of.object())?;
            let mut query = Rows::new().filter("campaign", params![&of.id]).limit(50).after(after.clone());
            query = query.allowed(reader.reach(Verb::DocumentRead).predicate(&reader.person.id, &store::COLUMNS));
            if let Some(kind) = kind {
                query = query.filter("kind", params![kind.code()]);
            }
            let found = tx.page(&store::DOCUMENTS, &query, store::entry)?;
            Ok::<_, Error>((of, found))
        })
        .await?;
    render(&ListPage {
        may_issue: of.is_open() && session.actor.permit(Verb::DocumentIssue, &of.object()).is_ok(),
        kind: kind.map_or("", Kind::code).to_owned(),
        next: found.next.map(|cursor| cursor.to_string()),
        rows: found.rows,
        of,
        shell,
    })
}

#[derive(Template)]
#[template(path = "document/pages/new.html")]
struct FormPage {
    shell: Shell,
    of: Campaign,
    kind: Kind,
    sources: Vec<(Id, String)>,
    input: Input,
}

/// `GET /documents/new`: four queries.
async fn form(
    State(app): State<App>,
    shell: Shell,
    actor: May<may::DocumentIssue>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let kind = Kind::parse(&asked.kind).ok_or(Error::NotFound)?;
    empty_or_kept(&app, shell, &actor, asked.campaign()?, kind, &asked.source, None).await
}

async fn empty_or_kept(
    app: &App,
    shell: Shell,
    actor: &Actor,
    campaign: Option<Id>,
    kind: Kind,
    source: &str,
    kept: Option<Input>,
) -> Result<Response> {
    let reader = actor.clone();
    let (of, sources, organ) = app
        .db
        .read(move |tx| {
            let of = store::campaign(tx, campaign.as_ref())?;
            reader.permit_read(Verb::DocumentRead, &of.object())?;
            reader.permit(Verb::DocumentIssue, &of.object())?;
            let organ = actions::organ_to_begin_with(tx, &of.id, kind)?;
            Ok::<_, Error>((store::sources(tx, kind, &of.id)?, of, organ))
                .map(|(sources, of, organ)| (of, sources, organ))
        })
        .await?;
    let title = sources.iter().find(|(id, _)| id.as_str() == source).map(|(_, title)| title.clone());
    let begin = || {
        let title = title.unwrap_or_else(|| super::model::ZH.paper_title(kind.code(), &of.short_name));
        Input::filled(&[("organ", organ), ("title", title), ("source", source.to_owned())])
    };
    let page = FormPage { input: kept.unwrap_or_else(begin), of, kind, sources, shell };
    shown(&page, &page.input)
}

/// `POST /documents`: with `act` a draft to look at, else laid down.
async fn issue(
    State(app): State<App>,
    shell: Shell,
    actor: May<may::DocumentIssue>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let input = Input::posted(form);
    let value = |name: &str| input.value(name).to_owned();
    let wanted = Wanted {
        campaign: key(input.value("campaign"))?,
        kind: Kind::parse(input.value("kind")).ok_or(Error::NotFound)?,
        organ: value("organ").trim().to_owned(),
        source: Id::parse(input.value("source")),
        title: value("title"),
        byline: value("byline"),
        addressee: value("addressee"),
        body: value("body"),
        copies: value("copies"),
    };
    let wrong = if input.value("act") == "preview" {
        match wrong_fields(actions::preview_document(&app, &actor, &wanted).await)? {
            Ok(paper) => return laid_out(&paper, None, &shell.t.paper_draft_file(&paper.title)),
            Err(wrong) => wrong,
        }
    } else {
        match wrong_fields(actions::issue_document(&app, &actor, &wanted).await)? {
            Ok(id) => return Ok(see(format!("/documents/{id}"))),
            Err(wrong) => wrong,
        }
    };
    let source = value("source");
    empty_or_kept(&app, shell, &actor, Some(wanted.campaign), wanted.kind, &source, Some(input.with(wrong))).await
}

fn laid_out(paper: &Paper, hash: Option<&str>, name: &str) -> Result<Response> {
    let content = paper.document(hash)?.to_docx().map_err(|problem| Error::Internal(problem.to_string()))?;
    download::file(&format!("{name}.docx"), DOCX, Place::Attachment, content)
}

#[derive(Template)]
#[template(path = "document/pages/show.html")]
struct ShowPage {
    shell: Shell,
    of: Campaign,
    it: Registered,
    source: Option<(String, String)>,
    may_void: bool,
    input: Input,
}

/// `GET /documents/{id}`: two queries.
async fn show(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
) -> Result<Response> {
    one(&app, shell, &session.actor, key(&id)?, Input::default()).await
}

async fn one(app: &App, shell: Shell, actor: &Actor, id: Id, input: Input) -> Result<Response> {
    let reader = actor.clone();
    let (it, of) = app.db.read(move |tx| readable(tx, &reader, &id)).await?;
    let at = match it.kind {
        Kind::Rectification => Some("plans"),
        Kind::ReportBack => Some("publications"),
        Kind::Summary => Some("summaries"),
        Kind::Reminder => Some("supervision"),
        _ => None,
    };
    let paper = Paper::parse(&it.content).ok_or_else(|| Error::Internal("a document could not be read".into()))?;
    let source = at.zip(paper.source).map(|(at, source)| (format!("/{at}/{}", source.id), source.title));
    let may_void = it.void_on.is_none() && actor.permit(Verb::DocumentVoid, &of.object()).is_ok();
    let page = ShowPage { may_void, source, it, of, input, shell };
    shown(&page, &page.input)
}

/// `GET /documents/{id}/file`: the .docx, the same bytes at any time. Two queries.
async fn docx(State(app): State<App>, LoggedIn(session): LoggedIn, Path(id): Path<String>) -> Result<Response> {
    let (reader, id) = (session.actor.clone(), key(&id)?);
    let (it, _) = app.db.read(move |tx| readable(tx, &reader, &id)).await?;
    let paper = Paper::parse(&it.content).ok_or_else(|| Error::Internal("a document could not be read".into()))?;
    laid_out(&paper, Some(&it.hash), &format!("{} {}", it.number, it.title))
}

/// `GET /documents/{id}/text`: the text that the hash is of. Two queries.
async fn text(State(app): State<App>, LoggedIn(session): LoggedIn, Path(id): Path<String>) -> Result<Response> {
    let (reader, id) = (session.actor.clone(), key(&id)?);
    let (it, _) = app.db.read(move |tx| readable(tx, &reader, &id)).await?;
    let name = format!("{}.json", it.number);
    download::file(&name, "application/json; charset=utf-8", Place::Attachment, it.content.into_bytes())
}

/// `POST /documents/{id}/void`.
async fn void(
    State(app): State<App>,
    shell: Shell,
    actor: May<may::DocumentVoid>,
    Path(id): Path<String>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let (id, input) = (key(&id)?, Input::posted(form));
    match wrong_fields(actions::void_document(&app, &actor, &id, input.value("reason")).await)? {
        Ok(()) => Ok(see(format!("/documents/{id}"))),
        Err(wrong) => one(&app, shell, &actor, id, input.with(wrong)).await,
    }
}
