//! What can be wrong with a notice given as JSON: which entry, and what about it.

use jiff::civil::Date;
use thiserror::Error;

use crate::range::{FIRST_YEAR, LAST_YEAR};

/// Why a notice was refused. Nothing of a refused notice is used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoticeError {
    /// Not JSON.
    #[error("not JSON: {message}")]
    Syntax {
        /// Line, counted from 1.
        line: usize,
        /// Column, counted from 1.
        column: usize,
        /// The parser's words, which repeat the place.
        message: String,
    },
    /// The document as a whole, `year`, `papers` or `days` is missing or of the wrong type.
    #[error("{0}")]
    Document(Trouble),
    /// The year is not one the calendar covers.
    #[error("year {year} is outside {FIRST_YEAR}-{LAST_YEAR}")]
    Year {
        /// The year as given.
        year: i64,
    },
    /// `days` is empty. Collections publish such a file while the notice is still awaited; importing it would mark the
    /// year as confirmed.
    #[error("days is empty: this notice says nothing")]
    NoDays,
    /// More entries than a notice can have dates.
    #[error("{count} entries, a notice has at most {most}")]
    TooMany {
        /// Entries given.
        count: usize,
        /// Entries allowed.
        most: usize,
    },
    /// Entries of `days` are wrong: all of them, in order.
    #[error("{}", list(.0))]
    Entries(Vec<EntryProblem>),
}

/// A wrong entry of `days`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("entry {number}: {trouble}")]
pub struct EntryProblem {
    /// Which entry, counted from 1.
    pub number: usize,
    /// What is wrong with it.
    pub trouble: Trouble,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Trouble {
    /// The document or the entry is not an object.
    #[error("not an object")]
    NotAnObject,
    /// A field is missing.
    #[error("{field} is missing")]
    Missing {
        /// Its name.
        field: &'static str,
    },
    /// A field has the wrong type.
    #[error("{field} is not {expected}")]
    WrongType {
        /// Its name.
        field: &'static str,
        /// The type it should have, with its article.
        expected: &'static str,
    },
    /// A date that is not written YYYY-MM-DD or does not exist.
    #[error("{text:?} is not a date (YYYY-MM-DD)")]
    NotADate {
        /// The text as given.
        text: String,
    },
    /// A date that lies neither in the notice's year nor in the December before.
    #[error("{date} lies neither in {year} nor in the December before")]
    OutsideNotice {
        /// The date.
        date: Date,
        /// Year of the notice.
        year: i16,
    },
    /// The date was listed before.
    #[error("{date} was given by entry {first} already")]
    Duplicate {
        /// The date.
        date: Date,
        /// The earlier entry, counted from 1.
        first: usize,
    },
}

fn list(problems: &[EntryProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
