//! The workbench of a round: points without a fate, the one in hand, and the problems it may belong to.

use ::store::{Query as Rows, StoreError, Tx, params};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::coverage::{self, Piece};
use super::{Kept, LogLine, Stretch, can_undo, landed, log_lines, stretches};
use crate::app::App;
use crate::auth::{Actor, May, Object, Role, Verb, may};
use crate::error::{Error, Result};
use crate::features::merging::model::Coverage;
use crate::features::merging::store::groups::{self, GroupLine};
use crate::features::merging::store::{self, ITEMS, MergedItem, PointView, WAITING};
use crate::features::merging::suggest::{Near, Target, suggest};
use crate::id::Id;
use crate::view::Wrong;
use crate::view::{self, Shell};

/// Points in the left column.
const LEFT: u32 = 20;
/// Suggested groups above them.
const GROUPS: u32 = 5;
/// Problems in the right column; the first nine have a key.
const RIGHT: usize = 12;
/// Suggestions asked for.
const NEAR: usize = 6;
/// Copies of the point in hand that are looked over for them.
const MOST_COPIES: usize = 2_000;
/// Steps shown as done just now.
const RECENT: u32 = 8;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The point in hand.
    #[serde(default)]
    pub p: String,
    /// The point after which to go on.
    #[serde(default)]
    pub from: String,
    /// What has just been done.
    #[serde(default)]
    pub done: String,
    /// Words to find a problem by.
    #[serde(default)]
    pub find: String,
    /// The newest step when the page was shown that sent a form.
    #[serde(skip)]
    pub seen: Option<i64>,
}

/// What was typed, kept when it was refused.
#[derive(Debug, Default)]
pub struct Typed {
    /// The new problem's summary.
    pub summary: String,
    /// Its category.
    pub category: String,
    /// Points to take along.
    pub also: Vec<Id>,
    /// Whether the copies of a text stay behind.
    pub without_copies: bool,
}

/// `GET /rounds/{id}/sort`. At most 26 queries, one for each of twenty rows, and two
/// for each of at most six suggestions; none grows with the points.
pub async fn bench(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    render(&app, &actor, shell, id, asked, Typed::default(), Wrong::default()).await
}

struct Round {
    id: Id,
    campaign: Id,
    name: String,
    campaign_name: String,
}

struct Waiting {
    id: Id,
    text: String,
    sign: String,
    population: Option<String>,
    hidden: bool,
    /// Points that say just this.
    copies: i64,
}

/// A problem in the right column.
pub struct Place {
    id: Id,
    summary: String,
    points: i64,
    state: String,
    close: Option<bool>,
    key: String,
    no: i64,
    /// How alike, and what both say.
    like: Option<(String, String)>,
}

/// An original that looks like the one in hand.
pub struct Alike {
    point: PointView,
    text: Vec<Stretch>,
    close: bool,
    shared: String,
    differing: Vec<(String, String)>,
    offered: bool,
    taken: bool,
}

struct Ground {
    round: Round,
    total: i64,
    waiting: i64,
    suggested_groups: Vec<GroupLine>,
    coverage: Coverage,
    copies: Vec<Id>,
    hidden: store::Hidden,
    landed: Option<MergedItem>,
    left: Vec<Waiting>,
    next_from: Option<Id>,
    current: Option<PointView>,
    categories: Vec<String>,
    lines: Vec<(Id, String)>,
    units: Vec<(Id, String)>,
    places: Vec<Known>,
    log: Vec<store::StepRow>,
    can_undo: bool,
    newest: i64,
    news: Vec<store::StepRow>,
}

/// A problem that takes points in.
struct Known {
    id: Id,
    summary: String,
    points: i64,
    state: String,
    no: i64,
}

#[derive(Template)]
#[template(path = "merging/pages/bench.html")]
struct Page {
    shell: Shell,
    round: Round,
    total: i64,
    settled: i64,
    waiting: i64,
    /// Suggested groups, told by the title of their first text.
    groups: Vec<(Id, String, i64)>,
    sentence: Vec<Piece>,
    copies: usize,
    kept: Option<Kept>,
    left: Vec<Waiting>,
    next_from: Option<Id>,
    next_point: Option<Id>,
    current: Option<PointView>,
    alike: Vec<Alike>,
    places: Vec<Place>,
    categories: Vec<String>,
    lines: Vec<(Id, String)>,
    units: Vec<(Id, String)>,
    log: Vec<LogLine>,
    done: &'static str,
    can_undo: bool,
    newest: i64,
    news: Vec<LogLine>,
    previous_point: Option<Id>,
    ready: bool,
    find: String,
    here: String,
    typed: Typed,
    wrong: Wrong,
}

/// The page, also after a form was refused.
pub async fn render(
    app: &App,
    actor: &Actor,
    shell: Shell,
    round: Id,
    asked: Asked,
    typed: Typed,
    wrong: Wrong,
) -> Result<Response> {
    let me = actor.clone();
    let seen = asked.seen;
    let (p, from, find) = (Id::parse(&asked.p), Id::parse(&asked.from), merge::query_tokens(&asked.find));
    let ground = app.db.read(move |tx| ground(tx, &me, &round, p.as_ref(), from.as_ref(), (&find, seen))).await?;
    let near = match &ground.current {
        // Its copies are the nearest of all and are told of in a line of their own.
        Some(point) => {
            let most = NEAR + ground.copies.len().min(MOST_COPIES);
            suggest(app, &ground.round.campaign, &point.id, &point.text, most).await?
        }
        None => Vec::new(),
    };
    let copy = |near: &Near| matches!(&near.target, Target::Point(id) if ground.copies.contains(id));
    let near: Vec<Near> = near.into_iter().filter(|near| !copy(near)).take(NEAR).collect();
    let (me, current) = (actor.person.id.clone(), ground.current.clone());
    let (alike, suggested) = app
        .db
        .read(move |tx| {
            near.iter().try_fold((Vec::new(), Vec::new()), |all, near| resolve(tx, near, current.as_ref(), &me, all))
        })
        .await?;
    // A problem of nothing but points about this person is none for him, and no number counts them.
    let known = |mut known: Known| {
        known.points = ground.hidden.less(&known.id, known.points);
        (known.points > 0).then_some(known)
    };
    let suggested: Suggested =
        suggested.into_iter().filter_map(|(item, close, like)| known(item).map(|item| (item, close, like))).collect();
    let others: Vec<Known> = ground.places.into_iter().filter_map(known).collect();
    let places = ordered(suggested, others, !asked.find.trim().is_empty());
    let alike = alike.into_iter().map(|mut a: Alike| {
        a.taken = typed.also.contains(&a.point.id);
        a
    });
    let here = ground.current.as_ref().map(|c| c.id.to_string()).unwrap_or_default();
    // Somebody else was quicker with this point: what was typed stays, beside the problem that took it.
    let kept = (seen.is_some() && ground.current.is_none() && !typed.summary.trim().is_empty()).then(|| Kept {
        summary: typed.summary.clone(),
        category: typed.category.clone(),
        reason: String::new(),
        landed: ground.landed,
    });
    let auditor = actor.has(Role::Aud);
    let page = Page {
        total: ground.total,
        settled: ground.total - ground.waiting,
        waiting: ground.waiting,
        groups: ground.suggested_groups.into_iter().map(|g| (g.id, merge::title(&g.text), g.points)).collect(),
        sentence: coverage::sentence(shell.t, &ground.round.campaign, &ground.coverage, auditor),
        copies: ground.copies.len(),
        kept,
        ready: ground.current.as_ref().is_some_and(PointView::has_fields),
        next_point: after(ground.left.iter(), ground.current.as_ref()),
        previous_point: after(ground.left.iter().rev(), ground.current.as_ref()),
        newest: ground.newest,
        news: log_lines(ground.news, &shell, &ground.hidden),
        left: ground.left,
        next_from: ground.next_from,
        current: ground.current,
        alike: alike.collect(),
        places,
        categories: ground.categories,
        lines: ground.lines,
        units: ground.units,
        can_undo: ground.can_undo,
        log: log_lines(ground.log, &shell, &ground.hidden),
        done: shell.t.merging_done(&asked.done),
        find: asked.find,
        here,
        round: ground.round,
        typed,
        shell,
        wrong,
    };
    Ok(page.wrong.answer(view::page(&page)?))
}

fn after<'w>(mut left: impl Iterator<Item = &'w Waiting>, current: Option<&PointView>) -> Option<Id> {
    let current = &current?.id;
    left.find(|w| w.id == *current)?;
    left.next().map(|w| w.id.clone())
}

fn ground(
    tx: &mut Tx<'_>,
    actor: &Actor,
    round: &Id,
    p: Option<&Id>,
    from: Option<&Id>,
    (find, seen): (&[String], Option<i64>),
) -> Result<Ground> {
    let round = tx.one(&store::FIND_ROUND, &params![round], |row| {
        Ok(Round { id: row.get(0)?, campaign: row.get(1)?, name: row.get(2)?, campaign_name: row.get(4)? })
    })?;
    let round = round.ok_or(Error::NotFound)?;
    let object = Object { campaign: Some(round.campaign.clone()), ..Object::default() };
    actor.permit_read(Verb::MergeEdit, &object)?;
    let me = &actor.person.id;
    let counts = tx.one(&store::ROUND_COUNTS, &params![&round.id, me], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (total, waiting) = counts.unwrap_or((0, 0));
    let mine = Rows::new()
        .filter("round", params![&round.id])
        .filter("not_about", params![me])
        .filter("not_by", params![me])
        .filter("first", params![me, me])
        .limit(LEFT);
    let mut left = page_from(tx, &mine, from)?;
    if left.0.is_empty() && from.is_some() {
        // The last one is done: begin again with those that were skipped.
        left = page_from(tx, &mine, None)?;
    }
    for waiting in &mut left.0 {
        waiting.copies = tx.one(&store::COUNT_COPIES, &params![&waiting.id, me], |row| row.get(0))?.unwrap_or(1);
    }
    let wanted = p.or(left.0.first().map(|w| &w.id)).cloned();
    let current = wanted.map(|id| store::point_view(tx, &id)).transpose()?.flatten();
    let current = current.filter(|c| c.round == round.id && c.is_free_for(me) && c.is_waiting());
    let landed = match (&current, seen, p) {
        (None, Some(_), Some(point)) => landed(tx, actor, point)?,
        _ => None,
    };
    Ok(Ground {
        total,
        waiting,
        suggested_groups: match tx.one(&groups::LAST_DONE, &params![&round.id], |row| row.get::<Id>(0))? {
            Some(run) => groups::groups(tx, &run, me, 0, false, GROUPS)?,
            None => Vec::new(),
        },
        coverage: store::coverage(tx, &round.campaign, me)?,
        copies: current.as_ref().map(|c| store::copies(tx, &c.id, me)).transpose()?.unwrap_or_default(),
        hidden: store::about_me(tx, me)?,
        landed,
        left: left.0,
        next_from: left.1,
        current,
        categories: tx.all(&store::CATEGORIES, &params![&round.campaign], |row| row.get(0))?,
        lines: tx.all(&store::LINES, &params![], |row| Ok((row.get(0)?, row.get(1)?)))?,
        units: tx.all(&store::UNITS, &params![], |row| Ok((row.get(0)?, row.get(1)?)))?,
        places: open_items(tx, &round.campaign, find)?,
        can_undo: can_undo(tx, &round.campaign, me)?,
        log: store::steps(tx, &store::STEPS_OF_CAMPAIGN, &round.campaign, RECENT)?,
        newest: tx.one(&store::NEWEST_STEP, &params![&round.campaign], |row| row.get(0))?.unwrap_or(0),
        news: match seen {
            Some(seen) => groups::news(tx, &round.campaign, seen, me, RECENT)?,
            None => Vec::new(),
        },
        round,
    })
}

fn page_from(tx: &mut Tx<'_>, mine: &Rows, from: Option<&Id>) -> Result<(Vec<Waiting>, Option<Id>), StoreError> {
    let query = match from {
        Some(id) => mine.clone().filter("from", params![id]),
        None => mine.clone(),
    };
    let page = tx.page(&WAITING, &query, |row| {
        Ok(Waiting {
            id: row.get(0)?,
            text: row.get(1)?,
            sign: row.get(2)?,
            population: row.get(3)?,
            hidden: row.get(4)?,
            copies: 1,
        })
    })?;
    let next = page.next.and_then(|_| page.rows.last().map(|w| w.id.clone()));
    Ok((page.rows, next))
}

/// Problems that take points in: those whose summary holds the words, else the newest.
fn open_items(tx: &mut Tx<'_>, campaign: &Id, words: &[String]) -> Result<Vec<Known>, StoreError> {
    let most = u32::try_from(RIGHT).unwrap_or(u32::MAX);
    if words.is_empty() {
        let query =
            Rows::new().filter("campaign", params![campaign]).filter("open", params![1]).order("new").limit(most);
        let page = tx.page(&ITEMS, &query, |row| {
            Ok(Known {
                id: row.get(0)?,
                no: row.get(1)?,
                summary: row.get(2)?,
                points: row.get(6)?,
                state: row.get(5)?,
            })
        })?;
        return Ok(page.rows);
    }
    let mut found = Vec::new();
    for key in tx.text_find(store::INDEX, words, most)? {
        found.extend(tx.one(&store::ITEM_BY_KEY, &params![key, campaign], known)?);
    }
    Ok(found)
}

fn known(row: &::store::Row<'_>) -> Result<Known, StoreError> {
    Ok(Known { id: row.get(0)?, summary: row.get(1)?, points: row.get(3)?, state: row.get(4)?, no: row.get(5)? })
}

/// A problem with whether it is close, how alike the point is, and what both say.
type Suggested = Vec<(Known, bool, (String, String))>;

/// What a suggestion stands for, as it is now and as far as this person may sort it.
fn resolve(
    tx: &mut Tx<'_>,
    near: &Near,
    current: Option<&PointView>,
    me: &Id,
    (mut alike, mut items): (Vec<Alike>, Suggested),
) -> Result<(Vec<Alike>, Suggested), StoreError> {
    let shared = near.shared.iter().take(3).cloned().collect::<Vec<_>>().join(" ");
    let nearest = match &near.target {
        Target::Point(id) => Some(id),
        Target::Item(_) => near.nearest.as_ref(),
    };
    let point = nearest.map(|id| store::point_view(tx, id)).transpose()?.flatten();
    let shown = point.filter(|p| p.is_free_for(me) && p.state != "withdrawn");
    if let Target::Item(id) = &near.target {
        // A reason that comes from a point which this person may not know of is none for him.
        if shown.is_some() {
            let like = (super::hundredth(near.score), shared.clone());
            let found = tx.one(&store::OPEN_ITEM, &params![id], known)?;
            items.extend(found.map(|item| (item, near.close, like)));
        }
    }
    if let (Some(point), Some(current)) = (shown, current) {
        alike.push(Alike {
            text: stretches(&point.text, Some(&current.text)),
            close: near.close,
            shared,
            differing: near.differing.iter().take(2).cloned().collect(),
            offered: point.is_waiting() && point.has_fields(),
            taken: false,
            point,
        });
    }
    Ok((alike, items))
}

/// Suggestions first, then the others; when words were looked for, what was found first.
fn ordered(suggested: Suggested, others: Vec<Known>, found: bool) -> Vec<Place> {
    let first = suggested.into_iter().map(|(item, close, like)| (item, Some(close), Some(like)));
    let rest = others.into_iter().map(|item| (item, None, None));
    let all: Vec<_> = if found { rest.chain(first).collect() } else { first.chain(rest).collect() };
    let mut places: Vec<Place> = Vec::new();
    for (item, close, like) in all {
        if places.iter().any(|p| p.id == item.id) {
            continue;
        }
        let key = if places.len() < 9 { (places.len() + 1).to_string() } else { String::new() };
        let Known { id, summary, points, state, no } = item;
        places.push(Place { id, summary, points, state, close, key, no, like });
        if places.len() == RIGHT {
            break;
        }
    }
    places
}
