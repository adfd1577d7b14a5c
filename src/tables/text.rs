//! Tables as text: .csv and .jsonl.

use serde_json::Value as Json;

use super::headings::{Headings, missing, plain};
use super::write::unguard;
use super::{BadRow, Budget, Column, MAX_ROWS, Table, TableRow, filled};
use crate::error::{Error, Result, Rule};
use crate::text::tables::EXPORT_MARK;

/// How many rows at the top may be a title or empty before the headings come.
const TOP: usize = 10;

/// The text of a file: with a byte order mark what that says, otherwise UTF-8 where it is, otherwise GB18030, which is
/// what Chinese spreadsheets write.
pub(super) fn decode(bytes: &[u8]) -> Result<String> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return if broken { Err(Error::rule(Rule::UnreadableFile)) } else { Ok(text.into_owned()) };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let (text, broken) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    if broken { Err(Error::rule(Rule::UnreadableFile)) } else { Ok(text.into_owned()) }
}

/// The sign between cells: the most frequent of the usual three in the first line that holds one.
fn delimiter(text: &str) -> u8 {
    let count = |line: &str, sign: u8| line.bytes().filter(|b| *b == sign).count();
    let signs = [b',', b'\t', b';'];
    let line = text.lines().take(TOP).find(|line| signs.iter().any(|s| count(line, *s) > 0)).unwrap_or_default();
    // `max_by_key` keeps the last of equals: the comma is looked at last.
    signs.into_iter().rev().max_by_key(|sign| count(line, *sign)).unwrap_or(b',')
}

/// Comma-separated rows.
pub(super) fn read_csv(bytes: &[u8], columns: &[Column]) -> Result<Table> {
    let text = decode(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut numbers = Numbers::new(&text);
    let mut top: Vec<Vec<String>> = Vec::new();
    let mut headings: Option<Headings> = None;
    let mut ours = false;
    let (mut table, mut budget) = (Table::default(), Budget::default());
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|_| Error::rule(Rule::UnreadableFile))? {
        let number = numbers.next();
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let Some(known) = &headings else {
            let cells: Vec<String> = record.iter().take(256).map(str::to_owned).collect();
            headings = Headings::find(&cells, columns)?;
            // A table of ours: its texts carry the apostrophes that keep them texts.
            ours = cells.iter().any(|cell| EXPORT_MARK.iter().any(|name| plain(name) == plain(cell)));
            top.push(cells);
            if headings.is_none() && top.len() >= TOP {
                break;
            }
            continue;
        };
        if table.rows.len() >= MAX_ROWS {
            return Err(Error::Rule(Rule::TooManyRows, MAX_ROWS.to_string()));
        }
        // More cells than headings: an unquoted comma inside a text. Taking the first cells would cut the text.
        let width = top.last().map_or(0, Vec::len);
        if let Some(extra) = record.iter().skip(width).find(|cell| !cell.trim().is_empty()) {
            table.bad.push(BadRow::new(number, "", Rule::TooManyCells, extra));
            continue;
        }
        let mut cells = Vec::with_capacity(columns.len());
        for at in &known.at {
            let text = at.and_then(|n| record.get(n)).unwrap_or_default();
            let text = if ours { unguard(text) } else { text };
            budget.spend(text)?;
            cells.push(filled(text.to_owned()));
        }
        table.rows.push(TableRow { number, cells });
    }
    let known = headings.ok_or_else(|| missing(&top, columns))?;
    (table.headings, table.ignored) = (known.names, known.ignored);
    Ok(table)
}

/// Row numbers as a spreadsheet shows them: every record is one row, however many lines its quoted cells have, and
/// empty lines, which the parser skips, are rows too. So the text is walked once more beside the parser.
struct Numbers<'a> {
    rest: std::iter::Peekable<std::str::Bytes<'a>>,
    row: u32,
}

impl<'a> Numbers<'a> {
    fn new(text: &'a str) -> Numbers<'a> {
        Numbers { rest: text.bytes().peekable(), row: 1 }
    }

    /// The number of the next record.
    fn next(&mut self) -> u32 {
        while let Some(end) = self.rest.next_if(|b| matches!(b, b'\n' | b'\r')) {
            if end == b'\r' {
                self.rest.next_if_eq(&b'\n');
            }
            self.row = self.row.saturating_add(1);
        }
        let number = self.row;
        let mut quoted = false;
        while let Some(byte) = self.rest.next_if(|b| quoted || !matches!(b, b'\n' | b'\r')) {
            quoted ^= byte == b'"';
        }
        number
    }
}

/// One JSON object a line; numbers and truth values become their text, anything nested is refused.
pub(super) fn read_jsonl(bytes: &[u8], columns: &[Column]) -> Result<Table> {
    let text = decode(bytes)?;
    let mut table = Table { headings: vec![None; columns.len()], ..Table::default() };
    let mut budget = Budget::default();
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let number = u32::try_from(n).unwrap_or(u32::MAX).saturating_add(1);
        if table.rows.len() >= MAX_ROWS {
            return Err(Error::Rule(Rule::TooManyRows, MAX_ROWS.to_string()));
        }
        let Ok(Json::Object(object)) = serde_json::from_str::<Json>(line) else {
            table.bad.push(BadRow::new(number, "", Rule::NotAnObject, line));
            continue;
        };
        let mut row = TableRow { number, cells: vec![None; columns.len()] };
        for (key, value) in object {
            let heading = plain(&key);
            let known = columns.iter().position(|c| c.key == heading || c.names.iter().any(|n| plain(n) == heading));
            let Some(at) = known else {
                if !table.ignored.contains(&key) && table.ignored.len() < 256 {
                    table.ignored.push(key);
                }
                continue;
            };
            let text = match value {
                Json::Null => String::new(),
                Json::String(text) => text,
                Json::Number(number) => number.to_string(),
                Json::Bool(flag) => flag.to_string(),
                nested @ (Json::Array(_) | Json::Object(_)) => {
                    table.bad.push(BadRow::new(number, key.clone(), Rule::NotAText, &nested.to_string()));
                    String::new()
                }
            };
            budget.spend(&text)?;
            if let Some(heading) = table.headings.get_mut(at) {
                heading.get_or_insert(key);
            }
            if let Some(cell) = row.cells.get_mut(at) {
                *cell = filled(text);
            }
        }
        table.rows.push(row);
    }
    // A required column that no line has is a wrong file; one that some lines lack is the reader's to report.
    let absent = |(column, heading): &(&Column, &Option<String>)| column.required && heading.is_none();
    if !table.rows.is_empty() && columns.iter().zip(&table.headings).any(|pair| absent(&pair)) {
        let keys: Vec<String> = table.headings.iter().flatten().cloned().collect();
        return Err(missing(&[keys], columns));
    }
    Ok(table)
}
