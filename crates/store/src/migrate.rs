//! Bringing the tables to the state that this version of the program expects.

use crate::db::{Db, Writes};
use crate::dialect::translate;
use crate::error::StoreError;
use crate::pg;
use crate::sqlite;
use crate::tx::{Connected, Tx};
use crate::url::{Address, Engine};
use crate::value::Value;

/// One step. The common text is in the dialect of [`crate::translate`]; the engine's own text, taken as it stands, runs
/// after it. A step that has run anywhere is never edited: write the next one.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its place in the order, from 1.
    pub number: u32,
    /// What it does, in a few words.
    pub name: &'static str,
    /// For both engines.
    pub sql: &'static str,
    /// For SQLite only.
    pub sqlite: Option<&'static str>,
    /// For PostgreSQL only.
    pub postgres: Option<&'static str>,
}

/// A step that ran, or would run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Applied {
    /// Its place in the order.
    pub number: u32,
    /// Its name.
    pub name: String,
}

const CREATE: &str =
    "create table if not exists schema_migration (number bigint primary key, name text not null, hash text not null);";

crate::statements! {
    LIST = "select number, hash from schema_migration order by number";
    INSERT = "insert into schema_migration (number, name, hash) values ($1, $2, $3)";
    HAS_TABLE_SQLITE = "select count(*) from sqlite_master where type = 'table' and name = 'schema_migration'";
    HAS_TABLE_POSTGRES = "select count(*) from pg_tables
         where tablename = 'schema_migration' and schemaname = any (current_schemas(false))";
}

impl Db {
    /// Runs what has not run yet, each step in a transaction of its own, and says which; with `dry_run` only says so.
    ///
    /// # Errors
    /// [`StoreError::Migration`] when a step fails (the ones before it stay), when a step that ran has been edited since, or
    /// when the database knows steps that this program does not: it is older than the database.
    pub fn migrate(&self, migrations: &[Migration], dry_run: bool) -> Result<Vec<Applied>, StoreError> {
        in_order(migrations)?;
        let engine = self.engine();
        let steps: Vec<Step> = migrations.iter().map(|step| Step::new(step, engine)).collect::<Result<_, _>>()?;
        if dry_run {
            let all = steps.clone();
            return self.read_blocking(move |tx| Ok(told(&pending(tx, &all)?)));
        }
        match (&self.shared.writes, &self.url().0) {
            (Writes::None, _) => Err(StoreError::ReadOnly),
            (Writes::Sqlite(queue), _) => {
                self.maintain(queue, move |conn| {
                    let todo = pending(&mut Tx::new(Connected::Sqlite(conn)), &steps)?;
                    // Rebuilding a table (SQLite cannot change a column) would trip over the keys that refer to it; they
                    // are checked as a whole before each commit instead.
                    conn.execute_batch("pragma foreign_keys=off").map_err(sqlite::error)?;
                    let result = todo.iter().try_for_each(|step| apply_sqlite(conn, step));
                    conn.execute_batch("pragma foreign_keys=on").map_err(sqlite::error)?;
                    result.map(|()| told(&todo))
                })
            }
            (Writes::Postgres(_), Address::Postgres { config, .. }) => pg::off_runtime(|| {
                let mut session = pg::Session::new(config);
                let live = session.live()?;
                // Several processes may start at once. The lock ends with the connection.
                live.batch("select pg_advisory_lock(77120131, hashtext(current_schema()))")?;
                let todo = pending(&mut Tx::new(Connected::Postgres(live)), &steps)?;
                todo.iter().try_for_each(|step| apply_postgres(live, step))?;
                Ok(told(&todo))
            }),
            (Writes::Postgres(_), Address::Sqlite(_)) => Err(StoreError::Closed),
        }
    }
}

#[derive(Clone)]
pub(crate) struct Step {
    number: u32,
    name: &'static str,
    text: String,
    hash: String,
}

impl Step {
    pub(crate) fn new(step: &Migration, engine: Engine) -> Result<Self, StoreError> {
        let own = match engine {
            Engine::Sqlite => step.sqlite,
            Engine::Postgres => step.postgres,
        };
        let text = format!("{}\n{}", translate(step.sql, engine)?, own.unwrap_or_default());
        // The hash is over what was written, not over the translation, which may be corrected one day; and it must not
        // depend on how a checkout ends its lines.
        let written = format!("{}\0{}", step.sql, own.unwrap_or_default()).replace("\r\n", "\n");
        let hash = blake3::hash(written.as_bytes()).to_hex().to_string();
        Ok(Self { number: step.number, name: step.name, text, hash })
    }

    fn failed(&self, error: StoreError) -> StoreError {
        match error {
            StoreError::Full | StoreError::Lost(_) | StoreError::CommitUnknown => error,
            other => StoreError::Migration(format!("{:04} {}: {other}", self.number, self.name)),
        }
    }

    fn row(&self) -> [Value; 3] {
        crate::params![self.number, self.name, &self.hash]
    }
}

fn in_order(migrations: &[Migration]) -> Result<(), StoreError> {
    for (step, next) in migrations.iter().zip(migrations.iter().skip(1)) {
        if step.number >= next.number {
            return Err(StoreError::Migration(format!("{:04} comes after {:04}", step.number, next.number)));
        }
    }
    Ok(())
}

fn told(steps: &[Step]) -> Vec<Applied> {
    steps.iter().map(|step| Applied { number: step.number, name: step.name.to_owned() }).collect()
}

/// The steps that have not run.
pub(crate) fn pending(tx: &mut Tx<'_>, steps: &[Step]) -> Result<Vec<Step>, StoreError> {
    let has_table = match tx.engine() {
        Engine::Sqlite => HAS_TABLE_SQLITE,
        Engine::Postgres => HAS_TABLE_POSTGRES,
    };
    let exists = tx.one(&has_table, &[], |row| row.get::<i64>(0))?.unwrap_or(0) > 0;
    let done: Vec<(u32, String)> =
        if exists { tx.all(&LIST, &[], |row| Ok((row.get(0)?, row.get(1)?)))? } else { Vec::new() };
    let last = done.last().map_or(0, |(number, _)| *number);
    for (number, hash) in &done {
        match steps.iter().find(|step| step.number == *number) {
            None => {
                return Err(StoreError::Migration(format!(
                    "the database has step {number:04}, which this program does not know: it is older than the database. \
                     Start the newer program again, or restore the backup from before the upgrade"
                )));
            }
            Some(step) if step.hash != *hash => {
                return Err(StoreError::Migration(format!(
                    "{number:04} {} has run and was edited since: put it back and write a new one",
                    step.name
                )));
            }
            Some(_) => {}
        }
    }
    let todo: Vec<Step> =
        steps.iter().filter(|step| done.iter().all(|(number, _)| *number != step.number)).cloned().collect();
    match todo.first() {
        Some(step) if step.number < last => Err(StoreError::Migration(format!(
            "{:04} {} was added behind {last:04}, which has run: give it the next number",
            step.number, step.name
        ))),
        _ => Ok(todo),
    }
}

pub(crate) fn apply_sqlite(conn: &rusqlite::Connection, step: &Step) -> Result<(), StoreError> {
    conn.execute_batch("begin immediate").map_err(sqlite::error)?;
    let table = translate(CREATE, Engine::Sqlite)?;
    let result = conn
        .execute_batch(&table)
        .and_then(|()| conn.execute_batch(&step.text))
        .map_err(sqlite::error)
        .and_then(|()| sqlite::run(conn, &INSERT, &step.row()))
        .and_then(|_| keys_hold(conn))
        .and_then(|()| conn.execute_batch("commit").map_err(sqlite::error));
    if result.is_err() && !conn.is_autocommit() {
        conn.execute_batch("rollback").map_err(sqlite::error)?;
    }
    result.map_err(|error| step.failed(error))
}

pub(crate) fn keys_hold(conn: &rusqlite::Connection) -> Result<(), StoreError> {
    let mut check = conn.prepare("pragma foreign_key_check").map_err(sqlite::error)?;
    let mut rows = check.query([]).map_err(sqlite::error)?;
    match rows.next().map_err(sqlite::error)? {
        None => Ok(()),
        Some(row) => {
            let detail = row.get::<_, String>(0).unwrap_or_else(|_| "a table".to_owned());
            Err(StoreError::ForeignKey { detail })
        }
    }
}

pub(crate) fn apply_postgres(live: &mut pg::Live, step: &Step) -> Result<(), StoreError> {
    let table = translate(CREATE, Engine::Postgres)?;
    let result = live
        .batch("begin")
        .and_then(|()| live.batch(&table))
        .and_then(|()| live.batch(&step.text))
        .and_then(|()| live.run(&INSERT, &step.row()))
        .and_then(|_| live.batch("commit"));
    if result.is_err() {
        // The connection may be gone, and then there is nothing to roll back.
        drop(live.batch("rollback"));
    }
    result.map_err(|error| step.failed(error))
}
