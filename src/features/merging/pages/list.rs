//! The list of merged items of a campaign.

use ::store::{Cursor, Query as Rows, StoreError, Tx, params};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::app::App;
use crate::audit::Act;
use crate::auth::{LoggedIn, Verb};
use crate::error::{Error, Result};
use crate::features::merging::export as table;
use crate::features::merging::model::MergedState;
use crate::features::merging::store::{self, ITEMS};
use crate::id::Id;
use crate::tables::write::Kind;
use crate::view::{self, Shell, download};

/// The buckets of the filter.
const BUCKETS: [&str; 6] = ["done", "doing", "next", "suspended", "explained", "unplanned"];

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    campaign: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    bucket: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    after: String,
}

/// A row of the list.
#[derive(Clone, Debug)]
pub struct Line {
    /// The item's key.
    pub id: Id,
    no: i64,
    summary: String,
    category: String,
    is_key: bool,
    state: String,
    points: i64,
    bucket: String,
}

#[derive(Template)]
#[template(path = "merging/pages/list.html")]
struct Page {
    shell: Shell,
    campaigns: Vec<(Id, String)>,
    campaign: String,
    states: [&'static str; 5],
    state: String,
    buckets: [&'static str; 6],
    bucket: String,
    category: String,
    rows: Vec<Line>,
    total: u64,
    next: Option<Cursor>,
    office: bool,
    distribution: bool,
    proposes: bool,
}

/// `GET /merged`. Four queries.
pub async fn list(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let mut rows = store::visible(&actor)?;
    let state = MergedState::parse(&asked.state).map_or("", MergedState::code);
    let bucket = BUCKETS.into_iter().find(|b| *b == asked.bucket).unwrap_or("");
    for (name, value) in [("state", state), ("bucket", bucket), ("category", asked.category.trim())] {
        if !value.is_empty() {
            rows = rows.filter(name, params![value]);
        }
    }
    let me = actor.person.id.clone();
    let wanted = Id::parse(&asked.campaign);
    let after: Option<Cursor> = asked.after.parse().ok();
    let (campaigns, campaign, page, total) =
        app.db.read(move |tx| read(tx, &me, rows.clone(), wanted.clone(), after.clone())).await?;
    let page = Page {
        campaigns,
        campaign: campaign.as_ref().map(Id::to_string).unwrap_or_default(),
        states: MergedState::LIVING.map(MergedState::code),
        state: state.to_owned(),
        buckets: BUCKETS,
        bucket: bucket.to_owned(),
        category: asked.category,
        rows: page.rows,
        total,
        next: page.next,
        proposes: !actor.reach(Verb::MergePropose).is_nothing(),
        distribution: super::matrix::allowed(&actor, campaign.as_ref()),
        office: actor.reach(Verb::MergeRead).tenant || !actor.reach(Verb::MergeRead).campaigns.is_empty(),
        shell,
    };
    view::page(&page)
}

type Found = (Vec<(Id, String)>, Option<Id>, ::store::Page<Line>, u64);

fn read(tx: &mut Tx<'_>, me: &Id, rows: Rows, wanted: Option<Id>, after: Option<Cursor>) -> Result<Found, StoreError> {
    let campaigns: Vec<(Id, String)> = tx.all(&store::CAMPAIGNS, &params![], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let campaign = wanted.or_else(|| campaigns.first().map(|(id, _)| id.clone()));
    let rows = match &campaign {
        Some(id) => rows.filter("campaign", params![id]),
        None => rows,
    };
    let total = tx.count(&ITEMS, &rows)?;
    let mut page = tx.page(&ITEMS, &rows.after(after), line)?;
    // The number is that of the list behind it, which leaves out what is about its reader.
    let hidden = store::about_me(tx, me)?;
    page.rows.iter_mut().for_each(|row| row.points = hidden.less(&row.id, row.points));
    Ok((campaigns, campaign, page, total))
}

fn line(row: &::store::Row<'_>) -> Result<Line, StoreError> {
    Ok(Line {
        id: row.get(0)?,
        no: row.get(1)?,
        summary: row.get(2)?,
        category: row.get(3)?,
        is_key: row.get(4)?,
        state: row.get(5)?,
        points: row.get(6)?,
        bucket: row.get(7)?,
    })
}

/// What is asked of the summary as a file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AskedFile {
    campaign: String,
    file: String,
}

/// `GET /merged/export`: the summary of a campaign's opinions, as far as one may see it, and a line in the audit trail.
pub async fn export(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    Query(asked): Query<AskedFile>,
) -> Result<Response> {
    let kind = Kind::parse(&asked.file).ok_or(Error::NotFound)?;
    let campaign = Id::parse(&asked.campaign).ok_or(Error::NotFound)?;
    let (act, of) = (Act::by(&actor, app.clock.now()), table::Asked::by(&actor, &campaign)?);
    let bytes = table::export_summary(&app, act, &of, shell.t.0, kind).await?;
    let name = format!("{}.{}", shell.t.sheet_summary_file(shell.today), kind.code());
    download::file(&name, kind.media(), download::Place::Attachment, bytes)
}
