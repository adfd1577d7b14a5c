//! Items in the rectification plan: they are approved with it, and what an amendment changes of approved ones holds when it
//! is approved.

use ::store::Tx;
use jiff::civil::Date;

use super::draft::{approve_now, plan};
use crate::audit::{Act, Entry, record};
use crate::consequences::plan_text::PlanChange;
use crate::error::{Error, Result, Rule};
use crate::features::rectification::model::{Kind, Plan, State, guard_approval, guard_due, turns};
use crate::features::rectification::store::{self, Item};

/// Whether an item can stand in a plan that is to be approved (R69).
pub fn check_for_plan(tx: &mut Tx<'_>, today: Date, change: &PlanChange) -> Result<()> {
    let item = store::find(tx, &change.item, None)?.ok_or(Error::NotFound)?;
    check(&item, today, change)
}

fn check(item: &Item, today: Date, change: &PlanChange) -> Result<()> {
    let place = |rule| Error::Rule(rule, item.no.clone());
    if item.state == State::Superseded {
        return Err(place(Rule::PlanItemUnknown));
    }
    if item.state == State::Drafted {
        let planned = Plan {
            requirement: change.requirement.as_deref().unwrap_or(&item.requirement),
            due_on: change.due_on.or(item.dates.due),
            ..plan(item)
        };
        guard_approval(&planned, &item.span, today).map_err(place)?;
        return match (&item.merged_item, item.merged_state.as_str()) {
            (None, _) | (Some(_), "confirmed" | "planned") => Ok(()),
            _ => Err(place(Rule::MergedNotConfirmed)),
        };
    }
    if (change.requirement.is_some() || change.due_on.is_some())
        && matches!(item.state, State::Closed | State::LongTermOk)
    {
        return Err(place(Rule::PlanItemDone));
    }
    // Approved once, with a deadline that was good then; a new one must be good now.
    match change.due_on {
        Some(_) if item.kind == Kind::LongTerm => Err(place(Rule::ExtensionLongTerm)),
        Some(due) if due < today => Err(place(Rule::DueInPast)),
        Some(due) => guard_due(item.kind, due, &item.span, item.approved_on.unwrap_or(today)).map_err(place),
        None => Ok(()),
    }
}

/// Applies what a plan says of an item: a drafted one is approved; of any other the changed fields hold from now on. The
/// original deadline stays, so on-time figures are not made better by it.
pub fn adopt(tx: &mut Tx<'_>, act: &Act, calendar: &workday::Calendar, change: &PlanChange) -> Result<()> {
    let item = store::find(tx, &change.item, None)?.ok_or(Error::NotFound)?;
    check(&item, act.now.today(), change)?;
    let mut entry = Entry::new("item.amend", "item", &item.id);
    if let Some(requirement) = &change.requirement {
        store::set_requirement(tx, &item.id, requirement)?;
        entry = entry.with("requirement", true);
    }
    if let Some(due) = change.due_on {
        let turning = turns(calendar, due).ok_or_else(|| Error::field("due_on", Rule::NotADate))?;
        store::set_due(tx, &item.id, due, turning)?;
        entry = entry.with("due_on", due.to_string());
    }
    if change.requirement.is_some() || change.due_on.is_some() {
        record(tx, act, entry)?;
    }
    if item.state == State::Drafted {
        let item = store::find(tx, &change.item, None)?.ok_or(Error::NotFound)?;
        approve_now(tx, act, calendar, &item)?;
    }
    Ok(())
}
