//! What can be done with merged items. Each verb is one unit of work with one step in the ledger and one audit line.

mod decide;
mod follow;
mod gather;
mod grouping;
mod propose;
mod reshape;
mod settle;
mod undo;

pub use decide::{decide, withdraw_decision};
pub use follow::{Target, follow, group_to_sort, round_to_sort};
pub use gather::{create_merged_item, merge_points, unmerge_point};
pub use grouping::{ask_run, group_when_asked};
pub use propose::{Wish, accept_proposal, decline_proposal, propose, withdraw_proposal};
pub use reshape::{absorb, move_points, split_item};
pub use settle::{Edit, confirm, edit_item, explain, item_approved, item_reopened, last_item_closed};
pub use undo::{Undone, undo};

use ::store::{Tx, params};

use super::model::{
    CATEGORY_LONGEST, Earlier, MergedEvent, MergedState, Place, PointFacts, REASON_LONGEST, SUMMARY_LONGEST, Snapshot,
    StepVerb, Why, guard_merge,
};
use super::store::{self, MergedItem};
use crate::audit::{Act, Entry, Who, content_hash, record};
use crate::auth::{Actor, Object, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// Summary and category as written, or what is wrong with them.
fn words(summary: &str, category: &str) -> Result<(String, String)> {
    let mut fields = Fields::default();
    let summary = fields.text("summary", summary, SUMMARY_LONGEST);
    let category = fields.text("category", category, CATEGORY_LONGEST);
    fields.finish().map(|()| (summary, category))
}

/// A reason that must be given.
fn reason(field: &'static str, text: &str) -> Result<String> {
    if text.trim().is_empty() {
        return Err(Error::field(field, Rule::ReasonNeeded));
    }
    let mut fields = Fields::default();
    let text = fields.text(field, text, REASON_LONGEST);
    fields.finish().map(|()| text)
}

/// Whether the item is still the one that was looked at.
fn same_version(item: &MergedItem, seen: Option<i64>) -> Result<()> {
    if seen.is_some_and(|seen| seen != item.version) { Err(Error::Stale) } else { Ok(()) }
}

fn next(state: MergedState, event: MergedEvent) -> Result<MergedState> {
    state.next(event).ok_or_else(|| Error::rule(Rule::WrongState))
}

/// Whoever merges may neither be the one a point is about nor have written it (SPEC 5.2, conflict rules).
fn permit_point(actor: &Actor, verb: Verb, point: &PointFacts) -> Result<()> {
    let about = point.about.iter().chain(&point.author).cloned().collect();
    actor.permit(verb, &Object { campaign: Some(point.campaign.clone()), about, ..Object::default() })
}

/// Reads each point, checks that this actor may put it into an item of this campaign, and links it.
fn link_points(
    tx: &mut Tx<'_>,
    actor: &Actor,
    act: &Act,
    item: &MergedItem,
    points: &[Id],
    why: &Why,
) -> Result<Vec<Place>> {
    let (reason, today) = (why.to_json(), act.now.today().to_string());
    let mut places = Vec::with_capacity(points.len());
    for id in points {
        let point = store::point(tx, id)?;
        if point.campaign != item.campaign {
            return Err(Error::rule(Rule::OtherCampaign));
        }
        permit_point(actor, Verb::MergeEdit, &point)?;
        guard_merge(&point, &item.campaign).map_err(|(rule, place)| Error::Rule(rule, place))?;
        let link = tx.run(&store::INSERT_LINK, &params![id, &item.id, &reason, &today]);
        link.map_err(|e| if e.is_unique() { Error::rule(Rule::AlreadyMerged) } else { Error::from(e) })?;
        places.push(Place { point: id.clone(), link: None });
    }
    Ok(places)
}

/// Points as sent, each once.
fn distinct(points: &[Id]) -> Vec<Id> {
    let mut seen = std::collections::HashSet::new();
    points.iter().filter(|id| seen.insert((*id).clone())).cloned().collect()
}

/// A step on its way into the ledger.
struct Step<'a> {
    verb: StepVerb,
    campaign: &'a Id,
    item: &'a Id,
    other: Option<&'a Id>,
    reason: &'a str,
    earlier: Earlier,
    states: Option<(MergedState, MergedState)>,
}

/// Writes a step, its audit line, and its number as the version of the items it touched.
fn write_step(tx: &mut Tx<'_>, act: &Act, step: Step<'_>) -> Result<i64> {
    let no = store::next_number(tx, step.campaign, "merge_step")?;
    let earlier = serde_json::to_string(&step.earlier).map_err(|e| Error::Internal(e.to_string()))?;
    let person = match &act.who {
        Who::Person(id) => Some(id.clone()),
        _ => None,
    };
    let points = i64::try_from(step.earlier.places.len()).unwrap_or(i64::MAX);
    let row = params![
        Id::ordered(act.now),
        step.campaign,
        no,
        step.verb.code(),
        step.item,
        step.other,
        points,
        &earlier,
        step.reason,
        person,
        act.now.today().to_string()
    ];
    tx.run(&store::INSERT_STEP, &row)?;
    if step.verb != StepVerb::Undo {
        for id in [Some(step.item), step.other].into_iter().flatten() {
            tx.run(&store::SET_VERSION, &params![id, no])?;
        }
    }
    let mut entry = Entry::new(&format!("merge.{}", step.verb.code()), "merged_item", step.item)
        .with("step", no)
        .with("points", points)
        // The ledger's row says which points; the line vouches for the row.
        .with("ledger", content_hash(earlier.as_bytes()));
    if let Some((from, to)) = step.states {
        entry = entry.states(from.code(), to.code());
    }
    if let Some(other) = step.other {
        entry = entry.with("other", other.as_str());
    }
    if !step.reason.is_empty() {
        entry = entry.reason(step.reason);
    }
    record(tx, act, entry)?;
    Ok(no)
}

/// Writes an item's new state; the rest stays.
fn set_state(tx: &mut Tx<'_>, item: &MergedItem, to: MergedState) -> Result<()> {
    let mut row = item.snapshot();
    row.state = to.code().to_owned();
    if to == MergedState::Draft {
        (row.confirmed_by, row.confirmed_on) = (None, None);
    }
    store::save(tx, &row, item.version)
}

/// The items of a step as they stood before.
fn earlier(places: Vec<Place>, items: &[&MergedItem]) -> Earlier {
    let items: Vec<Snapshot> = items.iter().map(|item| item.snapshot()).collect();
    Earlier { places, items }
}
