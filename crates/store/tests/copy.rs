//! Copies between all pairs of engines: whole, compared, into empty databases only.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests fail like tests")]

use store::testing::{TestDatabase, postgres_with, sqlite_with};
use store::{Copy, Engine, Migration, Options, StoreError, params};

store::statements! {
    POINT = "insert into point (id, parent, size, seal, body) values ($1, $2, $3, $4, $5)";
    MARK = "insert into mark (point, no) values ($1, $2)";
    CHANGE = "update point set body = $2 where id = $1";
    DROP = "delete from mark where no = $1";
    COUNTED = "select cast(sum(n) as bigint) from counted";
    BODY = "select body from point where id = $1";
}

const FIRST: Migration = Migration {
    number: 1,
    name: "points",
    sql: "create table point (id text primary key, parent text references point (id), size bigint not null, seal bytea,
            body text not null)/*strict*/;
          create table mark (point text not null references point (id), no bigint not null, primary key (no, point))/*strict*/;
          create text index word;
          create table counted (shard bigint primary key, n bigint not null)/*strict*/;
          insert into counted (shard, n) values (0, 0), (1, 0);
          create table kept (name text primary key, value text not null)/*strict*/;
          insert into kept (name, value) values ('from', 'the migrations');",
    sqlite: Some(
        "create trigger count_point after insert on point begin update counted set n = n + 1 where shard = 0; end;",
    ),
    postgres: Some(
        "create function count_point() returns trigger language plpgsql as $$ begin
            update counted set n = n + 1 where shard = 0; return null; end $$;
         create trigger count_point after insert or update or delete on point for each statement execute function count_point();",
    ),
};
const SECOND: Migration = Migration {
    number: 2,
    name: "more",
    sql: "alter table point add column late text; update kept set value = 'both' where name = 'from';",
    sqlite: None,
    postgres: None,
};
const STEPS: &[Migration] = &[FIRST, SECOND];

fn engines() -> Vec<Engine> {
    match postgres_with(&Options::default()) {
        Some(_) => vec![Engine::Sqlite, Engine::Postgres],
        None => vec![Engine::Sqlite],
    }
}

fn fresh(engine: Engine) -> TestDatabase {
    match engine {
        Engine::Sqlite => sqlite_with(&Options::default()),
        Engine::Postgres => postgres_with(&Options::default()).unwrap(),
    }
}

fn pairs(story: impl Fn(TestDatabase, TestDatabase)) {
    for from in engines() {
        for to in engines() {
            eprintln!("{from} to {to}");
            story(fresh(from), fresh(to));
        }
    }
}

/// Rows that refer backwards and forwards in the order of their keys, no bytes and empty bytes, words beyond any tokeniser.
fn fill(db: &TestDatabase, many: i64) {
    db.migrate(STEPS, false).unwrap();
    db.write_blocking(move |tx| {
        tx.run(&POINT, &params!["z", None::<String>, i64::MIN, None::<Vec<u8>>, ""])?;
        tx.run(&POINT, &params!["a", "z", i64::MAX, Vec::<u8>::new(), "食堂 \u{10ffff} '\\ \t\n"])?;
        for no in 0..many {
            let id = blake3_like(no);
            tx.run(&POINT, &params![&id, "a", no, vec![0_u8, 255, 1], format!("body {no}")])?;
            tx.run(&MARK, &params![&id, no % 7])?;
            tx.text_put("word", no * 7919 - 5, &[format!("w{}", no % 13), "食堂".to_owned(), "c++".to_owned()])?;
        }
        tx.text_put("word", i64::MIN, &[])?;
        tx.text_put("word", 3, &["gone".to_owned()])?;
        tx.text_delete("word", 3)?;
        Ok::<(), StoreError>(())
    })
    .unwrap();
}

/// Keys in no order.
fn blake3_like(no: i64) -> String {
    format!("{:016x}", no.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64.cast_signed()))
}

fn copy<'a>(from: &'a TestDatabase, to: &'a TestDatabase) -> Copy<'a> {
    Copy { from: from.url(), to: to.url(), migrations: STEPS, leave: &["counted"] }
}

/// Copies while nobody has either side open, and opens both again.
fn run(from: &mut TestDatabase, to: &mut TestDatabase) -> Result<Vec<store::Compared>, StoreError> {
    from.shut();
    to.shut();
    let copied = copy(from, to).run(&mut |_, _, _| {});
    from.reopen(Options::default()).unwrap();
    to.reopen(Options::default()).unwrap();
    copied
}

#[test]
fn everything_arrives_and_compares() {
    pairs(|mut from, mut to| {
        fill(&from, 2_500);
        let mut heard = 0;
        from.shut();
        to.shut();
        let compared = copy(&from, &to).run(&mut |_, _, _| heard += 1).unwrap();
        from.reopen(Options::default()).unwrap();
        to.reopen(Options::default()).unwrap();
        assert!(heard >= 4, "the progress is told: {heard}");
        let rows: Vec<(&str, u64)> = compared.iter().map(|table| (table.table.as_str(), table.rows_to)).collect();
        assert_eq!(rows, [("kept", 1), ("mark", 2_500), ("point", 2_502), ("word", 2_501)]);
        assert!(compared.iter().all(store::Compared::is_same));
        assert_eq!(copy(&from, &to).compare(&mut |_, _, _| {}).unwrap(), compared);

        // Searching works as before, and what is written next is counted again.
        for words in [vec!["食堂".to_owned(), "w5".to_owned()], vec!["c++".to_owned()], vec!["gone".to_owned()]] {
            let find = |db: &TestDatabase, words: Vec<String>| {
                db.read_blocking(move |tx| tx.text_find("word", &words, 10_000)).unwrap()
            };
            assert_eq!(find(&from, words.clone()), find(&to, words));
        }
        let counted =
            |db: &TestDatabase| db.read_blocking(|tx| tx.one(&COUNTED, &[], |row| row.get::<i64>(0))).unwrap().unwrap();
        let before = counted(&to);
        assert!(before <= 1, "the rows themselves were not counted as new ones: {before}");
        to.write_blocking(|tx| tx.run(&POINT, &params!["new", "a", 1, None::<Vec<u8>>, "x"])).unwrap();
        assert_eq!(counted(&to), before + 1);
        let stray = to.write_blocking(|tx| tx.run(&POINT, &params!["stray", "nobody", 1, None::<Vec<u8>>, "x"]));
        assert!(matches!(stray, Err(StoreError::ForeignKey { .. })), "the keys are in force: {stray:?}");
    });
}

#[test]
fn a_changed_row_is_seen() {
    pairs(|mut from, mut to| {
        fill(&from, 50);
        run(&mut from, &mut to).unwrap();
        let differs = |to: &TestDatabase| {
            let compared = copy(&from, to).compare(&mut |_, _, _| {}).unwrap();
            compared.into_iter().filter(|table| !table.is_same()).map(|table| table.table).collect::<Vec<_>>()
        };
        assert!(differs(&to).is_empty());
        to.write_blocking(|tx| tx.run(&CHANGE, &params!["a", "食堂"])).unwrap();
        assert_eq!(differs(&to), ["point"]);
        to.write_blocking(|tx| tx.run(&DROP, &params![3])).unwrap();
        to.write_blocking(|tx| tx.text_put("word", i64::MIN, &["more".to_owned()])).unwrap();
        assert_eq!(differs(&to), ["mark", "point", "word"]);
    });
}

#[test]
fn only_an_empty_target_that_nobody_uses() {
    pairs(|mut from, mut to| {
        fill(&from, 5);
        fill(&to, 1);
        let refused = run(&mut from, &mut to).unwrap_err();
        assert!(matches!(&refused, StoreError::Busy(text) if text.contains("not empty")), "{refused:?}");
        let body = to.read_blocking(|tx| tx.one(&BODY, &params!["a"], |row| row.get::<String>(0))).unwrap();
        assert!(body.is_some(), "what is there is left alone");

        // Somebody works on one of them.
        let (engine, mut other) = (to.engine(), fresh(to.engine()));
        other.shut();
        let busy = copy(&from, &other).run(&mut |_, _, _| {});
        assert!(matches!(busy, Err(StoreError::Locked(_))), "the source is in use: {busy:?}");
        from.shut();
        let used = fresh(engine);
        let busy = copy(&from, &used).run(&mut |_, _, _| {});
        assert!(matches!(busy, Err(StoreError::Locked(_))), "the target is in use: {busy:?}");

        // The schema of the source is not the one of this program.
        let older = fresh(from.url().engine());
        older.migrate(&[FIRST], false).unwrap();
        let (mut older, mut empty) = (older, fresh(engine));
        let refused = run(&mut older, &mut empty).unwrap_err();
        assert!(matches!(&refused, StoreError::Migration(text) if text.contains("lacks 1 steps")), "{refused:?}");
        // Somebody else's table.
        let mut strange = fresh(engine);
        const STRANGE: Migration = Migration {
            number: 1,
            name: "x",
            sql: "create table x (a text primary key);",
            sqlite: None,
            postgres: None,
        };
        strange.migrate(&[STRANGE], false).unwrap();
        from.reopen(Options::default()).unwrap();
        let refused = run(&mut from, &mut strange).unwrap_err();
        assert!(matches!(&refused, StoreError::Busy(text) if text.contains("not of this program")), "{refused:?}");
    });
}

#[test]
fn a_copy_that_breaks_off_leaves_nothing() {
    pairs(|mut from, mut to| {
        fill(&from, 3_000);
        from.shut();
        to.shut();
        let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            copy(&from, &to).run(&mut |stage, _, _| {
                if matches!(stage, store::Stage::Check) {
                    panic!("the machine stops here");
                }
            })
        }));
        assert!(broken.is_err());
        to.reopen(Options::default()).unwrap();
        let body = to.read_blocking(|tx| tx.one(&BODY, &params!["a"], |row| row.get::<String>(0))).unwrap();
        assert_eq!(body, None, "no row is left");
        to.shut();
        copy(&from, &to).run(&mut |_, _, _| {}).unwrap();
    });
}
