//! The anchor: the head of every block, in a file outside the database. Who rewrites the database from its first line
//! on must also rewrite this file and every copy that was printed or mailed.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

/// One line of the anchor: the block's number and its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The block's number.
    pub no: i64,
    /// The block's hash.
    pub hash: String,
}

/// Appends heads, durably.
pub fn append(path: &Path, heads: &[Head]) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    let text: String = heads.iter().map(|h| format!("{} {}\n", h.no, h.hash)).collect();
    file.write_all(text.as_bytes())?;
    file.sync_data()
}

/// Reads the anchor. A torn last line (the machine lost power while writing it) is left out.
pub fn read(path: &Path) -> io::Result<Vec<Head>> {
    let mut heads = Vec::new();
    for line in BufReader::new(File::open(path)?).lines() {
        let line = line?;
        let Some((no, hash)) = line.split_once(' ') else { continue };
        if let Ok(no) = no.parse()
            && hash.len() == 64
        {
            heads.push(Head { no, hash: hash.to_owned() });
        }
    }
    Ok(heads)
}

/// The anchor's text up to a block: what a backup of the database as it stood then needs.
pub fn up_to(path: &Path, last: i64) -> io::Result<String> {
    Ok(read(path)?.iter().filter(|h| h.no <= last).map(|h| format!("{} {}\n", h.no, h.hash)).collect())
}
