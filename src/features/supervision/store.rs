//! Supervision slips in the database.

use ::store::{List, Order, Row, StoreError, Tx, params, statements};
use jiff::civil::Date;

use super::model::{Chased, Colour, SlipState};
use crate::auth::{Columns, Object};
use crate::error::{Error, Result};
use crate::id::Id;

macro_rules! slip_columns {
    () => {
        "select s.id, s.campaign_id, s.item_id, s.year, s.serial, s.colour, s.matter, s.due_on, s.requirement, s.issued_on, s.reply_by,
        s.issued_by, s.state, s.acknowledged_on, s.reply, s.replied_on, s.opinion, s.closed_on from supervision_slip s"
    };
}

statements! {
    /// One slip.
    pub FIND = concat!(slip_columns!(), " where s.id = $1");
    /// A new slip.
    pub INSERT = "insert into supervision_slip (id, campaign_id, item_id, year, serial, colour, matter, due_on, requirement, issued_on,
        reply_by, issued_by, state, acknowledged_on, reply, replied_on, opinion, closed_on)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'issued', null, null, null, null, null)";
    /// Somebody who answers or reads a copy; whoever answers needs no copy.
    pub INSERT_PERSON = "insert into slip_person (slip_id, person_id, part) values ($1, $2, $3) on conflict (slip_id, person_id) do nothing";
    /// The next number of a year.
    pub NEXT_NUMBER = "insert into slip_number (year, value) values ($1, 1)
        on conflict (year) do update set value = slip_number.value + 1 returning value";
    /// The day is looked at; 0 rows where it was already.
    pub TAKE_DAY = "insert into supervision_day (day) values ($1) on conflict (day) do nothing";
    /// Whether it was looked at.
    pub DAY_TAKEN = "select 1 from supervision_day where day = $1";
    /// Items that the calendar may chase: open, nobody reviews them, nearly due or late, in a campaign that runs; and what slips
    /// there are for the present due date. One statement, however many items there are.
    pub CHASED = "select i.id, i.campaign_id, i.problem, i.requirement, i.due_on, i.owner_id, i.lead_unit_id, i.lead_cadre_id,
        (select count(*) from supervision_slip s where s.item_id = i.id and s.due_on = i.due_on and s.colour = 'blue'),
        (select count(*) from supervision_slip s where s.item_id = i.id and s.due_on = i.due_on and s.colour = 'yellow'),
        (select max(s.issued_on) from supervision_slip s where s.item_id = i.id and s.due_on = i.due_on and s.colour = 'red'),
        (select count(*) from supervision_slip s where s.item_id = i.id and s.state in ('issued', 'acknowledged') and s.reply_by < $1)
        from v_rectification_item i join v_campaign c on c.id = i.campaign_id
        where c.state in ('active', 'closing') and i.state in ('not_started', 'in_progress', 'reopened', 'in_review_cycle')
          and i.owner_id is not null and i.due_on is not null and i.yellow_from <= $1
          and (i.state <> 'not_started' or i.start_on is null or i.start_on <= $1)
        order by i.id";
    /// The same of one item, whatever its dates.
    pub ITEM = "select i.id, i.campaign_id, i.problem, i.requirement, i.due_on, i.owner_id, i.lead_unit_id, i.lead_cadre_id, i.item_no, i.bucket,
        (select count(*) from supervision_slip s where s.item_id = i.id and s.state in ('issued', 'acknowledged') and s.reply_by < $2)
        from v_rectification_item i where i.id = $1";
    /// Slips that are open though their item is done.
    pub OVERTAKEN = "select s.id, s.state from supervision_slip s join v_rectification_item i on i.id = s.item_id
        where s.state in ('issued', 'acknowledged', 'answered') and i.bucket in ('done', 'superseded') order by s.id";
    /// The heads of a department today.
    pub HEADS = "select person_id from v_account_head where unit_id = $1 and from_on <= $2 and (to_on is null or to_on >= $2)
        order by person_id";
    /// The secretaries today.
    pub SECRETARIES = "select person_id from v_account_grant where role = 'SEC' and from_on <= $1 and (to_on is null or to_on >= $1)
        order by person_id";
    /// A new state where the old one still holds; 1 row.
    pub SET_STATE = "update supervision_slip set state = $3 where id = $1 and state = $2";
    /// When it was read.
    pub SET_ACKNOWLEDGED = "update supervision_slip set acknowledged_on = coalesce(acknowledged_on, $2) where id = $1";
    /// The reply.
    pub SET_REPLY = "update supervision_slip set reply = $2, replied_on = $3 where id = $1";
    /// The office's opinion, and the end.
    pub SET_OPINION = "update supervision_slip set opinion = $2, closed_on = $3 where id = $1";
    /// Everyone on a slip.
    pub PEOPLE = "select p.person_id, o.name, p.part from slip_person p join v_organisation_person o on o.id = p.person_id
        where p.slip_id = $1 order by p.part, o.name, p.person_id";
    /// The number and department of a slip's item.
    pub ITEM_OF = "select i.item_no, i.lead_unit from v_rectification_item i where i.id = $1";
}

/// Slips, the newest first.
pub const SLIPS: List = List {
    name: "supervision::slips",
    select: "select s.id, s.year, s.serial, s.colour, s.matter, s.issued_on, s.reply_by, s.state from supervision_slip s",
    filters: &[
        ("item", "s.item_id = ?"),
        ("colour", "s.colour = ?"),
        ("state", "s.state = ?"),
        ("open", "s.state in ('issued', 'acknowledged', 'answered') and ? = 1"),
    ],
    orders: &[Order { key: "new", column: "s.issued_on", descending: true }],
    id: "s.id",
};

/// The lists of this slice, for the test that prepares each on both engines.
pub const LISTS: &[&List] = &[&SLIPS];

/// Whose slips one may list: those of one's campaigns, and those one stands on.
pub const COLUMNS: Columns = Columns {
    campaign: Some("s.campaign_id = ?"),
    unit: None,
    line: None,
    branch: None,
    owner: Some("exists (select 1 from slip_person p where p.slip_id = s.id and p.person_id = ?)"),
    lead: None,
    published: None,
};

/// A slip.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the slip")]
pub struct Slip {
    pub id: Id,
    pub campaign: Id,
    pub item: Id,
    pub year: i16,
    pub serial: u32,
    pub colour: Colour,
    pub matter: String,
    pub due_on: Date,
    pub requirement: String,
    pub issued_on: Date,
    pub reply_by: Date,
    pub issued_by: Option<Id>,
    pub state: SlipState,
    pub acknowledged_on: Option<Date>,
    pub reply: Option<String>,
    pub replied_on: Option<Date>,
    pub opinion: Option<String>,
    pub closed_on: Option<Date>,
}

impl Slip {
    /// What the permission table needs to know, with those who stand on it.
    pub fn object(&self, people: &[Id]) -> Object {
        Object { campaign: Some(self.campaign.clone()), owners: people.to_vec(), ..Object::default() }
    }
}

fn day(row: &Row<'_>, at: usize) -> Result<Date, StoreError> {
    let text: String = row.get(at)?;
    text.parse().map_err(|_| StoreError::Other(format!("not a date: {text}")))
}

fn optional_day(row: &Row<'_>, at: usize) -> Result<Option<Date>, StoreError> {
    let text: Option<String> = row.get(at)?;
    text.map(|text| text.parse().map_err(|_| StoreError::Other(format!("not a date: {text}")))).transpose()
}

/// A colour in a column.
pub fn colour(row: &Row<'_>, at: usize) -> Result<Colour, StoreError> {
    let code: String = row.get(at)?;
    Colour::parse(&code).ok_or_else(|| StoreError::Other(format!("no such colour: {code}")))
}

/// A state in a column.
pub fn state(row: &Row<'_>, at: usize) -> Result<SlipState, StoreError> {
    let code: String = row.get(at)?;
    SlipState::parse(&code).ok_or_else(|| StoreError::Other(format!("no such state: {code}")))
}

fn slip(row: &Row<'_>) -> Result<Slip, StoreError> {
    Ok(Slip {
        id: row.get(0)?,
        campaign: row.get(1)?,
        item: row.get(2)?,
        year: i16::try_from(row.get::<i64>(3)?).unwrap_or_default(),
        serial: u32::try_from(row.get::<i64>(4)?).unwrap_or_default(),
        colour: colour(row, 5)?,
        matter: row.get(6)?,
        due_on: day(row, 7)?,
        requirement: row.get(8)?,
        issued_on: day(row, 9)?,
        reply_by: day(row, 10)?,
        issued_by: row.get(11)?,
        state: state(row, 12)?,
        acknowledged_on: optional_day(row, 13)?,
        reply: row.get(14)?,
        replied_on: optional_day(row, 15)?,
        opinion: row.get(16)?,
        closed_on: optional_day(row, 17)?,
    })
}

/// Somebody on a slip.
#[derive(Clone, Debug)]
pub struct OnSlip {
    /// The person.
    pub id: Id,
    /// The name.
    pub name: String,
    /// Whether he answers it, or reads a copy.
    pub answers: bool,
}

/// One slip and everyone on it. Two queries.
pub fn find(tx: &mut Tx<'_>, id: &Id) -> Result<(Slip, Vec<OnSlip>)> {
    let slip = tx.one(&FIND, &params![id], slip)?.ok_or(Error::NotFound)?;
    let people = tx.all(&PEOPLE, &params![id], |row| {
        Ok(OnSlip { id: row.get(0)?, name: row.get(1)?, answers: row.get::<String>(2)? == "answer" })
    })?;
    Ok((slip, people))
}

/// An item as far as a slip needs it.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the item")]
pub struct Item {
    pub id: Id,
    pub campaign: Id,
    pub problem: String,
    pub requirement: String,
    pub due_on: Option<Date>,
    pub owner: Option<Id>,
    pub lead_unit: Option<Id>,
    pub lead_cadre: Option<Id>,
    /// Whether a slip of it got no reply in time.
    pub unanswered: bool,
}

fn item(row: &Row<'_>, unanswered: usize) -> Result<Item, StoreError> {
    Ok(Item {
        id: row.get(0)?,
        campaign: row.get(1)?,
        problem: row.get(2)?,
        requirement: row.get(3)?,
        due_on: optional_day(row, 4)?,
        owner: row.get(5)?,
        lead_unit: row.get(6)?,
        lead_cadre: row.get(7)?,
        unanswered: row.get::<i64>(unanswered)? > 0,
    })
}

/// Everything that the calendar may chase today.
pub fn chased(tx: &mut Tx<'_>, today: Date) -> Result<Vec<(Item, Chased)>, StoreError> {
    tx.all(&CHASED, &params![today.to_string()], |row| {
        let chased = Chased {
            due: day(row, 4)?,
            blue: row.get::<i64>(8)? > 0,
            yellow: row.get::<i64>(9)? > 0,
            red: optional_day(row, 10)?,
        };
        Ok((item(row, 11)?, chased))
    })
}

/// One item with its number and bucket.
pub fn find_item(tx: &mut Tx<'_>, id: &Id, today: Date) -> Result<(Item, String, String)> {
    let found = tx.one(&ITEM, &params![id, today.to_string()], |row| {
        Ok((item(row, 10)?, row.get::<String>(8)?, row.get::<String>(9)?))
    })?;
    found.ok_or(Error::NotFound)
}
