//! Where the data is: the options that nearly every command takes.

use std::path::PathBuf;

use anyhow::Context;
use jiff::civil::DateTime;
use store::{DatabaseUrl, Db, Options};

use crate::app::{App, Parts};
use crate::blobs::FilesUrl;
use crate::clock::{self, Clock};
use crate::config::Config;
use crate::demo::{self, Standing};
use crate::letterbox::Letterbox;
use crate::schema::MIGRATIONS;

/// The folder and the database.
#[derive(Clone, Debug, clap::Args)]
pub struct Place {
    /// The folder of files, keys and the audit anchor, and of the database unless --database names another
    #[arg(long, value_name = "DIR", default_value = "data", env = "SHUANGCU_DATA")]
    pub data: PathBuf,
    /// The database: postgres://… or sqlite:PATH
    #[arg(long, value_name = "URL", env = "SHUANGCU_DATABASE", hide_env_values = true)]
    pub database: Option<DatabaseUrl>,
    /// Where files are kept, unless in the folder of --data: file:///FOLDER, or s3://BUCKET/PREFIX with AWS_… variables
    #[arg(long, value_name = "URL", env = "SHUANGCU_FILES")]
    pub files: Option<FilesUrl>,
    /// A second folder for the keys of the box; put it on another disk
    #[arg(long, value_name = "DIR", env = "SHUANGCU_SECOND_KEYS")]
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
        config.files = self.files.clone();
        config.second_keys = self.second_keys.clone();
        config
    }

    /// Opens for writing, bringing the schema up to date.
    pub fn open(&self) -> anyhow::Result<App> {
        self.open_with(self.config())
    }

    /// The same with settings that were changed.
    pub fn open_with(&self, config: Config) -> anyhow::Result<App> {
        let db = open_to_write(&config)?;
        self.put_together(config, db)
    }

    /// Opens for reading only, beside a server that may be running. Nothing is created: a folder that is not there is
    /// an error, and so is a schema that this program does not fit.
    pub fn open_to_read(&self) -> anyhow::Result<App> {
        let config = self.config();
        let db = open_to_read(&config)?;
        if !db.migrate(MIGRATIONS, true)?.is_empty() {
            anyhow::bail!("{} has an older schema: run `shuangcu migrate` first", config.database);
        }
        self.put_together(config, db)
    }

    /// A demonstration lives in its own time, whichever command opens it.
    fn put_together(&self, mut config: Config, db: Db) -> anyhow::Result<App> {
        let clock = match (self.clock, demo::standing(&db)?) {
            (Some(start), _) => Clock::starting_at(clock::at(start.date(), start.hour(), start.minute())),
            (None, Standing::Filled(last)) => Clock::starting_at(last),
            (None, _) => Clock::system(),
        };
        config.demo = matches!(demo::standing(&db)?, Standing::Filled(_));
        put_together(config, db, clock)
    }
}

/// Opens a database for writing and brings its schema up to date.
pub fn open_to_write(config: &Config) -> anyhow::Result<Db> {
    std::fs::create_dir_all(&config.data).with_context(|| config.data.display().to_string())?;
    let options = Options { replica: config.replica.clone(), ..Options::default() };
    let db =
        Db::open(&config.database, options).with_context(|| format!("cannot open {} for writing", config.database))?;
    db.migrate(MIGRATIONS, false)?;
    Ok(db)
}

/// Opens a database for reading, or fails where there is none.
pub fn open_to_read(config: &Config) -> anyhow::Result<Db> {
    Db::open(&config.database, Options { read_only: true, ..Options::default() })
        .with_context(|| format!("cannot open {}", config.database))
}

/// The product over an open database.
pub fn put_together(config: Config, db: Db, clock: Clock) -> anyhow::Result<App> {
    let blobs = config.blobs()?;
    let letterbox = Letterbox::open(config.key_folders())?;
    let calendar = workday::Calendar::builtin().clone();
    Ok(App::new(Parts { db, blobs, clock, config, letterbox, calendar, recall: Default::default() }))
}

/// Seals what the command wrote, so that nothing waits for a server that may never start.
pub async fn seal(app: &App) -> anyhow::Result<()> {
    crate::audit::seal(&app.db, &app.config.anchor(), app.clock.now()).await?;
    Ok(())
}
