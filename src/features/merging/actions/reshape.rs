//! Two items into one, and one into two.

use ::store::params;

use super::super::model::{MergedEvent, Place, StepVerb, Why};
use super::super::store;
use super::{Step, distinct, earlier, next, permit_point, reason, same_version, set_state, words, write_step};
use crate::app::{App, words_ready};
use crate::audit::Act;
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;

/// Takes all points of `from` into `into`, which is a draft again afterwards. Returns nothing to confirm twice: `from`
/// keeps its number and its history, and never comes back but by undo.
pub async fn absorb(app: &App, actor: &Actor, into: &Id, from: &Id, seen: Option<i64>, why: &str) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let why = reason("reason", why)?;
    let (actor, into, from) = (actor.clone(), into.clone(), from.clone());
    app.db
        .write(move |tx| {
            let (into, from) = (store::find(tx, &into)?, store::find(tx, &from)?);
            for item in [&into, &from] {
                let about = store::about(tx, &item.id)?;
                actor.permit(Verb::MergeEdit, &item.object(about))?;
            }
            same_version(&from, seen)?;
            if into.campaign != from.campaign {
                return Err(Error::rule(Rule::OtherCampaign));
            }
            if into.id == from.id {
                return Err(Error::rule(Rule::SameItem));
            }
            let gone = next(from.state, MergedEvent::Absorb)?;
            let draft = next(into.state, MergedEvent::Change)?;
            if tx.one(&store::COUNT_DEPENDING, &params![&from.id], |row| row.get::<i64>(0))? != Some(0) {
                return Err(Error::rule(Rule::ItemsDepend));
            }
            let places = store::places_of(tx, &from.id)?;
            relink(tx, &places, &into.id, &Why::said(&why), &act)?;
            set_state(tx, &from, gone)?;
            set_state(tx, &into, draft)?;
            let step = Step {
                verb: StepVerb::Absorb,
                campaign: &into.campaign,
                item: &into.id,
                other: Some(&from.id),
                reason: &why,
                earlier: earlier(places, &[&into, &from]),
                states: Some((into.state, draft)),
            };
            write_step(tx, &act, step).map(drop)
        })
        .await
}

/// Makes a second item of some of an item's points; both are drafts afterwards. Returns the new one.
#[allow(clippy::too_many_lines, reason = "one unit of work, read from top to bottom")]
pub async fn split_item(
    app: &App,
    actor: &Actor,
    item: &Id,
    seen: Option<i64>,
    points: &[Id],
    summary: &str,
    category: &str,
    why: &str,
) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (summary, category) = words(summary, category)?;
    let why = reason("reason", why)?;
    let (actor, id, points, key) = (actor.clone(), item.clone(), distinct(points), crate::random::key());
    words_ready().await;
    app.db
        .write(move |tx| {
            let item = store::find(tx, &id)?;
            let about = store::about(tx, &id)?;
            actor.permit(Verb::MergeEdit, &item.object(about))?;
            same_version(&item, seen)?;
            let draft = next(item.state, MergedEvent::Change)?;
            let all = store::places_of(tx, &id)?;
            let places: Vec<Place> = all.iter().filter(|place| points.contains(&place.point)).cloned().collect();
            if places.len() != points.len() {
                return Err(Error::Stale);
            }
            if places.is_empty() || places.len() == all.len() {
                return Err(Error::rule(Rule::SplitBothSides));
            }
            let new = store::insert_item(tx, &item.campaign, key, &summary, &category)?;
            relink(tx, &places, &new.id, &Why::said(&why), &act)?;
            set_state(tx, &item, draft)?;
            let step = Step {
                verb: StepVerb::Split,
                campaign: &item.campaign,
                item: &item.id,
                other: Some(&new.id),
                reason: &why,
                earlier: earlier(places, &[&item]),
                states: Some((item.state, draft)),
            };
            write_step(tx, &act, step)?;
            Ok(new.id)
        })
        .await
}

/// Moves some of an item's points into another item in one step. The last point of a draft dissolves it; the last one of a
/// confirmed item stays.
pub async fn move_points(
    app: &App,
    actor: &Actor,
    from: &Id,
    seen: Option<i64>,
    points: &[Id],
    into: &Id,
    why: &str,
) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let why = reason("reason", why)?;
    let (actor, from, into, points) = (actor.clone(), from.clone(), into.clone(), distinct(points));
    app.db
        .write(move |tx| {
            let (from, into) = (store::find(tx, &from)?, store::find(tx, &into)?);
            for item in [&from, &into] {
                actor.permit(Verb::MergeEdit, &item.object(Vec::new()))?;
            }
            for id in &points {
                permit_point(&actor, Verb::MergeEdit, &store::point(tx, id)?)?;
            }
            same_version(&from, seen)?;
            if into.campaign != from.campaign {
                return Err(Error::rule(Rule::OtherCampaign));
            }
            if into.id == from.id {
                return Err(Error::rule(Rule::SameItem));
            }
            if points.is_empty() {
                return Err(Error::rule(Rule::PickPoints));
            }
            if from.state.is_planned() {
                return Err(Error::rule(Rule::PlanApproved));
            }
            let all = store::places_of(tx, &from.id)?;
            let places: Vec<Place> = all.iter().filter(|place| points.contains(&place.point)).cloned().collect();
            if places.len() != points.len() {
                return Err(Error::Stale);
            }
            let event = if places.len() == all.len() { MergedEvent::Empty } else { MergedEvent::Release };
            let left = from.state.next(event).ok_or_else(|| {
                let held = event == MergedEvent::Empty && from.state.next(MergedEvent::Release).is_some();
                Error::rule(if held { Rule::LastPoint } else { Rule::WrongState })
            })?;
            let to = next(into.state, MergedEvent::Gather)?;
            relink(tx, &places, &into.id, &Why::said(&why), &act)?;
            set_state(tx, &from, left)?;
            let step = Step {
                verb: StepVerb::Move,
                campaign: &into.campaign,
                item: &into.id,
                other: Some(&from.id),
                reason: &why,
                earlier: earlier(places, &[&into, &from]),
                states: Some((into.state, to)),
            };
            write_step(tx, &act, step).map(drop)
        })
        .await
}

fn relink(tx: &mut ::store::Tx<'_>, places: &[Place], to: &Id, why: &Why, act: &Act) -> Result<()> {
    let (reason, today) = (why.to_json(), act.now.today().to_string());
    for place in places {
        tx.run(&store::MOVE_LINK, &params![&place.point, to, &reason, &today])?;
    }
    Ok(())
}
