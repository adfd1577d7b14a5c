//! Tasks: the list, a new one, one.

use std::collections::HashMap;

use ::store::{Cursor, Query, params};
use askama::Template;
use axum::extract::{Path, Query as Asked, State};
use axum::response::Response;
use serde::Deserialize;

use super::admin::{EventButton, permit_look};
use super::group::Who;
use super::{Choice, key, people};
use crate::app::App;
use crate::auth::{Actor, LoggedIn, Verb};
use crate::error::{Error, Result};
use crate::features::campaign::actions::{self, NewTask};
use crate::features::campaign::model::{Activity, Campaign, Part, TaskEvent, TaskState};
use crate::features::campaign::store::{self, Task, TaskPerson};
use crate::id::Id;
use crate::text::T;
use crate::view::fields::Fields;
use crate::view::input::{Input, shown, wrong_fields};
use crate::view::{PostForm, Shell, page as render, see};

/// A task in a table.
pub struct TaskRow {
    /// The task.
    pub task: Task,
    /// Who answers for it, or what is wrong about that.
    pub accountable: String,
}

impl TaskRow {
    /// From a row of the list.
    pub fn of((task, name, n): (Task, Option<String>, i64), t: T) -> TaskRow {
        let accountable = match (name, n) {
            (Some(name), 1) => name,
            (_, 0) => t.campaign_task_nobody().to_owned(),
            (_, n) => t.campaign_task_too_many(n),
        };
        TaskRow { task, accountable }
    }
}

/// Where the list goes on.
#[derive(Deserialize)]
pub struct After {
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "campaign/pages/tasks.html")]
struct Tasks {
    shell: Shell,
    campaign: Campaign,
    tasks: Vec<TaskRow>,
    next: Option<String>,
    may_edit: bool,
}

#[derive(Template)]
#[template(path = "campaign/pages/task_new.html")]
struct New {
    shell: Shell,
    campaign: Campaign,
    activities: Vec<Activity>,
    people: Vec<Choice>,
    who: String,
    input: Input,
}

#[derive(Template)]
#[template(path = "campaign/pages/task.html")]
struct Page {
    shell: Shell,
    campaign: Campaign,
    task: Task,
    people: Vec<TaskPerson>,
    choices: Vec<Choice>,
    parts: Vec<(&'static str, &'static str)>,
    events: Vec<EventButton>,
    may_edit: bool,
    may_finish: bool,
    may_people: bool,
    who: String,
    input: Input,
}

/// `GET /campaigns/{id}/tasks`: two queries.
pub async fn list(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    Asked(after): Asked<After>,
) -> Result<Response> {
    let id = key(&id)?;
    let cursor: Option<Cursor> = match after.after.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Error::NotFound)?),
    };
    let reader = session.actor.clone();
    let (campaign, page) = app
        .db
        .read(move |tx| {
            let campaign = store::find(tx, &id)?.ok_or(Error::NotFound)?;
            permit_look(&reader, &campaign)?;
            let query = Query::new().filter("campaign", params![&id]).after(cursor.clone());
            Ok::<_, Error>((campaign, tx.page(&store::TASKS, &query, store::task_row)?))
        })
        .await?;
    let t = shell.t;
    let may_edit =
        session.actor.permit(Verb::CampaignEdit, &actions::object(&campaign)).is_ok() && campaign.state.is_open();
    let tasks = page.rows.into_iter().map(|row| TaskRow::of(row, t)).collect();
    render(&Tasks { tasks, next: page.next.map(|c| c.to_string()), may_edit, campaign, shell })
}

/// `GET /campaigns/{id}/tasks/new`: three queries.
pub async fn form_new(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    Asked(who): Asked<Who>,
) -> Result<Response> {
    show_new(&app, shell, &session.actor, key(&id)?, who.who, Input::default()).await
}

async fn show_new(app: &App, shell: Shell, actor: &Actor, id: Id, who: String, input: Input) -> Result<Response> {
    let (reader, name) = (actor.clone(), who.clone());
    let (campaign, activities, people) = app
        .db
        .read(move |tx| {
            let campaign = store::find(tx, &id)?.ok_or(Error::NotFound)?;
            actions::permit(&reader, Verb::CampaignEdit, &campaign)?;
            Ok::<_, Error>((campaign, store::activities(tx, &id)?, people(tx, &name)?))
        })
        .await?;
    let page = New { shell, campaign, activities, people, who, input };
    shown(&page, &page.input)
}

/// `POST /campaigns/{id}/tasks/new`: one unit of work.
pub async fn create(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let id = key(&id)?;
    let input = Input::posted(form);
    let mut fields = Fields::default();
    let optional = |fields: &mut Fields, name: &'static str| match input.value(name) {
        "" => None,
        text => fields.choice(name, text, Id::parse),
    };
    let new = NewTask {
        title: input.value("title").to_owned(),
        deliverable: input.value("deliverable").to_owned(),
        due_on: input.date(&mut fields, "due_on"),
        activity: optional(&mut fields, "activity"),
        accountable: optional(&mut fields, "person"),
    };
    let added = if fields.errors.is_empty() {
        actions::add_task(&app, &session.actor, &id, new).await
    } else {
        fields.text("title", &new.title, 100);
        fields.text("deliverable", &new.deliverable, 200);
        Err(Error::Invalid(fields.errors))
    };
    match wrong_fields(added)? {
        Ok(task) => Ok(see(format!("/tasks/{task}"))),
        Err(wrong) => show_new(&app, shell, &session.actor, id, String::new(), input.with(wrong)).await,
    }
}

/// `GET /tasks/{id}`: four queries.
pub async fn page(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    Asked(who): Asked<Who>,
) -> Result<Response> {
    show(&app, shell, &session.actor, key(&id)?, who.who, Input::default()).await
}

async fn show(app: &App, shell: Shell, actor: &Actor, id: Id, who: String, input: Input) -> Result<Response> {
    let (reader, name) = (actor.clone(), who.clone());
    let (campaign, task, taking_part, choices) = app
        .db
        .read(move |tx| {
            let task = store::find_task(tx, &id)?.ok_or(Error::NotFound)?;
            let campaign = store::find(tx, &task.campaign)?.ok_or(Error::NotFound)?;
            let taking_part = store::task_people(tx, &id)?;
            // Whoever has a part in it reads it; of the others only those who arrange.
            if !taking_part.iter().any(|p| p.person == reader.person.id) {
                permit_look(&reader, &campaign).map_err(|_| Error::NotFound)?;
            }
            let may_edit = reader.permit(Verb::CampaignEdit, &actions::object(&campaign)).is_ok();
            let choices = if may_edit { people(tx, &name)? } else { Vec::new() };
            Ok::<_, Error>((campaign, task, taking_part, choices))
        })
        .await?;
    let t = shell.t;
    let open = campaign.state.is_open();
    let may_edit = actor.permit(Verb::CampaignEdit, &actions::object(&campaign)).is_ok();
    let mine = taking_part.iter().any(|p| p.person == actor.person.id && p.part == Part::Accountable);
    let page = Page {
        events: if open && may_edit { events(t, &task) } else { Vec::new() },
        may_edit,
        may_finish: open && task.state == TaskState::Active && (mine || may_edit),
        may_people: open && may_edit && matches!(task.state, TaskState::Draft | TaskState::Active),
        parts: Part::ALL.iter().map(|p| (p.code(), p.name(t))).collect(),
        people: taking_part,
        choices,
        who,
        input,
        task,
        campaign,
        shell,
    };
    shown(&page, &page.input)
}

fn events(t: T, task: &Task) -> Vec<EventButton> {
    TaskEvent::ALL
        .iter()
        .filter(|e| **e != TaskEvent::Finish && task.state.next(**e).is_some())
        .map(|e| EventButton {
            path: format!("/tasks/{}/event", task.id),
            code: e.code(),
            name: e.name(t),
            reason: e.needs_reason(),
            main: true,
        })
        .collect()
}

/// `POST /tasks/{id}/event`: one unit of work.
pub async fn event(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let id = key(&id)?;
    let input = Input::posted(form);
    let event = TaskEvent::parse(input.value("event")).ok_or(Error::NotFound)?;
    let note = input.value(if event == TaskEvent::Finish { "result" } else { "reason" });
    let done = actions::change_task(&app, &session.actor, &id, event, note).await;
    match wrong_fields(done)? {
        Ok(()) => Ok(see(format!("/tasks/{id}"))),
        Err(wrong) => show(&app, shell, &session.actor, id, String::new(), input.with(wrong)).await,
    }
}

/// `POST /tasks/{id}/people`: one unit of work.
pub async fn put_person(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let id = key(&id)?;
    let input = Input::posted(form);
    let mut fields = Fields::default();
    let person = fields.choice("person", input.value("person"), Id::parse);
    let part = fields.choice("part", input.value("part"), Part::parse);
    let (Some(person), Some(part)) = (person, part) else {
        return show(&app, shell, &session.actor, id, String::new(), input.with(fields.errors)).await;
    };
    match wrong_fields(actions::put_task_person(&app, &session.actor, &id, &person, part).await)? {
        Ok(()) => Ok(see(format!("/tasks/{id}"))),
        Err(wrong) => show(&app, shell, &session.actor, id, String::new(), input.with(wrong)).await,
    }
}

/// `POST /tasks/{id}/people/remove`: one unit of work.
pub async fn remove_person(
    State(app): State<App>,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let (id, input) = (key(&id)?, Input::posted(form));
    actions::remove_task_person(&app, &session.actor, &id, &key(input.value("person"))?).await?;
    Ok(see(format!("/tasks/{id}")))
}
