//! A connection that is up, with its prepared statements.

use std::collections::HashMap;

use fallible::next;
use postgres::types::ToSql;
use postgres::{Client, Statement};

use super::error::{error, is_stale, is_standby};
use crate::error::StoreError;
use crate::row::{Row, Source};
use crate::sql::Sql;
use crate::value::Value;

/// Statements kept prepared on one connection. The product's statements are constants, so that this is a guard
/// against a mistake, not a working set that breathes.
const PREPARED: usize = 1_000;

/// The lock that a copy of the whole database takes for itself and everybody who writes shares; it ends with the connection.
const SHARE: &str =
    "select case when pg_try_advisory_lock_shared(77120132, hashtext(current_schema())) then 1 else 0 end";
const ALONE: &str = "select case when pg_try_advisory_lock(77120132, hashtext(current_schema())) then 1 else 0 end";

pub(crate) struct Live {
    pub(super) client: Client,
    prepared: HashMap<String, Statement>,
    /// Whether units of work are to be written here.
    writes: bool,
    /// The server takes no more writes: another one has become the primary.
    pub(super) spent: bool,
}

impl Live {
    pub(super) fn new(client: Client, writes: bool) -> Self {
        Self { client, prepared: HashMap::new(), writes, spent: false }
    }

    /// What lies below, for a copy.
    pub(crate) fn client(&mut self) -> &mut Client {
        &mut self.client
    }

    /// Tells whoever copies the whole database that somebody works on it.
    pub(super) fn share(&mut self) -> Result<(), StoreError> {
        // A database without a schema to work in answers null; the migrations will say so.
        match self.number(SHARE, &[]) {
            Ok(0) => Err(StoreError::Locked(
                "the database is being copied: wait until that is done, then start again".to_owned(),
            )),
            _ => Ok(()),
        }
    }

    /// Keeps everybody else of the product off the database, or refuses while somebody is there.
    pub(crate) fn take_alone(&mut self) -> Result<(), StoreError> {
        match self.number(ALONE, &[])? {
            0 => Err(StoreError::Locked("another process works on this database: stop it first".to_owned())),
            _ => Ok(()),
        }
    }

    /// The door's own statements, and migrations.
    pub(crate) fn batch(&mut self, text: &str) -> Result<(), StoreError> {
        self.client.batch_execute(text).map_err(|failed| self.told(&failed))
    }

    pub(crate) fn prepare(&mut self, sql: &Sql) -> Result<(), StoreError> {
        self.prepared(sql).map(|_| ())
    }

    /// A single number, for maintenance.
    pub(crate) fn number(&mut self, text: &'static str, params: &[i64]) -> Result<i64, StoreError> {
        let params: Vec<Value> = params.iter().map(Value::from).collect();
        let mut number = None;
        self.each(&Sql::new("maintenance", text), &params, &mut |row| {
            number = row.get(0).ok();
            true
        })?;
        number.ok_or_else(|| StoreError::Other("the server gave no number".to_owned()))
    }

    fn prepared(&mut self, sql: &Sql) -> Result<Statement, StoreError> {
        if let Some(statement) = self.prepared.get(sql.text()) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql.text()).map_err(|failed| self.told(&failed))?;
        if self.prepared.len() >= PREPARED {
            self.prepared.clear();
        }
        self.prepared.insert(sql.text().to_owned(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn run(&mut self, sql: &Sql, params: &[Value]) -> Result<u64, StoreError> {
        let statement = self.prepared(sql)?;
        check(&statement, params)?;
        if !statement.columns().is_empty() {
            return Err(StoreError::Other("returns rows: use one, all or each".to_owned()));
        }
        let values: Vec<&(dyn ToSql + Sync)> = params.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect();
        self.client.execute(&statement, &values).map_err(|failed| self.told(&failed))
    }

    /// `step` says whether to go on.
    pub(crate) fn each(
        &mut self,
        sql: &Sql,
        params: &[Value],
        step: &mut dyn FnMut(&Row<'_>) -> bool,
    ) -> Result<(), StoreError> {
        let statement = self.prepared(sql)?;
        check(&statement, params)?;
        let result = self.client.query_raw(&statement, params).and_then(|mut rows| {
            while let Some(row) = next(&mut rows)? {
                if !step(&Row(Source::Postgres(&row))) {
                    break;
                }
            }
            Ok(())
        });
        result.map_err(|failed| self.told(&failed))
    }

    /// A migration of another process may have changed a table under a prepared statement: prepare all again, and the
    /// unit that met it is run again.
    fn told(&mut self, failed: &postgres::Error) -> StoreError {
        if is_stale(failed) {
            self.prepared.clear();
        }
        // After a change of the primary a connection may live on that only reads. It is of no use to whoever writes: it is
        // hung up, and the unit runs again where writes are taken.
        if self.writes && is_standby(failed) {
            self.spent = true;
            return StoreError::Lost("the server takes no more writes".to_owned());
        }
        error(failed)
    }

    /// Whether this error voids the whole transaction, not just a savepoint of it.
    pub(crate) fn is_void(&self, error: &StoreError) -> bool {
        matches!(error, StoreError::Conflict | StoreError::Lost(_)) || self.client.is_closed()
    }
}

fn check(statement: &Statement, params: &[Value]) -> Result<(), StoreError> {
    let count = statement.params().len();
    if count == params.len() {
        Ok(())
    } else {
        Err(StoreError::Other(format!("has {count} parameters but got {}", params.len())))
    }
}

mod fallible {
    use postgres::fallible_iterator::FallibleIterator;

    /// The next row; in a room of its own, because the trait's `next` would shadow the standard one all over the file.
    pub(super) fn next<I: FallibleIterator>(rows: &mut I) -> Result<Option<I::Item>, I::Error> {
        rows.next()
    }
}
