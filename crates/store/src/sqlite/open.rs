//! Opening connections with every safety on.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{error, install, lock};
use crate::error::StoreError;

/// Makes the file if it is missing, and gives its real path: the claim beside it must be one for all the ways to write it.
pub(crate) fn prepare_file(path: &Path, read_only: bool) -> Result<PathBuf, StoreError> {
    let told = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::StorageFull => StoreError::Full,
        _ => StoreError::Other(format!("{}: {error}", path.display())),
    };
    if !read_only {
        lock::private(OpenOptions::new().write(true).create(true).truncate(false)).open(path).map_err(told)?;
    }
    path.canonicalize().map_err(told)
}

/// The one connection that writes.
pub(crate) fn writer(path: &Path, busy: Duration) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = Connection::open_with_flags(path, flags).map_err(error)?;
    conn.busy_timeout(busy).map_err(error)?;
    let mode: String = conn.query_row("pragma journal_mode=wal", [], |row| row.get(0)).map_err(error)?;
    if mode != "wal" {
        return Err(StoreError::Other(format!(
            "{}: the file system cannot hold a write-ahead log (journal mode {mode})",
            path.display()
        )));
    }
    // FULL: a commit returns when the log is on disk. NORMAL would lose acknowledged units in a power cut.
    // A bigger log than the default makes the checkpoints fewer, and a page that was written twice is copied once; the limit
    // gives the space back after a big import.
    conn.execute_batch(
        "pragma synchronous=full; pragma wal_autocheckpoint=8000; pragma journal_size_limit=67108864;
         pragma secure_delete=on;",
    )
    .map_err(error)?;
    lock_down(&mut conn, 16_384)?;
    Ok(conn)
}

/// A connection that cannot write. `cache_kib` is what it may keep of the file: all connections together are most of the memory
/// of a process, and what they do not keep the system does.
pub(crate) fn reader(path: &Path, busy: Duration, cache_kib: u32) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = Connection::open_with_flags(path, flags).map_err(error)?;
    conn.busy_timeout(busy).map_err(error)?;
    conn.execute_batch("pragma query_only=on").map_err(error)?;
    lock_down(&mut conn, cache_kib)?;
    Ok(conn)
}

fn lock_down(conn: &mut Connection, cache_kib: u32) -> Result<(), StoreError> {
    // Temporary tables and sorters stay in memory: a temporary file would outlive what `forget` erases.
    conn.execute_batch(&format!(
        "pragma trusted_schema=off; pragma foreign_keys=on; pragma cell_size_check=on; pragma temp_store=memory;
         pragma cache_size=-{cache_kib};"
    ))
    .map_err(error)?;
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        // "word" is an identifier, as on PostgreSQL, never a text by accident.
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        // A plan depends on the statement alone. Otherwise a statement over a table with a partial index is planned anew
        // whenever a parameter changes, which costs several times its running.
        (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE, false),
    ] {
        conn.set_db_config(setting, on).map_err(error)?;
    }
    conn.set_prepared_statement_cache_capacity(512);
    install(conn)
}
