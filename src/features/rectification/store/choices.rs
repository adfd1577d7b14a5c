//! What a form offers to choose from.

use ::store::{StoreError, Tx, params};

use super::*;
use crate::id::Id;

/// Persons of a name with their units.
pub fn persons_named(tx: &mut Tx<'_>, name: &str) -> Result<Vec<(Id, String, Option<String>)>, StoreError> {
    tx.all(&PERSONS_NAMED, &params![name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// What the form offers to choose from.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "plain")]
pub struct Offers {
    pub units: Vec<(Id, String)>,
    pub leaders: Vec<(String, Option<String>)>,
    pub persons: Vec<(String, Option<String>)>,
    pub categories: Vec<String>,
}

/// The offers of a campaign's form; four queries.
pub fn offers(tx: &mut Tx<'_>, campaign: &Id) -> Result<Offers, StoreError> {
    Ok(Offers {
        units: units(tx)?,
        leaders: tx.all(&LEADERS, &params![], |row| Ok((row.get(0)?, row.get(1)?)))?,
        persons: tx.all(&PERSONS, &params![], |row| Ok((row.get(0)?, row.get(1)?)))?,
        categories: tx.all(&CATEGORIES, &params![campaign], |row| row.get(0))?,
    })
}

/// All units.
pub fn units(tx: &mut Tx<'_>) -> Result<Vec<(Id, String)>, StoreError> {
    tx.all(&UNITS, &params![], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// A person's name and unit.
pub fn person(tx: &mut Tx<'_>, id: &Id) -> Result<Option<(String, Option<String>)>, StoreError> {
    tx.one(&PERSON, &params![id], |row| Ok((row.get(0)?, row.get(1)?)))
}
