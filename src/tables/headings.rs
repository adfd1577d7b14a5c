//! Finding the columns by their headings.

use super::Column;
use crate::error::{Error, Result, Rule};
use crate::text::tables::EXPORT_MARK;

/// Which cell of a row belongs to which column.
pub(super) struct Headings {
    /// For each column the cell's index in the file's rows.
    pub(super) at: Vec<Option<usize>>,
    /// For each column its heading as written.
    pub(super) names: Vec<Option<String>>,
    /// Headings without a column.
    pub(super) ignored: Vec<String>,
}

/// How a heading is compared: without white space, asterisks, case and a remark in brackets.
pub(super) fn plain(heading: &str) -> String {
    let bracket = |c: char| matches!(c, '(' | '\u{ff08}' | '[' | '\u{3010}');
    let head = heading.split(bracket).next().unwrap_or_default();
    head.chars().filter(|c| !c.is_whitespace() && *c != '*' && *c != '\u{feff}').flat_map(char::to_lowercase).collect()
}

fn belongs(column: &Column, heading: &str) -> bool {
    column.key == heading || column.names.iter().any(|name| plain(name) == heading)
}

impl Headings {
    /// Reads a row as headings. `Ok(None)`: this row is not it, because a required column is missing.
    pub(super) fn find(cells: &[String], columns: &[Column]) -> Result<Option<Headings>> {
        let plain: Vec<String> = cells.iter().map(|c| plain(c)).collect();
        let mut found = Headings { at: Vec::new(), names: Vec::new(), ignored: Vec::new() };
        for column in columns {
            let mut places = plain.iter().enumerate().filter(|(_, h)| belongs(column, h)).map(|(n, _)| n);
            let at = places.next();
            if at.is_none() && column.required {
                return Ok(None);
            }
            if let Some(second) = places.next() {
                let heading = cells.get(second).map(|c| c.trim().to_owned()).unwrap_or_default();
                return Err(Error::Rule(Rule::ColumnTwice, heading));
            }
            found.names.push(at.and_then(|n| cells.get(n)).map(|c| c.trim().to_owned()));
            found.at.push(at);
        }
        let mark = |n: &usize| {
            plain.get(*n).is_some_and(|h| EXPORT_MARK.iter().any(|name| super::headings::plain(name) == *h))
        };
        let known = |n: &usize| found.at.contains(&Some(*n)) || mark(n);
        found.ignored = (cells.iter().enumerate())
            .filter(|(n, c)| !known(n) && !c.trim().is_empty())
            .map(|(_, c)| c.trim().chars().take(40).collect())
            .collect();
        Ok(Some(found))
    }
}

/// The refusal of a file in which no row has the required headings; it names those that the best row lacks.
pub(super) fn missing(rows: &[Vec<String>], columns: &[Column]) -> Error {
    let lacking = |cells: &Vec<String>| -> Vec<&'static str> {
        let plain: Vec<String> = cells.iter().map(|c| plain(c)).collect();
        let lacks = |column: &&Column| column.required && !plain.iter().any(|h| belongs(column, h));
        columns.iter().filter(lacks).filter_map(|c| c.names.first().copied()).collect()
    };
    let best = rows.iter().map(lacking).min_by_key(Vec::len);
    let names = best.unwrap_or_else(|| lacking(&Vec::new()));
    Error::Rule(Rule::ColumnsMissing, names.join(" / "))
}
