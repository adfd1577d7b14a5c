//! What departments propose to merge, and what the office makes of it.

use ::store::{Tx, params};

use super::super::model::{ProposalEvent, ProposalState, Why};
use super::super::store::proposals::{self, Proposal};
use super::super::store::{self, ITEMS};
use super::gather::{NewItem, create_in, merge_in};
use super::{distinct, permit_point, reason, words};
use crate::app::{App, words_ready};
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Object, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;

/// Where the points are to go: into an item that is there, or into a new one of these words.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// The item; none: a new one.
    pub into: Option<Id>,
    /// The summary.
    pub summary: String,
    /// The category.
    pub category: String,
    /// Why.
    pub reason: String,
}

/// Proposes to merge points of one's own department or line. Nothing is merged by it. Returns its key.
pub async fn propose(app: &App, actor: &Actor, points: &[Id], wish: &Wish) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (summary, category) = match wish.into {
        Some(_) => (String::new(), String::new()),
        None => words(&wish.summary, &wish.category)?,
    };
    let why = reason("reason", &wish.reason)?;
    let (actor, points, into) = (actor.clone(), distinct(points), wish.into.clone());
    if points.is_empty() {
        return Err(Error::rule(Rule::PickPoints));
    }
    app.db
        .write(move |tx| {
            let mut campaign: Option<Id> = None;
            for id in &points {
                let point = store::point(tx, id)?;
                let about = point.about.iter().chain(&point.author).cloned().collect();
                let scope = proposals::scope(tx, id)?;
                // A point that one may not read is not there.
                actor.permit_read(Verb::MergePropose, &Object { about, ..scope })?;
                if campaign.get_or_insert_with(|| point.campaign.clone()) != &point.campaign {
                    return Err(Error::rule(Rule::OtherCampaign));
                }
                if point.merged_into.is_some() || !matches!(point.state.as_str(), "submitted" | "registered") {
                    return Err(Error::rule(Rule::ProposalSorted));
                }
            }
            let campaign = campaign.ok_or_else(|| Error::rule(Rule::PickPoints))?;
            if let Some(into) = &into {
                let seen = store::visible(&actor)?.filter("campaign", params![&campaign]).filter("one", params![into]);
                if tx.count(&ITEMS, &seen)? != 1 || !store::find(tx, into)?.state.is_open() {
                    return Err(Error::field("into", Rule::UnknownChoice));
                }
            }
            let (id, today) = (Id::ordered(act.now), act.now.today().to_string());
            let row = params![&id, &campaign, &summary, &category, &into, &why, &actor.person.id, &today];
            tx.run(&proposals::INSERT, &row)?;
            for point in &points {
                tx.run(&proposals::INSERT_POINT, &params![&id, point])?;
            }
            let number = i64::try_from(points.len()).unwrap_or(i64::MAX);
            record(tx, &act, Entry::new("merge.propose", "merge_proposal", &id).with("points", number).reason(&why))?;
            Ok(id)
        })
        .await
}

/// The new state, or that it was decided already.
fn next(proposal: &Proposal, event: ProposalEvent) -> Result<ProposalState> {
    proposal.state.next(event).ok_or_else(|| Error::rule(Rule::ProposalDecided))
}

/// Takes one's own proposal back while it waits.
pub async fn withdraw_proposal(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let proposal = proposals::find(tx, &id)?;
            if proposal.by != actor.person.id {
                return Err(Error::NotFound);
            }
            let to = next(&proposal, ProposalEvent::Withdraw)?;
            settle(tx, &act, &actor, &proposal, to, Outcome::default())
        })
        .await
}

/// Those of the office who may sort every point of it decide; for others it is not there.
fn permit_decision(tx: &mut Tx<'_>, actor: &Actor, proposal: &Proposal) -> Result<Vec<Id>> {
    let object = Object { campaign: Some(proposal.campaign.clone()), ..Object::default() };
    actor.permit_read(Verb::MergeEdit, &object)?;
    let points = proposals::points_of(tx, &proposal.id)?;
    for id in &points {
        let allowed = store::point(tx, id).and_then(|point| permit_point(actor, Verb::MergeEdit, &point));
        allowed.map_err(|_| Error::NotFound)?;
    }
    Ok(points)
}

/// Merges by a proposal, perhaps in other words than it was made in. Returns the item.
pub async fn accept_proposal(app: &App, actor: &Actor, id: &Id, wish: &Wish) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (summary, category) = match wish.into {
        Some(_) => (String::new(), String::new()),
        None => words(&wish.summary, &wish.category)?,
    };
    let (actor, id, wish, key) = (actor.clone(), id.clone(), wish.clone(), crate::random::key());
    words_ready().await;
    app.db
        .write(move |tx| {
            let proposal = proposals::find(tx, &id)?;
            let points = permit_decision(tx, &actor, &proposal)?;
            let to = next(&proposal, ProposalEvent::Accept)?;
            let why = Why::said(if wish.reason.trim().is_empty() { &proposal.reason } else { &wish.reason });
            let (item, step) = match &wish.into {
                Some(into) => (into.clone(), merge_in(tx, &act, &actor, into, &points, &why)?),
                None => {
                    let new = NewItem { key, summary: &summary, category: &category };
                    create_in(tx, &act, &actor, &points, &new, &why)?
                }
            };
            let outcome = Outcome { item: Some(item.clone()), step: Some(step), answer: None };
            settle(tx, &act, &actor, &proposal, to, outcome)?;
            Ok(item)
        })
        .await
}

/// Declines a proposal, with the reason for those who made it.
pub async fn decline_proposal(app: &App, actor: &Actor, id: &Id, answer: &str) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let answer = reason("answer", answer)?;
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let proposal = proposals::find(tx, &id)?;
            permit_decision(tx, &actor, &proposal)?;
            let to = next(&proposal, ProposalEvent::Decline)?;
            settle(tx, &act, &actor, &proposal, to, Outcome { answer: Some(answer.clone()), ..Outcome::default() })
        })
        .await
}

/// What came of it.
#[derive(Default)]
struct Outcome {
    item: Option<Id>,
    step: Option<i64>,
    answer: Option<String>,
}

fn settle(
    tx: &mut Tx<'_>,
    act: &Act,
    actor: &Actor,
    proposal: &Proposal,
    to: ProposalState,
    outcome: Outcome,
) -> Result<()> {
    let today = act.now.today().to_string();
    let row = params![
        &proposal.id,
        proposal.state.code(),
        to.code(),
        &actor.person.id,
        today,
        &outcome.answer,
        &outcome.item,
        outcome.step
    ];
    if tx.run(&proposals::SETTLE, &row)? != 1 {
        return Err(Error::rule(Rule::ProposalDecided));
    }
    let verb = match to {
        ProposalState::Accepted => "merge.accept_proposal",
        ProposalState::Declined => "merge.decline_proposal",
        ProposalState::Open | ProposalState::Withdrawn => "merge.withdraw_proposal",
    };
    let entry = Entry::new(verb, "merge_proposal", &proposal.id).states(proposal.state.code(), to.code());
    record(
        tx,
        act,
        match &outcome.answer {
            Some(answer) => entry.reason(answer),
            None => entry,
        },
    )?;
    Ok(())
}

/// A step was undone: the proposal by which it was made waits again.
pub(super) fn reopen(tx: &mut Tx<'_>, act: &Act, campaign: &Id, step: i64) -> Result<()> {
    let found: Option<Id> = tx.one(&proposals::BY_STEP, &params![campaign, step], |row| row.get(0))?;
    let Some(id) = found else { return Ok(()) };
    let proposal = proposals::find(tx, &id)?;
    let to = next(&proposal, ProposalEvent::Reopen)?;
    tx.run(&proposals::REOPEN, &params![&id])?;
    let entry = Entry::new("merge.reopen_proposal", "merge_proposal", &id);
    record(tx, act, entry.states(proposal.state.code(), to.code()))?;
    Ok(())
}
