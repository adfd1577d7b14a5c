//! The queue in front of the threads that own connections.
//!
//! A channel of the standard library has one consumer and cannot hand over many items at once; this one serves several
//! threads, is closed once for all of them, and lets the SQLite writer wait a moment for a fuller group.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// More units of work wait only when the database has stopped answering without saying so.
const MOST: usize = 10_000;

pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    ready: Condvar,
}

struct State<T> {
    items: std::collections::VecDeque<T>,
    closed: bool,
    /// Threads asleep in `take`. Waking costs a system call, so nobody is woken when nobody sleeps.
    idle: usize,
    /// How many items make it worth waking the sleeper.
    wanted: usize,
}

impl<T> Queue<T> {
    pub(crate) fn new() -> Self {
        Self {
            state: Mutex::new(State { items: std::collections::VecDeque::new(), closed: false, idle: 0, wanted: 1 }),
            ready: Condvar::new(),
        }
    }

    /// A panic while the lock is held cannot leave the queue half changed, so a poisoned lock is still good.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an item; gives it back when the queue is closed.
    pub(crate) fn push(&self, item: T) -> Result<(), T> {
        let mut state = self.lock();
        if state.closed {
            return Err(item);
        }
        state.items.push_back(item);
        let wake = state.idle > 0 && state.items.len() >= state.wanted;
        drop(state);
        if wake {
            self.ready.notify_one();
        }
        Ok(())
    }

    /// Whether so many wait that one more would only make all wait longer.
    pub(crate) fn is_crowded(&self) -> bool {
        self.lock().items.len() >= MOST
    }

    /// Everything that waits, for somebody who knows that it would wait in vain.
    pub(crate) fn drain(&self) -> Vec<T> {
        self.lock().items.drain(..).collect()
    }

    /// No more items; what waits is still served.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.ready.notify_all();
    }

    /// Waits for an item and moves up to `max` that wait into `out`. False when closed and empty.
    pub(crate) fn take(&self, out: &mut Vec<T>, max: usize) -> bool {
        self.take_group(out, max, 1, Duration::ZERO)
    }

    /// Like [`Queue::take`], but once there is one item, waits up to `patience` for `hoped` of them. For one consumer.
    ///
    /// Without it a group commit of n closed-loop writers falls into a rhythm of 1, n-1, 1, n-1: the first one back
    /// gets a disk flush to itself while all the others wait for it.
    pub(crate) fn take_group(&self, out: &mut Vec<T>, max: usize, hoped: usize, patience: Duration) -> bool {
        let mut state = self.lock();
        state.wanted = 1;
        while state.items.is_empty() {
            if state.closed {
                return false;
            }
            state.idle += 1;
            state = self.ready.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        }
        let hoped = hoped.min(max);
        if state.items.len() < hoped {
            let deadline = Instant::now() + patience;
            state.wanted = hoped;
            while state.items.len() < hoped && !state.closed {
                let left = deadline.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    break;
                }
                state.idle += 1;
                state = self.ready.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
                state.idle -= 1;
            }
            state.wanted = 1;
        }
        let count = state.items.len().min(max);
        out.extend(state.items.drain(..count));
        // What is left belongs to another thread, which may have gone to sleep before it came.
        if state.idle > 0 && !state.items.is_empty() {
            self.ready.notify_one();
        }
        true
    }
}
