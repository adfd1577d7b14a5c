//! Tasks: exactly one accountable person each, or they stay drafts (R38).

use ::store::{Tx, params};
use jiff::civil::Date;

use super::super::model::{Campaign, Part, TaskEvent, TaskState, guard_accountable};
use super::super::store::{self, Task};
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Object, Verb};
use crate::consequences::TaskWanted;
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// A task as a form gives it.
#[derive(Clone, Debug)]
pub struct NewTask {
    /// What is to be done.
    pub title: String,
    /// What will be there in the end.
    pub deliverable: String,
    /// Until when, inside the campaign.
    pub due_on: Date,
    /// The activity it serves.
    pub activity: Option<Id>,
    /// Who answers for it, if that is known already.
    pub accountable: Option<Id>,
}

/// Adds a task as a draft.
pub async fn add_task(app: &App, actor: &Actor, campaign: &Id, new: NewTask) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (actor, campaign, id) = (actor.clone(), campaign.clone(), Id::random());
    app.db
        .write(move |tx| {
            let found = super::open_for(tx, &actor, Verb::CampaignEdit, &campaign)?;
            check(tx, &found, &new)?;
            let row = params![
                &id,
                &campaign,
                &new.activity,
                new.title.trim(),
                new.deliverable.trim(),
                new.due_on.to_string()
            ];
            tx.run(&store::INSERT_TASK, &row)?;
            let mut entry = Entry::new("task.add", "task", &id).with("campaign", campaign.to_string());
            if let Some(person) = &new.accountable {
                tx.run(&store::PUT_TASK_PERSON, &params![&id, person, Part::Accountable.code()])?;
                entry = entry.with("accountable", person.to_string());
            }
            record(tx, &act, entry)?;
            Ok(id.clone())
        })
        .await
}

/// Consequence: an evaluation below its threshold asks for work. The tasks are drafts; the office names who answers for
/// each. They are due before the new vote ends, and not after the campaign.
pub fn remedial_tasks(
    tx: &mut Tx<'_>,
    act: &Act,
    campaign: &Id,
    tasks: &[(String, String)],
    closes_on: Date,
) -> Result<()> {
    let found = store::find(tx, campaign)?.ok_or(Error::NotFound)?;
    let due_on = closes_on.min(found.ends_on).to_string();
    for (title, deliverable) in tasks {
        let id = Id::random();
        tx.run(&store::INSERT_TASK, &params![&id, campaign, None::<Id>, title, deliverable, &due_on])?;
        record(tx, act, Entry::new("task.add", "task", &id).with("campaign", campaign.to_string()))?;
    }
    Ok(())
}

/// Consequence: another slice asks for work. Somebody answers for it, so the task runs at once.
pub fn task_wanted(tx: &mut Tx<'_>, act: &Act, campaign: &Id, wanted: &TaskWanted) -> Result<Id> {
    let found = store::find(tx, campaign)?.ok_or(Error::NotFound)?;
    let new = NewTask {
        title: wanted.title.clone(),
        deliverable: wanted.deliverable.clone(),
        due_on: wanted.due_on,
        activity: None,
        accountable: Some(wanted.accountable.clone()),
    };
    check(tx, &found, &new)?;
    let (id, active) = (Id::random(), TaskState::Active);
    let (title, deliverable) = (new.title.trim(), new.deliverable.trim());
    tx.run(&store::INSERT_TASK, &params![&id, campaign, None::<Id>, title, deliverable, new.due_on.to_string()])?;
    tx.run(&store::PUT_TASK_PERSON, &params![&id, &wanted.accountable, Part::Accountable.code()])?;
    let none = None::<String>;
    tx.run(&store::SET_TASK_STATE, &params![&id, TaskState::Draft.code(), active.code(), &none, &none])?;
    let entry = Entry::new("task.add", "task", &id).with("campaign", campaign.to_string());
    record(tx, act, entry.with("accountable", wanted.accountable.to_string()).with("state", active.code()))?;
    Ok(id)
}

fn check(tx: &mut Tx<'_>, campaign: &Campaign, new: &NewTask) -> Result<()> {
    let mut fields = Fields::default();
    fields.text("title", &new.title, 100);
    fields.text("deliverable", &new.deliverable, 200);
    if new.due_on < campaign.starts_on || new.due_on > campaign.ends_on {
        fields.wrong("due_on", Rule::OutsideCampaign);
    }
    if let Some(person) = &new.accountable
        && tx.one(&store::PERSON_NAME, &params![person], |row| row.get::<String>(0))?.is_none()
    {
        fields.wrong("person", Rule::UnknownChoice);
    }
    if let Some(activity) = &new.activity
        && !store::activities(tx, &campaign.id)?.iter().any(|a| a.id == *activity)
    {
        fields.wrong("activity", Rule::UnknownChoice);
    }
    fields.finish()
}

/// Gives somebody a part in a task that is not over, also in one that runs: then exactly one must stay accountable.
pub async fn put_task_person(app: &App, actor: &Actor, id: &Id, person: &Id, part: Part) -> Result<()> {
    change_people(app, actor, id, person, Some(part)).await
}

/// Takes somebody out of a task.
pub async fn remove_task_person(app: &App, actor: &Actor, id: &Id, person: &Id) -> Result<()> {
    change_people(app, actor, id, person, None).await
}

async fn change_people(app: &App, actor: &Actor, id: &Id, person: &Id, part: Option<Part>) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id, person) = (actor.clone(), id.clone(), person.clone());
    app.db
        .write(move |tx| {
            let task = store::find_task(tx, &id)?.ok_or(Error::NotFound)?;
            super::open_for(tx, &actor, Verb::CampaignEdit, &task.campaign)?;
            if !matches!(task.state, TaskState::Draft | TaskState::Active) {
                return Err(Error::rule(Rule::WrongState));
            }
            let verb = if let Some(part) = part {
                if tx.one(&store::PERSON_NAME, &params![&person], |row| row.get::<String>(0))?.is_none() {
                    return Err(Error::field("person", Rule::UnknownChoice));
                }
                tx.run(&store::PUT_TASK_PERSON, &params![&id, &person, part.code()])?;
                "task.put_person"
            } else {
                super::one_row(tx.run(&store::DELETE_TASK_PERSON, &params![&id, &person])?)?;
                "task.remove_person"
            };
            if task.state == TaskState::Active {
                accountable(tx, &id)?;
            }
            let entry = Entry::new(verb, "task", &id).with("person", person.to_string());
            record(tx, &act, entry.with("part", part.map(Part::code)))?;
            Ok(())
        })
        .await
}

fn accountable(tx: &mut Tx<'_>, id: &Id) -> Result<()> {
    let n = store::count(tx, &store::COUNT_ACCOUNTABLE, &params![id])?;
    guard_accountable(n).map_err(Error::rule)
}

/// Whoever is accountable reports the result; everything else is the office's.
fn object(tx: &mut Tx<'_>, task: &Task) -> Result<Object> {
    let people = store::task_people(tx, &task.id)?;
    let owners = people.into_iter().filter(|p| p.part == Part::Accountable).map(|p| p.person).collect();
    Ok(Object { campaign: Some(task.campaign.clone()), owners, ..Object::default() })
}

/// Takes a task one step on; `note` is the result of a finish, the reason of a reopen† or cancel†.
pub async fn change_task(app: &App, actor: &Actor, id: &Id, event: TaskEvent, note: &str) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id, note) = (actor.clone(), id.clone(), note.to_owned());
    app.db
        .write(move |tx| {
            let task = store::find_task(tx, &id)?.ok_or(Error::NotFound)?;
            let campaign = store::find(tx, &task.campaign)?.ok_or(Error::NotFound)?;
            if event == TaskEvent::Finish {
                let object = object(tx, &task)?;
                actor
                    .permit(Verb::TaskEdit, &object)
                    .or_else(|_| super::permit(&actor, Verb::CampaignEdit, &campaign))?;
            } else {
                super::permit(&actor, Verb::CampaignEdit, &campaign)?;
            }
            if !campaign.state.is_open() {
                return Err(Error::rule(Rule::WrongState));
            }
            let to = task.state.next(event).ok_or(Error::rule(Rule::WrongState))?;
            let reason = super::reason(&note, event.needs_reason())?;
            let mut fields = Fields::default();
            let result = (event == TaskEvent::Finish).then(|| fields.text("result", &note, 500));
            fields.finish()?;
            if event == TaskEvent::Activate {
                accountable(tx, &id)?;
            }
            let why = reason.clone().filter(|_| event.needs_reason());
            super::one_row(tx.run(&store::SET_TASK_STATE, &params![&id, task.state.code(), to.code(), result, &why])?)?;
            let mut entry = Entry::new(&format!("task.{}", event.code()), "task", &id);
            entry = entry.states(task.state.code(), to.code());
            if let Some(why) = &why {
                entry = entry.reason(why);
            }
            record(tx, &act, entry)?;
            Ok(())
        })
        .await
}
