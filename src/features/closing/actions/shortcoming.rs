//! Shortcomings: recorded, carried on as a task, waived.

use ::store::{Tx, params};
use jiff::civil::Date;

use super::super::model::{ShortcomingEvent, TEXT_LONGEST};
use super::super::store::{self, Shortcoming};
use super::{one_row, person, reason, running};
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Verb};
use crate::consequences::{self, TaskWanted};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// A shortcoming as a form gives it.
#[derive(Clone, Debug)]
pub struct ShortcomingFacts {
    /// The phase in which it was found.
    pub phase: String,
    /// What is lacking.
    pub text: String,
    /// Who answers for it: a key, a name or a staff number.
    pub owner: String,
}

/// Records a shortcoming (R63).
pub async fn add_shortcoming(app: &App, actor: &Actor, campaign: &Id, facts: &ShortcomingFacts) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (actor, campaign, facts, id) = (actor.clone(), campaign.clone(), facts.clone(), Id::random());
    app.db
        .write(move |tx| {
            running(tx, &actor, Verb::ShortcomingEdit, &campaign)?;
            let mut fields = Fields::default();
            let text = fields.text("text", &facts.text, TEXT_LONGEST);
            let phases = store::phases(tx, &campaign)?;
            let known = |code: &str| phases.iter().find(|(id, ..)| id.as_str() == code).map(|(id, ..)| id.clone());
            let phase = fields.choice("phase", &facts.phase, known);
            let owner = person(tx, &mut fields, "owner", &facts.owner)?;
            fields.finish()?;
            let today = act.now.today().to_string();
            tx.run(&store::INSERT_SHORTCOMING, &params![&id, &campaign, &phase, &text, &owner, today, None::<String>])?;
            let entry = Entry::new("shortcoming.add", "shortcoming", &id).with("campaign", campaign.to_string());
            record(tx, &act, entry.with("owner", owner.to_string()))?;
            Ok(id.clone())
        })
        .await
}

fn step(
    tx: &mut Tx<'_>,
    actor: &Actor,
    verb: Verb,
    id: &Id,
    event: ShortcomingEvent,
) -> Result<(Shortcoming, super::super::model::ShortcomingState)> {
    let found = tx.one(&store::SHORTCOMING, &params![id], store::shortcoming)?.ok_or(Error::NotFound)?;
    running(tx, actor, verb, &found.campaign)?;
    let to = found.state.next(event).ok_or_else(|| Error::rule(Rule::WrongState))?;
    Ok((found, to))
}

/// The task that a shortcoming becomes.
#[derive(Clone, Debug)]
pub struct CarryFacts {
    /// What is to be done.
    pub title: String,
    /// What will be there in the end.
    pub deliverable: String,
    /// Until when, inside the campaign.
    pub due_on: Date,
    /// Who answers for the task: a key, a name or a staff number.
    pub accountable: String,
}

/// Carries a shortcoming into the work that follows, as a task (R64).
pub async fn carry_shortcoming(app: &App, actor: &Actor, id: &Id, facts: &CarryFacts) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id, facts) = (actor.clone(), id.clone(), facts.clone());
    app.db
        .write(move |tx| {
            let (found, to) = step(tx, &actor, Verb::ShortcomingEdit, &id, ShortcomingEvent::Carry)?;
            let mut fields = Fields::default();
            let accountable = person(tx, &mut fields, "accountable", &facts.accountable)?;
            fields.finish()?;
            let wanted = TaskWanted {
                title: facts.title.clone(),
                deliverable: facts.deliverable.clone(),
                due_on: facts.due_on,
                accountable,
            };
            let task = consequences::task_wanted(tx, &act, &found.campaign, &wanted)?;
            let row = params![&id, found.state.code(), to.code(), &task, None::<String>];
            one_row(tx.run(&store::SET_SHORTCOMING, &row)?)?;
            let entry = Entry::new("shortcoming.carry", "shortcoming", &id).states(found.state.code(), to.code());
            record(tx, &act, entry.with("task", task.to_string()))?;
            Ok(task)
        })
        .await
}

/// The secretary says why nothing is to be done about it.
pub async fn waive_shortcoming(app: &App, actor: &Actor, id: &Id, why: &str) -> Result<()> {
    let (act, why) = (Act::by(actor, app.clock.now()), reason(why)?);
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let (found, to) = step(tx, &actor, Verb::ShortcomingWaive, &id, ShortcomingEvent::Waive)?;
            let row = params![&id, found.state.code(), to.code(), None::<String>, &why];
            one_row(tx.run(&store::SET_SHORTCOMING, &row)?)?;
            let entry = Entry::new("shortcoming.waive", "shortcoming", &id).states(found.state.code(), to.code());
            Ok(record(tx, &act, entry.reason(&why))?)
        })
        .await
}

/// Takes it up again, with a reason: the task was given up, or the waiver was wrong.
pub async fn reopen_shortcoming(app: &App, actor: &Actor, id: &Id, why: &str) -> Result<()> {
    let (act, why) = (Act::by(actor, app.clock.now()), reason(why)?);
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let (found, to) = step(tx, &actor, Verb::ShortcomingEdit, &id, ShortcomingEvent::Reopen)?;
            let none = None::<String>;
            one_row(tx.run(&store::SET_SHORTCOMING, &params![&id, found.state.code(), to.code(), &none, &none])?)?;
            let entry = Entry::new("shortcoming.reopen", "shortcoming", &id).states(found.state.code(), to.code());
            Ok(record(tx, &act, entry.reason(&why))?)
        })
        .await
}

/// Consequence: a campaign follows another; what that one left over is recorded in the first phase of the new one.
pub fn shortcomings_follow(tx: &mut Tx<'_>, act: &Act, from: &Id, to: &Id) -> Result<()> {
    let Some((phase, ..)) = store::phases(tx, to)?.into_iter().next() else { return Ok(()) };
    let left = tx.all(&store::LEFT_OVER, &params![from], |row| {
        Ok((row.get::<Id>(0)?, row.get::<String>(1)?, row.get::<Id>(2)?))
    })?;
    let today = act.now.today().to_string();
    for (old, text, owner) in left {
        let id = Id::random();
        tx.run(&store::INSERT_SHORTCOMING, &params![&id, to, &phase, text, &owner, &today, &old])?;
        let entry = Entry::new("shortcoming.add", "shortcoming", &id).with("campaign", to.to_string());
        record(tx, act, entry.with("from", old.to_string()))?;
    }
    Ok(())
}
