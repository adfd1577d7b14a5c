//! The list of points, filtered; every number about points leads here.

use askama::Template;
use axum::extract::{Query as Search, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::super::export::export_register;
use super::super::model::{Channel, Kind, PointState, Population, Sign, Subject};
use super::super::store::{self, Point};
use super::widgets::{Chip, chips, named_chips};
use crate::app::App;
use crate::audit::Act;
use crate::auth::LoggedIn;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::recall;
use crate::tables::write::Kind as TableKind;
use crate::text::T;
use crate::view::{Shell, download, page};
use ::store::{Query, Tx, Value, params};

/// The filters as they stand in the address.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Filter {
    campaign: String,
    round: String,
    state: String,
    line: String,
    population: String,
    subject: String,
    kind: String,
    channel: String,
    sign: String,
    category: String,
    item: String,
    #[serde(skip_serializing)]
    after: Option<String>,
}

struct Row {
    id: Id,
    text: String,
    source: String,
    day: String,
    kind: &'static str,
    state: &'static str,
    item: Option<String>,
}

struct Select {
    name: &'static str,
    label: &'static str,
    options: Vec<Chip>,
}

#[derive(Template)]
#[template(path = "opinion/pages/points.html")]
struct PointsPage {
    shell: Shell,
    round: String,
    /// Filters without a field of their own stay in the form.
    kept: Vec<(&'static str, String)>,
    selects: Vec<Select>,
    rows: Vec<Row>,
    files: Vec<(&'static str, String)>,
    total: u64,
    next: Option<String>,
}

/// Where a point came from, in one line. A withheld cell says so.
pub fn source(t: T, p: &Point) -> String {
    let sign = match p.channel {
        Channel::Box | Channel::Online => t.opinion_code(p.sign.code()),
        other => t.opinion_code(other.code()),
    };
    let mut words = vec![sign.to_owned()];
    if p.cell_hidden {
        words.push(t.hidden_field().to_owned());
    } else {
        words.extend(p.line_name.clone());
        words.extend(p.fields.population.map(|c| t.opinion_code(c.code()).to_owned()));
        words.extend(p.fields.subject.map(|c| t.opinion_code(c.code()).to_owned()));
    }
    words.join(" · ")
}

/// The day, but not of an anonymous point: pages never tell when one came (assets, rule 12).
pub fn day_shown(shell: &Shell, p: &Point) -> Option<String> {
    (p.sign != Sign::Anonymous).then(|| shell.day(&p.received_on))
}

/// The states and the groups of states that the filter offers.
const STATES: [&str; 4] = ["unsorted", "sorted", "merged", "answered_directly"];

/// The list's query: what the actor may see, and what the address asks for. An unknown value of a filter finds nothing
/// rather than everything.
fn query(base: Query, filter: &Filter, campaign: Option<&Id>) -> Query {
    let mut query = base;
    if let Some(campaign) = campaign {
        query = query.filter("campaign", vec![Value::from(campaign)]);
    }
    query = match filter.state.as_str() {
        "" => query.filter("raw", Vec::new()),
        group if STATES.contains(&group) => query.filter(group, Vec::new()),
        state => query.filter("state", vec![Value::from(state)]),
    };
    let by = [
        ("round", &filter.round),
        ("line", &filter.line),
        ("population", &filter.population),
        ("subject", &filter.subject),
        ("kind", &filter.kind),
        ("channel", &filter.channel),
        ("sign", &filter.sign),
        ("category", &filter.category),
        ("item", &filter.item),
    ];
    by.into_iter()
        .filter(|(_, value)| !value.is_empty())
        .fold(query, |query, (key, value)| query.filter(key, vec![Value::from(value)]))
}

/// `GET /opinions`: by default the points of the active campaign that the reader may see. Four queries.
pub async fn list(
    State(app): State<App>,
    shell: Shell,
    me: LoggedIn,
    Search(filter): Search<Filter>,
) -> Result<Response> {
    let (base, asked) = (store::visible(&me), filter.clone());
    let after = filter.after.as_deref().and_then(|c| c.parse().ok());
    let memory = app.clone();
    let (found, total, lines) = app
        .db
        .read(move |tx| {
            let campaign = in_campaign(tx, &asked)?;
            let query = query(base.clone(), &asked, campaign.as_ref()).limit(30);
            let version = recall::version(tx)?;
            let total = memory.recall.count(version, tx, &store::POINTS, &query)?;
            let found = tx.page(&store::POINTS, &query.after(after.clone()), store::read_point)?;
            let lines: Vec<(Id, String)> =
                tx.all(&store::ALL_LINES, &params![], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok::<_, Error>((found, total, lines))
        })
        .await?;
    let t = shell.t;
    let row = |p: &Point| Row {
        id: p.id.clone(),
        text: p.text.clone(),
        source: source(t, p),
        day: day_shown(&shell, p).unwrap_or_else(|| "—".to_owned()),
        kind: p.fields.kind.map_or("—", |k| t.opinion_code(k.code())),
        state: t.point_state(p.state.code()),
        item: p.item.as_ref().map(|(_, summary)| summary.clone()),
    };
    let rows = found.rows.iter().map(row).collect();
    let next = found.next.map(|cursor| address(&filter, &cursor.to_string()));
    let kept = [
        ("campaign", &filter.campaign),
        ("round", &filter.round),
        ("item", &filter.item),
        ("category", &filter.category),
        ("sign", &filter.sign),
    ];
    let kept = kept.into_iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| (k, v.clone())).collect();
    let selects = selects(t, &filter, &lines);
    page(&PointsPage { files: files(&filter), round: filter.round, kept, selects, rows, total, next, shell })
}

/// The kind of file that is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AskedFile {
    file: String,
}

/// `GET /opinions/export`: the same rows as a file; a query for each five hundred, and a line in the audit trail.
pub async fn export(
    State(app): State<App>,
    shell: Shell,
    me: LoggedIn,
    Search(filter): Search<Filter>,
    Search(file): Search<AskedFile>,
) -> Result<Response> {
    let kind = TableKind::parse(&file.file).ok_or(Error::NotFound)?;
    let asked = filter.clone();
    let read = app.db.read(move |tx| in_campaign(tx, &asked));
    let campaign = read.await?;
    let query = query(store::visible(&me), &filter, campaign.as_ref());
    let named = campaign.map(|id| id.to_string()).unwrap_or_default();
    let act = Act::by(&me, app.clock.now());
    let bytes = export_register(&app, act, query, &named, shell.t.0, kind).await?;
    let name = format!("{}.{}", shell.t.sheet_register_file(shell.today), kind.code());
    download::file(&name, kind.media(), download::Place::Attachment, bytes)
}

/// The campaign that is meant.
fn in_campaign(tx: &mut Tx<'_>, asked: &Filter) -> Result<Option<Id>> {
    Ok(match asked.campaign.as_str() {
        // A round or an item belongs to one campaign already.
        "" if !asked.round.is_empty() || !asked.item.is_empty() => None,
        "" => tx.one(&store::CAMPAIGNS, &params![], |row| row.get::<Id>(0))?,
        id => Some(Id::parse(id).ok_or(Error::NotFound)?),
    })
}

fn files(filter: &Filter) -> Vec<(&'static str, String)> {
    let filters = serde_html_form::to_string(filter).unwrap_or_default();
    let kept: Vec<&str> = filters.split('&').filter(|part| !part.ends_with('=')).collect();
    let kept = kept.join("&");
    TableKind::ALL.iter().map(|k| (k.code(), format!("/opinions/export?file={}&{kept}", k.code()))).collect()
}

fn address(filter: &Filter, cursor: &str) -> String {
    let filters = serde_html_form::to_string(filter).unwrap_or_default();
    let kept: Vec<&str> = filters.split('&').filter(|part| !part.ends_with('=')).collect();
    format!("/opinions?{}&after={cursor}", kept.join("&"))
}

fn selects(t: T, filter: &Filter, lines: &[(Id, String)]) -> Vec<Select> {
    let group = |code: &str| match code {
        "unsorted" => t.round_unsorted(),
        "sorted" => t.round_with_fate(),
        "merged" => t.point_merged(),
        _ => t.fate_answered_directly(),
    };
    let chip = |code: &str, label: &str| Chip {
        value: code.to_owned(),
        label: label.to_owned(),
        checked: filter.state == code,
    };
    let hidden = [PointState::Merged, PointState::Routed];
    let single = PointState::ALL.iter().filter(|s| !hidden.contains(s));
    let states = STATES.iter().map(|code| chip(code, group(code)));
    let states = states.chain(single.map(|s| chip(s.code(), t.point_state(s.code())))).collect();
    let populations = Population::ALL.iter().map(|c| c.code());
    let subjects = Subject::ALL.iter().map(|c| c.code());
    let kinds = Kind::ALL.iter().map(|c| c.code());
    let channels = Channel::ALL.iter().map(|c| c.code());
    vec![
        Select { name: "state", label: t.round_fates(), options: states },
        Select { name: "line", label: t.label("line"), options: named_chips(lines, &[&filter.line]) },
        Select {
            name: "population",
            label: t.label("population"),
            options: chips(t, populations, &[&filter.population]),
        },
        Select { name: "subject", label: t.label("subject"), options: chips(t, subjects, &[&filter.subject]) },
        Select { name: "kind", label: t.label("kind"), options: chips(t, kinds, &[&filter.kind]) },
        Select { name: "channel", label: t.label("channel"), options: chips(t, channels, &[&filter.channel]) },
    ]
}
