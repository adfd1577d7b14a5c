//! Copying the log into the file beside the writer.
//!
//! SQLite copies its log when a commit has made it long enough, on the thread that commits: all writers wait for the disk
//! meanwhile. Most of that is done here, on a thread and a connection of its own; what came since is left for the writer, who
//! alone can begin the log anew.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;

use super::{error, open};
use crate::error::StoreError;

/// How often it looks. Rarely enough that a page written again and again is copied once.
const EVERY: Duration = Duration::from_millis(300);
/// Fewer units than this are left for the writer: nobody waits for so little.
const WORTH: u64 = 200;

/// What the writer and the thread know of each other.
#[derive(Default)]
pub(crate) struct Settling {
    units: AtomicU64,
    closed: AtomicBool,
    lock: Mutex<()>,
    bell: Condvar,
}

impl Settling {
    /// So many units were committed.
    pub(crate) fn committed(&self, units: usize) {
        self.units.fetch_add(u64::try_from(units).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Ends the thread.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.bell.notify_all();
    }

    /// Waits for the next look; false when it is over.
    fn wait(&self) -> bool {
        let guard = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if self.closed.load(Ordering::Acquire) {
            return false;
        }
        drop(self.bell.wait_timeout(guard, EVERY).unwrap_or_else(PoisonError::into_inner));
        !self.closed.load(Ordering::Acquire)
    }
}

/// The thread's connection: it runs nothing but the copying.
pub(crate) fn settler(path: &Path, busy: Duration) -> Result<Connection, StoreError> {
    let conn = open::copier(path, busy)?;
    conn.execute_batch("pragma wal_autocheckpoint=0; pragma synchronous=full;").map_err(error)?;
    Ok(conn)
}

/// The thread's life.
pub(crate) fn serve(conn: &Connection, settling: &Settling) {
    let mut seen = 0;
    while settling.wait() {
        let units = settling.units.load(Ordering::Relaxed);
        if units.saturating_sub(seen) < WORTH {
            continue;
        }
        seen = units;
        // Passive: it waits for nobody, nobody waits for it, and what a reader still needs is left alone.
        let copied = conn.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()));
        if let Err(told) = copied.map_err(error) {
            // The writer meets the same trouble at its own copying, and answers with it.
            tracing::warn!(error = %told, "the log could not be copied into the database");
        }
    }
}
