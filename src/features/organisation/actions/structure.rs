//! Units, Party organisations and lines.

use ::store::{Sql, Tx, params};

use super::super::model::{LineFacts, PartyFacts, UnitFacts, makes_ring, name_key, permit};
use super::super::store;
use super::people::guard_unit;
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;

/// A new unit.
pub async fn add_unit(app: &App, actor: &Actor, facts: UnitFacts) -> Result<Id> {
    let id = Id::random();
    put_unit(app, actor, id.clone(), facts, true).await.map(|()| id)
}

/// Changes a unit.
pub async fn edit_unit(app: &App, actor: &Actor, id: &Id, facts: UnitFacts) -> Result<()> {
    put_unit(app, actor, id.clone(), facts, false).await
}

async fn put_unit(app: &App, actor: &Actor, id: Id, facts: UnitFacts, new: bool) -> Result<()> {
    permit(actor, Verb::PeopleEdit)?;
    let act = Act::by(actor, app.clock.now());
    app.db.write(move |tx| write_unit(tx, &act, &id, &facts, new)).await
}

/// Writes a unit, within a unit of work of whoever may.
pub fn write_unit(tx: &mut Tx<'_>, act: &Act, id: &Id, facts: &UnitFacts, new: bool) -> Result<()> {
    guard_name(tx, &store::UNIT_BY_NAME, &facts.name, id)?;
    guard_parent(tx, &store::UNIT_PARENTS, id, facts.parent.as_ref(), new)?;
    let row = params![id, facts.kind.code(), &facts.name, name_key(&facts.name), &facts.parent];
    tx.run(&(if new { store::INSERT_UNIT } else { store::UPDATE_UNIT }), &row)?;
    Ok(record(tx, act, Entry::new(if new { "unit.add" } else { "unit.edit" }, "unit", id))?)
}

/// A new Party organisation with the units it serves.
pub async fn add_party_org(app: &App, actor: &Actor, facts: PartyFacts) -> Result<Id> {
    let id = Id::random();
    put_party_org(app, actor, id.clone(), facts, true).await.map(|()| id)
}

/// Changes a Party organisation and the units it serves.
pub async fn edit_party_org(app: &App, actor: &Actor, id: &Id, facts: PartyFacts) -> Result<()> {
    put_party_org(app, actor, id.clone(), facts, false).await
}

async fn put_party_org(app: &App, actor: &Actor, id: Id, facts: PartyFacts, new: bool) -> Result<()> {
    permit(actor, Verb::PeopleEdit)?;
    let act = Act::by(actor, app.clock.now());
    app.db.write(move |tx| write_party_org(tx, &act, &id, &facts, new)).await
}

/// Writes a Party organisation, within a unit of work of whoever may.
pub fn write_party_org(tx: &mut Tx<'_>, act: &Act, id: &Id, facts: &PartyFacts, new: bool) -> Result<()> {
    guard_name(tx, &store::PARTY_BY_NAME, &facts.name, id)?;
    guard_parent(tx, &store::PARTY_PARENTS, id, facts.parent.as_ref(), new)?;
    let known = store::parents(tx, &store::UNIT_PARENTS)?;
    if facts.units.iter().any(|unit| !known.iter().any(|(id, _)| id == unit)) {
        return Err(Error::field("units", Rule::UnknownChoice));
    }
    let row = params![id, facts.kind.code(), &facts.name, name_key(&facts.name), &facts.parent];
    tx.run(&(if new { store::INSERT_PARTY_ORG } else { store::UPDATE_PARTY_ORG }), &row)?;
    tx.run(&store::DELETE_BRANCH_UNITS, &params![id])?;
    for unit in &facts.units {
        tx.run(&store::INSERT_BRANCH_UNIT, &params![id, unit])?;
    }
    let verb = if new { "party_org.add" } else { "party_org.edit" };
    Ok(record(tx, act, Entry::new(verb, "party_org", id).with("units", facts.units.len()))?)
}

/// A new line; the campaign office may make one too.
pub async fn add_line(app: &App, actor: &Actor, facts: LineFacts) -> Result<Id> {
    let id = Id::random();
    put_line(app, actor, id.clone(), facts, true).await.map(|()| id)
}

/// Changes a line.
pub async fn edit_line(app: &App, actor: &Actor, id: &Id, facts: LineFacts) -> Result<()> {
    put_line(app, actor, id.clone(), facts, false).await
}

async fn put_line(app: &App, actor: &Actor, id: Id, facts: LineFacts, new: bool) -> Result<()> {
    permit(actor, Verb::LineCreate)?;
    let act = Act::by(actor, app.clock.now());
    app.db.write(move |tx| write_line(tx, &act, &id, &facts, new)).await
}

/// Writes a line, within a unit of work of whoever may.
pub fn write_line(tx: &mut Tx<'_>, act: &Act, id: &Id, facts: &LineFacts, new: bool) -> Result<()> {
    guard_name(tx, &store::LINE_BY_NAME, &facts.name, id)?;
    guard_unit(tx, &facts.lead)?;
    let row = params![id, &facts.name, name_key(&facts.name), &facts.lead];
    if tx.run(&(if new { store::INSERT_LINE } else { store::UPDATE_LINE }), &row)? == 0 {
        return Err(Error::NotFound);
    }
    Ok(record(tx, act, Entry::new(if new { "line.add" } else { "line.edit" }, "line", id))?)
}

/// A post in a unit belongs to a line.
pub async fn add_position(app: &App, actor: &Actor, line: &Id, unit: Id, post: String) -> Result<()> {
    permit(actor, Verb::LineCreate)?;
    let (act, line) = (Act::by(actor, app.clock.now()), line.clone());
    app.db
        .write(move |tx| {
            tx.one(&store::LINE, &params![&line], |_| Ok(()))?.ok_or(Error::NotFound)?;
            guard_unit(tx, &unit)?;
            tx.run(&store::INSERT_POSITION, &params![&line, &unit, &post])?;
            record(tx, &act, Entry::new("line.position_add", "line", &line).with("unit", unit.as_str()))?;
            Ok(())
        })
        .await
}

/// It does so no longer.
pub async fn remove_position(app: &App, actor: &Actor, line: &Id, unit: Id, post: String) -> Result<()> {
    permit(actor, Verb::LineCreate)?;
    let (act, line) = (Act::by(actor, app.clock.now()), line.clone());
    app.db
        .write(move |tx| {
            if tx.run(&store::DELETE_POSITION, &params![&line, &unit, &post])? == 0 {
                return Err(Error::Stale);
            }
            record(tx, &act, Entry::new("line.position_remove", "line", &line).with("unit", unit.as_str()))?;
            Ok(())
        })
        .await
}

fn guard_name(tx: &mut Tx<'_>, sql: &Sql, name: &str, id: &Id) -> Result<()> {
    if store::is_used(tx, sql, name, Some(id))? { Err(Error::field("name", Rule::AlreadyUsed)) } else { Ok(()) }
}

/// The node is there unless it is new, the parent is there, and no ring comes of it.
fn guard_parent(tx: &mut Tx<'_>, sql: &Sql, id: &Id, parent: Option<&Id>, new: bool) -> Result<()> {
    let above = store::parents(tx, sql)?;
    if !new && !above.iter().any(|(key, _)| key == id) {
        return Err(Error::NotFound);
    }
    match parent {
        Some(parent) if !above.iter().any(|(key, _)| key == parent) => Err(Error::field("parent", Rule::UnknownChoice)),
        Some(parent) if makes_ring(id, parent, &above) => Err(Error::field("parent", Rule::OwnParent)),
        _ => Ok(()),
    }
}
