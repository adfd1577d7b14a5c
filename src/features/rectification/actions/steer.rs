//! What happens to an item from above: suspend, resume, take over; look back, reopen; the periods of long-term items.

use jiff::civil::Date;

use super::close::next_period;
use super::{after, needed, on_item, readable, reason, tell_if_last, tell_reopened, told, turning};
use crate::app::App;
use crate::audit::{Act, record};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Refusal, Result, Rule};
use crate::features::rectification::model::{Decision, Event, Kind, Step};
use crate::features::rectification::store::{self, Item};
use crate::id::Id;

/// Stops the clock, with a reason.
pub async fn suspend_item(app: &App, actor: &Actor, id: &Id, why: &str) -> Result<()> {
    let why = reason("suspend_reason", why)?;
    on_item(app, actor, id, Verb::ItemApprove, move |tx, act, _, item| {
        let to = after(&item, Event::Suspend)?;
        store::suspend(tx, &item.id, item.state, act.now.today())?;
        Ok(record(tx, act, told("item.suspend", &item, to).reason(&why))?)
    })
    .await
}

/// Lets the clock run again: the deadline moves by the days it stood still, at most to the campaign's last day. The
/// original deadline stays.
pub async fn resume_item(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let app2 = app.clone();
    on_item(app, actor, id, Verb::ItemApprove, move |tx, act, _, item| {
        let to = after(&item, Event::Resume)?;
        let mut entry = told("item.resume", &item, to);
        if let Some(due) = moved(&item, act.now.today()) {
            store::set_due(tx, &item.id, due, turning(&app2, "due_on", due)?)?;
            entry = entry.with("due_on", due.to_string());
        }
        store::resume(tx, &item.id)?;
        Ok(record(tx, act, entry)?)
    })
    .await
}

fn moved(item: &Item, today: Date) -> Option<Date> {
    let (due, since) = (item.dates.due?, item.suspended_on?);
    let still = since.until(today).ok()?;
    let later = due.checked_add(still).ok()?;
    // A deadline already beyond the campaign (the secretary's extension, a long-term review) is not pulled back.
    Some(if item.kind == Kind::LongTerm { later } else { later.min(item.span.to.max(due)) })
}

/// Another open item of the campaign takes this one over, with a reason.
pub async fn supersede_item(app: &App, actor: &Actor, id: &Id, target_no: &str, why: &str) -> Result<()> {
    let (target_no, why) = (needed("into", target_no, 40)?, reason("supersede_reason", why)?);
    on_item(app, actor, id, Verb::ItemApprove, move |tx, act, actor, item| {
        let to = after(&item, Event::MergeInto)?;
        let wrong = || Error::field("into", Rule::SupersedeTarget);
        let target = store::by_number(tx, &target_no)?.filter(|t| *t != item.id).ok_or_else(wrong)?;
        let target = readable(tx, actor, &target).map_err(|_| wrong())?;
        if target.campaign != item.campaign || !target.state.is_open() {
            return Err(wrong());
        }
        store::supersede(tx, &item.id, item.state, &target.id)?;
        record(tx, act, told("item.supersede", &item, to).reason(&why).with("into", target.id.as_str()))?;
        // What is left of its problem may all be done; when nothing is left, the problem follows the other item.
        let undone_target = target.merged_item == item.merged_item;
        if undone_target { Ok(()) } else { tell_if_remaining_done(tx, act, &item) }
    })
    .await
}

fn tell_if_remaining_done(tx: &mut ::store::Tx<'_>, act: &Act, item: &Item) -> Result<()> {
    match &item.merged_item {
        Some(merged) if store::count_done(tx, merged)? > 0 => tell_if_last(tx, act, item),
        _ => Ok(()),
    }
}

/// The right to look back (office, members, supervisors) or to decide on a reopening (the secretary).
fn permit_look_back(actor: &Actor, item: &Item) -> Result<()> {
    let object = item.object();
    actor.permit(Verb::ItemReopen, &object).or_else(|_| actor.permit(Verb::ItemReopenDecide, &object))
}

/// 回头看: somebody looked and it holds.
pub async fn keep_closed(app: &App, actor: &Actor, id: &Id, note: &str) -> Result<()> {
    let note = needed("look_back_note", note, super::LONG)?;
    on_item(app, actor, id, Verb::ItemRead, move |tx, act, actor, item| {
        permit_look_back(actor, &item)?;
        let to = after(&item, Event::Keep)?;
        write_step(tx, act, actor, &item, Step::LookBack, Decision::Agree, &note)?;
        Ok(record(tx, act, told("item.look_back", &item, to))?)
    })
    .await
}

/// 反弹: it came back. The old close-out stays in the history.
pub async fn reopen_item(app: &App, actor: &Actor, id: &Id, why: &str) -> Result<()> {
    let why = reason("look_back_note", why)?;
    on_item(app, actor, id, Verb::ItemRead, move |tx, act, actor, item| {
        permit_look_back(actor, &item)?;
        let to = after(&item, Event::Rebound)?;
        write_step(tx, act, actor, &item, Step::LookBack, Decision::Return, &why)?;
        store::set_done(tx, &item.id, None)?;
        store::set_state(tx, &item.id, item.state, to)?;
        record(tx, act, told("item.reopen", &item, to).reason(&why))?;
        tell_reopened(tx, act, &item)
    })
    .await
}

/// The people's vote, or an objection that was upheld, found that a problem is not solved: its closed items come back, each with its line in the trail. Tells
/// whether there were any; what follows for the problem, the caller knows.
pub fn reopen_dissatisfied(tx: &mut ::store::Tx<'_>, act: &Act, merged_item: &Id, why: &str) -> Result<bool> {
    let ids: Vec<Id> = tx.all(&store::OF_MERGED, &::store::params![merged_item], |row| row.get(0))?;
    let mut any = false;
    for id in ids {
        let Some(item) = store::find(tx, &id, None)? else { continue };
        let Some(to) = item.standing().next(Event::Rebound) else { continue };
        store::set_done(tx, &item.id, None)?;
        store::set_state(tx, &item.id, item.state, to)?;
        record(tx, act, told("item.reopen", &item, to).reason(why))?;
        any = true;
    }
    Ok(any)
}

/// A long-term item whose period is over has to be reviewed. For the schedule; another look finds nothing to do.
pub async fn begin_review(app: &App, id: &Id) -> Result<()> {
    let (act, id) = (Act::system(app.clock.now()), id.clone());
    app.db
        .write(move |tx| {
            let Some(item) = store::find(tx, &id, None)? else { return Ok(()) };
            let over = item.dates.due.is_some_and(|due| due <= act.now.today());
            match item.standing().next(Event::ReviewDue) {
                Some(to) if over => {
                    store::set_state(tx, &item.id, item.state, to)?;
                    Ok(record(tx, &act, told("item.review_due", &item, to))?)
                }
                _ => Ok::<(), Error>(()),
            }
        })
        .await
}

/// The lead cadre accepts the period on its evidence, or returns it with a reason.
pub async fn review_cycle(app: &App, actor: &Actor, id: &Id, accept: bool, opinion: &str) -> Result<()> {
    let opinion = if accept { opinion.trim().to_owned() } else { reason("opinion", opinion)? };
    let app2 = app.clone();
    on_item(app, actor, id, Verb::ItemReviewLead, move |tx, act, actor, item| {
        let to = after(&item, if accept { Event::AcceptReview } else { Event::ReturnReview })?;
        if item.owner.as_ref() == Some(&actor.person.id) {
            return Err(Error::Refused(Refusal::Conflict));
        }
        if accept && store::count_evidence_of_period(tx, &item.id)? == 0 {
            return Err(Error::rule(Rule::PeriodEvidence));
        }
        let decision = if accept { Decision::Agree } else { Decision::Return };
        write_step(tx, act, actor, &item, Step::Cycle, decision, &opinion)?;
        store::set_state(tx, &item.id, item.state, to)?;
        let entry = told("item.review_cycle", &item, to);
        record(tx, act, if accept { entry } else { entry.reason(&opinion) })?;
        if accept {
            store::set_done(tx, &item.id, Some(act.now.today()))?;
            next_period(tx, &app2, act, &item)?;
            return tell_if_last(tx, act, &item);
        }
        store::set_done(tx, &item.id, None)?;
        tell_reopened(tx, act, &item)
    })
    .await
}

fn write_step(
    tx: &mut ::store::Tx<'_>,
    act: &Act,
    actor: &Actor,
    item: &Item,
    step: Step,
    decision: Decision,
    text: &str,
) -> Result<()> {
    let (id, on) = (Id::ordered(act.now), act.now.today());
    Ok(store::insert_step(tx, &id, &item.id, item.attempt, step, decision, &actor.person.id, text, on)?)
}
