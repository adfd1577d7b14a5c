//! That nothing which is remembered can be out of date.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use ::store::{Engine, Sql, Value, params, statements};
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use crate::error::Error;
use crate::features::statistics::store as counted;
use crate::features::statistics::tests::ground::{Ground, run};
use crate::testing::{World, on_both_engines};

/// Tables and columns that a statement reads on SQLite, through all views.
fn read_by(world: &World, sql: &str) -> BTreeSet<(String, String)> {
    let path = world.app.config.database.path().unwrap().to_owned();
    let mut connection = rusqlite::Connection::open(path).unwrap();
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let into = Arc::clone(&seen);
    let note = move |context: AuthContext<'_>| {
        if let AuthAction::Read { table_name, column_name } = context.action {
            into.lock().unwrap().insert((table_name.to_owned(), column_name.to_owned()));
        }
        Authorization::Allow
    };
    connection.authorizer(Some(note)).unwrap();
    connection.prepare(sql).unwrap();
    seen.lock().unwrap().clone()
}

/// Tables of which every insert, update and delete is counted.
fn watched(world: &World) -> BTreeSet<String> {
    let connection = rusqlite::Connection::open(world.app.config.database.path().unwrap()).unwrap();
    let names = "select tbl_name from sqlite_master where type = 'trigger' and name like 'recall!_%' escape '!'
        group by tbl_name having count(*) = 3";
    let mut names = connection.prepare(names).unwrap();
    names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn is_view(world: &World, name: &str) -> bool {
    let connection = rusqlite::Connection::open(world.app.config.database.path().unwrap()).unwrap();
    connection
        .query_row("select count(*) from sqlite_master where type = 'view' and name = $1", [name], |r| r.get(0))
        .unwrap()
}

#[test]
fn every_table_behind_a_remembered_page_is_watched() {
    on_both_engines(|world| async move {
        if world.app.db.engine() != Engine::Sqlite {
            return;
        }
        // `/figures.json` alone shows an evaluation and remembers nothing: what is counted here must not move with a ballot.
        let ours = counted::ALL.iter().filter(|sql| !sql.name().contains("EVALUATION"));
        let mut texts: Vec<Sql> = ours.map(|sql| (*sql).clone()).collect();
        texts.extend(counted::PROBLEMS.variants());
        texts.extend(crate::features::rectification::store::LEDGER.variants());
        texts.extend(crate::features::opinion::store::POINTS.variants());
        // The board of key links remembers nothing; the page for leaders does.
        let board = ["KEY_LINKS", "MECHANISMS_BY_UNIT", "DEPARTMENTS"];
        let look = counted::dashboard::ALL.iter().filter(|sql| !board.iter().any(|name| sql.name().ends_with(name)));
        texts.extend(look.map(|sql| (*sql).clone()));
        let campaign = crate::features::campaign::store::ALL;
        texts.extend(
            campaign
                .iter()
                .filter(|s| ["ACTIVE", "FIND", "PHASES"].iter().any(|n| s.name().ends_with(n)))
                .map(|s| (*s).clone()),
        );
        let watched = watched(&world);
        let mut tables = BTreeSet::new();
        for sql in texts {
            tables.extend(read_by(&world, sql.text()).into_iter().map(|(table, _)| table));
        }
        tables.retain(|name| !is_view(&world, name));
        assert!(tables.len() > 8, "{tables:?}");
        // An author is written with his point, and never changed.
        tables.remove("opinion_author");
        let missing: Vec<_> = tables.difference(&watched).collect();
        assert!(missing.is_empty(), "read by remembered pages and not watched: {missing:?}");
        for quiet in ["box_drop", "box_key", "receipt", "evaluation", "roster_entry", "sealed_ballot", "session"] {
            assert!(!watched.contains(quiet), "a count of {quiet} would tell when somebody spoke or voted");
        }
    });
}

#[test]
fn readers_of_a_publication_are_told_apart_by_unit_branch_and_membership_alone() {
    on_both_engines(|world| async move {
        if world.app.db.engine() != Engine::Sqlite {
            return;
        }
        let read = read_by(&world, "select * from v_publication_reader");
        let of_persons: BTreeSet<&str> = read.iter().filter(|(t, _)| t == "person").map(|(_, c)| c.as_str()).collect();
        assert_eq!(of_persons, BTreeSet::from(["branch_id", "id", "left_on", "party_status", "unit_id"]));
        let tables: BTreeSet<&str> = read.iter().map(|(t, _)| t.as_str()).filter(|t| !t.starts_with("v_")).collect();
        assert_eq!(
            tables,
            BTreeSet::from(["person", "publication", "publication_scope"]),
            "else the kind of reader is wrong"
        );
    });
}

statements! {
    POINT_STATE = "update opinion_point set state = $2 where id = $1";
    UNLINK = "delete from merge_link where point_id = $1";
    ITEM_STATE = "update rectification_item set state = cast($2 as text), done_on = $3,
        resumes = case when cast($2 as text) = 'suspended' then 'in_progress' end where id = $1";
    ITEM_DUE = "update rectification_item set due_on = $2, red_from = $2 where id = $1";
    PROBLEM_STATE = "update merged_item set state = $2 where id = $1";
    ROUND_STATE = "update collection_round set state = $2 where id = $1";
    SLOGAN = "update campaign set slogan = $2 where id = $1";
    RENAME_UNIT = "update unit set name = $2 where id = $1";
    PUBLICATION_STATE = "update publication set state = $2 where id = $1";
}

/// A small generator; the numbers only have to be many and the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

/// After each of many acts in random order, every page that remembers shows what a product that remembers nothing shows.
#[test]
fn what_is_remembered_is_what_counting_from_scratch_finds() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let problems = g.speech().await;
        let mut points = Vec::new();
        for state in ["submitted", "registered", "merged", "answered"] {
            points.push(g.point(&crate::features::statistics::tests::ground::paper(state)).await);
        }
        let item = g.item(50, Some(&problems[0]), "in_progress", "2008-09-12", None).await;
        let publication = g.publish(&problems[1], "members").await;
        let mut dice = Dice(20_080_708);
        let mut changed = 0;
        let mut before = String::new();
        for round in 0..60 {
            let one = &points[dice.below(points.len())].clone();
            let problem = &problems[dice.below(problems.len())].clone();
            match dice.below(11) {
                0 => {
                    run(
                        &g.world,
                        POINT_STATE,
                        params![one, dice.of(&["submitted", "answered", "referred", "withdrawn"])],
                    )
                    .await
                }
                1 => run(&g.world, UNLINK, params![one]).await,
                2 => {
                    run(&g.world, UNLINK, params![one]).await;
                    run(&g.world, crate::features::statistics::tests::ground::LINK, params![one, problem]).await;
                }
                3 => {
                    let state = dice.of(&["closed", "in_progress", "drafted", "suspended"]);
                    let done = (state == "closed").then_some("2008-07-01");
                    run(&g.world, ITEM_STATE, params![&item, state, done]).await;
                }
                4 => run(&g.world, ITEM_DUE, params![&item, dice.of(&["2008-06-01", "2008-10-01"])]).await,
                5 => {
                    run(&g.world, PROBLEM_STATE, params![problem, dice.of(&["planned", "explained", "confirmed"])])
                        .await
                }
                6 => run(&g.world, ROUND_STATE, params![&g.round, dice.of(&["open", "closed", "sorted"])]).await,
                7 => run(&g.world, SLOGAN, params![&g.campaign, format!("口号{round}")]).await,
                8 => run(&g.world, RENAME_UNIT, params![&g.unit, format!("总务部{round}")]).await,
                9 => {
                    run(&g.world, PUBLICATION_STATE, params![&publication, dice.of(&["open", "revoked", "draft"])])
                        .await
                }
                _ => points.push(g.point(&crate::features::statistics::tests::ground::paper("registered")).await),
            }
            let fresh = crate::router::router(g.world.app.beside(g.world.app.db.clone()));
            let readers = [None, Some(&g.office), Some(&g.staff), Some(&g.owner)];
            for path in ["/", "/problems", "/figures"] {
                for reader in readers {
                    let remembered = g.world.get(reader, path).await;
                    let counted = g.world.get_from(&fresh, reader, path).await;
                    assert_eq!(remembered.status, counted.status, "{path} in round {round}");
                    assert_eq!(remembered.body, counted.body, "{path} in round {round}");
                }
            }
            let now = g.world.get(Some(&g.office), "/").await.body;
            changed += usize::from(now != before);
            before = now;
        }
        assert!(changed > 20, "the acts changed the page {changed} times");
    });
}

#[test]
fn an_act_that_is_undone_changes_no_count_and_a_page_that_nobody_touched_is_not_counted_again() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        g.speech().await;
        let version = |g: &Ground| {
            let db = g.world.app.db.clone();
            async move { db.read(super::version).await.unwrap() }
        };
        let first = version(&g).await;
        let (campaign, slogan) = (g.campaign.clone(), Value::from("不会发生"));
        let undone = g.world.app.db.write(move |tx| {
            tx.run(&SLOGAN, &[Value::from(&campaign), slogan.clone()])?;
            Err::<(), Error>(Error::Stale)
        });
        assert!(undone.await.is_err());
        assert_eq!(version(&g).await, first);
        g.world.get(Some(&g.office), "/").await;
        let sent = g.world.app.db.statements();
        g.world.get(Some(&g.office), "/").await;
        assert!(g.world.app.db.statements() - sent <= 3, "two for the session, one for the count");
        run(&g.world, SLOGAN, params![&g.campaign, "新口号"]).await;
        assert!(version(&g).await > first);
        assert!(g.world.get(Some(&g.office), "/").await.body.contains("新口号"));
    });
}
