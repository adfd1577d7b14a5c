//! Documents in the database, and what they are made from in the views of others.

use ::store::{List, Order, Row, StoreError, Tx, params, statements};
use jiff::civil::Date;

use super::model::Kind;
use crate::auth::{Columns, Object};
use crate::error::{Error, Result};
use crate::id::Id;

statements! {
    /// A campaign.
    pub CAMPAIGN = "select id, short_name, slogan, host, content, state, starts_on, ends_on from v_campaign_purpose where id = $1";
    /// The campaign that runs now, else the newest.
    pub ACTIVE = "select id from v_campaign_purpose order by case when state = 'active' then 0 else 1 end, year desc, id limit 1";
    /// The next serial of an organ, a year and a kind.
    pub NEXT_SERIAL = "insert into document_serial (organ, year, kind, value) values ($1, $2, $3, 1)
        on conflict (organ, year, kind) do update set value = document_serial.value + 1 returning value";
    /// The organ's code that a kind was last numbered under.
    pub LAST_ORGAN = "select organ from official_document where campaign_id = $1 and kind = $2 order by issued_on desc, id desc limit 1";
    /// A document.
    pub INSERT = "insert into official_document (id, campaign_id, kind, organ, year, serial, number, title, source_id, content, hash,
        issued_on, issued_by, void_on, void_by, void_reason)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, null, null, null)";
    /// One document.
    pub FIND = "select d.id, d.campaign_id, d.kind, d.number, d.title, d.source_id, d.content, d.hash, d.issued_on, p.name,
        d.void_on, d.void_reason from official_document d join v_organisation_person p on p.id = d.issued_by where d.id = $1";
    /// It holds no more; 1 row where it still held.
    pub VOID = "update official_document set void_on = $2, void_by = $3, void_reason = $4 where id = $1 and void_on is null";
    /// Plans that were laid down.
    pub PLANS = "select id, title from v_plan_text where campaign_id = $1 order by no desc, id limit 50";
    /// One of them.
    pub PLAN = "select title, content, hash from v_plan_text where id = $1 and campaign_id = $2";
    /// Report-backs that are out.
    pub REPORTS = "select id, title from v_publication_text where campaign_id = $1 and kind = 'report_back' order by opens_on desc, id limit 50";
    /// One of them.
    pub REPORT = "select title, content, hash from v_publication_text where id = $1 and campaign_id = $2 and kind = 'report_back'";
    /// Summaries that were laid down.
    pub SUMMARIES = "select id, title from v_closing_text where campaign_id = $1 order by no desc, id limit 50";
    /// One of them.
    pub SUMMARY = "select title, content, hash from v_closing_text where id = $1 and campaign_id = $2";
    /// Slips, the newest first.
    pub SLIPS = "select id, matter from v_supervision_text where campaign_id = $1 order by year desc, serial desc limit 50";
    /// One of them.
    pub SLIP = "select matter, item_no, due_on, requirement, reply_by, unit, owner from v_supervision_text where id = $1 and campaign_id = $2";
    /// Phases and what is held in them.
    pub ACTIVITIES = "select phase, phase_name, from_month, to_month, name from v_campaign_activity where campaign_id = $1
        order by phase, ordinal limit 500";
    /// Tasks and who answers.
    pub DUTIES = "select title, deliverable, person, due_on from v_campaign_duty where campaign_id = $1 order by due_on, id limit 1000";
}

/// The register, the newest first.
pub const DOCUMENTS: List = List {
    name: "document::DOCUMENTS",
    select: "select d.id, d.kind, d.number, d.title, d.issued_on, d.void_on from official_document d",
    filters: &[("campaign", "d.campaign_id = ?"), ("kind", "d.kind = ?")],
    orders: &[Order { key: "issued", column: "d.issued_on", descending: true }],
    id: "d.id",
};

/// The lists of this slice, for the test that prepares each on both engines.
pub const LISTS: &[&List] = &[&DOCUMENTS];

/// Whose documents one may list: those of a campaign's people.
pub const COLUMNS: Columns = Columns {
    campaign: Some("d.campaign_id = ?"),
    unit: None,
    line: None,
    branch: None,
    owner: None,
    lead: None,
    published: None,
};

/// What a document needs to know of its campaign.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns")]
pub struct Campaign {
    pub id: Id,
    pub short_name: String,
    pub slogan: String,
    pub host: String,
    pub content: String,
    pub state: String,
    pub starts_on: String,
    pub ends_on: String,
}

impl Campaign {
    /// What the permission table needs to know; documents are for the campaign's people, not for all who see the campaign.
    pub fn object(&self) -> Object {
        Object { campaign: Some(self.id.clone()), ..Object::default() }
    }

    /// Whether documents can still be laid down in it.
    pub fn is_open(&self) -> bool {
        self.state != "archived"
    }
}

/// The campaign that is named, or the one that runs.
pub fn campaign(tx: &mut Tx<'_>, named: Option<&Id>) -> Result<Campaign> {
    let id = match named {
        Some(id) => id.clone(),
        None => tx.one(&ACTIVE, &params![], |row| row.get(0))?.ok_or(Error::NotFound)?,
    };
    let found = tx.one(&CAMPAIGN, &params![id], |row| {
        Ok(Campaign {
            id: row.get(0)?,
            short_name: row.get(1)?,
            slogan: row.get(2)?,
            host: row.get(3)?,
            content: row.get(4)?,
            state: row.get(5)?,
            starts_on: row.get(6)?,
            ends_on: row.get(7)?,
        })
    })?;
    found.ok_or(Error::NotFound)
}

/// A phase with one of its activities.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns")]
pub struct Activity {
    pub phase: i64,
    pub phase_name: String,
    pub from_month: i64,
    pub to_month: i64,
    pub name: Option<String>,
}

/// Phases with their activities, in order.
pub fn activities(tx: &mut Tx<'_>, campaign: &Id) -> Result<Vec<Activity>, StoreError> {
    tx.all(&ACTIVITIES, &params![campaign], |row| {
        Ok(Activity {
            phase: row.get(0)?,
            phase_name: row.get(1)?,
            from_month: row.get(2)?,
            to_month: row.get(3)?,
            name: row.get(4)?,
        })
    })
}

/// A task and who answers for it.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns")]
pub struct Duty {
    pub title: String,
    pub deliverable: String,
    pub person: Option<String>,
    pub due_on: String,
}

/// Tasks, in the order of their dates.
pub fn duties(tx: &mut Tx<'_>, campaign: &Id) -> Result<Vec<Duty>, StoreError> {
    tx.all(&DUTIES, &params![campaign], |row| {
        Ok(Duty { title: row.get(0)?, deliverable: row.get(1)?, person: row.get(2)?, due_on: row.get(3)? })
    })
}

/// A slip.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns")]
pub struct Slip {
    pub matter: String,
    pub item_no: String,
    pub due_on: String,
    pub requirement: String,
    pub reply_by: String,
    pub unit: Option<String>,
    pub owner: Option<String>,
}

/// One slip of a campaign.
pub fn slip(tx: &mut Tx<'_>, id: &Id, campaign: &Id) -> Result<Slip> {
    let found = tx.one(&SLIP, &params![id, campaign], |row| {
        Ok(Slip {
            matter: row.get(0)?,
            item_no: row.get(1)?,
            due_on: row.get(2)?,
            requirement: row.get(3)?,
            reply_by: row.get(4)?,
            unit: row.get(5)?,
            owner: row.get(6)?,
        })
    })?;
    found.ok_or(Error::NotFound)
}

/// What a kind can be made from.
pub fn sources(tx: &mut Tx<'_>, kind: Kind, campaign: &Id) -> Result<Vec<(Id, String)>, StoreError> {
    let sql = match kind {
        Kind::Rectification => &PLANS,
        Kind::ReportBack => &REPORTS,
        Kind::Summary => &SUMMARIES,
        Kind::Reminder => &SLIPS,
        _ => return Ok(Vec::new()),
    };
    tx.all(sql, &params![campaign], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// A text that was laid down elsewhere: its title, itself, its hash.
pub fn laid_down(tx: &mut Tx<'_>, kind: Kind, id: &Id, campaign: &Id) -> Result<(String, String, String)> {
    let sql = match kind {
        Kind::Rectification => &PLAN,
        Kind::ReportBack => &REPORT,
        _ => &SUMMARY,
    };
    tx.one(sql, &params![id, campaign], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.ok_or(Error::NotFound)
}

/// A document.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns")]
pub struct Registered {
    pub id: Id,
    pub campaign: Id,
    pub kind: Kind,
    pub number: String,
    pub title: String,
    pub source: Option<Id>,
    pub content: String,
    pub hash: String,
    pub issued_on: Date,
    pub issued_by: String,
    pub void_on: Option<Date>,
    pub void_reason: Option<String>,
}

fn kind(row: &Row<'_>, at: usize) -> Result<Kind, StoreError> {
    let code: String = row.get(at)?;
    Kind::parse(&code).ok_or_else(|| StoreError::Other(format!("no such kind of document: {code}")))
}

fn day(row: &Row<'_>, at: usize) -> Result<Option<Date>, StoreError> {
    Ok(row.get::<Option<String>>(at)?.and_then(|text| text.parse().ok()))
}

fn some_day(row: &Row<'_>, at: usize) -> Result<Date, StoreError> {
    day(row, at)?.ok_or_else(|| StoreError::Other(format!("column {at} holds no day")))
}

/// One document.
pub fn find(tx: &mut Tx<'_>, id: &Id) -> Result<Registered> {
    let found = tx.one(&FIND, &params![id], |row| {
        Ok(Registered {
            id: row.get(0)?,
            campaign: row.get(1)?,
            kind: kind(row, 2)?,
            number: row.get(3)?,
            title: row.get(4)?,
            source: row.get(5)?,
            content: row.get(6)?,
            hash: row.get(7)?,
            issued_on: some_day(row, 8)?,
            issued_by: row.get(9)?,
            void_on: day(row, 10)?,
            void_reason: row.get(11)?,
        })
    })?;
    found.ok_or(Error::NotFound)
}

/// A row of the register.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns")]
pub struct Entry {
    pub id: Id,
    pub kind: Kind,
    pub number: String,
    pub title: String,
    pub issued_on: Date,
    pub void_on: Option<Date>,
}

/// A row of [`DOCUMENTS`].
pub fn entry(row: &Row<'_>) -> Result<Entry, StoreError> {
    Ok(Entry {
        id: row.get(0)?,
        kind: kind(row, 1)?,
        number: row.get(2)?,
        title: row.get(3)?,
        issued_on: some_day(row, 4)?,
        void_on: day(row, 5)?,
    })
}
