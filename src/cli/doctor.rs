//! `doctor`: what an administrator would look at, one line each, with what to do where something is wrong. It changes
//! nothing and works beside a running server.

use std::fs;
use std::path::Path;

use store::{Db, StoreError, params};

use super::place::{Place, open_to_read};
use super::{Outcome, Verdict, say};
use crate::audit;
use crate::blobs::FilesUrl;
use crate::clock::Clock;
use crate::config::Config;
use crate::demo::{self, Standing};
use crate::schema::MIGRATIONS;

/// Less room than this is told: a day of uploads may need it.
const ROOM: u64 = 1024 * 1024 * 1024;

/// Looks whether this installation is well.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
}

/// The lines so far.
#[derive(Default)]
struct Findings {
    bad: usize,
}

impl Findings {
    fn ok(&mut self, what: &str) {
        say(format_args!("ok   {what}"));
    }

    fn bad(&mut self, what: &str, advice: &str) {
        self.bad += 1;
        say(format_args!("bad  {what}: {advice}"));
    }

    fn tell(&mut self, well: bool, what: &str, advice: &str) {
        if well { self.ok(what) } else { self.bad(what, advice) }
    }
}

/// Runs it.
pub fn run(args: Args) -> Outcome {
    let config = args.place.config();
    let mut findings = Findings::default();
    folders(&mut findings, &config);
    room(&mut findings, &config);
    files(&mut findings, &config);
    match open_to_read(&config) {
        Err(error) => findings.bad("database", &format!("{error:#}")),
        Ok(db) => database(&mut findings, &config, &db),
    }
    say(match findings.bad {
        0 => "everything is well".to_owned(),
        1 => "1 thing to do".to_owned(),
        many => format!("{many} things to do"),
    });
    Ok(if findings.bad == 0 { Verdict::Well } else { Verdict::Wrong })
}

/// The folders of keys, and whatever in them others might read.
fn folders(findings: &mut Findings, config: &Config) {
    for folder in config.key_folders() {
        let what = format!("keys of the box in {}", folder.display());
        if !folder.is_dir() {
            findings.bad(
                &what,
                "the folder is not there; it is made when the server starts, or copy it from its other place",
            );
            continue;
        }
        let files =
            fs::read_dir(&folder).map(|entries| entries.filter_map(|e| Some(e.ok()?.path())).collect::<Vec<_>>());
        let open = files.unwrap_or_default().into_iter().chain([folder.clone()]).find(|path| others_may(path));
        match open {
            None => findings.ok(&what),
            Some(path) => findings.bad(&what, &format!("others may read it: chmod go-rwx {}", path.display())),
        }
    }
    let [first, second] = config.key_folders();
    if first.is_dir() && second.is_dir() {
        let apart = disk(&first).is_none() || disk(&first) != disk(&second);
        findings.tell(
            apart,
            "the two places of the keys lie on two disks",
            "losing this disk would lose what lies in the box: name a folder on another one with --second-keys",
        );
    }
}

#[cfg(unix)]
fn others_may(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_may(_: &Path) -> bool {
    false
}

#[cfg(unix)]
fn disk(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|meta| meta.dev())
}

#[cfg(not(unix))]
fn disk(_: &Path) -> Option<u64> {
    None
}

/// A store on the network is written to and read once; a folder is one of those above.
fn files(findings: &mut Findings, config: &Config) {
    if let FilesUrl::S3 { .. } = config.files() {
        match config.blobs().and_then(|blobs| blobs.probe()) {
            Ok(()) => findings.ok(&format!("files in {}", config.files())),
            Err(error) => findings.bad(
                &format!("files in {}", config.files()),
                &format!("{error}; look at the address and the keys in the AWS_… variables"),
            ),
        }
    }
}

fn room(findings: &mut Findings, config: &Config) {
    let what = format!("room in {}", config.data.display());
    match free(&config.data) {
        Some(free) => findings.tell(
            free >= ROOM,
            &format!("{what}: {} MiB", free / 1024 / 1024),
            "less than 1 GiB is free: writes are refused, with that answer, when it is used up",
        ),
        None => findings.bad(&what, "the folder cannot be looked at; name it with --data"),
    }
}

#[cfg(unix)]
fn free(path: &Path) -> Option<u64> {
    rustix::fs::statvfs(path).ok().map(|room| room.f_bavail.saturating_mul(room.f_frsize))
}

#[cfg(not(unix))]
fn free(path: &Path) -> Option<u64> {
    path.exists().then_some(u64::MAX)
}

fn database(findings: &mut Findings, config: &Config, db: &Db) {
    if let Some(path) = config.database.path() {
        findings.tell(!others_may(path), "rights of the database", &format!("chmod go-rwx {}", path.display()));
    }
    match db.migrate(MIGRATIONS, true) {
        Ok(steps) if steps.is_empty() => findings.ok("schema"),
        Ok(steps) => {
            findings.bad("schema", &format!("{} steps are missing: run `shuangcu migrate`", steps.len()));
            return;
        }
        Err(error) => {
            findings.bad("schema", &error.to_string());
            return;
        }
    }
    if let Err(error) = trail(findings, config, db) {
        findings.bad("audit trail", &error.to_string());
    }
    calendar(findings, db);
}

/// The end of the trail, not all of it (that is `audit verify`): the newest block is in the anchor, and not of the future.
fn trail(findings: &mut Findings, config: &Config, db: &Db) -> Result<(), StoreError> {
    let head: Option<(i64, String)> =
        db.read_blocking(|tx| tx.one(&audit::store::HEAD, &params![], |row| Ok((row.get(0)?, row.get(1)?))))?;
    let Some((no, hash)) = head else {
        findings.ok("audit trail: nothing is in it yet");
        return Ok(());
    };
    let anchored = audit::anchor_up_to(&config.anchor(), no).unwrap_or_default();
    let last = anchored.lines().last().unwrap_or_default();
    findings.tell(
        last == format!("{no} {hash}"),
        &format!("audit trail: block {no} is in the anchor"),
        "start the server, which adds a block that a crash kept out; if it stays so, run `shuangcu audit verify`",
    );
    let sealed: Option<String> =
        db.read_blocking(|tx| tx.one(&audit::store::SEALED_AT, &params![], |row| row.get(0)))?;
    // A demonstration lives in its own year.
    if demo::standing(db).ok() == Some(Standing::None) {
        let now = Clock::system().now().stamp();
        findings.tell(
            sealed.is_none_or(|sealed| sealed <= now),
            &format!("clock: {now}"),
            "the trail was sealed later than this machine believes it to be: set its clock",
        );
    }
    Ok(())
}

fn calendar(findings: &mut Findings, db: &Db) {
    if demo::standing(db).ok() != Some(Standing::None) {
        return;
    }
    let year = Clock::system().now().today().year();
    findings.tell(
        workday::Calendar::builtin().confirmed(year),
        &format!("working days of {year}"),
        "the State Council's notice for this year is not in this version: until it is brought up to date, Monday to Friday count as worked",
    );
}
