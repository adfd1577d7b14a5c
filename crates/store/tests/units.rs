//! Units of work: what is kept, what is undone, who is told what.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests fail like tests")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use store::testing::{databases, databases_with};
use store::{Db, Migration, Options, StoreError, params};

store::statements! {
    INSERT = "insert into note (id, body, rank) values ($1, $2, $3)";
    REUSED = "insert into note (id, body, rank) values ($2, $1, $3)";
    COUNT = "select count(*) from note";
    FIND = "select id, body, rank, seal from note where id = $1";
    ADD = "update note set rank = rank + $2 where id = $1";
    RANK = "select rank from note where id = $1";
    CHILD = "insert into child (id, note) values ($1, $2)";
    RETURNING = "insert into note (id, body, rank) values ($1, $2, $3) on conflict (id) do update set rank = note.rank + excluded.rank returning rank";
}

const TABLES: &[Migration] = &[Migration {
    number: 1,
    name: "tables",
    sql: "create table note (
              id text primary key,
              body text not null check (body <> 'refused'),
              rank bigint not null,
              seal bytea,
              unique (body, rank)
          )/*strict*/;
          create table child (id text primary key, note text not null references note (id) deferrable initially deferred)/*strict*/;",
    sqlite: None,
    postgres: None,
}];

fn ready(db: &Db) {
    db.migrate(TABLES, false).unwrap();
}

fn count(db: &Db) -> i64 {
    db.read_blocking::<_, StoreError, _>(|tx| tx.one(&COUNT, &[], |row| row.get(0))).unwrap().unwrap()
}

fn insert(db: &Db, id: &str) -> Result<u64, StoreError> {
    let id = id.to_owned();
    db.write_blocking(move |tx| tx.run(&INSERT, &params![&id, &id, 1]))
}

#[test]
fn every_statement_is_right_on_both_engines() {
    for db in databases() {
        ready(&db);
        for sql in ALL {
            db.write_blocking::<_, StoreError, _>(move |tx| tx.prepare(sql)).unwrap();
        }
    }
}

#[test]
fn values_come_back_as_they_went() {
    for db in databases() {
        ready(&db);
        db.write_blocking::<_, StoreError, _>(|tx| tx.run(&REUSED, &params!["正文 'x' \u{20000}", "a", i64::MIN]))
            .unwrap();
        let (id, body, rank, seal): (String, String, i64, Option<Vec<u8>>) = db
            .read_blocking::<_, StoreError, _>(|tx| {
                tx.one(&FIND, &params!["a"], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            })
            .unwrap()
            .unwrap();
        assert_eq!((id.as_str(), body.as_str(), rank, seal), ("a", "正文 'x' \u{20000}", i64::MIN, None));
        let wrong = db
            .read_blocking::<_, StoreError, _>(|tx| tx.one(&FIND, &params!["a"], |row| row.get::<u32>(1)))
            .unwrap_err();
        assert_eq!(wrong, StoreError::Type { column: 1, expected: "u32", found: "text".into() });
    }
}

#[test]
fn an_error_and_a_panic_leave_the_rest_of_the_group_alone() {
    for db in databases() {
        ready(&db);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let results: Vec<Result<(), StoreError>> = runtime.block_on(async {
            let tasks: Vec<_> = (0..300)
                .map(|number| {
                    let db = Db::clone(&db);
                    async move {
                        db.write(move |tx| {
                            tx.run(&INSERT, &params![format!("n{number}"), format!("n{number}"), 1])?;
                            match number % 10 {
                                3 => Err(StoreError::Other("own".into())),
                                7 => panic!("as planned"),
                                _ => Ok(()),
                            }
                        })
                        .await
                    }
                })
                .collect();
            let local = tokio::task::LocalSet::new();
            let handles: Vec<_> = tasks.into_iter().map(|task| local.spawn_local(task)).collect();
            local
                .run_until(async {
                    let mut results = Vec::new();
                    for handle in handles {
                        results.push(handle.await.unwrap());
                    }
                    results
                })
                .await
        });
        for (number, result) in results.iter().enumerate() {
            match number % 10 {
                3 => assert_eq!(*result, Err(StoreError::Other("own".into()))),
                7 => assert_eq!(*result, Err(StoreError::Panic("as planned".into()))),
                _ => assert_eq!(*result, Ok(())),
            }
        }
        assert_eq!(count(&db), 240, "{db:?}");
    }
}

#[test]
fn keys_and_checks_are_named_alike() {
    for db in databases() {
        ready(&db);
        insert(&db, "a").unwrap();
        let one = db.write_blocking(|tx| tx.run(&INSERT, &params!["a", "other", 1]));
        assert_eq!(one, Err(StoreError::Unique { columns: "note.id".into() }), "{db:?}");
        let two = db.write_blocking(|tx| tx.run(&INSERT, &params!["b", "a", 1]));
        assert_eq!(two, Err(StoreError::Unique { columns: "note.body, note.rank".into() }), "{db:?}");
        let check = db.write_blocking(|tx| tx.run(&INSERT, &params!["b", "refused", 1]));
        assert!(matches!(check, Err(StoreError::Check { .. })), "{check:?}");
        let null = db.write_blocking(|tx| tx.run(&INSERT, &params!["b", None::<String>, 1]));
        assert!(matches!(&null, Err(StoreError::Check { detail }) if detail == "note.body"), "{null:?}");
        assert_eq!(count(&db), 1);
    }
}

#[test]
fn a_constraint_seen_at_the_commit_fails_only_its_unit() {
    for db in databases() {
        ready(&db);
        let units: Vec<_> = (0..40)
            .map(|number| {
                let db = Db::clone(&db);
                std::thread::spawn(move || {
                    db.write_blocking(move |tx| {
                        tx.run(&INSERT, &params![format!("n{number}"), format!("n{number}"), 1])?;
                        let parent = if number == 20 { "nobody".to_owned() } else { format!("n{number}") };
                        tx.run(&CHILD, &params![format!("c{number}"), parent])
                    })
                })
            })
            .collect();
        for (number, unit) in units.into_iter().enumerate() {
            let result = unit.join().unwrap();
            assert_eq!(
                matches!(result, Err(StoreError::ForeignKey { .. })),
                number == 20,
                "{number} {result:?} {db:?}"
            );
        }
        assert_eq!(count(&db), 39);
    }
}

#[test]
fn a_failed_statement_spoils_the_unit_unless_it_was_an_attempt() {
    for db in databases() {
        ready(&db);
        insert(&db, "a").unwrap();
        let ignored = db.write_blocking(|tx| {
            tx.run(&INSERT, &params!["b", "b", 1])?;
            drop(tx.run(&INSERT, &params!["a", "a", 1]));
            Ok::<_, StoreError>(())
        });
        assert!(matches!(ignored, Err(StoreError::Spoiled(_))), "{ignored:?}");
        assert_eq!(count(&db), 1);
        db.write_blocking(|tx| {
            tx.run(&INSERT, &params!["b", "b", 1])?;
            let lost = tx.attempt(|tx| {
                tx.run(&INSERT, &params!["c", "c", 1])?;
                tx.run(&INSERT, &params!["a", "a", 1])
            })?;
            assert!(lost.is_err_and(|error| error.is_unique()));
            let won = tx.attempt(|tx| tx.run(&INSERT, &params!["d", "d", 1]))?;
            assert_eq!(won, Ok(1));
            Ok::<_, StoreError>(())
        })
        .unwrap();
        assert_eq!(count(&db), 3);
    }
}

#[test]
fn what_cannot_be_stored_is_refused_before_it_is_sent() {
    for db in databases() {
        ready(&db);
        let nul = db.write_blocking(|tx| tx.run(&INSERT, &params!["a", "见\0", 1]));
        assert_eq!(nul, Err(StoreError::Nul { parameter: 2, position: 3 }));
        for wrong in [params![].to_vec(), params!["a", "b", 1, 2].to_vec(), params!["a"].to_vec()] {
            let refused = db.write_blocking(move |tx| tx.run(&INSERT, &wrong));
            assert!(matches!(refused, Err(StoreError::Other(_))), "{refused:?}");
        }
        assert_eq!(count(&db), 0);
    }
}

#[test]
fn a_reader_sees_one_moment_and_cannot_write() {
    for db in databases() {
        ready(&db);
        insert(&db, "a").unwrap();
        let other = Db::clone(&db);
        let (before, after) = db
            .read_blocking::<_, StoreError, _>(move |tx| {
                let before: Option<i64> = tx.one(&COUNT, &[], |row| row.get(0))?;
                let writer = other.clone();
                std::thread::spawn(move || insert(&writer, "b").unwrap()).join().unwrap();
                Ok((before, tx.one(&COUNT, &[], |row| row.get(0))?))
            })
            .unwrap();
        assert_eq!((before, after), (Some(1), Some(1)), "{db:?}");
        assert_eq!(count(&db), 2);
        let refused = db.read_blocking(|tx| tx.run(&INSERT, &params!["c", "c", 1]));
        assert_eq!(refused, Err(StoreError::ReadOnly), "{db:?}");
    }
}

#[test]
fn two_counters_lose_nothing() {
    for db in databases_with(&Options { writers: 8, ..Options::default() }) {
        ready(&db);
        insert(&db, "left").unwrap();
        insert(&db, "right").unwrap();
        let runs = Arc::new(AtomicU32::new(0));
        let threads: Vec<_> = (0..12)
            .map(|number| {
                let (db, runs) = (Db::clone(&db), Arc::clone(&runs));
                std::thread::spawn(move || {
                    for _ in 0..15 {
                        let runs = Arc::clone(&runs);
                        db.write_blocking::<_, StoreError, _>(move |tx| {
                            runs.fetch_add(1, Ordering::Relaxed);
                            let (one, other) = if number % 2 == 0 { ("left", "right") } else { ("right", "left") };
                            // Read one, write both: a lost update if the snapshot were all there is.
                            let seen: i64 = tx.one(&RANK, &params![one], |row| row.get(0))?.unwrap();
                            let set = tx.run(&ADD, &params![other, 1])?;
                            assert_eq!(set, 1);
                            let again: i64 = tx.one(&RANK, &params![one], |row| row.get(0))?.unwrap();
                            assert_eq!(seen, again);
                            tx.run(&ADD, &params![one, 1])?;
                            Ok(())
                        })
                        .unwrap();
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        for side in ["left", "right"] {
            let rank: Option<i64> = db
                .read_blocking::<_, StoreError, _>(move |tx| tx.one(&RANK, &params![side], |row| row.get(0)))
                .unwrap();
            assert_eq!(rank, Some(1 + 180), "{db:?}");
        }
        assert!(runs.load(Ordering::Relaxed) >= 180);
    }
}

#[test]
fn an_upsert_returns_its_row() {
    for db in databases() {
        ready(&db);
        for expected in [2_i64, 4] {
            let rank = db
                .write_blocking::<_, StoreError, _>(|tx| tx.one(&RETURNING, &params!["a", "a", 2], |row| row.get(0)))
                .unwrap();
            assert_eq!(rank, Some(expected));
        }
    }
}

#[test]
fn closing_waits_for_what_is_under_way_and_refuses_the_rest() {
    for db in databases() {
        ready(&db);
        let other = Db::clone(&db);
        let (begun, wait) = std::sync::mpsc::sync_channel(1);
        let slow = std::thread::spawn(move || {
            other.write_blocking::<_, StoreError, _>(move |tx| {
                let _ = begun.try_send(());
                std::thread::sleep(std::time::Duration::from_millis(80));
                tx.run(&INSERT, &params!["late", "late", 1])
            })
        });
        wait.recv().unwrap();
        Db::clone(&db).close();
        assert_eq!(slow.join().unwrap(), Ok(1));
        assert_eq!(insert(&db, "x"), Err(StoreError::Closed));
    }
}

#[test]
fn a_unit_cannot_wait_for_a_unit() {
    for db in databases() {
        ready(&db);
        let inner = Db::clone(&db);
        let refused = db.write_blocking::<_, StoreError, _>(move |_| insert(&inner, "x"));
        assert!(matches!(refused, Err(StoreError::Other(_))), "{refused:?}");
    }
}
