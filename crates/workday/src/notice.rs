//! One year's notice, read from JSON.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::calendar::belongs;
use crate::day::{DayKind, NoticeDay};
use crate::problem::{EntryProblem, NoticeError, Trouble};
use crate::range::{check_year, first_date};

/// A year and the December before it, in days.
const MOST_ENTRIES: usize = 366 + 31;

/// The notice of one year: a complete list of its days off and working weekends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The year the notice is for.
    pub year: i16,
    /// Addresses of the official papers, as given; may be empty.
    pub papers: Vec<String>,
    /// Its dates, ascending; all carry `year` as their notice.
    pub days: Vec<NoticeDay>,
}

impl Notice {
    /// Reads the shape of the holiday-cn collection:
    /// `{"year":2027,"papers":["…"],"days":[{"name":"…","date":"2027-01-01","isOffDay":true}]}`. `papers` may be left
    /// out; other fields are ignored.
    ///
    /// # Errors
    /// [`NoticeError`] names every wrong entry at once, so that a file needs correcting only once.
    pub fn from_json(text: &str) -> Result<Self, NoticeError> {
        // Editors on Windows put a byte order mark before the text.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value: Value = serde_json::from_str(text).map_err(|error| NoticeError::Syntax {
            line: error.line(),
            column: error.column(),
            message: error.to_string(),
        })?;
        let document = value.as_object().ok_or(NoticeError::Document(Trouble::NotAnObject))?;
        let year = year(document)?;
        let papers = papers(document)?;
        let entries = field(document, "days", "a list", Value::as_array).map_err(NoticeError::Document)?;
        Ok(Self { year, papers, days: days(year, entries)? })
    }
}

fn year(document: &Map<String, Value>) -> Result<i16, NoticeError> {
    let year = field(document, "year", "a whole number", Value::as_i64).map_err(NoticeError::Document)?;
    i16::try_from(year).ok().filter(|year| check_year(*year).is_ok()).ok_or(NoticeError::Year { year })
}

fn papers(document: &Map<String, Value>) -> Result<Vec<String>, NoticeError> {
    let wrong = || NoticeError::Document(Trouble::WrongType { field: "papers", expected: "a list of texts" });
    match document.get("papers") {
        None => Ok(Vec::new()),
        Some(list) => list
            .as_array()
            .ok_or_else(wrong)?
            .iter()
            .map(|paper| paper.as_str().map(str::to_owned).ok_or_else(wrong))
            .collect(),
    }
}

fn days(year: i16, entries: &[Value]) -> Result<Vec<NoticeDay>, NoticeError> {
    if entries.is_empty() {
        return Err(NoticeError::NoDays);
    }
    if entries.len() > MOST_ENTRIES {
        return Err(NoticeError::TooMany { count: entries.len(), most: MOST_ENTRIES });
    }
    let mut days: BTreeMap<Date, (usize, NoticeDay)> = BTreeMap::new();
    let mut problems = Vec::new();
    for (number, entry) in (1..).zip(entries) {
        let read = entry_day(year, entry).and_then(|day| match days.get(&day.date) {
            Some((first, _)) => Err(Trouble::Duplicate { date: day.date, first: *first }),
            None => Ok(day),
        });
        match read {
            Ok(day) => {
                days.insert(day.date, (number, day));
            }
            Err(trouble) => problems.push(EntryProblem { number, trouble }),
        }
    }
    if problems.is_empty() {
        Ok(days.into_values().map(|(_, day)| day).collect())
    } else {
        Err(NoticeError::Entries(problems))
    }
}

fn entry_day(year: i16, entry: &Value) -> Result<NoticeDay, Trouble> {
    let entry = entry.as_object().ok_or(Trouble::NotAnObject)?;
    let name = field(entry, "name", "a text", Value::as_str)?;
    let text = field(entry, "date", "a text", Value::as_str)?;
    let off = field(entry, "isOffDay", "true or false", Value::as_bool)?;
    // The parser also takes other spellings, with times or without hyphens; one spelling keeps typing errors visible.
    let date = text.parse::<Date>().ok().filter(|date| date.to_string() == text);
    let date = date.ok_or_else(|| Trouble::NotADate { text: text.to_owned() })?;
    if !belongs(year, date) || date < first_date() {
        return Err(Trouble::OutsideNotice { date, year });
    }
    let kind = if off { DayKind::Off } else { DayKind::Work };
    Ok(NoticeDay { notice: year, date, kind, name: name.to_owned() })
}

fn field<'a, T>(
    object: &'a Map<String, Value>,
    field: &'static str,
    expected: &'static str,
    read: impl FnOnce(&'a Value) -> Option<T>,
) -> Result<T, Trouble> {
    let value = object.get(field).ok_or(Trouble::Missing { field })?;
    read(value).ok_or(Trouble::WrongType { field, expected })
}
