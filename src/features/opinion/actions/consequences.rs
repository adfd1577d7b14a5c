//! What follows here from facts of other slices. Their own line in the audit trail says what happened; a line for each
//! point would only repeat it.

use ::store::{Tx, params};

use super::super::model::{PointEvent, PointState, RoundEvent, RoundState, Standing};
use super::super::store;
use super::allowed;
use crate::audit::{Act, Entry, record};
use crate::error::{Error, Result, Rule};
use crate::id::Id;

fn state(tx: &mut Tx<'_>, id: &Id) -> Result<(PointState, Id)> {
    let found = tx.one(&store::POINT_STATE, &params![id], |row| Ok((row.get::<String>(0)?, row.get::<Id>(1)?)))?;
    let (code, round) = found.ok_or(Error::NotFound)?;
    let state = PointState::parse(&code).ok_or_else(|| Error::Internal(format!("unknown state {code}")))?;
    Ok((state, round))
}

/// Points were put into a merged item. One that nobody has accepted yet is accepted on the way when its fields are
/// known: with the item's category, since that is what the office has just decided.
pub fn points_merged(tx: &mut Tx<'_>, _act: &Act, points: &[Id]) -> Result<()> {
    for id in points {
        if tx.run(&store::MERGE_POINT, &params![id])? == 1 {
            continue;
        }
        if store::has_proposal(tx, id)? {
            return Err(Error::rule(Rule::ProposalPending));
        }
        let (from, _) = state(tx, id)?;
        if from != PointState::Submitted {
            return Err(Error::rule(Rule::WrongState));
        }
        let accepted = tx.run(&store::ACCEPT_BY_MERGE, &params![id])? == 1;
        if !accepted || tx.run(&store::MERGE_POINT, &params![id])? != 1 {
            return Err(Error::rule(Rule::FieldsMissing));
        }
    }
    Ok(())
}

/// Points were taken out. They have no fate now, so a round that was sorted is not any more (I1).
pub fn points_unmerged(tx: &mut Tx<'_>, act: &Act, points: &[Id]) -> Result<()> {
    let mut rounds = Vec::new();
    for id in points {
        let (from, round) = state(tx, id)?;
        let to = allowed(from.next(PointEvent::Unmerge))?;
        store::set_point_state(tx, id, from, to)?;
        if !rounds.contains(&round) {
            rounds.push(round);
        }
    }
    for round in rounds {
        let Some(from) = tx.one(&store::ROUND, &params![&round], store::read_round)?.map(|r| r.state) else { continue };
        if matches!(from, RoundState::Open | RoundState::Closed) {
            continue;
        }
        let to = allowed(from.next(RoundEvent::ResumeSorting))?;
        store::set_round_state(tx, &round, from, to)?;
        record(tx, act, Entry::new("round.resume_sorting", "round", &round).states(from.code(), to.code()))?;
    }
    Ok(())
}

/// The problem of these points is solved or explained. Points that have gone on already are left alone.
pub fn points_answered(tx: &mut Tx<'_>, act: &Act, points: &[Id]) -> Result<()> {
    for id in follow(tx, points, PointEvent::Answer)? {
        tx.run(&store::SET_ANSWERED, &params![&id, act.now.today().to_string()])?;
    }
    Ok(())
}

/// An item of the problem of these points was reopened.
///
/// What was said about its result does not count any more; an objection that waits has got what it asked for.
pub fn points_reopened(tx: &mut Tx<'_>, act: &Act, points: &[Id]) -> Result<()> {
    for id in follow(tx, points, PointEvent::Reopen)? {
        store::settle_objection(tx, &id, Standing::Upheld, None, None, act.now.today())?;
        tx.run(&store::SET_ANSWERED, &params![&id, None::<String>])?;
    }
    // One point of them is enough to find the problem that all of them are in.
    if let Some(id) = points.first() {
        tx.run(&store::STALE_RATINGS, &params![id])?;
    }
    Ok(())
}

/// Moves on those that the event moves, and tells which.
fn follow(tx: &mut Tx<'_>, points: &[Id], event: PointEvent) -> Result<Vec<Id>> {
    let mut moved = Vec::new();
    for id in points {
        let (from, _) = state(tx, id)?;
        if let Some(to) = from.next(event) {
            store::set_point_state(tx, id, from, to)?;
            moved.push(id.clone());
        }
    }
    Ok(moved)
}
