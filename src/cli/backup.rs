//! `backup`: the database as it stands at one moment, the files, and the audit anchor, in one archive with the hash of each
//! part. A database on PostgreSQL is dumped by its own tool, before the files are packed: a file is there before the row that
//! names it, so every file that the dump names is there then. The archive knows the dump by its hash. The keys of the box are never in it: a backup that held them would open every box it holds (PRIVACY: the private
//! halves lie outside database and backups).

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};
use store::{DatabaseUrl, Db, Options, params};
use zip::write::SimpleFileOptions;

use super::place::Place;
use super::{Outcome, Verdict, say};
use crate::audit;
use crate::blobs::is_hash;

/// The name of the list of parts; it is the last one in the archive.
pub const LIST: &str = "parts.json";
/// The database's name in the archive and in the folder.
pub const DATABASE: &str = "shuangcu.db";
/// The anchor's.
pub const ANCHOR: &str = "audit.anchor";

/// Writes everything but the keys of the box into one file.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// On PostgreSQL: the dump that pg_dump has made; the backup remembers its hash
    #[arg(long, value_name = "DUMP")]
    dump: Option<PathBuf>,
    /// The file to write; it must not be there yet
    file: PathBuf,
}

/// What an archive says of itself.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Parts {
    /// The program that wrote it.
    pub program: String,
    /// That the database is not in it, but in a dump beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<Elsewhere>,
    /// Every part but this list.
    pub parts: Vec<Part>,
}

/// A database that its own tool dumps.
#[derive(Debug, Serialize, Deserialize)]
pub struct Elsewhere {
    /// The dump's size and BLAKE3 hash, if it was named.
    pub dump: Option<(u64, String)>,
}

/// One part.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name in the archive, which is its path in the data folder.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// BLAKE3, hexadecimal.
    pub hash: String,
}

/// A file that goes when this is dropped, unless it was given its final name.
struct Draft(PathBuf);

impl Drop for Draft {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.0));
    }
}

/// Runs it.
pub fn run(args: Args) -> Outcome {
    let app = args.place.open_to_read()?;
    ensure!(!args.file.exists(), "{} is there already: a backup overwrites nothing", args.file.display());
    let tools = app.config.database.for_tools();
    ensure!(
        tools.is_some() || args.dump.is_none(),
        "--dump is for a database on PostgreSQL: this one is in the backup"
    );
    let beside = |more: &str| {
        let mut name = args.file.as_os_str().to_owned();
        name.push(more);
        Draft(PathBuf::from(name))
    };
    let (snapshot, draft) = (beside(".db.part"), beside(".part"));
    let mut archive;
    let last = if tools.is_some() {
        let dump = args.dump.as_deref().map(hash_of_dump).transpose()?;
        archive = Archive::begin(&draft.0, Some(Elsewhere { dump }))?;
        // What the anchor has beyond the dump is cut off when it comes back.
        i64::MAX
    } else {
        app.db.snapshot(&snapshot.0).with_context(|| snapshot.0.display().to_string())?;
        archive = Archive::begin(&draft.0, None)?;
        archive.add(DATABASE, &mut File::open(&snapshot.0)?)?;
        // After the snapshot, and only as far as it reaches: the server may have sealed more in the meantime.
        last_block(&snapshot.0)?
    };
    if app.config.anchor().exists() {
        archive.add(ANCHOR, &mut audit::anchor_up_to(&app.config.anchor(), last)?.as_bytes())?;
    }
    // A file is on disk before the row that names it, so every file that the snapshot names is there now.
    for hash in app.blobs.all()? {
        let content = app.blobs.get(&hash).with_context(|| format!("the file {hash}"))?;
        archive.add(&blob_name(&hash), &mut content.as_slice())?;
    }
    let count = archive.parts.len();
    archive.end()?;
    let bytes = check(&draft.0)?.parts.iter().map(|part| part.size).sum::<u64>();
    fs::rename(&draft.0, &args.file)?;
    sync_folder(&args.file)?;
    say(format_args!(
        "{}: {count} parts, {bytes} bytes before packing, each read again and found whole",
        args.file.display()
    ));
    if let Some(url) = &tools {
        tell_how_to_dump(url, &args);
    }
    say("the keys of the box are not in it: keep their second folder on another disk");
    Ok(Verdict::Well)
}

/// The other half of a backup on PostgreSQL.
fn tell_how_to_dump(url: &str, args: &Args) {
    let Args { place, dump, file } = args;
    let named = dump.clone().unwrap_or_else(|| file.with_extension("dump"));
    let (named, file) = (named.display(), file.display());
    if dump.is_some() {
        say(format_args!("the database is in {named}, which belongs to it and was made before it: keep both"));
    } else {
        say("the database is NOT in it. A whole backup is made in this order:");
        say(format_args!("1. pg_dump --format=custom --no-owner --file={named} '{url}'"));
        say(format_args!(
            "2. shuangcu backup {file} --dump {named} --data {} --database '{url}'",
            place.data.display()
        ));
    }
    say("to bring it back, into a new database and a new folder:");
    say(format_args!(
        "1. createdb NEW && pg_restore --no-owner --exit-on-error --single-transaction --dbname=NEW {named}"
    ));
    say(format_args!("2. shuangcu restore {file} --dump {named} --data NEW-FOLDER --database postgres://…/NEW"));
}

/// Size and hash of what `pg_dump --format=custom` wrote.
pub fn hash_of_dump(path: &Path) -> anyhow::Result<(u64, String)> {
    let mut file = File::open(path).with_context(|| path.display().to_string())?;
    let mut mark = [0; 5];
    let read = file.read_exact(&mut mark);
    ensure!(read.is_ok() && &mark == b"PGDMP", "{} is no dump of pg_dump --format=custom", path.display());
    Ok(pour(&mut File::open(path)?, &mut io::sink())?)
}

/// Where a file of the data folder stands in the archive.
pub fn blob_name(hash: &str) -> String {
    format!("blobs/{}/{hash}", hash.get(..2).unwrap_or("00"))
}

/// Whether a name is one that a backup may hold. Nothing else is ever unpacked.
pub fn is_known(name: &str) -> bool {
    name == DATABASE
        || name == ANCHOR
        || name.rsplit('/').next().is_some_and(|hash| is_hash(hash) && blob_name(hash) == name)
}

fn last_block(snapshot: &Path) -> anyhow::Result<i64> {
    let db = Db::open(&DatabaseUrl::sqlite(snapshot.to_owned()), Options { read_only: true, ..Options::default() })?;
    let last = db.read_blocking(|tx| tx.one(&audit::store::HEAD, &params![], |row| row.get(0)))?;
    Ok(last.unwrap_or(0))
}

struct Archive {
    zip: zip::ZipWriter<File>,
    parts: Vec<Part>,
    elsewhere: Option<Elsewhere>,
}

impl Archive {
    fn begin(path: &Path, elsewhere: Option<Elsewhere>) -> anyhow::Result<Archive> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).with_context(|| path.display().to_string())?;
        Ok(Archive { zip: zip::ZipWriter::new(file), parts: Vec::new(), elsewhere })
    }

    /// Every part has the same, fixed time: when a file came is nobody's business.
    fn begin_part(&mut self, name: &str) -> anyhow::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default())
            .large_file(true);
        Ok(self.zip.start_file(name, options)?)
    }

    fn add(&mut self, name: &str, content: &mut dyn Read) -> anyhow::Result<()> {
        self.begin_part(name)?;
        let (size, hash) = pour(content, &mut self.zip)?;
        self.parts.push(Part { name: name.to_owned(), size, hash });
        Ok(())
    }

    fn end(mut self) -> anyhow::Result<()> {
        let program = format!("shuangcu {}", env!("CARGO_PKG_VERSION"));
        let list = Parts { program, elsewhere: self.elsewhere.take(), parts: std::mem::take(&mut self.parts) };
        self.begin_part(LIST)?;
        self.zip.write_all(&serde_json::to_vec_pretty(&list)?)?;
        self.zip.finish()?.sync_all()?;
        Ok(())
    }
}

/// Copies and tells how much it was and its hash.
pub fn pour(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<(u64, String)> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut size = 0;
    loop {
        let read = from.read(&mut buffer)?;
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { break };
        hasher.update(piece);
        to.write_all(piece)?;
        size += u64::try_from(read).unwrap_or_default();
    }
    Ok((size, hasher.finalize().to_hex().to_string()))
}

/// Reads a whole archive and holds every part against the list.
pub fn check(path: &Path) -> anyhow::Result<Parts> {
    let mut archive = open(path)?;
    let list = list_of(&mut archive)?;
    for part in &list.parts {
        let found = pour(&mut archive.by_name(&part.name)?, &mut io::sink())?;
        ensure!(found == (part.size, part.hash.clone()), "{} is damaged in {}", part.name, path.display());
    }
    Ok(list)
}

/// Opens an archive.
pub fn open(path: &Path) -> anyhow::Result<zip::ZipArchive<File>> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    zip::ZipArchive::new(file).with_context(|| format!("{} is no backup", path.display()))
}

/// Its list, which must name every entry and nothing strange.
pub fn list_of(archive: &mut zip::ZipArchive<File>) -> anyhow::Result<Parts> {
    let mut text = Vec::new();
    archive.by_name(LIST).context("the archive has no list of its parts")?.read_to_end(&mut text)?;
    let list: Parts = serde_json::from_slice(&text).context("the list of the parts cannot be read")?;
    if let Some(part) = list.parts.iter().find(|part| !is_known(&part.name)) {
        bail!("a backup holds no {:?}", part.name);
    }
    let within = list.parts.iter().any(|part| part.name == DATABASE);
    ensure!(within != list.elsewhere.is_some(), "the archive holds no database, or one too many");
    ensure!(list.parts.len() + 1 == archive.len(), "the archive holds what its list does not name");
    Ok(list)
}

/// Makes a new name in a folder last.
pub fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
