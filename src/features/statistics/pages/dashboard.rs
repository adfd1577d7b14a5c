//! What leaders look at: one page for a phone or a wall, each number with exactly its rows (I15). And the five key links.

use std::sync::Arc;

use ::store::{StoreError, params};
use askama::Template;
use axum::extract::{Query as Asked, State};
use axum::response::Response;
use jiff::civil::Date;

use super::figures::Asking;
use super::front::{ends, stream};
use super::{Links, Number, Piece, campaign_of, problems_link, raw_link, sentence};
use crate::app::App;
use crate::auth::{Actor, LoggedIn};
use crate::error::{Error, Refusal, Result};
use crate::features::campaign::model::Campaign;
use crate::features::statistics::lamp::{Lamp, of_open};
use crate::features::statistics::model::Totals;
use crate::features::statistics::model::look::{KeyLink, Week, link_lamp, weeks};
use crate::features::statistics::store::{self, dashboard as db};
use crate::id::Id;
use crate::text::T;
use crate::view::river::{Band, bands};
use crate::view::{Shell, page as render};

/// A share as two numbers, each with its rows.
struct Rate {
    name: &'static str,
    percent: String,
    n: Number,
    of: Number,
    how: &'static str,
}

struct Dept {
    name: String,
    items: Number,
    lamps: Vec<(&'static str, Number)>,
}

struct LateRow {
    href: String,
    problem: String,
    facts: String,
    lamp: Option<Lamp>,
}

struct WeekRow {
    to: Date,
    numbers: Vec<(&'static str, Number)>,
}

#[derive(Template)]
#[template(path = "statistics/pages/dashboard.html")]
struct Page {
    shell: Shell,
    campaign: Campaign,
    raw: Number,
    merged: Number,
    ends: Vec<(&'static str, Number)>,
    bands: Vec<Band>,
    sentence: Vec<Piece>,
    rates: Vec<Rate>,
    overdue: Number,
    late: Vec<LateRow>,
    heads: Vec<(&'static str, &'static str)>,
    depts: Vec<Dept>,
    weeks: Vec<WeekRow>,
}

/// Everything that readers of this page see alike.
struct Read {
    totals: Totals,
    look: db::Look,
    bands: Vec<Band>,
}

/// Whoever may read every item of the campaign; part of the rows would make wrong numbers.
fn may_look(actor: &Actor, campaign: &Campaign) -> Result<Links> {
    let links = Links::of(Some(actor), &campaign.id);
    if links.items { Ok(links) } else { Err(Error::Refused(Refusal::Role)) }
}

/// `GET /dashboard`: two queries while nothing is written, else twelve.
pub async fn page(
    State(app): State<App>,
    LoggedIn(session): LoggedIn,
    shell: Shell,
    Asked(asking): Asked<Asking>,
) -> Result<Response> {
    let (id, actor, today, memory) = (asking.id()?, session.actor.clone(), shell.today, app.clone());
    let read = app.db.read(move |tx| {
        let campaign = campaign_of(tx, Some(&actor), id.as_ref())?;
        let links = may_look(&actor, &campaign)?;
        let read = memory.recall.get(tx, format!("look {} {today}", campaign.id), |tx| {
            let streams = tx.all(&store::STREAMS, &params![&campaign.id, today.to_string()], stream)?;
            let streams: Vec<_> = streams.into_iter().flatten().collect();
            let look = db::look(tx, &campaign.id, today)?;
            Ok::<_, StoreError>(Read { totals: store::totals(tx, &campaign.id, today)?, look, bands: bands(&streams) })
        })?;
        Ok::<_, Error>((campaign, links, read))
    });
    let (campaign, links, read): (_, _, Arc<Read>) = read.await?;
    render(&build(&app, shell, campaign, links, &read))
}

fn build(app: &App, shell: Shell, campaign: Campaign, links: Links, read: &Read) -> Page {
    let (t, look, totals, id) = (shell.t, &read.look, &read.totals, campaign.id.clone());
    let items = |n: i64, filter: &str| Number::linked(n, n > 0, format!("/items?campaign={id}{filter}"));
    let tasks = |n: i64, filter: &str| Number::linked(n, n > 0, format!("/measures?campaign={id}{filter}"));
    let (rates, ledger) = (look.rates, &totals.ledger);
    let rate = |name, n: Number, of: Number, how| {
        let share = t.share(n.n, of.n);
        Rate { name, percent: share.split(" = ").nth(1).unwrap_or(&share).to_owned(), n, of, how }
    };
    let due = format!("&set=due&by={}", shell.today);
    let on_time = format!("&set=on_time&by={}", shell.today);
    Page {
        raw: raw_link(links, &id, totals),
        merged: problems_link(links, &id, totals.problems.merged(), None),
        ends: ends(t, links, &id, totals),
        sentence: sentence(t, links, &id, totals),
        bands: read.bands.clone(),
        rates: vec![
            rate(
                t.look_rate_done(),
                items(rates.done, "&bucket=done"),
                items(rates.items, "&set=counted"),
                t.look_how_done(),
            ),
            rate(
                t.look_rate_progress(),
                tasks(rates.measures_done, "&state=done"),
                tasks(rates.measures, ""),
                t.look_how_progress(),
            ),
            rate(
                t.look_rate_time(),
                items(ledger.on_time, &on_time),
                items(ledger.due_so_far, &due),
                t.look_how_time(),
            ),
        ],
        overdue: items(ledger.overdue, "&lamp=red"),
        late: look.late.iter().map(|late| late_row(app, &shell, late)).collect(),
        heads: TONES.iter().map(|tone| (*tone, t.item_lamp_word(tone))).collect(),
        depts: look.lamps.iter().map(|dept| department(t, &items, dept)).collect(),
        weeks: weeks(&look.approved, &look.due, &look.done, shell.today).iter().map(|w| week(t, &items, w)).collect(),
        campaign,
        shell,
    }
}

/// The lamps in the order of their urgency, as their columns stand.
const TONES: [&str; 5] = ["red", "yellow", "green", "grey", "blue"];

fn department(t: T, items: &impl Fn(i64, &str) -> Number, dept: &db::DeptLamps) -> Dept {
    let key = if dept.id.is_empty() { "none" } else { &dept.id };
    let lamps = TONES.iter().zip(dept.lamps);
    Dept {
        name: if dept.id.is_empty() { t.item_group_no_dept().to_owned() } else { dept.name.clone() },
        items: items(dept.items, &format!("&dept={key}&set=counted")),
        lamps: lamps.map(|(tone, n)| (t.item_lamp_word(tone), items(n, &format!("&dept={key}&lamp={tone}")))).collect(),
    }
}

fn late_row(app: &App, shell: &Shell, late: &db::Late) -> LateRow {
    let t = shell.t;
    let mut facts = vec![late.no.clone()];
    facts.extend(Some(late.unit.clone()).filter(|unit| !unit.is_empty()));
    facts.extend((!late.owner.is_empty()).then(|| t.front_problem_owner(&late.owner)));
    facts.extend((!late.lead.is_empty()).then(|| t.look_lead(&late.lead)));
    LateRow {
        href: format!("/items/{}", late.id),
        problem: late.problem.clone(),
        facts: facts.join(" · "),
        lamp: of_open(&app.calendar, true, None, late.due_on, shell.today, t),
    }
}

fn week(t: T, items: &impl Fn(i64, &str) -> Number, week: &Week) -> WeekRow {
    let by = |n: i64, set: &str| items(n, &format!("&set={set}&by={}", week.to));
    WeekRow {
        to: week.to,
        numbers: vec![
            (t.look_week_approved(), by(week.approved, "approved")),
            (t.look_week_due(), by(week.due, "due")),
            (t.look_week_done(), by(week.done, "done")),
        ],
    }
}

/// A lamp of a key link with what it rests on.
struct LinkLamp {
    name: &'static str,
    tone: &'static str,
    n: Number,
    of: Option<i64>,
}

struct UnitRow {
    name: String,
    links: Vec<LinkLamp>,
}

#[derive(Template)]
#[template(path = "statistics/pages/key_links.html")]
struct Board {
    shell: Shell,
    campaign: Campaign,
    heads: Vec<(&'static str, &'static str)>,
    units: Vec<UnitRow>,
}

/// `GET /key-links`: the five key links of each unit (R83); four queries.
pub async fn key_links(
    State(app): State<App>,
    LoggedIn(session): LoggedIn,
    shell: Shell,
    Asked(asking): Asked<Asking>,
) -> Result<Response> {
    let (id, actor, today) = (asking.id()?, session.actor.clone(), shell.today);
    let read = app.db.read(move |tx| {
        let campaign = campaign_of(tx, Some(&actor), id.as_ref())?;
        may_look(&actor, &campaign)?;
        let units = db::key_links(tx, &campaign.id, today)?;
        Ok::<_, Error>((campaign, units))
    });
    let (campaign, units) = read.await?;
    let t = shell.t;
    render(&Board {
        heads: KeyLink::ALL.map(|link| (t.key_link(link), t.key_link_how(link))).to_vec(),
        units: units.iter().map(|unit| unit_row(t, &campaign.id, unit)).collect(),
        campaign,
        shell,
    })
}

fn unit_row(t: T, campaign: &Id, unit: &db::UnitLinks) -> UnitRow {
    let lamp = |link: KeyLink| {
        let (n, of, late, filter) = match link {
            KeyLink::Find => (unit.items, None, false, "&set=counted"),
            KeyLink::Gap => (unit.with_cause, Some(unit.items), false, "&set=with_cause"),
            KeyLink::Direction => (unit.approved, Some(unit.items), false, "&set=approved&by=9999-12-31"),
            KeyLink::Carry => (unit.done, Some(unit.items), unit.late > 0, "&bucket=done"),
            KeyLink::Last => (unit.mechanisms, None, false, ""),
        };
        let href = match link {
            KeyLink::Last => format!("/mechanisms?campaign={campaign}&unit={}", unit.id),
            _ => format!("/items?campaign={campaign}&dept={}{filter}", unit.id),
        };
        LinkLamp {
            name: t.key_link(link),
            tone: link_lamp(n, of.unwrap_or(n), late),
            n: Number::linked(n, n > 0, href),
            of,
        }
    };
    UnitRow { name: unit.name.clone(), links: KeyLink::ALL.into_iter().map(lamp).collect() }
}
