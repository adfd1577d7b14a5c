//! Rows of the calendar: what a notice says about a date, what the organisation says about it.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::error::ParseWordError;

/// What a notice or an override makes of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// Nobody works.
    Off,
    /// A working day, usually a weekend day worked in exchange.
    Work,
}

impl DayKind {
    /// `off` or `work`, the words used in data files and databases.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Work => "work",
        }
    }

    /// Whether the day is worked.
    pub const fn is_work(self) -> bool {
        matches!(self, Self::Work)
    }
}

impl fmt::Display for DayKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for DayKind {
    type Err = ParseWordError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "off" => Ok(Self::Off),
            "work" => Ok(Self::Work),
            _ => Err(ParseWordError { word: word.to_owned(), expected: "off, work" }),
        }
    }
}

/// One date of one notice: the row an application stores (SPEC 2.15: store by date, merge by notice).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeDay {
    /// Year of the notice; the date may lie in the December before.
    pub notice: i16,
    /// The date.
    pub date: Date,
    /// Off or worked.
    pub kind: DayKind,
    /// Holiday the day belongs to, as the notice names it; may be empty.
    pub name: String,
}

/// The organisation's own exception for a date, stronger than any notice (SPEC 2.15: plant holiday, power cut, shift).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// The date.
    pub date: Date,
    /// Off or worked.
    pub kind: DayKind,
    /// Why, for the people who see a lamp change.
    pub reason: String,
}

/// Whether a date is worked, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayInfo<'a> {
    /// The date.
    pub date: Date,
    /// Whether it is worked.
    pub working: bool,
    /// What decided it.
    pub reason: DayReason<'a>,
    /// False while no notice of the date's year is stored: the date then follows the week and may still change.
    pub confirmed: bool,
}

/// What decides whether a date is worked; an override beats a notice, a notice beats the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayReason<'a> {
    /// The organisation's override.
    Override(&'a Override),
    /// A notice; of two that name the date, the later one.
    Notice(&'a NoticeDay),
    /// Monday to Friday.
    Week,
}
