//! The viewer.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;

use super::store::{self, Asked};
use crate::app::App;
use crate::audit::{self, Finding};
use crate::auth::{May, may};
use crate::clock::at;
use crate::error::Result;
use crate::view::{PostForm, Shell, page};

/// The filters of the viewer.
#[derive(Deserialize, Default)]
pub struct Filters {
    #[serde(default)]
    words: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    after: String,
}

struct Row {
    verb: String,
    who: String,
    at: String,
    kind: String,
    object: String,
    states: String,
    reason: String,
    block: String,
}

#[derive(Template)]
#[template(path = "auditing/pages/list.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    total: i64,
    filters: Filters,
    next: Option<String>,
    verified: Option<Vec<Finding>>,
}

/// `GET /audit`: for the auditor. Three queries.
pub async fn list(
    State(app): State<App>,
    _may: May<may::AuditRead>,
    shell: Shell,
    Query(filters): Query<Filters>,
) -> Result<Response> {
    show(&app, shell, filters, None).await
}

#[derive(Deserialize)]
/// The verification takes no input but the token.
pub struct Nothing {}

/// `POST /audit/verify`: reads the whole trail and everything it vouches for.
pub async fn verify(
    State(app): State<App>,
    _may: May<may::AuditVerify>,
    shell: Shell,
    PostForm(Nothing {}): PostForm<Nothing>,
) -> Result<Response> {
    let report = audit::verify(&app.db, &app.blobs, &app.config.anchor(), app.clock.now()).await?;
    show(&app, shell, Filters::default(), Some(report.findings)).await
}

async fn show(app: &App, shell: Shell, filters: Filters, verified: Option<Vec<Finding>>) -> Result<Response> {
    let asked = Asked {
        from: key_of(&filters.from, 0),
        before: key_of(&filters.to, 1),
        words: Some(filters.words.trim()).filter(|w| !w.is_empty()).map(like),
        after: filters.after.parse().ok(),
    };
    let (found, names, total) = app.db.read(move |tx| store::page(tx, &asked)).await?;
    let rows = found.rows.iter().map(|line| row(&shell, line, &names)).collect();
    let next = found.next.map(|cursor| {
        let pairs = [
            ("words", filters.words.as_str()),
            ("from", &filters.from),
            ("to", &filters.to),
            ("after", &cursor.to_string()),
        ];
        serde_html_form::to_string(pairs).unwrap_or_default()
    });
    page(&ListPage { shell, rows, total, filters, next, verified })
}

/// The first key of a day, some days later: keys begin with the milliseconds since 1970.
fn key_of(day: &str, later: i64) -> Option<String> {
    let day: Date = day.trim().parse().ok()?;
    let day = day.checked_add(jiff::Span::new().days(later)).ok()?;
    Some(format!("{:012x}", at(day, 0, 0).as_millisecond()))
}

fn like(words: &str) -> String {
    let escaped = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// A stamp as a person reads it; one that is none stands as it was written.
fn when(shell: &Shell, stamp: &str) -> String {
    match (stamp.get(..10).and_then(|day| day.parse::<Date>().ok()), stamp.get(11..16)) {
        (Some(day), Some(clock)) => shell.t.audit_time(shell.t.full_day(&day), clock),
        _ => stamp.to_owned(),
    }
}

fn row(shell: &Shell, line: &store::Line, names: &[(String, String)]) -> Row {
    let text = |name: &str| line.data.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    let who = match text("who").as_str() {
        "console" => shell.t.audit_console().to_owned(),
        "system" => shell.t.audit_system().to_owned(),
        id => names.iter().find(|(known, _)| known == id).map_or_else(|| id.to_owned(), |(_, name)| name.clone()),
    };
    let object = text("object");
    let (kind, id) = object.split_once(':').unwrap_or(("", &object));
    let state = |name: &str| shell.t.audit_state(kind, &text(name));
    let states = match (state("from"), state("to")) {
        (from, to) if from.is_empty() || from == to => to,
        (from, to) => format!("{from} → {to}"),
    };
    let block = line.block.map_or_else(|| shell.t.audit_waiting().to_owned(), |no| no.to_string());
    Row {
        verb: text("verb"),
        who,
        at: when(shell, &text("at")),
        kind: shell.t.audit_kind(kind),
        object: id.get(..6).unwrap_or(id).to_owned(),
        states,
        reason: text("reason"),
        block,
    }
}

impl ListPage {
    fn well(&self) -> bool {
        self.verified.as_ref().is_some_and(Vec::is_empty)
    }
}
