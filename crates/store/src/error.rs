//! What can go wrong at the door, in words that do not depend on the engine.

use crate::value::ValueRef;

/// An error of the store. It never carries the values of a row, so that it may be logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A row with the same key exists already.
    #[error("a row with the same {columns} exists already")]
    Unique {
        /// `table.column, table.column` on both engines; the index's name where the engine knows no columns.
        columns: String,
    },
    /// A row refers to one that does not exist, or is still referred to.
    #[error("a row refers to one that does not exist, or is still referred to ({detail})")]
    ForeignKey {
        /// The constraint's name where the engine knows it.
        detail: String,
    },
    /// A `check` or `not null` of the table refuses the row.
    #[error("the table refuses the row: {detail}")]
    Check {
        /// The constraint or column.
        detail: String,
    },
    /// Other units kept changing the same rows; the door tried many times. Trying again later can succeed.
    #[error("others kept changing the same data; try again")]
    Conflict,
    /// The disk is full. Nothing was written; the database goes on when there is space again.
    #[error("the disk of the database is full: nothing was written, make room and try again")]
    Full,
    /// Another process writes this database file.
    #[error("{0}")]
    Locked(String),
    /// The database was opened, or the transaction begun, for reading only.
    #[error("the database is open for reading only")]
    ReadOnly,
    /// The door is locked down: schema changes, `attach` and `pragma` belong to migrations and maintenance.
    #[error("not permitted outside migrations: {0}")]
    Denied(String),
    /// A column or parameter does not have the type asked for.
    #[error("column {column}: expected {expected}, found {found}")]
    Type {
        /// Counted from 0.
        column: usize,
        /// The Rust side.
        expected: &'static str,
        /// The database's side.
        found: String,
    },
    /// A text holds the character NUL, which PostgreSQL cannot store; refused on both engines before sending.
    #[error("parameter {parameter} holds the character NUL at byte {position}, which cannot be stored")]
    Nul {
        /// Counted from 1, as in `$1`.
        parameter: usize,
        /// Byte offset in the text.
        position: usize,
    },
    /// A list was asked for a filter, order or cursor it does not have.
    #[error("this list cannot do that: {0}")]
    Query(String),
    /// The database was closed, or is shutting down.
    #[error("the database is closed")]
    Closed,
    /// The unit of work panicked; nothing of it was written.
    #[error("the unit of work panicked: {0}")]
    Panic(String),
    /// A statement of the unit failed and the unit went on as if nothing had happened; nothing was written.
    /// Use [`crate::Tx::attempt`] for a statement that may fail.
    #[error("a statement of the unit failed and its error was ignored: {0}")]
    Spoiled(String),
    /// The connection to the server was lost before the commit: nothing was written.
    #[error("the connection to the database was lost: {0}")]
    Lost(String),
    /// The connection was lost during the commit: nobody knows whether it was written. Look before trying again.
    #[error("the connection to the database was lost during the commit: it may or may not have been written")]
    CommitUnknown,
    /// Something is still reading; see the text for what could not be done.
    #[error("{0}")]
    Busy(String),
    /// A copy does not hold what it was made from; the table's name.
    #[error("{0} is not the same on both sides: nothing was kept")]
    Differs(String),
    /// A migration cannot run.
    #[error("migration: {0}")]
    Migration(String),
    /// Anything else, in the engine's words.
    #[error("{0}")]
    Other(String),
}

impl StoreError {
    /// A value that is not what the Rust type expects; [`crate::Row::get`] fills in the column.
    #[must_use]
    pub fn mismatch(expected: &'static str, found: ValueRef<'_>) -> Self {
        let found = match found {
            ValueRef::Null => "null".to_owned(),
            // A number out of range is the usual cause, and a number names nobody.
            ValueRef::Int(number) => format!("integer {number}"),
            ValueRef::Text(_) => "text".to_owned(),
            ValueRef::Blob(_) => "bytes".to_owned(),
        };
        Self::Type { column: 0, expected, found }
    }

    /// Whether the same unit, unchanged, can succeed when it is tried again later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Conflict | Self::Full | Self::Locked(_) | Self::Lost(_) | Self::Busy(_))
    }

    /// Whether a row with this key exists already: often the sign of a lost race rather than of a mistake.
    #[must_use]
    pub fn is_unique(&self) -> bool {
        matches!(self, Self::Unique { .. })
    }
}
