//! The figures, as a page and as JSON.

use askama::Template;
use axum::extract::{Query as Asked, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{Links, Number, Piece, campaign_of, points_link, problems_link, raw_link, sentence};
use crate::app::App;
use crate::audit::Act;
use crate::auth::LoggedIn;
use crate::error::{Error, Result};
use crate::features::campaign::model::Campaign;
use crate::features::statistics::figures::{campaign_json, figures};
use crate::features::statistics::model::{Breakdown, Bucket, Cell, Dimension, Figures, Totals};
use crate::features::statistics::{sheet, store};
use crate::id::Id;
use crate::tables::write::Kind;
use crate::text::T;
use crate::view::{Shell, download, page as render};

/// Which campaign; the active one when none is named.
#[derive(Deserialize)]
pub struct Asking {
    #[serde(default)]
    campaign: String,
}

impl Asking {
    /// An identifier that is none is an unknown campaign, not the active one.
    pub(super) fn id(&self) -> Result<Option<Id>> {
        if self.campaign.is_empty() { Ok(None) } else { Id::parse(&self.campaign).ok_or(Error::NotFound).map(Some) }
    }
}

#[derive(Template)]
#[template(path = "statistics/pages/figures.html")]
struct Page {
    shell: Shell,
    campaign: Campaign,
    linked: bool,
    sentence: Vec<Piece>,
    groups: Vec<Group>,
    rates: Vec<Rate>,
    overdue: Number,
    tables: Vec<Table>,
}

#[derive(Template)]
#[template(path = "statistics/pages/figures_none.html")]
struct NoPage {
    shell: Shell,
}

/// A rate, and the two numbers beside it.
struct Rate {
    name: &'static str,
    percent: String,
    of: String,
}

impl Rate {
    fn of(t: T, name: &'static str, n: i64, of: i64) -> Rate {
        let share = t.share(n, of);
        let percent = share.split(" = ").nth(1).unwrap_or(&share).to_owned();
        Rate { name, percent, of: format!("{n} / {of}") }
    }
}

struct Group {
    name: &'static str,
    numbers: Vec<(&'static str, Number)>,
    note: Option<String>,
}

struct Table {
    what: &'static str,
    rows: Vec<TableRow>,
    of: i64,
    sum: Number,
    withheld: bool,
}

struct TableRow {
    name: String,
    number: Option<Number>,
    share: String,
}

/// `GET /figures`: two queries while nothing is written, else seven. Everybody sees the totals; the breakdowns are for those who may read the points.
pub async fn page(State(app): State<App>, shell: Shell, Asked(asking): Asked<Asking>) -> Result<Response> {
    let (id, actor, today) = (asking.id()?, shell.actor.clone(), shell.today);
    let named = id.is_some();
    let memory = app.clone();
    let read = app
        .db
        .read_afar(move |tx| {
            let campaign = campaign_of(tx, actor.as_ref(), id.as_ref())?;
            let links = Links::of(actor.as_ref(), &campaign.id);
            let key = format!("{} {today} {}", campaign.id, links.points);
            let figures = memory.recall.get(tx, key, |tx| {
                if links.points {
                    figures(tx, &campaign.id, today)
                } else {
                    Ok(Figures { totals: store::totals(tx, &campaign.id, today)?, breakdowns: Vec::new() })
                }
            })?;
            Ok::<_, Error>((campaign, links, figures))
        })
        .await;
    match read {
        Err(Error::NotFound) if !named => render(&NoPage { shell }),
        Err(error) => Err(error),
        Ok((campaign, links, figures)) => render(&build(shell, campaign, links, &figures)),
    }
}

/// `GET /figures.json`: the totals for programs; six queries. The same counting as the page.
pub async fn json(State(app): State<App>, shell: Shell, Asked(asking): Asked<Asking>) -> Result<Response> {
    let (id, actor, today) = (asking.id()?, shell.actor.clone(), shell.today);
    let figures = app
        .db
        .read_afar(move |tx| {
            let campaign = campaign_of(tx, actor.as_ref(), id.as_ref())?;
            campaign_json(tx, &campaign, today)
        })
        .await?;
    Ok(([(header::CONTENT_TYPE, "application/json; charset=utf-8")], figures.to_string()).into_response())
}

/// Which kind of file.
#[derive(Deserialize)]
pub struct AskedFile {
    #[serde(default)]
    file: String,
}

/// `GET /figures/export`: the same numbers as a table, for whoever is logged in; seven queries and a line in the audit trail.
pub async fn export(
    State(app): State<App>,
    me: LoggedIn,
    shell: Shell,
    Asked(asking): Asked<Asking>,
    Asked(file): Asked<AskedFile>,
) -> Result<Response> {
    let kind = Kind::parse(&file.file).ok_or(Error::NotFound)?;
    let of = sheet::Of::Reader(Box::new((*me).clone()), asking.id()?);
    let act = Act::by(&me, app.clock.now());
    let (bytes, name) = sheet::export_figures(&app, act, of, shell.t.0, kind).await?;
    let name = format!("{}.{}", shell.t.sheet_figures_file(name, shell.today), kind.code());
    download::file(&name, kind.media(), download::Place::Attachment, bytes)
}

fn build(shell: Shell, campaign: Campaign, links: Links, figures: &Figures) -> Page {
    let (t, totals) = (shell.t, &figures.totals);
    let ledger = &totals.ledger;
    let items =
        |n: i64, filter: &str| Number::linked(n, links.items, format!("/items?campaign={}{filter}", campaign.id));
    let groups = vec![
        points_group(t, links, &campaign.id, totals),
        problems_group(t, links, &campaign.id, totals),
        Group {
            name: t.figures_ledger(),
            numbers: vec![
                (t.figures_items(), items(ledger.total(), "")),
                (t.figures_done(), items(ledger.done, "&bucket=done")),
                (t.figures_doing(), items(ledger.doing, "&bucket=doing")),
                (t.figures_next(), items(ledger.next, "&bucket=next")),
                (t.figures_suspended(), items(ledger.suspended, "&bucket=suspended")),
                (t.figures_superseded(), items(ledger.superseded, "&bucket=superseded")),
            ],
            note: Some(t.figures_ledger_note().to_owned()),
        },
    ];
    Page {
        linked: links.points || links.problems || links.items,
        sentence: sentence(t, links, &campaign.id, totals),
        groups,
        rates: vec![
            Rate::of(t, t.figures_rate_done(), totals.problems.done, totals.problems.merged()),
            Rate::of(t, t.figures_rate_time(), ledger.on_time, ledger.due_so_far),
        ],
        overdue: items(ledger.overdue, "&lamp=red"),
        tables: figures.breakdowns.iter().map(|b| table(t, links, &campaign.id, totals, b)).collect(),
        campaign,
        shell,
    }
}

fn points_group(t: T, links: Links, campaign: &Id, totals: &Totals) -> Group {
    let p = &totals.points;
    let fate = |n: i64, state: &str| points_link(links, campaign, n, &format!("&state={state}"));
    Group {
        name: t.figures_points(),
        numbers: vec![
            (t.figures_raw(), raw_link(links, campaign, totals)),
            (t.figures_fate_merged(), fate(p.merged, "merged")),
            (t.figures_fate_answered(), fate(p.answered, "answered_directly")),
            (t.figures_fate_referred(), fate(p.referred, "referred")),
            (t.figures_fate_declined(), fate(p.declined, "not_adopted")),
            (t.figures_fate_withdrawn(), fate(p.withdrawn, "withdrawn")),
            (t.figures_fate_routed(), Number::plain(p.routed)),
            (t.figures_fate_waiting(), fate(p.waiting, "unsorted")),
        ],
        note: (p.routed > 0).then(|| t.figures_routed_note(p.routed)),
    }
}

fn problems_group(t: T, links: Links, campaign: &Id, totals: &Totals) -> Group {
    let p = &totals.problems;
    let mut numbers = vec![(t.figures_problems(), problems_link(links, campaign, p.merged(), None))];
    numbers.extend(Bucket::ALL.map(|b| (b.name(t), problems_link(links, campaign, p.of(b), Some(b)))));
    Group { name: t.figures_problems(), numbers, note: None }
}

fn table(t: T, links: Links, campaign: &Id, totals: &Totals, breakdown: &Breakdown) -> Table {
    // The auditor's lists hold the routed points too, the breakdowns do not: then these numbers have no list.
    let links = Links { points: links.points && (!links.routed || totals.points.routed == 0), ..links };
    let of = totals.points.raw() - totals.points.routed;
    let rows = breakdown.cells.iter().map(|cell| {
        let number = (!cell.withheld).then(|| match &cell.value {
            Some(value) => {
                let filter = serde_html_form::to_string([(breakdown.by.code(), value)]).unwrap_or_default();
                points_link(links, campaign, cell.points, &format!("&{filter}"))
            }
            None => Number::plain(cell.points),
        });
        TableRow { name: cell_name(t, breakdown.by, cell), number, share: t.share(cell.points, of) }
    });
    Table {
        what: what(t, breakdown.by),
        rows: rows.collect(),
        of,
        sum: points_link(links, campaign, of, ""),
        withheld: breakdown.cells.iter().any(|c| c.withheld),
    }
}

/// What a breakdown goes by.
pub fn what(t: T, by: Dimension) -> &'static str {
    match by {
        Dimension::Channel => t.figures_by_channel(),
        Dimension::Line => t.figures_by_line(),
        Dimension::Category => t.figures_by_category(),
        Dimension::Population => t.figures_by_population(),
        Dimension::Subject => t.figures_by_subject(),
        Dimension::Kind => t.figures_by_kind(),
    }
}

/// The name of a row of a breakdown.
pub fn cell_name(t: T, by: Dimension, cell: &Cell) -> String {
    if let Some(name) = &cell.name {
        return name.clone();
    }
    let word = match (by, cell.value.as_deref()) {
        (_, None) if cell.sealed => t.figures_sealed(),
        (_, None) => t.figures_unset(),
        (Dimension::Line | Dimension::Category, Some(other)) => return other.to_owned(),
        // The codes of the points in the words that the lists of points use.
        (_, Some(code)) => t.opinion_code(code),
    };
    word.to_owned()
}
