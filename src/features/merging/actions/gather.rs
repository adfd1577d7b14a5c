//! Points into an item, and out of it again.

use ::store::{Tx, params};

use super::super::model::{MergedEvent, StepVerb, Why};
use super::super::store;
use super::{
    Step, distinct, earlier, link_points, next, permit_point, reason, same_version, set_state, words, write_step,
};
use crate::app::{App, words_ready};
use crate::audit::Act;
use crate::auth::{Actor, Verb};
use crate::consequences::{Fact, apply};
use crate::error::{Error, Result, Rule};
use crate::id::Id;

/// Makes a new item of one or more points of one campaign. Returns its key.
pub async fn create_merged_item(
    app: &App,
    actor: &Actor,
    points: &[Id],
    summary: &str,
    category: &str,
    why: &Why,
) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (summary, category) = words(summary, category)?;
    let points = distinct(points);
    if points.is_empty() {
        return Err(Error::rule(Rule::SummaryMissing));
    }
    let (actor, why, key) = (actor.clone(), why.clone(), crate::random::key());
    words_ready().await;
    app.db
        .write(move |tx| {
            let new = NewItem { key, summary: &summary, category: &category };
            create_in(tx, &act, &actor, &points, &new, &why).map(|(item, _)| item)
        })
        .await
}

/// The words of a new item.
pub(super) struct NewItem<'a> {
    pub key: i64,
    pub summary: &'a str,
    pub category: &'a str,
}

/// Makes a new item within a unit of work. Gives its key and the number of the step.
pub(super) fn create_in(
    tx: &mut Tx<'_>,
    act: &Act,
    actor: &Actor,
    points: &[Id],
    new: &NewItem<'_>,
    why: &Why,
) -> Result<(Id, i64)> {
    let first = points.first().ok_or_else(|| Error::rule(Rule::SummaryMissing))?;
    let campaign = store::point(tx, first)?.campaign;
    let item = store::insert_item(tx, &campaign, new.key, new.summary, new.category)?;
    actor.permit(Verb::MergeEdit, &item.object(Vec::new()))?;
    let places = link_points(tx, actor, act, &item, points, why)?;
    let step = Step {
        verb: StepVerb::Create,
        campaign: &campaign,
        item: &item.id,
        other: None,
        reason: &why.said,
        earlier: earlier(places, &[]),
        states: None,
    };
    let no = write_step(tx, act, step)?;
    apply(tx, act, &Fact::PointsMerged(points.to_vec()))?;
    Ok((item.id, no))
}

/// Puts points into an item that still takes some in.
pub async fn merge_points(app: &App, actor: &Actor, item: &Id, points: &[Id], why: &Why) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let points = distinct(points);
    if points.is_empty() {
        return Err(Error::rule(Rule::SummaryMissing));
    }
    let (actor, id, why) = (actor.clone(), item.clone(), why.clone());
    app.db.write(move |tx| merge_in(tx, &act, &actor, &id, &points, &why).map(drop)).await
}

/// Puts points into an item within a unit of work. Gives the number of the step.
pub(super) fn merge_in(tx: &mut Tx<'_>, act: &Act, actor: &Actor, id: &Id, points: &[Id], why: &Why) -> Result<i64> {
    let item = store::find(tx, id)?;
    actor.permit(Verb::MergeEdit, &item.object(Vec::new()))?;
    let to = next(item.state, MergedEvent::Gather)?;
    let places = link_points(tx, actor, act, &item, points, why)?;
    let step = Step {
        verb: StepVerb::Merge,
        campaign: &item.campaign,
        item: &item.id,
        other: None,
        reason: &why.said,
        earlier: earlier(places, &[&item]),
        states: Some((item.state, to)),
    };
    let no = write_step(tx, act, step)?;
    apply(tx, act, &Fact::PointsMerged(points.to_vec()))?;
    Ok(no)
}

/// Takes a point out of its item; once rectification was approved, only the secretary does. The last point of a draft
/// dissolves it; the last one of a confirmed item stays, for a confirmed problem without an opinion would be invented.
pub async fn unmerge_point(app: &App, actor: &Actor, point: &Id, seen: Option<i64>, why: &str) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let why = reason("reason", why)?;
    let (actor, id) = (actor.clone(), point.clone());
    app.db
        .write(move |tx| {
            let point = store::point(tx, &id)?;
            let place = store::place(tx, &id)?;
            let Some((item, ..)) = &place.link else { return Err(Error::rule(Rule::WrongState)) };
            let item = store::find(tx, item)?;
            let verb = if item.state.is_planned() { Verb::MergeApprove } else { Verb::MergeEdit };
            if let Err(refused) = permit_point(&actor, verb, &point) {
                let would = item.state.is_planned() && permit_point(&actor, Verb::MergeEdit, &point).is_ok();
                return Err(if would { Error::rule(Rule::PlanApproved) } else { refused });
            }
            same_version(&item, seen)?;
            let event = if item.points == 1 { MergedEvent::Empty } else { MergedEvent::Release };
            let to = item.state.next(event).ok_or_else(|| {
                // With others beside it, it could go: then it is the last one that is held.
                let held = item.points == 1 && item.state.next(MergedEvent::Release).is_some();
                Error::rule(if held { Rule::LastPoint } else { Rule::WrongState })
            })?;
            tx.run(&store::DELETE_LINK, &params![&id])?;
            set_state(tx, &item, to)?;
            let step = Step {
                verb: StepVerb::Unmerge,
                campaign: &item.campaign,
                item: &item.id,
                other: None,
                reason: &why,
                earlier: earlier(vec![place.clone()], &[&item]),
                states: Some((item.state, to)),
            };
            write_step(tx, &act, step)?;
            apply(tx, &act, &Fact::PointsUnmerged(vec![id.clone()]))
        })
        .await
}
