//! The tasks of a campaign as a table: out, and new ones in. A task that is there is changed on its own page, where its state
//! is looked at; a row with its export mark must stay as it is.

pub mod store;

use std::collections::BTreeMap;

use ::store::{StoreError, Tx, params};
use jiff::civil::Date;

use super::actions::permit;
use super::model::{Campaign, Part, TaskState};
use super::store as campaigns;
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::tables::write::{Cell, Kind};
use crate::tables::{self, BadRow, Report, Table, TableRow, taken};
use crate::text::{Lang, T};
use crate::view::import::Changed;

/// The places of the columns.
const PHASE: usize = 0;
const ACTIVITY: usize = 1;
const TITLE: usize = 2;
const DELIVERABLE: usize = 3;
const ACCOUNTABLE: usize = 4;
const DUE: usize = 5;
const STATE: usize = 6;
const RESULT: usize = 7;
const MARK: usize = 8;
/// Widths of the columns in characters; the last is hidden.
const WIDTHS: [f64; 9] = [20.0, 24.0, 30.0, 30.0, 12.0, 12.0, 10.0, 24.0, 0.0];
/// One unit of work writes all.
const MOST: usize = 1_000;

/// A task as a row shows it.
struct Row {
    id: Id,
    texts: [String; 8],
}

/// One query.
fn rows(tx: &mut Tx<'_>, campaign: &Id, t: T) -> Result<Vec<Row>, StoreError> {
    tx.all(&store::TASKS, &params![campaign], |row| {
        let state: String = row.get(6)?;
        let state = TaskState::parse(&state).map_or("", |state| state.name(t));
        let accountable: Option<String> = row.get(8)?;
        let texts = [
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
            accountable.unwrap_or_default(),
            row.get(5)?,
            state.to_owned(),
            row.get(7)?,
        ];
        Ok(Row { id: row.get(0)?, texts })
    })
}

/// The tasks of a campaign that somebody may see, or for nobody all, and the line that says that they were taken. Two queries.
pub async fn export_tasks(
    app: &App,
    actor: Option<&Actor>,
    act: Act,
    campaign: &Id,
    lang: Lang,
    kind: Kind,
) -> Result<Vec<u8>> {
    let (t, actor, id) = (T(lang), actor.cloned(), campaign.clone());
    let read = app.db.read(move |tx| {
        let found = campaigns::find(tx, &id)?.ok_or(Error::NotFound)?;
        if let Some(actor) = &actor {
            permit(actor, Verb::CampaignRead, &found)?;
        }
        Ok::<_, Error>(rows(tx, &id, t)?)
    });
    let rows = read.await?;
    let mut writer = taken::begin(kind, t, t.sheet_tasks_name(), T::TASK_COLUMNS, &WIDTHS)?;
    for row in rows {
        let cell = |(n, text): (usize, String)| match (n, text.parse()) {
            (DUE, Ok(day)) => Cell::Day(day),
            _ => Cell::Text(text),
        };
        let mut cells: Vec<Cell> = row.texts.into_iter().enumerate().map(cell).collect();
        cells.push(Cell::Text(row.id.to_string()));
        writer.row(&cells)?;
    }
    let (bytes, count) = taken::pack(writer).await?;
    taken::tell(app, act, "tasks.export", ("campaign", campaign.as_str()), count, kind).await?;
    Ok(bytes)
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default)]
pub struct TasksReport {
    /// The rows, and what is wrong with them.
    pub report: Report,
    /// Tasks that are new.
    pub new: u32,
    /// Rows of tasks that are there.
    pub same: u32,
    /// What is new, cell by cell.
    pub changes: Vec<Changed>,
    /// Whether it was written.
    pub written: bool,
}

/// A new task that is understood.
struct Ready {
    title: String,
    deliverable: String,
    due_on: Date,
    activity: Option<Id>,
    accountable: Option<Id>,
}

/// Imports new tasks into a campaign as drafts, or only looks. Without an actor it is the console that acts. Bad rows are no
/// error: they stand in the report, and nothing is written.
pub async fn import_tasks(
    app: &App,
    actor: Option<&Actor>,
    act: Act,
    campaign: &Id,
    (bytes, file_name): (Vec<u8>, &str),
    dry_run: bool,
) -> Result<TasksReport> {
    let hash = tables::content_hash(&bytes);
    let table = tables::read_in_background(bytes, file_name.to_owned(), T::TASK_COLUMNS).await?;
    if table.rows.len() > MOST {
        return Err(Error::rule(Rule::TooManyRows));
    }
    let (actor, id) = (actor.cloned(), campaign.clone());
    if dry_run {
        let read = app.db.read(move |tx| {
            let found = open(tx, actor.as_ref(), &id)?;
            Ok::<_, Error>(plan(tx, &found, &table)?.0)
        });
        return read.await;
    }
    app.db
        .write(move |tx| {
            let found = open(tx, actor.as_ref(), &id)?;
            let (mut report, ready) = plan(tx, &found, &table)?;
            if !report.report.is_well() || ready.is_empty() {
                return Ok(report);
            }
            for task in &ready {
                write(tx, &act, &id, task, &hash)?;
            }
            report.written = true;
            Ok::<_, Error>(report)
        })
        .await
}

/// The campaign, if its content can still change and the actor may change it.
fn open(tx: &mut Tx<'_>, actor: Option<&Actor>, id: &Id) -> Result<Campaign> {
    let found = campaigns::find(tx, id)?.ok_or(Error::NotFound)?;
    if let Some(actor) = actor {
        permit(actor, Verb::CampaignEdit, &found)?;
    }
    if found.state.is_open() { Ok(found) } else { Err(Error::rule(Rule::WrongState)) }
}

fn write(tx: &mut Tx<'_>, act: &Act, campaign: &Id, task: &Ready, file: &str) -> Result<()> {
    let id = Id::random();
    let row = params![&id, campaign, &task.activity, &task.title, &task.deliverable, task.due_on.to_string()];
    tx.run(&campaigns::INSERT_TASK, &row)?;
    let mut entry = Entry::new("task.add", "task", &id).with("campaign", campaign.to_string()).with("file", file);
    if let Some(person) = &task.accountable {
        tx.run(&campaigns::PUT_TASK_PERSON, &params![&id, person, Part::Accountable.code()])?;
        entry = entry.with("accountable", person.to_string());
    }
    Ok(record(tx, act, entry)?)
}

/// Collects what is wrong with the rows of a table.
struct Looking<'a> {
    table: &'a Table,
    bad: Vec<BadRow>,
}

impl Looking<'_> {
    fn wrong(&mut self, row: &TableRow, column: usize, rule: Rule) {
        let heading = self.table.heading(T::TASK_COLUMNS, column);
        self.bad.push(BadRow::new(row.number, heading, rule, row.text(column).trim()));
    }

    /// A text that must be there.
    fn text(&mut self, row: &TableRow, column: usize, longest: usize) -> String {
        let text = row.text(column).trim();
        let rule = match text {
            "" => Rule::Missing,
            _ if text.contains('\0') => Rule::NulCharacter,
            _ if text.chars().any(|c| c.is_control() && c != '\n') => Rule::ControlCharacter,
            _ if text.chars().count() > longest => Rule::TooLong,
            _ => return text.to_owned(),
        };
        self.wrong(row, column, rule);
        String::new()
    }
}

/// What a file would do. Two queries, and one for each name of a person.
fn plan(tx: &mut Tx<'_>, campaign: &Campaign, table: &Table) -> Result<(TasksReport, Vec<Ready>)> {
    // Words of either language are known again.
    let known: Vec<Vec<Row>> = vec![rows(tx, &campaign.id, T(Lang::Zh))?, rows(tx, &campaign.id, T(Lang::En))?];
    let activities = campaigns::activities(tx, &campaign.id)?;
    let mut people: BTreeMap<String, std::result::Result<Id, Rule>> = BTreeMap::new();
    let mut looking = Looking { table, bad: table.bad.clone() };
    let (mut report, mut ready) = (TasksReport::default(), Vec::new());
    let mut seen: BTreeMap<(String, String), u32> = BTreeMap::new();
    for row in &table.rows {
        let has = |n: usize| table.headings.get(n).is_some_and(Option::is_some);
        let same = |known: &Row| {
            (PHASE..MARK).all(|n| !has(n) || known.texts.get(n).is_some_and(|t| t.trim() == row.text(n).trim()))
        };
        let marked = Id::parse(row.text(MARK).trim());
        let there = |id: &Id| known.iter().flatten().any(|known| known.id == *id);
        if let Some(id) = marked.filter(there) {
            if known.iter().flatten().any(|known| known.id == id && same(known)) {
                report.same += 1;
            } else {
                looking.wrong(row, TITLE, Rule::TaskRowFixed);
            }
            continue;
        }
        let title = looking.text(row, TITLE, 100);
        let deliverable = looking.text(row, DELIVERABLE, 200);
        let due = row.text(DUE).trim();
        // The same task on the same day was written by an earlier import of this file.
        let held =
            |known: &Row| known.texts.get(TITLE) == Some(&title) && known.texts.get(DUE).is_some_and(|d| d == due);
        if !title.is_empty() && known.iter().flatten().any(held) {
            report.same += 1;
            continue;
        }
        if seen.insert((title.clone(), due.to_owned()), row.number).is_some() {
            looking.wrong(row, TITLE, Rule::RowTwice);
        }
        let due_on: Option<Date> = due.parse().ok();
        match due_on {
            None => looking.wrong(row, DUE, if due.is_empty() { Rule::Missing } else { Rule::NotADate }),
            Some(day) if day < campaign.starts_on || day > campaign.ends_on => {
                looking.wrong(row, DUE, Rule::OutsideCampaign);
            }
            Some(_) => {}
        }
        for column in [STATE, RESULT] {
            let draft = column == STATE
                && [Lang::Zh, Lang::En].iter().any(|l| TaskState::Draft.name(T(*l)) == row.text(STATE).trim());
            if !row.text(column).trim().is_empty() && !draft {
                looking.wrong(row, column, Rule::TaskRowFixed);
            }
        }
        let named = row.text(ACTIVITY).trim();
        let activity = activities.iter().find(|a| a.name.trim() == named).map(|a| a.id.clone());
        if !named.is_empty() && activity.is_none() {
            looking.wrong(row, ACTIVITY, Rule::ActivityUnknown);
        }
        let accountable = match row.text(ACCOUNTABLE).trim() {
            "" => None,
            name => match person(tx, &mut people, name)? {
                Ok(id) => Some(id),
                Err(rule) => {
                    looking.wrong(row, ACCOUNTABLE, rule);
                    None
                }
            },
        };
        let Some(due_on) = due_on else { continue };
        report.new += 1;
        for column in [ACTIVITY, DELIVERABLE, ACCOUNTABLE, DUE] {
            let after = row.text(column).trim().to_owned();
            if !after.is_empty() {
                let column = table.heading(T::TASK_COLUMNS, column);
                let (name, row, before) = (title.clone(), row.number, String::new());
                report.changes.push(Changed { row, name, href: None, column, before, after });
            }
        }
        ready.push(Ready { title, deliverable, due_on, activity, accountable });
    }
    looking.bad.sort_by_key(|bad| bad.row);
    report.report = Report {
        rows: u32::try_from(table.rows.len() + table.bad.len()).unwrap_or(u32::MAX),
        bad: looking.bad,
        ignored: table.ignored.clone(),
    };
    Ok((report, ready))
}

type Known = BTreeMap<String, std::result::Result<Id, Rule>>;

/// Somebody by name or staff number, asked for once.
fn person(tx: &mut Tx<'_>, known: &mut Known, name: &str) -> Result<std::result::Result<Id, Rule>> {
    if let Some(found) = known.get(name) {
        return Ok(found.clone());
    }
    // A name with NUL in it is nobody's; asking the database for it would fail.
    let ids: Vec<Id> = match name.contains('\0') {
        true => Vec::new(),
        false => tx.all(&store::PEOPLE, &params![name], |row| row.get(0))?,
    };
    let found = match ids.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(Rule::PersonUnknown),
        _ => Err(Rule::SeveralOfThisName),
    };
    known.insert(name.to_owned(), found.clone());
    Ok(found)
}
