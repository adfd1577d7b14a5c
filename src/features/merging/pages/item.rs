//! One merged item: its words, its originals, its history, and what can be done with it.

use ::store::{Cursor, Query as Rows, Tx, params};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::change::{ActForm, EditForm, SplitForm};
use super::{LogLine, Stretch, can_undo, log_lines, stretches};
use crate::app::App;
use crate::auth::{Actor, Object, Verb, Visitor};
use crate::error::{Error, Result};
use crate::features::merging::model::{MergedEvent, MergedState, Why};
use crate::features::merging::store::{self, ITEMS, MergedItem, ORIGINALS, POINT_COLUMNS};
use crate::id::Id;
use crate::view::Wrong;
use crate::view::{self, Shell};

/// Originals on a page.
const ORIGINALS_A_PAGE: u32 = 30;
/// Steps shown.
const STEPS: u32 = 30;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    after: String,
    #[serde(default)]
    done: String,
}

/// An original on the page.
pub struct Original {
    id: Id,
    raw: String,
    sign: String,
    population: Option<String>,
    hidden: bool,
    why: Why,
    text: Vec<Stretch>,
}

struct Item {
    id: Id,
    item_no: String,
    bucket: String,
}

/// What somebody may do on this page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Can {
    read_office: bool,
    edit: bool,
    unmerge: bool,
    confirm: bool,
    explain: bool,
    reshape: bool,
    make_item: bool,
    undo: bool,
}

struct Ground {
    item: MergedItem,
    originals: Vec<Original>,
    readable: i64,
    next: Option<Cursor>,
    rectification: Vec<Item>,
    log: Vec<store::StepRow>,
    others: Vec<(Id, String)>,
    campaign_name: String,
    hidden: store::Hidden,
    can: Can,
}

/// What was typed, kept when it was refused.
#[derive(Debug, Default)]
pub struct Typed {
    pub edit: Option<EditForm>,
    pub split: Option<SplitForm>,
    /// Which act, and its form.
    pub act: Option<(&'static str, ActForm)>,
    /// The version of the item that the form was filled over.
    pub version: i64,
}

#[derive(Template)]
#[template(path = "merging/pages/item.html")]
struct Page {
    shell: Shell,
    item: MergedItem,
    campaign_name: String,
    confirmed: String,
    originals: Vec<Original>,
    points: i64,
    unreadable: i64,
    next: Option<Cursor>,
    rectification: Vec<Item>,
    log: Vec<LogLine>,
    others: Vec<(Id, String)>,
    can: Can,
    edit: EditForm,
    edited: bool,
    split: SplitForm,
    act: ActForm,
    acted: &'static str,
    /// What was changed since the refused form was shown.
    news: Vec<LogLine>,
    done: &'static str,
    wrong: Wrong,
}

/// `GET /merged/{id}`. At most 15 queries. The office reads all of it; others what is settled and theirs or published to
/// them; nobody an original that is about himself.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    shell: Shell,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let actor = visitor.0.map(|session| session.actor.clone());
    render(&app, actor, shell, &id, asked, Typed::default(), Wrong::default()).await
}

/// The page, also after a form was refused.
pub async fn render(
    app: &App,
    actor: Option<Actor>,
    shell: Shell,
    id: &str,
    asked: Asked,
    typed: Typed,
    wrong: Wrong,
) -> Result<Response> {
    let id = Id::parse(id).ok_or(Error::NotFound)?;
    let after: Option<Cursor> = asked.after.parse().ok();
    let ground = app.db.read(move |tx| ground(tx, actor.as_ref(), &id, after.clone())).await?;
    let item = ground.item;
    let confirmed = match (&item.confirmed_name, &item.confirmed_on) {
        (Some(name), Some(day)) => {
            let day = day.parse().map(|day| shell.day(&day)).unwrap_or_else(|_| day.clone());
            shell.t.merged_confirmed_by(name, day)
        }
        _ => shell.t.merged_not_confirmed().to_owned(),
    };
    let log = log_lines(ground.log, &shell, &ground.hidden);
    let since = typed.version;
    let news = log.iter().filter(|line| since > 0 && line.no > since).cloned().collect();
    // The office is told of as many points as it may read: any other number would speak of those that it may not.
    let points = if ground.can.read_office { ground.readable } else { item.points };
    let (acted, act) = typed.act.unwrap_or_default();
    let page = Page {
        confirmed,
        campaign_name: ground.campaign_name,
        unreadable: points - ground.readable,
        points,
        news,
        acted,
        act,
        originals: ground.originals,
        next: ground.next,
        rectification: ground.rectification,
        log,
        others: ground.others,
        can: ground.can,
        edited: typed.edit.is_some(),
        edit: typed.edit.unwrap_or_else(|| EditForm::of(&item)),
        split: typed.split.unwrap_or_default(),
        done: shell.t.merging_done(&asked.done),
        item,
        shell,
        wrong,
    };
    Ok(page.wrong.answer(view::page(&page)?))
}

/// What the permission table needs to know of an item for reading: its campaign, the departments and lines that have to do
/// with it, and whether it was published to the asker.
fn object(tx: &mut Tx<'_>, item: &MergedItem, me: Option<&Id>) -> Result<Object> {
    let published: Option<i64> = match me {
        Some(me) => tx.one(&store::PUBLISHED_TO, &params![&item.id, me], |row| row.get(0))?,
        None => tx.one(&store::PUBLISHED_TO_ALL, &params![&item.id], |row| row.get(0))?,
    };
    Ok(Object {
        campaign: Some(item.campaign.clone()),
        units: tx.all(&store::UNITS_OF_ITEM, &params![&item.id], |row| row.get(0))?,
        lines: tx.all(&store::LINES_OF_ITEM, &params![&item.id], |row| row.get(0))?,
        owners: tx.all(&store::OWNERS_OF_ITEM, &params![&item.id], |row| row.get(0))?,
        published: published.unwrap_or(0) > 0,
        ..Object::default()
    })
}

fn ground(tx: &mut Tx<'_>, actor: Option<&Actor>, id: &Id, after: Option<Cursor>) -> Result<Ground> {
    let item = store::find(tx, id)?;
    let object = object(tx, &item, actor.map(|a| &a.person.id))?;
    let may = |verb: Verb| actor.is_some_and(|a| a.permit(verb, &object).is_ok());
    let read_office = may(Verb::MergeRead);
    let settled = MergedState::LIVING.contains(&item.state) && item.state != MergedState::Draft;
    let reads = if actor.is_some() { may(Verb::ProblemRead) } else { object.published };
    if !(read_office || (settled && reads)) {
        return Err(Error::NotFound);
    }
    let (originals, readable, next) = originals(tx, actor, id, after)?;
    let hidden = actor.map(|a| store::about_me(tx, &a.person.id)).transpose()?.unwrap_or_default();
    if item.points > 0 && hidden.less(id, item.points) <= 0 {
        return Err(Error::NotFound);
    }
    let undo = actor.map(|a| can_undo(tx, &item.campaign, &a.person.id)).transpose()?.unwrap_or(false);
    let can = Can { undo, ..can(&item, read_office, may) };
    let others = match actor.filter(|_| can.reshape) {
        Some(actor) => others(tx, &item, &actor.person.id)?,
        None => Vec::new(),
    };
    Ok(Ground {
        originals,
        readable,
        next,
        rectification: tx.all(&store::RECTIFICATION, &params![id], |row| {
            Ok(Item { id: row.get(0)?, item_no: row.get(1)?, bucket: row.get(3)? })
        })?,
        log: if read_office { store::steps(tx, &store::STEPS_OF_ITEM, id, STEPS)? } else { Vec::new() },
        campaign_name: tx.one(&store::CAMPAIGN_NAME, &params![&item.campaign], |row| row.get(0))?.unwrap_or_default(),
        others,
        hidden,
        can,
        item,
    })
}

/// What the page offers; the actions check again, conflicts included.
fn can(item: &MergedItem, read_office: bool, may: impl Fn(Verb) -> bool) -> Can {
    let allows = |event: MergedEvent| item.state.next(event).is_some();
    let (edits, approves) = (may(Verb::MergeEdit), may(Verb::MergeApprove));
    Can {
        read_office,
        edit: edits && allows(MergedEvent::Change),
        unmerge: (if item.state.is_planned() { approves } else { edits })
            && (allows(MergedEvent::Release) && item.points > 1 || allows(MergedEvent::Empty)),
        confirm: approves && allows(MergedEvent::Confirm) && item.points > 0,
        explain: approves && allows(MergedEvent::Explain),
        reshape: edits && allows(MergedEvent::Absorb),
        make_item: may(Verb::ItemCreate) && allows(MergedEvent::Plan),
        undo: false,
    }
}

fn others(tx: &mut Tx<'_>, item: &MergedItem, me: &Id) -> Result<Vec<(Id, String)>> {
    let query = Rows::new()
        .filter("campaign", params![&item.campaign])
        .filter("open", params![1])
        .order("new")
        .limit(200)
        .filter("not_only_about", params![me]);
    let page = tx.page(&ITEMS, &query, |row| Ok((row.get::<Id>(0)?, row.get::<String>(2)?)))?;
    Ok(page.rows.into_iter().filter(|(id, _)| *id != item.id).collect())
}

type Originals = (Vec<Original>, i64, Option<Cursor>);

/// The originals that this person may read, each marked with what it shares with the nearest other one on the page.
fn originals(tx: &mut Tx<'_>, actor: Option<&Actor>, id: &Id, after: Option<Cursor>) -> Result<Originals> {
    let Some(actor) = actor else { return Ok((Vec::new(), 0, None)) };
    let me = &actor.person.id;
    let query = Rows::new()
        .filter("item", params![id])
        .filter("not_about", params![me])
        .allowed(actor.reach(Verb::OpinionRead).predicate(me, &POINT_COLUMNS))
        .limit(ORIGINALS_A_PAGE);
    let readable = i64::try_from(tx.count(&ORIGINALS, &query)?).unwrap_or(i64::MAX);
    let page = tx.page(&ORIGINALS, &query.after(after), |row| {
        let why: String = row.get(6)?;
        Ok(Original {
            id: row.get(0)?,
            raw: row.get(1)?,
            sign: row.get(2)?,
            population: row.get(4)?,
            hidden: row.get(5)?,
            why: Why::parse(&why),
            text: Vec::new(),
        })
    })?;
    let texts: Vec<String> = page.rows.iter().map(|original| original.raw.clone()).collect();
    let rows = page.rows.into_iter().enumerate().map(|(at, original)| mark(original, at, &texts)).collect();
    Ok((rows, readable, page.next))
}

fn mark(mut original: Original, at: usize, texts: &[String]) -> Original {
    let shared = |other: &String| merge::shared_ranges(&original.raw, other).iter().map(|r| r.len()).sum::<usize>();
    let others = texts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, text)| text);
    let nearest = others.max_by_key(|other| shared(other));
    original.text = stretches(&original.raw, nearest.map(String::as_str));
    original
}
