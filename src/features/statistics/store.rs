//! The counting statements. All of them read views of other slices, none writes.

use std::collections::HashMap;

use ::store::{List, Order, Row, StoreError, Tx, params, statements};
use jiff::civil::Date;

use super::model::{Cell, Dimension, Ledger, Points, Problems, Totals};
use crate::auth::Columns;
use crate::id::Id;

statements! {
    /// Points by fate. A sheet that was split counts as its parts; what is merged stays merged when it is answered.
    pub POINTS_BY_FATE = "select case when p.merged_item_id is not null then 'merged' when p.state in ('submitted', 'registered') then 'waiting'
        when p.state in ('referred', 'not_adopted', 'routed', 'withdrawn') then p.state else 'answered' end as fate, count(*)
        from v_opinion_point p where p.campaign_id = $1 and p.state <> 'closed_split' group by 1";
    /// Problems by bucket.
    pub PROBLEMS_BY_BUCKET = "select b.bucket, count(*) from v_problem_bucket b where b.campaign_id = $1 and b.points > 0 group by b.bucket";
    /// Items of the ledger by bucket.
    pub LEDGER = "select i.bucket, count(*),
        count(*) filter (where i.state not in ('closed', 'suspended', 'superseded') and i.red_from <= $2
          and not (i.bucket = 'next' and i.start_on is not null and i.start_on > $2)),
        count(*) filter (where i.bucket not in ('suspended', 'superseded') and i.original_due_on <= $2),
        count(*) filter (where i.bucket = 'done' and i.original_due_on <= $2 and i.done_on <= i.original_due_on)
        from v_rectification_item i where i.campaign_id = $1 group by i.bucket";
    /// The evaluation that was published last.
    pub EVALUATION = "select e.id, e.name, e.state, e.roster_size, e.issued, e.returned, e.threshold, e.variant, e.weight_basically,
        e.weight_dissatisfied, e.k, e.bulletin_hash from v_evaluation e where e.campaign_id = $1 and e.was_published = 1
        order by e.closes_on desc, e.id limit 1";
    /// Its items.
    pub EVALUATION_ITEMS = "select i.kind, i.title, i.satisfied, i.basically, i.dissatisfied, i.unaware, i.blank, i.invalid
        from v_evaluation_item i where i.evaluation_id = $1 order by i.ordinal";
    /// Points by everything they are told apart by, in one pass. Without those in the discipline channel.
    pub POINTS_BY_ALL = "select p.channel, p.line_id, p.category, p.population, p.subject, p.kind, p.cell_hidden, count(*),
        count(*) filter (where p.sign = 'anonymous')
        from v_opinion_point p where p.campaign_id = $1 and p.state not in ('closed_split', 'routed')
        group by p.channel, p.line_id, p.category, p.population, p.subject, p.kind, p.cell_hidden";
    /// Names of lines.
    pub LINES = "select id, name from v_organisation_line order by name_key, id limit 1000";
    /// All problems of a campaign, for the drawing.
    pub STREAMS = "select p.bucket, p.points, case when p.red_from <= $2 then 1 else 0 end
        from v_statistics_problem p where p.campaign_id = $1";
    /// Rounds that are open now.
    pub OPEN_ROUNDS = "select r.code, r.name, r.closes_on from v_opinion_round r where r.campaign_id = $1 and r.state = 'open'
        order by r.ordinal desc, r.id limit 5";
    /// Phases with their activities.
    pub PHASES = "select p.id, p.name, p.from_month, p.to_month, p.state, p.activities, p.activities_done, p.activities_waived
        from v_campaign_phase p where p.campaign_id = $1 order by p.ordinal limit 50";
    /// The newest publications that anybody may read.
    pub PUBLIC_PUBLICATIONS = "select p.id, p.title, p.opens_on from v_publication p join v_publication_public r on r.publication_id = p.id
        where p.campaign_id = $1 and p.state in ('open', 'closed', 'disposed') group by p.id, p.title, p.opens_on
        order by coalesce(p.opens_on, '') desc, p.id limit 5";
    /// The newest publications that a person may read.
    pub MY_PUBLICATIONS = "select p.id, p.title, p.opens_on from v_publication p join v_publication_reader r on r.publication_id = p.id
        where p.campaign_id = $1 and r.person_id = $2 and p.state in ('open', 'closed', 'disposed') group by p.id, p.title, p.opens_on
        order by coalesce(p.opens_on, '') desc, p.id limit 5";
}

/// The lists of this slice, for the test that prepares each on both engines.
pub const LISTS: &[&List] = &[
    &PROBLEMS,
    &todo::OWN,
    &todo::REVIEWS,
    &todo::EXTENSIONS,
    &todo::OBJECTIONS,
    &todo::READERS,
    &todo::ROUNDS,
    &todo::PHASES,
    &todo::CAMPAIGNS,
    &todo::MERGED,
    &todo::TASKS,
    &todo::APPROVALS,
    &todo::MECHANISMS,
    &todo::SLIPS,
    &todo::SLIP_ANSWERS,
    &todo::PLANS,
    &todo::COMMENTS,
];

#[path = "dashboard_store.rs"]
pub mod dashboard;

#[path = "todo_store.rs"]
pub mod todo;

/// Problems with what stands beside them.
pub const PROBLEMS: List = List {
    name: "statistics::PROBLEMS",
    select: "select p.id, p.no, p.summary, p.category, p.points, p.bucket, p.red_from, p.due_on, p.start_on, p.lead_unit, p.owner, p.done_late
        from v_statistics_problem p",
    filters: &[
        ("campaign", "p.campaign_id = ?"),
        ("bucket", "p.bucket = ?"),
        ("category", "p.category = ?"),
        (
            "public",
            "exists (select 1 from v_publication_line l join v_publication_public r on r.publication_id = l.publication_id
              where l.merged_item_id = p.id and l.state in ('open', 'closed', 'disposed'))",
        ),
    ],
    orders: &[Order { key: "no", column: "p.no", descending: false }],
    id: "p.id",
};

/// Who may see a problem. Others than its own people see what was published to them.
pub const PROBLEM_REACH: Columns = Columns {
    campaign: Some("p.campaign_id = ?"),
    unit: Some("exists (select 1 from v_rectification_item i where i.merged_item_id = p.id and i.lead_unit_id = ?)"),
    line: None,
    branch: None,
    owner: None,
    lead: None,
    published: Some(
        "exists (select 1 from v_publication_line l join v_publication_reader r on r.publication_id = l.publication_id
          where l.merged_item_id = p.id and l.state in ('open', 'closed', 'disposed') and r.person_id = ?)",
    ),
};

/// A problem in a list.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The merged item.
    pub id: Id,
    /// Its number.
    pub no: i64,
    /// What it says.
    pub summary: String,
    /// Its category.
    pub category: String,
    /// Points in it.
    pub points: i64,
    /// Where it stands.
    pub bucket: String,
    /// From when on it is late.
    pub red_from: Option<String>,
    /// The next due date.
    pub due_on: Option<Date>,
    /// When it begins.
    pub start_on: Option<Date>,
    /// The lead department.
    pub lead_unit: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Whether it was done after the date first set.
    pub done_late: bool,
}

/// A date that may be missing.
pub fn day(row: &Row<'_>, column: usize) -> Result<Option<Date>, StoreError> {
    Ok(row.get::<Option<String>>(column)?.and_then(|d| d.parse().ok()))
}

/// A problem from its row.
pub fn problem(row: &Row<'_>) -> Result<Problem, StoreError> {
    Ok(Problem {
        id: row.get(0)?,
        no: row.get(1)?,
        summary: row.get(2)?,
        category: row.get(3)?,
        points: row.get(4)?,
        bucket: row.get(5)?,
        red_from: row.get(6)?,
        due_on: day(row, 7)?,
        start_on: day(row, 8)?,
        lead_unit: row.get(9)?,
        owner: row.get(10)?,
        done_late: row.get(11)?,
    })
}

/// The totals; three queries.
pub fn totals(tx: &mut Tx<'_>, campaign: &Id, today: Date) -> Result<Totals, StoreError> {
    let mut totals = Totals::default();
    let (points, problems, ledger): (&mut Points, &mut Problems, &mut Ledger) =
        (&mut totals.points, &mut totals.problems, &mut totals.ledger);
    tx.each(&POINTS_BY_FATE, &params![campaign], |row| {
        points.add(&row.get::<String>(0)?, row.get(1)?);
        Ok(())
    })?;
    tx.each(&PROBLEMS_BY_BUCKET, &params![campaign], |row| {
        problems.add(&row.get::<String>(0)?, row.get(1)?);
        Ok(())
    })?;
    tx.each(&LEDGER, &params![campaign, today.to_string()], |row| {
        let (bucket, n): (String, i64) = (row.get(0)?, row.get(1)?);
        match bucket.as_str() {
            "done" => ledger.done += n,
            "next" => ledger.next += n,
            "suspended" => ledger.suspended += n,
            "superseded" => ledger.superseded += n,
            _ => ledger.doing += n,
        }
        ledger.overdue += row.get::<i64>(2)?;
        ledger.due_so_far += row.get::<i64>(3)?;
        ledger.on_time += row.get::<i64>(4)?;
        Ok(())
    })?;
    Ok(totals)
}

/// The cells of every breakdown, not yet withheld; two queries.
pub fn cells(tx: &mut Tx<'_>, campaign: &Id) -> Result<Vec<(Dimension, Vec<Cell>)>, StoreError> {
    let lines: HashMap<String, String> =
        tx.all(&LINES, &params![], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
    let mut all: Vec<(Dimension, Vec<Cell>)> = Dimension::ALL.into_iter().map(|d| (d, Vec::new())).collect();
    tx.each(&POINTS_BY_ALL, &params![campaign], |row| {
        let hidden: bool = row.get(6)?;
        let (points, anonymous): (i64, i64) = (row.get(7)?, row.get(8)?);
        for (by, cells) in &mut all {
            let column = match by {
                Dimension::Channel => 0,
                Dimension::Line => 1,
                Dimension::Category => 2,
                Dimension::Population => 3,
                Dimension::Subject => 4,
                Dimension::Kind => 5,
            };
            let value: Option<String> = row.get(column)?;
            let sealed = hidden && matches!(by, Dimension::Line | Dimension::Population | Dimension::Subject);
            let name = match by {
                Dimension::Line => value.as_ref().and_then(|id| lines.get(id).cloned()),
                Dimension::Category => value.clone(),
                _ => None,
            };
            match cells.iter_mut().find(|c| c.value == value && c.sealed == sealed) {
                Some(cell) => {
                    cell.points += points;
                    cell.anonymous += anonymous;
                }
                None => cells.push(Cell { value, name, sealed, points, anonymous, withheld: false }),
            }
        }
        Ok(())
    })?;
    Ok(all)
}
