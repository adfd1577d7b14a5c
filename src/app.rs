//! What a handler may reach.

use std::ops::Deref;
use std::sync::Arc;

use store::Db;

use crate::blobs::Blobs;
use crate::clock::Clock;
use crate::config::Config;
use crate::letterbox::Letterbox;
use crate::recall::Recall;

/// The running product. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of an [`App`].
pub struct Parts {
    /// The database.
    pub db: Db,
    /// Files by content.
    pub blobs: Blobs,
    /// The clock.
    pub clock: Clock,
    /// The settings.
    pub config: Config,
    /// The box for anonymous acts.
    pub letterbox: Letterbox,
    /// The working calendar.
    pub calendar: workday::Calendar,
    /// What was read once and still holds.
    pub recall: Recall,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> App {
        App(Arc::new(parts))
    }

    /// Opens the database at the configured place, brings its schema up to date, and makes the product ready.
    pub fn open(config: Config, clock: Clock) -> anyhow::Result<App> {
        std::fs::create_dir_all(&config.data)?;
        let db = Db::open(&config.database, store::Options::default())?;
        db.migrate(crate::schema::MIGRATIONS, false)?;
        let blobs = config.blobs()?;
        let letterbox = Letterbox::open(config.key_folders())?;
        let calendar = workday::Calendar::builtin().clone();
        Ok(App::new(Parts { db, blobs, clock, config, letterbox, calendar, recall: Recall::default() }))
    }
}

/// Waits until the words of a text can be cut. The dictionary takes some 150 ms and 60 MiB, so it is loaded by the first act
/// that writes words, before its unit of work and off the threads that serve pages; a process that only reads never does.
pub async fn words_ready() {
    // Whether it was loaded here or fails to be, the unit of work finds out for itself.
    let _ = tokio::task::spawn_blocking(merge::load).await;
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}
