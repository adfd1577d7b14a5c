//! What can go wrong with a calendar or a lamp.

use jiff::civil::Date;
use thiserror::Error;

use crate::range::{FIRST_YEAR, LAST_YEAR};

/// A question the calendar cannot answer, or rows it cannot be built from.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// The date lies outside the years the calendar covers.
    #[error("{date} is outside the calendar, which covers {FIRST_YEAR}-{LAST_YEAR}")]
    DateOutOfRange {
        /// The date asked for.
        date: Date,
    },
    /// The answer would lie before or after the years the calendar covers.
    #[error("counting {days} days from {from} leaves the calendar, which covers {FIRST_YEAR}-{LAST_YEAR}")]
    ResultOutOfRange {
        /// Where the count started.
        from: Date,
        /// Days asked for, of the kind the function counts; negative when counting back.
        days: i64,
    },
    /// A row belongs to a notice of a year the calendar does not cover.
    #[error("a notice of {year} is outside the calendar, which covers {FIRST_YEAR}-{LAST_YEAR}")]
    YearOutOfRange {
        /// Year of the notice.
        year: i16,
    },
    /// A row's date belongs neither to the year of its notice nor to the December before it.
    #[error("{date} does not belong to the notice of {year}: only {year} and the December before it do")]
    DateOutsideNotice {
        /// Year of the notice.
        year: i16,
        /// The date of the row.
        date: Date,
    },
    /// The same notice lists a date twice.
    #[error("the notice of {year} lists {date} twice")]
    DuplicateDay {
        /// Year of the notice.
        year: i16,
        /// The repeated date.
        date: Date,
    },
}

/// A lamp that cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LampError {
    /// A date of the item lies outside the calendar.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// A closed item must carry its closing date: without it nobody can tell whether it was late.
    #[error("the item is closed but has no closing date")]
    ClosedWithoutDate,
}

/// A word that is none of those expected; the message lists them.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{word:?} is not one of {expected}")]
pub struct ParseWordError {
    /// The word as given.
    pub word: String,
    /// The words accepted, separated by commas.
    pub expected: &'static str,
}
