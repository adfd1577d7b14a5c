//! The commands as scripts see them: last lines, exit codes (0 well, 1 refused or found wrong, 2 misuse), and what works
//! beside a running server.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests say what failed"
)]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shuangcu")).args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complained(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// The last line of a command that goes well.
fn last(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(code(&output), 0, "{arguments:?}: {}", complained(&output));
    said(&output).lines().last().unwrap_or_default().to_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A demonstration, and what was printed when it was filled.
fn demonstration() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&["demo", "--no-serve", "--data", text(folder.path())]);
    assert_eq!(code(&output), 0, "{}", complained(&output));
    (folder, said(&output))
}

struct Server(Child);

/// A database of its own on the scratch server.
struct Database {
    url: String,
    server: String,
    name: String,
}

impl Database {
    fn new() -> Option<Database> {
        let Some(server) = std::env::var("SHUANGCU_TEST_POSTGRES").ok().filter(|url| !url.is_empty()) else {
            eprintln!("!!! SHUANGCU_TEST_POSTGRES is not set: nothing of PostgreSQL was tried !!!");
            return None;
        };
        let name = format!("cli_{}_{}", std::process::id(), server_number());
        postgres::Client::connect(&server, postgres::NoTls)
            .unwrap()
            .batch_execute(&format!("create database {name}"))
            .unwrap();
        let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
        Some(Database { url, server, name })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let dropped = postgres::Client::connect(&self.server, postgres::NoTls).and_then(|mut client| {
            client.batch_execute(&format!("drop database if exists {} with (force)", self.name))
        });
        if let Err(error) = dropped {
            eprintln!("the database {} is left behind: {error}", self.name);
        }
    }
}

fn server_number() -> u32 {
    static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

impl Server {
    fn start(data: &Path) -> Server {
        Server::start_at(data, &format!("sqlite:{}/shuangcu.db", text(data)))
    }

    fn start_at(data: &Path, database: &str) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_shuangcu"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data", text(data), "--database", database])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().starts_with("listening on http://127.0.0.1:")));
        Server(child)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn g4_working_days_are_added() {
    for (from, days, to) in [
        ("2026-02-13", "5", "2026-02-27"),
        ("2026-09-18", "7", "2026-09-29"),
        ("2026-04-30", "10", "2026-05-18"),
        ("2008-09-26", "5", "2008-10-08"),
    ] {
        assert_eq!(last(&["calendar", "add", from, days]), to);
    }
}

#[test]
fn g3_g18_lamps_are_one_word() {
    let lamp = |due, today| last(&["calendar", "lamp", "--due", due, "--today", today]);
    assert_eq!(lamp("2026-10-12", "2026-09-30"), "green");
    assert_eq!(lamp("2026-10-12", "2026-10-08"), "yellow");
    assert_eq!(lamp("2026-10-12", "2026-10-12"), "yellow");
    assert_eq!(lamp("2026-10-12", "2026-10-13"), "red");
    assert_eq!(lamp("2026-10-03", "2026-10-07"), "yellow");
    assert_eq!(lamp("2026-10-03", "2026-10-08"), "red");
    let with = |state| last(&["calendar", "lamp", "--due", "2026-10-12", "--today", "2026-10-12", "--state", state]);
    assert_eq!(with("suspended"), "grey");
    assert_eq!(with("closed"), "blue");
}

#[test]
fn misuse_is_two() {
    for wrong in [
        vec!["calendar", "add", "someday", "5"],
        vec!["calendar", "lamp", "--due", "2026-10-12"],
        vec!["calendar", "lamp", "--due", "2026-10-12", "--today", "2026-10-12", "--state", "lost"],
        vec!["figures", "--database", "mysql://elsewhere"],
        vec!["import", "opinions", "file.csv"],
        vec!["no-such-command"],
        vec![],
    ] {
        assert_eq!(code(&run(&wrong)), 2, "{wrong:?}");
    }
}

#[test]
fn reading_commands_make_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("nothing here");
    for command in [vec!["figures", "--json"], vec!["audit", "verify"]] {
        let output = run(&[command, vec!["--data", text(&data)]].concat());
        assert_eq!(code(&output), 1, "{}", said(&output));
    }
    assert!(!data.exists());
    assert_eq!(last(&["migrate", "--dry-run", "--data", text(&data)]).split(' ').next_back(), Some("run"));
    assert!(!data.exists(), "a dry run makes nothing either");
    last(&["migrate", "--data", text(&data)]);
    assert_eq!(last(&["migrate", "--data", text(&data)]), "the schema is up to date");
}

#[test]
fn g1_figures_of_the_demonstration_beside_its_server() {
    let (folder, printed) = demonstration();
    let data = text(folder.path());
    let sentence = "共征求到意见23条，归并为6条，其中已整改完成2条，正在整改2条，下阶段整改2条。";
    let server = Server::start(folder.path());
    for arguments in
        [vec!["figures", "--json", "--data", data], vec!["figures", "--json", "--campaign", "双促", "--data", data]]
    {
        let figures = last(&arguments);
        assert!(figures.contains(sentence), "{figures}");
        assert!(figures.contains("\"raw\":23") && figures.contains("\"merged\":6"), "{figures}");
    }
    assert_eq!(code(&run(&["figures", "--campaign", "nobody's", "--data", data])), 1);
    let verified = run(&["audit", "verify", "--data", data]);
    assert_eq!(code(&verified), 0, "{}", said(&verified));

    // Only one process writes a SQLite file, and the second is told what to do.
    let refused = run(&["user", "add", "--name", "x", "--login", "somebody", "--data", data]);
    assert_eq!(code(&refused), 1);
    assert!(complained(&refused).contains("stop it first"), "{}", complained(&refused));
    drop(server);

    // The import command that was printed is ready; a second time it is a duplicate, and nothing is half written.
    let import = printed.lines().find(|line| line.starts_with("shuangcu import opinions ")).unwrap();
    let import: Vec<&str> = import.split(' ').skip(1).collect();
    assert_eq!(last(&[import.as_slice(), &["--dry-run"]].concat()), "5 rows can be imported");
    assert_eq!(last(&import), "5 rows imported");
    assert_eq!(code(&run(&import)), 1);
    assert!(last(&["figures", "--data", data]).contains("意见28条"));
    assert_eq!(code(&run(&["audit", "verify", "--data", data])), 0);

    // A changed original is found.
    let anchor = fs::read_to_string(folder.path().join("audit.anchor")).unwrap();
    let copy = folder.path().join("anchor.copy");
    fs::write(&copy, anchor.replacen(anchor.lines().last().unwrap(), &format!("1 {}", "0".repeat(64)), 1)).unwrap();
    assert_eq!(code(&run(&["audit", "verify", "--anchor", text(&copy), "--data", data])), 1);
}

#[test]
fn the_demonstration_keeps_to_its_folder_and_its_machine() {
    let (folder, printed) = demonstration();
    let again = run(&["demo", "--no-serve", "--data", text(folder.path())]);
    assert_eq!(code(&again), 0);
    assert!(!said(&again).contains("password"), "passwords are shown once");
    assert!(printed.contains("password"));
    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("letter.txt"), "mine").unwrap();
    assert_eq!(code(&run(&["demo", "--no-serve", "--data", text(other.path())])), 1);
    assert_eq!(fs::read_dir(other.path()).unwrap().count(), 1, "nothing was added");
    let real = tempfile::tempdir().unwrap();
    last(&["migrate", "--data", text(real.path())]);
    assert_eq!(code(&run(&["demo", "--no-serve", "--data", text(real.path())])), 1);
    assert_eq!(code(&run(&["demo", "--listen", "0.0.0.0:0", "--data", text(&real.path().join("new"))])), 1);
}

#[test]
fn people_come_by_file_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let data = text(folder.path());
    last(&["migrate", "--data", data]);
    let file = folder.path().join("people.csv");
    fs::write(&file, "姓名,部门\n陈一,没有的部门\n,总务部\n").unwrap();
    let output = run(&["import", "people", text(&file), "--data", data]);
    assert_eq!(code(&output), 1);
    let rows = said(&output);
    assert!(rows.contains("row 2") && rows.contains("row 3") && rows.contains("nothing was written"), "{rows}");
}

#[test]
fn what_is_exported_and_imported_again_changes_nothing() {
    let (folder, _) = demonstration();
    let data = text(folder.path());
    let path = |name: &str| folder.path().join(name);
    for (what, more) in
        [("units", vec![]), ("branches", vec![]), ("lines", vec![]), ("tasks", vec!["--campaign", "双促"])]
    {
        for ending in ["xlsx", "csv", "jsonl"] {
            let file = path(&format!("{what}.{ending}"));
            last(&[&["export", what, text(&file), "--data", data], more.as_slice()].concat());
            let looked = [&["import", what, text(&file), "--dry-run", "--data", data], more.as_slice()].concat();
            let output = run(&looked);
            assert_eq!(code(&output), 0, "{what}.{ending}: {}", said(&output));
            assert_eq!(said(&output).lines().count(), 1, "no cell changes: {}", said(&output));
            last(&[&["import", what, text(&file), "--data", data], more.as_slice()].concat());
        }
        let (first, second) = (path(&format!("{what}.jsonl")), path("again.jsonl"));
        last(&[&["export", what, text(&second), "--data", data], more.as_slice()].concat());
        assert_eq!(fs::read_to_string(first).unwrap(), fs::read_to_string(second).unwrap(), "{what}");
    }
    for (what, more) in [
        ("summary", vec!["--campaign", "双促"]),
        ("figures", vec!["--campaign", "双促"]),
        ("list", vec!["--which", "problems", "--campaign", "双促"]),
        ("list", vec!["--which", "measures", "--campaign", "双促"]),
        ("list", vec!["--which", "duties", "--campaign", "双促"]),
    ] {
        let file = path("out.jsonl");
        last(&[&["export", what, text(&file), "--data", data], more.as_slice()].concat());
        assert!(fs::read_to_string(&file).unwrap().lines().count() >= 6, "{what} {more:?}");
    }
    assert_eq!(code(&run(&["export", "tasks", text(&path("a.csv")), "--campaign", "nobody's", "--data", data])), 1);
    assert_eq!(code(&run(&["export", "units", text(&path("a.pdf")), "--data", data])), 1);
    let file = path("units.csv");
    fs::write(&file, "名称,性质,上级单位\n新单位,星球,没有的单位\n").unwrap();
    let output = run(&["import", "units", text(&file), "--data", data]);
    assert_eq!(code(&output), 1);
    let rows = said(&output);
    assert!(
        rows.contains("row 2, 性质") && rows.contains("row 2, 上级单位") && rows.contains("nothing was written"),
        "{rows}"
    );
    assert_eq!(code(&run(&["audit", "verify", "--data", data])), 0);
}

#[test]
fn the_console_makes_one_administrator_and_one_invitation() {
    let folder = tempfile::tempdir().unwrap();
    let data = text(folder.path());
    let add = |more: &[&str]| run(&[&["user", "add", "--data", data], more].concat());
    assert_eq!(code(&add(&["--name", "a", "--login", "admin", "--role", "SYS"])), 0);
    assert_eq!(code(&add(&["--name", "b", "--login", "second", "--role", "SYS"])), 1, "the first makes the others");
    let invited = add(&["--name", "c", "--role", "SEC"]);
    assert!(said(&invited).contains("/invite/"), "{}", complained(&invited));
    assert_eq!(code(&add(&["--name", "d", "--login", "office", "--role", "WG"])), 1, "a secretary grants that");
    assert_eq!(code(&add(&["--name", "e", "--login", "staff"])), 0);
    assert_eq!(code(&run(&["audit", "verify", "--data", data])), 0, "what was written is sealed");
}

#[test]
fn merge_reads_every_kind_and_keeps_every_id() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let rows = [
        ("a", "The canteen queue is too long at noon"),
        ("b", "Too long a queue in the canteen at noon"),
        ("c", "Broken lamp at the east gate"),
    ];
    let jsonl: String = rows.iter().map(|(id, text)| format!("{{\"id\":\"{id}\",\"text\":\"{text}\"}}\n")).collect();
    let csv: String = rows.iter().map(|(id, text)| format!("{id},{text}\n")).collect();
    fs::write(path("in.jsonl"), &jsonl).unwrap();
    fs::write(path("in.csv"), format!("id,text\n{csv}")).unwrap();
    let expected = "{\"id\":\"a\",\"group\":\"a\"}\n{\"id\":\"b\",\"group\":\"a\"}\n{\"id\":\"c\",\"group\":\"c\"}\n";
    for file in ["in.jsonl", "in.csv"] {
        let (out, groups) = (path("out.jsonl"), path("groups.jsonl"));
        last(&["merge", text(&path(file)), "--out", text(&out), "--groups", text(&groups), "--jobs", "1"]);
        assert_eq!(fs::read_to_string(&out).unwrap(), expected, "{file}");
    }
    // A later opinion goes into a group of the earlier run.
    fs::write(path("later.jsonl"), "{\"id\":\"d\",\"text\":\"At noon the queue in the canteen is too long\"}\n")
        .unwrap();
    let onto = run(&["merge", text(&path("later.jsonl")), "--onto", text(&path("groups.jsonl")), "--out", "-"]);
    assert_eq!(said(&onto), "{\"id\":\"d\",\"group\":\"a\"}\n");

    let mut piped = Command::new(env!("CARGO_BIN_EXE_shuangcu"))
        .args(["merge", "-", "--out", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    piped.stdin.take().unwrap().write_all(jsonl.as_bytes()).unwrap();
    assert_eq!(said(&piped.wait_with_output().unwrap()), expected);

    fs::write(path("twice.jsonl"), "{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":\"a\",\"text\":\"y\"}\n").unwrap();
    assert_eq!(code(&run(&["merge", text(&path("twice.jsonl")), "--out", "-"])), 1);
    fs::write(path("broken.jsonl"), "{\"id\":\"a\"\n").unwrap();
    let broken = run(&["merge", text(&path("broken.jsonl")), "--out", "-"]);
    assert!(code(&broken) == 1 && complained(&broken).contains("line 1"), "{}", complained(&broken));
}

#[test]
fn a_backup_of_a_running_server_comes_back_whole_and_without_keys() {
    let (folder, _) = demonstration();
    let data = text(folder.path());
    let server = Server::start(folder.path());
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("backup.zip");
    let told = last(&["backup", text(&file), "--data", data]);
    assert!(told.contains("keys of the box are not in it"), "{told}");
    assert_eq!(code(&run(&["backup", text(&file), "--data", data])), 1, "a backup overwrites nothing");
    drop(server);
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "no drafts are left");
    let packed = fs::read(&file).unwrap();
    let keys: Vec<_> = fs::read_dir(folder.path().join("keys")).unwrap().map(|key| key.unwrap().path()).collect();
    assert!(!keys.is_empty(), "the server made keys");
    for key in keys {
        let (name, secret) = (key.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&key).unwrap());
        for mark in [name.as_bytes(), secret.as_slice()] {
            assert!(!packed.windows(mark.len()).any(|part| part == mark), "{name} is in the backup");
        }
    }

    let restored = place.path().join("restored");
    let again = text(&restored);
    let output = run(&["restore", text(&file), "--data", again]);
    assert_eq!(code(&output), 0, "{}{}", said(&output), complained(&output));
    assert!(said(&output).contains(" 0 findings"), "{}", said(&output));
    assert!(!restored.join("keys").exists() || fs::read_dir(restored.join("keys")).unwrap().next().is_none());
    assert_eq!(last(&["figures", "--json", "--data", again]), last(&["figures", "--json", "--data", data]));
    assert_eq!(code(&run(&["restore", text(&file), "--data", again])), 1, "never over anything");
    drop(Server::start(&restored));

    // One changed byte of any part is found.
    let mut broken = packed.clone();
    let middle = broken.len() / 2;
    broken[middle] ^= 1;
    let damaged = place.path().join("damaged.zip");
    fs::write(&damaged, &broken).unwrap();
    let refused = run(&["restore", text(&damaged), "--data", text(&place.path().join("other"))]);
    assert_eq!(code(&refused), 1, "{}", said(&refused));
    assert!(!place.path().join("other").join("shuangcu.db").exists(), "what is damaged is no installation");
    fs::write(&damaged, b"not an archive").unwrap();
    assert_eq!(code(&run(&["restore", text(&damaged), "--data", text(&place.path().join("third"))])), 1);
}

/// The tools of PostgreSQL, which a package keeps out of the PATH.
fn postgres_tool(name: &str) -> Command {
    let mut places: Vec<_> = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().collect();
    places.sort_by_key(|place| place.file_name());
    match places.last().map(|place| place.path().join("bin").join(name)).filter(|path| path.exists()) {
        Some(path) => Command::new(path),
        None => Command::new(name),
    }
}

/// Runs a command line as it was printed, with the program put where it is.
fn as_printed(line: &str) -> Output {
    let words: Vec<String> =
        line.split(' ').skip_while(|word| !word.starts_with("pg_")).map(|word| word.replace('\'', "")).collect();
    let output = postgres_tool(&words[0]).args(&words[1..]).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{line}: {}", complained(&output));
    output
}

#[test]
fn a_backup_on_postgresql_is_a_dump_and_a_file_and_both_come_back() {
    let Some(server) = Database::new() else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = text(folder.path());
    let at = ["--data", data, "--database", &server.url];
    let filled = run(&[&["demo", "--no-serve"], at.as_slice()].concat());
    assert_eq!(code(&filled), 0, "{}", complained(&filled));
    let figures = |data: &str, url: &str| last(&["figures", "--json", "--data", data, "--database", url]);
    let before = figures(data, &server.url);

    // Beside a running server: it says the order and the command, which works as it was printed.
    let serving = Server::start_at(folder.path(), &server.url);
    let place = tempfile::tempdir().unwrap();
    let (first, file, dump) = (place.path().join("first.zip"), place.path().join("b.zip"), place.path().join("b.dump"));
    let told = run(&[&["backup", text(&first)], at.as_slice()].concat());
    assert_eq!(code(&told), 0, "{}", complained(&told));
    let told = said(&told);
    assert!(told.contains("NOT in it") && told.contains("keys of the box are not in it"), "{told}");
    let line = told.lines().find(|line| line.starts_with("1. pg_dump ")).unwrap();
    as_printed(&line.replace(text(&place.path().join("first.dump")), text(&dump)));
    let told = run(&[&["backup", text(&file), "--dump", text(&dump)], at.as_slice()].concat());
    assert_eq!(code(&told), 0, "{}", complained(&told));
    assert!(said(&told).contains("belongs to it"), "{}", said(&told));
    drop(serving);
    assert_eq!(
        code(&run(&[&["backup", text(&place.path().join("x.zip")), "--dump", text(&file)], at.as_slice()].concat())),
        1
    );

    // What is written after the dump is not in the backup: the anchor goes no further than the dump.
    assert_eq!(code(&run(&[&["user", "add", "--name", "e", "--login", "later"], at.as_slice()].concat())), 0);

    let Some(new) = Database::new() else { return };
    let restored = place.path().join("restored");
    let restore = |dump: &Path| {
        run(&["restore", text(&file), "--dump", text(dump), "--data", text(&restored), "--database", &new.url])
    };
    let refused = restore(&dump);
    assert_eq!(code(&refused), 1);
    assert!(complained(&refused).contains("pg_restore"), "the database comes first: {}", complained(&refused));
    let line = complained(&refused).split("yet: ").nth(1).unwrap().trim().replace("DUMP", text(&dump));
    as_printed(&line);
    let other = place.path().join("other.dump");
    fs::write(&other, b"PGDMP another").unwrap();
    assert_eq!(code(&restore(&other)), 1, "a dump of something else");
    let output = restore(&dump);
    assert_eq!(code(&output), 0, "{}{}", said(&output), complained(&output));
    assert!(said(&output).contains(" 0 findings"), "{}", said(&output));
    let again = text(&restored);
    assert_eq!(figures(again, &new.url), before);
    assert_eq!(code(&run(&["audit", "verify", "--data", again, "--database", &new.url])), 0);
    drop(Server::start_at(&restored, &new.url));
    assert_eq!(
        code(&run(&["restore", text(&file), "--data", text(&place.path().join("third"))])),
        1,
        "no database named"
    );
}

#[test]
fn files_in_a_store_on_the_network_are_served_backed_up_and_restored() {
    let Some(store) = std::env::var("SHUANGCU_TEST_S3").ok().filter(|url| !url.is_empty()) else {
        eprintln!("!!! SHUANGCU_TEST_S3 is not set: no store of files on the network was tried !!!");
        return;
    };
    let (folder, _) = demonstration();
    let data = text(folder.path());
    let place = tempfile::tempdir().unwrap();
    let (file, restored) = (place.path().join("b.zip"), place.path().join("restored"));
    let files = |name: &str| format!("{store}/{name}-{}-{}", std::process::id(), server_number());
    let (first, second) = (files("first"), files("second"));
    // The files of the demonstration move by way of a backup; the server runs without a folder of them.
    last(&["backup", text(&file), "--data", data]);
    let output = run(&["restore", text(&file), "--data", text(&restored), "--files", &first]);
    assert_eq!(code(&output), 0, "{}{}", said(&output), complained(&output));
    assert!(said(&output).contains(" 0 findings"), "{}", said(&output));
    assert!(!restored.join("blobs").exists());
    let verified = |files: &str| code(&run(&["audit", "verify", "--data", text(&restored), "--files", files]));
    assert_eq!(verified(&first), 0);
    assert_eq!(verified(&second), 1, "nothing lies there");
    // And back into a folder.
    let (again, third) = (place.path().join("again.zip"), place.path().join("third"));
    last(&["backup", text(&again), "--data", text(&restored), "--files", &first]);
    let output = run(&["restore", text(&again), "--data", text(&third)]);
    assert_eq!(code(&output), 0, "{}{}", said(&output), complained(&output));
    assert!(third.join("blobs").is_dir());
    let doctor = said(&run(&["doctor", "--data", text(&restored), "--files", &first]));
    assert!(doctor.contains("ok   files in s3://"), "{doctor}");
}

#[test]
fn a_database_of_a_newer_program_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let data = text(folder.path());
    last(&["migrate", "--data", data]);
    let newer = rusqlite::Connection::open(folder.path().join("shuangcu.db")).unwrap();
    newer.execute("insert into schema_migration (number, name, hash) values (9000, 'of tomorrow', 'x')", []).unwrap();
    drop(newer);
    for command in [vec!["serve", "--listen", "127.0.0.1:0"], vec!["figures"], vec!["migrate"], vec!["audit", "verify"]]
    {
        let refused = run(&[command.clone(), vec!["--data", data]].concat());
        let why = complained(&refused);
        assert_eq!(code(&refused), 1, "{command:?}");
        assert!(why.contains("older than the database") && why.contains("newer program"), "{command:?}: {why}");
    }
    let doctor = said(&run(&["doctor", "--data", data]));
    assert!(doctor.contains("bad  schema: ") && doctor.contains("newer program"), "{doctor}");
}

#[test]
fn a_copy_goes_from_one_engine_to_the_other_and_back_with_the_same_figures() {
    let (folder, _) = demonstration();
    let data = text(folder.path());
    let first = format!("sqlite:{data}/shuangcu.db");
    let again = format!("sqlite:{data}/again.db");
    let Some(server) = Database::new() else { return };
    let figures = |url: &str| last(&["figures", "--json", "--data", data, "--database", url]);
    let verified = |url: &str| code(&run(&["audit", "verify", "--data", data, "--database", url]));

    // Not while a server has it open.
    let running = Server::start(folder.path());
    let refused = run(&["copy", "--data", data, "--to", &server.url]);
    assert_eq!(code(&refused), 1);
    assert!(complained(&refused).contains("stop every server"), "{}", complained(&refused));
    drop(running);

    let output = run(&["copy", "--data", data, "--from", &first, "--to", &server.url]);
    assert_eq!(code(&output), 0, "{}{}", said(&output), complained(&output));
    let told = said(&output);
    assert!(
        told.contains("opinion_point ") && told.contains(" 0 findings") && !told.contains("NOT THE SAME"),
        "{told}"
    );
    assert_eq!(figures(&server.url), figures(&first));
    assert_eq!(verified(&server.url), 0);

    // Only once, and never over anything.
    let refused = run(&["copy", "--data", data, "--to", &server.url]);
    assert_eq!(code(&refused), 1);
    assert!(complained(&refused).contains("not empty"), "{}", complained(&refused));
    let itself = run(&["copy", "--data", data, "--to", &first]);
    assert!(code(&itself) == 1 && complained(&itself).contains("into itself"), "{}", complained(&itself));

    // Back, from a server that runs no more.
    let serving = Server::start_at(folder.path(), &server.url);
    let refused = run(&["copy", "--data", data, "--from", &server.url, "--to", &again]);
    assert_eq!(code(&refused), 1);
    assert!(complained(&refused).contains("stop every server"), "{}", complained(&refused));
    drop(serving);
    let output = run(&["copy", "--data", data, "--from", &server.url, "--to", &again]);
    assert_eq!(code(&output), 0, "{}{}", said(&output), complained(&output));
    assert_eq!(figures(&again), figures(&first));
    assert_eq!(verified(&again), 0);

    // One changed letter in one row is found.
    let compare = || run(&["copy", "--compare", "--data", data, "--from", &server.url, "--to", &again]);
    assert_eq!(code(&compare()), 0, "{}", said(&compare()));
    let changed = rusqlite::Connection::open(folder.path().join("again.db")).unwrap();
    changed
        .execute("update opinion_point set text = text || '。' where id = (select min(id) from opinion_point)", [])
        .unwrap();
    drop(changed);
    let different = compare();
    assert_eq!(code(&different), 1);
    let lines: Vec<String> =
        said(&different).lines().filter(|line| line.contains("NOT THE SAME")).map(str::to_owned).collect();
    assert!(lines.len() == 1 && lines[0].starts_with("opinion_point "), "{lines:?}");
}

#[cfg(unix)]
#[test]
fn the_doctor_names_what_is_wrong_and_what_to_do() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, _) = demonstration();
    let data = text(folder.path());
    drop(Server::start(folder.path()));
    let look = || run(&["doctor", "--data", data]);
    let well = said(&look());
    for line in ["ok   schema", "ok   audit trail: block ", "ok   rights of the database", "ok   keys of the box in "] {
        assert!(well.contains(line), "{line}: {well}");
    }
    let keys = folder.path().join("keys");
    fs::set_permissions(&keys, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(folder.path().join("audit.anchor"), "").unwrap();
    let output = look();
    let ill = said(&output);
    assert_eq!(code(&output), 1);
    assert!(ill.contains("bad  keys of the box") && ill.contains("chmod go-rwx"), "{ill}");
    assert!(ill.contains("bad  audit trail"), "{ill}");
    let nowhere = run(&["doctor", "--data", text(&folder.path().join("nothing here"))]);
    assert_eq!(code(&nowhere), 1);
    assert!(said(&nowhere).contains("bad  database"), "{}", said(&nowhere));
    assert!(!folder.path().join("nothing here").exists(), "it makes nothing");
}
