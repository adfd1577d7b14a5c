//! Proposals to merge in the database.

use ::store::{List, Order, Row, StoreError, Tx, params, statements};

use super::super::model::ProposalState;
use crate::auth::Object;
use crate::error::{Error, Result};
use crate::id::Id;

/// The columns of a proposal; `proposal` reads them.
macro_rules! proposal_columns {
    () => {
        "select p.id, p.campaign_id, p.summary, p.category, p.into_id, i.summary, p.reason, p.state, p.proposed_by, w.name,
          p.proposed_on, d.name, p.decided_on, p.answer, p.merged_item_id, u.name,
          (select count(*) from merge_proposal_point x where x.proposal_id = p.id)
        from merge_proposal p join v_organisation_person w on w.id = p.proposed_by
          left join v_organisation_person d on d.id = p.decided_by left join v_organisation_unit u on u.id = w.unit_id
          left join merged_item i on i.id = coalesce(p.merged_item_id, p.into_id)"
    };
}

statements! {
    /// A new proposal.
    pub INSERT = "insert into merge_proposal (id, campaign_id, summary, category, into_id, reason, state, proposed_by, proposed_on,
        decided_by, decided_on, answer, merged_item_id, step_no) values ($1, $2, $3, $4, $5, $6, 'open', $7, $8, null, null, null, null, null)";
    /// A point of it.
    pub INSERT_POINT = "insert into merge_proposal_point (proposal_id, point_id) values ($1, $2)";
    /// One proposal.
    pub FIND = concat!(proposal_columns!(), " where p.id = $1");
    /// Its points.
    pub POINTS = "select point_id from merge_proposal_point where proposal_id = $1 order by point_id";
    /// It is decided once; 1 row.
    pub SETTLE = "update merge_proposal set state = $3, decided_by = $4, decided_on = $5, answer = $6, merged_item_id = $7, step_no = $8
        where id = $1 and state = $2";
    /// The proposal that a step followed.
    pub BY_STEP = "select id from merge_proposal where campaign_id = $1 and state = 'accepted' and step_no = $2";
    /// It waits again.
    pub REOPEN = "update merge_proposal set state = 'open', decided_by = null, decided_on = null, answer = null, merged_item_id = null,
        step_no = null where id = $1 and state = 'accepted'";
    /// The departments and the line of a point.
    pub SCOPE = "select p.subject_unit_id, n.lead_unit_id, p.line_id from v_opinion_point p
        left join v_organisation_line n on n.id = p.line_id where p.id = $1 and p.state <> 'routed'";
    /// The originals of a proposal that are still unsorted, as far as one person may know of them.
    pub ORIGINALS = "select p.id, p.text, p.sign, p.population, p.cell_hidden, p.merged_item_id, m.summary
        from merge_proposal_point x join v_opinion_point p on p.id = x.point_id left join merged_item m on m.id = p.merged_item_id
        where x.proposal_id = $1 and p.state <> 'routed' and (p.subject_person_id is null or p.subject_person_id <> $2)
        order by p.id limit 200";
    /// Proposals of a campaign that wait for somebody who may decide about them.
    pub COUNT_OPEN = "select count(*) from merge_proposal p where p.campaign_id = $1 and p.state = 'open' and not exists (
          select 1 from merge_proposal_point x join v_opinion_copy c on c.id = x.point_id
          where x.proposal_id = p.id and (c.subject_person_id = $2 or c.author_id = $2))";
}

/// Proposals, the newest first.
pub const PROPOSALS: List = List {
    name: "merging::proposals",
    select: proposal_columns!(),
    filters: &[
        ("campaign", "p.campaign_id = ?"),
        ("by", "p.proposed_by = ?"),
        ("one", "p.id = ?"),
        // What holds a point about the reader or by him is decided by somebody else.
        (
            "free",
            "not exists (select 1 from merge_proposal_point x join v_opinion_copy c on c.id = x.point_id
              where x.proposal_id = p.id and (c.subject_person_id = ? or c.author_id = ?))",
        ),
    ],
    orders: &[Order { key: "new", column: "p.id", descending: true }],
    id: "p.id",
};

/// Points that somebody may propose to merge: unsorted, in his scope, neither about him nor his own.
pub const OFFERED: List = List {
    name: "merging::offered",
    select: "select p.id, p.text, p.sign, p.population, p.cell_hidden from v_opinion_point p
        left join v_opinion_author a on a.point_id = p.id
        where p.merged_item_id is null and p.state in ('submitted', 'registered')",
    filters: &[
        ("campaign", "p.campaign_id = ?"),
        ("not_about", "p.subject_person_id is null or p.subject_person_id <> ?"),
        ("not_by", "a.person_id is null or a.person_id <> ?"),
    ],
    orders: &[Order { key: "id", column: "p.id", descending: false }],
    id: "p.id",
};

/// A proposal.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the proposal")]
pub struct Proposal {
    pub id: Id,
    pub campaign: Id,
    pub summary: String,
    pub category: String,
    pub into: Option<Id>,
    /// The words of the item that it names, or that came of it.
    pub into_summary: Option<String>,
    pub reason: String,
    pub state: ProposalState,
    pub by: Id,
    pub by_name: String,
    pub on: String,
    pub decided_name: Option<String>,
    pub decided_on: Option<String>,
    pub answer: Option<String>,
    pub item: Option<Id>,
    pub unit: Option<String>,
    pub points: i64,
}

/// Reads a proposal.
pub fn proposal(row: &Row<'_>) -> Result<Proposal, StoreError> {
    let code: String = row.get(7)?;
    Ok(Proposal {
        id: row.get(0)?,
        campaign: row.get(1)?,
        summary: row.get(2)?,
        category: row.get(3)?,
        into: row.get(4)?,
        into_summary: row.get(5)?,
        reason: row.get(6)?,
        state: ProposalState::parse(&code).ok_or_else(|| StoreError::Other(format!("no such state: {code}")))?,
        by: row.get(8)?,
        by_name: row.get(9)?,
        on: row.get(10)?,
        decided_name: row.get(11)?,
        decided_on: row.get(12)?,
        answer: row.get(13)?,
        item: row.get(14)?,
        unit: row.get(15)?,
        points: row.get(16)?,
    })
}

/// One proposal.
pub fn find(tx: &mut Tx<'_>, id: &Id) -> Result<Proposal> {
    tx.one(&FIND, &params![id], proposal)?.ok_or(Error::NotFound)
}

/// The keys of its points.
pub fn points_of(tx: &mut Tx<'_>, id: &Id) -> Result<Vec<Id>> {
    Ok(tx.all(&POINTS, &params![id], |row| row.get(0))?)
}

/// Whose departments and lines a point has to do with.
pub fn scope(tx: &mut Tx<'_>, point: &Id) -> Result<Object> {
    let found = tx.one(&SCOPE, &params![point], |row| {
        let units: [Option<Id>; 2] = [row.get(0)?, row.get(1)?];
        let line: Option<Id> = row.get(2)?;
        Ok(Object {
            units: units.into_iter().flatten().collect(),
            lines: line.into_iter().collect(),
            ..Object::default()
        })
    })?;
    found.ok_or(Error::NotFound)
}
