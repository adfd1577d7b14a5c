//! Pages of the ledger.

use std::collections::BTreeMap;

use ::store::{Cursor, Page, Predicate, Query, Row, StoreError, Tx, Value};
use jiff::civil::Date;

use super::rows::{day, maybe_day, word};
use super::*;
use crate::auth::{Actor, Columns, Verb};
use crate::features::rectification::model::{Dates, Decision, Kind, Source, State, Step};
use crate::id::Id;

/// How an item tells the permission table's facts. Published: the person is in the audience of a publication that is out and
/// in which its problem has a line.
pub const COLUMNS: Columns = Columns {
    campaign: Some("i.campaign_id = ?"),
    unit: Some("exists (select 1 from v_rectification_unit x where x.item_id = i.id and x.unit_id = ?)"),
    line: Some("exists (select 1 from v_organisation_line x where x.lead_unit_id = i.lead_unit_id and x.id = ?)"),
    branch: None,
    owner: Some("i.owner_id = ?"),
    lead: Some("i.lead_cadre_id = ?"),
    published: Some(
        "exists (select 1 from v_publication_line x join v_publication_reader r on r.publication_id = x.publication_id
         where x.merged_item_id = i.merged_item_id and x.state in ('open', 'closed', 'disposed') and r.person_id = ?)",
    ),
};

const CAMPAIGN_COLUMNS: Columns = Columns {
    campaign: Some("c.id = ?"),
    unit: None,
    line: None,
    branch: None,
    owner: Some("exists (select 1 from rectification_item i where i.campaign_id = c.id and i.owner_id = ?)"),
    lead: None,
    published: Some(
        "exists (select 1 from rectification_item i join v_publication_line x on x.merged_item_id = i.merged_item_id
         join v_publication_reader r on r.publication_id = x.publication_id
         where i.campaign_id = c.id and x.state in ('open', 'closed', 'disposed') and r.person_id = ?)",
    ),
};

/// The rows an actor may see.
pub fn readable(actor: &Actor) -> Predicate {
    actor.reach(Verb::ItemRead).predicate(&actor.person.id, &COLUMNS)
}

/// A row of the ledger: the columns of SPEC 2.3 that stand in the item itself.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of SPEC 2.3")]
pub struct LedgerRow {
    pub id: Id,
    pub no: String,
    pub source: Source,
    pub problem: String,
    pub category: String,
    pub cause: String,
    pub kind: Kind,
    pub requirement: String,
    pub lead_cadre: Option<String>,
    pub lead_unit: Option<String>,
    pub owner: Option<String>,
    pub dates: Dates,
    pub state: State,
    pub version: i64,
    pub note: String,
    pub merged_item: Option<Id>,
    pub points: i64,
    pub review_months: Option<i64>,
    pub evidence: i64,
    pub progress: Option<String>,
    pub progress_on: Option<Date>,
    pub percent: Option<i64>,
    pub measures: Vec<(String, Option<Date>, bool)>,
    pub assist: Vec<String>,
    pub steps: Vec<(Step, Decision, String, Date)>,
    /// Satisfied, basically, dissatisfied, unaware; nothing below five ratings.
    pub ratings: Option<[i64; 4]>,
}

fn ledger_row(row: &Row<'_>) -> Result<LedgerRow, StoreError> {
    Ok(LedgerRow {
        id: row.get(0)?,
        no: row.get(1)?,
        source: word(row, 2, Source::parse)?,
        problem: row.get(3)?,
        category: row.get(4)?,
        cause: row.get(5)?,
        kind: word(row, 6, Kind::parse)?,
        requirement: row.get(7)?,
        lead_cadre: row.get(8)?,
        lead_unit: row.get(9)?,
        owner: row.get(10)?,
        dates: Dates {
            original_due: maybe_day(row, 11)?,
            due: maybe_day(row, 12)?,
            start: maybe_day(row, 13)?,
            done: maybe_day(row, 15)?,
        },
        state: word(row, 14, State::parse)?,
        note: row.get(16)?,
        merged_item: row.get(17)?,
        points: row.get(18)?,
        review_months: row.get(19)?,
        evidence: row.get(20)?,
        progress: row.get(21)?,
        progress_on: maybe_day(row, 22)?,
        percent: row.get(23)?,
        version: row.get(24)?,
        measures: Vec::new(),
        assist: Vec::new(),
        steps: Vec::new(),
        ratings: None,
    })
}

/// A page of the ledger with measures, assisting units and steps; six queries, whatever the number of rows. Progress,
/// evidence and steps are left out of items whose progress the actor may not read.
pub fn ledger(tx: &mut Tx<'_>, actor: &Actor, query: &Query) -> Result<Page<LedgerRow>, StoreError> {
    ledger_page(tx, &traceable(actor), query)
}

/// The rows whose progress, evidence and steps an actor may read.
pub fn traceable(actor: &Actor) -> Predicate {
    actor.reach(Verb::ItemProgressRead).predicate(&actor.person.id, &COLUMNS)
}

/// The same for whoever the two predicates were made for.
pub fn ledger_page(tx: &mut Tx<'_>, traced: &Predicate, query: &Query) -> Result<Page<LedgerRow>, StoreError> {
    let query = query.clone().limit(PAGE);
    let mut page = tx.page(&LEDGER, &query, ledger_row)?;
    // The same page of fewer rows: it holds every row of this one whose progress may be read.
    let traced = tx.page(&LEDGER, &query.allowed(traced.clone()), |row| row.get::<Id>(0))?.rows;
    let rows = &mut page.rows;
    for row in rows.iter_mut().filter(|row| !traced.contains(&row.id)) {
        (row.progress, row.progress_on, row.percent, row.evidence) = (None, None, None, 0);
    }
    let ids = keys(rows);
    let at = |rows: &mut Vec<LedgerRow>, id: &Id| rows.iter().position(|r| r.id == *id);
    for (id, text, node, state) in tx.all(&MEASURES_OF_PAGE, &ids, |row| {
        Ok((row.get::<Id>(0)?, row.get::<String>(1)?, maybe_day(row, 2)?, row.get::<String>(3)?))
    })? {
        if let Some(row) = at(rows, &id).and_then(|i| rows.get_mut(i)) {
            row.measures.push((text, node, state == "done"));
        }
    }
    for (id, unit) in tx.all(&ASSIST_OF_PAGE, &ids, |row| Ok((row.get::<Id>(0)?, row.get::<String>(1)?)))? {
        if let Some(row) = at(rows, &id).and_then(|i| rows.get_mut(i)) {
            row.assist.push(unit);
        }
    }
    for (id, counts) in tx.all(&RATINGS_OF_PAGE, &ids, |row| {
        Ok((row.get::<Id>(0)?, [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]))
    })? {
        if let Some(row) = at(rows, &id).and_then(|i| rows.get_mut(i)) {
            row.ratings = Some(counts);
        }
    }
    for (id, step, decision, name, on) in tx.all(&STEPS_OF_PAGE, &ids, |row| {
        let step = (word(row, 1, Step::parse)?, word(row, 2, Decision::parse)?);
        Ok((row.get::<Id>(0)?, step.0, step.1, row.get::<String>(3)?, day(row, 4)?))
    })? {
        if let Some(row) = at(rows, &id).filter(|_| traced.contains(&id)).and_then(|i| rows.get_mut(i)) {
            row.steps.push((step, decision, name, on));
        }
    }
    Ok(page)
}

/// The keys of a page's items. Placeholders without an item ask for the empty key, which no row has.
fn keys(rows: &[LedgerRow]) -> Vec<Value> {
    let mut ids: Vec<Value> = rows.iter().map(|r| Value::from(&r.id)).collect();
    ids.resize(usize::try_from(PAGE).unwrap_or(ids.len()), Value::from(""));
    ids
}

/// What will be done about an item.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "plain")]
pub struct Task {
    pub text: String,
    pub criterion: String,
    pub node_on: Option<Date>,
}

/// The measures of a page's items, by item; one query.
pub fn tasks_of_page(tx: &mut Tx<'_>, rows: &[LedgerRow]) -> Result<BTreeMap<Id, Vec<Task>>, StoreError> {
    let mut tasks: BTreeMap<Id, Vec<Task>> = BTreeMap::new();
    tx.each(&TASKS_OF_PAGE, &keys(rows), |row| {
        let task = Task { text: row.get(1)?, criterion: row.get(2)?, node_on: maybe_day(row, 3)? };
        tasks.entry(row.get(0)?).or_default().push(task);
        Ok(())
    })?;
    Ok(tasks)
}

/// The problems of a page's items in persons' words and whether they are key ones, by item; one query.
pub fn problems_of_page(tx: &mut Tx<'_>, rows: &[LedgerRow]) -> Result<BTreeMap<Id, (String, bool)>, StoreError> {
    let all = tx.all(&PROBLEMS_OF_PAGE, &keys(rows), |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    Ok(all.into_iter().collect())
}

/// A measure as a row of its own.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "plain")]
pub struct MeasureRow {
    pub item: Id,
    pub no: String,
    pub problem: String,
    pub text: String,
    pub criterion: String,
    pub node_on: Option<Date>,
    pub done: bool,
    pub done_on: Option<Date>,
    pub unit: Option<String>,
}

/// How many measures there are, and a page of them; two queries.
pub fn measure_list(
    tx: &mut Tx<'_>,
    query: &Query,
    after: Option<Cursor>,
) -> Result<(u64, Page<MeasureRow>), StoreError> {
    let page = tx.page(&MEASURE_LIST, &query.clone().after(after), |row| {
        Ok(MeasureRow {
            item: row.get(0)?,
            no: row.get(1)?,
            problem: row.get(2)?,
            text: row.get(3)?,
            criterion: row.get(4)?,
            node_on: maybe_day(row, 5)?,
            done: row.get::<String>(6)? == "done",
            done_on: maybe_day(row, 7)?,
            unit: row.get(8)?,
        })
    })?;
    Ok((tx.count(&MEASURE_LIST, query)?, page))
}

/// A campaign to narrow the ledger to.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "plain")]
pub struct CampaignChoice {
    pub id: Id,
    pub name: String,
    pub year: i64,
    pub active: bool,
}

/// The campaigns whose ledgers an actor may see, newest first.
pub fn campaigns(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<CampaignChoice>, StoreError> {
    let seen = actor.reach(Verb::CampaignRead).predicate(&actor.person.id, &CAMPAIGN_COLUMNS);
    let page = tx.page(&CAMPAIGNS, &Query::new().allowed(seen).limit(100), |row| {
        let state: String = row.get(3)?;
        Ok(CampaignChoice { id: row.get(0)?, name: row.get(1)?, year: row.get(2)?, active: state == "active" })
    })?;
    Ok(page.rows)
}

/// Whether an item is among what an actor may list; one query. For tests of the permission table.
#[cfg(test)]
pub fn is_listed(tx: &mut Tx<'_>, actor: &Actor, id: &Id) -> Result<bool, StoreError> {
    let query = Query::new().allowed(readable(actor)).filter("id", [Value::from(id)]);
    Ok(tx.count(&LEDGER, &query)? == 1)
}
