//! Plans in the database.

use ::store::{List, Order, Row, StoreError, Tx, params, statements};
use jiff::civil::Date;

use super::model::{PlanState, part};
use crate::auth::{Columns, Object};
use crate::consequences::plan_text::{PlanChange, PlanItem, PlanMeasure, PlanText};
use crate::error::{Error, Result};
use crate::id::Id;

macro_rules! columns {
    () => {
        "select v.id, v.campaign_id, v.no, v.state, v.title, v.preface, v.general, v.safeguards, v.three_parts, v.submitted_by,
        v.approved_by, v.approved_on, v.return_reason, v.amend_reason, v.publication_id, v.approved_text, v.final_text, v.final_hash,
        v.version, c.short_name, p.state, (select max(w.no) from plan_version w where w.campaign_id = v.campaign_id)
        from plan_version v join v_campaign c on c.id = v.campaign_id left join v_publication p on p.id = v.publication_id"
    };
}

statements! {
    /// One version.
    pub FIND = concat!(columns!(), " where v.id = $1");
    /// The version that a publication carries.
    pub OF_PUBLICATION = concat!(columns!(), " where v.publication_id = $1");
    /// A campaign's version by its number.
    pub BY_NO = concat!(columns!(), " where v.campaign_id = $1 and v.no = $2");
    /// Whether a campaign exists, and how many versions it has.
    pub CAMPAIGN = "select (select count(*) from plan_version v where v.campaign_id = c.id), c.short_name from v_campaign c where c.id = $1";
    /// A new version.
    pub INSERT = "insert into plan_version (id, campaign_id, no, state, title, preface, general, safeguards, three_parts, created_by,
        created_on, submitted_by, approved_by, approved_on, return_reason, amend_reason, publication_id, approved_text, approved_hash,
        final_text, final_hash, version) values ($1, $2, $3, 'draft', $4, $5, $6, $7, $8, $9, $10, null, null, null, null, $11, null, null,
        null, null, null, 1)";
    /// Writes the texts; 1 row where nobody saved in between.
    pub SAVE = "update plan_version set title = $3, preface = $4, general = $5, safeguards = $6, three_parts = $7, version = version + 1
        where id = $1 and version = $2 and state in ('draft', 'comments_closed')";
    /// A new state where the old one still holds; 1 row.
    pub SET_STATE = "update plan_version set state = $3, version = version + 1 where id = $1 and state = $2";
    /// Who submitted; whoever returned it before is forgotten.
    pub SET_SUBMITTED = "update plan_version set submitted_by = $2, return_reason = null where id = $1";
    /// Why it was returned.
    pub SET_RETURNED = "update plan_version set return_reason = $2 where id = $1";
    /// Who approved what.
    pub SET_APPROVED = "update plan_version set approved_by = $2, approved_on = $3, approved_text = $4, approved_hash = $5 where id = $1";
    /// What is published of it.
    pub SET_PUBLICATION = "update plan_version set publication_id = $2 where id = $1";
    /// Lays it down: only where nothing is laid down yet, so that a final text never changes (I10).
    pub FINALISE = "update plan_version set state = 'final', final_text = $2, final_hash = $3, version = version + 1
        where id = $1 and state = 'comments_closed' and final_hash is null";
    /// Forgets the items of a draft.
    pub CLEAR_ITEMS = "delete from plan_item where version_id = $1";
    /// An item.
    pub INSERT_ITEM = "insert into plan_item (version_id, item_id, ordinal, part, new_requirement, new_due_on) values ($1, $2, $3, $4, $5, $6)";
    /// What waited for approval holds now.
    pub SETTLE_ITEMS = "update plan_item set new_requirement = null, new_due_on = null where version_id = $1";
    /// The items of a version as they are, with what it changes of them.
    pub ITEMS = "select i.id, i.item_no, x.part, i.problem, i.kind, i.requirement, i.due_on, i.review_months, i.lead_cadre, i.lead_unit,
        i.owner, i.state, x.new_requirement, x.new_due_on from plan_item x join v_rectification_planned i on i.id = x.item_id
        where x.version_id = $1 order by x.ordinal, i.serial, i.id";
    /// All items of a campaign that a plan may hold.
    pub CHOICES = "select i.id, i.item_no, 'rectify', i.problem, i.kind, i.requirement, i.due_on, i.review_months, i.lead_cadre, i.lead_unit,
        i.owner, i.state, null, null from v_rectification_planned i where i.campaign_id = $1 and i.state <> 'superseded'
        order by i.serial, i.id limit 500";
    /// Their measures.
    pub MEASURES = "select m.item_id, m.text, m.criterion from v_rectification_measure m join v_rectification_planned i on i.id = m.item_id
        where i.campaign_id = $1 order by m.item_id, m.ordinal";
    /// Rounds of a campaign that are closed (R82).
    pub CLOSED_ROUNDS = "select count(*) from v_opinion_round where campaign_id = $1 and state in ('closed', 'sorted', 'fed_back', 'archived')";
    /// Whether a person is in the audience of what was published of it.
    pub READER = "select count(*) from v_publication_reader where publication_id = $1 and person_id = $2";
    /// Campaigns, for the choice.
    pub CAMPAIGNS = "select id, short_name from v_campaign order by year desc, id limit 100";
}

/// Versions, the newest first.
pub const VERSIONS: List = List {
    name: "plan::versions",
    select: "select v.id, v.no, v.state, v.title, v.approved_on, c.short_name from plan_version v join v_campaign c on c.id = v.campaign_id",
    filters: &[("campaign", "v.campaign_id = ?")],
    orders: &[Order { key: "no", column: "v.no", descending: true }],
    id: "v.id",
};

/// The lists of this slice, for the test that prepares each on both engines.
pub const LISTS: &[&List] = &[&VERSIONS];

/// Whose plans one may list.
pub const COLUMNS: Columns = Columns {
    campaign: Some("v.campaign_id = ?"),
    unit: None,
    line: None,
    branch: None,
    owner: None,
    lead: None,
    published: Some(
        "exists (select 1 from v_publication_reader r where r.publication_id = v.publication_id and r.person_id = ?)",
    ),
};

/// A version.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the version")]
pub struct Version {
    pub id: Id,
    pub campaign: Id,
    pub no: i64,
    pub state: PlanState,
    pub title: String,
    pub preface: String,
    pub general: String,
    pub safeguards: String,
    pub three_parts: bool,
    pub submitted_by: Option<Id>,
    pub approved_by: Option<Id>,
    pub approved_on: Option<String>,
    pub return_reason: Option<String>,
    pub amend_reason: Option<String>,
    pub publication: Option<Id>,
    pub approved_text: Option<String>,
    pub final_text: Option<String>,
    pub final_hash: Option<String>,
    pub version: i64,
    pub campaign_name: String,
    pub publication_state: Option<String>,
    /// The number of the campaign's newest version.
    pub newest: i64,
}

impl Version {
    /// What the permission table needs to know.
    pub fn object(&self, published: bool) -> Object {
        Object { campaign: Some(self.campaign.clone()), published, ..Object::default() }
    }
}

fn version(row: &Row<'_>) -> Result<Version, StoreError> {
    let state: String = row.get(3)?;
    Ok(Version {
        id: row.get(0)?,
        campaign: row.get(1)?,
        no: row.get(2)?,
        state: PlanState::parse(&state).ok_or_else(|| StoreError::Other(format!("no such code: {state}")))?,
        title: row.get(4)?,
        preface: row.get(5)?,
        general: row.get(6)?,
        safeguards: row.get(7)?,
        three_parts: row.get(8)?,
        submitted_by: row.get(9)?,
        approved_by: row.get(10)?,
        approved_on: row.get(11)?,
        return_reason: row.get(12)?,
        amend_reason: row.get(13)?,
        publication: row.get(14)?,
        approved_text: row.get(15)?,
        final_text: row.get(16)?,
        final_hash: row.get(17)?,
        version: row.get(18)?,
        campaign_name: row.get(19)?,
        publication_state: row.get(20)?,
        newest: row.get(21)?,
    })
}

/// One version.
pub fn find(tx: &mut Tx<'_>, id: &Id) -> Result<Version> {
    tx.one(&FIND, &params![id], version)?.ok_or(Error::NotFound)
}

/// The version that a publication carries.
pub fn of_publication(tx: &mut Tx<'_>, publication: &Id) -> Result<Option<Version>, StoreError> {
    tx.one(&OF_PUBLICATION, &params![publication], version)
}

/// A campaign's version by its number.
pub fn by_no(tx: &mut Tx<'_>, campaign: &Id, no: i64) -> Result<Option<Version>, StoreError> {
    tx.one(&BY_NO, &params![campaign, no], version)
}

/// An item as it stands, and what a version changes of it.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "plain")]
pub struct Planned {
    pub item: PlanItem,
    pub state: String,
    pub new_requirement: Option<String>,
    pub new_due_on: Option<String>,
}

impl Planned {
    /// Whether it is done: nothing of it can be changed any more.
    pub fn is_done(&self) -> bool {
        matches!(self.state.as_str(), "closed" | "long_term_ok" | "superseded")
    }

    /// What is asked of `rectification`.
    pub fn change(&self) -> PlanChange {
        PlanChange {
            item: self.item.id.clone(),
            requirement: self.new_requirement.clone(),
            due_on: self.new_due_on.as_deref().and_then(|day| day.parse::<Date>().ok()),
        }
    }

    /// The item as the version has it.
    pub fn as_planned(&self) -> PlanItem {
        let mut item = self.item.clone();
        if let Some(requirement) = &self.new_requirement {
            item.requirement.clone_from(requirement);
        }
        if self.new_due_on.is_some() {
            item.due_on.clone_from(&self.new_due_on);
        }
        item
    }
}

fn planned(row: &Row<'_>) -> Result<Planned, StoreError> {
    let code: String = row.get(2)?;
    let text = |at| Ok::<_, StoreError>(row.get::<Option<String>>(at)?.unwrap_or_default());
    Ok(Planned {
        item: PlanItem {
            id: row.get(0)?,
            no: row.get(1)?,
            part: part(&code).unwrap_or("rectify").to_owned(),
            problem: row.get(3)?,
            kind: row.get(4)?,
            requirement: row.get(5)?,
            due_on: row.get(6)?,
            review_months: row.get(7)?,
            lead_cadre: text(8)?,
            lead_unit: text(9)?,
            owner: text(10)?,
            measures: Vec::new(),
        },
        state: row.get(11)?,
        new_requirement: row.get(12)?,
        new_due_on: row.get(13)?,
    })
}

fn with_measures(tx: &mut Tx<'_>, campaign: &Id, mut items: Vec<Planned>) -> Result<Vec<Planned>, StoreError> {
    let measures = tx.all(&MEASURES, &params![campaign], |row| {
        Ok((row.get::<Id>(0)?, PlanMeasure { text: row.get(1)?, criterion: row.get(2)? }))
    })?;
    for (of, measure) in measures {
        if let Some(planned) = items.iter_mut().find(|planned| planned.item.id == of) {
            planned.item.measures.push(measure);
        }
    }
    Ok(items)
}

/// The items of a version. Two queries.
pub fn items(tx: &mut Tx<'_>, of: &Version) -> Result<Vec<Planned>, StoreError> {
    let items = tx.all(&ITEMS, &params![&of.id], planned)?;
    with_measures(tx, &of.campaign, items)
}

/// All items of a campaign that a plan may hold. Two queries.
pub fn choices(tx: &mut Tx<'_>, campaign: &Id) -> Result<Vec<Planned>, StoreError> {
    let items = tx.all(&CHOICES, &params![campaign], planned)?;
    with_measures(tx, campaign, items)
}

/// The text of a version: as it was laid down; as it was approved, until the comments are over; else as it stands now.
pub fn text(tx: &mut Tx<'_>, of: &Version) -> Result<PlanText> {
    let kept = match of.state {
        PlanState::Final => of.final_text.as_deref(),
        PlanState::Approved | PlanState::Published => of.approved_text.as_deref(),
        PlanState::Draft | PlanState::Review | PlanState::CommentsClosed => None,
    };
    if let Some(kept) = kept {
        return PlanText::parse(kept).ok_or_else(|| Error::Internal("a plan's text could not be read".into()));
    }
    Ok(PlanText {
        no: of.no,
        title: of.title.clone(),
        preface: of.preface.clone(),
        general: of.general.clone(),
        safeguards: of.safeguards.clone(),
        three_parts: of.three_parts,
        items: items(tx, of)?.iter().map(Planned::as_planned).collect(),
    })
}
