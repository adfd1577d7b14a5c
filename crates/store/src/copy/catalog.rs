//! The tables that the migrations make: found out by running them in memory, so that no list has to be kept.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::dialect::translate;
use crate::error::StoreError;
use crate::migrate::Migration;
use crate::scan::is_name;
use crate::sqlite;
use crate::tx::Tx;
use crate::url::Engine;

/// The table in which the migrations keep what has run; each database has its own.
pub(super) const OWN: &str = "schema_migration";

crate::statements! {
    TABLES_SQLITE = "select name, case when type = 'virtual' then 1 else 0 end from pragma_table_list
        where schema = 'main' and type in ('table', 'virtual') and name not like 'sqlite%' order by name";
    COLUMNS_SQLITE = "select name, pk from pragma_table_info($1) order by cid";
    COLUMNS_POSTGRES = "select cast(c.relname as text), cast(a.attname as text) from pg_class c
        join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
        where n.nspname = current_schema() and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped";
}

/// One table.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) name: String,
    /// Whether it is a text index.
    pub(super) index: bool,
    /// All columns; those of a text index are `key` and `tokens`.
    pub(super) columns: Vec<String>,
    /// The columns of its key, in their order.
    pub(super) key: Vec<String>,
    /// The rows that the migrations put there.
    filled: i64,
    copied: bool,
}

/// All tables.
pub(super) struct Catalog {
    tables: Vec<Table>,
}

impl Catalog {
    pub(super) fn of(migrations: &[Migration], leave: &[&str]) -> Result<Self, StoreError> {
        let conn = Connection::open_in_memory().map_err(sqlite::error)?;
        for step in migrations {
            let text = translate(step.sql, Engine::Sqlite)?;
            conn.execute_batch(&format!("{text}\n{}", step.sqlite.unwrap_or_default())).map_err(sqlite::error)?;
        }
        let mut tables = tables_of_sqlite(&conn)?;
        for table in &mut tables {
            let well = is_name(&table.name) && table.columns.iter().all(|column| is_name(column));
            if !well || table.key.is_empty() {
                return Err(StoreError::Other(format!("{} has no key, or a name that needs quotes", table.name)));
            }
            let count =
                format!("select count(*) from {}", if table.index { docs(&table.name) } else { table.name.clone() });
            table.filled = conn.query_row(&count, [], |row| row.get(0)).map_err(sqlite::error)?;
            table.copied = !leave.contains(&table.name.as_str());
        }
        Ok(Self { tables })
    }

    /// The tables whose rows are carried over.
    pub(super) fn copied(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter().filter(|table| table.copied)
    }

    /// Refuses a database whose tables are not these.
    pub(super) fn expect(&self, found: &BTreeMap<String, Vec<String>>) -> Result<(), StoreError> {
        for table in &self.tables {
            let sorted = sorted(&table.columns);
            if found.get(&table.name).is_none_or(|columns| *columns != sorted) {
                return Err(StoreError::Migration(format!("the table {} is not as this program makes it", table.name)));
            }
        }
        match found.keys().find(|name| name.as_str() != OWN && self.tables.iter().all(|table| table.name != **name)) {
            Some(strange) => Err(StoreError::Migration(format!(
                "the table {strange} is not of this program: use a database of its own"
            ))),
            None => Ok(()),
        }
    }

    /// Refuses a database in which there is anything yet.
    pub(super) fn expect_empty(
        &self,
        found: &BTreeMap<String, Vec<String>>,
        mut count: impl FnMut(&str, bool) -> Result<i64, StoreError>,
    ) -> Result<(), StoreError> {
        let not_empty = |table: &str| {
            StoreError::Busy(format!("the database is not empty ({table} has rows): a copy goes into an empty one"))
        };
        for name in found.keys().filter(|name| name.as_str() != OWN) {
            match self.tables.iter().find(|table| table.name == *name) {
                None => {
                    return Err(StoreError::Busy(format!(
                        "the database is not empty (the table {name} is not of this program): a copy goes into an empty one"
                    )));
                }
                Some(table) if count(name, table.index)? > table.filled => return Err(not_empty(name)),
                Some(_) => {}
            }
        }
        Ok(())
    }
}

/// Where SQLite keeps the keys of a text index.
pub(super) fn docs(index: &str) -> String {
    format!("{index}_docsize")
}

fn sorted(columns: &[String]) -> Vec<String> {
    let mut columns = columns.to_vec();
    columns.sort_unstable();
    columns
}

fn tables_of_sqlite(conn: &Connection) -> Result<Vec<Table>, StoreError> {
    let mut found: Vec<(String, bool)> = Vec::new();
    sqlite::each(conn, &TABLES_SQLITE, &[], &mut |row| {
        if let (Ok(name), Ok(index)) = (row.get(0), row.get(1)) {
            found.push((name, index));
        }
        true
    })?;
    let mut tables = Vec::new();
    for (name, index) in found {
        let (mut columns, mut key) = (Vec::new(), Vec::new());
        if index {
            columns = vec!["key".to_owned(), "tokens".to_owned()];
            key = vec![(1, "key".to_owned())];
        } else {
            sqlite::each(conn, &COLUMNS_SQLITE, &crate::params![&name], &mut |row| {
                if let (Ok(column), Ok(place)) = (row.get::<String>(0), row.get::<i64>(1)) {
                    if place > 0 {
                        key.push((place, column.clone()));
                    }
                    columns.push(column);
                }
                true
            })?;
            key.sort_unstable();
        }
        let key = key.into_iter().map(|(_, column)| column).collect();
        tables.push(Table { name, index, columns, key, filled: 0, copied: true });
    }
    Ok(tables)
}

/// The tables of a database and the names of their columns, sorted.
pub(super) fn found(tx: &mut Tx<'_>) -> Result<BTreeMap<String, Vec<String>>, StoreError> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    match &tx.engine {
        crate::tx::Connected::Sqlite(conn) => {
            for table in tables_of_sqlite(conn)? {
                all.insert(table.name, sorted(&table.columns));
            }
        }
        crate::tx::Connected::Postgres(_) => {
            for (table, column) in tx.all(&COLUMNS_POSTGRES, &[], |row| Ok((row.get::<String>(0)?, row.get(1)?)))? {
                all.entry(table).or_default().push(column);
            }
            all.values_mut().for_each(|columns: &mut Vec<String>| columns.sort_unstable());
        }
    }
    Ok(all)
}
