//! Words, confirmation, explanation; and what follows from rectification.

use ::store::{Tx, params};

use super::super::model::{MergedEvent, MergedState, REASON_LONGEST, StepVerb, guard_confirm};
use super::super::store::{self, MergedItem};
use super::{Step, earlier, next, same_version, set_state, words, write_step};
use crate::app::{App, words_ready};
use crate::audit::Act;
use crate::auth::{Actor, Verb};
use crate::consequences::{Fact, apply};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// The words of an item.
#[derive(Clone, Debug)]
pub struct Edit {
    /// One sentence that says what is wrong.
    pub summary: String,
    /// Its category.
    pub category: String,
    /// Whether it is an outstanding problem (重点).
    pub is_key: bool,
}

/// Changes words or the mark. New words of a confirmed item make it a draft again; the mark does not.
pub async fn edit_item(app: &App, actor: &Actor, id: &Id, seen: Option<i64>, edit: &Edit) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (summary, category) = words(&edit.summary, &edit.category)?;
    let (actor, id, is_key) = (actor.clone(), id.clone(), edit.is_key);
    words_ready().await;
    app.db
        .write(move |tx| {
            let item = store::find(tx, &id)?;
            let about = store::about(tx, &id)?;
            actor.permit(Verb::MergeEdit, &item.object(about))?;
            same_version(&item, seen)?;
            let changed = item.summary != summary || item.category != category;
            if !changed && item.is_key == is_key {
                return Ok(());
            }
            let to = if changed { next(item.state, MergedEvent::Change)? } else { item.state };
            let mut row = item.snapshot();
            (row.summary, row.category, row.is_key) = (summary.clone(), category.clone(), is_key);
            row.state = to.code().to_owned();
            if to == MergedState::Draft {
                (row.confirmed_by, row.confirmed_on) = (None, None);
            }
            store::save(tx, &row, item.version)?;
            store::put_words(tx, item.search_key, &summary)?;
            plain_step(tx, &act, &item, StepVerb::Edit, to, "").map(drop)
        })
        .await
}

/// The secretary confirms: at least one point, a summary, a category.
pub async fn confirm(app: &App, actor: &Actor, id: &Id, seen: Option<i64>) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let item = store::find(tx, &id)?;
            let about = store::about(tx, &id)?;
            actor.permit(Verb::MergeApprove, &item.object(about))?;
            same_version(&item, seen)?;
            let to = next(item.state, MergedEvent::Confirm)?;
            guard_confirm(item.points, &item.summary, &item.category).map_err(Error::rule)?;
            let mut row = item.snapshot();
            row.state = to.code().to_owned();
            row.confirmed_by = Some(actor.person.id.clone());
            row.confirmed_on = Some(act.now.today().to_string());
            store::save(tx, &row, item.version)?;
            plain_step(tx, &act, &item, StepVerb::Confirm, to, "").map(drop)
        })
        .await
}

/// The secretary explains why nothing will be done. Whoever spoke reads it; it cannot be taken back.
pub async fn explain(app: &App, actor: &Actor, id: &Id, seen: Option<i64>, explanation: &str) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let mut fields = Fields::default();
    let explanation = fields.text("explanation", explanation, REASON_LONGEST);
    fields.finish()?;
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let item = store::find(tx, &id)?;
            let about = store::about(tx, &id)?;
            actor.permit(Verb::MergeApprove, &item.object(about))?;
            same_version(&item, seen)?;
            let to = next(item.state, MergedEvent::Explain)?;
            if tx.one(&store::COUNT_DEPENDING, &params![&id], |row| row.get::<i64>(0))? != Some(0) {
                return Err(Error::rule(Rule::ItemsDepend));
            }
            set_state(tx, &item, to)?;
            tx.run(&store::SET_EXPLANATION, &params![&id, &explanation])?;
            plain_step(tx, &act, &item, StepVerb::Explain, to, &explanation)?;
            let points = store::points_of(tx, &id)?;
            apply(tx, &act, &Fact::MergedExplained(points))
        })
        .await
}

/// Consequence: an item that came from this one was approved. Only a confirmed problem can be rectified.
pub fn item_approved(tx: &mut Tx<'_>, act: &Act, id: &Id) -> Result<()> {
    let item = store::find(tx, id)?;
    let to = item.state.next(MergedEvent::Plan).ok_or_else(|| Error::rule(Rule::NotConfirmed))?;
    if to != item.state {
        set_state(tx, &item, to)?;
        plain_step(tx, act, &item, StepVerb::Plan, to, "")?;
    }
    Ok(())
}

/// Consequence: all its items are closed. Returns its points, which are answered by that.
pub fn last_item_closed(tx: &mut Tx<'_>, act: &Act, id: &Id) -> Result<Vec<Id>> {
    follow(tx, act, id, MergedEvent::Resolve, StepVerb::Resolve)
}

/// Consequence: a closed item was reopened. Returns its points, which wait again.
pub fn item_reopened(tx: &mut Tx<'_>, act: &Act, id: &Id) -> Result<Vec<Id>> {
    follow(tx, act, id, MergedEvent::Rebound, StepVerb::Rebound)
}

/// A change that rectification brings. Where the problem stands there already (another of its items was reopened
/// before), nothing follows.
fn follow(tx: &mut Tx<'_>, act: &Act, id: &Id, event: MergedEvent, verb: StepVerb) -> Result<Vec<Id>> {
    let item = store::find(tx, id)?;
    let Some(to) = item.state.next(event) else { return Ok(Vec::new()) };
    set_state(tx, &item, to)?;
    plain_step(tx, act, &item, verb, to, "")?;
    store::points_of(tx, id)
}

fn plain_step(
    tx: &mut Tx<'_>,
    act: &Act,
    item: &MergedItem,
    verb: StepVerb,
    to: MergedState,
    reason: &str,
) -> Result<i64> {
    let step = Step {
        verb,
        campaign: &item.campaign,
        item: &item.id,
        other: None,
        reason,
        earlier: earlier(Vec::new(), &[item]),
        states: Some((item.state, to)),
    };
    write_step(tx, act, step)
}
