//! The suggested groups of a round, and the runs that found them.

use ::store::params;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::can_undo;
use crate::app::App;
use crate::auth::{Actor, May, may};
use crate::error::{Error, Result};
use crate::features::merging::actions::{ask_run, round_to_sort};
use crate::features::merging::model::LEVELS;
use crate::features::merging::store;
use crate::features::merging::store::groups::{self, GroupLine, RunLine};
use crate::features::merging::store::proposals;
use crate::id::Id;
use crate::view::Wrong;
use crate::view::{self, PostForm, Shell, see};

/// Groups on a page.
const PAGE: usize = 20;
/// Runs told of.
const RUNS: u32 = 6;

/// What the address of the list says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    after: String,
    #[serde(default)]
    aside: String,
    #[serde(default)]
    done: String,
}

struct Run {
    head: String,
    level: &'static str,
    state: &'static str,
    by: String,
}

#[derive(Template)]
#[template(path = "merging/pages/suggested.html")]
struct ListPage {
    shell: Shell,
    round: Id,
    name: String,
    campaign: Id,
    groups: Vec<GroupLine>,
    next: Option<i64>,
    runs: Vec<Run>,
    waiting: bool,
    level: String,
    aside: bool,
    done: &'static str,
    can_undo: bool,
    newest: i64,
    proposals: i64,
    wrong: Wrong,
}

/// `GET /rounds/{id}/suggested`. Eight queries.
pub async fn list(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    show_list(&app, &actor, shell, id, asked, Wrong::default()).await
}

async fn show_list(app: &App, actor: &Actor, shell: Shell, id: Id, asked: Asked, wrong: Wrong) -> Result<Response> {
    let (me, round) = (actor.clone(), id.clone());
    let (after, aside) = (asked.after.parse().unwrap_or(0), asked.aside == "yes");
    let (campaign, name, runs, mut found, undo, last) = app
        .db
        .read(move |tx| {
            let (campaign, name) = round_to_sort(tx, &me, &round)?;
            let runs = groups::runs(tx, &round, RUNS)?;
            let newest: Option<Id> = tx.one(&groups::LAST_DONE, &params![&round], |row| row.get(0))?;
            let most = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
            let found = match newest {
                Some(run) => groups::groups(tx, &run, &me.person.id, after, aside, most)?,
                None => Vec::new(),
            };
            let undo = can_undo(tx, &campaign, &me.person.id)?;
            let last = tx.one(&store::NEWEST_STEP, &params![&campaign], |row| row.get(0))?.unwrap_or(0);
            let waiting: Option<i64> =
                tx.one(&proposals::COUNT_OPEN, &params![&campaign, &me.person.id], |row| row.get(0))?;
            Ok::<_, Error>((campaign, name, runs, found, undo, (last, waiting.unwrap_or(0))))
        })
        .await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let page = ListPage {
        waiting: runs.iter().any(|run| run.state == "waiting"),
        level: runs.first().map_or_else(|| "fine".to_owned(), |run| run.level.clone()),
        runs: runs.into_iter().map(|run| run_line(run, &shell)).collect(),
        next: found.last().filter(|_| more).map(|group| group.ordinal),
        groups: found,
        round: id,
        name,
        campaign,
        aside,
        done: shell.t.groups_done(&asked.done),
        can_undo: undo,
        newest: last.0,
        proposals: last.1,
        shell,
        wrong,
    };
    Ok(page.wrong.answer(view::page(&page)?))
}

fn run_line(run: RunLine, shell: &Shell) -> Run {
    let t = shell.t;
    let record: Option<merge::RunRecord> = run.record.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let head = match record {
        // How many opinions and groups there were is in the record, not here: it would count what the reader may not know of.
        Some(r) => t.groups_run_line(run.no, &r.method, r.milliseconds),
        None => t.groups_run_plain(run.no),
    };
    let day = run.asked_on.parse().map(|day| shell.day(&day)).unwrap_or(run.asked_on);
    let by = [Some(day), run.person].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Run { head, level: t.groups_level(&run.level), state: t.groups_run_state(&run.state), by }
}

/// The form that asks for a run.
#[derive(Debug, Deserialize)]
pub struct RunForm {
    #[serde(default)]
    level: String,
}

/// `POST /rounds/{id}/suggested`: asks for a run; a job computes it.
pub async fn ask(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<RunForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    match ask_run(&app, &actor, &id, &form.level).await {
        Ok(_) => Ok(see(format!("/rounds/{id}/suggested?done=asked"))),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t, shell.t.merged_stale())?;
            show_list(&app, &actor, shell, id, Asked::default(), wrong).await
        }
    }
}
