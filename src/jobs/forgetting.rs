//! Erasing traces. Whoever deletes rows that must not be found again leaves a mark in the same unit of work; the mark goes
//! only when the log of the database was truly emptied. Somebody who reads for long, or a crash in between, delays it, and
//! the schedule tries again. Without the mark one busy moment would leave sealed ballots in the log for ever.

use store::{StoreError, Tx, params};

use super::store::{DELETE_MARK, INSERT_MARK, MARKS};
use crate::app::App;
use crate::error::Result;
use crate::id::Id;

/// Whose rows were deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traces {
    /// An opened box.
    Box,
    /// A counted or void vote.
    Vote,
}

impl Traces {
    const ALL: [Traces; 2] = [Traces::Box, Traces::Vote];

    fn code(self) -> &'static str {
        match self {
            Traces::Box => "box",
            Traces::Vote => "vote",
        }
    }

    fn tables(self) -> &'static [&'static str] {
        match self {
            Traces::Box => &["box_drop", "box_key"],
            Traces::Vote => &["sealed_ballot", "paper_ballot", "evaluation_teller", "roster_entry"],
        }
    }
}

/// Leaves a mark, in the unit that deletes. Never in an anonymous act's unit.
pub fn must_forget(tx: &mut Tx<'_>, traces: Traces) -> Result<(), StoreError> {
    tx.run(&INSERT_MARK, &params![Id::random(), traces.code()]).map(drop)
}

/// Erases what is marked; `false` when somebody kept reading and it must be tried again. A mark that is left meanwhile has a
/// key of its own and stays for the next time.
pub async fn forget(app: &App) -> Result<bool> {
    let marks: Vec<(Id, String)> =
        app.db.read(|tx| tx.all(&MARKS, &[], |row| Ok::<_, StoreError>((row.get(0)?, row.get(1)?)))).await?;
    if marks.is_empty() {
        return Ok(true);
    }
    let marked = Traces::ALL.into_iter().filter(|t| marks.iter().any(|(_, room)| room == t.code()));
    let tables: Vec<&'static str> = marked.flat_map(|t| t.tables().iter().copied()).collect();
    match app.db.forget(&tables).await {
        Ok(()) => {}
        Err(StoreError::Busy(_)) => {
            tracing::warn!(
                "deleted rows still stand in the log of the database because somebody reads it; tried again"
            );
            return Ok(false);
        }
        Err(other) => return Err(other.into()),
    }
    app.db
        .write(move |tx| {
            for (id, _) in &marks {
                tx.run(&DELETE_MARK, &params![id])?;
            }
            Ok::<bool, StoreError>(true)
        })
        .await
        .map_err(Into::into)
}
