//! Reading. Outside its audience a publication does not exist: the answer is the one for an unknown address (I11).

use ::store::params;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::comment::{Invitation, invitation};
use super::edit::editor;
use crate::app::App;
use crate::auth::{Actor, Verb, Visitor};
use crate::consequences::plan_text::PlanText;
use crate::error::{Error, Result};
use crate::features::publication::actions::{frozen, may_approve, may_edit, readable};
use crate::features::publication::model::{Frozen, Kind, PubEvent, PubState};
use crate::features::publication::store::{self, Publication};
use crate::id::Id;
use crate::view::Wrong;
use crate::view::{self, Shell};

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "publication/pages/out.html")]
struct Page {
    shell: Shell,
    it: Publication,
    frozen: Frozen,
    head: String,
    invited: Invitation,
    revoked: bool,
    can_close: bool,
    can_dispose: bool,
    can_archive: bool,
    can_revoke: bool,
    done: &'static str,
}

#[derive(Template)]
#[template(path = "publication/pages/ready.html")]
struct ReadyPage {
    shell: Shell,
    it: Publication,
    paragraphs: Vec<String>,
    plan: Option<PlanText>,
    told: Vec<[String; 5]>,
    can_open: bool,
    can_rework: bool,
    done: &'static str,
}

/// `GET /publications/{id}`: the frozen text for its audience, the draft for its office. Two queries once it is out.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    shell: Shell,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let (it, actor, inside) = find(&app, &visitor, &id).await?;
    match (it.state, actor) {
        (PubState::Draft, Some(actor)) => editor(&app, &actor, shell, it, None, &asked.done, Wrong::default()).await,
        (PubState::Ready, Some(actor)) => ready(&app, &actor, shell, it, &asked.done).await,
        (_, actor) => out(actor.as_ref(), shell, it, inside, &asked.done),
    }
}

/// `GET /report-back/{id}`: the same for a report-back, under the address that goes on notices. Two queries.
pub async fn report_back(
    State(app): State<App>,
    visitor: Visitor,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    let (it, actor, inside) = find(&app, &visitor, &id).await?;
    if it.kind != Kind::ReportBack || !it.state.is_out() {
        return Err(Error::NotFound);
    }
    out(actor.as_ref(), shell, it, inside, "")
}

/// `GET /publications/{id}/text`: the bytes whose hash is shown, to be checked by anyone who may read it. Two queries.
pub async fn text(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Result<Response> {
    let (text, _) = frozen_text(&app, &visitor, &id).await?;
    let kind = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    Ok((kind, text).into_response())
}

/// The frozen text and its hash, for whoever may read it. What was taken back is kept for the audit, not for its readers.
pub async fn frozen_text(app: &App, visitor: &Visitor, id: &str) -> Result<(String, String)> {
    let key = Id::parse(id).ok_or(Error::NotFound)?;
    let actor = visitor.0.as_ref().map(|session| session.actor.clone());
    let (it, office, _) = app.db.read(move |tx| readable(tx, actor.as_ref(), &key)).await?;
    frozen(&it, office).ok_or(Error::NotFound)
}

async fn find(app: &App, visitor: &Visitor, id: &str) -> Result<(Publication, Option<Actor>, bool)> {
    let id = Id::parse(id).ok_or(Error::NotFound)?;
    let actor = visitor.0.as_ref().map(|session| session.actor.clone());
    let me = actor.clone();
    let (it, _, inside) = app.db.read(move |tx| readable(tx, me.as_ref(), &id)).await?;
    Ok((it, actor, inside))
}

/// An approved one as it will go out. Four queries.
async fn ready(app: &App, actor: &Actor, shell: Shell, it: Publication, done: &str) -> Result<Response> {
    let edits = may_edit(actor, &it).is_ok();
    let id = it.id.clone();
    let read = app.db.read(move |tx| {
        let told = tx.all(&store::TOLD, &params![&id], |row| {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?])
        })?;
        Ok((told, store::plan(tx, &id)?))
    });
    let (told, plan) = read.await.map_err(|e: ::store::StoreError| Error::from(e))?;
    view::page(&ReadyPage {
        told,
        plan,
        can_open: edits,
        can_rework: edits || may_approve(actor, &it).is_ok(),
        paragraphs: crate::features::publication::model::paragraphs(&it.body),
        done: shell.t.publication_done(done),
        it,
        shell,
    })
}

/// What is shown is the frozen text and nothing else: rows that change later do not change the page (R97).
fn out(actor: Option<&Actor>, shell: Shell, it: Publication, inside: bool, done: &str) -> Result<Response> {
    let frozen = it.frozen_body.as_deref().and_then(Frozen::parse);
    let frozen = frozen.ok_or_else(|| Error::Internal("a frozen text could not be read".into()))?;
    let edits = actor.is_some_and(|actor| may_edit(actor, &it).is_ok());
    let allows = |event| it.state.next(event).is_some();
    let revokes = actor.is_some_and(|a| a.permit(Verb::PublicationApprove, &it.object(false)).is_ok());
    let page = Page {
        head: head(&shell, &frozen),
        invited: invitation(actor, &it, inside, &shell),
        revoked: it.state == PubState::Revoked,
        can_close: edits && allows(PubEvent::Close),
        can_dispose: edits && allows(PubEvent::Dispose),
        can_archive: edits && allows(PubEvent::Archive),
        can_revoke: revokes && allows(PubEvent::Revoke),
        done: shell.t.publication_done(done),
        frozen,
        it,
        shell,
    };
    view::page(&page)
}

fn head(shell: &Shell, frozen: &Frozen) -> String {
    let day = |text: &str| text.parse().map(|day| shell.day(&day)).unwrap_or_else(|_| text.to_owned());
    match &frozen.closes_on {
        Some(until) => shell.t.publication_out_until(&frozen.host, day(&frozen.opens_on), day(until)),
        None => shell.t.publication_out_sub(&frozen.host, day(&frozen.opens_on)),
    }
}
