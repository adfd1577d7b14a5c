//! My opinions: what I said under my name, and what became of it.

use askama::Template;
use axum::extract::{Path, Query as Search, State};
use axum::response::Response;
use serde::Deserialize;

use super::super::actions;
use super::super::model::{PointEvent, PointState};
use super::super::store::{self, Point, Reported};
use super::widgets::Nothing;
use crate::app::App;
use crate::auth::LoggedIn;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::text::T;
use crate::view::{PostForm, Shell, page, see};
use ::store::{Query, Tx, Value, params};

/// A decision as whoever spoke reads it.
pub struct Told {
    pub(super) verb: String,
    pub(super) reason: String,
    pub(super) answer: Option<String>,
}

/// A part of what was said.
pub struct Part {
    pub(super) text: String,
    pub(super) item: Option<String>,
    pub(super) state: &'static str,
    pub(super) decisions: Vec<Told>,
}

/// What became of a point, in words for whoever spoke.
pub struct Fate {
    pub(super) heading: &'static str,
    pub(super) text: String,
    pub(super) tags: Vec<&'static str>,
    pub(super) item: Option<(String, &'static str)>,
    pub(super) decisions: Vec<Told>,
    pub(super) parts: Vec<Part>,
    pub(super) reported: Vec<Reported>,
}

/// Reads it; at most four queries, however many parts there are.
pub fn read_fate(tx: &mut Tx<'_>, t: T, point: &Point) -> Result<Fate> {
    let children = match point.state {
        PointState::ClosedSplit => tx.all(&store::CHILDREN, &params![&point.id], store::read_point)?,
        _ => Vec::new(),
    };
    let shown = store::shown_decisions(tx, &point.id)?;
    let told = |id: &Id| -> Vec<Told> {
        let mine = shown.iter().filter(|(of, ..)| of == id);
        mine.map(|(_, verb, reason, answer, unit)| Told {
            verb: match unit {
                Some(unit) => t.fate_to(unit),
                None => t.opinion_code(verb.code()).to_owned(),
            },
            reason: reason.clone(),
            answer: answer.clone(),
        })
        .collect()
    };
    let bucket = match &point.item {
        Some((id, _)) => tx.one(&store::PROBLEM_BUCKET, &params![id], |row| row.get::<String>(0))?,
        None => None,
    };
    let parts = children.iter().map(|child| Part {
        text: child.text.clone(),
        item: child.item.as_ref().map(|(_, summary)| summary.clone()),
        state: t.point_state(child.state.code()),
        decisions: told(&child.id),
    });
    let kind = point.fields.kind.map(|k| t.opinion_code(k.code()));
    Ok(Fate {
        heading: t.fate_heading(point.state.code()),
        text: point.text.clone(),
        tags: [Some(t.opinion_code(point.sign.code())), kind].into_iter().flatten().collect(),
        item: point.item.clone().map(|(_, summary)| (summary, t.problem_bucket(&bucket.unwrap_or_default()))),
        decisions: told(&point.id),
        parts: parts.collect(),
        reported: store::reported(tx, &point.id)?,
    })
}

struct Row {
    id: Id,
    text: String,
    line: String,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "opinion/pages/mine.html")]
struct MinePage {
    shell: Shell,
    rows: Vec<Row>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "opinion/pages/mine_one.html")]
struct OnePage {
    shell: Shell,
    id: Id,
    fate: Fate,
    may_withdraw: bool,
}

/// Where the page begins.
#[derive(Deserialize)]
pub struct After {
    after: Option<String>,
}

/// `GET /my/opinions`. One query.
pub async fn list(State(app): State<App>, shell: Shell, me: LoggedIn, Search(at): Search<After>) -> Result<Response> {
    let query = Query::new()
        .filter("author", vec![Value::from(&me.person.id)])
        .filter("whole", Vec::new())
        .limit(30)
        .after(at.after.as_deref().and_then(|c| c.parse().ok()));
    let found = app.db.read(move |tx| tx.page(&store::POINTS, &query, store::read_point)).await;
    let found = found.map_err(Error::Store)?;
    let t = shell.t;
    let row = |p: &Point| {
        let kind = p.fields.kind.map(|k| t.opinion_code(k.code()).to_owned());
        let item = p.item.as_ref().map(|(_, summary)| t.point_merged_into(summary));
        let words: Vec<String> = [Some(p.round_name.clone()), kind, item].into_iter().flatten().collect();
        Row { id: p.id.clone(), text: p.text.clone(), line: words.join(" · "), state: t.point_state(p.state.code()) }
    };
    let rows = found.rows.iter().map(row).collect();
    page(&MinePage { shell, rows, next: found.next.map(|c| c.to_string()) })
}

/// `GET /my/opinions/{id}`: the fate of one. At most five queries.
pub async fn show(State(app): State<App>, shell: Shell, me: LoggedIn, Path(id): Path<String>) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let (key, mine, t) = (id.clone(), me.person.id.clone(), shell.t);
    let (state, fate) = app
        .db
        .read(move |tx| {
            let point = store::find_point(tx, &key)?.ok_or(Error::NotFound)?;
            if point.author.as_ref().is_none_or(|(author, _)| *author != mine) {
                return Err(Error::NotFound);
            }
            Ok((point.state, read_fate(tx, t, &point)?))
        })
        .await?;
    page(&OnePage { shell, id, fate, may_withdraw: state.next(PointEvent::Withdraw).is_some() })
}

/// `POST /my/opinions/{id}/withdraw`.
pub async fn withdraw(
    State(app): State<App>,
    me: LoggedIn,
    Path(id): Path<String>,
    PostForm(Nothing {}): PostForm<Nothing>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    actions::withdraw(&app, &me, &id).await?;
    Ok(see(format!("/my/opinions/{id}")))
}
