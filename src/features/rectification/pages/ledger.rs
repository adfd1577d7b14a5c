//! The ledger (SPEC 2.3).

use askama::Template;
use axum::extract::{Query as Asked, State as App_};
use axum::response::Response;

use ::store::{Cursor, StoreError};

use super::filters::Filters;
use super::groups::{self, GroupRow};
use super::shown::{ShownLamp, shown_lamp};
use crate::app::App;
use crate::audit::Act;
use crate::auth::LoggedIn;
use crate::error::{Error, Result};
use crate::features::rectification::model::{Decision, Kind, State, Step};
use crate::features::rectification::store::{self, By, CampaignChoice, LEDGER, LedgerRow, SavedView};
use crate::features::rectification::{actions, sheet};
use crate::id::Id;
use crate::recall;
use crate::tables::write::Kind as TableKind;
use crate::view::{Shell, download, page};

struct Tab {
    label: &'static str,
    href: String,
    current: bool,
    count: u64,
}

/// A row as it is shown.
struct Line {
    seq: u64,
    row: LedgerRow,
    lamp: Option<ShownLamp>,
    measures_done: usize,
    due: String,
    closure: Vec<String>,
    back: bool,
}

#[derive(Template)]
#[template(path = "rectification/pages/ledger.html")]
struct LedgerPage {
    shell: Shell,
    filters: Filters,
    campaigns: Vec<CampaignChoice>,
    units: Vec<(Id, String)>,
    tabs: Vec<Tab>,
    total: u64,
    lines: Vec<Line>,
    next: Option<String>,
    /// The ledger itself is empty, not only what was asked of it.
    nothing: bool,
    short: bool,
    sorted: &'static str,
    groups: Vec<GroupRow>,
    group_name: &'static str,
    /// Saved views, and whether this page shows one.
    views: Vec<(SavedView, bool)>,
    may_share: bool,
    may_create: bool,
    may_import: bool,
}

/// `GET /items`: 20 queries at most, 12 while nothing is written, whatever the number of rows.
pub(super) async fn show(
    App_(app): App_<App>,
    LoggedIn(session): LoggedIn,
    shell: Shell,
    mut filters: Filters,
) -> Result<Response> {
    let may_share = actions::is_of_office(&session.actor);
    let (actor, today) = (session.actor.clone(), shell.today);
    let cursor: Option<Cursor> = filters.after.parse().ok();
    let (given, memory) = (filters.clone(), app.clone());
    let found = app.db.read(move |tx| {
        let version = recall::version(tx)?;
        let campaigns = store::campaigns(tx, &actor)?;
        let filters = given.clone().in_campaign(&campaigns);
        let mut counts = Vec::with_capacity(TABS.len());
        for (bucket, lamp) in TABS {
            let one = Filters { bucket: (*bucket).to_owned(), lamp: (*lamp).to_owned(), ..filters.clone() };
            counts.push(memory.recall.count(version, tx, &LEDGER, &one.query(&actor, today))?);
        }
        let total = memory.recall.count(version, tx, &LEDGER, &filters.query(&actor, today))?;
        let page = store::ledger(tx, &actor, &filters.query(&actor, today).after(cursor.clone()))?;
        let groups = match filters.by() {
            Some(by) => store::gathered(tx, by, &filters.query(&actor, today), today)?,
            None => Vec::new(),
        };
        let views = store::views(tx, &actor.person.id, may_share)?;
        Ok::<_, StoreError>((filters, campaigns, store::units(tx)?, counts, total, page, groups, views))
    });
    let (chosen, campaigns, units, counts, total, rows, groups, views) = found.await.map_err(|e| match e {
        // A cursor of another order.
        StoreError::Query(_) => Error::NotFound,
        other => Error::Store(other),
    })?;
    filters = chosen;
    let first: u64 = filters.n.parse().unwrap_or(1);
    let count = u64::try_from(rows.rows.len()).unwrap_or(0);
    let next = rows
        .next
        .as_ref()
        .map(|cursor| filters.href(&[("after", &cursor.to_string()), ("n", &first.saturating_add(count).to_string())]));
    let lines = (first..).zip(rows.rows).map(|(seq, row)| line(&app, &shell, seq, row)).collect();
    let nothing = counts.first().is_none_or(|all| *all == 0);
    let tabs = TABS.iter().zip(counts).map(|((bucket, lamp), count)| tab(&shell, &filters, bucket, lamp, count));
    page(&LedgerPage {
        tabs: tabs.collect(),
        nothing,
        campaigns,
        units,
        total,
        lines,
        next,
        short: filters.is_short(),
        sorted: match filters.sort.as_str() {
            "due" => shell.t.item_by_due(),
            "done" => shell.t.item_by_done(),
            _ => shell.t.item_by_no(),
        },
        groups: filters.by().map(|by| groups::rows(shell.t, &filters, by, groups)).unwrap_or_default(),
        group_name: filters.by().map_or("", |by| shell.t.item_group(by.code())),
        views: views
            .into_iter()
            .map(|view| (Filters::parse(&view.asked) == on_its_own(&filters), view))
            .map(|(open, view)| (view, open))
            .collect(),
        may_share,
        may_import: !session.actor.reach(crate::auth::Verb::ItemEdit).is_nothing(),
        may_create: !session.actor.reach(crate::auth::Verb::ItemCreate).is_nothing(),
        filters,
        shell,
    })
}

/// The kind of file that is asked for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct AskedFile {
    pub(super) file: String,
}

/// `GET /items/export`: the rows of the same filters as the page, for whoever may see them; five queries for each fifty
/// rows, and a line in the audit trail.
pub(super) async fn export(
    App_(app): App_<App>,
    LoggedIn(session): LoggedIn,
    shell: Shell,
    filters: Filters,
    Asked(file): Asked<AskedFile>,
) -> Result<Response> {
    let kind = TableKind::parse(&file.file).ok_or(Error::NotFound)?;
    let actor = session.actor.clone();
    let campaigns = app.db.read(move |tx| store::campaigns(tx, &actor)).await.map_err(Error::Store)?;
    let filters = filters.in_campaign(&campaigns);
    let query = filters.query(&session.actor, shell.today);
    let asked = sheet::Asked::by(&session.actor, query, &filters.campaign, shell.t.0);
    let act = Act::by(&session.actor, app.clock.now());
    let bytes = sheet::export_ledger(&app, act, &asked, kind).await?;
    let name = campaigns.iter().find(|c| c.id.as_str() == filters.campaign).map_or("", |c| c.name.as_str());
    let name = format!("{}.{}", shell.t.sheet_ledger_file(name, shell.today), kind.code());
    download::file(&name, kind.media(), download::Place::Attachment, bytes)
}

/// What the address asks, without the place on its pages.
fn on_its_own(filters: &Filters) -> Filters {
    Filters { after: String::new(), n: String::new(), ..filters.clone() }
}

/// The tabs: bucket and lamp.
const TABS: &[(&str, &str)] =
    &[("", ""), ("", "red"), ("", "yellow"), ("doing", ""), ("done", ""), ("next", ""), ("suspended", "")];

fn tab(shell: &Shell, filters: &Filters, bucket: &str, lamp: &str, count: u64) -> Tab {
    let t = shell.t;
    let label = match (bucket, lamp) {
        ("", "") => t.all(),
        ("", "red") => t.item_overdue(),
        ("", _) => t.item_due_soon(),
        (bucket, _) => t.item_bucket(bucket),
    };
    Tab {
        label,
        href: filters.href(&[("bucket", bucket), ("lamp", lamp)]),
        current: filters.bucket == bucket && filters.lamp == lamp,
        count,
    }
}

fn line(app: &App, shell: &Shell, seq: u64, row: LedgerRow) -> Line {
    let t = shell.t;
    let lamp = shown_lamp(t, row.state, &row.dates, &app.calendar, shell.today);
    let due = match (row.kind, row.dates.due, row.review_months) {
        (Kind::LongTerm, Some(due), _) => t.item_next_review(shell.day(&due)),
        (Kind::LongTerm, None, Some(months)) => t.item_every_months(months),
        (_, due, _) => shell.day_or_dash(&due),
    };
    let word = |step: Step| t.item_step_word(step.code());
    let closure = row.steps.iter().map(|(step, decision, name, on)| {
        let said = match decision {
            Decision::Return => format!("{} {}", word(*step), t.item_return()),
            _ => word(*step).to_owned(),
        };
        format!("{said} {}", t.item_by_on(name, shell.day(on)))
    });
    Line {
        seq,
        lamp,
        measures_done: row.measures.iter().filter(|(_, _, done)| *done).count(),
        due,
        closure: closure.collect(),
        back: row.dates.due != row.dates.original_due && row.dates.original_due.is_some() && row.kind != Kind::LongTerm,
        row,
    }
}
