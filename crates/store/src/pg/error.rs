//! What PostgreSQL says, in the door's words.

use std::error::Error as _;

use postgres::error::{DbError, SqlState};

use crate::error::StoreError;

/// The server's error. Its `detail` repeats values of the row and is left out, but for the names of the columns.
pub(crate) fn error(error: &postgres::Error) -> StoreError {
    let Some(db) = error.as_db_error() else {
        let text = error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"));
        // Everything between the client and the server that is not an answer of the server, or a value that does not
        // fit its parameter, is a broken connection.
        return if is_ours(error) { StoreError::Other(text) } else { StoreError::Lost(text) };
    };
    let code = db.code();
    if *code == SqlState::UNIQUE_VIOLATION {
        StoreError::Unique { columns: columns(db) }
    } else if *code == SqlState::FOREIGN_KEY_VIOLATION {
        StoreError::ForeignKey { detail: db.constraint().unwrap_or("foreign key").to_owned() }
    } else if *code == SqlState::CHECK_VIOLATION || *code == SqlState::NOT_NULL_VIOLATION {
        let detail = db.constraint().or(db.column()).unwrap_or("a value");
        StoreError::Check { detail: format!("{}.{detail}", db.table().unwrap_or("table")) }
    } else if is_conflict(code) || is_stale(error) {
        StoreError::Conflict
    } else if *code == SqlState::DISK_FULL {
        StoreError::Full
    } else if *code == SqlState::READ_ONLY_SQL_TRANSACTION {
        StoreError::ReadOnly
    } else if *code == SqlState::INSUFFICIENT_PRIVILEGE {
        StoreError::Denied(db.message().to_owned())
    } else if is_farewell(code) {
        StoreError::Lost(db.message().to_owned())
    } else {
        StoreError::Other(db.message().to_owned())
    }
}

fn is_conflict(code: &SqlState) -> bool {
    *code == SqlState::T_R_SERIALIZATION_FAILURE
        || *code == SqlState::T_R_DEADLOCK_DETECTED
        || *code == SqlState::LOCK_NOT_AVAILABLE
}

/// A migration changed the table under a cached statement: prepare it again and it works.
pub(super) fn is_stale(error: &postgres::Error) -> bool {
    error.as_db_error().is_some_and(|db| {
        *db.code() == SqlState::FEATURE_NOT_SUPPORTED && db.routine() == Some("RevalidateCachedQuery")
    })
}

/// The server only reads: it is, or has become, no primary. A hot standby refuses the isolation of a unit of work as
/// something it does not know.
pub(super) fn is_standby(error: &postgres::Error) -> bool {
    error.as_db_error().is_some_and(|db| {
        *db.code() == SqlState::READ_ONLY_SQL_TRANSACTION
            || (*db.code() == SqlState::FEATURE_NOT_SUPPORTED && db.message().contains("hot standby"))
    })
}

/// The server ends the connection, or is not ready for one.
fn is_farewell(code: &SqlState) -> bool {
    code.code().starts_with("08")
        || *code == SqlState::ADMIN_SHUTDOWN
        || *code == SqlState::CRASH_SHUTDOWN
        || *code == SqlState::CANNOT_CONNECT_NOW
        || *code == SqlState::TOO_MANY_CONNECTIONS
}

/// Whether the client refused a value before sending anything. The client's error kinds are private; its words are all
/// there is to tell them apart.
fn is_ours(error: &postgres::Error) -> bool {
    let text = error.to_string();
    !error.is_closed()
        && ["error serializing", "error deserializing", "invalid column", "expected "]
            .iter()
            .any(|start| text.starts_with(start))
}

/// `table.column, table.column`, as SQLite says it.
fn columns(db: &DbError) -> String {
    // "Key (a, b)=(1, x) already exists." The names end at the first ")=(", whatever the language of the server.
    let names = db
        .detail()
        .and_then(|detail| detail.split_once('('))
        .and_then(|(_, rest)| rest.split_once(")=("))
        .map(|(names, _)| names);
    let (Some(names), Some(table)) = (names, db.table()) else {
        return db.constraint().unwrap_or("key").to_owned();
    };
    let named: Vec<String> = names.split(", ").map(|name| format!("{table}.{name}")).collect();
    named.join(", ")
}
