//! The ledger (SPEC 2.3).

use askama::Template;
use axum::extract::{Path, Query as Asked, State as App_};
use axum::response::Response;
use jiff::civil::Date;

use ::store::{Cursor, Query, StoreError, Value, params};

use super::shown::{ShownLamp, shown_lamp};
use crate::app::App;
use crate::audit::Act;
use crate::auth::{Actor, LoggedIn};
use crate::error::{Error, Result};
use crate::features::rectification::model::{Bucket, Decision, Kind, State, Step};
use crate::features::rectification::sheet;
use crate::features::rectification::store::{self, CampaignChoice, LEDGER, LedgerRow};
use crate::id::Id;
use crate::tables::write::Kind as TableKind;
use crate::view::{Shell, download, page};

/// What the address asks for. Anything unknown is left out, so that an old link still shows something.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Filters {
    campaign: String,
    bucket: String,
    state: String,
    lamp: String,
    unit: String,
    owner: String,
    lead: String,
    kind: String,
    merged: String,
    sort: String,
    columns: String,
    after: String,
    /// The running number of the first row.
    n: String,
}

impl Filters {
    fn query(&self, actor: &Actor, today: Date) -> Query {
        let mut query = Query::new().allowed(store::readable(actor));
        let day = today.to_string();
        let mut narrow = |key: &'static str, values: Vec<Value>| query = query.clone().filter(key, values);
        for (key, text) in
            [("campaign", &self.campaign), ("unit", &self.unit), ("lead", &self.lead), ("merged", &self.merged)]
        {
            if let Some(id) = Id::parse(text) {
                narrow(key, params![id].to_vec());
            }
        }
        match (Id::parse(&self.owner), self.owner.trim()) {
            (Some(id), _) => narrow("owner", params![id].to_vec()),
            (None, "") => {}
            (None, name) => narrow("owner_name", params![name].to_vec()),
        }
        if let Some(bucket) = Bucket::parse(&self.bucket) {
            narrow(bucket.code(), Vec::new());
        }
        if let Some(state) = State::parse(&self.state) {
            narrow("state", params![state.code()].to_vec());
        }
        if let Some(kind) = Kind::parse(&self.kind) {
            narrow("kind", params![kind.code()].to_vec());
        }
        match self.lamp.as_str() {
            "red" => narrow("red", params![&day, &day].to_vec()),
            "yellow" => narrow("yellow", params![&day, &day, &day].to_vec()),
            "green" => narrow("green", params![&day, &day].to_vec()),
            "grey" => narrow("grey", params![&day].to_vec()),
            "blue" => narrow("blue", Vec::new()),
            _ => {}
        }
        query.order(if self.sort == "due" { "due" } else { "no" })
    }

    fn is_lamp(&self, tone: &str) -> bool {
        self.lamp == tone
    }

    /// The address with one thing changed, for the template.
    fn with(&self, name: &str, value: &str) -> String {
        self.href(&[(name, value)])
    }

    /// The address of the same rows as a file.
    fn file(&self, kind: &str) -> String {
        self.href(&[("file", kind)]).replacen("/items?", "/items/export?", 1)
    }

    /// The address of the ledger with one thing changed and the page begun anew.
    fn href(&self, change: &[(&str, &str)]) -> String {
        let all = [
            ("campaign", &self.campaign),
            ("bucket", &self.bucket),
            ("state", &self.state),
            ("lamp", &self.lamp),
            ("unit", &self.unit),
            ("owner", &self.owner),
            ("lead", &self.lead),
            ("kind", &self.kind),
            ("merged", &self.merged),
            ("sort", &self.sort),
            ("columns", &self.columns),
        ];
        let changed = |name: &str| change.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
        let mut pairs: Vec<(&str, &str)> =
            all.iter().map(|(name, value)| (*name, changed(name).unwrap_or(value.as_str()))).collect();
        pairs.extend(change.iter().filter(|(n, _)| matches!(*n, "after" | "n" | "file")));
        pairs.retain(|(_, value)| !value.is_empty());
        format!("/items?{}", serde_html_form::to_string(&pairs).unwrap_or_default())
    }
}

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
    by_due: bool,
    sorted: &'static str,
    may_create: bool,
    may_import: bool,
}

/// `GET /items`: 16 queries at most, whatever the number of rows.
pub(super) async fn show(
    App_(app): App_<App>,
    LoggedIn(session): LoggedIn,
    shell: Shell,
    Asked(mut filters): Asked<Filters>,
) -> Result<Response> {
    let (actor, today) = (session.actor.clone(), shell.today);
    let cursor: Option<Cursor> = filters.after.parse().ok();
    let given = filters.clone();
    let found = app.db.read(move |tx| {
        let campaigns = store::campaigns(tx, &actor)?;
        let filters = given.clone().in_campaign(&campaigns);
        let mut counts = Vec::with_capacity(TABS.len());
        for (bucket, lamp) in TABS {
            let one = Filters { bucket: (*bucket).to_owned(), lamp: (*lamp).to_owned(), ..filters.clone() };
            counts.push(tx.count(&LEDGER, &one.query(&actor, today))?);
        }
        let total = tx.count(&LEDGER, &filters.query(&actor, today))?;
        let page = store::ledger(tx, &actor, &filters.query(&actor, today).after(cursor.clone()))?;
        Ok::<_, StoreError>((filters, campaigns, store::units(tx)?, counts, total, page))
    });
    let (chosen, campaigns, units, counts, total, rows) = found.await.map_err(|e| match e {
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
        short: filters.columns == "short",
        by_due: filters.sort == "due",
        sorted: if filters.sort == "due" { shell.t.item_by_due() } else { shell.t.item_by_no() },
        may_import: !session.actor.reach(crate::auth::Verb::ItemEdit).is_nothing(),
        may_create: !session.actor.reach(crate::auth::Verb::ItemCreate).is_nothing(),
        filters,
        shell,
    })
}

impl Filters {
    /// The address of one of the three lists as a file.
    fn list(&self, list: &str, kind: &str) -> String {
        self.file(kind).replacen("/items/export", &format!("/lists/{list}"), 1)
    }

    /// The campaign that is meant where none was named: the one that runs now, else the newest; a problem's or an owner's
    /// items are asked for across campaigns.
    fn in_campaign(mut self, campaigns: &[CampaignChoice]) -> Filters {
        let across = [&self.merged, &self.owner, &self.lead].iter().any(|text| !text.is_empty());
        if self.campaign.is_empty() && !across {
            let first = campaigns.iter().find(|c| c.active).or(campaigns.first());
            self.campaign = first.map(|c| c.id.to_string()).unwrap_or_default();
        }
        self
    }
}

/// The kind of file that is asked for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct AskedFile {
    file: String,
}

/// `GET /items/export`: the rows of the same filters as the page, for whoever may see them; five queries for each fifty
/// rows, and a line in the audit trail.
pub(super) async fn export(
    App_(app): App_<App>,
    LoggedIn(session): LoggedIn,
    shell: Shell,
    Asked(filters): Asked<Filters>,
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

/// `GET /lists/{list}`: one of the three lists, of the rows of the same filters.
pub(super) async fn list_file(
    App_(app): App_<App>,
    LoggedIn(session): LoggedIn,
    shell: Shell,
    Path(list): Path<String>,
    Asked(filters): Asked<Filters>,
    Asked(file): Asked<AskedFile>,
) -> Result<Response> {
    let list = sheet::List::parse(&list).ok_or(Error::NotFound)?;
    let kind = TableKind::parse(&file.file).ok_or(Error::NotFound)?;
    let actor = session.actor.clone();
    let campaigns = app.db.read(move |tx| store::campaigns(tx, &actor)).await.map_err(Error::Store)?;
    let filters = filters.in_campaign(&campaigns);
    let query = filters.query(&session.actor, shell.today);
    let asked = sheet::Asked::by(&session.actor, query, &filters.campaign, shell.t.0);
    let act = Act::by(&session.actor, app.clock.now());
    let bytes = sheet::export_list(&app, act, &asked, list, kind).await?;
    let name = shell.t.sheet_list_file(shell.t.sheet_list(list.code()), shell.today);
    download::file(&format!("{name}.{}", kind.code()), kind.media(), download::Place::Attachment, bytes)
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
