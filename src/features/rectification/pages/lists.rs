//! The three lists (问题清单, 任务清单, 责任清单; SPEC 2.3), as pages and as files.

use askama::Template;
use axum::extract::{Path, Query as Asked, State as App_};
use axum::response::Response;

use ::store::{Cursor, Page, Query, StoreError, params};

use super::filters::Filters;
use super::ledger::AskedFile;
use crate::app::App;
use crate::audit::Act;
use crate::auth::LoggedIn;
use crate::error::{Error, Result};
use crate::features::rectification::sheet::{self, List};
use crate::features::rectification::store::{self, CampaignChoice, LEDGER, MeasureRow};
use crate::id::Id;
use crate::recall;
use crate::tables::write::{Cell, Kind as TableKind};
use crate::view::{Shell, download, page};

/// A row: its item, and its cells.
struct Line {
    item: Id,
    cells: Vec<Shown>,
}

/// A cell under its heading; one of a row names it and leads to its item.
struct Shown {
    head: String,
    text: String,
    names: bool,
}

#[derive(Template)]
#[template(path = "rectification/pages/lists.html")]
struct ListPage {
    shell: Shell,
    filters: Filters,
    list: List,
    campaigns: Vec<CampaignChoice>,
    heads: Vec<String>,
    lines: Vec<Line>,
    total: u64,
    next: Option<String>,
}

/// `GET /lists/{list}`: with `file` a file, else a page; nine queries, whatever the number of rows.
pub(super) async fn show(
    App_(app): App_<App>,
    LoggedIn(session): LoggedIn,
    shell: Shell,
    Path(list): Path<String>,
    filters: Filters,
    Asked(file): Asked<AskedFile>,
) -> Result<Response> {
    let list = List::parse(&list).ok_or(Error::NotFound)?;
    let actor = session.actor.clone();
    if !file.file.is_empty() {
        let campaigns = app.db.read(move |tx| store::campaigns(tx, &actor)).await.map_err(Error::Store)?;
        return hand_out(&app, &session.actor, &shell, list, &filters.in_campaign(&campaigns), &file.file).await;
    }
    let (t, today, cursor) = (shell.t, shell.today, filters.after.parse::<Cursor>().ok());
    let memory = app.clone();
    let read = app.db.read(move |tx| {
        let campaigns = store::campaigns(tx, &actor)?;
        let filters = filters.clone().in_campaign(&campaigns);
        let query = filters.query(&actor, today);
        let version = recall::version(tx)?;
        let total = memory.recall.count(version, tx, &LEDGER, &query)?;
        let rows = sheet::read_page(tx, t, list, &store::traceable(&actor), &query.after(cursor.clone()))?;
        Ok::<_, StoreError>((filters, campaigns, total, rows))
    });
    let (filters, campaigns, total, (rows, next)) = read.await.map_err(|e| match e {
        // A cursor of another order.
        StoreError::Query(_) => Error::NotFound,
        other => Error::Store(other),
    })?;
    let columns = list.columns().0;
    // The running number is for paper, the export mark for the way back.
    let heads = columns.iter().filter(|c| c.key != "seq" && c.key != "export_mark").map(|c| t.heading(c));
    let heads: Vec<String> = heads.collect();
    let name = usize::from(list == List::Problems);
    let shown = |cells: Vec<Cell>| -> Vec<Shown> {
        let each = heads.iter().zip(cells).enumerate();
        each.map(|(n, (head, cell))| Shown { head: head.clone(), text: cell.text(), names: n == name }).collect()
    };
    let next = next.map(|cursor| {
        filters.href(&[("after", &cursor.to_string())]).replacen("/items?", &format!("/lists/{}?", list.code()), 1)
    });
    page(&ListPage {
        lines: rows.into_iter().map(|(item, cells)| Line { item, cells: shown(cells) }).collect(),
        heads,
        total,
        next,
        list,
        campaigns,
        filters,
        shell,
    })
}

async fn hand_out(
    app: &App,
    actor: &crate::auth::Actor,
    shell: &Shell,
    list: List,
    filters: &Filters,
    kind: &str,
) -> Result<Response> {
    let kind = TableKind::parse(kind).ok_or(Error::NotFound)?;
    let query = filters.query(actor, shell.today);
    let asked = sheet::Asked::by(actor, query, &filters.campaign, shell.t.0);
    let act = Act::by(actor, app.clock.now());
    let bytes = sheet::export_list(app, act, &asked, list, kind).await?;
    let name = shell.t.sheet_list_file(shell.t.sheet_list(list.code()), shell.today);
    download::file(&format!("{name}.{}", kind.code()), kind.media(), download::Place::Attachment, bytes)
}

/// What the address asks of the measures.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Measures {
    campaign: String,
    state: String,
    after: String,
}

impl Measures {
    fn href(&self, state: &str, after: &str) -> String {
        let mut pairs = vec![("campaign", self.campaign.as_str()), ("state", state), ("after", after)];
        pairs.retain(|(_, value)| !value.is_empty());
        format!("/measures?{}", serde_html_form::to_string(&pairs).unwrap_or_default())
    }
}

#[derive(Template)]
#[template(path = "rectification/pages/measures.html")]
struct MeasuresPage {
    shell: Shell,
    campaign: String,
    tabs: Vec<(&'static str, String, bool)>,
    total: u64,
    rows: Vec<MeasureRow>,
    next: Option<String>,
}

/// `GET /measures`: the measures behind the share of those done, each a row; two queries.
pub(super) async fn measures(
    App_(app): App_<App>,
    LoggedIn(session): LoggedIn,
    shell: Shell,
    Asked(asked): Asked<Measures>,
) -> Result<Response> {
    let mut query = Query::new().allowed(store::readable(&session.actor));
    if let Some(campaign) = Id::parse(&asked.campaign) {
        query = query.filter("campaign", params![campaign]);
    }
    if matches!(asked.state.as_str(), "done" | "open") {
        query = query.filter("state", params![&asked.state]);
    }
    let cursor = asked.after.parse::<Cursor>().ok();
    let read = app.db.read(move |tx| store::measure_list(tx, &query, cursor.clone()));
    let (total, Page { rows, next }) = read.await.map_err(|e| match e {
        StoreError::Query(_) => Error::NotFound,
        other => Error::Store(other),
    })?;
    let t = shell.t;
    let tab = |name, state: &str| (name, asked.href(state, ""), asked.state == state);
    page(&MeasuresPage {
        tabs: vec![tab(t.all(), ""), tab(t.item_done(), "done"), tab(t.item_open(), "open")],
        next: next.map(|cursor| asked.href(&asked.state, &cursor.to_string())),
        campaign: asked.campaign,
        total,
        rows,
        shell,
    })
}
