//! The pages of merging.

mod bench;
mod change;
mod coverage;
mod decisions;
mod group;
mod item;
mod list;
mod matrix;
mod news;
mod proposals;
mod steps;
mod suggested;
mod write;

use ::store::Tx;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;
use crate::auth::{Actor, Verb};
use crate::error::Error;
use crate::id::Id;
use crate::view::Shell;

use super::store::{self, Hidden, MergedItem, StepRow};

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/rounds/{id}/sort", get(bench::bench))
        .route("/rounds/{id}/news", get(news::news))
        .route("/rounds/{id}/suggested", get(suggested::list).post(suggested::ask))
        .route("/suggested/{id}", get(group::show))
        .route("/suggested/{id}/accept", post(group::accept))
        .route("/suggested/{id}/note/{kind}", post(group::note))
        .route("/merging/decisions", get(decisions::decisions))
        .route("/merging/decisions/{id}/withdraw", post(decisions::withdraw))
        .route("/merging/steps", get(steps::list))
        .route("/merging/coverage", get(coverage::show))
        .route("/merging/matrix", get(matrix::show))
        .route("/merging/proposals", get(proposals::list).post(proposals::create))
        .route("/merging/proposals/new", get(proposals::new))
        .route("/merging/proposals/{id}", get(proposals::show))
        .route("/merging/proposals/{id}/accept", post(proposals::accept))
        .route("/merging/proposals/{id}/decline", post(proposals::decline))
        .route("/merging/proposals/{id}/withdraw", post(proposals::withdraw))
        .route("/merging/create", post(write::create))
        .route("/merging/merge", post(write::merge))
        .route("/merging/undo", post(write::undo))
        .route("/merged", get(list::list))
        .route("/merged/export", get(list::export))
        .route("/merged/{id}", get(item::show))
        .route("/merged/{id}/explain", get(change::explain_page).post(change::explain))
        .route("/merged/{id}/edit", post(change::edit))
        .route("/merged/{id}/confirm", post(change::confirm))
        .route("/merged/{id}/unmerge", post(change::unmerge))
        .route("/merged/{id}/absorb", post(change::absorb))
        .route("/merged/{id}/move", post(change::move_points))
        .route("/merged/{id}/split", post(change::split))
}

/// A stretch of an original, shared with another one or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The text.
    pub text: String,
    /// Whether the other one says it too.
    pub marked: bool,
}

/// An original cut at the marks; without another one it is one unmarked stretch. Nothing of it is lost or changed.
pub fn stretches(text: &str, other: Option<&str>) -> Vec<Stretch> {
    let marks = other.map(|other| merge::shared_ranges(text, other)).unwrap_or_default();
    let mut cut = Vec::with_capacity(marks.len() * 2 + 1);
    let mut from = 0;
    let mut push = |range: std::ops::Range<usize>, marked| {
        if let Some(part) = text.get(range).filter(|part| !part.is_empty()) {
            cut.push(Stretch { text: part.to_owned(), marked });
        }
    };
    for mark in marks {
        push(from..mark.start, false);
        push(mark.start..mark.end, true);
        from = mark.end;
    }
    push(from..text.len(), false);
    cut
}

/// Hundredths as people write them: 82 is 0.82.
pub fn hundredth(n: impl std::borrow::Borrow<i64>) -> String {
    let n = *n.borrow();
    format!("{}.{:02}", n / 100, n % 100)
}

/// A line of the log.
#[derive(Clone)]
pub struct LogLine {
    /// Its number.
    pub no: i64,
    /// Who and when.
    pub when: String,
    /// What was done.
    pub text: String,
    /// The reason given.
    pub reason: String,
    /// Whether it was undone.
    pub undone: bool,
    /// The item that it touched.
    pub item: Option<Id>,
}

impl LogLine {
    /// A step as a sentence. Points that the reader may not know of are not counted; a step on nothing else is none for him.
    pub fn of(step: StepRow, shell: &Shell, hidden: &Hidden) -> Option<LogLine> {
        let day = step.made_on.parse().map(|day| shell.day(&day)).unwrap_or(step.made_on);
        let when = match step.person {
            Some(name) => format!("{day} · {name}"),
            None => day,
        };
        let unseen = i64::try_from(step.moved.iter().filter(|point| hidden.holds(point)).count()).unwrap_or(i64::MAX);
        let points = step.points - unseen;
        if unseen > 0 && points <= 0 {
            return None;
        }
        let t = shell.t;
        let text = match (&step.item, step.verb.as_str()) {
            (None, verb) => t.merging_decided(verb, &step.kind),
            (Some(item), "edit") if step.before.as_deref().is_some_and(|before| before != item) => {
                t.merging_renamed(step.before.as_deref().unwrap_or_default(), item)
            }
            (Some(item), verb) => t.merging_step(verb, points, item, step.other.as_deref().unwrap_or_default()),
        };
        Some(LogLine { no: step.no, when, text, reason: step.reason, undone: step.undone, item: step.item_id })
    }
}

/// Steps as lines, without those that this reader may not know of.
pub fn log_lines(steps: Vec<StepRow>, shell: &Shell, hidden: &Hidden) -> Vec<LogLine> {
    steps.into_iter().filter_map(|step| LogLine::of(step, shell, hidden)).collect()
}

/// What somebody typed when another one was quicker: it stays on the page, and may become the words of the problem into
/// which the other one put the points.
pub struct Kept {
    /// The summary.
    pub summary: String,
    /// The category.
    pub category: String,
    /// The reason.
    pub reason: String,
    /// Where the points are now.
    pub landed: Option<MergedItem>,
}

/// The problem that a point has gone into, if this person may change its words.
pub fn landed(tx: &mut Tx<'_>, actor: &Actor, point: &Id) -> Result<Option<MergedItem>, Error> {
    let place = store::place(tx, point)?;
    let Some((item, ..)) = place.link else { return Ok(None) };
    let item = store::find(tx, &item)?;
    let object = item.object(store::about(tx, &item.id)?);
    Ok(Some(item).filter(|item| item.state.is_open() && actor.permit(Verb::MergeEdit, &object).is_ok()))
}

/// Whether this person has a step or decision to take back.
pub fn can_undo(tx: &mut Tx<'_>, campaign: &Id, me: &Id) -> Result<bool, Error> {
    let step = store::last_step(tx, campaign, me)?.map(|step| (step.no, step.verb.is_undoable()));
    let decision = store::groups::last_decision(tx, campaign, me)?.map(|(_, _, no)| no);
    Ok(match (step, decision) {
        (Some((step, undoable)), Some(decision)) => undoable || decision > step,
        (Some((_, undoable)), None) => undoable,
        (None, decision) => decision.is_some(),
    })
}
