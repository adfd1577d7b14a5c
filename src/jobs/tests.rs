//! Several processes on one database: each thing happens once.

use ::store::{Engine, Options, params, statements};
use jiff::civil::date;

use crate::audit;
use crate::features::opinion::actions::drop_anonymous;
use crate::features::opinion::tests::Stage;
use crate::jobs::{hold, tick};
use crate::testing::on_both_engines;

statements! {
    JOBS = "select count(*) from job";
    SET_ASIDE = "update job set leased_until = $1";
    LINES_OF = "select count(*) from audit_line where data like $1";
    RELEASED = "select count(*), cast(sum(count) as bigint) from box_release";
    BLOCKS = "select count(*), max(no) from audit_block";
    IN_BOX = "select count(*) from box_drop";
}

#[test]
fn two_processes_close_a_round_open_its_box_and_seal_the_trail_once() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let (one, two) = (world.app.clone(), world.app.second_process());
        let anchor = one.config.anchor();
        for n in 0..12 {
            let app = if n % 2 == 0 { &one } else { &two };
            drop_anonymous(app, &stage.code, &stage.choice(&format!("夜班吃不上热饭 {n}"))).await.unwrap();
        }
        // Who is logged in here is logged in there.
        let there = world.get_from(&crate::router::router(two.clone()), Some(&stage.office), "/rounds").await;
        assert_eq!(there.status, 200);

        world.set_clock(date(2008, 7, 19), 19);
        for _ in 0..3 {
            let (first, second) = tokio::join!(tick(&one), tick(&two));
            first.unwrap();
            second.unwrap();
            let (first, second) = tokio::join!(
                audit::seal(&one.db, &anchor, one.clock.now()),
                audit::seal(&two.db, &anchor, two.clock.now())
            );
            first.unwrap();
            second.unwrap();
        }
        let read = one.db.read(|tx| {
            let count = |tx: &mut ::store::Tx<'_>, sql, like: Option<&str>| {
                let values = like.map(|l| params![l].to_vec()).unwrap_or_default();
                Ok::<i64, ::store::StoreError>(tx.one(sql, &values, |row| row.get(0))?.unwrap())
            };
            let pair = |row: &::store::Row<'_>| Ok::<(i64, i64), ::store::StoreError>((row.get(0)?, row.get(1)?));
            Ok::<_, ::store::StoreError>((
                count(tx, &JOBS, None)?,
                count(tx, &IN_BOX, None)?,
                count(tx, &LINES_OF, Some("%\"round.close\"%"))?,
                count(tx, &LINES_OF, Some("%\"box.release\"%"))?,
                tx.one(&RELEASED, &[], pair)?.unwrap(),
                tx.one(&BLOCKS, &[], pair)?.unwrap(),
            ))
        });
        let (jobs, in_box, closed, opened, released, blocks) = read.await.unwrap();
        assert_eq!((jobs, in_box), (0, 0), "every job is done, nothing is left in the box");
        assert_eq!((closed, opened), (1, 1));
        assert_eq!(released, (1, 12), "one release, with every slip");
        assert_eq!(stage.points(&world).await.len(), 12);
        assert_eq!(blocks.0, blocks.1, "no number of a block is missing or double");
        let report = audit::verify(&one.db, &one.blobs, &one.config.anchor(), one.clock.now()).await.unwrap();
        assert_eq!(report.findings, []);
        if one.db.engine() == Engine::Postgres {
            two.db.clone().close();
        }
    });
}

#[test]
fn a_turn_is_held_by_one_process_until_it_stops_working() {
    on_both_engines(|world| async move {
        let (one, two) = (world.app.clone(), world.app.second_process());
        let (first, second) = tokio::join!(hold(&one, "schedule", "one", 30), hold(&two, "schedule", "two", 30));
        let (first, second) = (first.unwrap(), second.unwrap());
        assert!(first != second, "exactly one has the turn");
        let (holder, other, name, others) = if first { (&one, &two, "one", "two") } else { (&two, &one, "two", "one") };
        assert!(hold(holder, "schedule", name, 30).await.unwrap(), "it keeps it");
        assert!(!hold(other, "schedule", others, 30).await.unwrap());
        world.set_clock(date(2008, 7, 8), 10);
        assert!(hold(other, "schedule", others, 30).await.unwrap(), "whoever stopped working loses it");
    });
}

#[test]
fn a_clock_that_jumped_a_day_ahead_and_back_leaves_no_turn_that_nobody_can_take() {
    on_both_engines(|world| async move {
        let (one, two) = (world.app.clone(), world.app.second_process());
        world.set_clock(date(2008, 7, 9), 10);
        assert!(hold(&one, "schedule", "one", 30).await.unwrap());
        world.set_clock(date(2008, 7, 8), 10);
        assert!(hold(&two, "schedule", "two", 30).await.unwrap(), "a turn of tomorrow binds nobody today");
        assert!(!hold(&one, "schedule", "one", 30).await.unwrap(), "and is one process's alone");
    });
}

#[test]
fn a_job_set_aside_by_a_clock_that_was_ahead_is_done_when_it_is_due() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        world.set_clock(date(2008, 7, 19), 19);
        let ahead = world.app.clock.now().seconds() + 86_400;
        let set = world.app.db.write(move |tx| tx.run(&SET_ASIDE, &params![ahead])).await;
        assert!(set.map_err(|e: ::store::StoreError| e.to_string()).unwrap() > 0);
        tick(&world.app).await.unwrap();
        let left = world.app.db.read(|tx| tx.one(&JOBS, &[], |row| row.get::<i64>(0))).await;
        assert_eq!(left.map_err(|e: ::store::StoreError| e.to_string()).unwrap(), Some(0), "{}", stage.code);
    });
}

#[test]
fn processes_that_start_at_once_bring_the_schema_up_to_date_once() {
    for database in ::store::testing::databases() {
        let doors: Vec<::store::Db> = (0..3)
            .map(|_| match database.engine() {
                Engine::Sqlite => ::store::Db::clone(&database),
                Engine::Postgres => ::store::Db::open(database.url(), Options::default()).unwrap(),
            })
            .collect();
        let ran: usize = std::thread::scope(|scope| {
            let starts: Vec<_> = doors
                .iter()
                .map(|db| scope.spawn(|| db.migrate(crate::schema::MIGRATIONS, false).unwrap().len()))
                .collect();
            starts.into_iter().map(|start| start.join().unwrap()).sum()
        });
        assert_eq!(ran, crate::schema::MIGRATIONS.len(), "each step ran once");
        if database.engine() == Engine::Postgres {
            doors.into_iter().for_each(::store::Db::close);
        }
    }
}

#[test]
fn files_that_no_row_names_are_swept_and_the_others_stay() {
    use std::time::Duration;
    on_both_engines(|world| async move {
        let (one, blobs) = (world.app.clone(), world.app.blobs.clone());
        let person = world.person("陈一", &[]).await;
        let actor = world.actor(&person).await;
        let waiting =
            crate::tables::waiting::keep(&one, &actor, "units", "units.csv", b"named".to_vec()).await.unwrap();
        let orphan = blobs.put(b"nobody's").unwrap();
        assert_eq!(crate::jobs::sweep(&one).await.unwrap(), 0, "too young: its row may be on the way");
        assert_eq!(crate::jobs::sweep_older(&one, Duration::ZERO).await.unwrap(), 1);
        assert!(blobs.get(&orphan).is_err());
        let kept = crate::tables::waiting::kept(&one, &actor, "units", &waiting).await.unwrap();
        assert_eq!(kept.0, b"named");

        // Files beside a database that knows hardly any of them.
        for n in 0..25_u8 {
            blobs.put(&[n]).unwrap();
        }
        assert_eq!(crate::jobs::sweep_older(&one, Duration::ZERO).await.unwrap(), 0);
        assert_eq!(blobs.all().unwrap().len(), 26);
    });
}

/// Or the sweeping would take the files of a table that it does not know.
#[test]
fn every_table_that_names_files_is_known_to_the_sweeping() {
    let mut table = "";
    let (mut naming, mut view) = (Vec::new(), "");
    for step in crate::schema::MIGRATIONS {
        for line in step.sql.lines() {
            if let Some(name) = line.trim().strip_prefix("create table ").or(line.trim().strip_prefix("alter table ")) {
                table = name.split([' ', '(']).next().unwrap();
            }
            if let Some(gone) = line.trim().strip_prefix("drop table ") {
                naming.retain(|name| *name != gone.trim_end_matches(';'));
            }
            if line.contains("blob_hash text") || line.contains("file_hash text") {
                naming.push(table);
            }
        }
        view = step.sql.split_once("create view v_file_named").map_or(view, |(_, text)| text);
    }
    assert!(naming.len() >= 2, "{naming:?}");
    for table in naming {
        assert!(view.split(';').next().unwrap().contains(&format!("from {table}")), "{table} is not in v_file_named");
    }
}
