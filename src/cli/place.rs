//! Where the data is: the options that nearly every command takes.

use std::path::PathBuf;

use anyhow::Context;
use jiff::civil::DateTime;
use store::{DatabaseUrl, Db, Options};

use crate::app::{App, Parts};
use crate::blobs::Blobs;
use crate::clock::{self, Clock};
use crate::config::Config;
use crate::letterbox::Letterbox;
use crate::schema::MIGRATIONS;

/// The folder and the database.
#[derive(Clone, Debug, clap::Args)]
pub struct Place {
    /// The folder of files, keys and the audit anchor, and of the database unless --database names another
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// The database: postgres://… or sqlite:PATH
    #[arg(long, value_name = "URL")]
    pub database: Option<DatabaseUrl>,
    /// A second folder for the keys of the box; put it on another disk
    #[arg(long, value_name = "DIR")]
    pub second_keys: Option<PathBuf>,
    /// Begin at this moment (Asia/Shanghai) instead of now, and go on at the usual pace; for tests
    #[arg(long, value_name = "MOMENT", hide = true)]
    pub clock: Option<DateTime>,
}

impl Place {
    /// The settings.
    pub fn config(&self) -> Config {
        let mut config = Config::in_folder(self.data.clone());
        if let Some(database) = &self.database {
            config.database = database.clone();
        }
        config.second_keys = self.second_keys.clone();
        config
    }

    /// The clock.
    pub fn clock(&self) -> Clock {
        match self.clock {
            Some(start) => Clock::starting_at(clock::at(start.date(), start.hour(), start.minute())),
            None => Clock::system(),
        }
    }

    #[allow(dead_code, reason = "for the importing commands")]
    /// Opens for writing, bringing the schema up to date.
    pub fn open(&self) -> anyhow::Result<App> {
        open(self.config(), self.clock())
    }

    /// Opens for reading only, beside a server that may be running. Nothing is created: a folder that is not there is
    /// an error, and so is a schema that this program does not fit.
    pub fn open_to_read(&self) -> anyhow::Result<App> {
        let config = self.config();
        let db = Db::open(&config.database, Options { read_only: true, ..Options::default() })
            .with_context(|| format!("cannot open {}", config.database))?;
        if !db.migrate(MIGRATIONS, true)?.is_empty() {
            anyhow::bail!("{} has an older schema: run `shuangcu migrate` first", config.database);
        }
        let blobs = Blobs::open(config.data.join("blobs"))?;
        let letterbox = Letterbox::open(config.key_folders())?;
        let calendar = workday::Calendar::builtin().clone();
        Ok(App::new(Parts { db, blobs, clock: self.clock(), config, letterbox, calendar }))
    }
}

/// Opens with given settings, and says what to do when another process holds the file.
pub fn open(config: Config, clock: Clock) -> anyhow::Result<App> {
    let place = config.database.to_string();
    App::open(config, clock).with_context(|| format!("cannot open {place}"))
}

/// Seals what the command wrote, so that nothing waits for a server that may never start.
pub async fn seal(app: &App) -> anyhow::Result<()> {
    crate::audit::seal(&app.db, &app.config.anchor(), app.clock.now()).await?;
    Ok(())
}
