//! What only the embedded engine does: the lock-down, the claim, the log, a full disk.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests fail like tests")]

use std::time::Duration;

use store::testing::sqlite_with;
use store::{DatabaseUrl, Db, Migration, Options, StoreError, params};

store::statements! {
    INSERT = "insert into note (id, body) values ($1, $2)";
    DELETE = "delete from note where id = $1";
    COUNT = "select count(*) from note";
    DROP = "drop table note";
    CREATE = "create table other (a integer)";
    TEMPORARY = "create temp table other (a integer)";
    ATTACH = "attach 'x.db' as x";
    PRAGMA = "pragma synchronous = off";
    READ_PRAGMA = "pragma secure_delete";
    VACUUM = "vacuum";
    VACUUM_INTO = "vacuum into 'copy.db'";
    SCHEMA = "update sqlite_master set sql = ''";
}

const TABLE: &[Migration] = &[Migration {
    number: 1,
    name: "note",
    sql: "create table note (id text primary key, body text not null)/*strict*/;",
    sqlite: None,
    postgres: None,
}];

fn count(db: &Db) -> i64 {
    db.read_blocking::<_, StoreError, _>(|tx| tx.one(&COUNT, &[], |row| row.get(0))).unwrap().unwrap()
}

fn insert(db: &Db, id: String, body: String) -> Result<u64, StoreError> {
    db.write_blocking(move |tx| tx.run(&INSERT, &params![&id, &body]))
}

#[test]
fn schema_and_settings_are_out_of_reach() {
    let db = sqlite_with(&Options::default());
    db.migrate(TABLE, false).unwrap();
    for sql in [&DROP, &CREATE, &TEMPORARY, &ATTACH, &PRAGMA, &READ_PRAGMA, &VACUUM, &VACUUM_INTO, &SCHEMA] {
        let sql = sql.clone();
        let again = sql.clone();
        let name = sql.name();
        for result in [
            db.write_blocking::<_, StoreError, _>(move |tx| tx.run(&sql, &[])),
            db.read_blocking::<_, StoreError, _>(move |tx| tx.run(&again, &[])),
        ] {
            // A schema table is refused by `defensive`, and `vacuum` by the transaction, in words of their own.
            let refused = match &result {
                Err(StoreError::Denied(_)) => true,
                Err(StoreError::Other(text)) => {
                    text.contains("sqlite_master may not be modified") || text.contains("cannot VACUUM")
                }
                _ => false,
            };
            assert!(refused, "{name}: {result:?}");
        }
    }
    assert_eq!(count(&db), 0);
    // The lock-down is back after a migration.
    assert!(matches!(
        db.write_blocking::<_, StoreError, _>(|tx| tx.run(&DROP, &[])),
        Err(StoreError::Denied(text)) if text.contains("DROP")
    ));
}

#[test]
fn a_second_writer_is_refused_and_a_reader_is_not() {
    let mut db = sqlite_with(&Options::default());
    db.migrate(TABLE, false).unwrap();
    insert(&db, "a".into(), "a".into()).unwrap();
    let refused = Db::open(db.url(), Options::default()).err();
    let number = std::process::id().to_string();
    assert!(matches!(&refused, Some(StoreError::Locked(text)) if text.contains(&number)), "{refused:?}");
    let link = db.url().path().unwrap().with_extension("link");
    std::os::unix::fs::symlink(db.url().path().unwrap(), &link).unwrap();
    assert!(matches!(Db::open(&DatabaseUrl::sqlite(&link), Options::default()), Err(StoreError::Locked(_))));

    let reader = Db::open(db.url(), Options { read_only: true, ..Options::default() }).unwrap();
    assert_eq!(count(&reader), 1);
    insert(&db, "b".into(), "b".into()).unwrap();
    assert_eq!(count(&reader), 2);
    assert_eq!(insert(&reader, "c".into(), "c".into()), Err(StoreError::ReadOnly));
    assert_eq!(reader.migrate(TABLE, false), Err(StoreError::ReadOnly));
    assert_eq!(reader.migrate(TABLE, true), Ok(vec![]));
    assert_eq!(reader.forget_blocking(&[]), Err(StoreError::ReadOnly));
    reader.close();

    // The claim ends with the writer.
    db.reopen(Options::default()).unwrap();
    assert_eq!(count(&db), 2);
    // A reader needs no writer beside it.
    db.reopen(Options { read_only: true, ..Options::default() }).unwrap();
    assert_eq!(count(&db), 2);
}

#[test]
fn files_are_for_their_owner() {
    use std::os::unix::fs::PermissionsExt;
    let db = sqlite_with(&Options::default());
    db.migrate(TABLE, false).unwrap();
    let folder = db.url().path().unwrap().parent().unwrap();
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", file.path());
    }
}

#[test]
fn forgetting_empties_the_log_and_waits_for_readers() {
    let options = Options { forget_patience: Duration::from_millis(400), ..Options::default() };
    let db = sqlite_with(&options);
    db.migrate(TABLE, false).unwrap();
    let log = db.url().path().unwrap().with_extension("db-wal");
    for number in 0..50 {
        insert(&db, format!("n{number}"), "不该再找到".into()).unwrap();
    }
    for number in 0..50 {
        db.write_blocking::<_, StoreError, _>(move |tx| tx.run(&DELETE, &params![format!("n{number}")])).unwrap();
    }
    assert!(std::fs::metadata(&log).unwrap().len() > 0);

    // Somebody reads, and began before the deletion was in the file.
    let (began, begun) = std::sync::mpsc::channel();
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let reading = Db::clone(&db);
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
    let busy = db.forget_blocking(&["note"]);
    assert!(matches!(busy, Err(StoreError::Busy(_))), "{busy:?}");
    // Writers were not held up for good.
    insert(&db, "meanwhile".into(), "x".into()).unwrap();
    drop(stop);
    reader.join().unwrap().unwrap();

    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(db.forget(&["note"])).unwrap();
    assert_eq!(std::fs::metadata(&log).unwrap().len(), 0);
    let bytes = std::fs::read(db.url().path().unwrap()).unwrap();
    assert!(!bytes.windows(15).any(|window| window == "不该再找到".as_bytes()));
    assert!(matches!(db.forget_blocking(&["note; drop table note"]), Err(StoreError::Other(_))));
}

#[test]
fn a_full_disk_is_said_and_survived() {
    let folder = tempfile::tempdir().unwrap();
    let mount = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=1200k", "tmpfs"])
        .arg(folder.path())
        .output();
    if !mount.is_ok_and(|output| output.status.success()) {
        eprintln!("!!! no small file system here (needs root): the full disk was NOT tried !!!");
        return;
    }
    let result = std::panic::catch_unwind(|| fill_the_disk(folder.path()));
    std::process::Command::new("umount").arg(folder.path()).status().unwrap();
    result.unwrap();
}

fn fill_the_disk(folder: &std::path::Path) {
    let url = DatabaseUrl::sqlite(folder.join("small.db"));
    let db = Db::open(&url, Options::default()).unwrap();
    db.migrate(TABLE, false).unwrap();
    let ballast = folder.join("ballast");
    std::fs::write(&ballast, vec![1; 300_000]).unwrap();
    // Groups of several: some find room and some do not, and each is told the truth.
    let mut kept = 0;
    let mut full = 0;
    for round in 0..100 {
        let units: Vec<_> = (0..8)
            .map(|number| {
                let db = db.clone();
                std::thread::spawn(move || insert(&db, format!("{round}-{number}"), "长".repeat(1500)))
            })
            .collect();
        for unit in units {
            match unit.join().unwrap() {
                Ok(_) => kept += 1,
                Err(error) => {
                    assert_eq!(error, StoreError::Full);
                    full += 1;
                }
            }
        }
        if full > 20 {
            break;
        }
    }
    assert!(kept > 0 && full > 20, "{kept} {full}");
    assert_eq!(count(&db), kept);
    std::fs::remove_file(&ballast).unwrap();
    insert(&db, "after".into(), "x".into()).unwrap();
    assert_eq!(count(&db), kept + 1);
    db.close();
    let db = Db::open(&url, Options::default()).unwrap();
    assert_eq!(count(&db), kept + 1);
}
