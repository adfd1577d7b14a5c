//! Tables that people send: .xlsx, .csv (UTF-8, UTF-16 or GBK) and .jsonl become rows of texts under known columns.
//!
//! What it holds to:
//! - a cell is the text that was sent, neither trimmed nor evaluated: `=1+1` stays `=1+1`;
//! - a row keeps the number that the sender's own program shows for it, so that "row 14" is row 14 on both sides;
//! - the size of the file, of what it unpacks to, of its text and of its rows is bounded before memory is taken;
//! - a file that is broken, or whose columns are not there, is an error with a text; it is never half a table.
//!
//! Reading is work for a core, not for the server's reactor: handlers use [`read_in_background`].

mod headings;
mod report;
pub mod store;
pub mod taken;
mod text;
pub mod waiting;
pub mod write;
mod xlsx;

pub use report::{BadRow, Report};

use crate::error::{Error, Result, Rule};

/// The largest file, in bytes. Upload routes set the same limit for the body.
pub const MAX_BYTES: usize = 24 * 1024 * 1024;
/// The most rows of a file, headings aside.
pub const MAX_ROWS: usize = 200_000;
/// The most text of all kept cells together, in bytes: a shared text in many cells is small in the file and large here.
const MAX_TEXT: usize = 96 * 1024 * 1024;
/// Columns further right than this are not looked at.
const MAX_COLUMNS: u32 = 256;

/// A column that the reader of a table knows.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name in the program, in .jsonl and in problem reports of the command line.
    pub key: &'static str,
    /// The headings under which people write it; the first is the one we print. Compared without spaces and case.
    pub names: &'static [&'static str],
    /// Whether a table without this column is refused.
    pub required: bool,
}

/// A table under the columns that were asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// For each column its heading in the file; `None` when the file does not have it.
    pub headings: Vec<Option<String>>,
    /// Headings that nobody asked for: not read, and said so.
    pub ignored: Vec<String>,
    /// The rows that hold anything.
    pub rows: Vec<TableRow>,
    /// Rows that could not be read as rows of this table.
    pub bad: Vec<BadRow>,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableRow {
    /// The number that the sender's program shows, counted from 1.
    pub number: u32,
    /// A text for each column; `None` for empty or white space only.
    pub cells: Vec<Option<String>>,
}

impl TableRow {
    /// The text of the `n`th column; empty when there is none.
    pub fn text(&self, column: usize) -> &str {
        self.cells.get(column).and_then(Option::as_deref).unwrap_or("")
    }
}

impl Table {
    /// The heading of the `n`th column as the file has it, or as we would print it.
    pub fn heading(&self, columns: &[Column], n: usize) -> String {
        let own = self.headings.get(n).cloned().flatten();
        own.or_else(|| columns.get(n)?.names.first().map(|name| (*name).to_owned())).unwrap_or_default()
    }
}

/// Reads a file; `name` is its name on the sender's machine and only hints at the kind.
///
/// Errors: [`Error::TooLarge`]; [`Rule::UnreadableFile`], [`Rule::ColumnsMissing`] and [`Rule::ColumnTwice`] with the
/// columns as place, [`Rule::TooManyRows`], [`Rule::NoRows`].
pub fn read(bytes: &[u8], name: &str, columns: &[Column]) -> Result<Table> {
    if bytes.len() > MAX_BYTES {
        return Err(Error::TooLarge);
    }
    let name = name.to_ascii_lowercase();
    let table = if bytes.starts_with(b"PK\x03\x04") {
        xlsx::read(bytes, columns)?
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") || bytes.starts_with(b"%PDF") {
        // The old binary .xls, or a password: both are this container. Guessing at it as text helps nobody.
        return Err(Error::rule(Rule::UnreadableFile));
    } else if name.ends_with(".jsonl") || name.ends_with(".ndjson") {
        text::read_jsonl(bytes, columns)?
    } else {
        text::read_csv(bytes, columns)?
    };
    if table.rows.is_empty() && table.bad.is_empty() {
        return Err(Error::rule(Rule::NoRows));
    }
    Ok(table)
}

/// [`read`] on a thread for such work.
pub async fn read_in_background(bytes: Vec<u8>, name: String, columns: &'static [Column]) -> Result<Table> {
    let read = tokio::task::spawn_blocking(move || read(&bytes, &name, columns)).await;
    // A panic of a parser over a broken file is a broken file.
    read.unwrap_or_else(|_| Err(Error::rule(Rule::UnreadableFile)))
}

/// What a file is known by, so that the same one is not imported twice.
pub fn content_hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Counts the text that is kept.
#[derive(Default)]
struct Budget(usize);

impl Budget {
    fn spend(&mut self, text: &str) -> Result<()> {
        self.0 = self.0.saturating_add(text.len());
        if self.0 > MAX_TEXT { Err(Error::TooLarge) } else { Ok(()) }
    }
}

/// A cell that says nothing is none.
fn filled(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}

#[cfg(test)]
mod tests;
