//! Leaks as others have had them. Each is planted into the attacker's last copy, as if the product had written it.

use std::time::{Duration, SystemTime};

use super::day::{Day, orders_of_people};
use super::snapshot::{Snapshot, Table, sqlite_tables};

/// A leak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plant {
    /// A time beside each point.
    CreatedAt,
    /// A running number as key.
    Serial,
    /// A time-ordered key instead of a random one.
    TimeOrderedKey,
    /// Each point written plainly in a transaction of its own: the log keeps the order.
    OwnTransaction,
    /// The time at which a person was last seen, for somebody who does not sit in the office, beside a running number.
    LastSeen,
    /// A job for each point.
    JobPerPoint,
    /// The time of each attachment's file.
    FileTime,
}

impl Plant {
    pub(super) const ALL: [Plant; 7] = [
        Plant::CreatedAt,
        Plant::Serial,
        Plant::TimeOrderedKey,
        Plant::OwnTransaction,
        Plant::LastSeen,
        Plant::JobPerPoint,
        Plant::FileTime,
    ];
}

/// Plants it.
pub(super) fn apply(leak: Plant, day: &mut Day) {
    let (spoken, points) = (day.spoken.clone(), day.table);
    let people = day.people.clone();
    let numbers = day.snapshots.get(1).and_then(|s| transactions(s, &day.slips));
    let Some(last) = day.snapshots.last_mut() else { return };
    let stamp = |n: usize| format!("2008-07-08 {:02}:{:02}:00", 9 + n / 60, n % 60);
    match leak {
        Plant::CreatedAt => add_column(last, points, "created_at", &spoken, stamp),
        Plant::Serial => add_column(last, points, "serial", &spoken, |n| format!("{n:08}")),
        Plant::LastSeen => {
            add_column(last, points, "serial", &spoken, |n| format!("{n:08}"));
            add_column(last, "person", "last_seen", &people, stamp);
            day.orders_of_people = orders_of_people(&people, &day.snapshots);
        }
        Plant::TimeOrderedKey => {
            // The key itself is what sorts: rename every point.
            let names: Vec<String> = (0..spoken.len()).map(|n| format!("011b{n:08x}{}", "0".repeat(20))).collect();
            for (old, new) in spoken.iter().zip(&names) {
                if let Some(person) = day.truth.remove(old) {
                    day.truth.insert(new.clone(), person);
                }
            }
            let table = last.tables.get_mut(points).unwrap();
            for row in &mut table.rows {
                for value in row.iter_mut() {
                    if let Some(n) = spoken.iter().position(|old| old == value) {
                        *value = names[n].clone();
                    }
                }
            }
            day.points = names;
        }
        Plant::OwnTransaction => {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("plain.db");
            let db = rusqlite::Connection::open(&path).unwrap();
            db.pragma_update(None, "journal_mode", "wal").unwrap();
            db.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
            db.execute_batch("create table plain_ballot (id text primary key, answers text) without rowid").unwrap();
            for point in &spoken {
                db.execute("insert into plain_ballot (id, answers) values (?1, 'S')", [point]).unwrap();
            }
            let log = std::fs::read(format!("{}-wal", path.display())).unwrap();
            last.files.insert("log".into(), log);
            last.tables.extend(sqlite_tables(&path));
            // A server keeps no log that he could read, but every row keeps the number of the transaction that wrote it.
            if let Some(xmin) = numbers.filter(|n| n.len() == spoken.len()) {
                let rows = spoken.iter().zip(xmin).map(|(point, number)| vec![point.clone(), number]).collect();
                let table = Table { columns: vec!["id".into(), "xmin".into()], rows };
                last.tables.insert("plain_ballot".into(), table);
                last.files.remove("log");
            }
        }
        Plant::JobPerPoint => {
            let rows = spoken
                .iter()
                .enumerate()
                .map(|(n, point)| vec![format!("011b{n:08x}{}", "0".repeat(20)), point.clone()]);
            let table = Table { columns: vec!["id".into(), "payload".into()], rows: rows.collect() };
            last.tables.insert("job".into(), table);
        }
        Plant::FileTime => {
            for (n, point) in spoken.iter().enumerate() {
                let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_215_478_800 + u64::try_from(n).unwrap() * 60);
                last.changed.push((format!("blobs/{point}.jpg"), at));
            }
        }
    }
}

/// The transactions in which these slips or ballots were written, where the engine tells.
fn transactions(snapshot: &Snapshot, slips: &[String]) -> Option<Vec<String>> {
    let table = snapshot.tables.get("sealed_ballot")?;
    let (id, xmin) = (table.columns.iter().position(|c| c == "id")?, table.columns.iter().position(|c| c == "xmin")?);
    slips.iter().map(|slip| table.rows.iter().find(|row| row[id] == *slip).map(|row| row[xmin].clone())).collect()
}

/// Adds a column to a table, with a value for the row of each key by its turn.
fn add_column(snapshot: &mut Snapshot, table: &str, column: &str, keys: &[String], value: impl Fn(usize) -> String) {
    let table = snapshot.tables.get_mut(table).unwrap();
    let key = table.columns.iter().position(|c| c == "id").unwrap();
    table.columns.push(column.into());
    for row in &mut table.rows {
        let turn = keys.iter().position(|k| *k == row[key]);
        row.push(turn.map(&value).unwrap_or_default());
    }
}
