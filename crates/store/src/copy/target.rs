//! The side that is written: one transaction from the first row to the comparison.

use std::collections::BTreeMap;

use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::{ToSql, Type};
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::error::StoreError;
use crate::migrate::{Step, apply_postgres, apply_sqlite, pending};
use crate::pg;
use crate::scan::is_name;
use crate::sqlite;
use crate::tx::{Connected, Tx};
use crate::url::{Address, DatabaseUrl, Engine};
use crate::value::Value;

use super::catalog::{self, Catalog, Table, docs};
use super::rows::{Sum, Summed, each_row, statement};
use super::source::Source;

/// Texts of an index in one statement.
const TEXTS: usize = 1_000;

crate::statements! {
    KEYS = "select cast(c.relname as text), cast(k.conname as text), pg_get_constraintdef(k.oid) from pg_constraint k
        join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = current_schema() and k.contype = 'f' order by 1, 2";
    COLUMN_TYPES = "select cast(a.attname as text), cast(t.typname as text) from pg_attribute a
        join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace join pg_type t on t.oid = a.atttypid
        where n.nspname = current_schema() and c.relname = cast($1 as text) and a.attnum > 0 and not a.attisdropped";
}

pub(super) enum Target {
    // The connection goes before the claim: closing it still writes.
    Sqlite {
        conn: Connection,
        _claim: sqlite::Claim,
    },
    /// With the foreign keys that were taken off: table, name, definition.
    /// A connection that is not made again when it is lost: the transaction would be lost with it unnoticed.
    Postgres {
        live: Box<pg::Live>,
        keys: Vec<(String, String, String)>,
    },
}

impl Target {
    pub(super) fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        match &url.0 {
            Address::Sqlite(path) => {
                let path = sqlite::prepare_file(path, false)?;
                let claim = sqlite::Claim::take(&path)?;
                let mut conn = sqlite::writer(&path, std::time::Duration::from_secs(5))?;
                sqlite::lift(&mut conn)?;
                conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false).map_err(sqlite::error)?;
                Ok(Self::Sqlite { conn, _claim: claim })
            }
            Address::Postgres { config, .. } => {
                let mut live = Box::new(pg::Session::new(config).for_writes().into_live()?);
                live.take_alone()?;
                Ok(Self::Postgres { live, keys: Vec::new() })
            }
        }
    }

    fn tx(&mut self) -> Tx<'_> {
        Tx::new(match self {
            Self::Sqlite { conn, .. } => Connected::Sqlite(conn),
            Self::Postgres { live, .. } => Connected::Postgres(live),
        })
    }

    /// Refuses what is not empty, then brings the schema up to date.
    pub(super) fn prepare(&mut self, catalog: &Catalog, steps: &[Step]) -> Result<(), StoreError> {
        let mut tx = self.tx();
        let engine = tx.engine();
        catalog.expect_empty(&catalog::found(&mut tx)?, |name, index| {
            let rows = if index && engine == Engine::Sqlite { docs(name) } else { name.to_owned() };
            let sql = crate::sql::Sql::composed("copy", format!("select count(*) from {rows}"));
            Ok(tx.one(&sql, &[], |row| row.get(0))?.unwrap_or(0))
        })?;
        let todo = pending(&mut tx, steps)?;
        match self {
            Self::Sqlite { conn, .. } => {
                conn.execute_batch("pragma foreign_keys=off").map_err(sqlite::error)?;
                todo.iter().try_for_each(|step| apply_sqlite(conn, step))?;
            }
            Self::Postgres { live, .. } => {
                todo.iter().try_for_each(|step| apply_postgres(live, step))?;
            }
        }
        let found: BTreeMap<_, _> = catalog::found(&mut self.tx())?;
        catalog.expect(&found)
    }

    /// Begins the transaction. Keys that refer to other tables are checked as a whole at its end, and no trigger runs: the
    /// rows are not written anew, they have been written.
    pub(super) fn begin(&mut self, catalog: &Catalog) -> Result<(), StoreError> {
        match self {
            Self::Sqlite { conn, .. } => conn.execute_batch("begin immediate").map_err(sqlite::error)?,
            Self::Postgres { live, keys } => {
                live.batch("begin isolation level repeatable read")?;
                let mut tx = Tx::new(Connected::Postgres(live));
                *keys = tx.all(&KEYS, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
                for (table, name, _) in keys.iter() {
                    live.batch(&format!("alter table {table} drop constraint {name}"))?;
                }
                for table in catalog.copied() {
                    live.batch(&format!("alter table {} disable trigger user", table.name))?;
                }
            }
        }
        // What the migrations put there comes from the source, like everything.
        for table in catalog.copied().filter(|table| !table.index) {
            let sql = statement(table, format!("delete from {}", table.name))?;
            self.tx().run(&sql, &[])?;
        }
        Ok(())
    }

    /// Writes a table and says what was read for it.
    pub(super) fn fill(
        &mut self,
        table: &Table,
        source: &mut Source,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Summed, StoreError> {
        match self {
            Self::Sqlite { conn, .. } => fill_sqlite(conn, table, source, progress),
            Self::Postgres { live, .. } if table.index => fill_texts(live, table, source, progress),
            Self::Postgres { live, .. } => fill_postgres(live, table, source, progress),
        }
    }

    pub(super) fn sum(&mut self, table: &Table, progress: &mut dyn FnMut(u64)) -> Result<Summed, StoreError> {
        let mut sum = Sum::new();
        each_row(&mut self.tx(), table, &mut |row| {
            sum.add(&row, progress);
            Ok(())
        })?;
        Ok(sum.end())
    }

    /// Puts the keys and triggers back, which checks all rows, and makes it last.
    pub(super) fn commit(mut self, catalog: &Catalog) -> Result<(), StoreError> {
        let done = self.finish(catalog);
        if done.is_err() {
            self.undo();
        }
        done
    }

    fn finish(&mut self, catalog: &Catalog) -> Result<(), StoreError> {
        match self {
            Self::Sqlite { conn, .. } => {
                crate::migrate::keys_hold(conn)?;
                conn.execute_batch("commit").map_err(sqlite::error)?;
                // The log held all of it once more.
                conn.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(())).map_err(sqlite::error)
            }
            Self::Postgres { live, keys } => {
                for (table, name, definition) in keys.iter().filter(|(table, name, _)| is_name(table) && is_name(name))
                {
                    live.batch(&format!("alter table {table} add constraint {name} {definition}"))?;
                }
                for table in catalog.copied() {
                    live.batch(&format!("alter table {} enable trigger user", table.name))?;
                }
                live.batch("commit")?;
                // So that the first questions are answered by somebody who knows the sizes of the tables.
                live.batch("analyze")
            }
        }
    }

    /// Leaves it as empty as it was.
    pub(super) fn undo(&mut self) {
        let undone = match self {
            Self::Sqlite { conn, .. } if conn.is_autocommit() => Ok(()),
            Self::Sqlite { conn, .. } => conn.execute_batch("rollback").map_err(sqlite::error),
            Self::Postgres { live, .. } => live.batch("rollback"),
        };
        if let Err(error) = undone {
            tracing::debug!(%error, "the rollback did not reach the database, which does it by itself");
        }
    }
}

fn fill_sqlite(
    conn: &Connection,
    table: &Table,
    source: &mut Source,
    progress: &mut dyn FnMut(u64),
) -> Result<Summed, StoreError> {
    let columns = if table.index { "rowid, tokens".to_owned() } else { table.columns.join(", ") };
    let places: Vec<String> = (1..=table.columns.len()).map(|place| format!("${place}")).collect();
    let insert = statement(table, format!("insert into {} ({columns}) values ({})", table.name, places.join(", ")))?;
    let mut sum = Sum::new();
    source.each(table, &mut |row| {
        sum.add(&row, progress);
        sqlite::run(conn, &insert, &row).map(|_| ())
    })?;
    if table.index {
        // Whatever order the parts of the index were written in, they are one part now.
        conn.execute_batch(&format!("insert into {0} ({0}) values ('optimize')", table.name)).map_err(sqlite::error)?;
    }
    Ok(sum.end())
}

fn fill_postgres(
    live: &mut pg::Live,
    table: &Table,
    source: &mut Source,
    progress: &mut dyn FnMut(u64),
) -> Result<Summed, StoreError> {
    let types: BTreeMap<String, String> = Tx::new(Connected::Postgres(live))
        .all(&COLUMN_TYPES, &crate::params![&table.name], |row| Ok((row.get(0)?, row.get(1)?)))?
        .into_iter()
        .collect();
    let kinds = table.columns.iter().map(|column| match types.get(column).map(String::as_str) {
        Some("int8") => Ok(Type::INT8),
        Some("text") => Ok(Type::TEXT),
        Some("bytea") => Ok(Type::BYTEA),
        _ => Err(StoreError::Migration(format!("{}.{column} is of a kind that is not copied", table.name))),
    });
    let kinds: Vec<Type> = kinds.collect::<Result<_, _>>()?;
    let into = format!("copy {} ({}) from stdin (format binary)", table.name, table.columns.join(", "));
    let failed = |error: postgres::Error| pg::error(&error);
    let mut writer = BinaryCopyInWriter::new(live.client().copy_in(&into).map_err(failed)?, &kinds);
    let mut sum = Sum::new();
    source.each(table, &mut |row| {
        sum.add(&row, progress);
        let values: Vec<&(dyn ToSql + Sync)> = row.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect();
        writer.write(&values).map_err(failed)
    })?;
    writer.finish().map_err(failed)?;
    Ok(sum.end())
}

fn fill_texts(
    live: &mut pg::Live,
    table: &Table,
    source: &mut Source,
    progress: &mut dyn FnMut(u64),
) -> Result<Summed, StoreError> {
    let insert = format!(
        "insert into {} (key, tokens) select t.key, t.words::tsvector from unnest($1::bigint[], $2::text[]) as t (key, words)",
        table.name
    );
    let (mut sum, mut keys, mut texts) = (Sum::new(), Vec::<i64>::new(), Vec::<String>::new());
    let mut send = |keys: &mut Vec<i64>, texts: &mut Vec<String>| {
        let sent = live.client().execute(&insert, &[keys, texts]).map_err(|error| pg::error(&error));
        keys.clear();
        texts.clear();
        sent.map(|_| ())
    };
    source.each(table, &mut |row| {
        sum.add(&row, progress);
        if let [Value::Int(key), Value::Text(words)] = row.as_slice() {
            keys.push(*key);
            texts.push(words.clone());
        }
        if keys.len() < TEXTS { Ok(()) } else { send(&mut keys, &mut texts) }
    })?;
    send(&mut keys, &mut texts)?;
    Ok(sum.end())
}
