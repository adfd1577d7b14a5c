//! People and their posts.

use ::store::{Tx, params};
use jiff::civil::Date;

use super::super::model::{PersonFacts, permit};
use super::super::store;
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Refusal, Result, Rule};
use crate::id::Id;

/// A new person, without account or role.
pub async fn add_person(app: &App, actor: &Actor, facts: PersonFacts) -> Result<Id> {
    permit(actor, Verb::PeopleEdit)?;
    let (act, id) = (Act::by(actor, app.clock.now()), Id::random());
    app.db
        .write(move |tx| {
            guard_staff_no(tx, &facts, None)?;
            store::put_person(tx, &id, &facts, true)?;
            record(tx, &act, Entry::new("person.add", "person", &id))?;
            Ok(id.clone())
        })
        .await
}

/// Changes what is known of a person. One's own Party status is somebody else's to change: it carries rights.
pub async fn edit_person(app: &App, actor: &Actor, id: &Id, facts: PersonFacts) -> Result<()> {
    permit(actor, Verb::PeopleEdit)?;
    let (act, me, id) = (Act::by(actor, app.clock.now()), actor.person.id.clone(), id.clone());
    app.db
        .write(move |tx| {
            let old = store::person(tx, &id)?.ok_or(Error::NotFound)?;
            if id == me && old.facts.party != facts.party {
                return Err(Error::field("party", Rule::OwnRecord));
            }
            guard_staff_no(tx, &facts, Some(&id))?;
            store::put_person(tx, &id, &facts, false)?;
            record(tx, &act, Entry::new("person.edit", "person", &id))?;
            Ok(())
        })
        .await
}

fn guard_staff_no(tx: &mut Tx<'_>, facts: &PersonFacts, own: Option<&Id>) -> Result<()> {
    match &facts.staff_no {
        Some(no) if store::is_used(tx, &store::PERSON_BY_STAFF_NO, no, own)? => {
            Err(Error::field("staff_no", Rule::AlreadyUsed))
        }
        _ => Ok(()),
    }
}

/// Somebody leaves (the login stops working at once) or comes back.
pub async fn set_left(app: &App, actor: &Actor, id: &Id, left_on: Option<Date>) -> Result<()> {
    permit(actor, Verb::PeopleEdit)?;
    if *id == actor.person.id {
        return Err(Error::Refused(Refusal::Conflict));
    }
    let (act, id) = (Act::by(actor, app.clock.now()), id.clone());
    app.db
        .write(move |tx| {
            if tx.run(&store::SET_LEFT, &params![&id, left_on.map(|d| d.to_string())])? == 0 {
                return Err(Error::NotFound);
            }
            let verb = if left_on.is_some() { "person.leave" } else { "person.return" };
            record(tx, &act, Entry::new(verb, "person", &id))?;
            Ok(())
        })
        .await
}

/// Gives a post, or marks it as leading or not. Nobody gives himself one: a leading post carries rights.
pub async fn add_post(app: &App, actor: &Actor, id: &Id, unit: Id, title: String, leading: bool) -> Result<()> {
    permit(actor, Verb::PeopleEdit)?;
    if *id == actor.person.id {
        return Err(Error::field("title", Rule::OwnRecord));
    }
    let (act, id) = (Act::by(actor, app.clock.now()), id.clone());
    app.db
        .write(move |tx| {
            store::person(tx, &id)?.ok_or(Error::NotFound)?;
            guard_unit(tx, &unit)?;
            tx.run(&store::PUT_POST, &params![&id, &unit, &title, leading])?;
            record(tx, &act, Entry::new("person.post_add", "person", &id).with("leading", leading))?;
            Ok(())
        })
        .await
}

/// Takes a post away.
pub async fn remove_post(app: &App, actor: &Actor, id: &Id, unit: Id, title: String) -> Result<()> {
    permit(actor, Verb::PeopleEdit)?;
    let (act, id) = (Act::by(actor, app.clock.now()), id.clone());
    app.db
        .write(move |tx| {
            if tx.run(&store::DELETE_POST, &params![&id, &unit, &title])? == 0 {
                return Err(Error::Stale);
            }
            record(tx, &act, Entry::new("person.post_remove", "person", &id))?;
            Ok(())
        })
        .await
}

/// A unit named in a form must be there.
pub(super) fn guard_unit(tx: &mut Tx<'_>, unit: &Id) -> Result<()> {
    let all = store::parents(tx, &store::UNIT_PARENTS)?;
    if all.iter().any(|(id, _)| id == unit) { Ok(()) } else { Err(Error::field("unit", Rule::UnknownChoice)) }
}
