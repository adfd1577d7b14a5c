//! One version: its text, where it stands, and what can be done now.

use ::store::Tx;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::app::App;
use crate::auth::{Actor, LoggedIn, Verb};
use crate::consequences::plan_text::PlanText;
use crate::error::{Error, Result};
use crate::features::plan::actions::readable;
use crate::features::plan::model::{PlanEvent, PlanState};
use crate::features::plan::store::{self, Version};
use crate::id::Id;
use crate::view::Wrong;
use crate::view::{self, Shell};

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    done: String,
}

/// What this reader can do now.
#[derive(Clone, Copy, Debug, Default)]
struct Can {
    edit: bool,
    submit: bool,
    approve: bool,
    send_back: bool,
    publish: bool,
    finalise: bool,
    amend: bool,
}

fn can(actor: &Actor, it: &Version) -> Can {
    let object = it.object(false);
    let office = actor.permit(Verb::PlanEdit, &object).is_ok();
    let secretary = actor.permit(Verb::PlanApprove, &object).is_ok();
    let now = |event| it.state.next(event).is_some();
    let submitted = it.submitted_by.as_ref() == Some(&actor.person.id);
    Can {
        edit: office && now(PlanEvent::Save),
        submit: office && now(PlanEvent::Submit),
        approve: secretary && !submitted && now(PlanEvent::Approve),
        send_back: secretary && now(PlanEvent::Return),
        publish: office && now(PlanEvent::Publish),
        finalise: secretary && now(PlanEvent::Finalise),
        amend: secretary && now(PlanEvent::Amend) && it.newest == it.no,
    }
}

#[derive(Template)]
#[template(path = "plan/pages/show.html")]
struct Page {
    shell: Shell,
    it: Version,
    plan: PlanText,
    can: Can,
    /// The other versions that this reader may open, by number.
    others: Vec<(i64, Id)>,
    before: bool,
    steps: Vec<(&'static str, &'static str)>,
    done: &'static str,
    reason: String,
    wrong: Wrong,
}

/// `GET /plans/{id}`. Six queries, two more for each older version.
pub async fn show(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let done = shell.t.plan_done(&asked.done);
    page(&app, &actor, shell, &id, done, String::new(), Wrong::default()).await
}

/// The page again, with what stood against an act.
pub async fn page(
    app: &App,
    actor: &Actor,
    shell: Shell,
    id: &Id,
    done: &'static str,
    reason: String,
    wrong: Wrong,
) -> Result<Response> {
    let (me, key) = (actor.clone(), id.clone());
    let (it, plan, others) = app
        .db
        .read(move |tx| {
            let it = readable(tx, &me, &key)?;
            let plan = store::text(tx, &it)?;
            let others = others(tx, &me, &it)?;
            Ok::<_, Error>((it, plan, others))
        })
        .await?;
    let at = PlanState::ALL.iter().position(|state| *state == it.state);
    let steps = PlanState::ALL.iter().enumerate().map(|(n, state)| {
        let class = match at {
            Some(at) if n < at => "is-done",
            Some(at) if n == at => "is-now",
            _ => "",
        };
        (class, shell.t.plan_state(state.code()))
    });
    let page = Page {
        can: can(actor, &it),
        before: others.iter().any(|(no, _)| *no < it.no),
        others,
        steps: steps.collect(),
        plan,
        it,
        shell,
        done,
        reason,
        wrong,
    };
    Ok(page.wrong.answer(view::page(&page)?))
}

/// A campaign has few versions; the newest twenty are named.
fn others(tx: &mut Tx<'_>, actor: &Actor, it: &Version) -> Result<Vec<(i64, Id)>> {
    let mut found = Vec::new();
    for no in (1..=it.newest).rev().take(20).filter(|no| *no != it.no) {
        let Some(other) = store::by_no(tx, &it.campaign, no)? else { continue };
        if readable(tx, actor, &other.id).is_ok() {
            found.push((other.no, other.id));
        }
    }
    Ok(found)
}

/// `GET /plans/{id}/text`: the bytes whose hash is shown, to be checked by anyone who may read it. Two queries.
pub async fn text(State(app): State<App>, actor: LoggedIn, Path(id): Path<String>) -> Result<Response> {
    let (me, id) = ((*actor).clone(), Id::parse(&id).ok_or(Error::NotFound)?);
    let it = app.db.read(move |tx| readable(tx, &me, &id)).await?;
    let text = it.final_text.ok_or(Error::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "application/json; charset=utf-8")], text).into_response())
}
