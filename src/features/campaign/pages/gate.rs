//! How a gate is shown: a line for each check, with what is missing, the way to it, and what was stated.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::auth::{Actor, Object};
use crate::error::Result;
use crate::features::campaign::model::{Check, Finding, Statement};
use crate::features::campaign::store::gate::Report;
use crate::id::Id;
use crate::text::T;
use crate::view::input::{Input, shown};

/// A check as a person reads it.
pub struct GateLine {
    /// Its code, for the form.
    pub code: &'static str,
    /// What is asked.
    pub name: &'static str,
    /// Whether it keeps the gate shut.
    pub missing: bool,
    /// What is missing, in words.
    pub note: String,
    /// Where to do something about it.
    pub link: String,
    /// What was stated.
    pub statement: Option<Statement>,
    /// Whether the reader may state something.
    pub may_state: bool,
}

/// The lines of a gate. `open`: it is still to be passed.
pub fn lines(t: T, actor: &Actor, object: &Object, campaign: &Id, found: &[Finding], open: bool) -> Vec<GateLine> {
    let may = |check: Check| check.stated_by().is_some_and(|verb| actor.permit(verb, object).is_ok());
    found
        .iter()
        .map(|f| GateLine {
            code: f.check.code(),
            name: t.gate_check(f.check.code()),
            missing: f.is_missing(),
            note: if f.lacks > 0 { t.gate_lacks(f.check.code(), f.lacks) } else { String::new() },
            link: link(f.check, campaign),
            statement: f.statement.clone().filter(|_| f.lacks > 0),
            may_state: open && f.lacks > 0 && may(f.check),
        })
        .collect()
}

/// A page with gates on it: 409 when the gate was tried and is shut, 422 where the form is wrong.
pub fn at_gate(page: &impl Template, input: &Input, shut: bool) -> Result<Response> {
    let mut response = shown(page, input)?;
    if shut {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}

/// The page on which something can be done about a check; empty where only a statement helps.
fn link(check: Check, campaign: &Id) -> String {
    match check {
        Check::ClosedRound | Check::RoundsSorted | Check::RoundsFedBack => "/rounds".to_owned(),
        Check::Planned => format!("/problems?campaign={campaign}&bucket=unplanned"),
        Check::Plan => format!("/plans?campaign={campaign}"),
        Check::ReportBack | Check::PublicationsEnded => "/publications".to_owned(),
        Check::Evaluation | Check::EvaluationsEnded => format!("/evaluations?campaign={campaign}"),
        Check::Summary => format!("/summaries?campaign={campaign}"),
        Check::Mechanisms => format!("/mechanisms?campaign={campaign}"),
        Check::Shortcomings => format!("/shortcomings?campaign={campaign}"),
        Check::Phases => format!("/campaigns/{campaign}/admin"),
        Check::ItemsDone => format!("/items?campaign={campaign}"),
        Check::TasksEnded => format!("/campaigns/{campaign}/tasks"),
        Check::Research | Check::Meetings => String::new(),
    }
}

/// A written result as a person reads it.
pub struct ResultView {
    /// What was decided.
    pub name: &'static str,
    /// The phase's name, where it was one.
    pub phase: String,
    /// The result itself.
    pub report: Report,
    /// Its lines: what was asked, what was missing, what was stated.
    pub lines: Vec<(&'static str, String, Option<Statement>)>,
}

/// Written results with their words.
pub fn results(t: T, reports: Vec<Report>, phases: &[(Id, String)]) -> Vec<ResultView> {
    let named = |id: &Option<Id>| {
        let found = phases.iter().find(|(key, _)| Some(key) == id.as_ref());
        found.map(|(_, name)| name.clone()).unwrap_or_default()
    };
    let view = |report: Report| {
        let lines = report.text.findings.iter().map(|line| {
            let note = if line.lacks > 0 { t.gate_lacks(&line.check, line.lacks) } else { t.gate_well().to_owned() };
            (t.gate_check(line.check.as_str()), note, line.statement.clone().filter(|_| line.lacks > 0))
        });
        let lines = lines.collect();
        ResultView {
            name: t.gate_event(&report.event, report.phase.is_some()),
            phase: named(&report.phase),
            lines,
            report,
        }
    };
    reports.into_iter().map(view).collect()
}
