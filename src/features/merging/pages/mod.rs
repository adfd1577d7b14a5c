//! The pages of merging.

mod bench;
mod change;
mod groups;
mod item;
mod list;
mod write;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};

use crate::app::App;
use crate::error::{Error, FieldError};
use crate::text::T;

use super::store::StepRow;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/rounds/{id}/sort", get(bench::bench))
        .route("/rounds/{id}/news", get(groups::news))
        .route("/rounds/{id}/suggested", get(groups::list).post(groups::ask))
        .route("/suggested/{id}", get(groups::show))
        .route("/suggested/{id}/accept", post(groups::accept))
        .route("/suggested/{id}/note/{kind}", post(groups::note))
        .route("/merging/decisions", get(groups::decisions))
        .route("/merging/decisions/{id}/withdraw", post(groups::withdraw))
        .route("/merging/create", post(write::create))
        .route("/merging/merge", post(write::merge))
        .route("/merging/undo", post(write::undo))
        .route("/merged", get(list::list))
        .route("/merged/{id}", get(item::show))
        .route("/merged/{id}/explain", get(change::explain_page).post(change::explain))
        .route("/merged/{id}/edit", post(change::edit))
        .route("/merged/{id}/confirm", post(change::confirm))
        .route("/merged/{id}/unmerge", post(change::unmerge))
        .route("/merged/{id}/absorb", post(change::absorb))
        .route("/merged/{id}/split", post(change::split))
}

/// What went wrong with a form, shown on the page that sent it.
#[derive(Clone, Debug, Default)]
pub struct Wrong {
    /// Wrong fields.
    pub fields: Vec<FieldError>,
    /// What the summary says.
    pub lines: Vec<String>,
    status: Option<StatusCode>,
}

impl Wrong {
    /// What the page can show; anything else goes up as an error.
    pub fn catch(error: Error, t: T) -> Result<Wrong, Error> {
        let lines = t.error(&error);
        match error {
            Error::Invalid(fields) => Ok(Wrong { fields, lines, status: Some(StatusCode::UNPROCESSABLE_ENTITY) }),
            Error::Rule(..) => Ok(Wrong { fields: Vec::new(), lines, status: Some(StatusCode::CONFLICT) }),
            Error::Stale => {
                let lines = vec![t.merged_stale().to_owned()];
                Ok(Wrong { fields: Vec::new(), lines, status: Some(StatusCode::CONFLICT) })
            }
            other => Err(other),
        }
    }

    /// What is wrong with a field; empty when nothing is.
    pub fn at(&self, field: &str, t: &T) -> &'static str {
        self.fields.iter().find(|f| f.field == field).map_or("", |f| t.rule(f.rule))
    }

    /// The page with the status of the error.
    pub fn answer(&self, mut response: Response) -> Response {
        if let Some(status) = self.status {
            *response.status_mut() = status;
        }
        response
    }
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
pub struct LogLine {
    /// Who and when.
    pub when: String,
    /// What was done.
    pub text: String,
    /// The reason given.
    pub reason: String,
    /// Whether it was undone.
    pub undone: bool,
}

impl LogLine {
    /// A step as a sentence.
    pub fn of(step: StepRow, shell: &crate::view::Shell) -> LogLine {
        let day = step.made_on.parse().map(|day| shell.day(&day)).unwrap_or(step.made_on);
        let when = match step.person {
            Some(name) => format!("{day} · {name}"),
            None => day,
        };
        let other = step.other.unwrap_or_default();
        let text = shell.t.merging_step(&step.verb, step.points, &step.item, &other);
        LogLine { when, text, reason: step.reason, undone: step.undone }
    }
}
