//! One thread's way to the server: a connection that is made again when it was lost.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use postgres::config::TargetSessionAttrs;
use postgres::{Config, NoTls};

use super::{Live, error};
use crate::error::StoreError;

/// How long the server is looked for before the waiting units are told that it is away.
const ABSENCE: Duration = Duration::from_secs(4);

/// How long a unit waits for a row that another one holds, before it counts as a conflict and is run again with the other
/// units held back. The server would notice a deadlock after a second only, and that setting is not everybody's to change.
const ROW_WAIT: &str = "set lock_timeout = '100ms'";

/// How long the answer to what was sent may stay away before the host counts as gone. A host that vanished says nothing: the
/// system's own patience is a quarter of an hour.
const SILENCE: Duration = Duration::from_secs(10);
/// A connection on which nothing is under way is tried this often, and given up after three tries.
const IDLE: Duration = Duration::from_secs(5);

pub(crate) struct Session {
    config: Config,
    live: Option<Live>,
    impatient: bool,
    /// Of a database that is written: shared by all its sessions, and counted on when the primary changed.
    primary: Option<Arc<AtomicU64>>,
    seen: u64,
}

impl Session {
    pub(crate) fn new(config: &Config) -> Self {
        let mut config = config.clone();
        if config.get_connect_timeout().is_none() {
            // It counts for each host: the second must not wait long for the first.
            config.connect_timeout(Duration::from_secs(if config.get_hosts().len() > 1 { 3 } else { 10 }));
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE);
        }
        // Two hours, if the address does not say otherwise.
        if config.get_keepalives() && config.get_keepalives_idle() >= Duration::from_secs(7_200) {
            config.keepalives_idle(IDLE);
        }
        if config.get_keepalives_interval().is_none() {
            config.keepalives_interval(IDLE / 2);
        }
        if config.get_keepalives_retries().is_none() {
            config.keepalives_retries(3);
        }
        if config.get_application_name().is_none() {
            config.application_name(env!("CARGO_PKG_NAME"));
        }
        Self { config, live: None, impatient: false, primary: None, seen: 0 }
    }

    /// For units of work, which can be run again when they met another one.
    pub(crate) fn impatient(mut self) -> Self {
        self.impatient = true;
        self
    }

    /// For a database that is written: only at a server that takes writes, also for what is only read, because a standby
    /// may not know yet what somebody just wrote. `primary` is shared by all sessions of the database.
    pub(crate) fn at_the_primary(mut self, primary: &Arc<AtomicU64>) -> Self {
        self.primary = Some(Arc::clone(primary));
        self.for_writes()
    }

    /// Only at a server that takes writes.
    pub(crate) fn for_writes(mut self) -> Self {
        self.config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        self
    }

    /// One connection, not made again when it is lost.
    pub(crate) fn into_live(mut self) -> Result<Live, StoreError> {
        self.live()?;
        self.live.take().ok_or(StoreError::Closed)
    }

    /// The connection, made if there is none.
    pub(crate) fn live(&mut self) -> Result<&mut Live, StoreError> {
        let now = self.primary.as_ref().map_or(0, |primary| {
            // Whoever notices that the primary has changed tells the others: a reader would notice nothing.
            let spent = self.live.as_ref().is_some_and(|live| live.spent);
            if spent { primary.fetch_add(1, Ordering::Relaxed) + 1 } else { primary.load(Ordering::Relaxed) }
        });
        if self.seen != now || self.live.as_ref().is_none_or(|live| live.client.is_closed() || live.spent) {
            self.live = None;
            let mut live = connect(&self.config, self.impatient)?;
            if self.primary.is_some() {
                live.share()?;
            }
            if self.impatient {
                live.batch(ROW_WAIT)?;
            }
            self.live = Some(live);
            self.seen = now;
        }
        self.live.as_mut().ok_or(StoreError::Closed)
    }

    /// The connection, waiting out a short absence of the server (a restart, a change of the primary).
    pub(super) fn live_soon(&mut self) -> Result<&mut Live, StoreError> {
        let began = Instant::now();
        let mut attempt = 0;
        while let Err(away) = self.live() {
            if began.elapsed() > ABSENCE {
                return Err(away);
            }
            attempt += 1;
            std::thread::sleep(backoff(attempt, Duration::from_millis(100), Duration::from_secs(1)));
        }
        self.live()
    }

    /// Forgets a connection whose state nobody knows.
    pub(super) fn hang_up(&mut self) {
        self.live = None;
    }
}

fn connect(config: &Config, writes: bool) -> Result<Live, StoreError> {
    let mut client = config.connect(NoTls).map_err(|failed| match error(&failed) {
        // Wrong password, unknown database: trying again changes nothing, but neither does telling the two apart here.
        StoreError::Other(text) => StoreError::Lost(text),
        other => other,
    })?;
    // A server that answers before the log is on disk would make every acknowledgement a lie.
    client
        .batch_execute(
            "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'",
        )
        .map_err(|failed| error(&failed))?;
    Ok(Live::new(client, writes))
}

/// A random wait that grows with the attempt: two units that met must not meet again at the same moment.
pub(super) fn backoff(attempt: u32, first: Duration, most: Duration) -> Duration {
    let whole = first.saturating_mul(2_u32.saturating_pow(attempt.min(16))).min(most);
    // A hasher of the standard library is seeded at random: enough for a jitter, without one more crate.
    let thousandths = RandomState::new().hash_one(attempt) % 1_000;
    whole.mul_f64(0.25 + f64::from(u32::try_from(thousandths).unwrap_or(0)) / 1_333.0)
}

/// Runs `task` on a thread of its own, where the blocking client may be used whatever thread the caller is on.
pub(crate) fn off_runtime<T: Send>(task: impl FnOnce() -> Result<T, StoreError> + Send) -> Result<T, StoreError> {
    std::thread::scope(|scope| {
        scope
            .spawn(task)
            .join()
            .unwrap_or_else(|payload| Err(StoreError::Panic(crate::unit::panic_text(payload.as_ref()))))
    })
}
