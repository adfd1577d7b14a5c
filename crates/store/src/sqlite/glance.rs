//! Reading on the calling thread.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::Connection;

use super::{reader, worker};
use crate::error::StoreError;
use crate::unit::BoxUnit;

/// How many connections wait for the next glance. More callers than processors gain nothing from a connection each.
const KEPT: usize = 4;

/// What such a connection keeps of the file: a glance touches few pages.
const CACHE_KIB: u32 = 2_048;

/// Connections that nobody's thread owns: who glances takes one along and brings it back.
pub(crate) struct Glances {
    path: PathBuf,
    busy: Duration,
    idle: Mutex<Idle>,
}

struct Idle {
    connections: Vec<Connection>,
    closed: bool,
}

impl Glances {
    pub(crate) fn new(path: PathBuf, busy: Duration) -> Self {
        Self { path, busy, idle: Mutex::new(Idle { connections: Vec::new(), closed: false }) }
    }

    /// A panic while the lock is held cannot leave the list half changed, so a poisoned lock is still good.
    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a unit here and now.
    pub(crate) fn run(&self, unit: BoxUnit) -> Result<(), StoreError> {
        let mut idle = self.idle();
        if idle.closed {
            return Err(StoreError::Closed);
        }
        let taken = idle.connections.pop();
        drop(idle);
        let conn = match taken {
            Some(conn) => conn,
            None => reader(&self.path, self.busy, CACHE_KIB)?,
        };
        worker::read_once(&conn, unit);
        let mut idle = self.idle();
        if !idle.closed && idle.connections.len() < KEPT {
            idle.connections.push(conn);
        }
        Ok(())
    }

    /// Gives up the connections.
    pub(crate) fn close(&self) {
        let mut idle = self.idle();
        idle.closed = true;
        idle.connections.clear();
    }
}
