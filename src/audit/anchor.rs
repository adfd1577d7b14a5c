//! The anchor: the head of every block, in a file outside the database. Who rewrites the database from its first line
//! on must also rewrite this file and every copy that was printed or mailed.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// One line of the anchor: the block's number and its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The block's number.
    pub no: i64,
    /// The block's hash.
    pub hash: String,
}

/// Appends heads, durably. A line that was torn stays alone.
pub fn append(path: &Path, heads: &[Head]) -> io::Result<()> {
    let torn = tail(path)?.last().is_some_and(|byte| *byte != b'\n');
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    let mut text = if torn { String::from("\n") } else { String::new() };
    text.extend(heads.iter().map(|h| format!("{} {}\n", h.no, h.hash)));
    file.write_all(text.as_bytes())?;
    file.sync_data()
}

/// The number of the last whole head; `None` where there is none.
pub fn last(path: &Path) -> io::Result<Option<i64>> {
    let tail = tail(path)?;
    let lines = String::from_utf8_lossy(&tail).into_owned();
    Ok(lines.lines().filter_map(head).next_back().map(|head| head.no))
}

/// The end of the file: some dozens of lines, the first of which may be cut. Empty where there is no file.
fn tail(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let from = file.metadata()?.len().saturating_sub(4096);
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    Ok(tail)
}

fn head(line: &str) -> Option<Head> {
    let (no, hash) = line.split_once(' ')?;
    let no = no.parse().ok()?;
    (hash.len() == 64).then(|| Head { no, hash: hash.to_owned() })
}

/// Reads the anchor. A torn last line (the machine lost power while writing it) is left out.
pub fn read(path: &Path) -> io::Result<Vec<Head>> {
    let mut heads = Vec::new();
    for line in BufReader::new(File::open(path)?).lines() {
        heads.extend(head(&line?));
    }
    Ok(heads)
}

/// The anchor's text up to a block: what a backup of the database as it stood then needs.
pub fn up_to(path: &Path, last: i64) -> io::Result<String> {
    Ok(read(path)?.iter().filter(|h| h.no <= last).map(|h| format!("{} {}\n", h.no, h.hash)).collect())
}
