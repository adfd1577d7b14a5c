//! Rows on their way, and the hash over them, the same whichever engine they come from.

use std::collections::HashMap;

use crate::error::StoreError;
use crate::scan::is_name;
use crate::sql::Sql;
use crate::tx::{Connected, Tx};
use crate::value::Value;

use super::catalog::{Table, docs};

/// Rows between two words about the progress.
const STEP: u64 = 1_000;

/// Words of a text index held in memory at a time.
const WORDS: i64 = 500_000;

/// How many rows, and the hash over all of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Summed {
    pub(super) rows: u64,
    pub(super) hash: String,
}

/// Adds rows up.
pub(super) struct Sum {
    rows: u64,
    hasher: blake3::Hasher,
}

impl Sum {
    pub(super) fn new() -> Self {
        Self { rows: 0, hasher: blake3::Hasher::new() }
    }

    /// Each value with its kind and length, so that no two rows look alike.
    pub(super) fn add(&mut self, row: &[Value], progress: &mut dyn FnMut(u64)) {
        for value in row {
            let (kind, bytes): (u8, &[u8]) = match value {
                Value::Null => (0, &[]),
                Value::Int(number) => {
                    self.hasher.update(&[1]).update(&number.to_be_bytes());
                    continue;
                }
                Value::Text(text) => (2, text.as_bytes()),
                Value::Blob(bytes) => (3, bytes),
            };
            let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            self.hasher.update(&[kind]).update(&length.to_be_bytes()).update(bytes);
        }
        self.hasher.update(&[255]);
        self.rows += 1;
        if self.rows.is_multiple_of(STEP) {
            progress(self.rows);
        }
    }

    pub(super) fn end(self) -> Summed {
        Summed { rows: self.rows, hash: self.hasher.finalize().to_hex().to_string() }
    }
}

/// A statement made of names that were checked.
pub(super) fn statement(table: &Table, text: String) -> Result<Sql, StoreError> {
    if is_name(&table.name) && table.columns.iter().all(|column| is_name(column)) {
        Ok(Sql::composed("copy", text))
    } else {
        Err(StoreError::Other(format!("{} needs quotes", table.name)))
    }
}

/// All rows of a table in the order of the key, one after the other.
pub(super) fn each_row(
    tx: &mut Tx<'_>,
    table: &Table,
    f: &mut dyn FnMut(Vec<Value>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    if table.index {
        return match &tx.engine {
            Connected::Sqlite(conn) => each_text_of_sqlite(conn, table, f),
            Connected::Postgres(_) => each_text_of_postgres(tx, table, f),
        };
    }
    let (columns, key) = (table.columns.join(", "), table.key.join(", "));
    let sql = statement(table, format!("select {columns} from {} order by {key}", table.name))?;
    tx.each(&sql, &[], |row| f((0..row.width()).map(|column| row.get(column)).collect::<Result<_, _>>()?))
}

fn each_text_of_postgres(
    tx: &mut Tx<'_>,
    table: &Table,
    f: &mut dyn FnMut(Vec<Value>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let text = format!("select key, array_to_string(tsvector_to_array(tokens), ' ') from {} order by key", table.name);
    tx.each(&statement(table, text)?, &[], |row| {
        let mut words: Vec<String> = row.get::<String>(1)?.split_whitespace().map(str::to_owned).collect();
        f(text_row(row.get(0)?, &mut words))
    })
}

fn text_row(key: i64, words: &mut [String]) -> Vec<Value> {
    words.sort_unstable();
    vec![Value::Int(key), Value::Text(words.join(" "))]
}

/// The index keeps no texts, only which words stand in which: they are gathered from its vocabulary for a range of keys at
/// a time, as many as the memory shall hold.
fn each_text_of_sqlite(
    conn: &rusqlite::Connection,
    table: &Table,
    f: &mut dyn FnMut(Vec<Value>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let failed = crate::sqlite::error;
    let name = &table.name;
    let keys: Vec<i64> = conn
        .prepare(&format!("select id from {} order by id", docs(name)))
        .and_then(|mut all| all.query_map([], |row| row.get(0))?.collect())
        .map_err(failed)?;
    conn.execute_batch(&format!(
        "drop table if exists temp.copy_words; create virtual table temp.copy_words using fts5vocab('main', '{name}', 'instance')"
    ))
    .map_err(failed)?;
    let words: i64 = conn.query_row("select count(*) from temp.copy_words", [], |row| row.get(0)).map_err(failed)?;
    let rounds = usize::try_from(words / WORDS + 1).unwrap_or(1);
    for part in keys.chunks(keys.len().div_ceil(rounds).max(1)) {
        let (Some(first), Some(last)) = (part.first(), part.last()) else { continue };
        let mut texts: HashMap<i64, Vec<String>> = HashMap::new();
        let mut read = conn.prepare("select doc, term from temp.copy_words").map_err(failed)?;
        let mut rows = read.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let doc: i64 = row.get(0).map_err(failed)?;
            if doc >= *first && doc <= *last {
                texts.entry(doc).or_default().push(row.get(1).map_err(failed)?);
            }
        }
        for key in part {
            f(text_row(*key, &mut texts.remove(key).unwrap_or_default()))?;
        }
    }
    conn.execute_batch("drop table temp.copy_words").map_err(failed)
}
