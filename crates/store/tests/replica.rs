//! Reads that a real streaming standby answers, and what happens when it is behind or away. It needs the programs of
//! PostgreSQL on this machine; without `SHUANGCU_TEST_POSTGRES` it says that it did not run.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests fail like tests")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use store::{DatabaseUrl, Db, Migration, Options, StoreError, params};

store::statements! {
    INSERT = "insert into note (id) values ($1)";
    COUNT = "select count(*), case when pg_is_in_recovery() then 1 else 0 end from note";
    MISSING = "select id from nowhere";
}

const PAUSE: store::Sql = store::Sql::new("pause", "select case when pg_wal_replay_pause() is null then 0 else 1 end");

const TABLE: &[Migration] = &[Migration {
    number: 1,
    name: "note",
    sql: "create table note (id bigint primary key)/*strict*/;",
    sqlite: None,
    postgres: None,
}];

struct Servers(tempfile::TempDir);

impl Servers {
    fn script(&self, arguments: &[&str]) -> String {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/postgres.sh");
        let folder = |name: &str| -> PathBuf { self.0.path().join(name) };
        let mut command = Command::new("sh");
        command.arg(script).arg(arguments[0]);
        command.args(arguments.iter().skip(1).map(|name| folder(name)));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        for name in ["standby", "primary"] {
            drop(self.script(&["stop", name]));
        }
    }
}

/// The runtime stays outside: a test reads as a command would.
fn afar(runtime: &tokio::runtime::Runtime, db: &Db) -> Result<(i64, bool), StoreError> {
    let db = db.clone();
    runtime.block_on(async move {
        db.read_afar(|tx| Ok(tx.one(&COUNT, &[], |row| Ok((row.get(0)?, row.get(1)?)))?.unwrap_or_default())).await
    })
}

#[test]
fn a_standby_answers_what_it_knows_and_the_primary_the_rest() {
    if std::env::var(store::testing::VARIABLE).is_ok_and(|url| !url.is_empty()) {
        let servers = Servers(tempfile::tempdir().unwrap());
        // The servers run as another user and must be able to enter the folder.
        #[cfg(unix)]
        std::fs::set_permissions(servers.0.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        tried(&servers);
    } else {
        eprintln!("!!! {} is not set: no replica was tried !!!", store::testing::VARIABLE);
    }
}

fn tried(servers: &Servers) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let primary: DatabaseUrl = servers.script(&["start", "primary"]).parse().unwrap();
    let standby: DatabaseUrl = servers.script(&["standby", "standby", "primary"]).parse().unwrap();
    let options = Options { replica: Some(standby.clone()), ..Options::default() };
    let db = Db::open(&primary, options).unwrap();
    db.migrate(TABLE, false).unwrap();
    let insert = |id: i64| db.write_blocking(move |tx| tx.run(&INSERT, &params![id])).unwrap();
    insert(0);
    let until = |wanted: bool| {
        let begin = Instant::now();
        while afar(&runtime, &db).unwrap().1 != wanted {
            assert!(begin.elapsed() < Duration::from_secs(20), "never answered by the other one");
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    until(true);
    // Whoever reads sees what was just written, wherever the answer comes from.
    let mut by_standby = 0;
    for id in 1..60 {
        insert(id);
        let (count, standby) = afar(&runtime, &db).unwrap();
        assert_eq!(count, id + 1, "stale");
        by_standby += i64::from(standby);
    }
    assert!(by_standby >= 30, "the standby answered {by_standby} of 59");
    assert!(db.answered_afar() >= 30);

    // A mistake is told, and not tried elsewhere without end.
    let same = db.clone();
    let wrong = runtime.block_on(async move { same.read_afar(|tx| tx.one(&MISSING, &[], |_| Ok(()))).await });
    assert!(matches!(wrong, Err(StoreError::Other(_))), "{wrong:?}");

    // Behind: it replays nothing any more.
    let reads = Db::open(&standby, Options { read_only: true, ..Options::default() }).unwrap();
    reads.read_blocking::<_, StoreError, _>(|tx| tx.one(&PAUSE, &[], |_| Ok(()))).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    insert(100);
    assert_eq!(afar(&runtime, &db).unwrap(), (61, false));
    reads.close();

    // Away, and back.
    servers.script(&["stop", "standby"]);
    let begin = Instant::now();
    assert_eq!(afar(&runtime, &db).unwrap(), (61, false));
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
    // A program that starts while it is away starts.
    let other = Db::open(&primary, Options { replica: Some(standby), ..Options::default() }).unwrap();
    assert_eq!(afar(&runtime, &other).unwrap(), (61, false));
    other.close();
    db.close();
}
