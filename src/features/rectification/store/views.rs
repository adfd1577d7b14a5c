//! Views of the ledger that somebody saved: a name and what was asked, nothing of the rows.

use ::store::{StoreError, Tx, params};
use jiff::civil::Date;

use super::*;
use crate::id::Id;

/// A saved view.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "plain")]
pub struct SavedView {
    pub id: Id,
    pub name: String,
    /// The part of the address behind the question mark.
    pub asked: String,
    pub shared: bool,
    /// Who shares it; nobody for one's own.
    pub by: Option<String>,
}

/// One's own views, and those that others share where one belongs to the office; two queries.
pub fn views(tx: &mut Tx<'_>, me: &Id, office: bool) -> Result<Vec<SavedView>, StoreError> {
    let mut all = tx.all(&OWN_VIEWS, &params![me], |row| {
        Ok(SavedView { id: row.get(0)?, name: row.get(1)?, asked: row.get(2)?, shared: row.get(3)?, by: None })
    })?;
    if office {
        all.extend(tx.all(&SHARED_VIEWS, &params![me], |row| {
            Ok(SavedView { id: row.get(0)?, name: row.get(1)?, asked: row.get(2)?, shared: true, by: row.get(3)? })
        })?);
    }
    Ok(all)
}

/// How many views somebody keeps under other names.
pub fn count_views(tx: &mut Tx<'_>, me: &Id, name: &str) -> Result<i64, StoreError> {
    Ok(tx.one(&COUNT_VIEWS, &params![me, name], |row| row.get(0))?.unwrap_or(0))
}

/// Keeps a view; under a name that one already uses it takes the other's place.
pub fn save_view(
    tx: &mut Tx<'_>,
    id: &Id,
    me: &Id,
    (name, asked, shared): (&str, &str, bool),
    on: Date,
) -> Result<(), StoreError> {
    tx.run(&SAVE_VIEW, &params![id, me, name, asked, shared, on.to_string()]).map(drop)
}

/// The name of one's own view.
pub fn own_view(tx: &mut Tx<'_>, id: &Id, me: &Id) -> Result<Option<String>, StoreError> {
    tx.one(&OWN_VIEW, &params![id, me], |row| row.get(0))
}

/// Takes one's own view away.
pub fn remove_view(tx: &mut Tx<'_>, id: &Id, me: &Id) -> Result<(), StoreError> {
    tx.run(&REMOVE_VIEW, &params![id, me]).map(drop)
}
