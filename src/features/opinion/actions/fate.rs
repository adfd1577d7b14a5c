//! The fates of a point other than a merged item (SPEC 5.3).

use ::store::{Tx, params};

use super::super::model::{Fields, PointEvent, RETURN_DAYS, RoundState, Verdict, Verdicted, guard_accept};
use super::super::store::{self, Decision, Point};
use super::{allowed, find, reason};
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Refusal, Result, Rule};
use crate::id::Id;

/// Sets the fields of a point and accepts it. In a hidden cell line, population and subject stay hidden.
pub async fn accept(app: &App, actor: &Actor, id: &Id, fields: Fields) -> Result<()> {
    let (actor, id, act) = (actor.clone(), id.clone(), Act::by(actor, app.clock.now()));
    app.db
        .write(move |tx| {
            let point = find(tx, &id)?;
            actor.permit(Verb::OpinionSort, &point.object_to_sort())?;
            let to = allowed(point.state.next(PointEvent::Accept))?;
            guard_no_proposal(tx, &point)?;
            guard_accept(&fields, point.cell_hidden, &point.text)?;
            store::accept_point(tx, &id, &fields)?;
            let entry = Entry::new("opinion.accept", "point", &id).states(point.state.code(), to.code());
            Ok(record(tx, &act, entry)?)
        })
        .await
}

/// Hands a point to another body, which may give it back within three working days.
pub async fn refer(app: &App, actor: &Actor, id: &Id, receiver: &Id, why: &str) -> Result<()> {
    let why = reason(why, "reason")?;
    let now = app.clock.now();
    let due = app.calendar.add_working_days(now.today(), RETURN_DAYS).map_err(|e| Error::Internal(e.to_string()))?;
    let (actor, id, receiver, act) = (actor.clone(), id.clone(), receiver.clone(), Act::by(actor, now));
    app.db
        .write(move |tx| {
            let point = find(tx, &id)?;
            actor.permit(Verb::OpinionDecide, &point.object_to_sort())?;
            let to = allowed(point.state.next(PointEvent::Refer))?;
            guard_no_proposal(tx, &point)?;
            store::set_point_state(tx, &id, point.state, to)?;
            tx.run(&store::SET_RECEIVER, &params![&id, &receiver])?;
            let decision = Decision {
                receiver: Some((receiver.clone(), String::new())),
                due_on: Some(due),
                ..decided(&act, Verdict::Refer, &actor, &why)
            };
            store::insert_decision(tx, &id, &decision)?;
            let entry = Entry::new("opinion.refer", "point", &id).states(point.state.code(), to.code()).reason(&why);
            Ok(record(tx, &act, entry.with("receiver", receiver.to_string()))?)
        })
        .await
}

/// The receiver gives a point back that is not its matter.
pub async fn return_by_receiver(app: &App, actor: &Actor, id: &Id, why: &str) -> Result<()> {
    let why = reason(why, "reason")?;
    let (actor, id, act) = (actor.clone(), id.clone(), Act::by(actor, app.clock.now()));
    app.db
        .write(move |tx| {
            let point = find(tx, &id)?;
            point.permit_read(&actor)?;
            actor.permit(Verb::OpinionRead, &point.object_to_sort())?;
            let mine = actor.reach(Verb::OpinionRead).units;
            if !point.receiver.as_ref().is_some_and(|(unit, _)| mine.contains(unit)) {
                return Err(Error::Refused(Refusal::Role));
            }
            let to = allowed(point.state.next(PointEvent::ReturnByReceiver))?;
            if !matches!(point.round_state, RoundState::Open | RoundState::Closed) {
                return Err(Error::rule(Rule::SortingFinished));
            }
            let referral = standing(tx, &id, Verdict::Refer, Verdicted::Confirmed)?;
            if referral.due_on.is_some_and(|due| act.now.today() > due) {
                return Err(Error::rule(Rule::ReturnLate));
            }
            store::settle_decision(tx, &referral, Verdicted::Returned, Some(&actor.person.id), Some(act.now.today()))?;
            store::set_point_state(tx, &id, point.state, to)?;
            tx.run(&store::SET_RECEIVER, &params![&id, None::<Id>])?;
            let entry = Entry::new("opinion.return", "point", &id).states(point.state.code(), to.code());
            Ok(record(tx, &act, entry.reason(&why))?)
        })
        .await
}

/// A fate that a second reader must agree to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proposal {
    /// Not adopted, for this reason.
    Decline(String),
    /// Answered without a rectification: the reason and the answer.
    Answer(String, String),
}

/// Proposes not to adopt a point; counts when a second reader has agreed.
pub async fn decline(app: &App, actor: &Actor, id: &Id, why: &str) -> Result<()> {
    propose(app, actor, id, Proposal::Decline(reason(why, "reason")?)).await
}

/// Proposes to answer a point directly; counts when a second reader has agreed.
pub async fn answer_directly(app: &App, actor: &Actor, id: &Id, why: &str, answer: &str) -> Result<()> {
    let proposal = Proposal::Answer(reason(why, "reason")?, reason(answer, "answer")?);
    propose(app, actor, id, proposal).await
}

async fn propose(app: &App, actor: &Actor, id: &Id, proposal: Proposal) -> Result<()> {
    let (actor, id, act) = (actor.clone(), id.clone(), Act::by(actor, app.clock.now()));
    app.db
        .write(move |tx| {
            let point = find(tx, &id)?;
            actor.permit(Verb::OpinionDecide, &point.object_to_sort())?;
            let (verb, event, why, answer) = match &proposal {
                Proposal::Decline(why) => (Verdict::Decline, PointEvent::Decline, why, None),
                Proposal::Answer(why, answer) => {
                    (Verdict::Answer, PointEvent::AnswerDirectly, why, Some(answer.clone()))
                }
            };
            allowed(point.state.next(event))?;
            guard_no_proposal(tx, &point)?;
            let decision = Decision {
                state: Verdicted::Proposed,
                answer,
                decided_by: None,
                decided_on: None,
                ..decided(&act, verb, &actor, why)
            };
            store::insert_decision(tx, &id, &decision)?;
            let entry = Entry::new("opinion.propose", "point", &id).with("fate", verb.code());
            Ok(record(tx, &act, entry.reason(why))?)
        })
        .await
}

/// The second reader agrees: the fate counts. Never the one who proposed it.
pub async fn confirm(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let (actor, id, act) = (actor.clone(), id.clone(), Act::by(actor, app.clock.now()));
    app.db
        .write(move |tx| {
            let point = find(tx, &id)?;
            actor.permit(Verb::OpinionDecide, &point.object_to_sort())?;
            let proposal = proposed(tx, &id)?;
            if proposal.proposed_by.as_ref().is_some_and(|(who, _)| *who == actor.person.id) {
                return Err(Error::rule(Rule::SecondReader));
            }
            let event = match proposal.verb {
                Verdict::Answer => PointEvent::AnswerDirectly,
                _ => PointEvent::Decline,
            };
            let to = allowed(point.state.next(event))?;
            let (by, on) = (Some(&actor.person.id), Some(act.now.today()));
            store::settle_decision(tx, &proposal, Verdicted::Confirmed, by, on)?;
            store::set_point_state(tx, &id, point.state, to)?;
            if event == PointEvent::AnswerDirectly {
                tx.run(&store::SET_ANSWERED, &params![&id, act.now.today().to_string()])?;
            }
            let entry = Entry::new("opinion.confirm", "point", &id).states(point.state.code(), to.code());
            Ok(record(tx, &act, entry.with("fate", proposal.verb.code()).reason(&proposal.reason))?)
        })
        .await
}

/// The second reader disagrees, or the first takes it back: the point waits for another fate.
pub async fn reject(app: &App, actor: &Actor, id: &Id, why: &str) -> Result<()> {
    let why = reason(why, "reason")?;
    let (actor, id, act) = (actor.clone(), id.clone(), Act::by(actor, app.clock.now()));
    app.db
        .write(move |tx| {
            let point = find(tx, &id)?;
            actor.permit(Verb::OpinionDecide, &point.object_to_sort())?;
            let proposal = proposed(tx, &id)?;
            let (by, on) = (Some(&actor.person.id), Some(act.now.today()));
            store::settle_decision(tx, &proposal, Verdicted::Rejected, by, on)?;
            let entry = Entry::new("opinion.reject", "point", &id).with("fate", proposal.verb.code());
            Ok(record(tx, &act, entry.reason(&why))?)
        })
        .await
}

/// Hands a matter of discipline to the discipline channel: it leaves every list but the auditor's, and its words leave
/// the index. Any reader may; it cannot be undone.
pub async fn route_to_discipline(app: &App, actor: &Actor, id: &Id, why: &str) -> Result<()> {
    let why = reason(why, "reason")?;
    let (actor, id, act) = (actor.clone(), id.clone(), Act::by(actor, app.clock.now()));
    app.db
        .write(move |tx| {
            let point = find(tx, &id)?;
            point.permit_read(&actor)?;
            actor.permit(Verb::OpinionRead, &point.object_to_sort())?;
            let to = allowed(point.state.next(PointEvent::RouteToDiscipline))?;
            drop_proposals(tx, &act, &point)?;
            store::set_point_state(tx, &id, point.state, to)?;
            tx.text_delete(super::super::TEXT_INDEX, point.search_key)?;
            store::insert_decision(tx, &id, &decided(&act, Verdict::Route, &actor, &why))?;
            let entry = Entry::new("opinion.route", "point", &id).states(point.state.code(), to.code());
            Ok(record(tx, &act, entry.reason(&why))?)
        })
        .await
}

/// No other fate while one waits for its second reader.
pub(super) fn guard_no_proposal(tx: &mut Tx<'_>, point: &Point) -> Result<()> {
    if store::has_proposal(tx, &point.id)? { Err(Error::rule(Rule::ProposalPending)) } else { Ok(()) }
}

/// A point that was taken back or routed has no use for a proposal any more.
pub(super) fn drop_proposals(tx: &mut Tx<'_>, act: &Act, point: &Point) -> Result<()> {
    if point.state.is_unsorted() && store::has_proposal(tx, &point.id)? {
        let proposal = proposed(tx, &point.id)?;
        store::settle_decision(tx, &proposal, Verdicted::Rejected, None, Some(act.now.today()))?;
    }
    Ok(())
}

fn proposed(tx: &mut Tx<'_>, point: &Id) -> Result<Decision> {
    let all = store::decisions(tx, point)?;
    all.into_iter().find(|d| d.state == Verdicted::Proposed).ok_or_else(|| Error::rule(Rule::WrongState))
}

fn standing(tx: &mut Tx<'_>, point: &Id, verb: Verdict, state: Verdicted) -> Result<Decision> {
    let all = store::decisions(tx, point)?;
    all.into_iter().rfind(|d| d.verb == verb && d.state == state).ok_or_else(|| Error::rule(Rule::WrongState))
}

fn decided(act: &Act, verb: Verdict, actor: &Actor, why: &str) -> Decision {
    let me = (actor.person.id.clone(), String::new());
    Decision {
        id: Id::ordered(act.now),
        verb,
        state: Verdicted::Confirmed,
        reason: why.to_owned(),
        answer: None,
        receiver: None,
        due_on: None,
        proposed_by: Some(me.clone()),
        decided_by: Some(me),
        decided_on: Some(act.now.today()),
    }
}
