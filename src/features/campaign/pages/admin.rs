//! The arrangements of a campaign on one page.

use std::collections::HashMap;

use ::store::{Query, params};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::closing;
use super::key;
use super::task::TaskRow;
use crate::app::App;
use crate::auth::{Actor, LoggedIn, Verb};
use crate::error::{Error, Result, Rule};
use crate::features::campaign::actions::{self, MobilisationFacts};
use crate::features::campaign::model::{
    Activity, Campaign, CampaignEvent, CampaignState, Duty, Gate, Phase, PhaseState, proposal,
};
use crate::features::campaign::ribbon::{Step, steps};
use crate::features::campaign::store::{self, Member, Mobilisation};
use crate::id::Id;
use crate::text::T;
use crate::view::fields::Fields;
use crate::view::input::{Input, shown, wrong_fields};
use crate::view::{PostForm, Shell, see};

#[derive(Template)]
#[template(path = "campaign/pages/admin.html")]
struct Admin {
    shell: Shell,
    campaign: Campaign,
    may_edit: bool,
    may_approve: bool,
    may_group: bool,
    is_draft: bool,
    events: Vec<EventButton>,
    proposal: Option<Phase>,
    ribbon: Vec<Step>,
    missing: Vec<&'static str>,
    parts: Vec<PhasePart>,
    phases: Vec<Phase>,
    tasks: Vec<TaskRow>,
    task_count: u64,
    group: Vec<(&'static str, String)>,
    mobilisations: Vec<Mobilisation>,
    input: Input,
}

/// A step that may be taken now.
pub struct EventButton {
    /// Where it is posted to.
    pub path: String,
    /// Its code.
    pub code: &'static str,
    /// On the button.
    pub name: &'static str,
    /// Whether it asks for a reason.
    pub reason: bool,
    /// Whether it is the page's main act.
    pub main: bool,
}

struct PhasePart {
    phase: Phase,
    activities: Vec<Activity>,
}

struct Read {
    campaign: Campaign,
    phases: Vec<Phase>,
    activities: Vec<Activity>,
    tasks: Vec<TaskRow>,
    task_count: u64,
    members: Vec<Member>,
    mobilisations: Vec<Mobilisation>,
}

/// `GET /campaigns/{id}/admin`: seven queries.
pub async fn page(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
) -> Result<Response> {
    show(&app, shell, &session.actor, key(&id)?, Input::default()).await
}

async fn show(app: &App, shell: Shell, actor: &Actor, id: Id, input: Input) -> Result<Response> {
    let (reader, t) = (actor.clone(), shell.t);
    let read = app
        .db
        .read(move |tx| {
            let campaign = store::find(tx, &id)?.ok_or(Error::NotFound)?;
            permit_look(&reader, &campaign)?;
            let query = Query::new().filter("campaign", params![&id]).limit(10);
            let task_count = tx.count(&store::TASKS, &query)?;
            let tasks = tx.page(&store::TASKS, &query, store::task_row)?.rows;
            Ok::<_, Error>(Read {
                phases: store::phases(tx, &id)?,
                activities: store::activities(tx, &id)?,
                tasks: tasks.into_iter().map(|row| TaskRow::of(row, t)).collect(),
                task_count,
                members: store::group(tx, &id)?,
                mobilisations: store::mobilisations(tx, &id)?,
                campaign,
            })
        })
        .await?;
    let page = admin(shell, actor, read, input);
    shown(&page, &page.input)
}

/// The office and the secretary arrange, the auditor looks; others have the campaign page.
pub fn permit_look(actor: &Actor, campaign: &Campaign) -> Result<()> {
    let object = actions::object(campaign);
    let may = |verb| actor.permit(verb, &object).is_ok();
    if may(Verb::CampaignEdit) || may(Verb::CampaignApprove) || may(Verb::AuditRead) {
        Ok(())
    } else {
        actions::permit(actor, Verb::CampaignEdit, campaign)
    }
}

fn admin(shell: Shell, actor: &Actor, read: Read, input: Input) -> Admin {
    let t = shell.t;
    let campaign = read.campaign;
    let object = actions::object(&campaign);
    let may = |verb: Verb| actor.permit(verb, &object).is_ok();
    let open = campaign.state.is_open();
    let missing = if campaign.state == CampaignState::Active || !open {
        Vec::new()
    } else {
        missing(t, &read.phases, &read.members, &read.mobilisations)
    };
    let due = proposal(&read.phases, campaign.year, shell.today).filter(|_| campaign.state == CampaignState::Active);
    // What runs is spread out; while nothing runs yet, everything is: the plan is being made.
    let runs = |p: &Phase| matches!(p.state, PhaseState::Active | PhaseState::GateCheck);
    let any = read.phases.iter().any(runs);
    let parts = read
        .phases
        .iter()
        .filter(|p| !any || runs(p))
        .map(|phase| PhasePart {
            activities: read.activities.iter().filter(|a| a.phase == phase.id).cloned().collect(),
            phase: phase.clone(),
        })
        .collect();
    Admin {
        may_edit: open && may(Verb::CampaignEdit),
        may_approve: may(Verb::CampaignApprove),
        may_group: open && (may(Verb::GroupEdit) || may(Verb::CampaignApprove)),
        is_draft: campaign.state == CampaignState::Draft,
        events: events(t, actor, &campaign),
        proposal: due.filter(|_| may(Verb::CampaignEdit)).cloned(),
        ribbon: steps(t, &read.phases),
        missing,
        parts,
        phases: read.phases,
        tasks: read.tasks,
        task_count: read.task_count,
        group: by_duty(t, &read.members),
        mobilisations: read.mobilisations,
        input,
        campaign,
        shell,
    }
}

/// The steps that the actor may take from here. Those of the campaign's end stand on its own page, below their gates.
fn events(t: T, actor: &Actor, campaign: &Campaign) -> Vec<EventButton> {
    let object = actions::object(campaign);
    CampaignEvent::ALL
        .iter()
        .filter(|e| Gate::of_event(**e).is_none() && **e != CampaignEvent::Reopen)
        .filter(|e| campaign.state.next(**e, campaign.state_before).is_some())
        .filter(|e| actor.permit(e.verb(), &object).is_ok())
        .map(|e| EventButton {
            path: format!("/campaigns/{}/event", campaign.id),
            code: e.code(),
            name: e.name(t),
            reason: e.needs_reason(),
            main: true,
        })
        .collect()
}

fn missing(t: T, phases: &[Phase], members: &[Member], held: &[Mobilisation]) -> Vec<&'static str> {
    let holds = |duty: Duty| members.iter().any(|m| m.duty == duty);
    let lines = [
        (phases.is_empty(), t.campaign_missing_phases()),
        (phases.iter().any(|p| p.activities == 0), t.campaign_missing_activities()),
        (!holds(Duty::Leader), t.campaign_missing_leader()),
        (!holds(Duty::Office), t.campaign_missing_office()),
        (held.is_empty(), t.campaign_missing_mobilisation()),
    ];
    lines.into_iter().filter(|(lacks, _)| *lacks).map(|(_, line)| line).collect()
}

fn by_duty(t: T, members: &[Member]) -> Vec<(&'static str, String)> {
    let named = |duty: Duty| -> Vec<String> {
        let of_duty = members.iter().filter(|m| m.duty == duty);
        of_duty.map(|m| if m.division.is_empty() { m.name.clone() } else { t.field_at(&m.name, &m.division) }).collect()
    };
    Duty::ALL.iter().map(|d| (d.name(t), named(*d).join(" · "))).filter(|(_, names)| !names.is_empty()).collect()
}

/// `POST /campaigns/{id}/event`: one unit of work.
pub async fn event(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let id = key(&id)?;
    let input = Input::posted(form);
    let event = CampaignEvent::parse(input.value("event")).ok_or(Error::NotFound)?;
    let done = actions::change_campaign(&app, &session.actor, &id, event, input.value("reason")).await;
    if let Err(Error::Rule(Rule::GateShut, _)) = done {
        return closing::show(&app, shell, &session.actor, id, input, true).await;
    }
    let ending = Gate::of_event(event).is_some() || event == CampaignEvent::Reopen;
    match wrong_fields(done)? {
        Ok(()) if ending => Ok(see(format!("/campaigns/{id}/closing"))),
        Ok(()) => Ok(see(format!("/campaigns/{id}/admin"))),
        Err(wrong) if ending => closing::show(&app, shell, &session.actor, id, input.with(wrong), false).await,
        Err(wrong) => show(&app, shell, &session.actor, id, input.with(wrong)).await,
    }
}

/// `POST /campaigns/{id}/mobilisations`: one unit of work.
pub async fn mobilise(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let id = key(&id)?;
    let input = Input::posted(form);
    let mut fields = Fields::default();
    let facts = MobilisationFacts {
        held_on: input.date(&mut fields, "held_on"),
        occasion: input.value("occasion").to_owned(),
        place: input.value("place").to_owned(),
        people: input.number(&mut fields, "people"),
    };
    if !fields.errors.is_empty() {
        fields.text("occasion", &facts.occasion, 100);
        fields.text("place", &facts.place, 100);
        return show(&app, shell, &session.actor, id, input.with(fields.errors)).await;
    }
    match wrong_fields(actions::record_mobilisation(&app, &session.actor, &id, facts).await)? {
        Ok(()) => Ok(see(format!("/campaigns/{id}/admin"))),
        Err(wrong) => show(&app, shell, &session.actor, id, input.with(wrong)).await,
    }
}
