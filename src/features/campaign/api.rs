//! The operations of this slice for programs.

use ::store::{Query, Value};
use axum::body::Bytes;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{
    Activity, ActivityEvent, Campaign, CampaignEvent, Check, Duty, Finding, Gate, Part, Phase, PhaseEvent, TaskEvent,
};
use super::sheet;
use super::store::{self, Member, Task};
use super::{actions, template};
use crate::api::{Api, Call, Event, ImportOut, Listed, Taken, day, one};
use crate::audit::Act;
use crate::auth::Verb;
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::tables::MAX_BYTES;
use crate::text::Lang;

/// A campaign.
#[derive(Serialize, ToSchema)]
struct CampaignOut {
    id: Id,
    short_name: String,
    slogan: String,
    year: i16,
    host: String,
    content: String,
    state: &'static str,
    starts_on: String,
    ends_on: String,
}

impl CampaignOut {
    fn of(c: Campaign) -> CampaignOut {
        CampaignOut {
            id: c.id,
            short_name: c.short_name,
            slogan: c.slogan,
            year: c.year,
            host: c.host,
            content: c.content,
            state: c.state.code(),
            starts_on: c.starts_on.to_string(),
            ends_on: c.ends_on.to_string(),
        }
    }
}

/// A phase with the progress of its activities.
#[derive(Serialize, ToSchema)]
struct PhaseOut {
    id: Id,
    ordinal: i64,
    name: String,
    from_month: i8,
    to_month: i8,
    state: &'static str,
    completed_on: Option<String>,
    mandatory: i64,
    done: i64,
    waived: i64,
}

impl PhaseOut {
    fn of(p: Phase) -> PhaseOut {
        PhaseOut {
            id: p.id,
            ordinal: p.ordinal,
            name: p.name,
            from_month: p.from_month,
            to_month: p.to_month,
            state: p.state.code(),
            completed_on: p.completed_on.map(|d| d.to_string()),
            mandatory: p.activities,
            done: p.done,
            waived: p.waived,
        }
    }
}

/// An activity of a phase.
#[derive(Serialize, ToSchema)]
struct ActivityOut {
    id: Id,
    phase: Id,
    ordinal: i64,
    name: String,
    mandatory: bool,
    state: &'static str,
    reason: Option<String>,
    done_on: Option<String>,
}

impl ActivityOut {
    fn of(a: Activity) -> ActivityOut {
        let done_on = a.done_on.map(|d| d.to_string());
        let (id, phase, ordinal, name, mandatory) = (a.id, a.phase, a.ordinal, a.name, a.mandatory);
        ActivityOut { id, phase, ordinal, name, mandatory, state: a.state.code(), reason: a.reason, done_on }
    }
}

/// A task and who answers for it.
#[derive(Serialize, ToSchema)]
struct TaskOut {
    id: Id,
    campaign: Id,
    activity: Option<Id>,
    title: String,
    deliverable: String,
    due_on: String,
    state: &'static str,
    result: Option<String>,
    reason: Option<String>,
    accountable: Option<String>,
}

impl TaskOut {
    fn of(t: Task, accountable: Option<String>) -> TaskOut {
        TaskOut {
            id: t.id,
            campaign: t.campaign,
            activity: t.activity,
            title: t.title,
            deliverable: t.deliverable,
            due_on: t.due_on.to_string(),
            state: t.state.code(),
            result: t.result,
            reason: t.reason,
            accountable,
        }
    }
}

/// A member of the working group.
#[derive(Serialize, ToSchema)]
struct MemberOut {
    person: Id,
    name: String,
    duty: &'static str,
    division: String,
}

impl MemberOut {
    fn of(m: Member) -> MemberOut {
        MemberOut { person: m.person, name: m.name, duty: m.duty.code(), division: m.division }
    }
}

/// The facts of a campaign.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CampaignIn {
    short_name: String,
    slogan: String,
    year: i16,
    host: String,
    #[serde(default)]
    content: String,
    /// First day.
    starts_on: String,
    /// Last day.
    ends_on: String,
    /// `four_phases`, `two_phases`, or nothing; read when the campaign is created.
    template: Option<String>,
    /// A finished campaign that this one follows, instead of a template; read when the campaign is created.
    follows: Option<Id>,
    /// Whether the working group and the finished tasks of that campaign come along.
    #[serde(default)]
    with_people: bool,
}

impl CampaignIn {
    fn facts(self) -> Result<actions::CampaignFacts> {
        Ok(actions::CampaignFacts {
            starts_on: day("starts_on", &self.starts_on)?,
            ends_on: day("ends_on", &self.ends_on)?,
            short_name: self.short_name,
            slogan: self.slogan,
            year: self.year,
            host: self.host,
            content: self.content,
        })
    }
}

/// A mobilisation that was held; a head-count, never names.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MobilisationIn {
    held_on: String,
    occasion: String,
    place: String,
    people: i64,
}

/// A phase.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PhaseIn {
    name: String,
    /// First month, 1 to 12.
    from_month: i8,
    /// Last month.
    to_month: i8,
}

/// An activity.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ActivityIn {
    name: String,
    mandatory: bool,
}

/// A task.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TaskIn {
    title: String,
    deliverable: String,
    due_on: String,
    activity: Option<Id>,
    /// The person who answers for it.
    accountable: Option<Id>,
}

/// A person's part in a task.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PartIn {
    part: String,
}

/// A person's duty in the working group.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DutyIn {
    duty: String,
    #[serde(default)]
    division: String,
}

/// The campaign of the path, if the caller may read it.
fn readable(tx: &mut ::store::Tx<'_>, actor: &crate::auth::Actor, id: &Id) -> Result<Campaign> {
    let campaign = store::find(tx, id)?.ok_or(Error::NotFound)?;
    actor.permit_read(Verb::CampaignRead, &actions::object(&campaign))?;
    Ok(campaign)
}

async fn list(c: Call) -> Result<Listed<CampaignOut>> {
    let allowed = c.actor.reach(Verb::CampaignRead).predicate(&c.actor.person.id, &store::REACH);
    let query = c.paged(Query::new().allowed(allowed))?;
    let page = c.app.db.read(move |tx| tx.page(&store::CAMPAIGNS, &query, store::campaign).map_err(Error::from));
    Ok(Listed::of(page.await?, CampaignOut::of))
}

async fn show(c: Call) -> Result<CampaignOut> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    c.app.db.read(move |tx| readable(tx, &actor, &id)).await.map(CampaignOut::of)
}

async fn create(c: Call, mut input: CampaignIn) -> Result<Id> {
    let unknown = || Error::field("template", Rule::UnknownChoice);
    let start = match (input.follows.take(), input.template.take().filter(|code| !code.is_empty())) {
        (Some(campaign), None) => actions::Start::Follows { campaign, people: input.with_people },
        (None, Some(code)) => actions::Start::Ready(template::find(&code).ok_or_else(unknown)?, Lang::Zh),
        (None, None) => actions::Start::Blank,
        (Some(_), Some(_)) => return Err(unknown()),
    };
    actions::create_campaign(&c.app, &c.actor, actions::NewCampaign { facts: input.facts()?, start }).await
}

async fn mobilise(c: Call, input: MobilisationIn) -> Result<()> {
    let held_on = day("held_on", &input.held_on)?;
    let facts =
        actions::MobilisationFacts { held_on, occasion: input.occasion, place: input.place, people: input.people };
    actions::record_mobilisation(&c.app, &c.actor, &c.id("id")?, facts).await
}

async fn phases(c: Call) -> Result<Listed<PhaseOut>> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let read = c.app.db.read(move |tx| {
        readable(tx, &actor, &id)?;
        Ok::<_, Error>(store::phases(tx, &id)?)
    });
    Ok(Listed::whole(read.await?.into_iter().map(PhaseOut::of).collect()))
}

async fn activities(c: Call) -> Result<Listed<ActivityOut>> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let read = c.app.db.read(move |tx| {
        let phase = store::find_phase(tx, &id)?.ok_or(Error::NotFound)?;
        readable(tx, &actor, &phase.campaign)?;
        Ok::<_, Error>(store::activities(tx, &id)?)
    });
    Ok(Listed::whole(read.await?.into_iter().map(ActivityOut::of).collect()))
}

async fn group(c: Call) -> Result<Listed<MemberOut>> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let read = c.app.db.read(move |tx| {
        readable(tx, &actor, &id)?;
        Ok::<_, Error>(store::group(tx, &id)?)
    });
    Ok(Listed::whole(read.await?.into_iter().map(MemberOut::of).collect()))
}

async fn tasks(c: Call) -> Result<Listed<TaskOut>> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let mut query = c.paged(Query::new().filter("campaign", vec![Value::from(&id)]))?;
    if let Some(state) = c.asked("state") {
        query = query.filter("state", vec![Value::from(state)]);
    }
    let read = c.app.db.read(move |tx| {
        readable(tx, &actor, &id)?;
        Ok::<_, Error>(tx.page(&store::TASKS, &query, store::task_row)?)
    });
    Ok(Listed::of(read.await?, |(task, accountable, _)| TaskOut::of(task, accountable)))
}

async fn add_task(c: Call, input: TaskIn) -> Result<Id> {
    let new = actions::NewTask {
        due_on: day("due_on", &input.due_on)?,
        title: input.title,
        deliverable: input.deliverable,
        activity: input.activity,
        accountable: input.accountable,
    };
    actions::add_task(&c.app, &c.actor, &c.id("id")?, new).await
}

async fn export_tasks(c: Call) -> Result<Taken> {
    let (kind, act) = (c.kind()?, Act::by(&c.actor, c.app.clock.now()));
    let bytes = sheet::export_tasks(&c.app, Some(&c.actor), act, &c.id("id")?, c.lang, kind).await?;
    Ok(Taken { kind, bytes })
}

async fn import_tasks(c: Call, content: Bytes) -> Result<ImportOut> {
    let (act, dry_run) = (Act::by(&c.actor, c.app.clock.now()), c.dry_run()?);
    let file = (content.to_vec(), c.asked("name").unwrap_or(""));
    let done = sheet::import_tasks(&c.app, Some(&c.actor), act, &c.id("id")?, file, dry_run).await?;
    Ok(ImportOut::of(done.report, done.written, c.lang))
}

/// The operations.
pub fn api() -> Api {
    let api = Api::new("campaign")
        .get("/campaigns", "listCampaigns", "The campaigns that one may see.", &["after", "limit"], list)
        .get("/campaigns/{id}", "readCampaign", "One campaign.", &[], show)
        .post("/campaigns", "createCampaign", "A new campaign, as a draft.", create)
        .put("/campaigns/{id}", "editCampaign", "Changes the facts.", |c: Call, input: CampaignIn| async move {
            actions::edit_campaign(&c.app, &c.actor, &c.id("id")?, input.facts()?).await
        })
        .post("/campaigns/{id}/events", "changeCampaign", "Moves a campaign on.", |c: Call, e: Event| async move {
            let event = one("event", &e.event, CampaignEvent::parse)?;
            actions::change_campaign(&c.app, &c.actor, &c.id("id")?, event, &e.reason).await
        })
        .post("/campaigns/{id}/mobilisations", "recordMobilisation", "A mobilisation that was held.", mobilise)
        .get("/campaigns/{id}/group", "listGroup", "The working group.", &[], group)
        .put("/campaigns/{id}/group/{person}", "putMember", "Puts a person in.", |c: Call, d: DutyIn| async move {
            let duty = one("duty", &d.duty, Duty::parse)?;
            actions::put_member(&c.app, &c.actor, &c.id("id")?, &c.id("person")?, duty, &d.division).await
        })
        .delete("/campaigns/{id}/group/{person}", "removeMember", "Takes a person out.", |c: Call| async move {
            actions::remove_member(&c.app, &c.actor, &c.id("id")?, &c.id("person")?).await
        });
    with_gates(with_tasks(with_phases(api)))
}

/// A check of a gate.
#[derive(Serialize, ToSchema)]
struct CheckOut {
    /// Its code, as in a statement.
    check: &'static str,
    /// How many are missing.
    lacks: i64,
    /// Whether it keeps the gate shut.
    missing: bool,
    /// What was stated to it, by whom and when.
    statement: Option<String>,
    stated_by: Option<String>,
    stated_on: Option<String>,
}

impl CheckOut {
    fn of(found: Finding) -> CheckOut {
        let missing = found.is_missing();
        let (statement, stated_by, stated_on) = match found.statement {
            Some(said) => (Some(said.text), Some(said.person), Some(said.stated_on)),
            None => (None, None, None),
        };
        CheckOut { check: found.check.code(), lacks: found.lacks, missing, statement, stated_by, stated_on }
    }
}

/// Something stated to a gate.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StatementIn {
    check: String,
    /// The phase whose gate it is; nothing: those of the campaign.
    phase: Option<Id>,
    statement: String,
}

/// What a gate asks now: of a phase, or of an event of the campaign.
async fn gate(c: Call) -> Result<Listed<CheckOut>> {
    let (actor, id, phase) = (c.actor.clone(), c.id("id")?, c.asked_id("phase")?);
    let wrong = || Error::Rule(Rule::WrongParameter, "event".to_owned());
    let event = c.asked("event").map(|code| CampaignEvent::parse(code).ok_or_else(wrong)).transpose()?;
    let read = c.app.db.read(move |tx| {
        let campaign = store::find(tx, &id)?.ok_or(Error::NotFound)?;
        super::pages::permit_look(&actor, &campaign)?;
        let gate = match (&phase, event.and_then(Gate::of_event)) {
            (Some(phase), None) => {
                let phases = store::phases(tx, &id)?;
                let found = phases.iter().find(|p| p.id == *phase).ok_or(Error::NotFound)?;
                Gate::Phase(phases.iter().filter(|p| p.ordinal > found.ordinal).count())
            }
            (None, Some(gate)) => gate,
            _ => return Err(wrong()),
        };
        actions::look(tx, &id, phase.as_ref(), gate)
    });
    Ok(Listed::whole(read.await?.into_iter().map(CheckOut::of).collect()))
}

fn with_gates(api: Api) -> Api {
    let about = "What a gate asks: of a phase, or of the event enter_closing, close or archive.";
    api.get("/campaigns/{id}/gate", "readGate", about, &["phase", "event"], gate).post(
        "/campaigns/{id}/statements",
        "stateToGate",
        "States what the records cannot show.",
        |c: Call, s: StatementIn| async move {
            let check = one("check", &s.check, Check::parse)?;
            actions::state_to_gate(&c.app, &c.actor, &c.id("id")?, s.phase.as_ref(), check, &s.statement).await
        },
    )
}

fn with_phases(api: Api) -> Api {
    api.get("/campaigns/{id}/phases", "listPhases", "The phases in order.", &[], phases)
        .post("/campaigns/{id}/phases", "addPhase", "A phase behind the others.", |c: Call, p: PhaseIn| async move {
            actions::add_phase(&c.app, &c.actor, &c.id("id")?, &p.name, p.from_month, p.to_month).await
        })
        .put("/phases/{id}", "editPhase", "Changes name and months.", |c: Call, p: PhaseIn| async move {
            actions::edit_phase(&c.app, &c.actor, &c.id("id")?, &p.name, p.from_month, p.to_month).await
        })
        .delete("/phases/{id}", "removePhase", "Takes a planned phase away.", |c: Call| async move {
            actions::remove_phase(&c.app, &c.actor, &c.id("id")?).await.map(drop)
        })
        .post("/phases/{id}/events", "changePhase", "Moves a phase on.", |c: Call, e: Event| async move {
            let event = one("event", &e.event, PhaseEvent::parse)?;
            actions::change_phase(&c.app, &c.actor, &c.id("id")?, event, &e.reason).await.map(drop)
        })
        .get("/phases/{id}/activities", "listActivities", "The activities in order.", &[], activities)
        .post("/phases/{id}/activities", "addActivity", "An activity more.", |c: Call, a: ActivityIn| async move {
            actions::add_activity(&c.app, &c.actor, &c.id("id")?, &a.name, a.mandatory).await
        })
        .delete("/activities/{id}", "removeActivity", "Takes an activity away.", |c: Call| async move {
            actions::remove_activity(&c.app, &c.actor, &c.id("id")?).await.map(drop)
        })
        .post("/activities/{id}/events", "changeActivity", "Done, waived, open.", |c: Call, e: Event| async move {
            let event = one("event", &e.event, ActivityEvent::parse)?;
            actions::change_activity(&c.app, &c.actor, &c.id("id")?, event, &e.reason).await.map(drop)
        })
}

fn with_tasks(api: Api) -> Api {
    api.get("/campaigns/{id}/tasks", "listTasks", "Tasks by due date.", &["state", "after", "limit"], tasks)
        .table("/campaigns/{id}/tasks/export", "exportTasks", "The tasks as a file.", &["file"], export_tasks)
        .file(
            "/campaigns/{id}/tasks/import",
            "importTasks",
            "A table with new tasks, written as drafts.",
            (MAX_BYTES, &["name", "dry_run"]),
            import_tasks,
        )
        .post("/campaigns/{id}/tasks", "addTask", "A new task, as a draft.", add_task)
        .post("/tasks/{id}/events", "changeTask", "Moves a task on.", |c: Call, e: Event| async move {
            let event = one("event", &e.event, TaskEvent::parse)?;
            actions::change_task(&c.app, &c.actor, &c.id("id")?, event, &e.reason).await
        })
        .put("/tasks/{id}/people/{person}", "putTaskPerson", "A person's part.", |c: Call, p: PartIn| async move {
            let part = one("part", &p.part, Part::parse)?;
            actions::put_task_person(&c.app, &c.actor, &c.id("id")?, &c.id("person")?, part).await
        })
        .delete("/tasks/{id}/people/{person}", "removeTaskPerson", "Takes a person out of a task.", |c: Call| async move {
            actions::remove_task_person(&c.app, &c.actor, &c.id("id")?, &c.id("person")?).await
        })
}
