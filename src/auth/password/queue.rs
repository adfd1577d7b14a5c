//! The queue of those whose password is to be checked: bounded, fair between logins, and honest about the wait.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

use tokio::sync::{Semaphore, oneshot};
use tokio::time::Instant;

use crate::error::{Error, Result};

/// How many may stand in the queue: as many as are served within [`PATIENCE`] or so. Each takes a few KiB.
const PLACES: usize = 600;
/// How many of them may ask for the same login, so that whoever tries passwords on one fills no queue.
const PLACES_OF_ONE: u32 = 4;
/// How long one stands in it before one is asked to come back: a browser that waits longer looks broken.
const PATIENCE: Duration = Duration::from_secs(15);
/// The longest wait that is told, in seconds. It is also how far ahead coming back is spread.
const LONGEST: usize = 180;
/// What a check takes before the first one has been measured.
const FIRST_GUESS: Duration = Duration::from_millis(30);

type Job = Box<dyn FnOnce() + Send>;

pub(super) struct Queue {
    at_once: usize,
    hands: mpsc::Sender<Job>,
    turns: Semaphore,
    state: Mutex<State>,
    salt: RandomState,
    began: Instant,
}

struct State {
    /// How many stand in the queue or are being served.
    here: usize,
    /// The same by login, as a salted number; those who name none are not told apart.
    of: HashMap<u64, u32>,
    /// What a check takes, averaged.
    takes: Duration,
    /// How many were asked to come back in which second: a ring.
    coming: [u16; LONGEST],
    /// The second, since the queue began, up to which the ring was cleared.
    cleared: u64,
}

impl Queue {
    /// For a machine with so many cores: half of them at most, or who reads would feel it.
    pub(super) fn new(cores: usize) -> Queue {
        let at_once = (cores / 2).max(1);
        let state = State { here: 0, of: HashMap::new(), takes: FIRST_GUESS, coming: [0; LONGEST], cleared: 0 };
        let (state, salt) = (Mutex::new(state), RandomState::new());
        Queue { at_once, hands: hands(at_once), turns: Semaphore::new(at_once), state, salt, began: Instant::now() }
    }

    /// Does the work when it is its turn, or says when to come back.
    pub(super) async fn in_turn<T: Send + 'static>(
        &self,
        login: &str,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let place = self.enter(login)?;
        let Ok(turn) = tokio::time::timeout(PATIENCE, self.turns.acquire()).await else {
            drop(place);
            return Err(self.come_back());
        };
        let _turn = turn.map_err(|e| Error::Internal(e.to_string()))?;
        let began = Instant::now();
        let (tell, told) = oneshot::channel();
        // Who went away meanwhile is told nothing.
        let job: Job = Box::new(move || drop(tell.send(work())));
        self.hands.send(job).map_err(|e| Error::Internal(e.to_string()))?;
        let done = told.await.map_err(|e| Error::Internal(e.to_string()));
        let mut state = self.state();
        state.takes = (state.takes * 15 + began.elapsed()) / 16;
        drop(state);
        done
    }

    fn enter(&self, login: &str) -> Result<Place<'_>> {
        let of = (!login.is_empty()).then(|| self.salt.hash_one(login.trim().to_ascii_lowercase()));
        let mut state = self.state();
        let full = state.here >= PLACES || of.is_some_and(|of| state.of.get(&of).is_some_and(|n| *n >= PLACES_OF_ONE));
        if full {
            drop(state);
            return Err(self.come_back());
        }
        state.here += 1;
        if let Some(of) = of {
            *state.of.entry(of).or_default() += 1;
        }
        Ok(Place { queue: self, of })
    }

    /// In how many seconds: the first second after the queue of now for which fewer were asked than can be served in one.
    fn come_back(&self) -> Error {
        let now = self.began.elapsed().as_secs();
        Error::Crowded(u32::try_from(self.wait_from(now)).unwrap_or(u32::MAX))
    }

    fn wait_from(&self, now: u64) -> u64 {
        let mut guard = self.state();
        let state = &mut *guard;
        let length = u64::try_from(LONGEST).unwrap_or(1);
        // What is past is free again for the seconds to come.
        for second in state.cleared.max(now.saturating_sub(length))..now {
            if let Some(of) = slot(&mut state.coming, second) {
                *of = 0;
            }
        }
        state.cleared = now;
        let each = state.takes.max(Duration::from_millis(1));
        let parallel = u32::try_from(self.at_once).unwrap_or(1);
        let per_second = (1000 / each.as_millis().max(1)).saturating_mul(u128::from(parallel));
        let per_second = u16::try_from(per_second).unwrap_or(u16::MAX).max(1);
        let ahead = each.saturating_mul(u32::try_from(state.here).unwrap_or(u32::MAX)) / parallel;
        let first = ahead.as_secs().saturating_add(2).min(length - 1);
        let found = (first..length)
            .find(|wait| slot(&mut state.coming, now + wait).is_some_and(|of| *of < per_second))
            // All are taken: a flood. Somewhere in the later half, so that nobody waits for ever.
            .unwrap_or_else(|| length / 2 + self.salt.hash_one(Instant::now()) % (length / 2));
        if let Some(of) = slot(&mut state.coming, now + found) {
            *of = of.saturating_add(1);
        }
        found
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Threads that do nothing else. On the pool of the runtime each check would fall to another thread, and each thread's part of
/// the allocator would keep the 19 MiB it once took: 700 MiB after a storm (measured).
fn hands(number: usize) -> mpsc::Sender<Job> {
    let (sender, receiver) = mpsc::channel::<Job>();
    let receiver = Arc::new(Mutex::new(receiver));
    for _ in 0..number {
        let receiver = receiver.clone();
        let hand = move || {
            loop {
                let job = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(job) = job else { return };
                drop(catch_unwind(AssertUnwindSafe(job)));
            }
        };
        if let Err(error) = std::thread::Builder::new().name("password".to_owned()).spawn(hand) {
            tracing::error!(%error, "a thread for passwords could not be started");
        }
    }
    sender
}

fn slot(coming: &mut [u16; LONGEST], second: u64) -> Option<&mut u16> {
    let length = u64::try_from(LONGEST).ok()?;
    coming.get_mut(usize::try_from(second % length).ok()?)
}

/// A place in the queue, given up when the answer is known or nobody waits for it any more.
struct Place<'q> {
    queue: &'q Queue,
    of: Option<u64>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut state = self.queue.state();
        state.here = state.here.saturating_sub(1);
        if let Some(of) = self.of
            && let Some(count) = state.of.get_mut(&of)
        {
            *count = count.saturating_sub(1);
            if *count == 0 {
                state.of.remove(&of);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn wait_of(result: Result<()>) -> Option<u32> {
        match result {
            Ok(()) => None,
            Err(Error::Crowded(seconds)) => Some(seconds),
            Err(other) => panic!("{other}"),
        }
    }

    #[tokio::test]
    async fn two_thousand_at_once_are_served_or_told_different_moments() {
        let queue = Arc::new(Queue::new(2));
        let most = Arc::new(AtomicUsize::new(0));
        let now = Arc::new(AtomicUsize::new(0));
        // Nobody is through before everybody came, however slow the machine is.
        let came = Arc::new(AtomicUsize::new(0));
        let people: Vec<_> = (0..2000)
            .map(|n| {
                let (queue, now, most, came) = (queue.clone(), now.clone(), most.clone(), came.clone());
                tokio::spawn(async move {
                    came.fetch_add(1, Ordering::SeqCst);
                    let work = move || {
                        while came.load(Ordering::SeqCst) < 2000 {
                            std::thread::sleep(Duration::from_millis(1));
                        }
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::sleep(Duration::from_millis(1));
                        now.fetch_sub(1, Ordering::SeqCst);
                    };
                    wait_of(queue.in_turn(&format!("person-{n}"), work).await)
                })
            })
            .collect();
        let mut waits = Vec::new();
        for person in people {
            waits.extend(person.await.unwrap());
        }
        assert_eq!(most.load(Ordering::SeqCst), 1, "one at a time on two cores");
        assert_eq!(waits.len(), 2000 - PLACES, "nobody beyond the places was kept");
        assert!(waits.iter().all(|w| *w >= 2), "a moment is left to the queue");
        let last = waits.iter().max().unwrap();
        // At some 30 ms a check, 33 come back in a second: 1400 take over 40 seconds, and are told so.
        assert!((20..=u32::try_from(LONGEST).unwrap()).contains(last), "{last}");
        let in_one = waits.iter().filter(|w| *w == &waits[0]).count();
        assert!(in_one <= 40, "{in_one} were asked to come back in the same second");
        assert_eq!(queue.state().here, 0);
        assert!(queue.state().of.is_empty(), "nothing is kept of anybody");
    }

    #[tokio::test]
    async fn who_tries_passwords_on_one_login_fills_no_queue() {
        let queue = Arc::new(Queue::new(2));
        let attempts: Vec<_> = (0..10_000)
            .map(|_| {
                let queue = queue.clone();
                tokio::spawn(async move {
                    wait_of(queue.in_turn("Zhang ", || std::thread::sleep(Duration::from_millis(5))).await)
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(queue.state().here <= 4);
        assert_eq!(wait_of(queue.in_turn("li", || ()).await), None, "another person is served at once");
        let mut away = 0;
        for attempt in attempts {
            away += usize::from(attempt.await.unwrap().is_some());
        }
        assert!(away >= 9_000, "{away}");
    }

    #[test]
    fn a_flood_is_told_at_most_three_minutes_and_forgotten_after_them() {
        let queue = Queue::new(2);
        for _ in 0..20_000 {
            let seconds = queue.wait_from(7);
            assert!((2..180).contains(&seconds), "{seconds}");
        }
        assert!(queue.wait_from(8) > 2);
        assert_eq!(queue.wait_from(7 + 180), 2, "what is past is forgotten");
    }
}
