//! What is done to a merged item from its page.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::item::{Asked, Typed, render};
use crate::app::App;
use crate::auth::{Actor, LoggedIn, May, Verb, may};
use crate::error::{Error, Result, Rule};
use crate::features::merging::actions::{self, Edit};
use crate::features::merging::store::{self, MergedItem};
use crate::id::Id;
use crate::view::Wrong;
use crate::view::{self, PostForm, Shell, see};

/// The words of an item.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct EditForm {
    #[serde(default)]
    pub version: i64,
    #[serde(default)]
    pub summary: String,
    #[serde(default)]
    pub category: String,
    #[serde(default)]
    pub key: String,
}

impl EditForm {
    pub fn of(item: &MergedItem) -> EditForm {
        let key = if item.is_key { "yes" } else { "" };
        EditForm {
            version: item.version,
            summary: item.summary.clone(),
            category: item.category.clone(),
            key: key.to_owned(),
        }
    }
}

/// What a part of an item becomes.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct SplitForm {
    #[serde(default)]
    version: i64,
    /// Where the points go instead, when they are moved.
    #[serde(default)]
    pub into: String,
    #[serde(default)]
    points: Vec<String>,
    #[serde(default)]
    pub summary: String,
    #[serde(default)]
    pub category: String,
    #[serde(default)]
    pub reason: String,
}

impl SplitForm {
    pub fn picks(&self, point: &Id) -> bool {
        self.points.iter().any(|picked| picked == point.as_str())
    }
}

/// Anything else that is done to an item.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ActForm {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    pub point: String,
    #[serde(default)]
    pub into: String,
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    explanation: String,
    #[serde(default)]
    sure: String,
}

/// A form as it was sent, for the page that refuses it.
fn kept(verb: &'static str, form: ActForm) -> Typed {
    Typed { version: form.version, act: Some((verb, form)), ..Typed::default() }
}

/// After a write: the page again with what was done, or with what was wrong.
async fn answer(
    app: &App,
    actor: &Actor,
    shell: Shell,
    id: &str,
    done: Result<()>,
    verb: &str,
    typed: Typed,
) -> Result<Response> {
    match done {
        Ok(()) => Ok(see(format!("/merged/{id}?done={verb}"))),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t, shell.t.merged_stale())?;
            render(app, Some(actor.clone()), shell, id, Asked::default(), typed, wrong).await
        }
    }
}

/// `POST /merged/{id}/edit`.
pub async fn edit(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<EditForm>,
) -> Result<Response> {
    let key = Id::parse(&id).ok_or(Error::NotFound)?;
    let edit = Edit { summary: form.summary.clone(), category: form.category.clone(), is_key: form.key == "yes" };
    let done = actions::edit_item(&app, &actor, &key, Some(form.version), &edit).await;
    answer(
        &app,
        &actor,
        shell,
        &id,
        done,
        "edit",
        Typed { version: form.version, edit: Some(form), ..Typed::default() },
    )
    .await
}

/// `POST /merged/{id}/confirm`.
pub async fn confirm(
    State(app): State<App>,
    actor: May<may::MergeApprove>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<ActForm>,
) -> Result<Response> {
    let key = Id::parse(&id).ok_or(Error::NotFound)?;
    let done = actions::confirm(&app, &actor, &key, Some(form.version)).await;
    answer(&app, &actor, shell, &id, done, "confirm", kept("confirm", form)).await
}

/// `POST /merged/{id}/unmerge`.
pub async fn unmerge(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<ActForm>,
) -> Result<Response> {
    let point = Id::parse(&form.point).ok_or(Error::NotFound)?;
    let done = actions::unmerge_point(&app, &actor, &point, Some(form.version), &form.reason).await;
    answer(&app, &actor, shell, &id, done, "unmerge", kept("unmerge", form)).await
}

/// `POST /merged/{id}/absorb`: this item goes into another one.
pub async fn absorb(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<ActForm>,
) -> Result<Response> {
    let from = Id::parse(&id).ok_or(Error::NotFound)?;
    let Some(into) = Id::parse(&form.into) else {
        let wrong = Err(Error::field("into", Rule::Missing));
        return answer(&app, &actor, shell, &id, wrong, "absorb", kept("absorb", form)).await;
    };
    let done = actions::absorb(&app, &actor, &into, &from, Some(form.version), &form.reason).await;
    let seen = if done.is_ok() { into.to_string() } else { id };
    answer(&app, &actor, shell, &seen, done, "absorb", kept("absorb", form)).await
}

/// `POST /merged/{id}/move`: ticked points over to another item.
pub async fn move_points(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<SplitForm>,
) -> Result<Response> {
    let from = Id::parse(&id).ok_or(Error::NotFound)?;
    let points: Vec<Id> = form.points.iter().filter_map(|id| Id::parse(id)).collect();
    let done = match Id::parse(&form.into) {
        Some(into) => actions::move_points(&app, &actor, &from, Some(form.version), &points, &into, &form.reason).await,
        None => Err(Error::field("into", Rule::Missing)),
    };
    answer(
        &app,
        &actor,
        shell,
        &id,
        done,
        "move",
        Typed { version: form.version, split: Some(form), ..Typed::default() },
    )
    .await
}

/// `POST /merged/{id}/split`.
pub async fn split(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<SplitForm>,
) -> Result<Response> {
    let key = Id::parse(&id).ok_or(Error::NotFound)?;
    let points: Vec<Id> = form.points.iter().filter_map(|id| Id::parse(id)).collect();
    let done = actions::split_item(
        &app,
        &actor,
        &key,
        Some(form.version),
        &points,
        &form.summary,
        &form.category,
        &form.reason,
    );
    let done = done.await.map(drop);
    answer(
        &app,
        &actor,
        shell,
        &id,
        done,
        "split",
        Typed { version: form.version, split: Some(form), ..Typed::default() },
    )
    .await
}

#[derive(Template)]
#[template(path = "merging/pages/explain.html")]
struct ExplainPage {
    shell: Shell,
    item: MergedItem,
    explanation: String,
    wrong: Wrong,
}

/// `GET /merged/{id}/explain`: what it means, before it cannot be taken back. Two queries.
pub async fn explain_page(
    State(app): State<App>,
    actor: May<may::MergeApprove>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    explain_form(&app, &actor, shell, &id, String::new(), Wrong::default()).await
}

async fn explain_form(
    app: &App,
    actor: &Actor,
    shell: Shell,
    id: &str,
    explanation: String,
    wrong: Wrong,
) -> Result<Response> {
    let (id, me) = (Id::parse(id).ok_or(Error::NotFound)?, actor.clone());
    let item = app.db.read(move |tx| {
        let item = store::find(tx, &id)?;
        let about = store::about(tx, &id)?;
        me.permit(Verb::MergeApprove, &item.object(about))?;
        Ok::<_, Error>(item)
    });
    let page = ExplainPage { item: item.await?, shell, explanation, wrong };
    Ok(page.wrong.answer(view::page(&page)?))
}

/// `POST /merged/{id}/explain`.
pub async fn explain(
    State(app): State<App>,
    actor: May<may::MergeApprove>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<ActForm>,
) -> Result<Response> {
    let key = Id::parse(&id).ok_or(Error::NotFound)?;
    let done = if form.sure == "yes" {
        actions::explain(&app, &actor, &key, Some(form.version), &form.explanation).await
    } else {
        Err(Error::field("sure", Rule::Missing))
    };
    match done {
        Ok(()) => Ok(see(format!("/merged/{id}?done=explain"))),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t, shell.t.merged_stale())?;
            explain_form(&app, &actor, shell, &id, form.explanation, wrong).await
        }
    }
}
