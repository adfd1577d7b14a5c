//! Granting and ending roles.

use ::store::params;

use super::super::model::{Term, verb_for};
use super::super::store;
use super::put_grant;
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Object, Role, store as accounts};
use crate::error::{Error, Result, Rule};
use crate::id::Id;

/// Grants a role in a scope for a term. The administrator grants administrators, the secretary everything else, and nobody
/// himself. A link handed out before the grant no longer holds: whoever has it must not come by the new rights.
pub async fn grant_role(app: &App, actor: &Actor, person: &Id, term: Term) -> Result<()> {
    if term.role.is_derived() {
        return Err(Error::field("role", Rule::UnknownChoice));
    }
    let act = Act::by(actor, app.clock.now());
    let (me, person) = (actor.clone(), person.clone());
    app.db
        .write(move |tx| {
            let holder = store::holder(tx, &person)?.ok_or(Error::NotFound)?;
            let object = Object { about: vec![person.clone()], ..Object::default() };
            me.permit(verb_for(term.role), &object)?;
            if holder.left {
                return Err(Error::rule(Rule::PersonLeft));
            }
            guard_scope(tx, &term)?;
            let held = store::terms(tx, &person, act.now.today())?;
            let held: Vec<Term> = held.into_iter().map(|h| h.term).collect();
            term.guard(&held).map_err(|(field, rule)| Error::field(field, rule))?;
            tx.run(&store::DELETE_INVITATIONS, &params![&person])?;
            put_grant(tx, &act, &person, &term)
        })
        .await
}

/// The scope's row must be there.
fn guard_scope(tx: &mut ::store::Tx<'_>, term: &Term) -> Result<()> {
    if term.scope_kind == "tenant" {
        return Ok(());
    }
    let mut there = false;
    tx.each(&store::SCOPES, &[], |row| {
        there |= row.get::<String>(0)? == term.scope_kind && row.get::<String>(1)? == term.scope_id;
        Ok(())
    })?;
    if there { Ok(()) } else { Err(Error::field("scope", Rule::ScopeNeeded)) }
}

/// Ends a role today: from now on it gives no rights.
pub async fn end_role(app: &App, actor: &Actor, person: &Id, grant: &Id) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (me, person, grant) = (actor.clone(), person.clone(), grant.clone());
    app.db
        .write(move |tx| {
            let today = act.now.today();
            let found = tx.one(&store::GRANT, &params![&grant, today.to_string()], |row| {
                Ok((row.get::<Id>(0)?, row.get::<String>(1)?, row.get::<String>(2)?))
            })?;
            let (holder, code, from) = found.filter(|(holder, ..)| *holder == person).ok_or(Error::NotFound)?;
            let role = Role::parse(&code).ok_or(Error::NotFound)?;
            // An administrator may step down, except as the last one; a secretary is relieved by another.
            let about = if role == Role::Sys { vec![] } else { vec![holder] };
            me.permit(verb_for(role), &Object { about, ..Object::default() })?;
            if role == Role::Sys && store::holders(tx, Role::Sys, today)? <= 1 {
                return Err(Error::rule(Rule::LastAdministrator));
            }
            let yesterday = today.yesterday().unwrap_or(today).to_string();
            if from > yesterday {
                // It never held for a whole day; a term that ends before it begins would be no better. The trail keeps it.
                tx.run(&store::DELETE_GRANT, &params![&grant])?;
            } else {
                tx.run(&accounts::END_GRANT, &params![&grant, yesterday])?;
            }
            record(tx, &act, Entry::new("role.end", "person", &person).with("role", role.code()))?;
            Ok(())
        })
        .await
}
