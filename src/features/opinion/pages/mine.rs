//! My opinions: what I said under my name, and what became of it.

use askama::Template;
use axum::extract::{Path, Query as Search, State};
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;

use super::super::actions;
use super::super::model::{Grade, PointEvent, PointState, guard_object, guard_rate};
use super::super::store::{self, Objection, Point, Reported};
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
    pub(super) voices: Vec<Voice>,
}

/// An objection as whoever spoke reads it.
pub struct Objected {
    pub(super) standing: &'static str,
    pub(super) reason: String,
    pub(super) answer: Option<String>,
}

/// What may still be said about the answer to a point or to a part of it.
pub struct Voice {
    pub(super) id: Id,
    /// The part's words where there are several.
    pub(super) part: Option<String>,
    pub(super) until: String,
    pub(super) open: bool,
    pub(super) over: bool,
    pub(super) rated: bool,
    pub(super) may_rate: bool,
    pub(super) may_object: bool,
    pub(super) objections: Vec<Objected>,
}

/// The day and the calendar that windows are counted by.
pub struct Days {
    pub(super) today: Date,
    pub(super) calendar: workday::Calendar,
}

impl Days {
    /// Of now.
    pub fn of(app: &App) -> Days {
        Days { today: app.clock.now().today(), calendar: app.calendar.clone() }
    }
}

fn voice(t: T, days: &Days, point: &Point, is_part: bool, objections: &[Objection]) -> Option<Voice> {
    let until = actions::last_day(&days.calendar, point.answered_on);
    let answered = matches!(point.state, PointState::Answered | PointState::Rated | PointState::Closed);
    let objections: Vec<Objected> = objections
        .iter()
        .filter(|o| o.point == point.id)
        .map(|o| Objected {
            standing: t.objection_standing(o.state.code()),
            reason: o.reason.clone(),
            answer: o.answer.clone(),
        })
        .collect();
    if !answered && objections.is_empty() {
        return None;
    }
    let may_object = guard_object(point.state, until, days.today).is_ok();
    Some(Voice {
        id: point.id.clone(),
        part: is_part.then(|| point.text.clone()),
        until: until.map(|day| t.day(&day, &days.today)).unwrap_or_default(),
        open: may_object,
        over: answered && !may_object,
        rated: point.rated,
        may_rate: guard_rate(point.state, point.rated, until, days.today).is_ok(),
        may_object,
        objections,
    })
}

/// Reads it; at most five queries, however many parts there are.
pub fn read_fate(tx: &mut Tx<'_>, t: T, point: &Point, days: &Days) -> Result<Fate> {
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
    let objections = store::objections(tx, &point.id)?;
    let mut voices: Vec<Voice> = voice(t, days, point, false, &objections).into_iter().collect();
    voices.extend(children.iter().filter_map(|child| voice(t, days, child, true, &objections)));
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
        voices,
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
    grades: &'static [Grade],
    /// Where its forms lead; without a receipt's code.
    voice_at: &'static str,
    code: &'static str,
    /// A rating has just been dropped into the box.
    dropped: Option<i8>,
}

/// What the page is told by the act before it.
#[derive(Deserialize)]
pub struct Said {
    rated: Option<String>,
}

/// What is posted about an answer.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Spoken {
    grade: String,
    reason: String,
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

/// `GET /my/opinions/{id}`: the fate of one. At most six queries.
pub async fn show(
    State(app): State<App>,
    shell: Shell,
    me: LoggedIn,
    Path(id): Path<String>,
    Search(said): Search<Said>,
) -> Result<Response> {
    let days = Days::of(&app);
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let (key, mine, t) = (id.clone(), me.person.id.clone(), shell.t);
    let (state, fate) = app
        .db
        .read(move |tx| {
            let point = store::find_point(tx, &key)?.ok_or(Error::NotFound)?;
            if point.author.as_ref().is_none_or(|(author, _)| *author != mine) {
                return Err(Error::NotFound);
            }
            Ok((point.state, read_fate(tx, t, &point, &days)?))
        })
        .await?;
    let (may_withdraw, dropped) = (state.next(PointEvent::Withdraw).is_some(), said.rated.map(|_| app.config.box_hour));
    let (grades, voice_at, code) = (Grade::ALL, "/my/opinions/", "");
    page(&OnePage { shell, id, fate, may_withdraw, grades, voice_at, code, dropped })
}

/// `POST /my/opinions/{id}/rate`.
pub async fn rate(
    State(app): State<App>,
    me: LoggedIn,
    Path(id): Path<String>,
    PostForm(said): PostForm<Spoken>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    actions::rate(&app, &me, &id, &said.grade).await?;
    Ok(see(format!("/my/opinions/{id}?rated=1")))
}

/// `POST /my/opinions/{id}/object`.
pub async fn object(
    State(app): State<App>,
    me: LoggedIn,
    Path(id): Path<String>,
    PostForm(said): PostForm<Spoken>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    actions::object(&app, &me, &id, &said.reason).await?;
    Ok(see(format!("/my/opinions/{id}")))
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
