//! The threads that own SQLite's connections.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::{Claim, batch};
use crate::error::StoreError;
use crate::queue::Queue;
use crate::tx::{Connected, Tx};
use crate::unit::{BoxUnit, Ran, Verdict, run_timed};

/// How many units share one commit at most. More would make the first of them wait for nothing gained.
const GROUP: usize = 256;

/// What the writer does.
pub(crate) enum Work {
    Unit(BoxUnit),
    /// Something outside any transaction: a migration, a checkpoint.
    Maintain(Box<dyn FnOnce(&mut Connection) + Send>),
}

/// The writer's life. The claim is dropped after the connection, whose closing still writes.
pub(crate) fn serve_writes(mut conn: Connection, claim: Claim, queue: &Arc<Queue<Work>>, slow: Duration) {
    let mut waiting = Vec::with_capacity(GROUP);
    let mut group = Vec::with_capacity(GROUP);
    let mut hoped = 1;
    let mut patience = Duration::ZERO;
    while queue.take_group(&mut waiting, GROUP, hoped, patience) {
        hoped = waiting.len();
        let begin = Instant::now();
        for work in waiting.drain(..) {
            match work {
                Work::Unit(unit) => group.push(unit),
                Work::Maintain(task) => {
                    // In order: a unit that was waiting before must be done before.
                    run_group(&conn, &mut group, slow);
                    // The task answers its caller itself; when it panics the caller sees its end closed.
                    if catch_unwind(AssertUnwindSafe(|| task(&mut conn))).is_err() {
                        tracing::error!("maintenance of the database panicked");
                    }
                }
            }
        }
        run_group(&conn, &mut group, slow);
        // Waiting for a fuller group pays while it costs less than the flush it saves.
        patience = (begin.elapsed() / 2).clamp(Duration::from_micros(50), Duration::from_millis(1));
    }
    drop(conn);
    drop(claim);
}

/// One commit for all, a savepoint for each.
fn run_group(conn: &Connection, group: &mut Vec<BoxUnit>, slow: Duration) {
    if group.len() > 1 {
        match try_group(conn, group, slow) {
            Ok(verdicts) => {
                for (unit, verdict) in group.drain(..).zip(verdicts) {
                    unit.finish(verdict);
                }
                return;
            }
            Err(Void::NotBegun(error)) => {
                // Trying each of 256 alone would wait 256 times for the same lock.
                for unit in group.drain(..) {
                    unit.finish(Verdict::Instead(error.clone()));
                }
                return;
            }
            // Somebody's change made the commit impossible, or the disk filled up. Nothing is written: find out whose.
            Err(Void::Undone) => undo(conn),
        }
    }
    for mut unit in group.drain(..) {
        let verdict = run_alone(conn, &mut unit, slow);
        unit.finish(verdict);
    }
}

enum Void {
    NotBegun(StoreError),
    Undone,
}

fn try_group(conn: &Connection, group: &mut [BoxUnit], slow: Duration) -> Result<Vec<Verdict>, Void> {
    batch(conn, "begin immediate").map_err(Void::NotBegun)?;
    let undone = |_: StoreError| Void::Undone;
    let mut verdicts = Vec::with_capacity(group.len());
    for unit in group {
        batch(conn, "savepoint unit").map_err(undone)?;
        let (verdict, keep, void) = run_unit(conn, unit, slow);
        if void {
            return Err(Void::Undone);
        }
        if !keep {
            batch(conn, "rollback to savepoint unit").map_err(undone)?;
        }
        batch(conn, "release savepoint unit").map_err(undone)?;
        verdicts.push(verdict);
    }
    // Even a unit that failed waits for the commit: it may have failed because of a row that is not going to be there.
    batch(conn, "commit").map_err(undone)?;
    Ok(verdicts)
}

fn run_alone(conn: &Connection, unit: &mut BoxUnit, slow: Duration) -> Verdict {
    if let Err(error) = batch(conn, "begin immediate") {
        return Verdict::Instead(error);
    }
    let (verdict, keep, _) = run_unit(conn, unit, slow);
    if keep {
        match batch(conn, "commit") {
            Ok(()) => return verdict,
            Err(error) => {
                undo(conn);
                return Verdict::Instead(error);
            }
        }
    }
    undo(conn);
    verdict
}

/// Verdict, whether to keep what it wrote, and whether the whole transaction is gone.
fn run_unit(conn: &Connection, unit: &mut BoxUnit, slow: Duration) -> (Verdict, bool, bool) {
    let mut tx = Tx::new(Connected::Sqlite(conn));
    let ran = run_timed(unit, &mut tx, slow);
    let state = tx.state;
    let void = state.void || conn.is_autocommit();
    match (ran, state.failed) {
        (Ran::Panicked(text), _) => (Verdict::Instead(StoreError::Panic(text)), false, void),
        (Ran::Failed, _) => (Verdict::Own, false, void),
        (Ran::Done, Some(error)) => (Verdict::Instead(StoreError::Spoiled(error.to_string())), false, void),
        (Ran::Done, None) if void => (Verdict::Instead(StoreError::Conflict), false, true),
        (Ran::Done, None) => (Verdict::Own, true, false),
    }
}

/// Back to no transaction. After some errors SQLite has done so itself, and then `rollback` would be one more error.
fn undo(conn: &Connection) {
    if !conn.is_autocommit()
        && let Err(error) = batch(conn, "rollback")
    {
        tracing::error!(%error, "the rollback failed");
    }
}

/// A reader's life: each unit in one deferred transaction, which is a consistent snapshot from its first statement.
pub(crate) fn serve_reads(conn: &Connection, queue: &Arc<Queue<BoxUnit>>) {
    let mut waiting = Vec::with_capacity(1);
    while queue.take(&mut waiting, 1) {
        for unit in waiting.drain(..) {
            read_once(conn, unit);
        }
    }
}

pub(super) fn read_once(conn: &Connection, mut unit: BoxUnit) {
    let verdict = match batch(conn, "begin") {
        // How long a reader takes hurts nobody but itself: not logged.
        Ok(()) => run_unit(conn, &mut unit, Duration::MAX).0,
        Err(error) => Verdict::Instead(error),
    };
    undo(conn);
    unit.finish(verdict);
}
