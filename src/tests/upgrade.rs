//! The way up: a database as an earlier version of the program left it, with rows in it, is brought to today's schema on both
//! engines, and counts as before.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use store::testing::{postgres_with, sqlite_with};
use store::{Copy, Db, Engine, Migration, Options};

use crate::demo;
use crate::features::statistics::figures_json;
use crate::schema::MIGRATIONS;
use crate::testing::World;

/// Schemas that were in use and can hold all that the figures are counted from: before the merging workbench was done, before
/// the end of a campaign, before the last views.
const EARLIER: [u32; 3] = [23, 27, 30];

fn columns(conn: &Connection, schema: &str) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let sql = format!(
        "select t.name, c.name from pragma_table_list t, pragma_table_info(t.name, t.schema) c
         where t.schema = '{schema}' and t.type in ('table', 'shadow') and t.name not like 'sqlite%'"
    );
    let mut read = conn.prepare(&sql).unwrap();
    let rows = read.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    for (table, column) in rows.map(Result::unwrap) {
        all.entry(table).or_default().push(column);
    }
    all
}

/// Fills a database of an earlier schema with whatever of today's rows has a place in it.
fn fill(earlier: &Path, today: &Path) {
    let conn = Connection::open(earlier).unwrap();
    conn.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false).unwrap();
    conn.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
    conn.execute("attach $1 as today", [today.to_str().unwrap()]).unwrap();
    conn.execute_batch("pragma foreign_keys=off; begin").unwrap();
    let now = columns(&conn, "today");
    for (table, names) in columns(&conn, "main").into_iter().filter(|(table, _)| table != "schema_migration") {
        // A table that is no more held only what waited for somebody.
        let Some(there) = now.get(&table) else { continue };
        let both: Vec<&str> = names.iter().filter(|name| there.contains(name)).map(String::as_str).collect();
        let both = both.join(", ");
        conn.execute_batch(&format!(
            "delete from main.{table}; insert into main.{table} ({both}) select {both} from today.{table};"
        ))
        .unwrap_or_else(|error| panic!("{table}: {error}"));
    }
    conn.execute_batch("commit").unwrap();
    let broken =
        conn.query_row("select count(*) from pragma_foreign_key_check", [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(broken, 0, "the earlier database is whole");
}

async fn figures(world: &World, db: &Db) -> serde_json::Value {
    figures_json(&world.app.beside(db.clone()), None).await.unwrap()
}

#[test]
fn a_database_of_an_earlier_version_comes_up_with_its_rows_on_both_engines() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let world = World::on(sqlite_with(&Options::default()));
    let before = runtime.block_on(async {
        world.app.clock.set(demo::first_moment());
        demo::fill(&world.app).await.unwrap();
        figures(&world, &world.app.db).await
    });
    assert_eq!(before["opinions"]["raw"], 23);
    for number in EARLIER {
        let steps: Vec<Migration> = MIGRATIONS.iter().filter(|step| step.number <= number).copied().collect();
        assert!(steps.len() < MIGRATIONS.len());
        let mut earlier = sqlite_with(&Options::default());
        earlier.migrate(&steps, false).unwrap();
        earlier.shut();
        fill(earlier.url().path().unwrap(), world.app.config.database.path().unwrap());
        // The same rows on a server, in the same earlier schema.
        let server = postgres_with(&Options::default()).map(|mut server| {
            server.shut();
            let copy = Copy { from: earlier.url(), to: server.url(), migrations: &steps, leave: &["recall_version"] };
            let copied = copy.run(&mut |_, _, _| {}).unwrap();
            assert!(copied.iter().any(|table| table.table == "opinion_point" && table.rows_to >= 23));
            server
        });
        for mut database in [Some(earlier), server].into_iter().flatten() {
            database.reopen(Options::default()).unwrap();
            let run = database.migrate(MIGRATIONS, false).unwrap();
            assert_eq!(run.len(), MIGRATIONS.len() - steps.len(), "{database:?}");
            assert_eq!(database.migrate(MIGRATIONS, true).unwrap(), []);
            let after = runtime.block_on(figures(&world, &database));
            assert_eq!(after, before, "from {number} on {database:?}");
            // Found by its words, as before.
            let tokens = merge::query_tokens("食堂");
            let found = |db: &Db| {
                let tokens = tokens.clone();
                db.read_blocking(move |tx| tx.text_find("point", &tokens, 100)).unwrap()
            };
            assert!(!found(&world.app.db).is_empty());
            assert_eq!(found(&database), found(&world.app.db), "{database:?}");
        }
    }
}

/// The tables that `copy` carries: all have a key, and no engine keeps numbers of its own for them.
#[test]
fn both_engines_hold_the_same_tables_and_a_copy_of_nothing_is_the_same() {
    let (mut from, Some(mut to)) = (sqlite_with(&Options::default()), postgres_with(&Options::default())) else {
        return;
    };
    from.migrate(MIGRATIONS, false).unwrap();
    from.shut();
    to.shut();
    let copy = Copy { from: from.url(), to: to.url(), migrations: MIGRATIONS, leave: &["recall_version"] };
    let copied = copy.run(&mut |_, _, _| {}).unwrap();
    assert!(copied.len() > 60 && copied.iter().all(store::Compared::is_same));
    to.reopen(Options::default()).unwrap();
    const SEQUENCES: store::Sql = store::Sql::new(
        "sequences",
        "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = current_schema() and c.relkind = 'S'",
    );
    let own = to.read_blocking::<_, store::StoreError, _>(|tx| tx.one(&SEQUENCES, &[], |row| row.get::<i64>(0)));
    assert_eq!((own.unwrap(), to.engine()), (Some(0), Engine::Postgres));
}
