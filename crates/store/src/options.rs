//! What can be set when a database is opened.

use std::time::Duration;

use crate::url::DatabaseUrl;

/// How to open a database. The defaults fit a server of the product.
#[derive(Clone, Debug)]
pub struct Options {
    /// Threads that read, each with a connection of its own.
    pub readers: usize,
    /// Threads that write, on PostgreSQL; SQLite has exactly one.
    pub writers: usize,
    /// Open for reading only: no writer, and no claim on the file. Writes answer [`crate::StoreError::ReadOnly`].
    pub read_only: bool,
    /// A standby of this PostgreSQL, for [`crate::Db::read_afar`]. It need not be there when the database is opened.
    pub replica: Option<DatabaseUrl>,
    /// How long SQLite waits for a lock that another connection holds.
    pub busy_timeout: Duration,
    /// A unit of work that takes longer is logged with its name: it holds up every other writer.
    pub slow_unit: Duration,
    /// How long [`crate::Db::forget`] waits for readers that still see what was deleted.
    pub forget_patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            readers: 4,
            writers: 4,
            read_only: false,
            replica: None,
            busy_timeout: Duration::from_secs(5),
            slow_unit: Duration::from_millis(50),
            forget_patience: Duration::from_secs(10),
        }
    }
}
