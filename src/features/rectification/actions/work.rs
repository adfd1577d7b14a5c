//! The owner's work: begin, write down what was done, finish measures.

use jiff::civil::Date;

use super::{LONG, after, needed, on_item, told, turning};
use crate::app::App;
use crate::audit::{Entry, record};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result, Rule};
use crate::features::rectification::model::{Event, State, guard_due};
use crate::features::rectification::store;
use crate::id::Id;

/// The owner begins. After a reopening a new deadline is needed; the old close-out stays in the history and the
/// original deadline goes on deciding what was on time.
pub async fn start_item(app: &App, actor: &Actor, id: &Id, new_due: Option<Date>) -> Result<()> {
    let app2 = app.clone();
    on_item(app, actor, id, Verb::ItemProgress, move |tx, act, actor, item| {
        let to = after(&item, Event::Start)?;
        if item.owner.as_ref() != Some(&actor.person.id) {
            return Err(Error::rule(Rule::NotTheOwner));
        }
        let mut entry = told("item.start", &item, to);
        if item.state == State::Reopened {
            let today = act.now.today();
            let due = new_due.ok_or(Error::field("new_due_on", Rule::Missing))?;
            if due < today {
                return Err(Error::field("new_due_on", Rule::DueInPast));
            }
            // A look-back can come after the campaign's last day; then no deadline could lie inside it.
            let span = crate::features::rectification::model::Span { from: item.span.from, to: item.span.to.max(due) };
            let span = if today > item.span.to { span } else { item.span };
            guard_due(item.kind, due, &span, today).map_err(|rule| Error::field("new_due_on", rule))?;
            store::set_due(tx, &item.id, due, turning(&app2, "new_due_on", due)?)?;
            entry = entry.with("due_on", due.to_string());
        }
        store::set_state(tx, &item.id, item.state, to)?;
        Ok(record(tx, act, entry)?)
    })
    .await
}

/// Writes down what was done. It can be added to, never changed.
pub async fn log_progress(app: &App, actor: &Actor, id: &Id, text: &str, percent: Option<i64>) -> Result<()> {
    let text = needed("progress", text, LONG)?;
    if percent.is_some_and(|p| !(0..=100).contains(&p)) {
        return Err(Error::field("percent", Rule::PercentRange));
    }
    on_item(app, actor, id, Verb::ItemProgress, move |tx, act, actor, item| {
        after(&item, Event::LogProgress)?;
        store::insert_progress(tx, &item.id, &actor.person.id, act.now, &text, percent)?;
        Ok(record(tx, act, Entry::new("item.progress", "item", &item.id))?)
    })
    .await
}

/// A measure is done: with its result, on a day that is not in the future. Saying it again corrects it.
pub async fn finish_measure(
    app: &App,
    actor: &Actor,
    id: &Id,
    measure: &Id,
    result: &str,
    done_on: Date,
) -> Result<()> {
    let result = needed("result", result, LONG)?;
    let measure = measure.clone();
    on_item(app, actor, id, Verb::ItemProgress, move |tx, act, _, item| {
        after(&item, Event::FinishMeasure)?;
        if done_on > act.now.today() {
            return Err(Error::field("done_on", Rule::FutureDate));
        }
        store::finish_measure(tx, &item.id, &measure, done_on, &result)?;
        Ok(record(tx, act, Entry::new("item.measure_done", "item", &item.id).with("measure", measure.as_str()))?)
    })
    .await
}
