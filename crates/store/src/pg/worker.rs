//! The threads that own PostgreSQL's connections: groups of units, conflicts, lost connections.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use super::session::backoff;
use super::{Live, Session};
use crate::error::StoreError;
use crate::queue::Queue;
use crate::tx::{Connected, Tx};
use crate::unit::{BoxUnit, Ran, Verdict, run_timed};

/// Units in one transaction at most: the longer it is, the more it meets others.
const GROUP: usize = 32;

/// After this many groups in a row without a conflict, a writer dares twice as many units again.
const CALM: u32 = 4;

/// How often a unit is run before its caller hears of the conflict.
const RUNS: u32 = 16;

/// What a writer thread needs to run units.
pub(crate) struct Writer {
    pub(crate) session: Session,
    pub(crate) slow: Duration,
    /// Shared by the writer threads. Units run side by side under the read side; one that met a conflict twice takes the write
    /// side and has the database, as far as this process goes, to itself. Retries that only wait and hope starve when many
    /// units want the same row (tried: two counters under twelve writers still failed after sixteen runs).
    pub(crate) turnstile: Arc<RwLock<()>>,
    /// The server could not be reached just now.
    pub(crate) away: Option<StoreError>,
}

/// The server is away, and has been waited for: whoever waits behind would wait as long again, one after the other.
fn send_home(queue: &Queue<BoxUnit>, away: &StoreError) {
    for unit in queue.drain() {
        unit.finish(Verdict::Instead(away.clone()));
    }
}

pub(crate) fn serve_writes(mut writer: Writer, queue: &Arc<Queue<BoxUnit>>) {
    let mut waiting = Vec::with_capacity(GROUP);
    let (mut most, mut calm) = (GROUP, 0);
    while queue.take(&mut waiting, most) {
        // Where units keep meeting each other, a group is wasted work: all of it is undone and done again.
        let well = run_group(&mut writer, &mut waiting);
        if let Some(away) = writer.away.take() {
            send_home(queue, &away);
        }
        if well {
            calm += 1;
            if calm >= CALM {
                (most, calm) = ((most * 2).min(GROUP), 0);
            }
        } else {
            (most, calm) = ((most / 4).max(1), 0);
        }
    }
}

/// False when the group as such was void.
fn run_group(writer: &mut Writer, group: &mut Vec<BoxUnit>) -> bool {
    let alone = group.len() == 1;
    let live = match writer.session.live_soon() {
        Ok(live) => live,
        Err(error) => {
            // Each alone would wait for the same server in vain.
            for unit in group.drain(..) {
                unit.finish(Verdict::Instead(error.clone()));
            }
            writer.away = Some(error);
            return true;
        }
    };
    let outcome = if alone {
        Group::Void
    } else {
        let _beside = writer.turnstile.read().unwrap_or_else(PoisonError::into_inner);
        try_group(live, group, writer.slow)
    };
    match outcome {
        Group::Committed(ends) => {
            for (mut unit, end) in group.drain(..).zip(ends) {
                let verdict = match end {
                    End::Keep | End::Void(_) => Verdict::Own,
                    End::Undo(verdict) => verdict,
                    End::Race(_) => run_alone(writer, &mut unit),
                };
                unit.finish(verdict);
            }
        }
        Group::Void => {
            for mut unit in group.drain(..) {
                let verdict = run_alone(writer, &mut unit);
                unit.finish(verdict);
            }
            return alone;
        }
        Group::Unknown(ends) => {
            writer.session.hang_up();
            for (mut unit, end) in group.drain(..).zip(ends) {
                let verdict = match end {
                    End::Keep | End::Void(_) => Verdict::Instead(StoreError::CommitUnknown),
                    // A unit that was undone before the commit was not going to be written either way.
                    End::Undo(verdict) => verdict,
                    End::Race(_) => run_alone(writer, &mut unit),
                };
                unit.finish(verdict);
            }
        }
    }
    true
}

enum Group {
    /// How each unit ended.
    Committed(Vec<End>),
    /// Nothing is written.
    Void,
    /// The connection was lost during the commit.
    Unknown(Vec<End>),
}

fn try_group(live: &mut Live, group: &mut [BoxUnit], slow: Duration) -> Group {
    // One round trip ends a unit's savepoint and begins the next one's.
    if live.batch("begin isolation level serializable; savepoint unit").is_err() {
        undo(live);
        return Group::Void;
    }
    let mut ends = Vec::with_capacity(group.len());
    for unit in group {
        let end = run_unit(live, unit, slow);
        let next = match end {
            End::Keep => "release savepoint unit; savepoint unit",
            End::Undo(_) | End::Race(_) => "rollback to savepoint unit",
            End::Void(_) => {
                undo(live);
                return Group::Void;
            }
        };
        ends.push(end);
        if live.batch(next).is_err() {
            undo(live);
            return Group::Void;
        }
    }
    match live.batch("commit") {
        Ok(()) => Group::Committed(ends),
        Err(StoreError::Lost(_)) => Group::Unknown(ends),
        // The server says no: a conflict seen only now, a deferred constraint, a full disk. Find out whose.
        Err(_) => {
            undo(live);
            Group::Void
        }
    }
}

fn run_alone(writer: &mut Writer, unit: &mut BoxUnit) -> Verdict {
    let turnstile = Arc::clone(&writer.turnstile);
    let mut error = StoreError::Conflict;
    let mut raced = false;
    for attempt in 0..RUNS {
        if attempt > 1 {
            // Only another process can be in the way now, or the server is away.
            std::thread::sleep(backoff(attempt, Duration::from_millis(1), Duration::from_millis(250)));
        }
        let (_beside, _alone);
        if attempt == 0 {
            _beside = turnstile.read().unwrap_or_else(PoisonError::into_inner);
        } else {
            _alone = turnstile.write().unwrap_or_else(PoisonError::into_inner);
        }
        match run_once(writer, unit) {
            Once::Final(verdict) => return verdict,
            // The second time the row was there before the unit began: it is the unit's own mistake.
            Once::Race(verdict) if raced => return verdict,
            Once::Race(_) => raced = true,
            Once::Again(failed) => error = failed,
        }
    }
    Verdict::Instead(error)
}

enum Once {
    Final(Verdict),
    Race(Verdict),
    Again(StoreError),
}

fn run_once(writer: &mut Writer, unit: &mut BoxUnit) -> Once {
    let (session, slow) = (&mut writer.session, writer.slow);
    let live = match session.live_soon() {
        Ok(live) => live,
        Err(away) => {
            writer.away = Some(away.clone());
            return Once::Final(Verdict::Instead(away));
        }
    };
    if let Err(failed) = live.batch("begin isolation level serializable") {
        undo(live);
        return Once::Again(failed);
    }
    let once = match run_unit(live, unit, slow) {
        End::Keep => match live.batch("commit") {
            Ok(()) => return Once::Final(Verdict::Own),
            Err(StoreError::Lost(_)) => {
                session.hang_up();
                return Once::Final(Verdict::Instead(StoreError::CommitUnknown));
            }
            Err(StoreError::Conflict) => Once::Again(StoreError::Conflict),
            Err(failed) => Once::Final(Verdict::Instead(failed)),
        },
        End::Undo(verdict) => Once::Final(verdict),
        End::Race(verdict) => Once::Race(verdict),
        End::Void(failed) => Once::Again(failed),
    };
    undo(live);
    once
}

enum End {
    Keep,
    Undo(Verdict),
    /// A unique key was taken. Between the unit's look and its insert another may have come first, which SQLite's single
    /// writer never sees: run once more, so that code that is right there is right here.
    Race(Verdict),
    Void(StoreError),
}

fn run_unit(live: &mut Live, unit: &mut BoxUnit, slow: Duration) -> End {
    let mut tx = Tx::new(Connected::Postgres(live));
    let ran = run_timed(unit, &mut tx, slow);
    let state = tx.state;
    match (ran, state.failed) {
        (Ran::Panicked(text), _) => End::Undo(Verdict::Instead(StoreError::Panic(text))),
        (_, Some(error)) if state.void => End::Void(error),
        (Ran::Failed, Some(error)) if error.is_unique() => End::Race(Verdict::Own),
        (Ran::Failed, _) => End::Undo(Verdict::Own),
        (Ran::Done, Some(error)) => End::Undo(Verdict::Instead(StoreError::Spoiled(error.to_string()))),
        (Ran::Done, None) => End::Keep,
    }
}

/// Back to no transaction. Without one this is only a warning of the server; on a broken connection the next
/// use makes a new one.
fn undo(live: &mut Live) {
    if let Err(error) = live.batch("rollback") {
        tracing::debug!(%error, "the rollback did not reach the server");
    }
}

/// Each unit in one read-only transaction of one snapshot.
pub(crate) fn serve_reads(mut session: Session, queue: &Arc<Queue<BoxUnit>>) {
    let mut waiting = Vec::with_capacity(1);
    while queue.take(&mut waiting, 1) {
        for mut unit in waiting.drain(..) {
            let verdict = read(&mut session, &mut unit);
            if let Verdict::Instead(away @ StoreError::Lost(_)) = &verdict {
                send_home(queue, away);
            }
            unit.finish(verdict);
        }
    }
}

fn read(session: &mut Session, unit: &mut BoxUnit) -> Verdict {
    let mut error = StoreError::Closed;
    for attempt in 0..4 {
        if attempt > 0 {
            std::thread::sleep(backoff(attempt, Duration::from_millis(2), Duration::from_millis(250)));
        }
        let live = match session.live_soon() {
            Ok(live) => live,
            Err(away) => return Verdict::Instead(away),
        };
        if let Err(failed) = live.batch("begin isolation level repeatable read read only") {
            undo(live);
            error = failed;
            continue;
        }
        let end = run_unit(live, unit, Duration::MAX);
        undo(live);
        match end {
            End::Keep => return Verdict::Own,
            End::Undo(verdict) | End::Race(verdict) => return verdict,
            End::Void(failed) => error = failed,
        }
    }
    Verdict::Instead(error)
}
