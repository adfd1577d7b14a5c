//! The door itself.

use std::sync::atomic::AtomicU64;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use crate::beside;
use crate::error::StoreError;
use crate::options::Options;
use crate::pg;
use crate::queue::Queue;
use crate::replica::Replica;
use crate::sqlite::{self, Work};
use crate::tx::Tx;
use crate::unit::{BoxUnit, Inside, Reply, boxed, boxed_quiet};
use crate::url::{Address, DatabaseUrl, Engine};

/// What a reading connection of SQLite keeps of the file.
const READER_CACHE_KIB: u32 = 6_144;

/// A database of either engine. Clones share the same threads and connections.
#[derive(Clone)]
pub struct Db {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    url: DatabaseUrl,
    pub(crate) options: Options,
    reads: Arc<Queue<BoxUnit>>,
    /// For what is read on the calling thread; SQLite only.
    glances: Option<sqlite::Glances>,
    pub(crate) writes: Writes,
    pub(crate) replica: Option<Replica>,
    /// Statements that units have sent.
    sent: Arc<AtomicU64>,
    readers: Mutex<Vec<JoinHandle<()>>>,
    writers: Mutex<Vec<JoinHandle<()>>>,
}

pub(crate) enum Writes {
    None,
    Sqlite(Arc<Queue<Work>>),
    Postgres(Arc<Queue<BoxUnit>>),
}

impl Db {
    /// Opens the database and starts its threads. The tables are the business of [`Db::migrate`].
    ///
    /// # Errors
    /// When it cannot be reached, or another process writes the same file ([`StoreError::Locked`]).
    pub fn open(url: &DatabaseUrl, options: Options) -> Result<Self, StoreError> {
        let reads = Arc::new(Queue::new());
        let mut shared = Shared {
            url: url.clone(),
            options,
            reads: Arc::clone(&reads),
            glances: None,
            writes: Writes::None,
            replica: None,
            sent: Arc::default(),
            readers: Mutex::default(),
            writers: Mutex::default(),
        };
        // On an error half-way the drop of `shared` ends the threads that run already.
        match &url.0 {
            Address::Sqlite(path) => open_sqlite(&mut shared, path)?,
            Address::Postgres { config, .. } => {
                open_postgres(&mut shared, config)?;
                let (replica, readers) = (shared.options.replica.clone(), shared.options.readers);
                shared.replica = replica.map(|url| Replica::watch(&url, readers)).transpose()?;
            }
        }
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Which engine answers.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.shared.url.engine()
    }

    /// Where the database is; prints itself without a password.
    #[must_use]
    pub fn url(&self) -> &DatabaseUrl {
        &self.shared.url
    }

    /// Runs a unit of work and returns once it is on disk.
    ///
    /// `Err` from the unit undoes what it wrote. The unit may run several times, of which one counts. Dropping the
    /// future does not call the unit back.
    ///
    /// # Errors
    /// The unit's own error, or a [`StoreError`] of the door.
    pub async fn write<T, E, F>(&self, unit: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let task = match beside::current() {
            None => boxed(unit, Reply::Async(sender), &self.shared.sent),
            Some(beside) => {
                let mut unit = unit;
                let both = move |tx: &mut Tx<'_>| {
                    let value = unit(tx)?;
                    beside(tx, &value)?;
                    Ok(value)
                };
                boxed(both, Reply::Async(sender), &self.shared.sent)
            }
        };
        self.enqueue_write(task)?;
        receiver.await.unwrap_or_else(|_| Err(E::from(StoreError::Closed)))
    }

    /// [`Db::write`] for a unit of which no log may tell that, or when, it ran, however slow it was.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn write_quietly<T, E, F>(&self, unit: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        self.enqueue_write(boxed_quiet(unit, Reply::Async(sender), &self.shared.sent))?;
        receiver.await.unwrap_or_else(|_| Err(E::from(StoreError::Closed)))
    }

    /// Reads from one consistent snapshot; nothing can be written.
    ///
    /// # Errors
    /// The closure's own error, or a [`StoreError`] of the door.
    pub async fn read<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        self.enqueue_read(boxed(f, Reply::Async(sender), &self.shared.sent))?;
        receiver.await.unwrap_or_else(|_| Err(E::from(StoreError::Closed)))
    }

    /// [`Db::read`] for what is found in microseconds: whose session it is, whether what is remembered still holds. On SQLite
    /// it is read on the calling thread, because handing it to another one and back costs several times the reading. Where a
    /// network lies between, on PostgreSQL, it is [`Db::read`].
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn glance<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let Some(glances) = &self.shared.glances else { return self.read(f).await };
        let (sender, receiver) = oneshot::channel();
        glances.run(boxed(f, Reply::Async(sender), &self.shared.sent))?;
        receiver.await.unwrap_or_else(|_| Err(E::from(StoreError::Closed)))
    }

    /// [`Db::write`] for commands and tests: it blocks the thread.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_blocking<T, E, F>(&self, unit: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        outside()?;
        let (sender, receiver) = sync_channel(1);
        self.enqueue_write(boxed(unit, Reply::Blocking(sender), &self.shared.sent))?;
        receiver.recv().unwrap_or_else(|_| Err(E::from(StoreError::Closed)))
    }

    /// [`Db::read`] for commands and tests: it blocks the thread.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn read_blocking<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        outside()?;
        let (sender, receiver) = sync_channel(1);
        self.enqueue_read(boxed(f, Reply::Blocking(sender), &self.shared.sent))?;
        receiver.recv().unwrap_or_else(|_| Err(E::from(StoreError::Closed)))
    }

    /// How many statements units have sent so far: for the test that no page sends more of them when there are more rows.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.shared.sent.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Closes the database for all clones: refuses new units, waits for those under way, ends the threads. It blocks.
    pub fn close(self) {
        self.shared.close();
    }

    fn enqueue_write(&self, unit: BoxUnit) -> Result<(), StoreError> {
        match &self.shared.writes {
            Writes::None => Err(StoreError::ReadOnly),
            Writes::Sqlite(queue) if queue.is_crowded() => Err(crowded()),
            Writes::Postgres(queue) if queue.is_crowded() => Err(crowded()),
            Writes::Sqlite(queue) => queue.push(Work::Unit(unit)).map_err(|_| StoreError::Closed),
            Writes::Postgres(queue) => queue.push(unit).map_err(|_| StoreError::Closed),
        }
    }

    fn enqueue_read(&self, unit: BoxUnit) -> Result<(), StoreError> {
        if self.shared.reads.is_crowded() {
            return Err(crowded());
        }
        self.shared.reads.push(unit).map_err(|_| StoreError::Closed)
    }

    /// Runs `task` on SQLite's writing connection, outside any transaction and with the lock-down lifted.
    pub(crate) fn maintain<T: Send + 'static>(
        &self,
        queue: &Queue<Work>,
        task: impl FnOnce(&mut rusqlite::Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        outside()?;
        let (sender, receiver) = sync_channel(1);
        let work = Work::Maintain(Box::new(move |conn| {
            let result = sqlite::lift(conn).and_then(|()| task(conn));
            let result = sqlite::install(conn).and(result);
            drop(sender.send(result));
        }));
        queue.push(work).map_err(|_| StoreError::Closed)?;
        receiver.recv().unwrap_or(Err(StoreError::Closed))
    }
}

fn crowded() -> StoreError {
    StoreError::Busy("too many units of work wait for the database".to_owned())
}

/// A unit that waits for another unit would wait for its own thread.
fn outside() -> Result<(), StoreError> {
    if Inside::now() {
        return Err(StoreError::Other("a unit of work must not wait for another one".to_owned()));
    }
    Ok(())
}

fn open_sqlite(shared: &mut Shared, path: &std::path::Path) -> Result<(), StoreError> {
    let options = shared.options.clone();
    let path = sqlite::prepare_file(path, options.read_only)?;
    if !options.read_only {
        let claim = sqlite::Claim::take(&path)?;
        let conn = sqlite::writer(&path, options.busy_timeout)?;
        let queue = Arc::new(Queue::new());
        shared.writes = Writes::Sqlite(Arc::clone(&queue));
        let slow = options.slow_unit;
        spawn(&shared.writers, "store-write", move || sqlite::serve_writes(conn, claim, &queue, slow))?;
    }
    shared.glances = Some(sqlite::Glances::new(path.clone(), options.busy_timeout));
    for _ in 0..options.readers.max(1) {
        let conn = sqlite::reader(&path, options.busy_timeout, READER_CACHE_KIB)?;
        let queue = Arc::clone(&shared.reads);
        spawn(&shared.readers, "store-read", move || sqlite::serve_reads(&conn, &queue))?;
    }
    Ok(())
}

fn open_postgres(shared: &mut Shared, config: &postgres::Config) -> Result<(), StoreError> {
    let options = shared.options.clone();
    let primary = Arc::new(AtomicU64::new(0));
    let session = || {
        let session = pg::Session::new(config);
        if options.read_only { session } else { session.at_the_primary(&primary) }
    };
    // The first connection is made now, so that a wrong address is an error of `open`; the others when they are needed.
    let mut first = Some(pg::off_runtime(|| {
        let mut session = session();
        session.live()?;
        Ok(session)
    })?);
    if !options.read_only {
        let queue = Arc::new(Queue::new());
        let turnstile = Arc::default();
        shared.writes = Writes::Postgres(Arc::clone(&queue));
        for _ in 0..options.writers.max(1) {
            let writer = pg::Writer {
                session: session().impatient(),
                slow: options.slow_unit,
                turnstile: Arc::clone(&turnstile),
                away: None,
            };
            let queue = Arc::clone(&queue);
            spawn(&shared.writers, "store-write", move || pg::serve_writes(writer, &queue))?;
        }
    }
    for _ in 0..options.readers.max(1) {
        let session = first.take().unwrap_or_else(session);
        let queue = Arc::clone(&shared.reads);
        spawn(&shared.readers, "store-read", move || pg::serve_reads(session, &queue))?;
    }
    Ok(())
}

fn spawn(
    threads: &Mutex<Vec<JoinHandle<()>>>,
    name: &str,
    work: impl FnOnce() + Send + 'static,
) -> Result<(), StoreError> {
    let handle = std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|error| StoreError::Other(format!("a thread for the database: {error}")))?;
    threads.lock().unwrap_or_else(PoisonError::into_inner).push(handle);
    Ok(())
}

impl Shared {
    fn close(&self) {
        self.reads.close();
        match &self.writes {
            Writes::None => {}
            Writes::Sqlite(queue) => queue.close(),
            Writes::Postgres(queue) => queue.close(),
        }
        // Readers first: SQLite's last connection empties the log when it closes, and that must be the one that can.
        join(&self.readers);
        if let Some(glances) = &self.glances {
            glances.close();
        }
        join(&self.writers);
    }
}

fn join(threads: &Mutex<Vec<JoinHandle<()>>>) {
    let threads = std::mem::take(&mut *threads.lock().unwrap_or_else(PoisonError::into_inner));
    for thread in threads {
        // A unit may own the last clone and drop it on one of these threads, which cannot wait for itself.
        if thread.thread().id() != std::thread::current().id() && thread.join().is_err() {
            tracing::error!("a thread of the database panicked");
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.close();
    }
}
