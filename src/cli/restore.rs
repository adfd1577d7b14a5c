//! `restore`: a backup into an empty folder. Every part is held against its hash while it is written. A SQLite database gets its
//! name last, so a restore that was broken off is no installation; one on PostgreSQL has been restored by its own tool before,
//! and the anchor is written last.

use std::fs;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use store::params;

use super::backup::{self, ANCHOR, DATABASE, Part};
use super::place::{Place, open_to_read};
use super::{Outcome, Verdict, runtime, say};
use crate::audit;
use crate::blobs::Blobs;
use crate::config::Config;

/// Puts a backup into an empty folder.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// On PostgreSQL: the dump that was restored into the database, held against the hash that the backup remembers
    #[arg(long, value_name = "DUMP")]
    dump: Option<std::path::PathBuf>,
    /// The backup
    file: std::path::PathBuf,
}

/// Runs it.
pub fn run(args: Args) -> Outcome {
    let config = args.place.config();
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
    match &list.elsewhere {
        None if args.place.database.is_some() || args.dump.is_some() => {
            bail!(
                "this backup holds its database and is restored into the folder of --data; leave --database and --dump out"
            )
        }
        None => {}
        Some(elsewhere) => is_restored(&config, elsewhere, &args)?,
    }
    let blobs = config.blobs()?;
    for part in list.parts.iter().filter(|part| part.name != ANCHOR) {
        put(&mut archive, part, &config, &blobs, &args.file)?;
    }
    if let Some(anchor) = list.parts.iter().find(|part| part.name == ANCHOR) {
        put(&mut archive, anchor, &config, &blobs, &args.file)?;
    }
    if list.elsewhere.is_some() {
        cut_anchor(&config)?;
    } else {
        let database = config.data.join(DATABASE);
        fs::rename(config.data.join("restore.part"), &database)?;
        backup::sync_folder(&database)?;
    }

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

/// The database's own tool comes first.
fn is_restored(config: &Config, elsewhere: &backup::Elsewhere, args: &Args) -> anyhow::Result<()> {
    let Some(url) = config.database.for_tools() else {
        bail!(
            "the database of this backup is in a dump of PostgreSQL: restore that first (createdb NEW && pg_restore \
             --no-owner --exit-on-error --single-transaction --dbname=NEW DUMP), then name it with --database"
        );
    };
    match (&elsewhere.dump, &args.dump) {
        (Some(expected), Some(dump)) => ensure!(
            backup::hash_of_dump(dump)? == *expected,
            "{} is not the dump that belongs to {}",
            dump.display(),
            args.file.display()
        ),
        (None, Some(_)) => bail!("this backup remembers no dump: leave --dump out"),
        (_, None) => {}
    }
    let db = open_to_read(config)?;
    let missing = db.migrate(crate::schema::MIGRATIONS, true)?.len();
    ensure!(
        missing < crate::schema::MIGRATIONS.len(),
        "there is nothing in {url} yet: pg_restore --no-owner --exit-on-error --single-transaction --dbname='{url}' DUMP"
    );
    ensure!(missing == 0, "{url} has an older schema: run `shuangcu migrate` on it first");
    db.close();
    Ok(())
}

/// Writes one part where it belongs.
fn put(
    archive: &mut zip::ZipArchive<fs::File>,
    part: &Part,
    config: &Config,
    blobs: &Blobs,
    from: &Path,
) -> anyhow::Result<()> {
    let damaged = || {
        anyhow::anyhow!(
            "{} is damaged in {}: {} is not usable, take an older backup",
            part.name,
            from.display(),
            config.data.display()
        )
    };
    if part.name != DATABASE && part.name != ANCHOR {
        // Wherever files are kept now: the backup may come from a folder and go into a store on the network.
        let mut content = Vec::new();
        let read = archive.by_name(&part.name)?.read_to_end(&mut content);
        let whole =
            read.is_ok() && blake3::hash(&content).to_hex().as_str() == part.hash && part.name.ends_with(&part.hash);
        ensure!(whole, damaged());
        return blobs.put(&content).map(drop).with_context(|| format!("the file {}", part.hash));
    }
    let place = config.data.join(if part.name == DATABASE { "restore.part" } else { ANCHOR });
    fs::create_dir_all(&config.data)?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&place).with_context(|| place.display().to_string())?;
    let found = backup::pour(&mut archive.by_name(&part.name)?, &mut file)?;
    ensure!(found == (part.size, part.hash.clone()), damaged());
    file.sync_all()?;
    Ok(backup::sync_folder(&place)?)
}

/// The anchor was packed after the dump and may know blocks that the dump has not got.
fn cut_anchor(config: &Config) -> anyhow::Result<()> {
    let path = config.anchor();
    if !path.exists() {
        return Ok(());
    }
    let db = open_to_read(config)?;
    let last = db.read_blocking(|tx| tx.one(&audit::store::HEAD, &params![], |row| row.get::<i64>(0)))?;
    let cut = audit::anchor_up_to(&path, last.unwrap_or(0))?;
    let draft = config.data.join("audit.anchor.part");
    fs::write(&draft, cut)?;
    fs::File::open(&draft)?.sync_all()?;
    fs::rename(&draft, &path)?;
    Ok(backup::sync_folder(&path)?)
}
