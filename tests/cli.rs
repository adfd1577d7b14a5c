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

impl Server {
    fn start(data: &Path) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_shuangcu"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data", text(data)])
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
