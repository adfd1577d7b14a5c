//! Tables that people take away: the same rows as .xlsx, .csv or .jsonl, written row by row, so that a hundred thousand
//! rows need no more memory than their file.
//!
//! A text stays a text: in a workbook it is written as one, whatever it begins with; in .csv, which has no types, a text
//! that a spreadsheet would evaluate gets an apostrophe in front, and so does one that begins with an apostrophe. The
//! column of the export mark says that this was done, and the reader takes exactly that one apostrophe away again.

use jiff::civil::Date;
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::error::{Error, Result};

/// The longest text of a cell that every spreadsheet takes, in UTF-16 units, less what the mark of a cut needs.
const LONGEST: usize = 32_700;

/// The kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A workbook.
    Xlsx,
    /// Text with commas, UTF-8 with a mark at the beginning.
    Csv,
    /// One JSON object a line.
    Jsonl,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 3] = [Kind::Xlsx, Kind::Csv, Kind::Jsonl];
    /// The ending of the file's name, and the word in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Xlsx => "xlsx",
            Kind::Csv => "csv",
            Kind::Jsonl => "jsonl",
        }
    }
    /// From the ending.
    pub fn parse(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| k.code() == code.to_ascii_lowercase())
    }
    /// The media type.
    pub fn media(self) -> &'static str {
        match self {
            Kind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Kind::Csv => "text/csv; charset=utf-8",
            Kind::Jsonl => "application/jsonl; charset=utf-8",
        }
    }
}

/// A column.
#[derive(Clone, Debug)]
pub struct Head {
    /// Its name in .jsonl.
    pub key: &'static str,
    /// Its heading.
    pub heading: String,
    /// Its width in characters; 0 hides it.
    pub width: f64,
}

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text.
    Text(String),
    /// A day.
    Day(Date),
    /// A number.
    Number(i64),
    /// A text on a colour: green, yellow, red, grey or blue.
    Lamp(&'static str, String),
}

impl Cell {
    /// The cell as a text: as .csv has it, before apostrophes, and as the reader of a workbook finds it.
    pub fn text(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Lamp(_, text) => fitting(text),
            Cell::Day(day) => day.to_string(),
            Cell::Number(number) => number.to_string(),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<Option<Date>> for Cell {
    fn from(day: Option<Date>) -> Cell {
        day.map_or(Cell::Empty, Cell::Day)
    }
}

/// A text as a cell can hold it: line ends of one kind, none of the signs that XML has no place for, and not longer than
/// spreadsheets take. What is only white space is nothing, as for the reader.
pub fn fitting(text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let clean = text.replace("\r\n", "\n").replace('\r', "\n");
    let sayable = |c: &char| matches!(c, '\t' | '\n') || (!c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    let mut left = LONGEST;
    let mut out = String::with_capacity(clean.len());
    for c in clean.chars().filter(sayable) {
        match left.checked_sub(c.len_utf16()) {
            Some(rest) => left = rest,
            None => {
                out.push('…');
                break;
            }
        }
        out.push(c);
    }
    out
}

/// Whether a spreadsheet would evaluate a text, or take its apostrophe away.
fn is_risky(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

/// A text for a cell of .csv.
pub fn guard(text: String) -> String {
    if is_risky(&text) { format!("'{text}") } else { text }
}

/// The text that [`guard`] was given.
pub fn unguard(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(text)
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("a table could not be written: {error}"))
}

enum Out {
    Xlsx { book: Box<Workbook>, formats: Box<Formats> },
    Csv(Box<csv::Writer<Vec<u8>>>),
    Jsonl(Vec<u8>),
}

struct Formats {
    text: Format,
    day: Format,
    number: Format,
    lamps: [(&'static str, Format); 5],
}

impl Formats {
    fn new() -> Formats {
        let base = Format::new()
            .set_font_size(9)
            .set_align(FormatAlign::Top)
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0xB8B8B8));
        let text = base.clone().set_text_wrap();
        let lamp = |fill: u32, ink: u32| {
            text.clone().set_background_color(Color::RGB(fill)).set_font_color(Color::RGB(ink)).set_bold()
        };
        Formats {
            day: base.clone().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            number: base.clone().set_align(FormatAlign::Center),
            lamps: [
                ("green", lamp(0xD9EAD3, 0x1E5B2B)),
                ("yellow", lamp(0xFFF2CC, 0x6B4E00)),
                ("red", lamp(0xF4CCCC, 0x8C1C13)),
                ("grey", lamp(0xE4E4E4, 0x444444)),
                ("blue", lamp(0xD6E4F5, 0x1C4578)),
            ],
            text,
        }
    }
}

/// A table that is being written.
pub struct Writer {
    heads: Vec<Head>,
    rows: u32,
    out: Out,
}

impl Writer {
    /// Begins a table. `title` names the sheet and stands over every printed page.
    pub fn new(kind: Kind, title: &str, heads: Vec<Head>) -> Result<Writer> {
        let out = match kind {
            Kind::Xlsx => {
                let mut book = Workbook::new();
                sheet(book.add_worksheet_with_constant_memory().map_err(failed)?, title, &heads).map_err(failed)?;
                Out::Xlsx { book: Box::new(book), formats: Box::new(Formats::new()) }
            }
            Kind::Csv => {
                let mut writer = csv::WriterBuilder::new()
                    .terminator(csv::Terminator::CRLF)
                    .from_writer("\u{feff}".as_bytes().to_vec());
                writer.write_record(heads.iter().map(|h| h.heading.as_str())).map_err(failed)?;
                Out::Csv(Box::new(writer))
            }
            Kind::Jsonl => Out::Jsonl(Vec::new()),
        };
        Ok(Writer { heads, rows: 0, out })
    }

    /// Adds a row; cells beyond the columns are left out.
    pub fn row(&mut self, cells: &[Cell]) -> Result<()> {
        self.rows = self.rows.saturating_add(1);
        match &mut self.out {
            Out::Xlsx { book, formats } => {
                let sheet = book.worksheet_from_index(0).map_err(failed)?;
                // A sheet that is written row by row is not measured by the program that opens it.
                sheet.set_row_height(self.rows, height(cells, &self.heads)).map_err(failed)?;
                for (column, (cell, _)) in (0u16..).zip(cells.iter().zip(&self.heads)) {
                    write_cell(sheet, self.rows, column, cell, formats).map_err(failed)?;
                }
            }
            Out::Csv(writer) => {
                let texts = cells.iter().zip(&self.heads).map(|(cell, _)| match cell {
                    Cell::Text(_) | Cell::Lamp(..) => guard(cell.text()),
                    other => other.text(),
                });
                writer.write_record(texts).map_err(failed)?;
            }
            Out::Jsonl(bytes) => {
                let fields = self.heads.iter().zip(cells).map(|(head, cell)| {
                    let value = match cell {
                        Cell::Empty => serde_json::Value::Null,
                        Cell::Number(number) => (*number).into(),
                        other => other.text().into(),
                    };
                    (head.key.to_owned(), value)
                });
                let object: serde_json::Map<String, serde_json::Value> = fields.collect();
                serde_json::to_writer(&mut *bytes, &object).map_err(failed)?;
                bytes.push(b'\n');
            }
        }
        Ok(())
    }

    /// How many rows were written.
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// The file.
    pub fn finish(self) -> Result<Vec<u8>> {
        match self.out {
            Out::Xlsx { mut book, .. } => {
                let shown = self.heads.iter().filter(|h| h.width > 0.0).count();
                let last = u16::try_from(shown.saturating_sub(1)).map_err(failed)?;
                let sheet = book.worksheet_from_index(0).map_err(failed)?;
                sheet.autofilter(0, 0, self.rows, last).map_err(failed)?;
                sheet.set_print_area(0, 0, self.rows, last).map_err(failed)?;
                book.save_to_buffer().map_err(failed)
            }
            Out::Csv(writer) => writer.into_inner().map_err(failed),
            Out::Jsonl(bytes) => Ok(bytes),
        }
    }
}

/// The height of a row in points, so that every wrapped text is read; a Chinese character is as wide as two others.
fn height(cells: &[Cell], heads: &[Head]) -> f64 {
    let wide = |c: char| if c.is_ascii() { 1.0 } else { 2.0 };
    let lines = |(cell, head): (&Cell, &Head)| -> f64 {
        let room = (head.width - 1.0).max(2.0);
        cell.text().lines().map(|line| (line.chars().map(wide).sum::<f64>() / room).ceil().max(1.0)).sum()
    };
    let most = cells.iter().zip(heads).filter(|(_, head)| head.width > 0.0).map(lines).fold(1.0, f64::max);
    (most * 12.5 + 4.0).min(400.0)
}

fn sheet(sheet: &mut Worksheet, title: &str, heads: &[Head]) -> std::result::Result<(), XlsxError> {
    // A sheet's name is at most 31 characters and has none of these.
    let name: String = title.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
    sheet.set_name(name)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.7, 0.6, 0.3, 0.3);
    sheet.set_repeat_rows(0, 0)?.set_freeze_panes(1, 0)?;
    sheet.set_header(format!("&C&14&B{}", title.replace('&', "&&"))).set_footer("&C&P / &N");
    let format = Format::new()
        .set_font_size(9)
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(0x8A8A8A))
        .set_background_color(Color::RGB(0xEFEFEF));
    for (column, head) in (0u16..).zip(heads) {
        if head.width > 0.0 {
            sheet.set_column_width(column, head.width)?;
        } else {
            sheet.set_column_hidden(column)?;
        }
    }
    sheet.set_row_height(0, 32)?;
    for (column, head) in (0u16..).zip(heads) {
        sheet.write_string_with_format(0, column, &head.heading, &format)?;
    }
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    match cell {
        Cell::Number(number) => {
            // Counts and running numbers: far below where a spreadsheet's numbers lose digits.
            let number = i32::try_from(*number).map_or(f64::MAX, f64::from);
            sheet.write_number_with_format(row, column, number, &formats.number)?;
        }
        Cell::Day(day) => {
            let (month, of_month) = (day.month().unsigned_abs(), day.day().unsigned_abs());
            match u16::try_from(day.year()).ok().and_then(|y| ExcelDateTime::from_ymd(y, month, of_month).ok()) {
                Some(date) => sheet.write_datetime_with_format(row, column, date, &formats.day)?,
                None => sheet.write_string_with_format(row, column, day.to_string(), &formats.text)?,
            };
        }
        Cell::Lamp(tone, _) => {
            let format = formats.lamps.iter().find(|(name, _)| name == tone).map_or(&formats.text, |(_, f)| f);
            sheet.write_string_with_format(row, column, cell.text(), format)?;
        }
        Cell::Empty | Cell::Text(_) => match cell.text() {
            text if text.is_empty() => {
                sheet.write_blank(row, column, &formats.text)?;
            }
            text => {
                sheet.write_string_with_format(row, column, text, &formats.text)?;
            }
        },
    }
    Ok(())
}
