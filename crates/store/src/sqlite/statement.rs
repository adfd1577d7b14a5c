//! Statements on SQLite: `$n` bound by name, rows read in place, errors in the door's words.

use rusqlite::ffi::{self, ErrorCode};
use rusqlite::types::{ToSqlOutput, ValueRef as Raw};
use rusqlite::{CachedStatement, Connection, ToSql};

use crate::error::StoreError;
use crate::row::{Row, Source};
use crate::sql::Sql;
use crate::value::{Value, ValueRef};

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => Raw::Null,
            Value::Int(number) => Raw::Integer(*number),
            Value::Text(text) => Raw::Text(text.as_bytes()),
            Value::Blob(bytes) => Raw::Blob(bytes),
        }))
    }
}

pub(crate) fn run(conn: &Connection, sql: &Sql, params: &[Value]) -> Result<u64, StoreError> {
    let mut statement = bound(conn, sql, params)?;
    if statement.column_count() > 0 {
        return Err(StoreError::Other("returns rows: use one, all or each".to_owned()));
    }
    let changed = statement.raw_execute().map_err(error)?;
    Ok(u64::try_from(changed).unwrap_or(u64::MAX))
}

/// `step` says whether to go on.
pub(crate) fn each(
    conn: &Connection,
    sql: &Sql,
    params: &[Value],
    step: &mut dyn FnMut(&Row<'_>) -> bool,
) -> Result<(), StoreError> {
    let mut statement = bound(conn, sql, params)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(error)? {
        if !step(&Row(Source::Sqlite(row))) {
            break;
        }
    }
    Ok(())
}

pub(crate) fn prepare(conn: &Connection, sql: &Sql) -> Result<(), StoreError> {
    let statement = conn.prepare_cached(sql.text()).map_err(error)?;
    for index in 1..=statement.parameter_count() {
        number_of(&statement, index)?;
    }
    Ok(())
}

/// One of the door's own statements.
pub(crate) fn batch(conn: &Connection, text: &'static str) -> Result<(), StoreError> {
    conn.prepare_cached(text).and_then(|mut statement| statement.raw_execute()).map(|_| ()).map_err(error)
}

fn bound<'c>(conn: &'c Connection, sql: &Sql, params: &[Value]) -> Result<CachedStatement<'c>, StoreError> {
    let mut statement = conn.prepare_cached(sql.text()).map_err(error)?;
    let count = statement.parameter_count();
    // PostgreSQL refuses a parameter too few or too many; a forgotten one must not be null here.
    if count != params.len() {
        return Err(StoreError::Other(format!("has {count} parameters but got {}", params.len())));
    }
    for index in 1..=count {
        // SQLite numbers names in the order in which they appear: `$2` may be its first.
        let number = number_of(&statement, index)?;
        let value = number
            .checked_sub(1)
            .and_then(|at| params.get(at))
            .ok_or_else(|| StoreError::Other(format!("has ${number} but {} parameters", params.len())))?;
        statement.raw_bind_parameter(index, value).map_err(error)?;
    }
    Ok(statement)
}

fn number_of(statement: &CachedStatement<'_>, index: usize) -> Result<usize, StoreError> {
    statement
        .parameter_name(index)
        .and_then(|name| name.strip_prefix('$'))
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| StoreError::Other("parameters are written $1, $2 and so on".to_owned()))
}

pub(crate) fn column<'a>(row: &'a rusqlite::Row<'_>, column: usize) -> Result<ValueRef<'a>, StoreError> {
    let wrong = |found: &str| StoreError::Type { column, expected: "a value of the door", found: found.to_owned() };
    Ok(match row.get_ref(column).map_err(|_| wrong("no such column"))? {
        Raw::Null => ValueRef::Null,
        Raw::Integer(number) => ValueRef::Int(number),
        Raw::Text(bytes) => ValueRef::Text(std::str::from_utf8(bytes).map_err(|_| wrong("text that is not UTF-8"))?),
        Raw::Blob(bytes) => ValueRef::Blob(bytes),
        Raw::Real(_) => return Err(wrong("a floating-point number: cast it")),
    })
}

/// What SQLite says, in the door's words.
pub(crate) fn error(error: rusqlite::Error) -> StoreError {
    let (code, text) = match &error {
        rusqlite::Error::SqliteFailure(code, text) => (*code, text.clone().unwrap_or_else(|| code.to_string())),
        rusqlite::Error::SqlInputError { error, msg, .. } => (*error, msg.clone()),
        _ => return StoreError::Other(error.to_string()),
    };
    // "UNIQUE constraint failed: point.id, point.day": what comes after the colon names no value.
    let named = || text.split_once(": ").map_or_else(|| text.clone(), |(_, names)| names.to_owned());
    match code.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            return StoreError::Unique { columns: named() };
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => return StoreError::ForeignKey { detail: "foreign key".to_owned() },
        // The shared index of the log cannot grow: that is a full disk too.
        ffi::SQLITE_IOERR_SHMSIZE => return StoreError::Full,
        _ => {}
    }
    match code.code {
        ErrorCode::ConstraintViolation => StoreError::Check { detail: named() },
        ErrorCode::DiskFull => StoreError::Full,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            StoreError::Locked(format!("another connection holds the database: {text}"))
        }
        ErrorCode::ReadOnly => StoreError::ReadOnly,
        ErrorCode::AuthorizationForStatementDenied => StoreError::Denied(text),
        _ => StoreError::Other(text),
    }
}
