//! The ledger as a file: the 21 columns of SPEC 2.3 out, and changed cells back in (I14).
//!
//! Each row carries an **export mark**: which item and version it shows, in which language, on which day, under which
//! running number, and a hash of its cells. With it the row can be shown once more exactly as it was exported: cells that
//! differ from the mark's hash were touched by the sender, and an item that no longer gives that hash has moved on.

mod export;
mod import;
mod lists;

pub use export::{Asked, campaign_named, export_ledger, ledger_file};
pub use import::{Change, LedgerReport, import_ledger};
pub use lists::{List, export_list, read_page};

use jiff::civil::Date;
use workday::Calendar;

use super::model::{Decision, Kind, lamp};
use super::store::LedgerRow;
use crate::id::Id;
use crate::tables::write::Cell;
use crate::text::{Lang, T};

/// The places of columns that are treated apart.
mod at {
    pub(super) const SOURCE: usize = 2;
    pub(super) const PROBLEM: usize = 3;
    pub(super) const CATEGORY: usize = 4;
    pub(super) const CAUSE: usize = 5;
    pub(super) const KIND: usize = 6;
    pub(super) const REQUIREMENT: usize = 7;
    pub(super) const LEAD_CADRE: usize = 9;
    pub(super) const LEAD_DEPT: usize = 10;
    pub(super) const OWNER: usize = 11;
    pub(super) const DUE: usize = 12;
    pub(super) const DONE: usize = 17;
    pub(super) const NOTE: usize = 20;
    pub(super) const MARK: usize = 21;
}

/// How a row is shown; all that its cells depend on besides the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Showing {
    lang: Lang,
    day: Date,
    seq: i64,
}

/// What the hidden cell of a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    showing: Showing,
    item: Id,
    version: i64,
    hash: String,
}

impl Mark {
    fn of(row: &LedgerRow, showing: Showing, cells: &[String]) -> Mark {
        Mark { showing, item: row.id.clone(), version: row.version, hash: hash(&row.id, cells) }
    }

    fn text(&self) -> String {
        let Showing { lang, day, seq } = self.showing;
        let lang = if lang == Lang::Zh { "zh" } else { "en" };
        format!("1/{lang}/{day}/{seq}/{}/{}/{}", self.item, self.version, self.hash)
    }

    fn parse(text: &str) -> Option<Mark> {
        let mut parts = text.trim().split('/');
        let mut next = || parts.next();
        if next()? != "1" {
            return None;
        }
        let showing = Showing { lang: Lang::parse(next()?)?, day: next()?.parse().ok()?, seq: next()?.parse().ok()? };
        let (item, version, hash) = (Id::parse(next()?)?, next()?.parse().ok()?, next()?.to_owned());
        Some(Mark { showing, item, version, hash })
    }
}

fn hash(item: &Id, cells: &[String]) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("shuangcu 2026 ledger row");
    hasher.update(item.as_str().as_bytes());
    for cell in cells {
        hasher.update(&u64::try_from(cell.len()).unwrap_or(u64::MAX).to_le_bytes()).update(cell.as_bytes());
    }
    hasher.finalize().to_hex().chars().take(20).collect()
}

/// The 21 cells of a row.
fn cells(row: &LedgerRow, showing: Showing, calendar: &Calendar) -> Vec<Cell> {
    let t = T(showing.lang);
    let name = |name: &Option<String>| name.clone().map_or(Cell::Empty, Cell::Text);
    let source = t.item_source_word(row.source.code());
    let source = if row.points > 0 { t.sheet_source(source, row.points) } else { source.to_owned() };
    vec![
        Cell::Number(showing.seq),
        Cell::Text(row.no.clone()),
        Cell::Text(source),
        Cell::Text(row.problem.clone()),
        Cell::Text(row.category.clone()),
        Cell::Text(row.cause.clone()),
        t.item_kind_word(row.kind.code()).into(),
        Cell::Text(row.requirement.clone()),
        measures(t, row),
        name(&row.lead_cadre),
        department(t, row),
        name(&row.owner),
        due(t, row),
        progress(t, row),
        t.item_state(row.state.code()).into(),
        if row.evidence > 0 { t.item_files(row.evidence).into() } else { Cell::Empty },
        lamp(row.state, &row.dates, calendar, showing.day).map_or(Cell::Empty, |lamp| {
            let tone = lamp.as_str();
            Cell::Lamp(tone, t.item_lamp_word(tone).to_owned())
        }),
        row.dates.done.into(),
        closure(t, row),
        Cell::Empty,
        Cell::Text(row.note.clone()),
    ]
}

fn measures(t: T, row: &LedgerRow) -> Cell {
    let line = |(n, (text, node, done)): (usize, &(String, Option<Date>, bool))| {
        let state = if *done { t.item_done() } else { t.item_open() };
        let node = node.map(|day| format!(" {day}")).unwrap_or_default();
        format!("{}. {text}{node} {state}", n + 1)
    };
    Cell::Text(row.measures.iter().enumerate().map(line).collect::<Vec<_>>().join("\n"))
}

fn department(t: T, row: &LedgerRow) -> Cell {
    let lead = row.lead_unit.clone().unwrap_or_default();
    if row.assist.is_empty() {
        return Cell::Text(lead);
    }
    Cell::Text(format!("{lead}\n{}", t.sheet_assist(row.assist.join(t.item_list_comma()))))
}

/// A date where it is one; a deadline that was moved names both, a long-term item its review.
fn due(t: T, row: &LedgerRow) -> Cell {
    match (row.kind, row.dates.due, row.dates.original_due, row.review_months) {
        (Kind::LongTerm, Some(due), ..) => t.item_next_review(due).into(),
        (Kind::LongTerm, None, _, Some(months)) => t.item_every_months(months).into(),
        (_, Some(due), Some(original), _) if due != original => t.sheet_due(due, original).into(),
        (_, due, ..) => due.into(),
    }
}

fn progress(t: T, row: &LedgerRow) -> Cell {
    let Some(text) = &row.progress else { return Cell::Empty };
    let on = row.progress_on.map(|day| format!("{day} ")).unwrap_or_default();
    let percent = row.percent.map(|n| format!("{} ", t.item_percent(n))).unwrap_or_default();
    Cell::Text(format!("{on}{percent}{text}"))
}

fn closure(t: T, row: &LedgerRow) -> Cell {
    let line = |(step, decision, name, on): &(super::model::Step, Decision, String, Date)| {
        let word = t.item_step_word(step.code());
        let back = if *decision == Decision::Return { format!(" {}", t.item_return()) } else { String::new() };
        format!("{word}{back} {}", t.item_by_on(name, on))
    };
    Cell::Text(row.steps.iter().map(line).collect::<Vec<_>>().join("\n"))
}
