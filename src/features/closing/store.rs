//! Shortcomings, mechanisms and summaries in the database.

use ::store::{List, Order, Row, StoreError, Tx, params, statements};
use jiff::civil::Date;

use super::model::{Blocks, MechanismKind, ShortcomingState};
use crate::auth::Object;
use crate::error::{Error, Result};
use crate::id::Id;

macro_rules! shortcoming_columns {
    () => {
        "select s.id, s.campaign_id, s.phase_id, f.name, s.text, s.owner_id, o.name, s.recorded_on, s.state, s.task_id, t.title, t.state, s.reason,
        s.from_id from shortcoming s join v_campaign_phase f on f.id = s.phase_id join v_organisation_person o on o.id = s.owner_id
        left join v_campaign_task_state t on t.id = s.task_id"
    };
}
macro_rules! mechanism_columns {
    () => {
        "select m.id, m.campaign_id, m.kind, m.title, m.text, m.unit_id, u.name, m.owner_id, o.name, m.merged_item_id, i.summary, m.starts_on,
        m.every_months, m.next_on, m.state, m.reason, m.version from mechanism m join v_organisation_unit u on u.id = m.unit_id
        join v_organisation_person o on o.id = m.owner_id left join v_merging_item i on i.id = m.merged_item_id"
    };
}
macro_rules! summary_columns {
    () => {
        "select r.id, r.campaign_id, r.no, r.state, r.title, r.achievements, r.experience, r.problems, r.shortcomings, r.written_by, r.reason,
        r.frozen_text, r.frozen_hash, r.frozen_on, p.name, r.version from summary_report r left join v_organisation_person p on p.id = r.frozen_by"
    };
}

statements! {
    /// A campaign as far as this room needs it.
    pub CAMPAIGN = "select id, short_name, host, state, starts_on, ends_on from v_campaign where id = $1";
    /// The campaign that pages show when none is named.
    pub ACTIVE = "select id from v_campaign
        order by case when state in ('active', 'closing') then 0 when state in ('draft', 'in_review') then 2 else 1 end, year desc, id limit 1";
    /// The phases of a campaign.
    pub PHASES = "select id, name, state from v_campaign_phase where campaign_id = $1 order by ordinal";

    /// One shortcoming.
    pub SHORTCOMING = concat!(shortcoming_columns!(), " where s.id = $1");
    /// A new one.
    pub INSERT_SHORTCOMING = "insert into shortcoming (id, campaign_id, phase_id, text, owner_id, recorded_on, state, task_id, reason, from_id)
        values ($1, $2, $3, $4, $5, $6, 'open', null, null, $7)";
    /// A new state where the old one still holds; 1 row.
    pub SET_SHORTCOMING = "update shortcoming set state = $3, task_id = $4, reason = $5 where id = $1 and state = $2";
    /// What a finished campaign leaves over: not waived, and no task of it done; whose owner is still there.
    pub LEFT_OVER = "select s.id, s.text, s.owner_id from shortcoming s left join v_campaign_task_state t on t.id = s.task_id
        join v_organisation_person o on o.id = s.owner_id and o.left_on is null
        where s.campaign_id = $1 and s.state <> 'waived' and (t.state is null or t.state <> 'done') order by s.recorded_on, s.id";

    /// One mechanism.
    pub MECHANISM = concat!(mechanism_columns!(), " where m.id = $1");
    /// A new one.
    pub INSERT_MECHANISM = "insert into mechanism (id, campaign_id, kind, title, text, unit_id, owner_id, merged_item_id, starts_on, every_months,
        next_on, state, reason, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'listed', null, 1)";
    /// Changes it; 1 row where nobody saved in between.
    pub UPDATE_MECHANISM = "update mechanism set kind = $3, title = $4, text = $5, unit_id = $6, owner_id = $7, merged_item_id = $8, starts_on = $9,
        every_months = $10, next_on = $11, version = version + 1 where id = $1 and version = $2 and state = 'listed'";
    /// Ends it; 1 row.
    pub END_MECHANISM = "update mechanism set state = 'ended', reason = $2, version = version + 1 where id = $1 and state = 'listed'";
    /// The day on which it is due next; 1 row where it was due on that day.
    pub SET_NEXT = "update mechanism set next_on = $3, version = version + 1 where id = $1 and next_on = $2 and state = 'listed'";
    /// What was found.
    pub INSERT_REVIEW = "insert into mechanism_review (id, mechanism_id, due_on, held_on, finding, person_id, seq)
        select cast($1 as text), cast($2 as text), cast($3 as text), cast($4 as text), cast($5 as text), cast($6 as text), coalesce(max(seq), 0) + 1
        from mechanism_review where mechanism_id = $2";
    /// What was found so far, the newest first.
    pub REVIEWS = "select r.due_on, r.held_on, r.finding, p.name from mechanism_review r join v_organisation_person p on p.id = r.person_id
        where r.mechanism_id = $1 order by r.seq desc limit 100";
    /// A unit by its key.
    pub UNIT = "select name from v_organisation_unit where id = $1";
    /// Departments and grass-roots units to choose from.
    pub UNITS = "select id, name from v_organisation_unit order by name_key, id limit 500";
    /// The problems of a campaign to choose from.
    pub PROBLEMS = "select id, no, summary from v_merging_item where campaign_id = $1 and points > 0 order by no limit 500";
    /// A problem of that campaign.
    pub PROBLEM = "select 1 from v_merging_item where id = $1 and campaign_id = $2";
    /// A person who is still there, by key, name or staff number.
    pub PERSON = "select id from v_organisation_person where left_on is null and (id = $1 or name = $1 or staff_no = $1) order by id limit 2";

    /// One version of a summary.
    pub SUMMARY = concat!(summary_columns!(), " where r.id = $1");
    /// All versions of a campaign's summary, the newest first.
    pub SUMMARIES = concat!(summary_columns!(), " where r.campaign_id = $1 order by r.no desc limit 50");
    /// A new version.
    pub INSERT_SUMMARY = "insert into summary_report (id, campaign_id, no, state, title, achievements, experience, problems, shortcomings, written_by,
        reason, frozen_text, frozen_hash, frozen_on, frozen_by, version)
        values ($1, $2, $3, 'draft', $4, $5, $6, $7, $8, $9, $10, null, null, null, null, 1)";
    /// Writes the blocks; 1 row where nobody saved in between.
    pub SAVE_SUMMARY = "update summary_report set title = $3, achievements = $4, experience = $5, problems = $6, shortcomings = $7, written_by = $8,
        version = version + 1 where id = $1 and version = $2 and state = 'draft'";
    /// Lays it down, once; 1 row.
    pub FREEZE_SUMMARY = "update summary_report set state = 'frozen', frozen_text = $3, frozen_hash = $4, frozen_on = $5, frozen_by = $6,
        version = version + 1 where id = $1 and version = $2 and state = 'draft'";
}

/// Shortcomings, the oldest first.
pub const SHORTCOMINGS: List = List {
    name: "closing::shortcomings",
    select: shortcoming_columns!(),
    filters: &[("campaign", "s.campaign_id = ?"), ("state", "s.state = ?")],
    orders: &[Order { key: "recorded", column: "s.recorded_on", descending: false }],
    id: "s.id",
};

/// Mechanisms, the oldest first.
pub const MECHANISMS: List = List {
    name: "closing::mechanisms",
    select: mechanism_columns!(),
    filters: &[
        ("campaign", "m.campaign_id = ?"),
        ("listed", "m.state = 'listed' and ? = 1"),
        ("unit", "m.unit_id = ?"),
    ],
    orders: &[Order { key: "starts", column: "m.starts_on", descending: false }],
    id: "m.id",
};

/// The lists of this slice, for the test that prepares each on both engines.
pub const LISTS: &[&List] = &[&SHORTCOMINGS, &MECHANISMS];

fn date(row: &Row<'_>, at: usize) -> Result<Date, StoreError> {
    let text: String = row.get(at)?;
    text.parse().map_err(|_| StoreError::Other(format!("not a date: {text}")))
}

fn date_if(row: &Row<'_>, at: usize) -> Result<Option<Date>, StoreError> {
    let text: Option<String> = row.get(at)?;
    text.map(|text| text.parse().map_err(|_| StoreError::Other(format!("not a date: {text}")))).transpose()
}

/// A campaign as far as this room needs it.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns")]
pub struct Of {
    pub id: Id,
    pub short_name: String,
    pub host: String,
    pub state: String,
    pub starts_on: Date,
    pub ends_on: Date,
}

impl Of {
    /// What the permission table needs to know of what belongs to the office alone.
    pub fn object(&self, published: bool) -> Object {
        Object { campaign: Some(self.id.clone()), published, ..Object::default() }
    }

    /// Whether staff see the campaign.
    pub fn is_published(&self) -> bool {
        !matches!(self.state.as_str(), "draft" | "in_review")
    }

    /// Whether something of it can still change.
    pub fn is_open(&self) -> bool {
        !matches!(self.state.as_str(), "closed" | "archived" | "suspended")
    }
}

/// A campaign.
pub fn campaign(tx: &mut Tx<'_>, id: &Id) -> Result<Of> {
    let found = tx.one(&CAMPAIGN, &params![id], |row| {
        Ok(Of {
            id: row.get(0)?,
            short_name: row.get(1)?,
            host: row.get(2)?,
            state: row.get(3)?,
            starts_on: date(row, 4)?,
            ends_on: date(row, 5)?,
        })
    })?;
    found.ok_or(Error::NotFound)
}

/// The campaign that is named, or the one that pages show.
pub fn campaign_or_active(tx: &mut Tx<'_>, named: Option<&Id>) -> Result<Of> {
    let id = match named {
        Some(id) => id.clone(),
        None => tx.one(&ACTIVE, &params![], |row| row.get(0))?.ok_or(Error::NotFound)?,
    };
    campaign(tx, &id)
}

/// The phases of a campaign: key, name, whether it is completed.
pub fn phases(tx: &mut Tx<'_>, campaign: &Id) -> Result<Vec<(Id, String, bool)>, StoreError> {
    tx.all(&PHASES, &params![campaign], |row| Ok((row.get(0)?, row.get(1)?, row.get::<String>(2)? == "completed")))
}

/// A shortcoming.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns")]
pub struct Shortcoming {
    pub id: Id,
    pub campaign: Id,
    pub phase: Id,
    pub phase_name: String,
    pub text: String,
    pub owner: Id,
    pub owner_name: String,
    pub recorded_on: Date,
    pub state: ShortcomingState,
    pub task: Option<Id>,
    pub task_title: Option<String>,
    pub task_state: Option<String>,
    pub reason: Option<String>,
    /// Left over from the campaign before.
    pub from: Option<Id>,
}

/// A shortcoming from its row.
pub fn shortcoming(row: &Row<'_>) -> Result<Shortcoming, StoreError> {
    let state: String = row.get(8)?;
    Ok(Shortcoming {
        id: row.get(0)?,
        campaign: row.get(1)?,
        phase: row.get(2)?,
        phase_name: row.get(3)?,
        text: row.get(4)?,
        owner: row.get(5)?,
        owner_name: row.get(6)?,
        recorded_on: date(row, 7)?,
        state: ShortcomingState::parse(&state).ok_or_else(|| StoreError::Other(format!("no such state: {state}")))?,
        task: row.get(9)?,
        task_title: row.get(10)?,
        task_state: row.get(11)?,
        reason: row.get(12)?,
        from: row.get(13)?,
    })
}

/// A mechanism.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns")]
pub struct Mechanism {
    pub id: Id,
    pub campaign: Id,
    pub kind: MechanismKind,
    pub title: String,
    pub text: String,
    pub unit: Id,
    pub unit_name: String,
    pub owner: Id,
    pub owner_name: String,
    pub problem: Option<Id>,
    pub problem_summary: Option<String>,
    pub starts_on: Date,
    pub every_months: Option<i64>,
    pub next_on: Option<Date>,
    pub listed: bool,
    pub reason: Option<String>,
    pub version: i64,
}

/// A mechanism from its row.
pub fn mechanism(row: &Row<'_>) -> Result<Mechanism, StoreError> {
    let kind: String = row.get(2)?;
    Ok(Mechanism {
        id: row.get(0)?,
        campaign: row.get(1)?,
        kind: MechanismKind::parse(&kind).ok_or_else(|| StoreError::Other(format!("no such kind: {kind}")))?,
        title: row.get(3)?,
        text: row.get(4)?,
        unit: row.get(5)?,
        unit_name: row.get(6)?,
        owner: row.get(7)?,
        owner_name: row.get(8)?,
        problem: row.get(9)?,
        problem_summary: row.get(10)?,
        starts_on: date(row, 11)?,
        every_months: row.get(12)?,
        next_on: date_if(row, 13)?,
        listed: row.get::<String>(14)? == "listed",
        reason: row.get(15)?,
        version: row.get(16)?,
    })
}

/// What was found at a review.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns")]
pub struct Review {
    pub due_on: Date,
    pub held_on: Date,
    pub finding: String,
    pub person: String,
}

/// What was found so far, the newest first.
pub fn reviews(tx: &mut Tx<'_>, mechanism: &Id) -> Result<Vec<Review>, StoreError> {
    tx.all(&REVIEWS, &params![mechanism], |row| {
        Ok(Review { due_on: date(row, 0)?, held_on: date(row, 1)?, finding: row.get(2)?, person: row.get(3)? })
    })
}

/// A version of a summary.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns")]
pub struct Summary {
    pub id: Id,
    pub campaign: Id,
    pub no: i64,
    pub frozen: bool,
    pub title: String,
    pub blocks: Blocks,
    pub written_by: Id,
    pub reason: Option<String>,
    pub frozen_text: Option<String>,
    pub frozen_hash: Option<String>,
    pub frozen_on: Option<Date>,
    pub frozen_by: Option<String>,
    pub version: i64,
}

/// A version from its row.
pub fn summary(row: &Row<'_>) -> Result<Summary, StoreError> {
    Ok(Summary {
        id: row.get(0)?,
        campaign: row.get(1)?,
        no: row.get(2)?,
        frozen: row.get::<String>(3)? == "frozen",
        title: row.get(4)?,
        blocks: Blocks {
            achievements: row.get(5)?,
            experience: row.get(6)?,
            problems: row.get(7)?,
            shortcomings: row.get(8)?,
        },
        written_by: row.get(9)?,
        reason: row.get(10)?,
        frozen_text: row.get(11)?,
        frozen_hash: row.get(12)?,
        frozen_on: date_if(row, 13)?,
        frozen_by: row.get(14)?,
        version: row.get(15)?,
    })
}

/// The versions of a campaign's summary, the newest first.
pub fn summaries(tx: &mut Tx<'_>, campaign: &Id) -> Result<Vec<Summary>, StoreError> {
    tx.all(&SUMMARIES, &params![campaign], summary)
}

/// The one person still there who is meant by a key, a name or a staff number; nobody where it is none or several.
pub fn person(tx: &mut Tx<'_>, meant: &str) -> Result<Option<Id>, StoreError> {
    let mut found = tx.all(&PERSON, &params![meant.trim()], |row| row.get::<Id>(0))?;
    Ok(if found.len() == 1 { found.pop() } else { None })
}
