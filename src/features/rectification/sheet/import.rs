//! A ledger that comes back: what was changed in it is changed here, by the rules of the item's own form, or nothing is.

use std::collections::{BTreeMap, BTreeSet};

use ::store::{Predicate, Query, Tx, params};
use jiff::civil::Date;

use super::export::{Asked, each_page};
use super::{Mark, Showing, at, cells, hash};
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result, Rule};
use crate::features::rectification::actions::{checked, named_person};
use crate::features::rectification::model::{Event, Kind, Source, Turns};
use crate::features::rectification::store::{self, Draft, Item, LedgerRow};
use crate::id::Id;
use crate::tables::write::{Cell, fitting};
use crate::tables::{self, BadRow, Report, Table, TableRow};
use crate::text::{Lang, T};

/// One cell that is, or would be, changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The row's number in the sender's program.
    pub row: u32,
    /// The item.
    pub item: Id,
    /// Its number.
    pub no: String,
    /// The column.
    pub column: usize,
    /// What stands there.
    pub before: String,
    /// What would stand there.
    pub after: String,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerReport {
    /// The rows, and what is wrong with them.
    pub report: Report,
    /// The cells that are changed.
    pub changes: Vec<Change>,
    /// Whether it was written.
    pub written: bool,
}

/// A row with cells that were touched.
#[derive(Clone, Debug)]
struct Touched {
    row: u32,
    item: Id,
    no: String,
    version: i64,
    lang: Lang,
    /// Column, before, after.
    edits: Vec<(usize, String, String)>,
}

/// Imports a ledger, or only looks. Bad rows are no error: they stand in the report, and nothing is written. Without an
/// actor it is the console that acts. `campaign` refuses rows of any other.
pub async fn import_ledger(
    app: &App,
    actor: Option<&Actor>,
    act: Act,
    campaign: Option<&Id>,
    bytes: Vec<u8>,
    file_name: &str,
    dry_run: bool,
) -> Result<LedgerReport> {
    let file = tables::content_hash(&bytes);
    let table = tables::read_in_background(bytes, file_name.to_owned(), T::LEDGER_COLUMNS).await?;
    let current = current(app, actor, campaign).await?;
    let (mut report, touched) = compare(&table, &current, &app.calendar);
    let (app2, actor) = (app.clone(), actor.cloned());
    if dry_run || !report.is_well() || touched.is_empty() {
        let looked = touched.clone();
        let bad = app.db.read(move |tx| prepare(tx, &app2, actor.as_ref(), &looked).map(|(_, bad)| bad));
        report.bad.extend(bad.await?);
        report.bad.sort_by_key(|bad| bad.row);
        return Ok(LedgerReport { changes: changes(&touched), report, written: false });
    }
    let kept = touched.clone();
    let bad = app.db.write(move |tx| {
        let (ready, bad) = prepare(tx, &app2, actor.as_ref(), &touched)?;
        if bad.is_empty() {
            for ready in ready {
                store::update(tx, &ready.item, ready.version, &ready.draft, ready.turns)?;
                let entry = Entry::new("item.edit", "item", &ready.item).with("fields", ready.fields);
                record(tx, &act, entry.with("file", file.clone()))?;
            }
        }
        Ok::<_, Error>(bad)
    });
    report.bad.extend(bad.await?);
    let written = report.is_well();
    Ok(LedgerReport { changes: changes(&kept), report, written })
}

fn changes(touched: &[Touched]) -> Vec<Change> {
    let of = |row: &Touched| {
        let one = |(column, before, after): &(usize, String, String)| Change {
            row: row.row,
            item: row.item.clone(),
            no: row.no.clone(),
            column: *column,
            before: before.clone(),
            after: after.clone(),
        };
        row.edits.iter().map(one).collect::<Vec<_>>()
    };
    touched.iter().flat_map(of).collect()
}

/// The rows as the sender may see them now.
async fn current(app: &App, actor: Option<&Actor>, campaign: Option<&Id>) -> Result<BTreeMap<Id, LedgerRow>> {
    let query = Query::new().order("no");
    let mut query = match actor {
        Some(actor) => query.allowed(store::readable(actor)),
        None => query,
    };
    if let Some(campaign) = campaign {
        query = query.filter("campaign", params![campaign].to_vec());
    }
    let asked = match actor {
        Some(actor) => Asked::by(actor, query, "", Lang::Zh),
        None => Asked { query, traced: Predicate::All, campaign: String::new(), lang: Lang::Zh },
    };
    let mut found = BTreeMap::new();
    each_page(app, &asked, |rows| {
        found.extend(rows.into_iter().map(|row| (row.id.clone(), row)));
        Ok(())
    })
    .await?;
    Ok(found)
}

/// The cells of a row of the file as they were exported, if nobody touched them.
fn plain_cells(row: &TableRow) -> Vec<String> {
    let plain = |n: usize| match n {
        at::DUE | at::DONE => plain_day(row.text(n)),
        n => fitting(row.text(n)),
    };
    (0..at::MARK).map(plain).collect()
}

/// A date as spreadsheets rewrite it: 2008/7/31, 2008.7.31 and the Chinese way are 2008-07-31.
fn plain_day(text: &str) -> String {
    let text = fitting(text);
    let parts: Vec<&str> = text.trim().split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).collect();
    let shape: String = text.trim().chars().filter(|c| !c.is_ascii_digit()).collect();
    if !T::DAY_SHAPES.contains(&shape.as_str()) {
        return text;
    }
    let [year, month, day] = parts.as_slice() else { return text };
    match (year.parse(), month.parse(), day.parse()) {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).map_or(text, |day| day.to_string()),
        _ => text,
    }
}

/// What was touched, and which rows are no rows of this ledger.
fn compare(table: &Table, current: &BTreeMap<Id, LedgerRow>, calendar: &workday::Calendar) -> (Report, Vec<Touched>) {
    let rows = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    let mut report = Report { rows, bad: table.bad.clone(), ignored: table.ignored.clone() };
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for row in &table.rows {
        let heading = |n| table.heading(T::LEDGER_COLUMNS, n);
        let bad = |rule| BadRow::new(row.number, "", rule, row.text(1));
        let Some(mark) = Mark::parse(row.text(at::MARK)) else {
            report.bad.push(bad(Rule::LedgerRowUnknown));
            continue;
        };
        if !seen.insert(mark.item.clone()) {
            report.bad.push(bad(Rule::LedgerRowTwice));
            continue;
        }
        let Some(item) = current.get(&mark.item) else {
            report.bad.push(bad(Rule::LedgerRowUnknown));
            continue;
        };
        // A column that the file no longer has says nothing about its cells.
        let has = |n: &usize| table.headings.get(*n).is_some_and(Option::is_some);
        let given = plain_cells(row);
        if (0..at::MARK).all(|n| has(&n)) && hash(&mark.item, &given) == mark.hash {
            continue;
        }
        let now = texts(item, mark.showing, calendar);
        if item.version != mark.version || hash(&mark.item, &now) != mark.hash {
            report.bad.push(bad(Rule::LedgerRowStale));
            continue;
        }
        let pairs = now.into_iter().zip(given).enumerate().filter(|(n, _)| has(n));
        let edits: Vec<_> = pairs.filter(|(_, (a, b))| a != b).map(|(n, (a, b))| (n, a, b)).collect();
        let mut touched = Touched {
            row: row.number,
            no: item.no.clone(),
            version: mark.version,
            lang: mark.showing.lang,
            item: mark.item,
            edits,
        };
        touched.edits.retain(|(n, _, after)| {
            let fixed = !EDITABLE.contains(n);
            if fixed {
                report.bad.push(BadRow::new(row.number, heading(*n), Rule::LedgerCellFixed, after));
            }
            !fixed
        });
        if !touched.edits.is_empty() {
            all.push(touched);
        }
    }
    (report, all)
}

fn texts(item: &LedgerRow, showing: Showing, calendar: &workday::Calendar) -> Vec<String> {
    cells(item, showing, calendar).iter().map(Cell::text).collect()
}

/// The columns that stand in the item's own form.
const EDITABLE: [usize; 11] = [
    at::SOURCE,
    at::PROBLEM,
    at::CATEGORY,
    at::CAUSE,
    at::KIND,
    at::REQUIREMENT,
    at::LEAD_CADRE,
    at::LEAD_DEPT,
    at::OWNER,
    at::DUE,
    at::NOTE,
];

/// A draft that may be written.
struct Ready {
    item: Id,
    version: i64,
    draft: Draft,
    turns: Option<Turns>,
    fields: String,
}

/// The drafts with their new cells, each checked as its form would be; and what is wrong.
fn prepare(
    tx: &mut Tx<'_>,
    app: &App,
    actor: Option<&Actor>,
    touched: &[Touched],
) -> Result<(Vec<Ready>, Vec<BadRow>)> {
    let (mut ready, mut bad) = (Vec::new(), Vec::new());
    for row in touched {
        let heading = |n: usize| T::LEDGER_COLUMNS.get(n).map(|c| T(row.lang).heading(c)).unwrap_or_default();
        let whole = |rule| BadRow::new(row.row, "", rule, &row.no);
        let Some(item) = store::find(tx, &row.item, actor.map(|a| &a.person.id))? else {
            bad.push(whole(Rule::LedgerRowUnknown));
            continue;
        };
        if actor.is_some_and(|actor| actor.permit(Verb::ItemEdit, &item.object()).is_err()) {
            bad.push(whole(Rule::LedgerNotYours));
            continue;
        }
        if !item.standing().allows(Event::Approve) {
            let fixed = |(n, _, after): &(usize, String, String)| {
                BadRow::new(row.row, heading(*n), Rule::LedgerItemFixed, after)
            };
            bad.extend(row.edits.iter().map(fixed));
            continue;
        }
        if item.version != row.version {
            bad.push(whole(Rule::LedgerRowStale));
            continue;
        }
        let wrong = |n: usize, rule| {
            let value = row.edits.iter().find(|(e, ..)| *e == n).map_or("", |(.., after)| after.as_str());
            BadRow::new(row.row, heading(n), rule, value)
        };
        match edited(tx, app, &item, row)? {
            Ok((draft, turns)) => ready.push(Ready {
                item: item.id.clone(),
                version: row.version,
                draft,
                turns,
                fields: row.edits.iter().map(|(n, ..)| key(*n)).collect::<Vec<_>>().join(","),
            }),
            Err(found) => bad.extend(found.into_iter().map(|(n, rule)| wrong(n, rule))),
        }
    }
    Ok((ready, bad))
}

fn key(column: usize) -> &'static str {
    T::LEDGER_COLUMNS.get(column).map_or("", |c| c.key)
}

/// The column that a field of the form stands in.
fn column_of(field: &str) -> usize {
    let field = match field {
        "lead_unit" => "lead_dept",
        "review_months" | "start_on" => "due_on",
        other => other,
    };
    T::LEDGER_COLUMNS.iter().position(|c| c.key == field).unwrap_or(at::PROBLEM)
}

type Wrong = Vec<(usize, Rule)>;

/// The item's draft with the new cells.
fn edited(
    tx: &mut Tx<'_>,
    app: &App,
    item: &Item,
    row: &Touched,
) -> Result<std::result::Result<(Draft, Option<Turns>), Wrong>> {
    let old = draft_of(item);
    let (mut draft, mut wrong) = (old.clone(), Wrong::new());
    for (n, _, after) in &row.edits {
        if let Err(rule) = set(tx, &mut draft, *n, after)? {
            wrong.push((*n, rule));
        }
    }
    if !wrong.is_empty() {
        return Ok(Err(wrong));
    }
    let given = draft.clone();
    let (mut draft, turns) = match checked(tx, app, &draft, &item.span) {
        Ok(checked) => checked,
        Err(Error::Invalid(fields)) => {
            return Ok(Err(fields.iter().map(|f| (column_of(f.field), f.rule)).collect()));
        }
        Err(other) => return Err(other),
    };
    // Exactly the cells that were changed: neither does another kind take dates along, nor are other texts trimmed.
    if draft.due_on != given.due_on || draft.review_months != given.review_months {
        return Ok(Err(vec![(at::KIND, Rule::LedgerCellDrags)]));
    }
    let touched = |n: usize| row.edits.iter().any(|(e, ..)| *e == n);
    let texts: [(usize, &mut String, &String); 5] = [
        (at::PROBLEM, &mut draft.problem, &old.problem),
        (at::CATEGORY, &mut draft.category, &old.category),
        (at::CAUSE, &mut draft.cause, &old.cause),
        (at::REQUIREMENT, &mut draft.requirement, &old.requirement),
        (at::NOTE, &mut draft.note, &old.note),
    ];
    for (n, new, old) in texts {
        if !touched(n) {
            new.clone_from(old);
        }
    }
    Ok(Ok((draft, turns)))
}

fn draft_of(item: &Item) -> Draft {
    Draft {
        source: item.source,
        problem: item.problem.clone(),
        category: item.category.clone(),
        cause: item.cause.clone(),
        kind: item.kind,
        requirement: item.requirement.clone(),
        lead_cadre: item.lead_cadre.clone(),
        lead_unit: item.lead_unit.clone(),
        assist: item.assist.iter().map(|(id, _)| id.clone()).collect(),
        owner: item.owner.clone(),
        start_on: item.dates.start,
        due_on: item.dates.due,
        review_months: item.review_months,
        note: item.note.clone(),
    }
}

/// One cell into the draft.
fn set(tx: &mut Tx<'_>, draft: &mut Draft, column: usize, text: &str) -> Result<std::result::Result<(), Rule>> {
    let told = T(Lang::Zh);
    let also = T(Lang::En);
    match column {
        at::PROBLEM => draft.problem = text.to_owned(),
        at::CATEGORY => draft.category = text.to_owned(),
        at::CAUSE => draft.cause = text.to_owned(),
        at::REQUIREMENT => draft.requirement = text.to_owned(),
        at::NOTE => draft.note = text.to_owned(),
        at::SOURCE => {
            // The number of points behind it is ours.
            let word = text.split(['(', '\u{ff08}']).next().unwrap_or_default().trim();
            let said = |s: &&Source| [told, also].iter().any(|t| t.item_source_word(s.code()) == word);
            match Source::ALL.iter().find(said) {
                Some(source) => draft.source = *source,
                None => return Ok(Err(Rule::UnknownChoice)),
            }
        }
        at::KIND => {
            let said = |k: &&Kind| [told, also].iter().any(|t| t.item_kind_word(k.code()) == text.trim());
            match Kind::ALL.iter().find(said) {
                Some(kind) => draft.kind = *kind,
                None => return Ok(Err(Rule::UnknownChoice)),
            }
        }
        at::LEAD_CADRE | at::OWNER => {
            let person = match named_person(tx, text)? {
                Ok(person) => person,
                Err(rule) => return Ok(Err(rule)),
            };
            if column == at::OWNER { draft.owner = person } else { draft.lead_cadre = person }
        }
        at::LEAD_DEPT => return departments(tx, draft, text),
        at::DUE if draft.kind == Kind::LongTerm => return Ok(Err(Rule::LedgerCellFixed)),
        at::DUE if text.is_empty() => draft.due_on = None,
        at::DUE => match text.parse() {
            Ok(day) => draft.due_on = Some(day),
            Err(_) => return Ok(Err(Rule::NotADate)),
        },
        _ => return Ok(Err(Rule::LedgerCellFixed)),
    }
    Ok(Ok(()))
}

/// The lead department in the first line, those that assist in the second.
fn departments(tx: &mut Tx<'_>, draft: &mut Draft, text: &str) -> Result<std::result::Result<(), Rule>> {
    let units = store::units(tx)?;
    let find = |name: &str| units.iter().find(|(_, own)| own == name.trim()).map(|(id, _)| id.clone());
    let mut lines = text.trim().lines();
    let lead = match lines.next().map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => match find(name) {
            Some(id) => Some(id),
            None => return Ok(Err(Rule::UnitUnknownHere)),
        },
        None => None,
    };
    let mut assist = Vec::new();
    for line in lines {
        let line = line.trim();
        let names = T::ASSIST_MARKS.iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line);
        for name in names.split(['\u{3001}', ',', '\u{ff0c}', ';', '\u{ff1b}']).filter(|n| !n.trim().is_empty()) {
            match find(name) {
                Some(id) => assist.push(id),
                None => return Ok(Err(Rule::UnitUnknownHere)),
            }
        }
    }
    (draft.lead_unit, draft.assist) = (lead, assist);
    Ok(Ok(()))
}
