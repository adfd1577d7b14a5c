//! The page of a chain.

use ::store::Tx;
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;

use super::model::{Chain, Item, Kind, Point};
use super::store;
use crate::app::App;
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::text::T;
use crate::view::{Shell, page as render};

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new().route("/trace/{kind}/{id}", get(page))
}

#[derive(Template)]
#[template(path = "trace/pages/chain.html")]
struct Page {
    shell: Shell,
    at: &'static str,
    chain: Chain,
    points: Vec<PointRow>,
    items: Vec<ItemRow>,
    hidden_points: i64,
    may_points: bool,
    may_merged: bool,
    may_items: bool,
    may_evidence: bool,
    /// What stands where nothing is shown: whoever sees everything is told that it is not there yet.
    later: &'static str,
}

struct PointRow {
    id: Id,
    text: String,
    sign: &'static str,
    fate: String,
}

struct ItemRow {
    id: Id,
    no: String,
    done: bool,
    state: &'static str,
    facts: String,
}

/// `GET /trace/{kind}/{id}`: at most eight queries. Visitors too, as far as published.
async fn page(State(app): State<App>, shell: Shell, Path((kind, id)): Path<(String, String)>) -> Result<Response> {
    let (kind, id) = (Kind::parse(&kind).ok_or(Error::NotFound)?, Id::parse(&id).ok_or(Error::NotFound)?);
    let actor = shell.actor.clone();
    let chain = app.db.read(move |tx| chain(tx, actor.as_ref(), kind, &id)).await?;
    render(&build(shell, kind, chain))
}

/// The chain around a node. What the asker may not see of it is missing; when that is the node itself, it does not exist.
fn chain(tx: &mut Tx<'_>, actor: Option<&Actor>, kind: Kind, id: &Id) -> Result<Chain> {
    let mut chain = Chain::default();
    let merged = match kind {
        Kind::Point => {
            let point = store::find_point(tx, actor, id)?.ok_or(Error::NotFound)?;
            let merged = point.merged.clone();
            chain.points.push(point);
            merged
        }
        Kind::Merged => Some(id.clone()),
        Kind::Item => {
            let item = store::find_item(tx, actor, id)?.ok_or(Error::NotFound)?;
            let merged = item.merged.clone();
            chain.items.push(item);
            merged
        }
        Kind::Publication => {
            chain.lines = store::lines_of(tx, actor, "publication", id)?;
            if chain.lines.is_empty() {
                return Err(Error::NotFound);
            }
            chain.merged = store::merged_of(tx, actor, id)?;
            return Ok(chain);
        }
    };
    let (own_points, own_items) = (chain.points.clone(), chain.items.clone());
    if let Some(merged) = &merged {
        let found = store::find_merged(tx, actor, merged)?;
        if kind == Kind::Merged && found.is_none() {
            return Err(Error::NotFound);
        }
        if let Some(found) = found {
            store::around(tx, actor, merged, &mut chain)?;
            chain.merged.push(found);
        }
    }
    match kind {
        // From a point only its own words are shown; the others stand on the problem's page.
        Kind::Point => {
            chain.points = own_points;
            chain.more_points = false;
        }
        Kind::Item => {
            chain.items = own_items;
            chain.more_items = false;
            store::works(tx, actor, "id", id, &mut chain)?;
        }
        Kind::Merged | Kind::Publication => {}
    }
    Ok(chain)
}

fn build(shell: Shell, kind: Kind, chain: Chain) -> Page {
    let t = shell.t;
    let shown = i64::try_from(chain.points.len()).unwrap_or(i64::MAX);
    let all: i64 = chain.merged.iter().map(|m| m.points).sum();
    let hidden_points = match kind {
        Kind::Merged | Kind::Item if !chain.more_points => (all - shown).max(0),
        _ => 0,
    };
    Page {
        at: match kind {
            Kind::Point => "point",
            Kind::Merged => "merged",
            Kind::Item => "item",
            Kind::Publication => "publication",
        },
        points: chain.points.iter().map(|p| point_row(t, p)).collect(),
        items: chain.items.iter().map(|i| item_row(&shell, i)).collect(),
        hidden_points,
        may_points: shell.reaches(Verb::OpinionRead),
        may_merged: shell.reaches(Verb::MergeRead),
        may_items: shell.actor.is_some(),
        may_evidence: shell.actor.as_ref().is_some_and(|a| !a.reach(Verb::ItemProgressRead).is_nothing()),
        later: if shell.reaches(Verb::ItemRead) { t.trace_later() } else { t.trace_later_or_hidden() },
        chain,
        shell,
    }
}

fn point_row(t: T, point: &Point) -> PointRow {
    let sign = match point.sign.as_str() {
        "named" => t.trace_sign_named(),
        "anonymous" => t.trace_sign_anonymous(),
        _ => t.trace_sign_unsigned(),
    };
    let fate = match point.state.as_str() {
        _ if point.merged.is_some() => t.figures_fate_merged(),
        "submitted" | "registered" => t.figures_fate_waiting(),
        "referred" => t.figures_fate_referred(),
        "not_adopted" => t.figures_fate_declined(),
        "routed" => t.figures_fate_routed(),
        "withdrawn" => t.figures_fate_withdrawn(),
        _ => t.figures_fate_answered(),
    };
    PointRow { id: point.id.clone(), text: point.text.clone(), sign, fate: t.trace_fate(fate) }
}

fn item_row(shell: &Shell, item: &Item) -> ItemRow {
    let t = shell.t;
    let mut facts = Vec::new();
    facts.extend(item.unit.clone());
    facts.extend(item.owner.as_ref().map(|o| t.front_problem_owner(o)));
    facts.extend(item.due_on.as_ref().map(|d| t.front_problem_due(shell.day(d))));
    let state = match item.bucket.as_str() {
        "done" => t.figures_done(),
        "next" => t.figures_next(),
        "suspended" => t.figures_suspended(),
        "superseded" => t.figures_superseded(),
        _ => t.figures_doing(),
    };
    let done = item.bucket == "done";
    ItemRow { id: item.id.clone(), no: item.no.clone(), done, state, facts: facts.join(" · ") }
}
