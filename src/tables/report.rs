//! What a dry run says.

use crate::error::Rule;

/// A row that cannot be taken, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The row's number in the sender's program.
    pub row: u32,
    /// The column's heading; empty when the row as a whole is meant.
    pub column: String,
    /// What is wrong.
    pub rule: Rule,
    /// What stands there, shortened for the page; or what it clashes with.
    pub value: String,
}

impl BadRow {
    /// A bad row; a long value is cut, since the report is no place to read originals.
    pub fn new(row: u32, column: impl Into<String>, rule: Rule, value: &str) -> BadRow {
        let mut short: String = value.chars().take(60).collect();
        if short.len() < value.len() {
            short.push('…');
        }
        BadRow { row, column: column.into(), rule, value: short }
    }
}

/// The outcome of reading a table for one purpose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows with content.
    pub rows: u32,
    /// Everything that is wrong, in the order of the rows.
    pub bad: Vec<BadRow>,
    /// Headings that were not read.
    pub ignored: Vec<String>,
}

impl Report {
    /// Whether every row may be written.
    pub fn is_well(&self) -> bool {
        self.bad.is_empty()
    }

    /// How many rows are bad; one row may be bad in several columns.
    pub fn bad_rows(&self) -> usize {
        let mut rows: Vec<u32> = self.bad.iter().map(|b| b.row).collect();
        rows.sort_unstable();
        rows.dedup();
        rows.len()
    }
}
