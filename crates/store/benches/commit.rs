//! Durable units of work per second through the door, against the bare engine on the same disk in the same run.
//!
//! `cargo bench -p store [-- SECONDS_PER_ROUND]`; PostgreSQL too when `SHUANGCU_TEST_POSTGRES` names a server. Absolute
//! numbers say more about the disk than about the door: look at the ratio.
#![allow(clippy::print_stdout, clippy::expect_used, missing_docs, clippy::as_conversions, clippy::cast_precision_loss)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use store::testing::{TestDatabase, postgres_with, sqlite_with};
use store::{Db, Migration, Options, StoreError, params};

const WRITERS: usize = 32;
const ROUNDS: usize = 7;

store::statements! {
    INSERT = "insert into point (id, day, body) values ($1, $2, $3)";
}

const TABLE: &[Migration] = &[Migration {
    number: 1,
    name: "point",
    sql: "create table point (id bigint primary key, day text not null, body text not null);",
    sqlite: None,
    postgres: None,
}];

const BODY: &str = "食堂的饭菜价格偏高，建议每周公布一次菜价，并请职工代表参加评议。";

fn main() {
    let seconds = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(1.0);
    let round = Duration::from_secs_f64(seconds);
    let sqlite = || sqlite_with(&Options::default());
    compare("SQLite", "bare rusqlite, 32 rows per commit", sqlite, || bare_rows(round, false), round);
    compare("SQLite", "bare rusqlite, 32 rows per commit, a savepoint each", sqlite, || bare_rows(round, true), round);
    if postgres_with(&Options::default()).is_some() {
        let address = std::env::var(store::testing::VARIABLE).expect("the server");
        let postgres = || postgres_with(&Options::default()).expect("the server");
        let bare = "bare client, one insert per commit, 4 connections";
        compare("PostgreSQL", bare, postgres, || bare_postgres(&address, round), round);
    }
}

/// Rounds of both in turn, so that a disk that changes its mood does so for both; each begins with an empty table.
fn compare(engine: &str, other: &str, open: impl Fn() -> TestDatabase, mut bare: impl FnMut() -> f64, round: Duration) {
    let (mut doors, mut bares, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let db = open();
        db.migrate(TABLE, false).expect("the table");
        let door = door(&db, round);
        drop(db);
        let bare = bare();
        doors.push(door);
        bares.push(bare);
        ratios.push(door / bare);
    }
    println!("{engine}, {WRITERS} writers, {ROUNDS} rounds of {:.1} s, median (least to most):", round.as_secs_f64());
    println!("  {:<55} {}", "the door, one insert per unit", shown(&mut doors, 0));
    println!("  {other:<55} {}", shown(&mut bares, 0));
    println!("  {:<55} {}", "ratio", shown(&mut ratios, 2));
}

fn shown(numbers: &mut [f64], digits: usize) -> String {
    numbers.sort_by(f64::total_cmp);
    let at = |place: usize| numbers.get(place).copied().unwrap_or(f64::NAN);
    format!("{:.digits$} ({:.digits$} to {:.digits$})", at(numbers.len() / 2), at(0), at(numbers.len() - 1))
}

fn door(db: &Db, round: Duration) -> f64 {
    static NEXT: AtomicI64 = AtomicI64::new(0);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().expect("a runtime");
    let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    runtime.block_on(async {
        let tasks: Vec<_> = (0..WRITERS)
            .map(|_| {
                let (db, stop, done) = (db.clone(), Arc::clone(&stop), Arc::clone(&done));
                tokio::spawn(async move {
                    while !stop.load(Ordering::Relaxed) {
                        // Spread as random ids are, but never the same twice.
                        let id = NEXT.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as i64);
                        db.write::<_, StoreError, _>(move |tx| tx.run(&INSERT, &params![id, "2026-07-01", BODY]))
                            .await
                            .expect("an insert");
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                })
            })
            .collect();
        let begin = Instant::now();
        // The runtime needs no timer for this.
        std::thread::spawn({
            let stop = Arc::clone(&stop);
            move || {
                std::thread::sleep(round);
                stop.store(true, Ordering::Relaxed);
            }
        });
        for task in tasks {
            task.await.expect("a writer");
        }
        done.load(Ordering::Relaxed) as f64 / begin.elapsed().as_secs_f64()
    })
}

fn bare_rows(round: Duration, savepoints: bool) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let conn = rusqlite::Connection::open(folder.path().join("bare.db")).expect("a file");
    conn.query_row("pragma journal_mode=wal", [], |_| Ok(())).expect("a log");
    conn.execute_batch(
        "pragma synchronous=full; pragma wal_autocheckpoint=2000; pragma secure_delete=on; pragma cache_size=-16384;
         pragma temp_store=memory;
         create table point (id integer primary key, day text not null, body text not null);",
    )
    .expect("the table");
    let batch = |text: &str| conn.prepare_cached(text).and_then(|mut s| s.raw_execute()).expect("the transaction");
    let (mut rows, begin) = (0_i64, Instant::now());
    while begin.elapsed() < round {
        batch("begin immediate");
        for _ in 0..WRITERS {
            if savepoints {
                batch("savepoint unit");
            }
            let id = rows.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as i64);
            conn.prepare_cached("insert into point (id, day, body) values ($1, $2, $3)")
                .and_then(|mut statement| statement.execute(rusqlite::params![id, "2026-07-01", BODY]))
                .expect("an insert");
            if savepoints {
                batch("release savepoint unit");
            }
            rows += 1;
        }
        batch("commit");
    }
    rows as f64 / begin.elapsed().as_secs_f64()
}

fn bare_postgres(address: &str, round: Duration) -> f64 {
    let mut first = postgres::Client::connect(address, postgres::NoTls).expect("the server");
    first
        .batch_execute(
            "drop table if exists bare_point;
             create table bare_point (id bigint primary key, day text not null, body text not null)",
        )
        .expect("the table");
    let next = Arc::new(AtomicI64::new(0));
    let begin = Instant::now();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let (address, next) = (address.to_owned(), Arc::clone(&next));
            std::thread::spawn(move || {
                let mut client = postgres::Client::connect(&address, postgres::NoTls).expect("the server");
                let insert = client.prepare("insert into bare_point (id, day, body) values ($1, $2, $3)").expect("sql");
                while begin.elapsed() < round {
                    let id = next.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as i64);
                    client.execute(&insert, &[&id, &"2026-07-01", &BODY]).expect("an insert");
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().expect("a writer");
    }
    let took = begin.elapsed();
    first.batch_execute("drop table bare_point").expect("the end");
    next.load(Ordering::Relaxed) as f64 / took.as_secs_f64()
}
