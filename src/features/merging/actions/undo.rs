//! Taking back one's own last step.

use ::store::{Tx, params};

use super::super::model::{DecisionKind, Earlier, MergedState, Place, Snapshot, StepVerb};
use super::super::store::{self, LastStep, groups};
use super::decide::take_back;
use super::propose::reopen;
use super::{Step, permit_point, write_step};
use crate::app::{App, words_ready};
use crate::audit::Act;
use crate::auth::{Actor, Object, Verb};
use crate::consequences::{Fact, apply};
use crate::error::{Error, Result, Rule};
use crate::id::Id;

/// What was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undone {
    /// A step on items.
    Step(StepVerb),
    /// A decision about points.
    Decision(DecisionKind),
}

/// Undoes the actor's last step or decision in a campaign, whichever came later, if nothing has happened to its items and points since; otherwise
/// [`Error::Stale`]. Returns what was undone. Everything stands as before, the versions too, so that the step before
/// can be undone next.
pub async fn undo(app: &App, actor: &Actor, campaign: &Id) -> Result<Undone> {
    let act = Act::by(actor, app.clock.now());
    let (actor, campaign) = (actor.clone(), campaign.clone());
    words_ready().await;
    app.db
        .write(move |tx| {
            let object = Object { campaign: Some(campaign.clone()), ..Object::default() };
            let edits = actor.permit(Verb::MergeEdit, &object);
            edits.or_else(|_| actor.permit(Verb::MergeApprove, &object))?;
            let last = store::last_step(tx, &campaign, &actor.person.id)?;
            let decided = groups::last_decision(tx, &campaign, &actor.person.id)?;
            if let Some((id, kind, no)) = decided
                && last.as_ref().is_none_or(|step| step.no < no)
            {
                take_back(tx, &act, &actor, &id)?;
                return Ok(Undone::Decision(kind));
            }
            let last = last.ok_or_else(|| Error::rule(Rule::NothingToUndo))?;
            if !last.verb.is_undoable() {
                return Err(Error::rule(Rule::NotUndoable));
            }
            let now = stand(tx, &last)?;
            restore(tx, &act, &actor, &last)?;
            if tx.run(&store::MARK_UNDONE, &params![&campaign, last.no])? != 1 {
                return Err(Error::Stale);
            }
            let step = Step {
                verb: StepVerb::Undo,
                campaign: &campaign,
                item: &last.item,
                other: last.other.as_ref(),
                reason: "",
                earlier: now,
                states: None,
            };
            write_step(tx, &act, step)?;
            reopen(tx, &act, &campaign, last.no)?;
            Ok(Undone::Step(last.verb))
        })
        .await
}

/// How everything stands now, if it is still as the step left it.
fn stand(tx: &mut Tx<'_>, last: &LastStep) -> Result<Earlier> {
    let mut items = Vec::new();
    for id in [Some(&last.item), last.other.as_ref()].into_iter().flatten() {
        let item = store::find(tx, id)?;
        if item.version != last.no {
            return Err(Error::Stale);
        }
        items.push(item.snapshot());
    }
    let mut places = Vec::new();
    for before in &last.earlier.places {
        places.push(store::place(tx, &before.point)?);
    }
    Ok(Earlier { places, items })
}

fn restore(tx: &mut Tx<'_>, act: &Act, actor: &Actor, last: &LastStep) -> Result<()> {
    let (mut merged, mut unmerged) = (Vec::new(), Vec::new());
    for before in &last.earlier.places {
        let now = store::place(tx, &before.point)?;
        if now == *before {
            continue;
        }
        let point = store::point(tx, &before.point)?;
        let verb = if actor.permit(Verb::MergeEdit, &in_campaign(&point.campaign)).is_ok() {
            Verb::MergeEdit
        } else {
            Verb::MergeApprove
        };
        permit_point(actor, verb, &point)?;
        put_back(tx, before, &now, &point.state, &mut merged, &mut unmerged)?;
    }
    for id in [Some(&last.item), last.other.as_ref()].into_iter().flatten() {
        let current = store::find(tx, id)?;
        let row = match last.earlier.items.iter().find(|item| item.id == *id) {
            Some(before) => before.clone(),
            // The step made this item.
            None => Snapshot { state: MergedState::Dissolved.code().to_owned(), ..current.snapshot() },
        };
        store::save(tx, &row, current.version)?;
        tx.run(&store::SET_VERSION, &params![id, row.version])?;
        store::put_words(tx, current.search_key, &row.summary)?;
    }
    if !merged.is_empty() {
        apply(tx, act, &Fact::PointsMerged(merged))?;
    }
    if !unmerged.is_empty() {
        apply(tx, act, &Fact::PointsUnmerged(unmerged))?;
    }
    Ok(())
}

fn in_campaign(campaign: &Id) -> Object {
    Object { campaign: Some(campaign.clone()), ..Object::default() }
}

fn put_back(
    tx: &mut Tx<'_>,
    before: &Place,
    now: &Place,
    state: &str,
    merged: &mut Vec<Id>,
    unmerged: &mut Vec<Id>,
) -> Result<()> {
    let point = &before.point;
    match (&before.link, &now.link) {
        (Some((item, reason, on)), Some(_)) => {
            tx.run(&store::MOVE_LINK, &params![point, item, reason, on])?;
        }
        (Some((item, reason, on)), None) => {
            // Since it was taken out it may have got another fate.
            if !matches!(state, "submitted" | "registered") {
                return Err(Error::Stale);
            }
            tx.run(&store::INSERT_LINK, &params![point, item, reason, on])?;
            merged.push(point.clone());
        }
        (None, Some(_)) => {
            tx.run(&store::DELETE_LINK, &params![point])?;
            unmerged.push(point.clone());
        }
        (None, None) => return Err(Error::Stale),
    }
    Ok(())
}
