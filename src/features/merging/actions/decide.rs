//! What people decide about suggestions: together, never together, aside. Later runs keep to it.

use ::store::{Tx, params};

use super::super::model::DecisionKind;
use super::super::store;
use super::super::store::groups;
use super::{distinct, permit_point};
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Object, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// Decides about points of one campaign; `others` are those from which they are kept. A group that is put aside leaves the
/// list at once. Returns the decision's key.
pub async fn decide(
    app: &App,
    actor: &Actor,
    kind: DecisionKind,
    picked: &[Id],
    others: &[Id],
    group: Option<&Id>,
    reason: &str,
) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let mut fields = Fields::default();
    let reason = fields.optional("reason", reason, super::REASON_LONGEST).unwrap_or_default();
    fields.finish()?;
    let (picked, others) = (distinct(picked), distinct(others));
    let pairs = kind.pairs(&picked, &others).map_err(Error::rule)?;
    let (actor, group) = (actor.clone(), group.cloned());
    app.db
        .write(move |tx| {
            let mut campaign: Option<Id> = None;
            let named = distinct(&pairs.iter().flat_map(|(a, b)| [a.clone(), b.clone()]).collect::<Vec<_>>());
            for id in &named {
                let point = store::point(tx, id)?;
                permit_point(&actor, Verb::MergeEdit, &point)?;
                if let Some(item) = &point.merged_into {
                    // Somebody has sorted it since: how it belongs is said by its problem now.
                    return Err(Error::Rule(
                        Rule::AlreadyMerged,
                        point.merged_summary.clone().unwrap_or(item.to_string()),
                    ));
                }
                if campaign.get_or_insert_with(|| point.campaign.clone()) != &point.campaign {
                    return Err(Error::rule(Rule::OtherCampaign));
                }
            }
            let campaign = campaign.ok_or_else(|| Error::rule(Rule::PickPoints))?;
            let id = Id::ordered(act.now);
            let today = act.now.today().to_string();
            let no = store::next_number(tx, &campaign, "merge_step")?;
            let row = params![&id, &campaign, kind.code(), &reason, &actor.person.id, &today, no];
            tx.run(&groups::INSERT_DECISION, &row)?;
            for (a, b) in &pairs {
                tx.run(&groups::INSERT_PAIR, &params![&id, a, b])?;
            }
            if let (DecisionKind::Aside, Some(group)) = (kind, &group) {
                if groups::group(tx, group, &actor.person.id)?.campaign != campaign {
                    return Err(Error::NotFound);
                }
                tx.run(&groups::SET_ASIDE, &params![group, 1])?;
            }
            let number = i64::try_from(pairs.len()).unwrap_or(i64::MAX);
            let entry = Entry::new(&format!("merge.{}", kind.code()), "merge_decision", &id).with("pairs", number);
            record(tx, &act, if reason.is_empty() { entry } else { entry.reason(&reason) })?;
            Ok(id)
        })
        .await
}

/// Takes a decision back, by anybody of the office who may sort its points. Returns its campaign.
pub async fn withdraw_decision(app: &App, actor: &Actor, decision: &Id) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), decision.clone());
    app.db.write(move |tx| take_back(tx, &act, &actor, &id)).await
}

/// Takes a decision back within a unit of work. Returns its campaign.
pub(super) fn take_back(tx: &mut Tx<'_>, act: &Act, actor: &Actor, id: &Id) -> Result<Id> {
    let campaign: Option<Id> = tx.one(&groups::FIND_DECISION, &params![id], |row| row.get(0))?;
    let campaign = campaign.ok_or(Error::NotFound)?;
    let object = Object { campaign: Some(campaign.clone()), ..Object::default() };
    actor.permit(Verb::MergeEdit, &object)?;
    let points: Vec<Id> = tx.all(&groups::DECISION_POINTS, &params![id], |row| row.get(0))?;
    for point in &points {
        // One that has gone to the discipline channel since speaks for nothing any more.
        match store::point(tx, point) {
            Ok(point) => permit_point(actor, Verb::MergeEdit, &point)?,
            Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    let today = act.now.today().to_string();
    let no = store::next_number(tx, &campaign, "merge_step")?;
    if tx.run(&groups::WITHDRAW, &params![id, &actor.person.id, today, no])? != 1 {
        return Err(Error::Stale);
    }
    tx.run(&groups::TAKE_UP, &params![id])?;
    record(tx, act, Entry::new("merge.withdraw", "merge_decision", id))?;
    Ok(campaign)
}
