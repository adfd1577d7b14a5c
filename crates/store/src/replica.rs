//! Reads that a replica may answer.
//!
//! Nothing stale is read all the same: the primary is asked how far its log is, and the replica answers only if it has replayed
//! as much, within a moment's patience. So whoever reads here sees what he has just written, on whichever process; what a
//! replica takes off the primary is the work, not the question. Away or behind: the primary answers.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::db::Db;
use crate::error::StoreError;
use crate::options::Options;
use crate::tx::Tx;
use crate::url::{Address, DatabaseUrl};

/// How often the replica is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// How long it may take to catch up with the primary.
const PATIENCE: Duration = Duration::from_millis(200);
/// How often it is asked meanwhile.
const AGAIN: Duration = Duration::from_millis(10);

crate::statements! {
    WRITTEN = "select cast(pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0') as bigint)";
    REPLAYED = "select cast(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0') as bigint)";
}

/// A replica, and a thread that knows whether it is there.
pub(crate) struct Replica {
    looked: Arc<Looked>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Looked {
    url: DatabaseUrl,
    readers: usize,
    /// Opened when it is first reached.
    db: OnceLock<Db>,
    up: AtomicBool,
    answered: AtomicU64,
}

impl Replica {
    pub(crate) fn watch(url: &DatabaseUrl, readers: usize) -> Result<Self, StoreError> {
        let Address::Postgres { config, shown } = &url.0 else {
            return Err(StoreError::Other("a replica is a PostgreSQL".to_owned()));
        };
        // Shorter than anywhere else: there is somebody else to ask.
        let mut config = config.clone();
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(2));
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(Duration::from_secs(3));
        }
        let url = DatabaseUrl(Address::Postgres { config, shown: shown.clone() });
        let looked = Arc::new(Looked {
            url,
            readers,
            db: OnceLock::new(),
            up: AtomicBool::new(false),
            answered: AtomicU64::new(0),
        });
        let (stop, stopped) = channel();
        let mine = Arc::clone(&looked);
        let thread = std::thread::Builder::new()
            .name("store-replica".to_owned())
            .spawn(move || {
                loop {
                    mine.look();
                    if !matches!(stopped.recv_timeout(LOOK), Err(RecvTimeoutError::Timeout)) {
                        return;
                    }
                }
            })
            .map_err(|error| StoreError::Other(format!("a thread for the replica: {error}")))?;
        Ok(Self { looked, stop: Some(stop), thread: Some(thread) })
    }

    pub(crate) fn answered(&self) -> u64 {
        self.looked.answered.load(Ordering::Relaxed)
    }
}

impl Looked {
    fn look(&self) {
        let seen = self.opened().and_then(|db| db.read_blocking(replayed));
        // Null is a server that replays nothing: no standby, perhaps the new primary. It is not asked to spare itself.
        let up = matches!(seen, Ok(Some(_)));
        if self.up.swap(up, Ordering::Relaxed) != up {
            match (up, seen) {
                (true, _) => tracing::info!(replica = %self.url, "the replica answers what it may"),
                (false, Err(error)) => {
                    tracing::warn!(replica = %self.url, %error, "the replica is away: the primary answers")
                }
                (false, Ok(_)) => tracing::warn!(replica = %self.url, "this is no standby: the primary answers"),
            }
        }
    }

    fn opened(&self) -> Result<&Db, StoreError> {
        if let Some(db) = self.db.get() {
            return Ok(db);
        }
        let db = Db::open(&self.url, Options { read_only: true, readers: self.readers, ..Options::default() })?;
        Ok(self.db.get_or_init(|| db))
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != std::thread::current().id()
            && thread.join().is_err()
        {
            tracing::error!("the thread that looks at the replica panicked");
        }
    }
}

fn replayed(tx: &mut Tx<'_>) -> Result<Option<i64>, StoreError> {
    tx.one(&REPLAYED, &[], |row| row.get::<Option<i64>>(0)).map(Option::flatten)
}

impl Db {
    /// [`Db::read`] for what costs much and may be answered by the replica of [`Options::replica`]; without one, or when it is
    /// away or behind, as `read`. The closure may run once on each.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn read_afar<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let Some(looked) = self.shared.replica.as_ref().map(|replica| Arc::clone(&replica.looked)) else {
            return self.read(f).await;
        };
        let f = Arc::new(Mutex::new(f));
        if let Some(db) = self.caught_up(&looked).await {
            let mine = Arc::clone(&f);
            // The closure's own error is an answer like any other; only an error of the door is the replica's.
            let answer: Result<Result<T, E>, StoreError> =
                db.read(move |tx| Ok((*mine.lock().unwrap_or_else(PoisonError::into_inner))(tx))).await;
            match answer {
                Ok(answer) => {
                    looked.answered.fetch_add(1, Ordering::Relaxed);
                    return answer;
                }
                // A long question may be cut off where it stands in the way of the replay.
                Err(StoreError::Lost(_)) => looked.up.store(false, Ordering::Relaxed),
                Err(error) => tracing::debug!(%error, "the replica did not answer: the primary does"),
            }
        }
        self.read(move |tx| (*f.lock().unwrap_or_else(PoisonError::into_inner))(tx)).await
    }

    /// How many reads a replica has answered.
    #[must_use]
    pub fn answered_afar(&self) -> u64 {
        self.shared.replica.as_ref().map_or(0, Replica::answered)
    }

    /// The replica, once it knows all that is written now.
    async fn caught_up(&self, looked: &Looked) -> Option<Db> {
        let db = looked.db.get().filter(|_| looked.up.load(Ordering::Relaxed))?.clone();
        let written: Result<Option<i64>, StoreError> = self.read(|tx| tx.one(&WRITTEN, &[], |row| row.get(0))).await;
        let written = written.ok().flatten()?;
        let begin = Instant::now();
        loop {
            match db.read(replayed).await {
                Ok(Some(replayed)) if replayed >= written => return Some(db),
                Ok(Some(_)) if begin.elapsed() < PATIENCE => pause(AGAIN).await,
                Ok(Some(_)) => return None,
                Ok(None) | Err(_) => {
                    looked.up.store(false, Ordering::Relaxed);
                    return None;
                }
            }
        }
    }
}

/// This crate keeps no clock of the runtime: a thread that sleeps, for a moment that is rare.
async fn pause(time: Duration) {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let spawned = std::thread::Builder::new().name("store-pause".to_owned()).spawn(move || {
        std::thread::sleep(time);
        // Whoever waited may have gone.
        let _: Result<(), ()> = sender.send(());
    });
    if spawned.is_ok() {
        drop(receiver.await);
    }
}
