//! Fresh databases of both engines for tests.

use std::hash::{BuildHasher, RandomState};
use std::ops::Deref;

use crate::db::Db;
use crate::error::StoreError;
use crate::options::Options;
use crate::pg::{Session, off_runtime};
use crate::url::{Address, DatabaseUrl, Engine};

/// The variable that names a scratch server; see `tests/postgres.sh` at the root of the repository.
pub const VARIABLE: &str = "SHUANGCU_TEST_POSTGRES";

/// A database that is gone when this is dropped.
pub struct TestDatabase {
    db: Option<Db>,
    url: DatabaseUrl,
    schema: Option<(postgres::Config, String)>,
    // Dropped last, after the connections to the file in it.
    _folder: Option<tempfile::TempDir>,
}

impl TestDatabase {
    /// Its address, for a test that opens it once more.
    #[must_use]
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// The schema on the scratch server, for a test that looks past the door; `None` on SQLite.
    #[must_use]
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_ref().map(|(_, name)| name.as_str())
    }

    /// Closes the database until it is opened again.
    pub fn shut(&mut self) {
        if let Some(db) = self.db.take() {
            db.close();
        }
    }

    /// Closes the database and opens it again, as a restart of the program would.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn reopen(&mut self, options: Options) -> Result<(), StoreError> {
        if let Some(db) = self.db.take() {
            db.close();
        }
        self.db = Some(Db::open(&self.url, options)?);
        Ok(())
    }
}

impl Deref for TestDatabase {
    type Target = Db;

    #[allow(clippy::expect_used, reason = "for tests only; empty only after a reopen that failed")]
    fn deref(&self) -> &Db {
        self.db.as_ref().expect("the test database was not opened again")
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some(db) = self.db.take() {
            db.close();
        }
        if let Some((config, schema)) = &self.schema {
            let dropped =
                off_runtime(|| Session::new(config).live()?.batch(&format!("drop schema if exists {schema} cascade")));
            if let Err(error) = dropped {
                eprintln!("the test schema {schema} is left behind: {error}");
            }
        }
    }
}

/// A fresh database of every engine at hand. Without [`VARIABLE`] this is SQLite alone, and it says so loudly.
///
/// # Panics
/// When one cannot be made: a test cannot go on without.
#[must_use]
pub fn databases() -> Vec<TestDatabase> {
    databases_with(&Options::default())
}

/// [`databases`] with these options.
///
/// # Panics
/// When one cannot be made: a test cannot go on without.
#[must_use]
pub fn databases_with(options: &Options) -> Vec<TestDatabase> {
    let mut all = vec![sqlite_with(options)];
    all.extend(postgres_with(options));
    all
}

/// A fresh SQLite database.
///
/// # Panics
/// When it cannot be made.
#[must_use]
#[allow(clippy::expect_used, reason = "for tests only: a test cannot go on without its database")]
pub fn sqlite_with(options: &Options) -> TestDatabase {
    let folder = tempfile::tempdir().expect("a folder for the test database");
    let url = DatabaseUrl::sqlite(folder.path().join("test.db"));
    let db = Db::open(&url, options.clone()).expect("the test database");
    TestDatabase { db: Some(db), url, schema: None, _folder: Some(folder) }
}

/// A fresh schema on the scratch server, if there is one.
///
/// # Panics
/// When it cannot be made.
#[must_use]
#[allow(clippy::expect_used, reason = "for tests only: a test cannot go on without its database")]
pub fn postgres_with(options: &Options) -> Option<TestDatabase> {
    let Some(address) = std::env::var(VARIABLE).ok().filter(|address| !address.is_empty()) else {
        eprintln!("!!! {VARIABLE} is not set: this test ran on SQLite ONLY (tests/postgres.sh starts a server) !!!");
        return None;
    };
    let server: DatabaseUrl = address.parse().expect("the address of the scratch server");
    let Address::Postgres { config, shown } = server.0 else {
        eprintln!("!!! {VARIABLE} is not the address of a PostgreSQL !!!");
        return None;
    };
    // A schema instead of a database: made in milliseconds, and tests that run side by side do not see each other's.
    let schema = format!("test_{:016x}", RandomState::new().hash_one(std::process::id()));
    off_runtime(|| Session::new(&config).live()?.batch(&format!("create schema {schema}"))).expect("a test schema");
    let mut own = *config.clone();
    own.options(&format!("-c search_path={schema}"));
    let url = DatabaseUrl(Address::Postgres { config: Box::new(own), shown });
    let db = Db::open(&url, options.clone()).expect("the test database");
    Some(TestDatabase { db: Some(db), url, schema: Some((*config, schema)), _folder: None })
}

/// For the first line of a test's message.
impl std::fmt::Debug for TestDatabase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let engine: Engine = self.engine();
        write!(f, "{engine} at {}", self.url)
    }
}
