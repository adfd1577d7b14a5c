//! 延期: asked for by the owner before the deadline is over, granted or refused by the lead cadre or the secretary.

use jiff::civil::Date;

use super::{after, on_item, reason, turning};
use crate::app::App;
use crate::audit::{Entry, record};
use crate::auth::{Actor, Role, Verb};
use crate::error::{Error, Refusal, Result, Rule};
use crate::features::rectification::model::{Event, guard_extension, guard_grant};
use crate::features::rectification::store;
use crate::id::Id;

/// The owner asks for a later deadline.
pub async fn ask_extension(app: &App, actor: &Actor, item: &Id, new_due: Date, why: &str) -> Result<Id> {
    let (id, why) = (Id::ordered(app.clock.now()), reason("extension_reason", why)?);
    let app2 = app.clone();
    on_item(app, actor, item, Verb::ItemExtend, move |tx, act, actor, item| {
        let to = after(&item, Event::RequestExtension)?;
        let due = item.dates.due.ok_or(Error::rule(Rule::WrongState))?;
        let (granted, pending) = store::count_extensions(tx, &item.id)?;
        let today = act.now.today();
        guard_extension(item.kind, due, today, granted, pending, new_due).map_err(|rule| match rule {
            Rule::NewDueNotLater => Error::field("new_due_on", rule),
            _ => Error::rule(rule),
        })?;
        turning(&app2, "new_due_on", new_due)?;
        store::insert_extension(tx, &item.id, &id, &actor.person.id, today, new_due, &why)?;
        let entry = Entry::new("item.extend", "item", &item.id).states(item.state.code(), to.code()).reason(&why);
        record(tx, act, entry.with("extension", id.as_str()).with("new_due_on", new_due.to_string()))?;
        Ok(id.clone())
    })
    .await
}

/// The request is granted or, with a reason, refused. The original deadline stays what it was.
pub async fn decide_extension(
    app: &App,
    actor: &Actor,
    item: &Id,
    extension: &Id,
    grant: bool,
    why: &str,
) -> Result<()> {
    let why = if grant { why.trim().to_owned() } else { reason("decision_reason", why)? };
    let (app2, extension) = (app.clone(), extension.clone());
    on_item(app, actor, item, Verb::ItemExtendDecide, move |tx, act, actor, item| {
        let to = after(&item, if grant { Event::GrantExtension } else { Event::RefuseExtension })?;
        let all = store::extensions(tx, &item.id)?;
        let asked = all.into_iter().find(|e| e.id == extension).ok_or(Error::NotFound)?;
        if asked.by == actor.person.id {
            return Err(Error::Refused(Refusal::Conflict));
        }
        let today = act.now.today();
        if grant {
            guard_grant(asked.new_due, &item.span, actor.has(Role::Sec)).map_err(Error::rule)?;
            store::set_due(tx, &item.id, asked.new_due, turning(&app2, "new_due_on", asked.new_due)?)?;
        }
        store::decide_extension(tx, &item.id, &extension, grant, &actor.person.id, today, &why)?;
        let verb = if grant { "item.extend_grant" } else { "item.extend_refuse" };
        let entry = Entry::new(verb, "item", &item.id).states(item.state.code(), to.code()).reason(&why);
        Ok(record(tx, act, entry.with("extension", extension.as_str()))?)
    })
    .await
}
