//! What only a server does: it goes away, it is in use by others, it is somewhere else.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests fail like tests")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use store::testing::{VARIABLE, databases, postgres_with};
use store::{DatabaseUrl, Db, Engine, Migration, Options, StoreError, params};

store::statements! {
    INSERT = "insert into note (id, body) values ($1, $2)";
    FIND = "select body from note where id = $1";
    UPDATE = "update note set body = body || $2 where id = $1";
    DELETE = "delete from note";
    COUNT = "select count(*) from note";
}

// Not portable, hence not among the statements above.
const HANG_UP: store::Sql = store::Sql::new(
    "hang_up",
    "select count(pg_terminate_backend(pid)) from pg_stat_activity
     where pid <> pg_backend_pid() and application_name = current_setting('application_name')",
);
const HANG_UP_SELF: store::Sql = store::Sql::new("hang_up_self", "select pg_terminate_backend(pg_backend_pid())");
const SIZE: store::Sql = store::Sql::new("size", "select pg_relation_size('note')");

const TABLE: &[Migration] = &[Migration {
    number: 1,
    name: "note",
    sql: "create table note (id text primary key, body text not null)/*strict*/; create text index note_words;",
    sqlite: None,
    postgres: Some(
        "create function go_away() returns trigger language plpgsql as
             $$ begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(5); return null; end $$;
         create constraint trigger go_away after insert on note deferrable initially deferred
             for each row when (new.body = 'go away at the commit') execute function go_away();",
    ),
}];

fn insert(db: &Db, id: &'static str, body: &'static str) -> Result<u64, StoreError> {
    db.write_blocking(move |tx| tx.run(&INSERT, &params![id, body]))
}

fn count(db: &Db) -> i64 {
    db.read_blocking::<_, StoreError, _>(|tx| tx.one(&COUNT, &[], |row| row.get(0))).unwrap().unwrap()
}

/// Connections that `HANG_UP` can tell from those of other tests.
fn named(name: &str, options: &Options) -> Option<(store::testing::TestDatabase, Db)> {
    let owner = postgres_with(options)?;
    owner.migrate(TABLE, false).unwrap();
    let schema = owner
        .read_blocking::<_, StoreError, _>(|tx| {
            tx.one(&store::Sql::new("schema", "select current_schema()::text"), &[], |row| row.get::<String>(0))
        })
        .unwrap()
        .unwrap();
    let address = std::env::var(VARIABLE).unwrap();
    let url = format!("{address}?application_name={name}_{schema}&options=-c%20search_path%3D{schema}");
    let db = Db::open(&url.parse().unwrap(), options.clone()).unwrap();
    Some((owner, db))
}

#[test]
fn a_lost_connection_is_made_again() {
    let Some((_owner, db)) = named("lost", &Options::default()) else { return };
    insert(&db, "a", "a").unwrap();
    assert_eq!(count(&db), 1);
    for round in 0..3 {
        db.write_blocking::<_, StoreError, _>(|tx| tx.one(&HANG_UP, &[], |row| row.get::<i64>(0))).unwrap();
        for _ in 0..12 {
            assert_eq!(count(&db), 1 + round);
        }
        insert(&db, ["b", "c", "d"][usize::try_from(round).unwrap()], "x").unwrap();
    }
}

#[test]
fn a_unit_cut_off_before_its_commit_is_run_again() {
    let Some((_owner, db)) = named("cut", &Options::default()) else { return };
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    db.write_blocking::<_, StoreError, _>(move |tx| {
        tx.run(&INSERT, &params!["a", "a"])?;
        if counted.fetch_add(1, Ordering::Relaxed) == 0 {
            tx.one(&HANG_UP_SELF, &[], |_| Ok(()))?;
        }
        Ok(())
    })
    .unwrap();
    assert_eq!(runs.load(Ordering::Relaxed), 2);
    assert_eq!(count(&db), 1);
}

#[test]
fn a_commit_of_unknown_outcome_is_said_and_not_tried_again() {
    let Some((_owner, db)) = named("unknown", &Options::default()) else { return };
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    let result = db.write_blocking::<_, StoreError, _>(move |tx| {
        counted.fetch_add(1, Ordering::Relaxed);
        tx.run(&INSERT, &params!["a", "go away at the commit"])
    });
    assert_eq!(result, Err(StoreError::CommitUnknown));
    assert_eq!(runs.load(Ordering::Relaxed), 1);
    insert(&db, "b", "b").unwrap();
    assert_eq!(count(&db), 1);
}

#[test]
fn the_host_that_takes_writes_is_found() {
    let Some(db) = postgres_with(&Options::default()) else { return };
    let address = std::env::var(VARIABLE).unwrap();
    let (user, host) = address.split_once('@').unwrap();
    // A port where nobody listens first.
    let url = format!("{user}@127.0.0.1:1,{host}?target_session_attrs=read-write");
    let several = Db::open(&url.parse().unwrap(), Options::default()).unwrap();
    assert_eq!(several.engine(), Engine::Postgres);
    drop(db);
    let nobody: DatabaseUrl = "postgres://anybody:secret@127.0.0.1:1/x".parse().unwrap();
    assert!(!format!("{nobody} {nobody:?}").contains("secret"));
    let away = Db::open(&nobody, Options::default()).err().unwrap();
    assert!(matches!(away, StoreError::Lost(_)) && away.is_transient(), "{away:?}");
    assert!(!away.to_string().contains("secret"));
}

/// After a switch the old primary may keep its connections and only refuse to write.
#[test]
fn a_connection_that_takes_no_more_writes_is_left_and_the_readers_leave_with_it() {
    const ONLY_READS: store::Sql = store::Sql::new("only_reads", "set default_transaction_read_only = on");
    const CONNECTION: store::Sql = store::Sql::new("connection", "select pg_backend_pid()");
    let one = Options { writers: 1, readers: 1, ..Options::default() };
    let Some((_owner, db)) = named("reads", &one) else { return };
    let reader = |db: &Db| {
        db.read_blocking::<_, StoreError, _>(|tx| tx.one(&CONNECTION, &[], |row| row.get::<i64>(0))).unwrap().unwrap()
    };
    insert(&db, "a", "a").unwrap();
    let before = reader(&db);
    assert_eq!(reader(&db), before);
    db.write_blocking(|tx| tx.run(&ONLY_READS, &[])).unwrap();
    insert(&db, "b", "b").unwrap();
    assert_eq!(count(&db), 2);
    assert_ne!(reader(&db), before, "what is read comes from where it was written");
    // What is opened for reading only stays where it is, and says so.
    let reads = Db::open(db.url(), Options { read_only: true, ..one }).unwrap();
    assert_eq!(insert(&reads, "c", "c"), Err(StoreError::ReadOnly));
    assert_eq!(count(&reads), 2);
}

#[test]
fn look_then_insert_is_safe_on_both_engines() {
    for db in databases() {
        db.migrate(TABLE, false).unwrap();
        let threads: Vec<_> = (0..16)
            .map(|_| {
                let db = Db::clone(&db);
                std::thread::spawn(move || {
                    db.write_blocking::<_, StoreError, _>(|tx| {
                        let found = tx.one(&FIND, &params!["shared"], |row| row.get::<String>(0))?;
                        let sql = if found.is_some() { &UPDATE } else { &INSERT };
                        tx.run(sql, &params!["shared", "x"])
                    })
                })
            })
            .collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), Ok(1), "{db:?}");
        }
        let body: Option<String> =
            db.read_blocking::<_, StoreError, _>(|tx| tx.one(&FIND, &params!["shared"], |row| row.get(0))).unwrap();
        assert_eq!(body.unwrap().len(), 16);
    }
}

#[test]
fn forgetting_waits_for_readers_and_frees_the_pages() {
    let options = Options { forget_patience: Duration::from_millis(300), ..Options::default() };
    let Some((_owner, db)) = named("forget", &options) else { return };
    db.write_blocking::<_, StoreError, _>(|tx| {
        for number in 0..500 {
            tx.run(&INSERT, &params![format!("n{number}"), "长".repeat(200)])?;
        }
        Ok(())
    })
    .unwrap();
    let (began, begun) = std::sync::mpsc::channel();
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let reading = db.clone();
    let reader = std::thread::spawn(move || {
        let stopped = std::sync::Mutex::new(stopped);
        reading.read_blocking::<_, StoreError, _>(move |tx| {
            let rows: Option<i64> = tx.one(&COUNT, &[], |row| row.get(0))?;
            let _ = began.send(());
            let _ = stopped.lock().unwrap().recv();
            Ok(rows)
        })
    });
    begun.recv().unwrap();
    db.write_blocking::<_, StoreError, _>(|tx| tx.run(&DELETE, &[])).unwrap();
    let busy = db.forget_blocking(&["note", "note_words"]);
    assert!(matches!(busy, Err(StoreError::Busy(_))), "{busy:?}");
    drop(stop);
    reader.join().unwrap().unwrap();
    // Other tests of this run read in the same server.
    let done = (0..40).any(|_| db.forget_blocking(&["note", "note_words"]).is_ok());
    assert!(done);
    let size: Option<i64> = db.read_blocking::<_, StoreError, _>(|tx| tx.one(&SIZE, &[], |row| row.get(0))).unwrap();
    assert_eq!(size, Some(0));
}
