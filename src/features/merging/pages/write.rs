//! The forms of the workbench.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::bench::{Asked, Typed, render};
use crate::app::App;
use crate::auth::{Actor, LoggedIn, May, may};
use crate::error::{Error, Result};
use crate::features::merging::actions;
use crate::features::merging::model::Why;
use crate::features::merging::store;
use crate::features::merging::suggest::{Target, suggest};
use crate::id::Id;
use crate::view::Wrong;
use crate::view::{PostForm, Shell, see};

/// The form of the middle and right columns.
#[derive(Debug, Deserialize)]
pub struct MergeForm {
    #[serde(default)]
    round: String,
    #[serde(default)]
    point: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    into: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    category: String,
    /// Whether copies of the texts go along.
    #[serde(default)]
    copies: String,
    /// The newest step when the page was shown.
    #[serde(default)]
    seen: i64,
}

struct Parts {
    round: Id,
    points: Vec<Id>,
    copies: bool,
    typed: Typed,
    here: String,
    seen: i64,
}

fn parts(form: &MergeForm) -> Result<Parts> {
    let round = Id::parse(&form.round).ok_or(Error::NotFound)?;
    let point = Id::parse(&form.point).ok_or(Error::NotFound)?;
    let also: Vec<Id> = form.also.iter().filter_map(|id| Id::parse(id)).collect();
    let points = std::iter::once(point).chain(also.iter().cloned()).collect();
    let typed = Typed {
        summary: form.summary.clone(),
        category: form.category.clone(),
        also,
        without_copies: form.copies != "yes",
    };
    Ok(Parts { round, points, copies: form.copies == "yes", typed, here: form.point.clone(), seen: form.seen })
}

/// The points of a form with the copies of their texts that this person may sort, if they are to go along.
async fn with_copies(app: &App, actor: &Actor, parts: &Parts) -> Result<Vec<Id>> {
    if !parts.copies {
        return Ok(parts.points.clone());
    }
    let (points, me) = (parts.points.clone(), actor.person.id.clone());
    app.db
        .read(move |tx| {
            let mut all = points.clone();
            for point in &points {
                all.extend(store::copies(tx, point, &me)?);
            }
            Ok(all)
        })
        .await
}

/// `POST /merging/create`: a new problem of the point in hand and those ticked.
pub async fn create(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    PostForm(form): PostForm<MergeForm>,
) -> Result<Response> {
    let parts = parts(&form)?;
    let points = with_copies(&app, &actor, &parts).await?;
    let made = actions::create_merged_item(&app, &actor, &points, &form.summary, &form.category, &Why::default()).await;
    answer(&app, &actor, shell, parts, made.map(drop), "create").await
}

/// `POST /merging/merge`: the point in hand and those ticked into a problem.
pub async fn merge(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    PostForm(form): PostForm<MergeForm>,
) -> Result<Response> {
    let parts = parts(&form)?;
    let into = Id::parse(&form.into).ok_or(Error::NotFound)?;
    let why = why(&app, &parts, &into).await?;
    let points = with_copies(&app, &actor, &parts).await?;
    let done = actions::merge_points(&app, &actor, &into, &points, &why).await;
    answer(&app, &actor, shell, parts, done, "merge").await
}

/// What the suggestion said, where one was followed. It is asked for again here: what a form says is no evidence.
async fn why(app: &App, parts: &Parts, into: &Id) -> Result<Why> {
    let Some(first) = parts.points.first().cloned() else { return Ok(Why::default()) };
    let point = app.db.read(move |tx| store::point_view(tx, &first)).await?;
    let Some(point) = point else { return Ok(Why::default()) };
    let near = suggest(app, &point.campaign, &point.id, &point.text, 6).await?;
    let followed = near.iter().find(|near| near.target == Target::Item(into.clone()));
    Ok(followed.map(|near| near.why()).unwrap_or_default())
}

async fn answer(
    app: &App,
    actor: &May<may::MergeEdit>,
    shell: Shell,
    parts: Parts,
    done: Result<()>,
    verb: &str,
) -> Result<Response> {
    match done {
        Ok(()) => Ok(see(format!("/rounds/{}/sort?from={}&done={verb}", parts.round, parts.here))),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t, shell.t.merged_stale())?;
            let asked = Asked { p: parts.here, seen: Some(parts.seen), ..Asked::default() };
            render(app, actor, shell, parts.round, asked, parts.typed, wrong).await
        }
    }
}

/// The undo button: where it stands and where to go back to.
#[derive(Debug, Deserialize)]
pub struct UndoForm {
    campaign: String,
    #[serde(default)]
    next: String,
}

/// `POST /merging/undo`: the actor's own last step or decision in the campaign.
pub async fn undo(State(app): State<App>, actor: LoggedIn, PostForm(form): PostForm<UndoForm>) -> Result<Response> {
    let campaign = Id::parse(&form.campaign).ok_or(Error::NotFound)?;
    match actions::undo(&app, &actor, &campaign).await {
        Ok(_) => Ok(see(with_done(local(&form.next).unwrap_or("/merged")))),
        // Somebody has touched the same problem since: the ledger says who and how.
        Err(Error::Stale) => Ok(see(format!("/merging/steps?campaign={campaign}&done=late"))),
        Err(error) => Err(error),
    }
}

/// A path of our own, or nothing: a form must not lead elsewhere.
pub fn local(next: &str) -> Option<&str> {
    let ours = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    ours.then_some(next)
}

fn with_done(path: &str) -> String {
    let sign = if path.contains('?') { '&' } else { '?' };
    format!("{path}{sign}done=undo")
}
