//! A transaction of either engine, as a unit of work sees it.

use crate::error::StoreError;
use crate::row::Row;
use crate::sql::Sql;
use crate::url::Engine;
use crate::value::Value;

/// A transaction, or a read snapshot.
///
/// A statement that fails spoils the unit: later statements are refused and the unit cannot succeed. PostgreSQL works
/// this way by itself; here SQLite does too, so that code tried on one engine does not surprise on the other.
/// [`Tx::attempt`] is for statements that may fail.
pub struct Tx<'a> {
    pub(crate) engine: Connected<'a>,
    pub(crate) state: State,
}

pub(crate) enum Connected<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(&'a mut crate::pg::Live),
}

#[derive(Default)]
pub(crate) struct State {
    /// The first statement that failed.
    pub(crate) failed: Option<StoreError>,
    /// The whole transaction is void, whatever the unit does.
    pub(crate) void: bool,
    depth: u32,
    /// Statements sent so far.
    pub(crate) sent: u64,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(engine: Connected<'a>) -> Self {
        Self { engine, state: State::default() }
    }

    /// The engine, for the rare place where a caller must say something different about it.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.engine {
            Connected::Sqlite(_) => Engine::Sqlite,
            Connected::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement that changes rows, and says how many.
    ///
    /// # Errors
    /// What the engine refuses, as a [`StoreError`].
    pub fn run(&mut self, sql: &Sql, params: &[Value]) -> Result<u64, StoreError> {
        self.ready(params)?;
        self.state.sent += 1;
        let result = match &mut self.engine {
            Connected::Sqlite(conn) => crate::sqlite::run(conn, sql, params),
            Connected::Postgres(live) => live.run(sql, params),
        };
        result.map_err(|error| self.fail(sql, error))
    }

    /// The first row, if there is one. Also for `insert … returning`.
    ///
    /// # Errors
    /// What the engine refuses, or the first error of `f`.
    pub fn one<T>(
        &mut self,
        sql: &Sql,
        params: &[Value],
        mut f: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut first = None;
        self.each(sql, params, |row| {
            if first.is_none() {
                first = Some(f(row)?);
            }
            Ok(())
        })?;
        Ok(first)
    }

    /// All rows.
    ///
    /// # Errors
    /// What the engine refuses, or the first error of `f`.
    pub fn all<T>(
        &mut self,
        sql: &Sql,
        params: &[Value],
        mut f: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::new();
        self.each(sql, params, |row| {
            rows.push(f(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// One row after the other, without holding them all: for big exports.
    ///
    /// # Errors
    /// What the engine refuses, or the first error of `f`, which ends the reading but does not spoil the unit.
    pub fn each(
        &mut self,
        sql: &Sql,
        params: &[Value],
        mut f: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.ready(params)?;
        self.state.sent += 1;
        // The caller's error must not count as the statement's: it is carried beside.
        let mut own = None;
        let mut step = |row: &Row<'_>| match f(row) {
            Ok(()) => true,
            Err(error) => {
                own = Some(error);
                false
            }
        };
        let result = match &mut self.engine {
            Connected::Sqlite(conn) => crate::sqlite::each(conn, sql, params, &mut step),
            Connected::Postgres(live) => live.each(sql, params, &mut step),
        };
        result.map_err(|error| self.fail(sql, error))?;
        own.map_or(Ok(()), Err)
    }

    /// Prepares a statement without running it: for the test that no constant is wrong on either engine.
    ///
    /// # Errors
    /// What the engine refuses.
    pub fn prepare(&mut self, sql: &Sql) -> Result<(), StoreError> {
        self.ready(&[])?;
        let result = match &mut self.engine {
            Connected::Sqlite(conn) => crate::sqlite::prepare(conn, sql),
            Connected::Postgres(live) => live.prepare(sql),
        };
        result.map_err(|error| self.fail(sql, error))
    }

    /// Runs `f` in a savepoint. When it fails, what it wrote is undone, its error comes back inside, and the unit goes on:
    /// for an insert that may meet a row of the same key. The outer error means that the whole unit is lost.
    ///
    /// # Errors
    /// When the savepoint cannot be made or undone.
    pub fn attempt<T, E>(&mut self, f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<Result<T, E>, StoreError> {
        self.ready(&[])?;
        self.state.depth += 1;
        let depth = self.state.depth;
        self.batch(&format!("savepoint attempt_{depth}"))?;
        let result = f(self);
        self.state.depth = depth - 1;
        if self.state.void {
            return Err(self.state.failed.clone().unwrap_or(StoreError::Conflict));
        }
        if result.is_ok()
            && let Some(error) = &self.state.failed
        {
            return Err(StoreError::Spoiled(error.to_string()));
        }
        if result.is_ok() {
            self.batch(&format!("release savepoint attempt_{depth}"))?;
        } else {
            self.state.failed = None;
            self.batch(&format!("rollback to savepoint attempt_{depth}; release savepoint attempt_{depth}"))?;
        }
        Ok(result)
    }

    fn batch(&mut self, text: &str) -> Result<(), StoreError> {
        let result = match &mut self.engine {
            Connected::Sqlite(conn) => conn.execute_batch(text).map_err(crate::sqlite::error),
            Connected::Postgres(live) => live.batch(text),
        };
        result.map_err(|error| {
            self.state.void = true;
            self.state.failed.get_or_insert(error).clone()
        })
    }

    /// Refuses what must not be sent.
    fn ready(&self, params: &[Value]) -> Result<(), StoreError> {
        if let Some(error) = &self.state.failed {
            return Err(StoreError::Spoiled(error.to_string()));
        }
        for (index, value) in params.iter().enumerate() {
            if let Value::Text(text) = value
                && let Some(position) = text.bytes().position(|byte| byte == 0)
            {
                return Err(StoreError::Nul { parameter: index + 1, position });
            }
        }
        Ok(())
    }

    /// Notes that a statement failed.
    fn fail(&mut self, sql: &Sql, error: StoreError) -> StoreError {
        let error = match error {
            // Only mistakes of the program need the place; the others are the user's or the machine's.
            StoreError::Other(text) => StoreError::Other(format!("{}: {text}", sql.name())),
            StoreError::Denied(text) => StoreError::Denied(format!("{}: {text}", sql.name())),
            other => other,
        };
        self.state.void |= match &self.engine {
            // SQLite itself undoes the whole transaction when the disk is full and the like.
            Connected::Sqlite(conn) => conn.is_autocommit(),
            Connected::Postgres(live) => live.is_void(&error),
        };
        self.state.failed.get_or_insert(error).clone()
    }
}
