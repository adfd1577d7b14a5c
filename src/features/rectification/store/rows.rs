//! Reading items and what belongs to them.

use ::store::{Row, StoreError, Tx, params};
use jiff::civil::Date;

use super::*;
use crate::auth::Object;
use crate::features::rectification::model::{Dates, Decision, Kind, Source, Span, Standing, State, Step};
use crate::id::Id;

/// An item as the checks and its page need it.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of SPEC 2.3 and 5.3")]
pub struct Item {
    pub id: Id,
    pub campaign: Id,
    pub no: String,
    pub merged_item: Option<Id>,
    pub source: Source,
    pub problem: String,
    pub category: String,
    pub cause: String,
    pub kind: Kind,
    pub requirement: String,
    pub lead_cadre: Option<Id>,
    pub lead_unit: Option<Id>,
    pub owner: Option<Id>,
    pub dates: Dates,
    pub review_months: Option<i64>,
    pub state: State,
    pub attempt: i64,
    pub approved_on: Option<Date>,
    pub note: String,
    pub resumes: Option<State>,
    pub suspended_on: Option<Date>,
    pub version: i64,
    pub span: Span,
    pub lead_cadre_name: Option<String>,
    pub lead_unit_name: Option<String>,
    pub owner_name: Option<String>,
    pub owner_unit_name: Option<String>,
    pub measures: i64,
    pub measures_done: i64,
    pub measures_with_criterion: i64,
    pub evidence: i64,
    pub published: bool,
    pub points: i64,
    pub merged_state: String,
    pub superseded_by: Option<(Id, String)>,
    pub assist: Vec<(Id, String)>,
    pub lines: Vec<Id>,
}

impl Item {
    /// What the permission table needs to know.
    pub fn object(&self) -> Object {
        Object {
            campaign: Some(self.campaign.clone()),
            units: self.lead_unit.iter().cloned().chain(self.assist.iter().map(|(id, _)| id.clone())).collect(),
            lines: self.lines.clone(),
            branches: Vec::new(),
            owners: self.owner.iter().cloned().collect(),
            leads: self.lead_cadre.iter().cloned().collect(),
            published: self.published,
            about: Vec::new(),
        }
    }

    /// What the next state depends on.
    pub fn standing(&self) -> Standing {
        Standing { state: self.state, kind: self.kind, resumes: self.resumes }
    }
}

/// A day out of its text.
pub(super) fn day(row: &Row<'_>, column: usize) -> Result<Date, StoreError> {
    let text: String = row.get(column)?;
    text.parse().map_err(|_| StoreError::Other(format!("column {column} holds no day")))
}

/// A day that may be missing.
pub(super) fn maybe_day(row: &Row<'_>, column: usize) -> Result<Option<Date>, StoreError> {
    let text: Option<String> = row.get(column)?;
    text.map(|t| t.parse().map_err(|_| StoreError::Other(format!("column {column} holds no day")))).transpose()
}

/// A coded word out of its text.
pub(super) fn word<T>(row: &Row<'_>, column: usize, parse: fn(&str) -> Option<T>) -> Result<T, StoreError> {
    let text: String = row.get(column)?;
    parse(&text).ok_or_else(|| StoreError::Other(format!("column {column} holds an unknown word")))
}

fn item(row: &Row<'_>) -> Result<Item, StoreError> {
    let resumes: Option<String> = row.get(22)?;
    let superseding: (Option<String>, Option<Id>) = (row.get(38)?, row.get(39)?);
    Ok(Item {
        id: row.get(0)?,
        campaign: row.get(1)?,
        no: row.get(2)?,
        merged_item: row.get(3)?,
        source: word(row, 4, Source::parse)?,
        problem: row.get(5)?,
        category: row.get(6)?,
        cause: row.get(7)?,
        kind: word(row, 8, Kind::parse)?,
        requirement: row.get(9)?,
        lead_cadre: row.get(10)?,
        lead_unit: row.get(11)?,
        owner: row.get(12)?,
        dates: Dates {
            original_due: maybe_day(row, 13)?,
            due: maybe_day(row, 14)?,
            start: maybe_day(row, 15)?,
            done: maybe_day(row, 20)?,
        },
        review_months: row.get(16)?,
        state: word(row, 17, State::parse)?,
        attempt: row.get(18)?,
        approved_on: maybe_day(row, 19)?,
        note: row.get(21)?,
        resumes: resumes.as_deref().and_then(State::parse),
        suspended_on: maybe_day(row, 23)?,
        version: row.get(24)?,
        span: Span { from: day(row, 25)?, to: day(row, 26)? },
        lead_cadre_name: row.get(27)?,
        lead_unit_name: row.get(28)?,
        owner_name: row.get(29)?,
        owner_unit_name: row.get(30)?,
        measures: row.get(31)?,
        measures_done: row.get(32)?,
        measures_with_criterion: row.get(33)?,
        evidence: row.get(34)?,
        published: row.get(35)?,
        points: row.get(36)?,
        merged_state: row.get(37)?,
        superseded_by: superseding.1.zip(superseding.0),
        assist: Vec::new(),
        lines: Vec::new(),
    })
}

/// An item with its assisting units and lines; three queries. Whether it is published is asked for the reader: a publication
/// to one department is none to the others. The system reads for nobody.
pub fn find(tx: &mut Tx<'_>, id: &Id, reader: Option<&Id>) -> Result<Option<Item>, StoreError> {
    let Some(mut found) = tx.one(&FIND, &params![id, reader], item)? else { return Ok(None) };
    found.assist = tx.all(&ASSIST, &params![id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if let Some(unit) = &found.lead_unit {
        found.lines = tx.all(&LINES_OF_UNIT, &params![unit], |row| row.get(0))?;
    }
    Ok(Some(found))
}

/// A measure.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of SPEC 2.3")]
pub struct Measure {
    pub id: Id,
    pub ordinal: i64,
    pub text: String,
    pub criterion: String,
    pub node_on: Option<Date>,
    pub done: bool,
    pub done_on: Option<Date>,
    pub result: Option<String>,
}

/// The measures of an item.
pub fn measures(tx: &mut Tx<'_>, item: &Id) -> Result<Vec<Measure>, StoreError> {
    tx.all(&MEASURES, &params![item], |row| {
        let state: String = row.get(5)?;
        Ok(Measure {
            id: row.get(0)?,
            ordinal: row.get(1)?,
            text: row.get(2)?,
            criterion: row.get(3)?,
            node_on: maybe_day(row, 4)?,
            done: state == "done",
            done_on: maybe_day(row, 6)?,
            result: row.get(7)?,
        })
    })
}

/// A piece of progress.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "plain")]
pub struct Progress {
    pub id: Id,
    pub on: Date,
    pub by: String,
    pub text: String,
    pub percent: Option<i64>,
}

/// The progress of an item, newest first.
pub fn progress(tx: &mut Tx<'_>, item: &Id) -> Result<Vec<Progress>, StoreError> {
    tx.all(&PROGRESS, &params![item], |row| {
        Ok(Progress { id: row.get(0)?, on: day(row, 1)?, by: row.get(2)?, text: row.get(3)?, percent: row.get(4)? })
    })
}

/// A piece of evidence.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "plain")]
pub struct Evidence {
    pub id: Id,
    pub name: String,
    pub url: Option<String>,
    pub size: i64,
    pub on: Date,
    pub by: Option<String>,
}

/// The evidence of an item.
pub fn evidence(tx: &mut Tx<'_>, item: &Id) -> Result<Vec<Evidence>, StoreError> {
    tx.all(&EVIDENCE, &params![item], |row| {
        Ok(Evidence {
            id: row.get(0)?,
            name: row.get(1)?,
            url: row.get(2)?,
            size: row.get(3)?,
            on: day(row, 4)?,
            by: row.get(5)?,
        })
    })
}

/// An evidence file: its item, its name, its content's hash, how it is served.
pub fn evidence_file(tx: &mut Tx<'_>, id: &Id) -> Result<Option<(Id, String, Option<String>, String)>, StoreError> {
    tx.one(&EVIDENCE_FILE, &params![id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
}

/// A step of a close-out.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "plain")]
pub struct Taken {
    pub id: Id,
    pub attempt: i64,
    pub step: Step,
    pub decision: Decision,
    pub person: Id,
    pub name: String,
    pub opinion: String,
    pub on: Date,
}

/// All steps of an item.
pub fn steps(tx: &mut Tx<'_>, item: &Id) -> Result<Vec<Taken>, StoreError> {
    tx.all(&STEPS, &params![item], |row| {
        Ok(Taken {
            id: row.get(0)?,
            attempt: row.get(1)?,
            step: word(row, 2, Step::parse)?,
            decision: word(row, 3, Decision::parse)?,
            person: row.get(4)?,
            name: row.get(5)?,
            opinion: row.get(6)?,
            on: day(row, 7)?,
        })
    })
}

/// Who took a step of the attempt under way.
pub fn taken(tx: &mut Tx<'_>, item: &Id, attempt: i64) -> Result<Vec<Id>, StoreError> {
    tx.all(&TAKEN, &params![item, attempt], |row| row.get(0))
}

/// What an application says of each measure, and the evidence it rests on.
pub fn application(tx: &mut Tx<'_>, item: &Id, attempt: i64) -> Result<(Vec<(Id, String)>, Vec<Id>), StoreError> {
    let results = tx.all(&RESULTS, &params![item, attempt], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((results, tx.all(&PROOFS, &params![item, attempt], |row| row.get(0))?))
}

/// A request for more time.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "plain")]
pub struct Extension {
    pub id: Id,
    pub by: Id,
    pub by_name: String,
    pub on: Date,
    pub new_due: Date,
    pub reason: String,
    pub state: String,
    pub decided_by: Option<String>,
    pub decided_on: Option<Date>,
    pub decision_reason: Option<String>,
}

/// All requests of an item.
pub fn extensions(tx: &mut Tx<'_>, item: &Id) -> Result<Vec<Extension>, StoreError> {
    tx.all(&EXTENSIONS, &params![item], |row| {
        Ok(Extension {
            id: row.get(0)?,
            by: row.get(1)?,
            by_name: row.get(2)?,
            on: day(row, 3)?,
            new_due: day(row, 4)?,
            reason: row.get(5)?,
            state: row.get(6)?,
            decided_by: row.get(7)?,
            decided_on: maybe_day(row, 8)?,
            decision_reason: row.get(9)?,
        })
    })
}

/// How many extensions were granted, how many wait.
pub fn count_extensions(tx: &mut Tx<'_>, item: &Id) -> Result<(i64, i64), StoreError> {
    let found = tx.one(&COUNT_EXTENSIONS, &params![item], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.unwrap_or((0, 0)))
}

/// Heads of a department on a day.
pub fn heads(tx: &mut Tx<'_>, unit: &Id, on: Date) -> Result<Vec<(Id, String)>, StoreError> {
    tx.all(&HEADS, &params![unit, on.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Whether somebody holds a leading post.
pub fn is_leader(tx: &mut Tx<'_>, person: &Id) -> Result<bool, StoreError> {
    Ok(tx.one(&IS_LEADER, &params![person], |row| row.get(0))?.unwrap_or(false))
}

/// What an item is made from.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "plain")]
pub struct Merged {
    pub campaign: Id,
    pub summary: String,
    pub category: String,
    pub state: String,
    pub points: i64,
}

/// A merged item.
pub fn merged(tx: &mut Tx<'_>, id: &Id) -> Result<Option<Merged>, StoreError> {
    tx.one(&MERGED, &params![id], |row| {
        Ok(Merged {
            campaign: row.get(0)?,
            summary: row.get(1)?,
            category: row.get(2)?,
            state: row.get(3)?,
            points: row.get(4)?,
        })
    })
}

/// A campaign's year and days.
pub fn campaign(tx: &mut Tx<'_>, id: &Id) -> Result<Option<(i64, Span)>, StoreError> {
    tx.one(&CAMPAIGN, &params![id], |row| Ok((row.get(0)?, Span { from: day(row, 1)?, to: day(row, 2)? })))
}

/// How many items of a merged item are not done.
pub fn count_undone(tx: &mut Tx<'_>, merged_item: &Id) -> Result<i64, StoreError> {
    Ok(tx.one(&COUNT_UNDONE, &params![merged_item], |row| row.get(0))?.unwrap_or(0))
}

/// How many items of a merged item are done.
pub fn count_done(tx: &mut Tx<'_>, merged_item: &Id) -> Result<i64, StoreError> {
    Ok(tx.one(&COUNT_DONE, &params![merged_item], |row| row.get(0))?.unwrap_or(0))
}

/// How much evidence came in since a long-term item was last accepted.
pub fn count_evidence_of_period(tx: &mut Tx<'_>, item: &Id) -> Result<i64, StoreError> {
    let since: Option<String> = tx.one(&LAST_ACCEPTED, &params![item], |row| row.get(0))?.flatten();
    let since = since.unwrap_or_default();
    Ok(tx.one(&COUNT_EVIDENCE_SINCE, &params![item, since], |row| row.get(0))?.unwrap_or(0))
}

/// An item by its number.
pub fn by_number(tx: &mut Tx<'_>, no: &str) -> Result<Option<Id>, StoreError> {
    tx.one(&BY_NUMBER, &params![no], |row| row.get(0))
}
