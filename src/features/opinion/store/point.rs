//! Points: rows and what changes them.

use std::collections::HashMap;

use jiff::civil::Date;

use super::round::{code, code_or_none, day};
use super::*;
use crate::auth::{Actor, Object, Role, Verb};
use crate::error::{Error, Result};
use crate::features::opinion::model::{
    Channel, Fields, Kind, PointState, Population, RoundState, Sign, Subject, Verdict, Verdicted,
};
use crate::id::Id;
use ::store::{Predicate, Query, Row, StoreError, Tx, Value, params};

/// A point as it stands in its row, with the names around it.
#[derive(Clone, Debug)]
pub struct Point {
    /// The key.
    pub id: Id,
    /// The round.
    pub round: Id,
    /// The campaign.
    pub campaign: Id,
    /// How it was signed.
    pub sign: Sign,
    /// The way it came.
    pub channel: Channel,
    /// The day; of an anonymous one, the box's.
    pub received_on: Date,
    /// What the office set.
    pub fields: Fields,
    /// The line's name.
    pub line_name: Option<String>,
    /// The line's lead unit.
    pub lead_unit: Option<Id>,
    /// The department it is about.
    pub subject_unit_name: Option<String>,
    /// The person it is about.
    pub subject_person_name: Option<String>,
    /// Whether line, population and subject are withheld.
    pub cell_hidden: bool,
    /// The original.
    pub text: String,
    /// Where it stands.
    pub state: PointState,
    /// The sheet it was split from.
    pub parent: Option<Id>,
    /// Whom it is referred to.
    pub receiver: Option<(Id, String)>,
    /// Who spoke, when under a name.
    pub author: Option<(Id, String)>,
    /// The merged item and its summary.
    pub item: Option<(Id, String)>,
    /// The round's name.
    pub round_name: String,
    /// Where the round stands.
    pub round_state: RoundState,
    /// Its key in the text index.
    pub search_key: i64,
    /// The release that brought it.
    pub release: Option<Id>,
    /// The day of the answer.
    pub answered_on: Option<Date>,
    /// Whether this answer was rated.
    pub rated: bool,
}

fn pair(row: &Row<'_>, id: usize, name: usize) -> Result<Option<(Id, String)>, StoreError> {
    let id: Option<Id> = row.get(id)?;
    let name: Option<String> = row.get(name)?;
    Ok(id.map(|id| (id, name.unwrap_or_default())))
}

/// A row of a point.
pub fn read_point(row: &Row<'_>) -> Result<Point, StoreError> {
    Ok(Point {
        id: row.get(0)?,
        round: row.get(1)?,
        campaign: row.get(2)?,
        sign: code(row, 3, Sign::parse)?,
        channel: code(row, 4, Channel::parse)?,
        received_on: day(row, 5)?,
        fields: Fields {
            line: row.get(6)?,
            population: code_or_none(row, 9, Population::parse)?,
            subject: code_or_none(row, 10, Subject::parse)?,
            subject_unit: row.get(11)?,
            subject_person: row.get(13)?,
            kind: code_or_none(row, 15, Kind::parse)?,
            category: row.get(16)?,
        },
        line_name: row.get(7)?,
        lead_unit: row.get(8)?,
        subject_unit_name: row.get(12)?,
        subject_person_name: row.get(14)?,
        cell_hidden: row.get(17)?,
        text: row.get(18)?,
        state: code(row, 19, PointState::parse)?,
        parent: row.get(20)?,
        receiver: pair(row, 21, 22)?,
        author: pair(row, 23, 24)?,
        item: pair(row, 25, 26)?,
        round_name: row.get(27)?,
        round_state: code(row, 28, RoundState::parse)?,
        search_key: row.get(29)?,
        release: row.get(30)?,
        answered_on: row.get::<Option<String>>(31)?.and_then(|day| day.parse().ok()),
        rated: row.get(32)?,
    })
}

impl Point {
    fn place(&self) -> Object {
        let units = [&self.lead_unit, &self.fields.subject_unit].into_iter().flatten().cloned();
        Object {
            campaign: Some(self.campaign.clone()),
            units: units.chain(self.receiver.iter().map(|(id, _)| id.clone())).collect(),
            lines: self.fields.line.iter().cloned().collect(),
            owners: self.author.iter().map(|(id, _)| id.clone()).collect(),
            ..Object::default()
        }
    }

    /// For reading: whoever it is about waits until it was handed over.
    pub fn object(&self) -> Object {
        let about = if self.round_state.is_fed_back() { None } else { self.fields.subject_person.clone() };
        Object { about: about.into_iter().collect(), ..self.place() }
    }

    /// For sorting: neither whom it is about nor who wrote it.
    pub fn object_to_sort(&self) -> Object {
        let author = self.author.iter().map(|(id, _)| id);
        Object { about: self.fields.subject_person.iter().chain(author).cloned().collect(), ..self.place() }
    }

    /// Whether an actor may read the sheet that this is a part of.
    pub fn permit_whole(&self, actor: &Actor) -> Result<()> {
        let routed = self.state == PointState::Routed && !actor.has(Role::Aud);
        let withheld = routed || self.object().about.contains(&actor.person.id);
        if withheld { Err(Error::NotFound) } else { Ok(()) }
    }

    /// Whether an actor may read it. A matter of discipline is in no list but the auditor's.
    pub fn permit_read(&self, actor: &Actor) -> Result<()> {
        if self.state == PointState::Routed && !actor.has(Role::Aud) {
            return Err(Error::NotFound);
        }
        actor.permit_read(Verb::OpinionRead, &self.object())
    }
}

/// Everything that an actor may list.
pub fn visible(actor: &Actor) -> Query {
    let me = &actor.person.id;
    let query = Query::new()
        .allowed(actor.reach(Verb::OpinionRead).predicate(me, &POINT_REACH))
        .allowed(Predicate::Any(vec![(NOT_ABOUT, vec![Value::from(me)])]))
        .filter("no_part_about", vec![Value::from(me)]);
    if actor.has(Role::Aud) { query } else { query.filter("unrouted", Vec::new()).filter("no_part_routed", Vec::new()) }
}

/// One point.
pub fn find_point(tx: &mut Tx<'_>, id: &Id) -> Result<Option<Point>, StoreError> {
    tx.one(&POINT, &params![id], read_point)
}

/// A point to be written.
#[derive(Clone, Debug)]
pub struct NewPoint<'a> {
    /// The key.
    pub id: &'a Id,
    /// The round.
    pub round: &'a Id,
    /// The campaign.
    pub campaign: &'a Id,
    /// How it was signed.
    pub sign: Sign,
    /// The way it came.
    pub channel: Channel,
    /// The day.
    pub received_on: Date,
    /// Its fields, as far as they are known.
    pub fields: &'a Fields,
    /// Whether line, population and subject are withheld.
    pub cell_hidden: bool,
    /// The original.
    pub text: &'a str,
    /// Its hash.
    pub text_hash: &'a str,
    /// Where it stands.
    pub state: PointState,
    /// The sheet it was split from.
    pub parent: Option<&'a Id>,
    /// The clerk, never for anonymous points.
    pub registered_by: Option<&'a Id>,
    /// The release, for anonymous points only.
    pub release: Option<&'a Id>,
    /// The batch that vouches for it.
    pub batch: Option<&'a Id>,
    /// Its key in the text index.
    pub search_key: i64,
}

/// Writes a point and its words.
pub fn insert_point(tx: &mut Tx<'_>, p: &NewPoint<'_>) -> Result<(), StoreError> {
    let f = p.fields;
    tx.run(
        &INSERT_POINT,
        &params![
            p.id,
            p.round,
            p.campaign,
            p.sign.code(),
            p.channel.code(),
            p.received_on.to_string(),
            &f.line,
            f.population.map(Population::code),
            f.subject.map(Subject::code),
            &f.subject_unit,
            &f.subject_person,
            f.kind.map(Kind::code),
            &f.category,
            p.cell_hidden,
            p.text,
            p.text_hash,
            p.state.code(),
            p.parent,
            p.registered_by,
            p.release,
            p.batch,
            p.search_key
        ],
    )?;
    tx.text_put(super::super::TEXT_INDEX, p.search_key, &merge::tokens(p.text))
}

/// Moves a point on; refused when somebody else has moved it in the meantime.
pub fn set_point_state(tx: &mut Tx<'_>, id: &Id, from: PointState, to: PointState) -> Result<()> {
    let changed = tx.run(&SET_POINT_STATE, &params![id, from.code(), to.code()])?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Sets the fields of a point and accepts it.
pub fn accept_point(tx: &mut Tx<'_>, id: &Id, f: &Fields) -> Result<()> {
    let changed = tx.run(
        &ACCEPT_POINT,
        &params![
            id,
            &f.line,
            f.population.map(Population::code),
            f.subject.map(Subject::code),
            &f.subject_unit,
            &f.subject_person,
            f.kind.map(Kind::code),
            &f.category
        ],
    )?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// A decision about a point.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The key.
    pub id: Id,
    /// What was decided.
    pub verb: Verdict,
    /// Where it stands.
    pub state: Verdicted,
    /// The reason, shown to whoever spoke.
    pub reason: String,
    /// The answer, shown to whoever spoke.
    pub answer: Option<String>,
    /// Whom it was referred to.
    pub receiver: Option<(Id, String)>,
    /// Until when the receiver may return it.
    pub due_on: Option<Date>,
    /// Who proposed it.
    pub proposed_by: Option<(Id, String)>,
    /// Who decided it.
    pub decided_by: Option<(Id, String)>,
    /// When.
    pub decided_on: Option<Date>,
}

/// The decisions about a point.
pub fn decisions(tx: &mut Tx<'_>, point: &Id) -> Result<Vec<Decision>, StoreError> {
    tx.all(&DECISIONS, &params![point], |row| {
        let date = |column| Ok::<_, StoreError>(row.get::<Option<String>>(column)?.and_then(|d| d.parse().ok()));
        Ok(Decision {
            id: row.get(0)?,
            verb: code(row, 1, Verdict::parse)?,
            state: code(row, 2, Verdicted::parse)?,
            reason: row.get(3)?,
            answer: row.get(4)?,
            receiver: pair(row, 5, 6)?,
            due_on: date(7)?,
            proposed_by: pair(row, 8, 9)?,
            decided_by: pair(row, 10, 11)?,
            decided_on: date(12)?,
        })
    })
}

/// A new decision by a person.
pub fn insert_decision(tx: &mut Tx<'_>, point: &Id, d: &Decision) -> Result<(), StoreError> {
    tx.run(
        &INSERT_DECISION,
        &params![
            &d.id,
            point,
            d.verb.code(),
            d.state.code(),
            &d.reason,
            &d.answer,
            d.receiver.as_ref().map(|(id, _)| id.clone()),
            d.due_on.map(|day| day.to_string()),
            d.proposed_by.as_ref().map(|(id, _)| id.clone()),
            d.decided_by.as_ref().map(|(id, _)| id.clone()),
            d.decided_on.map(|day| day.to_string())
        ],
    )
    .map(drop)
}

/// Settles a decision.
pub fn settle_decision(tx: &mut Tx<'_>, d: &Decision, to: Verdicted, by: Option<&Id>, on: Option<Date>) -> Result<()> {
    let on = on.map(|day| day.to_string());
    let changed = tx.run(&SETTLE_DECISION, &params![&d.id, d.state.code(), to.code(), by, on])?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Whether a proposal about a point waits for its second reader.
pub fn has_proposal(tx: &mut Tx<'_>, point: &Id) -> Result<bool, StoreError> {
    Ok(tx.one(&PROPOSAL, &params![point], |row| row.get::<Id>(0))?.is_some())
}

/// A cell: line, population, subject; empty where unknown.
pub type Cell = (String, String, String);

/// The sizes of the cells that are visible.
pub fn visible_cells(tx: &mut Tx<'_>, round: &Id) -> Result<HashMap<Cell, u64>, StoreError> {
    let cells = tx.all(&VISIBLE_CELLS, &params![round], |row| {
        Ok(((row.get(0)?, row.get(1)?, row.get(2)?), row.get::<u64>(3)?))
    })?;
    Ok(cells.into_iter().collect())
}

/// A line that was published about a problem.
#[derive(Clone, Debug)]
pub struct Reported {
    /// The publication.
    pub title: String,
    /// What was asked.
    pub asked: String,
    /// What was done.
    pub done: String,
    /// What proves it.
    pub proven: String,
    /// What remains.
    pub remains: String,
}

/// What was published about the problems that a point, or a part of it, is in.
pub fn reported(tx: &mut Tx<'_>, point: &Id) -> Result<Vec<Reported>, StoreError> {
    tx.all(&REPORTED, &params![point], |row| {
        Ok(Reported {
            title: row.get(0)?,
            asked: row.get(1)?,
            done: row.get(2)?,
            proven: row.get(3)?,
            remains: row.get(4)?,
        })
    })
}

/// A decision in force: the point, the verb, the reason, the answer, the receiver's name.
pub type Shown = (Id, Verdict, String, Option<String>, Option<String>);

/// What was decided about a point, or a part of it.
pub fn shown_decisions(tx: &mut Tx<'_>, point: &Id) -> Result<Vec<Shown>, StoreError> {
    tx.all(&SHOWN_DECISIONS, &params![point], |row| {
        Ok((row.get(0)?, code(row, 1, Verdict::parse)?, row.get(2)?, row.get(3)?, row.get(4)?))
    })
}
