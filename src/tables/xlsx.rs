//! Spreadsheets (.xlsx). Only the first visible sheet is read, cell by cell: a sheet whose only two cells stand in
//! opposite corners must not become a grid of seventeen thousand million cells.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader, SheetVisible, Xlsx};

use super::headings::{Headings, missing};
use super::{Budget, Column, MAX_COLUMNS, MAX_ROWS, Table, TableRow, filled};
use crate::error::{Error, Result, Rule};

/// The most that the parts of the file may unpack to, together. A good archive of an attacker unpacks a thousandfold.
const MAX_UNPACKED: u64 = 320 * 1024 * 1024;
/// The most parts of the file.
const MAX_PARTS: usize = 4_000;
/// How many rows at the top may be a title or empty before the headings come.
const TOP: usize = 10;

type Grid = BTreeMap<u32, BTreeMap<u32, String>>;

pub(super) fn read(bytes: &[u8], columns: &[Column]) -> Result<Table> {
    check_unpacked(bytes)?;
    // The parser is not ours; whatever it trips over is a broken file, not a broken server.
    let grid = catch_unwind(AssertUnwindSafe(|| cells(bytes))).unwrap_or_else(|_| Err(broken()))?;
    table(grid, columns)
}

fn broken() -> Error {
    Error::rule(Rule::UnreadableFile)
}

/// Unpacks every part once, counting and throwing away: the sizes that an archive states may be lies.
fn check_unpacked(bytes: &[u8]) -> Result<()> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    if archive.len() > MAX_PARTS {
        return Err(Error::TooLarge);
    }
    let mut left = MAX_UNPACKED;
    for n in 0..archive.len() {
        let part = archive.by_index(n).map_err(|_| broken())?;
        let read = std::io::copy(&mut part.take(left.saturating_add(1)), &mut std::io::sink());
        let read = read.map_err(|_| broken())?;
        left = left.checked_sub(read).ok_or(Error::TooLarge)?;
    }
    Ok(())
}

fn cells(bytes: &[u8]) -> Result<Grid> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let sheet = book.sheets_metadata().iter().find(|s| s.visible == SheetVisible::Visible).map(|s| s.name.clone());
    let sheet = sheet.ok_or_else(broken)?;
    let mut grid = Grid::new();
    let mut budget = Budget::default();
    let mut reader = book.worksheet_cells_reader(&sheet).map_err(|_| broken())?;
    while let Some(cell) = reader.next_cell().map_err(|_| broken())? {
        let (row, column) = cell.get_position();
        if column >= MAX_COLUMNS {
            continue;
        }
        let Some(text) = text_of(cell.get_value()).and_then(filled) else { continue };
        budget.spend(&text)?;
        grid.entry(row).or_default().insert(column, text);
        if grid.len() > MAX_ROWS + TOP {
            return Err(Error::Rule(Rule::TooManyRows, MAX_ROWS.to_string()));
        }
    }
    drop(reader);
    let merged = book.merge_cells_by_sheet_name(&sheet).map_err(|_| broken())?;
    fill_merged(&mut grid, &merged, &mut budget)?;
    Ok(grid)
}

/// A cell merged over several rows says the same for each of them: a department written once beside its twelve people.
/// Sideways nothing is copied, or a title over all columns would become everybody's name.
fn fill_merged(grid: &mut Grid, merged: &[calamine::Dimensions], budget: &mut Budget) -> Result<()> {
    let mut steps = 0usize;
    for region in merged.iter().filter(|r| r.end.0 > r.start.0) {
        let (row, column) = region.start;
        let Some(text) = grid.get(&row).and_then(|cells| cells.get(&column)).cloned() else { continue };
        for (_, cells) in grid.range_mut(row.saturating_add(1)..=region.end.0) {
            steps += 1;
            if steps > MAX_ROWS * 8 {
                return Err(broken());
            }
            budget.spend(&text)?;
            cells.entry(column).or_insert_with(|| text.clone());
        }
    }
    Ok(())
}

fn table(grid: Grid, columns: &[Column]) -> Result<Table> {
    let mut table = Table::default();
    let mut top: Vec<Vec<String>> = Vec::new();
    let mut headings: Option<Headings> = None;
    for (row, mut cells) in grid {
        let Some(known) = &headings else {
            let mut line = Vec::new();
            for (column, text) in cells {
                let column = usize::try_from(column).unwrap_or_default();
                line.resize(column, String::new());
                line.push(text);
            }
            headings = Headings::find(&line, columns)?;
            top.push(line);
            if headings.is_none() && top.len() >= TOP {
                break;
            }
            continue;
        };
        let take = |at: &Option<usize>| cells.remove(&u32::try_from((*at)?).ok()?);
        let cells: Vec<Option<String>> = known.at.iter().map(take).collect();
        if cells.iter().any(Option::is_some) {
            table.rows.push(TableRow { number: row.saturating_add(1), cells });
        }
    }
    if table.rows.len() > MAX_ROWS {
        return Err(Error::Rule(Rule::TooManyRows, MAX_ROWS.to_string()));
    }
    let known = headings.ok_or_else(|| missing(&top, columns))?;
    (table.headings, table.ignored) = (known.names, known.ignored);
    Ok(table)
}

/// What the sender sees in the cell, as far as it matters: whole numbers without a point, dates as ISO text. The text of
/// a formula is never read, only the value that the sender's program left beside it.
fn text_of(value: &DataRef<'_>) -> Option<String> {
    match value {
        DataRef::Empty => None,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Some(text.clone()),
        DataRef::SharedString(text) => Some((*text).to_owned()),
        DataRef::Int(number) => Some(number.to_string()),
        DataRef::Float(number) => Some(number_text(*number)),
        DataRef::Bool(flag) => Some(flag.to_string()),
        DataRef::DateTime(moment) => Some(moment_text(moment)),
        DataRef::Error(error) => Some(error.to_string()),
    }
}

fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { number.to_string() }
}

fn moment_text(moment: &ExcelDateTime) -> String {
    if !moment.is_datetime() {
        return number_text(moment.as_f64());
    }
    let (y, m, d, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if (hour, minute, second) == (0, 0, 0) {
        format!("{y:04}-{m:02}-{d:02}")
    } else {
        format!("{y:04}-{m:02}-{d:02} {hour:02}:{minute:02}:{second:02}")
    }
}
