//! The side that is read, at one moment.

use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::error::StoreError;
use crate::migrate::{Step, pending};
use crate::pg;
use crate::sqlite;
use crate::tx::{Connected, Tx};
use crate::url::{Address, DatabaseUrl};
use crate::value::Value;

use super::catalog::{self, Catalog, Table};
use super::rows::{Sum, Summed, each_row};

pub(super) enum Source {
    Sqlite { conn: Connection, _claim: Option<sqlite::Claim> },
    Postgres(Box<pg::Live>),
}

impl Source {
    /// `alone`: nobody else may write to it meanwhile, and nobody does.
    pub(super) fn open(url: &DatabaseUrl, alone: bool) -> Result<Self, StoreError> {
        match &url.0 {
            Address::Sqlite(path) => {
                let path = sqlite::prepare_file(path, true)?;
                let claim = alone.then(|| sqlite::Claim::take(&path)).transpose()?;
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let conn = Connection::open_with_flags(&path, flags).map_err(sqlite::error)?;
                conn.busy_timeout(Duration::from_secs(30)).map_err(sqlite::error)?;
                // No file of its own for sorting: it would outlive what is erased. The vocabulary of a text index is a
                // table of this connection alone.
                conn.execute_batch("pragma temp_store=memory; begin").map_err(sqlite::error)?;
                Ok(Self::Sqlite { conn, _claim: claim })
            }
            Address::Postgres { config, .. } => {
                let mut live = Box::new(pg::Session::new(config).into_live()?);
                if alone {
                    live.take_alone()?;
                }
                live.batch("begin isolation level repeatable read read only")?;
                Ok(Self::Postgres(live))
            }
        }
    }

    fn tx(&mut self) -> Tx<'_> {
        Tx::new(match self {
            Self::Sqlite { conn, .. } => Connected::Sqlite(conn),
            Self::Postgres(live) => Connected::Postgres(live),
        })
    }

    /// Refuses a schema that is not the one of this program.
    pub(super) fn expect(&mut self, catalog: &Catalog, steps: &[Step]) -> Result<(), StoreError> {
        let mut tx = self.tx();
        let missing = pending(&mut tx, steps)?.len();
        if missing > 0 {
            return Err(StoreError::Migration(format!(
                "the source lacks {missing} steps of the schema: bring it up to date first"
            )));
        }
        catalog.expect(&catalog::found(&mut tx)?)
    }

    pub(super) fn each(
        &mut self,
        table: &Table,
        f: &mut dyn FnMut(Vec<Value>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        each_row(&mut self.tx(), table, f)
    }

    pub(super) fn sum(&mut self, table: &Table, progress: &mut dyn FnMut(u64)) -> Result<Summed, StoreError> {
        let mut sum = Sum::new();
        self.each(table, &mut |row| {
            sum.add(&row, progress);
            Ok(())
        })?;
        Ok(sum.end())
    }
}
