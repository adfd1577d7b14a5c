//! `restore`: a backup into an empty folder. Every part is held against its hash while it is written; the database gets its
//! name last, so a restore that was broken off is no installation.

use std::fs;

use anyhow::{Context, bail, ensure};

use super::backup::{self, DATABASE};
use super::place::Place;
use super::{Outcome, Verdict, runtime, say};
use crate::audit;

/// Puts a backup into an empty folder.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// The backup
    file: std::path::PathBuf,
}

/// Runs it.
pub fn run(args: Args) -> Outcome {
    let config = args.place.config();
    if args.place.database.is_some() {
        bail!("a backup is restored into the folder of --data; leave --database out");
    }
    let empty = match fs::read_dir(&config.data) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(error).with_context(|| config.data.display().to_string()),
    };
    ensure!(
        empty,
        "{} is not empty: restore into a new folder and put it in the old one's place",
        config.data.display()
    );
    let mut archive = backup::open(&args.file)?;
    let list = backup::list_of(&mut archive)?;
    let draft = config.data.join("restore.part");
    for part in &list.parts {
        let place = if part.name == DATABASE { draft.clone() } else { config.data.join(&part.name) };
        let folder = place.parent().unwrap_or(&config.data);
        fs::create_dir_all(folder)?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&place).with_context(|| place.display().to_string())?;
        let found = backup::pour(&mut archive.by_name(&part.name)?, &mut file)?;
        ensure!(
            found == (part.size, part.hash.clone()),
            "{} is damaged in {}: {} is not usable, take an older backup",
            part.name,
            args.file.display(),
            config.data.display()
        );
        file.sync_all()?;
        backup::sync_folder(&place)?;
    }
    let database = config.data.join(DATABASE);
    fs::rename(&draft, &database)?;
    backup::sync_folder(&database)?;

    // It is told at once whether what the trail vouches for is there. An older schema is brought up to date by `migrate`.
    let app = args.place.open_to_read()?;
    let report = runtime()?.block_on(audit::verify(&app.db, &app.blobs, &app.config.anchor(), app.clock.now()))?;
    for finding in &report.findings {
        say(finding);
    }
    say(format_args!(
        "{} parts restored into {}; {} lines of the audit trail, {} contents compared, {} findings",
        list.parts.len(),
        config.data.display(),
        report.lines,
        report.contents,
        report.findings.len()
    ));
    say(
        "the keys of the box are not in a backup: copy their folder from the second place before the server is started",
    );
    Ok(if report.findings.is_empty() { Verdict::Well } else { Verdict::Wrong })
}
