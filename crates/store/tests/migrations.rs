//! Migrations: in order, once, as they were written.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests fail like tests")]

use store::testing::databases;
use store::{Engine, Migration, StoreError, params};

store::statements! {
    INSERT = "insert into point (id, size, seal) values ($1, $2, $3)";
    SORTED = "select id from point order by id";
    LATE = "select count(*) from late";
    ALL_LATE = "select * from late";
    INSERT_LATE = "insert into late (a) values ($1)";
}

const FIRST: Migration = Migration {
    number: 1,
    name: "points",
    sql: "create table point (id text primary key, size bigint not null, seal bytea)/*strict*/; -- text
          create text index point_words;",
    sqlite: Some("create table only_here (a integer);"),
    postgres: Some("create table only_there (a jsonb);"),
};
const SECOND: Migration =
    Migration { number: 2, name: "late", sql: "create table late (a bigint);", sqlite: None, postgres: None };
const BROKEN: Migration = Migration {
    number: 3,
    name: "broken",
    sql: "create table half (a bigint); create table late (a bigint);",
    sqlite: None,
    postgres: None,
};

fn names(applied: Vec<store::Applied>) -> Vec<(u32, String)> {
    applied.into_iter().map(|step| (step.number, step.name)).collect()
}

#[test]
fn a_dry_run_says_what_a_run_does() {
    for db in databases() {
        let both = vec![(1, "points".to_owned()), (2, "late".to_owned())];
        assert_eq!(names(db.migrate(&[FIRST, SECOND], true).unwrap()), both);
        assert_eq!(names(db.migrate(&[FIRST, SECOND], true).unwrap()), both, "the dry run did something");
        assert_eq!(names(db.migrate(&[FIRST], false).unwrap()), both[..1]);
        assert_eq!(names(db.migrate(&[FIRST, SECOND], true).unwrap()), both[1..]);
        assert_eq!(names(db.migrate(&[FIRST, SECOND], false).unwrap()), both[1..]);
        assert_eq!(names(db.migrate(&[FIRST, SECOND], false).unwrap()), []);
    }
}

#[test]
fn what_has_run_may_not_change() {
    for db in databases() {
        db.migrate(&[FIRST, SECOND], false).unwrap();
        let refused = |steps: &[Migration], word: &str| {
            for dry_run in [true, false] {
                let result = db.migrate(steps, dry_run);
                assert!(matches!(&result, Err(StoreError::Migration(text)) if text.contains(word)), "{result:?}");
            }
        };
        refused(&[Migration { sql: "create table point (id text);", ..FIRST }, SECOND], "edited");
        refused(&[FIRST], "older than the database");
        refused(&[SECOND, FIRST], "comes after");
        // The end of a line is the checkout's, not the author's.
        let windows = Migration { sql: Box::leak(FIRST.sql.replace('\n', "\r\n").into_boxed_str()), ..FIRST };
        assert_eq!(db.migrate(&[windows, SECOND], false).unwrap(), []);
        // The other engine's own text does not concern this database.
        let other = match db.engine() {
            Engine::Sqlite => Migration { postgres: Some("select 1"), ..FIRST },
            Engine::Postgres => Migration { sqlite: Some("select 1"), ..FIRST },
        };
        assert_eq!(db.migrate(&[other, SECOND], false).unwrap(), []);
    }
}

#[test]
fn a_step_behind_the_last_one_is_refused() {
    for db in databases() {
        db.migrate(&[SECOND], false).unwrap();
        assert!(matches!(db.migrate(&[FIRST, SECOND], false), Err(StoreError::Migration(_))));
    }
}

#[test]
fn a_step_that_fails_leaves_nothing() {
    for db in databases() {
        let failed = db.migrate(&[FIRST, SECOND, BROKEN], false);
        assert!(matches!(&failed, Err(StoreError::Migration(text)) if text.starts_with("0003 broken")), "{failed:?}");
        // The steps before it stay, its own first half does not, and a corrected one runs.
        assert_eq!(names(db.migrate(&[FIRST, SECOND, BROKEN], true).unwrap()), [(3, "broken".to_owned())]);
        let mended = Migration { sql: "create table half (a bigint);", ..BROKEN };
        assert_eq!(db.migrate(&[FIRST, SECOND, mended], false).unwrap().len(), 1);
        db.write_blocking::<_, StoreError, _>(|tx| tx.one(&LATE, &[], |row| row.get::<i64>(0))).unwrap();
    }
}

#[test]
fn text_sorts_by_bytes_on_both_engines() {
    for db in databases() {
        db.migrate(&[FIRST], false).unwrap();
        db.write_blocking::<_, StoreError, _>(|tx| {
            for id in ["b", "A", "a", "_", "二", "一", "é"] {
                tx.run(&INSERT, &params![id, 1, vec![0_u8, 255]])?;
            }
            Ok(())
        })
        .unwrap();
        let ids = db.read_blocking::<_, StoreError, _>(|tx| tx.all(&SORTED, &[], |row| row.get::<String>(0))).unwrap();
        assert_eq!(ids, ["A", "_", "a", "b", "é", "一", "二"], "{db:?}");
    }
}

#[test]
fn statements_outlive_a_migration() {
    for db in databases() {
        db.migrate(&[FIRST, SECOND], false).unwrap();
        let width = |expected: usize| {
            for _ in 0..12 {
                let found = db
                    .read_blocking::<_, StoreError, _>(|tx| {
                        let mut width = 0;
                        tx.each(&ALL_LATE, &[], |row| {
                            width = row.width();
                            Ok(())
                        })?;
                        Ok(width)
                    })
                    .unwrap();
                assert_eq!(found, expected, "{db:?}");
            }
        };
        db.write_blocking::<_, StoreError, _>(|tx| tx.run(&INSERT_LATE, &params![1])).unwrap();
        width(1);
        let third = Migration {
            number: 3,
            name: "more",
            sql: "alter table late add column note text;",
            sqlite: None,
            postgres: None,
        };
        db.migrate(&[FIRST, SECOND, third], false).unwrap();
        width(2);
    }
}
