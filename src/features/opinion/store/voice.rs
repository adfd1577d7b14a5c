//! What whoever spoke says about the answer.

use jiff::civil::Date;

use super::round::{code, day};
use super::*;
use crate::error::{Error, Result};
use crate::features::opinion::model::{Grade, PointState, Standing};
use crate::id::Id;
use ::store::{StoreError, Tx, params};

/// An objection.
#[derive(Clone, Debug)]
pub struct Objection {
    /// The key.
    pub id: Id,
    /// The point.
    pub point: Id,
    /// Why.
    pub reason: String,
    /// The day; through the box, the box's.
    pub objected_on: Date,
    /// Where it stands.
    pub state: Standing,
    /// What whoever spoke reads.
    pub answer: Option<String>,
    /// When it was decided.
    pub decided_on: Option<Date>,
}

/// Objections about a point and its parts.
pub fn objections(tx: &mut Tx<'_>, point: &Id) -> Result<Vec<Objection>, StoreError> {
    tx.all(&OBJECTIONS, &params![point], |row| {
        Ok(Objection {
            id: row.get(0)?,
            point: row.get(1)?,
            reason: row.get(2)?,
            objected_on: day(row, 3)?,
            state: code(row, 4, Standing::parse)?,
            answer: row.get(5)?,
            decided_on: row.get::<Option<String>>(6)?.and_then(|day| day.parse().ok()),
        })
    })
}

/// Writes an objection and moves the point on.
pub fn object(tx: &mut Tx<'_>, id: &Id, point: &Point, reason: &str, on: Date, to: PointState) -> Result<()> {
    set_point_state(tx, &point.id, point.state, to)?;
    Ok(tx.run(&INSERT_OBJECTION, &params![id, &point.id, reason, on.to_string()]).map(drop)?)
}

/// Moves a point on because its answer was rated. The grade is written apart.
pub fn mark_rated(tx: &mut Tx<'_>, point: &Point, to: PointState) -> Result<()> {
    set_point_state(tx, &point.id, point.state, to)?;
    if tx.run(&MARK_RATED, &params![&point.id])? == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// A grade about a problem's result.
pub fn insert_rating(tx: &mut Tx<'_>, campaign: &Id, item: Option<&Id>, grade: Grade) -> Result<(), StoreError> {
    tx.run(&INSERT_RATING, &params![Id::random(), campaign, item, grade.code()]).map(drop)
}

/// Whether somebody gave the answer to a point.
pub fn has_answered(tx: &mut Tx<'_>, point: &Id, person: &Id) -> Result<bool, StoreError> {
    Ok(tx.one(&HAS_ANSWERED, &params![point, person], |row| row.get::<i64>(0))?.is_some())
}

/// Settles the objection that waits, if one does.
pub fn settle_objection(
    tx: &mut Tx<'_>,
    point: &Id,
    to: Standing,
    answer: Option<&str>,
    by: Option<&Id>,
    on: Date,
) -> Result<bool, StoreError> {
    Ok(tx.run(&SETTLE_OBJECTION, &params![point, to.code(), answer, by, on.to_string()])? == 1)
}

/// Four counts: satisfied, basically, dissatisfied, unaware; nothing below five.
pub fn ratings(tx: &mut Tx<'_>, item: &Id) -> Result<Option<[i64; 4]>, StoreError> {
    tx.one(&RATINGS, &params![item], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))
}
