//! Opinions by two of line, population, subject and kind, on the page and as a file. Small numbers are withheld.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use ::store::params;

use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, LoggedIn, Object, Role, Verb};
use crate::error::{Error, Result, Rule};
use crate::features::merging::model::matrix::{Count, Table};
use crate::features::merging::store::{self, Four};
use crate::id::Id;
use crate::tables::write::{Cell, Head, Kind, Writer};
use crate::text::T;
use crate::view::download::{self, Place};
use crate::view::{self, Shell};

/// What a table may be laid out by.
const DIMENSIONS: [&str; 4] = ["line", "population", "subject", "kind"];

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    campaign: String,
    #[serde(default)]
    rows: String,
    #[serde(default)]
    columns: String,
    #[serde(default)]
    file: String,
}

/// A row or column: its value in addresses, what it is called, and whether it gathers sealed fields.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    value: Option<String>,
    name: String,
    sealed: bool,
}

/// A number of the page: none is withheld; the address is empty where the number has no list.
struct Shown {
    n: Option<i64>,
    href: String,
}

#[derive(Template)]
#[template(path = "merging/pages/matrix.html")]
struct Page {
    shell: Shell,
    campaign: Id,
    name: String,
    dimensions: [&'static str; 4],
    rows: &'static str,
    columns: &'static str,
    heads: Vec<String>,
    body: Vec<(String, Vec<Shown>)>,
    withheld: bool,
    empty: bool,
    files: [Kind; 3],
}

struct Laid {
    rows: Vec<Part>,
    columns: Vec<Part>,
    table: Table,
}

fn dimension(code: &str, other: usize) -> &'static str {
    let found = DIMENSIONS.into_iter().find(|d| *d == code);
    found.or_else(|| DIMENSIONS.get(other).copied()).unwrap_or("line")
}

fn part(t: T, four: &Four, by: &str) -> Part {
    let value = match by {
        "line" => &four.line,
        "population" => &four.population,
        "subject" => &four.subject,
        _ => &four.kind,
    };
    let sealed = four.sealed && by != "kind";
    let name = match (value, by) {
        (Some(_), "line") => four.line_name.clone().unwrap_or_default(),
        (Some(code), "population") => t.merging_population(code).to_owned(),
        (Some(code), "subject") => t.merging_subject(code).to_owned(),
        (Some(code), _) => t.merging_kind(code).to_owned(),
        (None, _) if sealed => t.figures_sealed().to_owned(),
        (None, _) => t.figures_unset().to_owned(),
    };
    Part { value: value.clone(), name, sealed }
}

/// The table of two dimensions, always the same way round: turned, it might withhold other cells, and both together would
/// tell more than either.
fn lay(t: T, fours: &[Four], rows: &str, columns: &str) -> Laid {
    let parts = |by: &str| {
        let mut parts: Vec<Part> = Vec::new();
        for four in fours {
            let part = part(t, four, by);
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        // What has no value comes last. The order tells nothing of a size, and is the same in both languages: what is withheld
        // besides the small cells depends on it, and two versions of it would tell more than one.
        let key = |part: &Part| {
            let name = if by == "line" { part.name.clone() } else { String::new() };
            (part.value.is_none(), part.sealed, name, part.value.clone())
        };
        parts.sort_by_key(key);
        parts
    };
    let (down, across) = (parts(rows), parts(columns));
    let cell = |row: &Part, column: &Part| {
        let mut count = Count { sealed: row.sealed || column.sealed, ..Count::default() };
        for four in fours.iter().filter(|f| part(t, f, rows) == *row && part(t, f, columns) == *column) {
            count.points += four.points;
            count.anonymous += four.anonymous;
        }
        count
    };
    let counts = down.iter().map(|row| across.iter().map(|column| cell(row, column)).collect()).collect();
    Laid { table: Table::of(counts), rows: down, columns: across }
}

/// Whether somebody reads all points of a campaign.
pub fn allowed(actor: &Actor, campaign: Option<&Id>) -> bool {
    let reach = actor.reach(Verb::OpinionRead);
    reach.tenant || campaign.is_some_and(|campaign| reach.campaigns.contains(campaign))
}

/// The points of a campaign as far as this person may know of them, and the campaign's name. Who sees a part of the points
/// gets no table: its sums would be no sums.
async fn read(app: &App, actor: &Actor, campaign: &Id) -> Result<(String, Vec<Four>)> {
    if !allowed(actor, Some(campaign)) {
        let object = Object { campaign: Some(campaign.clone()), ..Object::default() };
        actor.permit_read(Verb::OpinionRead, &object)?;
        return Err(Error::NotFound);
    }
    let (of, me) = (campaign.clone(), actor.person.id.clone());
    app.db
        .read(move |tx| {
            let name: Option<String> = tx.one(&store::CAMPAIGN_NAME, &params![&of], |row| row.get(0))?;
            Ok::<_, Error>((name.ok_or(Error::NotFound)?, store::by_four(tx, &of, &me)?))
        })
        .await
}

/// `GET /merging/matrix?campaign=…&rows=…&columns=…`, with `file=xlsx` the file. Two queries.
pub async fn show(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let campaign = Id::parse(&asked.campaign).ok_or(Error::NotFound)?;
    let (name, fours) = read(&app, &actor, &campaign).await?;
    let rows = dimension(&asked.rows, 0);
    let columns = match dimension(&asked.columns, 1) {
        same if same == rows => DIMENSIONS.into_iter().find(|d| *d != rows).unwrap_or("kind"),
        other => other,
    };
    let place = |code: &str| DIMENSIONS.iter().position(|d| *d == code);
    let turned = place(rows) > place(columns);
    let (first, second) = if turned { (columns, rows) } else { (rows, columns) };
    let laid = lay(shell.t, &fours, first, second);
    if !asked.file.is_empty() {
        let kind = Kind::parse(&asked.file).ok_or_else(|| Error::field("file", Rule::UnknownChoice))?;
        return export(&app, &actor, shell.t, &campaign, laid, first, kind).await;
    }
    let auditor = actor.has(Role::Aud);
    let number = |row: usize, column: usize| {
        let n = laid.table.shown(row, column);
        // The auditor's lists hold the routed points too, this table does not: then its numbers have no list.
        let href = n.filter(|_| !auditor).and_then(|_| address(&campaign, &laid, first, second, (row, column)));
        Shown { n, href: href.unwrap_or_default() }
    };
    let names = |parts: &[Part]| -> Vec<String> {
        parts.iter().map(|part| part.name.clone()).chain([shell.t.coverage_sum().to_owned()]).collect()
    };
    let (down, across) =
        if turned { (names(&laid.columns), names(&laid.rows)) } else { (names(&laid.rows), names(&laid.columns)) };
    let body = down.into_iter().enumerate().map(|(r, name)| {
        let row = (0..across.len()).map(|c| if turned { number(c, r) } else { number(r, c) });
        (name, row.collect())
    });
    let page = Page {
        body: body.collect(),
        heads: across,
        withheld: laid.table.withholds(),
        empty: fours.is_empty(),
        dimensions: DIMENSIONS,
        files: Kind::ALL,
        rows,
        columns,
        campaign,
        name,
        shell,
    };
    view::page(&page)
}

/// The list behind a number; what is sealed or not set has none.
fn address(campaign: &Id, laid: &Laid, rows: &str, columns: &str, (row, column): (usize, usize)) -> Option<String> {
    let mut pairs = vec![("campaign", campaign.as_str())];
    if row < laid.table.rows() {
        pairs.push((rows, laid.rows.get(row)?.value.as_deref()?));
    }
    if column < laid.table.columns() {
        pairs.push((columns, laid.columns.get(column)?.value.as_deref()?));
    }
    serde_html_form::to_string(pairs).ok().map(|query| format!("/opinions?{query}"))
}

/// The file says what the page says, withheld numbers too.
async fn export(app: &App, actor: &Actor, t: T, campaign: &Id, laid: Laid, rows: &str, kind: Kind) -> Result<Response> {
    const KEYS: [&str; 12] = ["c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10", "c11", "c12"];
    let names = laid.columns.iter().map(|part| part.name.clone()).chain([t.coverage_sum().to_owned()]);
    let first = Head { key: "name", heading: t.matrix_dimension(rows).to_owned(), width: 24.0 };
    // Lines always stand in rows; of the others there are few.
    let heads = names.zip(KEYS).map(|(heading, key)| Head { key, heading, width: 14.0 });
    let mut writer = Writer::new(kind, t.matrix_title(), std::iter::once(first).chain(heads).collect())?;
    let down = laid.rows.iter().map(|part| part.name.clone()).chain([t.coverage_sum().to_owned()]);
    for (at, name) in down.enumerate() {
        let cells = (0..=laid.columns.len()).map(|c| match laid.table.shown(at, c) {
            Some(n) => Cell::Number(n),
            None => Cell::Text(t.matrix_withheld().to_owned()),
        });
        writer.row(&std::iter::once(Cell::Text(name)).chain(cells).collect::<Vec<_>>())?;
    }
    let bytes = writer.finish()?;
    let (act, of) = (Act::by(actor, app.clock.now()), campaign.clone());
    app.db
        .write(move |tx| {
            let entry = Entry::new("merge.export_matrix", "campaign", &of).with("kind", kind.code());
            record(tx, &act, entry).map_err(Error::from)
        })
        .await?;
    download::file(&format!("{}.{}", t.matrix_title(), kind.code()), kind.media(), Place::Attachment, bytes)
}
