//! A unit of work with its types taken off, so that units of all kinds wait in one queue.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::error::StoreError;
use crate::tx::Tx;

/// How one run of a unit ended.
pub(crate) enum Ran {
    Done,
    Failed,
    Panicked(String),
}

/// What the caller is told.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    /// The result of the last run: it is on disk, or the unit's own error.
    Own,
    /// This instead.
    Instead(StoreError),
}

/// A unit of work. It may be run several times and is finished once.
pub(crate) trait Unit: Send {
    fn name(&self) -> &'static str;
    /// Whether no log may tell that, or when, it ran.
    fn is_quiet(&self) -> bool;
    fn run(&mut self, tx: &mut Tx<'_>) -> Ran;
    fn finish(self: Box<Self>, verdict: Verdict);
}

pub(crate) type BoxUnit = Box<dyn Unit>;

/// The caller's end: a task that awaits or a thread that blocks.
pub(crate) enum Reply<R> {
    Async(oneshot::Sender<R>),
    Blocking(SyncSender<R>),
}

impl<R> Reply<R> {
    fn send(self, result: R) {
        // A caller who went away is no error: the unit has happened or not, as it would have anyway.
        match self {
            Self::Async(sender) => drop(sender.send(result)),
            Self::Blocking(sender) => drop(sender.send(result)),
        }
    }
}

struct Task<F, T, E> {
    work: F,
    result: Option<Result<T, E>>,
    reply: Reply<Result<T, E>>,
    quiet: bool,
    sent: Arc<AtomicU64>,
}

/// As [`boxed`], for a unit of which no log may tell that, or when, it ran.
pub(crate) fn boxed_quiet<T, E, F>(work: F, reply: Reply<Result<T, E>>, sent: &Arc<AtomicU64>) -> BoxUnit
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    Box::new(Task { work, result: None, reply, quiet: true, sent: Arc::clone(sent) })
}

pub(crate) fn boxed<T, E, F>(work: F, reply: Reply<Result<T, E>>, sent: &Arc<AtomicU64>) -> BoxUnit
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    Box::new(Task { work, result: None, reply, quiet: false, sent: Arc::clone(sent) })
}

impl<F, T, E> Unit for Task<F, T, E>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn name(&self) -> &'static str {
        // The name of a closure's type is the path of the function it stands in: a name for free.
        std::any::type_name::<F>()
    }

    fn is_quiet(&self) -> bool {
        self.quiet
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Ran {
        self.result = None;
        let _inside = Inside::enter();
        let ran = catch_unwind(AssertUnwindSafe(|| (self.work)(tx)));
        self.sent.fetch_add(tx.state.sent, Ordering::Relaxed);
        match ran {
            Ok(result) => {
                let done = result.is_ok();
                self.result = Some(result);
                if done { Ran::Done } else { Ran::Failed }
            }
            Err(payload) => Ran::Panicked(panic_text(payload.as_ref())),
        }
    }

    fn finish(self: Box<Self>, verdict: Verdict) {
        let result = match (verdict, self.result) {
            (Verdict::Own, Some(result)) => result,
            (Verdict::Own, None) => Err(E::from(StoreError::Closed)),
            (Verdict::Instead(error), _) => Err(E::from(error)),
        };
        self.reply.send(result);
    }
}

pub(crate) fn panic_text(payload: &(dyn Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}

/// Whether a unit that took so long is logged.
fn is_told(unit: &BoxUnit, took: Duration, slow: Duration) -> bool {
    took > slow && !unit.is_quiet()
}

/// Runs a unit, and logs it when it was slow.
pub(crate) fn run_timed(unit: &mut BoxUnit, tx: &mut Tx<'_>, slow: Duration) -> Ran {
    let begin = Instant::now();
    let ran = unit.run(tx);
    let took = begin.elapsed();
    if is_told(unit, took, slow) {
        tracing::warn!(
            unit = unit.name(),
            millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "a slow unit of work held up the others"
        );
    }
    if let Ran::Panicked(text) = &ran {
        // The words of a panic may quote what the unit was writing.
        let (name, text) = if unit.is_quiet() { ("", "") } else { (unit.name(), text.as_str()) };
        tracing::error!(unit = name, panic = text, "a unit of work panicked");
    }
    ran
}

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Marks that this thread runs a unit: waiting here for another unit would wait for ever.
pub(crate) struct Inside;

impl Inside {
    fn enter() -> Self {
        INSIDE.set(true);
        Self
    }

    pub(crate) fn now() -> bool {
        INSIDE.get()
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        INSIDE.set(false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_unit_is_logged_unless_it_is_quiet() {
        let (sender, _receiver) = std::sync::mpsc::sync_channel::<Result<(), StoreError>>(1);
        let plain = boxed(|_: &mut Tx<'_>| Ok(()), Reply::Blocking(sender.clone()), &Arc::default());
        let quiet = boxed_quiet(|_: &mut Tx<'_>| Ok(()), Reply::Blocking(sender), &Arc::default());
        let (slow, second) = (Duration::from_millis(50), Duration::from_secs(1));
        assert!(is_told(&plain, second, slow) && !is_told(&plain, slow, slow));
        assert!(!is_told(&quiet, second, slow), "a line in the log would tell when somebody spoke");
    }
}
