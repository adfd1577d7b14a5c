//! The verbs of an evaluation, by subject: its design, the vote, the count.

mod codes;
mod counting;
mod design;
mod outcome;
mod reading;
mod voting;

pub use codes::{Printed, ask_reissue, issue_codes, issue_paper, reissue};
pub use counting::{Sheet, close, close_when_due, count, enter_sheet};
pub use design::{NewEvaluation, approve, create, freeze_roster, make_key, open};
pub use outcome::{confirm, invalidate, publish, require_remedial};
pub use reading::{Seen, bulletin, may_see, read};
pub use voting::{collect, vote};

use ::store::{Tx, params};

use super::model::{Evaluation, Event, State};
use super::store;
use crate::audit::{Act, Entry, record};
use crate::error::{Error, Result, Rule};
use crate::id::Id;

/// Reads an evaluation inside a unit.
fn find(tx: &mut Tx<'_>, id: &Id) -> Result<Evaluation> {
    store::find(tx, id)?.ok_or(Error::NotFound)
}

/// Moves the state as the table allows, with its audit line.
fn step(
    tx: &mut Tx<'_>,
    act: &Act,
    evaluation: &Evaluation,
    event: Event,
    verb: &str,
    reason: Option<&str>,
) -> Result<State> {
    let to = evaluation.state.next(event).ok_or(Error::rule(Rule::WrongState))?;
    let changed = tx.run(&store::SET_STATE, &params![&evaluation.id, evaluation.state.code(), to.code(), reason])?;
    if changed != 1 {
        return Err(Error::Stale);
    }
    let mut entry = Entry::new(verb, "evaluation", &evaluation.id).states(evaluation.state.code(), to.code());
    if let Some(reason) = reason {
        entry = entry.reason(reason);
    }
    record(tx, act, entry)?;
    Ok(to)
}

/// Reasons are mandatory where SPEC 5.3 marks the event with †.
fn reasoned(reason: &str) -> Result<String> {
    let reason = reason.trim();
    if reason.is_empty() { Err(Error::field("reason", Rule::ReasonNeeded)) } else { Ok(reason.to_owned()) }
}
