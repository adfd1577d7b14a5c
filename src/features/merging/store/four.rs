//! Points by the four things that are known of each.

use ::store::{StoreError, Tx, params};

use super::POINTS_BY_FOUR;
use crate::id::Id;

/// Points that agree in all four.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the count")]
pub struct Four {
    pub line_name: Option<String>,
    pub line: Option<String>,
    pub population: Option<String>,
    pub subject: Option<String>,
    pub kind: Option<String>,
    pub sealed: bool,
    pub points: i64,
    pub anonymous: i64,
}

/// Points of a campaign by all four; one query.
pub fn by_four(tx: &mut Tx<'_>, campaign: &Id, me: &Id) -> Result<Vec<Four>, StoreError> {
    tx.all(&POINTS_BY_FOUR, &params![campaign, me], |row| {
        Ok(Four {
            line_name: row.get(0)?,
            line: row.get(1)?,
            population: row.get(2)?,
            subject: row.get(3)?,
            kind: row.get(4)?,
            sealed: row.get(5)?,
            points: row.get(6)?,
            anonymous: row.get(7)?,
        })
    })
}
