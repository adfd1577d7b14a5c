//! The steps of a publication: approval, going out, its end.

use ::store::{Tx, params};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::edit::editor;
use crate::app::App;
use crate::auth::{Actor, LoggedIn, May, Verb, may};
use crate::error::{Error, Result, Rule};
use crate::features::publication::actions::{self, may_approve, may_edit};
use crate::features::publication::model::{PubEvent, Scope};
use crate::features::publication::store::{self, Publication};
use crate::id::Id;
use crate::view::Wrong;
use crate::view::{self, PostForm, Shell, see};

/// What the small forms send.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct TurnForm {
    #[serde(default)]
    names: String,
    #[serde(default)]
    sure: String,
    #[serde(default)]
    reason: String,
}

/// `POST /publications/{id}/approve`. What stands against it is shown in the editor.
pub async fn approve(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<TurnForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    match actions::approve(&app, &actor, &id, form.names == "yes").await {
        Ok(()) => Ok(see(format!("/publications/{id}?done=approve"))),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t, shell.t.publication_stale())?;
            let (me, key) = (actor.clone(), id.clone());
            let it = app.db.read(move |tx| of_office(tx, &me, &key)).await?;
            editor(&app, &actor, shell, it, None, "", wrong).await
        }
    }
}

fn of_office(tx: &mut Tx<'_>, actor: &Actor, id: &Id) -> Result<Publication> {
    let it = store::find(tx, id)?;
    may_edit(actor, &it).or_else(|_| may_approve(actor, &it)).map(|()| it)
}

/// `POST /publications/{id}/rework`.
pub async fn rework(
    State(app): State<App>,
    actor: LoggedIn,
    Path(id): Path<String>,
    PostForm(_): PostForm<TurnForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    actions::rework(&app, &actor, &id).await?;
    Ok(see(format!("/publications/{id}?done=rework")))
}

#[derive(Template)]
#[template(path = "publication/pages/open.html")]
struct OpenPage {
    shell: Shell,
    it: Publication,
    audience: String,
    reaches: i64,
    when: String,
    wrong: Wrong,
}

/// `GET /publications/{id}/open`: what will happen, for whom. Five queries.
pub async fn open_page(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    confirm_open(&app, &actor, shell, &id, Wrong::default()).await
}

async fn confirm_open(app: &App, actor: &Actor, shell: Shell, id: &Id, wrong: Wrong) -> Result<Response> {
    let (me, key) = (actor.clone(), id.clone());
    let (it, scope, reaches, names) = app
        .db
        .read(move |tx| {
            let it = of_office(tx, &me, &key)?;
            let scope = store::scope(tx, &key)?;
            let mut names: Vec<(Id, String)> = Vec::new();
            for sql in [&store::UNITS, &store::BRANCHES] {
                names.extend(tx.all(sql, &params![], |row| Ok((row.get(0)?, row.get(1)?)))?);
            }
            Ok::<_, Error>((it, scope, store::reaches(tx, &key)?, names))
        })
        .await?;
    let whole = scope.iter().filter(|part| !matches!(part, Scope::Unit(_) | Scope::Branch(_)));
    let mut parts: Vec<String> = whole.map(|part| shell.t.publication_scope(part.columns().0).to_owned()).collect();
    // In the order of the list of units, not of their random keys.
    let chosen = |id: &Id| scope.iter().any(|part| matches!(part, Scope::Unit(of) | Scope::Branch(of) if of == id));
    parts.extend(names.into_iter().filter(|(id, _)| chosen(id)).map(|(_, name)| name));
    let today = shell.day(&shell.today);
    let until = it.closes_on.as_deref().and_then(|day| day.parse().ok()).map(|day| shell.day(&day));
    let page = OpenPage {
        audience: parts.join(" · "),
        reaches,
        when: match until {
            Some(until) => shell.t.publication_from_until(today, until),
            None => shell.t.publication_from(today),
        },
        it,
        shell,
        wrong,
    };
    Ok(page.wrong.answer(view::page(&page)?))
}

/// `POST /publications/{id}/open`.
pub async fn open(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<TurnForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let done = if form.sure == "yes" {
        actions::open_publication(&app, &actor, &id).await
    } else {
        Err(Error::field("sure", Rule::Missing))
    };
    match done {
        Ok(()) => Ok(see(format!("/publications/{id}?done=open"))),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t, shell.t.publication_stale())?;
            confirm_open(&app, &actor, shell, &id, wrong).await
        }
    }
}

/// `POST /publications/{id}/close`.
pub async fn close(
    State(app): State<App>,
    actor: LoggedIn,
    Path(id): Path<String>,
    form: PostForm<TurnForm>,
) -> Result<Response> {
    advance(&app, &actor, &id, &form.0, PubEvent::Close, "close").await
}

/// `POST /publications/{id}/dispose`.
pub async fn dispose(
    State(app): State<App>,
    actor: LoggedIn,
    Path(id): Path<String>,
    form: PostForm<TurnForm>,
) -> Result<Response> {
    advance(&app, &actor, &id, &form.0, PubEvent::Dispose, "dispose").await
}

/// `POST /publications/{id}/archive`.
pub async fn archive(
    State(app): State<App>,
    actor: LoggedIn,
    Path(id): Path<String>,
    form: PostForm<TurnForm>,
) -> Result<Response> {
    advance(&app, &actor, &id, &form.0, PubEvent::Archive, "archive").await
}

async fn advance(app: &App, actor: &Actor, id: &str, _: &TurnForm, event: PubEvent, done: &str) -> Result<Response> {
    let id = Id::parse(id).ok_or(Error::NotFound)?;
    actions::advance(app, actor, &id, event).await?;
    Ok(see(format!("/publications/{id}?done={done}")))
}

#[derive(Template)]
#[template(path = "publication/pages/revoke.html")]
struct RevokePage {
    shell: Shell,
    it: Publication,
    reason: String,
    wrong: Wrong,
}

/// `GET /publications/{id}/revoke`. One query.
pub async fn revoke_page(
    State(app): State<App>,
    actor: May<may::PublicationApprove>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    confirm_revoke(&app, &actor, shell, &id, String::new(), Wrong::default()).await
}

async fn confirm_revoke(
    app: &App,
    actor: &Actor,
    shell: Shell,
    id: &Id,
    reason: String,
    wrong: Wrong,
) -> Result<Response> {
    let (me, key) = (actor.clone(), id.clone());
    let it = app.db.read(move |tx| {
        let it = store::find(tx, &key)?;
        me.permit(Verb::PublicationApprove, &it.object(false)).map(|()| it)
    });
    let page = RevokePage { it: it.await?, shell, reason, wrong };
    Ok(page.wrong.answer(view::page(&page)?))
}

/// `POST /publications/{id}/revoke`.
pub async fn revoke(
    State(app): State<App>,
    actor: May<may::PublicationApprove>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<TurnForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let done = if form.sure == "yes" {
        actions::revoke(&app, &actor, &id, &form.reason).await
    } else {
        Err(Error::field("sure", Rule::Missing))
    };
    match done {
        Ok(()) => Ok(see(format!("/publications/{id}?done=revoke"))),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t, shell.t.publication_stale())?;
            confirm_revoke(&app, &actor, shell, &id, form.reason, wrong).await
        }
    }
}
