//! Rounds: rows and what changes them.

use jiff::civil::Date;

use super::*;
use crate::error::{Error, Result};
use crate::features::opinion::model::{Kind, Population, Round, RoundState, SortingCount, Subject};
use crate::id::Id;
use ::store::{Predicate, Query, Row, StoreError, Tx, Value, params};

/// A code of one of our lists, read from a row.
pub(super) fn code<C>(row: &Row<'_>, column: usize, parse: fn(&str) -> Option<C>) -> Result<C, StoreError> {
    let text: String = row.get(column)?;
    parse(&text).ok_or_else(|| StoreError::Other(format!("column {column}: unknown code {text}")))
}

/// The same where the column may be empty.
pub(super) fn code_or_none<C>(
    row: &Row<'_>,
    column: usize,
    parse: fn(&str) -> Option<C>,
) -> Result<Option<C>, StoreError> {
    let text: Option<String> = row.get(column)?;
    Ok(text.and_then(|t| parse(&t)))
}

/// A day, read from a row.
pub(super) fn day(row: &Row<'_>, column: usize) -> Result<Date, StoreError> {
    let text: String = row.get(column)?;
    text.parse().map_err(|_| StoreError::Other(format!("column {column}: not a date")))
}

fn codes<C>(row: &Row<'_>, column: usize, parse: fn(&str) -> Option<C>) -> Result<Vec<C>, StoreError> {
    let text: String = row.get(column)?;
    let codes: Vec<String> = serde_json::from_str(&text).unwrap_or_default();
    Ok(codes.iter().filter_map(|c| parse(c)).collect())
}

fn list(codes: Vec<&'static str>) -> String {
    serde_json::Value::from(codes).to_string()
}

/// A round without its lines.
pub fn read_round(row: &Row<'_>) -> Result<Round, StoreError> {
    Ok(Round {
        id: row.get(0)?,
        campaign: row.get(1)?,
        ordinal: row.get(2)?,
        name: row.get(3)?,
        code: row.get(4)?,
        owner_unit: row.get(5)?,
        state: code(row, 6, RoundState::parse)?,
        opens_on: day(row, 7)?,
        closes_on: day(row, 8)?,
        populations: codes(row, 9, Population::parse)?,
        subjects: codes(row, 10, Subject::parse)?,
        kinds: codes(row, 11, Kind::parse)?,
        allow_named: row.get(12)?,
        allow_anonymous: row.get(13)?,
        promise: row.get(14)?,
        lines: Vec::new(),
    })
}

/// One round with its lines; two queries.
pub fn find_round(tx: &mut Tx<'_>, id: &Id) -> Result<Option<Round>, StoreError> {
    let found = tx.one(&ROUND, &params![id], read_round)?;
    found.map(|round| with_lines(tx, round)).transpose()
}

/// The round of a short link; two queries.
pub fn find_round_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Round>, StoreError> {
    let found = tx.one(&ROUND_BY_CODE, &params![code], read_round)?;
    found.map(|round| with_lines(tx, round)).transpose()
}

fn with_lines(tx: &mut Tx<'_>, mut round: Round) -> Result<Round, StoreError> {
    round.lines = tx.all(&ROUND_LINES, &params![&round.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(round)
}

/// The number of the campaign's next round.
pub fn next_ordinal(tx: &mut Tx<'_>, campaign: &Id) -> Result<i64, StoreError> {
    Ok(tx.one(&NEXT_ORDINAL, &params![campaign], |row| row.get(0))?.unwrap_or(1))
}

/// A new round.
pub fn insert_round(tx: &mut Tx<'_>, round: &Round) -> Result<(), StoreError> {
    let [populations, subjects, kinds] = lists(round);
    tx.run(
        &INSERT_ROUND,
        &params![
            &round.id,
            &round.campaign,
            round.ordinal,
            &round.name,
            &round.code,
            &round.owner_unit,
            round.opens_on.to_string(),
            round.closes_on.to_string(),
            populations,
            subjects,
            kinds,
            round.allow_named,
            round.allow_anonymous,
            &round.promise
        ],
    )?;
    insert_lines(tx, round)
}

/// A draft, changed.
pub fn update_round(tx: &mut Tx<'_>, round: &Round) -> Result<()> {
    let [populations, subjects, kinds] = lists(round);
    let changed = tx.run(
        &UPDATE_ROUND,
        &params![
            &round.id,
            &round.name,
            &round.owner_unit,
            round.opens_on.to_string(),
            round.closes_on.to_string(),
            populations,
            subjects,
            kinds,
            round.allow_named,
            round.allow_anonymous,
            &round.promise
        ],
    )?;
    if changed != 1 {
        return Err(Error::Stale);
    }
    tx.run(&DELETE_ROUND_LINES, &params![&round.id])?;
    Ok(insert_lines(tx, round)?)
}

fn lists(round: &Round) -> [String; 3] {
    [
        list(round.populations.iter().map(|c| c.code()).collect()),
        list(round.subjects.iter().map(|c| c.code()).collect()),
        list(round.kinds.iter().map(|c| c.code()).collect()),
    ]
}

fn insert_lines(tx: &mut Tx<'_>, round: &Round) -> Result<(), StoreError> {
    for (line, _) in &round.lines {
        tx.run(&INSERT_ROUND_LINE, &params![&round.id, line])?;
    }
    Ok(())
}

/// Moves a round on; refused when somebody else has moved it in the meantime.
pub fn set_round_state(tx: &mut Tx<'_>, id: &Id, from: RoundState, to: RoundState) -> Result<()> {
    let changed = tx.run(&SET_ROUND_STATE, &params![id, from.code(), to.code()])?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Both sides of I1, and whether the box is empty; two queries.
pub fn sorting_count(tx: &mut Tx<'_>, round: &Round) -> Result<(SortingCount, bool), StoreError> {
    let count = tx.one(&SORTING_COUNT, &params![&round.id], |row| {
        Ok(SortingCount { raw: row.get(0)?, unsorted: row.get(1)?, merged: row.get(2)?, others: row.get(3)? })
    })?;
    let holds = tx.one(&BOX_HOLDS, &params![round.in_box()], |row| row.get::<i64>(0))?;
    Ok((count.unwrap_or_default(), holds.is_none()))
}

/// A row of the rounds' list, with its numbers where the reader may list what they count.
pub fn rounds_page(
    tx: &mut Tx<'_>,
    campaign: Option<&Id>,
    allowed: Predicate,
    after: Option<::store::Cursor>,
) -> Result<::store::Page<Round>, StoreError> {
    let mut query = Query::new().limit(50).allowed(allowed).after(after);
    if let Some(campaign) = campaign {
        query = query.filter("campaign", vec![Value::from(campaign)]);
    }
    tx.page(&ROUNDS, &query, read_round)
}
