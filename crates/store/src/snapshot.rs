//! A whole copy of the database as it stands at one moment, while others read and write.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::db::Db;
use crate::error::StoreError;
use crate::sqlite;
use crate::url::Address;

impl Db {
    /// Writes a SQLite database as it stands now into a new file, for its owner only. Nothing that was deleted is in it. The
    /// copying waits for nobody and nobody waits for it. It blocks the thread.
    ///
    /// # Errors
    /// When the file is there already or cannot be written; on PostgreSQL, which has its own tools for this.
    pub fn snapshot(&self, to: &Path) -> Result<(), StoreError> {
        let told = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::StorageFull => StoreError::Full,
            _ => StoreError::Other(format!("{}: {error}", to.display())),
        };
        let Address::Sqlite(path) = &self.url().0 else {
            return Err(StoreError::Other("a snapshot is made of SQLite only".to_owned()));
        };
        // Made before SQLite does, which would let everybody read it.
        sqlite::private(std::fs::OpenOptions::new().write(true).create_new(true)).open(to).map_err(told)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let copied = Connection::open_with_flags(path, flags).and_then(|conn| {
            conn.busy_timeout(Duration::from_secs(30))?;
            conn.execute_batch("pragma temp_store=memory")?;
            conn.execute("vacuum into $1", [to.to_string_lossy()])
        });
        copied.map_err(sqlite::error)?;
        std::fs::File::open(to).and_then(|file| file.sync_all()).map_err(told)
    }
}
