//! One function a verb: permit on the item itself, rule, rows, audit line, consequences, all in one unit of work.

mod close;
mod draft;
mod evidence;
mod extend;
mod planned;
mod steer;
mod view;
mod work;

pub use close::{Application, apply_close, review_dept, review_final, review_lead, step_of};
pub use draft::{
    MeasureDraft, add_measure, approve_item, checked, create_item, delete_measure, edit_item, edit_measure,
    find_person, named_person, plan,
};
pub use evidence::{add_file, add_link, read_file};
pub use extend::{ask_extension, decide_extension};
pub use planned::{adopt, check_for_plan};
pub use steer::{
    begin_review, keep_closed, reopen_dissatisfied, reopen_item, resume_item, review_cycle, supersede_item,
    suspend_item,
};
pub use view::{is_of_office, remove_view, save_view};
pub use work::{finish_measure, log_progress, start_item};

use ::store::Tx;
use jiff::civil::Date;

use super::model::{Event, State, Turns, turns};
use super::store::{self, Item};
use crate::app::App;
use crate::audit::{Act, Entry};
use crate::auth::{Actor, Verb};
use crate::consequences::{Fact, apply};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// The longest text of a requirement, an opinion, a piece of progress.
const LONG: usize = 2_000;
/// The longest short text.
const SHORT: usize = 200;

/// Reads the item in the unit that changes it, checks that the actor may read it at all (else it does not exist) and
/// may do this, and hands it on.
async fn on_item<R, F>(app: &App, actor: &Actor, id: &Id, verb: Verb, f: F) -> Result<R>
where
    R: Send + 'static,
    F: Fn(&mut Tx<'_>, &Act, &Actor, Item) -> Result<R> + Send + 'static,
{
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let item = readable(tx, &actor, &id)?;
            actor.permit(verb, &item.object())?;
            f(tx, &act, &actor, item)
        })
        .await
}

/// An item that the actor may read; any other does not exist for him.
pub fn readable(tx: &mut Tx<'_>, actor: &Actor, id: &Id) -> Result<Item> {
    let item = store::find(tx, id, Some(&actor.person.id))?.ok_or(Error::NotFound)?;
    actor.permit_read(Verb::ItemRead, &item.object())?;
    Ok(item)
}

/// The state after an event, or the refusal.
fn after(item: &Item, event: Event) -> Result<State> {
    item.standing().next(event).ok_or(Error::rule(Rule::WrongState))
}

/// The line that tells a change of state.
fn told(verb: &str, item: &Item, to: State) -> Entry {
    Entry::new(verb, "item", &item.id).states(item.state.code(), to.code())
}

/// A reason that must be given.
fn reason(field: &'static str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::field(field, Rule::ReasonNeeded));
    }
    let mut fields = Fields::default();
    let text = fields.text(field, text, LONG);
    fields.finish()?;
    Ok(text)
}

/// A text that must be there.
fn needed(field: &'static str, text: &str, longest: usize) -> Result<String> {
    let mut fields = Fields::default();
    let text = fields.text(field, text, longest);
    fields.finish()?;
    Ok(text)
}

/// When the lamp turns for a deadline; a deadline beyond the calendar is a wrong date.
fn turning(app: &App, field: &'static str, due: Date) -> Result<Turns> {
    turns(&app.calendar, due).ok_or_else(|| Error::field(field, Rule::NotADate))
}

/// Tells the other slices when the last item of a problem is done.
fn tell_if_last(tx: &mut Tx<'_>, act: &Act, item: &Item) -> Result<()> {
    match &item.merged_item {
        Some(merged) if item.merged_state != "resolved" && store::count_undone(tx, merged)? == 0 => {
            apply(tx, act, &Fact::LastItemClosed(merged.clone()))
        }
        _ => Ok(()),
    }
}

/// Tells the other slices that a problem is open again.
fn tell_reopened(tx: &mut Tx<'_>, act: &Act, item: &Item) -> Result<()> {
    match &item.merged_item {
        Some(merged) => apply(tx, act, &Fact::ItemReopened(merged.clone())),
        None => Ok(()),
    }
}
