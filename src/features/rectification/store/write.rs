//! Writing items and what belongs to them. Each changes rows and nothing else; rules and audit stand in the actions.

use ::store::{StoreError, Tx, Value, params};
use jiff::civil::Date;

use super::*;
use crate::clock::Now;
use crate::error::{Error, Result};
use crate::features::rectification::model::{Decision, Kind, Source, State, Step, Turns};
use crate::id::Id;

/// What a draft holds.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of SPEC 2.3")]
pub struct Draft {
    pub source: Source,
    pub problem: String,
    pub category: String,
    pub cause: String,
    pub kind: Kind,
    pub requirement: String,
    pub lead_cadre: Option<Id>,
    pub lead_unit: Option<Id>,
    pub assist: Vec<Id>,
    pub owner: Option<Id>,
    pub start_on: Option<Date>,
    pub due_on: Option<Date>,
    pub review_months: Option<i64>,
    pub note: String,
}

fn text(day: Option<Date>) -> Value {
    day.map(|d| d.to_string()).into()
}

/// The next serial number and item number of a year. Numbers of rolled back units may be given again: nobody saw them.
pub fn next_number(tx: &mut Tx<'_>, year: i64) -> Result<(i64, String)> {
    let value: Option<i64> = tx.one(&NEXT_NUMBER, &params![year], |row| row.get(0))?;
    let value = value.ok_or_else(|| Error::Internal("no item number".to_owned()))?;
    let serial = year.saturating_mul(1_000_000).saturating_add(value);
    Ok((serial, format!("ZG-{year}-{value:03}")))
}

/// A new draft.
pub fn insert(
    tx: &mut Tx<'_>,
    id: &Id,
    campaign: &Id,
    number: &(i64, String),
    merged_item: &Option<Id>,
    draft: &Draft,
    turns: Option<Turns>,
) -> Result<(), StoreError> {
    let row = params![
        id,
        campaign,
        &number.1,
        number.0,
        merged_item.clone(),
        draft.source.code(),
        &draft.problem,
        &draft.category,
        &draft.cause,
        draft.kind.code(),
        &draft.requirement,
        draft.lead_cadre.clone(),
        draft.lead_unit.clone(),
        draft.owner.clone(),
        text(draft.due_on),
        text(draft.start_on),
        draft.review_months,
        text(turns.map(|t| t.yellow)),
        text(turns.map(|t| t.red)),
        &draft.note
    ];
    tx.run(&INSERT, &row)?;
    set_assist(tx, id, &draft.assist, &draft.lead_unit)
}

/// Changes a draft; an error when somebody else changed it since `seen`.
pub fn update(tx: &mut Tx<'_>, id: &Id, seen: i64, draft: &Draft, turns: Option<Turns>) -> Result<()> {
    let row = params![
        id,
        seen,
        draft.source.code(),
        &draft.problem,
        &draft.category,
        &draft.cause,
        draft.kind.code(),
        &draft.requirement,
        draft.lead_cadre.clone(),
        draft.lead_unit.clone(),
        draft.owner.clone(),
        text(draft.due_on),
        text(draft.start_on),
        draft.review_months,
        text(turns.map(|t| t.yellow)),
        text(turns.map(|t| t.red)),
        &draft.note
    ];
    changed(tx.run(&UPDATE, &row)?)?;
    Ok(set_assist(tx, id, &draft.assist, &draft.lead_unit)?)
}

fn set_assist(tx: &mut Tx<'_>, id: &Id, units: &[Id], lead: &Option<Id>) -> Result<(), StoreError> {
    tx.run(&CLEAR_ASSIST, &params![id])?;
    let mut units: Vec<&Id> = units.iter().filter(|u| lead.as_ref() != Some(*u)).collect();
    units.sort();
    units.dedup();
    for unit in units {
        tx.run(&INSERT_ASSIST, &params![id, unit])?;
    }
    Ok(())
}

/// One row, or somebody was faster.
fn changed(rows: u64) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// From one state to another.
pub fn set_state(tx: &mut Tx<'_>, id: &Id, from: State, to: State) -> Result<()> {
    changed(tx.run(&SET_STATE, &params![id, from.code(), to.code()])?)
}

/// The day of approval and the deadline that holds from then on.
pub fn set_approved(tx: &mut Tx<'_>, id: &Id, on: Date, due: Date, turns: Turns) -> Result<(), StoreError> {
    let row = params![id, on.to_string(), due.to_string(), turns.yellow.to_string(), turns.red.to_string()];
    tx.run(&SET_APPROVED, &row).map(drop)
}

/// A requirement that an amendment of the plan changed.
pub fn set_requirement(tx: &mut Tx<'_>, id: &Id, text: &str) -> Result<(), StoreError> {
    tx.run(&SET_REQUIREMENT, &params![id, text]).map(drop)
}

/// A new deadline with the days on which its lamp turns.
pub fn set_due(tx: &mut Tx<'_>, id: &Id, due: Date, turns: Turns) -> Result<(), StoreError> {
    let row = params![id, due.to_string(), turns.yellow.to_string(), turns.red.to_string()];
    tx.run(&SET_DUE, &row).map(drop)
}

/// The number of the application under way.
pub fn set_attempt(tx: &mut Tx<'_>, id: &Id, attempt: i64) -> Result<(), StoreError> {
    tx.run(&SET_ATTEMPT, &params![id, attempt]).map(drop)
}

/// The day it was struck off.
pub fn set_done(tx: &mut Tx<'_>, id: &Id, on: Option<Date>) -> Result<(), StoreError> {
    tx.run(&SET_DONE, &params![id, text(on)]).map(drop)
}

/// Stops the clock.
pub fn suspend(tx: &mut Tx<'_>, id: &Id, from: State, on: Date) -> Result<()> {
    changed(tx.run(&SUSPEND, &params![id, from.code(), on.to_string()])?)
}

/// Lets it run again.
pub fn resume(tx: &mut Tx<'_>, id: &Id) -> Result<()> {
    changed(tx.run(&RESUME, &params![id])?)
}

/// Another item takes it over.
pub fn supersede(tx: &mut Tx<'_>, id: &Id, from: State, by: &Id) -> Result<()> {
    changed(tx.run(&SUPERSEDE, &params![id, from.code(), by])?)
}

/// A new measure.
pub fn insert_measure(
    tx: &mut Tx<'_>,
    item: &Id,
    id: &Id,
    body: &str,
    criterion: &str,
    node_on: Option<Date>,
) -> Result<(), StoreError> {
    tx.run(&INSERT_MEASURE, &params![id, item, body, criterion, text(node_on)]).map(drop)
}

/// Changes a measure.
pub fn update_measure(
    tx: &mut Tx<'_>,
    item: &Id,
    id: &Id,
    body: &str,
    criterion: &str,
    node_on: Option<Date>,
) -> Result<()> {
    found(tx.run(&UPDATE_MEASURE, &params![id, item, body, criterion, text(node_on)])?)
}

/// Takes a measure away.
pub fn delete_measure(tx: &mut Tx<'_>, item: &Id, id: &Id) -> Result<()> {
    found(tx.run(&DELETE_MEASURE, &params![id, item])?)
}

/// A measure is done.
pub fn finish_measure(tx: &mut Tx<'_>, item: &Id, id: &Id, on: Date, result: &str) -> Result<()> {
    found(tx.run(&FINISH_MEASURE, &params![id, item, on.to_string(), result])?)
}

fn found(rows: u64) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// A line of progress.
pub fn insert_progress(
    tx: &mut Tx<'_>,
    item: &Id,
    by: &Id,
    now: Now,
    body: &str,
    percent: Option<i64>,
) -> Result<(), StoreError> {
    let row = params![Id::ordered(now), item, by, now.today().to_string(), body, percent];
    tx.run(&INSERT_PROGRESS, &row).map(drop)
}

/// What evidence is: a file by its hash, or an address.
#[derive(Clone, Debug)]
pub enum Proof {
    /// A file in the folder of files.
    File {
        /// The hash of its content.
        hash: String,
        /// How large it is.
        size: i64,
        /// How it is served.
        media: &'static str,
    },
    /// An address.
    Link(String),
}

/// A new piece of evidence.
pub fn insert_evidence(
    tx: &mut Tx<'_>,
    item: &Id,
    id: &Id,
    name: &str,
    proof: &Proof,
    by: &Id,
    on: Date,
) -> Result<(), StoreError> {
    let none = None::<String>;
    let day = on.to_string();
    let row = match proof {
        Proof::File { hash, size, media } => {
            params![id, item, none, name, hash, None::<String>, *size, *media, by, day]
        }
        Proof::Link(url) => params![id, item, none, name, None::<String>, url, 0, "text/uri-list", by, day],
    };
    tx.run(&INSERT_EVIDENCE, &row).map(drop)
}

/// A step of the close-out.
pub fn insert_step(
    tx: &mut Tx<'_>,
    id: &Id,
    item: &Id,
    attempt: i64,
    step: Step,
    decision: Decision,
    by: &Id,
    opinion: &str,
    on: Date,
) -> Result<(), StoreError> {
    let row = params![id, item, attempt, step.code(), decision.code(), by, opinion, on.to_string()];
    tx.run(&INSERT_STEP, &row).map(drop)
}

/// What the application says and rests on.
pub fn insert_application(
    tx: &mut Tx<'_>,
    step: &Id,
    results: &[(Id, String)],
    proofs: &[Id],
) -> Result<(), StoreError> {
    for (measure, result) in results {
        tx.run(&INSERT_RESULT, &params![step, measure, result])?;
    }
    for proof in proofs {
        tx.run(&INSERT_PROOF, &params![step, proof])?;
    }
    Ok(())
}

/// A request for more time.
pub fn insert_extension(
    tx: &mut Tx<'_>,
    item: &Id,
    id: &Id,
    by: &Id,
    on: Date,
    new_due: Date,
    reason: &str,
) -> Result<(), StoreError> {
    let row = params![id, item, by, on.to_string(), new_due.to_string(), reason];
    tx.run(&INSERT_EXTENSION, &row).map(drop)
}

/// The decision on a request.
pub fn decide_extension(
    tx: &mut Tx<'_>,
    item: &Id,
    id: &Id,
    granted: bool,
    by: &Id,
    on: Date,
    reason: &str,
) -> Result<()> {
    let state = if granted { "granted" } else { "refused" };
    changed(tx.run(&DECIDE_EXTENSION, &params![id, item, state, by, on.to_string(), reason])?)
}
