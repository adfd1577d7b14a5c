//! What the attacker copies, and every order that he can read from it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use store::Engine;

use crate::testing::World;

/// A table as it lay there: its columns, and its rows in physical order, each value as text that sorts.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// A copy of everything at one moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Snapshot {
    /// The tables.
    pub tables: BTreeMap<String, Table>,
    /// The raw files: database, log, and what else lies in the folder.
    pub files: BTreeMap<String, Vec<u8>>,
    /// When each file was last changed.
    pub changed: Vec<(String, SystemTime)>,
}

impl Snapshot {
    /// Copies what there is.
    pub fn take(world: &World) -> Snapshot {
        let mut snapshot = Snapshot::default();
        match world.app.db.engine() {
            Engine::Sqlite => {
                let path = world.app.config.database.path().unwrap().to_owned();
                let folder = tempfile::tempdir().unwrap();
                let copy = folder.path().join("copy.db");
                for (suffix, name) in [("", "database"), ("-wal", "log")] {
                    let from = PathBuf::from(format!("{}{suffix}", path.display()));
                    if let Ok(bytes) = std::fs::read(&from) {
                        std::fs::write(format!("{}{suffix}", copy.display()), &bytes).unwrap();
                        snapshot.files.insert(name.into(), bytes);
                    }
                }
                snapshot.tables = sqlite_tables(&copy);
            }
            Engine::Postgres => snapshot.tables = postgres_tables(world),
        }
        walk(&world.app.config.data, &mut snapshot);
        snapshot.files.insert("server's log".into(), super::log::so_far());
        snapshot
    }

    /// Every order of the keys: by each other column of a table that holds them, by the place of their rows, by their place
    /// in each raw file, by the times of files that bear their names.
    pub fn orders(&self, keys: &[String]) -> Vec<(String, Vec<String>)> {
        let known: HashSet<&str> = keys.iter().map(String::as_str).collect();
        let mut all = Vec::new();
        for (name, table) in &self.tables {
            for (at, column) in table.columns.iter().enumerate() {
                let holding = holding(table, at, &known);
                if holding.is_empty() {
                    continue;
                }
                let keys = |rows: &[(&str, &Vec<String>)]| rows.iter().map(|(key, _)| (*key).to_owned()).collect();
                all.push((format!("{name}.{column} by place"), keys(&holding)));
                for (other, by) in table.columns.iter().enumerate() {
                    let mut sorted = holding.clone();
                    sorted.sort_by(|a, b| a.1[other].cmp(&b.1[other]));
                    all.push((format!("{name}.{column} by {by}"), keys(&sorted)));
                }
            }
        }
        for (name, bytes) in &self.files {
            all.push((format!("first place in the {name}"), places(bytes, &known, false)));
            all.push((format!("last place in the {name}"), places(bytes, &known, true)));
        }
        let mut named: Vec<(&SystemTime, &str)> = Vec::new();
        for (name, at) in &self.changed {
            named.extend(keys.iter().filter(|k| name.contains(k.as_str())).map(|k| (at, k.as_str())));
        }
        named.sort();
        all.push(("time of files".into(), named.into_iter().map(|(_, key)| key.to_owned()).collect()));
        all.into_iter().map(|(name, order)| (name, once(order))).collect()
    }
}

/// What stands beside each key: for every column of a table that holds them, and every other column, the value by key.
/// What two lists have in common joins them: a transaction, a day, a hash.
pub(super) fn beside(snapshots: &[Snapshot], keys: &[String]) -> Vec<(String, HashMap<String, String>)> {
    let known: HashSet<&str> = keys.iter().map(String::as_str).collect();
    let mut all = Vec::new();
    let mut first: HashMap<String, String> = HashMap::new();
    for (moment, snapshot) in snapshots.iter().enumerate() {
        for (name, table) in &snapshot.tables {
            for (at, column) in table.columns.iter().enumerate() {
                let holding = holding(table, at, &known);
                for (key, _) in &holding {
                    first.entry(format!("{name} {key}")).or_insert_with(|| moment.to_string());
                }
                for (other, by) in table.columns.iter().enumerate().filter(|(n, _)| *n != at && !holding.is_empty()) {
                    let values = holding.iter().map(|(key, row)| ((*key).to_owned(), row[other].clone())).collect();
                    all.push((format!("moment {moment}: {name}.{column} with {by}"), values));
                }
            }
        }
    }
    // The comparison of two backups: in which a key is there for the first time, table by table.
    let tables: HashSet<&str> = first.keys().filter_map(|k| k.split(' ').next()).collect();
    for table in tables {
        let own = first.iter().filter_map(|(k, moment)| {
            let (of, key) = k.split_once(' ')?;
            (of == table).then(|| (key.to_owned(), moment.clone()))
        });
        all.push((format!("{table}: first there"), own.collect()));
    }
    all
}

/// The rows that hold a known key in a column, as a whole or inside a longer text.
fn holding<'a>(table: &'a Table, at: usize, known: &HashSet<&'a str>) -> Vec<(&'a str, &'a Vec<String>)> {
    let mut all = Vec::new();
    for row in &table.rows {
        let cell = row[at].as_str();
        if cell.len() < 32 {
            continue;
        }
        let key = match known.get(cell) {
            Some(key) => Some(*key),
            None if cell.len() > 32 && cell.starts_with('{') => {
                words(cell.as_bytes()).find_map(|word| known.get(word).copied())
            }
            None => None,
        };
        all.extend(key.map(|key| (key, row)));
    }
    all
}

/// Everything in a text that looks like a key.
fn words(bytes: &[u8]) -> impl Iterator<Item = &str> {
    bytes
        .split(|b| !(b.is_ascii_digit() || (b'a'..=b'f').contains(b)))
        .filter(|word| word.len() == 32)
        .filter_map(|word| std::str::from_utf8(word).ok())
}

/// Each key at its first appearance.
fn once(order: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    order.into_iter().filter(|key| seen.insert(key.clone())).collect()
}

/// The keys in the order of their place in a file.
fn places(bytes: &[u8], known: &HashSet<&str>, last: bool) -> Vec<String> {
    let mut found: HashMap<&str, usize> = HashMap::new();
    let mut run = 0;
    for (at, byte) in bytes.iter().enumerate() {
        run = if byte.is_ascii_digit() || (b'a'..=b'f').contains(byte) { run + 1 } else { 0 };
        if run >= 32
            && let Ok(word) = std::str::from_utf8(&bytes[at - 31..=at])
            && let Some(key) = known.get(word)
        {
            let place = found.entry(*key).or_insert(at);
            if last {
                *place = at;
            }
        }
    }
    let mut placed: Vec<(usize, &str)> = found.into_iter().map(|(key, at)| (at, key)).collect();
    placed.sort_unstable();
    placed.into_iter().map(|(_, key)| key.to_owned()).collect()
}

fn walk(folder: &Path, snapshot: &mut Snapshot) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, snapshot);
        } else if let Ok(changed) = entry.metadata().and_then(|m| m.modified()) {
            snapshot.changed.push((path.display().to_string(), changed));
            if path.extension().is_some_and(|e| e == "anchor" || e == "log") {
                snapshot.files.insert(path.display().to_string(), std::fs::read(&path).unwrap_or_default());
            }
        }
    }
}

/// All tables of a copied file, rows in the order in which SQLite finds them.
pub(super) fn sqlite_tables(path: &Path) -> BTreeMap<String, Table> {
    let db = rusqlite::Connection::open(path).unwrap();
    let names: Vec<String> = db
        .prepare("select name from sqlite_schema where type = 'table' and name not like '%_fts%' order by name")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .flatten()
        .collect();
    let mut tables = BTreeMap::new();
    for name in names {
        let Ok(mut statement) = db.prepare(&format!("select * from \"{name}\"")) else { continue };
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let width = columns.len();
        let mut rows = statement.query([]).unwrap();
        let mut table = Table { columns, rows: Vec::new() };
        while let Ok(Some(row)) = rows.next() {
            table.rows.push((0..width).map(|n| sortable(row.get_ref(n).unwrap())).collect());
        }
        tables.insert(name, table);
    }
    tables
}

fn sortable(value: rusqlite::types::ValueRef<'_>) -> String {
    use rusqlite::types::ValueRef::{Blob, Integer, Null, Real, Text};
    match value {
        Null => String::new(),
        Integer(n) => format!("{:020}", i128::from(n) + (1i128 << 64)),
        Real(n) => format!("{n:030.10}"),
        Text(text) => String::from_utf8_lossy(text).into_owned(),
        Blob(bytes) => bytes.iter().take(64).map(|b| format!("{b:02x}")).collect(),
    }
}

/// All tables of the schema, with the hidden columns that tell place and transaction.
fn postgres_tables(world: &World) -> BTreeMap<String, Table> {
    let sql = "select table_name, string_agg(column_name, ',' order by ordinal_position) from information_schema.columns
        where table_schema = current_schema() and table_name in (select tablename from pg_tables where schemaname = current_schema())
        group by table_name";
    let names = raw(world, sql);
    let mut tables = BTreeMap::new();
    for row in names {
        let (name, columns) = (row[0].clone(), row[1].clone());
        let listed: Vec<String> = columns.split(',').map(str::to_owned).collect();
        let hidden = ["lpad(xmin::text, 20, '0')", "ctid::text"].map(String::from);
        let cast = listed.iter().map(|c| match c.as_str() {
            "sealed" | "public" => format!("encode(\"{c}\", 'hex')"),
            c => format!("case when pg_typeof(\"{c}\") = 'bigint'::regtype then lpad(\"{c}\"::text, 20, '0') else \"{c}\"::text end"),
        });
        let select: Vec<String> = cast.chain(hidden).map(|e| format!("coalesce({e}, '')")).collect();
        let rows = raw(world, &format!("select {} from \"{name}\" order by ctid", select.join(", ")));
        let columns = listed.into_iter().chain(["xmin".into(), "ctid".into()]).collect();
        tables.insert(name, Table { columns, rows });
    }
    tables
}

/// A statement past the door, on a connection of the attacker's own.
fn raw(world: &World, sql: &str) -> Vec<Vec<String>> {
    let schema = world.schema();
    let address = std::env::var(store::testing::VARIABLE).unwrap();
    let sql = sql.to_owned();
    std::thread::spawn(move || {
        let mut client = postgres::Client::connect(&address, postgres::NoTls).unwrap();
        client.batch_execute(&format!("set search_path to {schema}")).unwrap();
        let rows = client.query(sql.as_str(), &[]).unwrap();
        rows.iter().map(|row| (0..row.len()).map(|n| row.get::<_, String>(n)).collect()).collect()
    })
    .join()
    .unwrap()
}
