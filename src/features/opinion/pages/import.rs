//! Importing a file of opinions into an open round.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::super::import::opinions;
use super::super::model::Round;
use super::super::store;
use super::widgets::Problems;
use crate::app::App;
use crate::auth::{Actor, LoggedIn, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::tables::Report;
use crate::view::{Shell, Upload, page, see};

/// More bad rows than this help nobody; the number stands above.
const SHOWN: usize = 200;

struct Bad {
    row: u32,
    column: String,
    rule: &'static str,
    value: String,
}

#[derive(Template)]
#[template(path = "opinion/pages/import.html")]
struct ImportPage {
    shell: Shell,
    round: Round,
    checked: Option<u32>,
    bad_count: usize,
    bad: Vec<Bad>,
    problems: Problems,
}

async fn find(app: &App, me: &Actor, id: &str) -> Result<Round> {
    let id = Id::parse(id).ok_or(Error::NotFound)?;
    let read = app.db.read(move |tx| store::find_round(tx, &id));
    let round = read.await.map_err(Error::Store)?.ok_or(Error::NotFound)?;
    me.permit_read(Verb::OpinionRegister, &round.object())?;
    Ok(round)
}

fn build(shell: Shell, round: Round, report: Option<Report>, problems: Problems) -> ImportPage {
    let t = shell.t;
    let report = report.unwrap_or_default();
    let bad = report.bad.iter().take(SHOWN).map(|b| Bad {
        row: b.row,
        column: b.column.clone(),
        rule: t.rule(b.rule),
        value: b.value.clone(),
    });
    let bad = bad.collect();
    let checked = (report.is_well() && report.rows > 0).then_some(report.rows);
    ImportPage { bad_count: report.bad.len(), checked, bad, round, problems, shell }
}

/// `GET /rounds/{id}/import`. Two queries.
pub async fn form(State(app): State<App>, shell: Shell, me: LoggedIn, Path(id): Path<String>) -> Result<Response> {
    let round = find(&app, &me, &id).await?;
    page(&build(shell, round, None, Problems::default()))
}

/// `POST /rounds/{id}/import`: checks, and with the other button writes.
pub async fn save(
    State(app): State<App>,
    shell: Shell,
    me: LoggedIn,
    Path(id): Path<String>,
    upload: Upload,
) -> Result<Response> {
    let round = find(&app, &me, &id).await?;
    let dry_run = upload.text("go") != "import";
    let done = match upload.file("file") {
        None => Err(Error::field("file", Rule::Missing)),
        Some(file) => opinions(&app, Some(&me), &round.code, file.bytes.to_vec(), &file.name, dry_run).await,
    };
    let well = matches!(&done, Ok(report) if report.is_well());
    if well && !dry_run {
        return Ok(see(format!("/rounds/{}", round.id)));
    }
    let (report, problems) = match done {
        Ok(report) => (Some(report), Problems::default()),
        Err(error) => (None, Problems::of(error)?),
    };
    let mut response = page(&build(shell, round, report, problems))?;
    if !well {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}
