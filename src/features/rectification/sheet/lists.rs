//! The three lists (问题清单, 任务清单, 责任清单; SPEC 2.3): what is wrong, what will be done, who answers. They are three looks at
//! the same rows as the ledger's.

use std::collections::BTreeMap;

use ::store::{Cursor, Predicate, Query, StoreError, Tx};

use super::export::Asked;
use crate::app::App;
use crate::audit::Act;
use crate::error::{Error, Result};
use crate::features::rectification::store::{self, LedgerRow, Task};
use crate::id::Id;
use crate::tables::write::{Cell, Kind};
use crate::tables::{Column, taken};
use crate::text::T;

/// Which of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// 问题清单.
    Problems,
    /// 任务清单.
    Measures,
    /// 责任清单.
    Duties,
}

impl List {
    /// All of them.
    pub const ALL: [List; 3] = [List::Problems, List::Measures, List::Duties];
    /// The word in addresses and commands.
    pub fn code(self) -> &'static str {
        match self {
            List::Problems => "problems",
            List::Measures => "measures",
            List::Duties => "duties",
        }
    }
    /// From the word.
    pub fn parse(code: &str) -> Option<List> {
        List::ALL.into_iter().find(|l| l.code() == code)
    }
    /// Its columns and their widths in characters; the last is hidden.
    pub fn columns(self) -> (&'static [Column], &'static [f64]) {
        match self {
            List::Problems => (T::PROBLEM_COLUMNS, &[5.0, 14.0, 36.0, 30.0, 12.0, 14.0, 30.0, 8.0, 0.0]),
            List::Measures => (T::MEASURE_COLUMNS, &[5.0, 32.0, 30.0, 36.0, 12.0, 26.0, 12.0, 0.0]),
            List::Duties => (T::DUTY_COLUMNS, &[5.0, 40.0, 12.0, 18.0, 20.0, 12.0, 12.0, 0.0]),
        }
    }
}

/// A list of the rows that somebody may see, and the line that says that it was taken. One query more than the ledger's own
/// for each page of it.
pub async fn export_list(app: &App, act: Act, asked: &Asked, list: List, kind: Kind) -> Result<Vec<u8>> {
    let t = T(asked.lang);
    let (columns, widths) = list.columns();
    let mut writer = taken::begin(kind, t, t.sheet_list(list.code()), columns, widths)?;
    let mut cursor = None;
    loop {
        let (query, traced) = (asked.query.clone().after(cursor.take()), asked.traced.clone());
        let read = app.db.read(move |tx| read_page(tx, t, list, &traced, &query));
        let (rows, next) = read.await.map_err(Error::Store)?;
        for (_, mut cells) in rows {
            cells.insert(0, Cell::Number(i64::from(writer.rows()).saturating_add(1)));
            cells.push(Cell::Text("1".to_owned()));
            writer.row(&cells)?;
        }
        match next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    let (bytes, count) = taken::pack(writer).await?;
    taken::tell(app, act, &format!("{}.export", list.code()), ("campaign", &asked.campaign), count, kind).await?;
    Ok(bytes)
}

/// The rows of one page of a list, each with the item it belongs to, and where to go on.
pub type ListPage = (Vec<(Id, Vec<Cell>)>, Option<Cursor>);

/// One page of a list: the rows of one page of the ledger; seven queries at most.
pub fn read_page(
    tx: &mut Tx<'_>,
    t: T,
    list: List,
    traced: &Predicate,
    query: &Query,
) -> std::result::Result<ListPage, StoreError> {
    let page = store::ledger_page(tx, traced, query)?;
    let beside = match list {
        List::Problems => Beside { problems: store::problems_of_page(tx, &page.rows)?, ..Beside::default() },
        List::Measures => Beside { tasks: store::tasks_of_page(tx, &page.rows)?, ..Beside::default() },
        List::Duties => Beside::default(),
    };
    let cells = |row: &LedgerRow| -> Vec<(Id, Vec<Cell>)> {
        lines(t, row, list, &beside).into_iter().map(|cells| (row.id.clone(), cells)).collect()
    };
    Ok((page.rows.iter().flat_map(cells).collect(), page.next))
}

/// What stands beside the ledger's rows: the measures of each item, and the summary and weight of each problem.
#[derive(Default)]
struct Beside {
    tasks: BTreeMap<Id, Vec<Task>>,
    problems: BTreeMap<Id, (String, bool)>,
}

fn lines(t: T, row: &LedgerRow, list: List, beside: &Beside) -> Vec<Vec<Cell>> {
    let name = |name: &Option<String>| name.clone().map_or(Cell::Empty, Cell::Text);
    let of_item = |text: &str| Cell::Text(t.sheet_of_item(&row.no, text));
    match list {
        List::Problems => {
            let problem = beside.problems.get(&row.id);
            let shows = problem.map(|(summary, _)| summary).filter(|summary| **summary != row.problem);
            vec![vec![
                Cell::Text(row.no.clone()),
                Cell::Text(row.problem.clone()),
                shows.cloned().map_or(Cell::Empty, Cell::Text),
                Cell::Text(row.category.clone()),
                t.item_source_word(row.source.code()).into(),
                Cell::Text(row.cause.clone()),
                if problem.is_some_and(|(_, key)| *key) { t.yes().into() } else { t.no().into() },
            ]]
        }
        List::Measures => {
            let line = |measure: Option<&Task>| {
                vec![
                    of_item(&row.problem),
                    Cell::Text(row.requirement.clone()),
                    measure.map_or(Cell::Empty, |m| Cell::Text(m.text.clone())),
                    measure.and_then(|m| m.node_on).into(),
                    measure.map_or(Cell::Empty, |m| Cell::Text(m.criterion.clone())),
                    super::due(t, row),
                ]
            };
            match beside.tasks.get(&row.id).map(Vec::as_slice) {
                None | Some([]) => vec![line(None)],
                Some(measures) => measures.iter().map(|m| line(Some(m))).collect(),
            }
        }
        List::Duties => vec![vec![
            of_item(&row.requirement),
            name(&row.lead_cadre),
            name(&row.lead_unit),
            Cell::Text(row.assist.join(t.item_list_comma())),
            name(&row.owner),
            // For whoever takes the list away to fill in.
            Cell::Empty,
        ]],
    }
}
