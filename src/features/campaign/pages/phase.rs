//! A phase: its months, its activities, its way to completion.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::admin::{EventButton, permit_look};
use super::gate::{GateLine, ResultView, at_gate, lines, results};
use super::key;
use crate::app::App;
use crate::auth::{Actor, LoggedIn, Verb};
use crate::error::{Error, Result, Rule};
use crate::features::campaign::model::{
    Activity, ActivityEvent, Campaign, CampaignState, Gate, Phase, PhaseEvent, PhaseState, guard_start,
};
use crate::features::campaign::store::gate::reports;
use crate::features::campaign::{actions, store};
use crate::id::Id;
use crate::text::T;
use crate::view::fields::Fields;
use crate::view::input::{Input, unprocessable, wrong_fields};
use crate::view::{PostForm, Shell, page as render, see};

#[derive(Template)]
#[template(path = "campaign/pages/phase_new.html")]
struct New {
    shell: Shell,
    campaign: Id,
    input: Input,
}

#[derive(Template)]
#[template(path = "campaign/pages/phase.html")]
struct Page {
    shell: Shell,
    campaign: Campaign,
    phase: Phase,
    activities: Vec<Activity>,
    events: Vec<EventButton>,
    missing: Vec<String>,
    /// What the gate of this phase asks, while it is to be passed.
    gate: Vec<GateLine>,
    shut: bool,
    results: Vec<ResultView>,
    may_change: bool,
    may_add: bool,
    may_override: bool,
    is_draft: bool,
    months: String,
    facts: Input,
    input: Input,
}

/// `GET /campaigns/{id}/phases/new`: one query.
pub async fn form_new(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
) -> Result<Response> {
    let campaign = key(&id)?;
    let wanted = campaign.clone();
    app.db
        .read(move |tx| {
            let found = store::find(tx, &wanted)?.ok_or(Error::NotFound)?;
            actions::permit(&session.actor, Verb::CampaignEdit, &found)
        })
        .await?;
    render(&New { shell, campaign, input: Input::default() })
}

/// `POST /campaigns/{id}/phases/new`: one unit of work.
pub async fn create(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let campaign = key(&id)?;
    let input = Input::posted(form);
    let mut fields = Fields::default();
    let months = (input.month(&mut fields, "from_month"), input.month(&mut fields, "to_month"));
    let added = if fields.errors.is_empty() {
        actions::add_phase(&app, &session.actor, &campaign, input.value("name"), months.0, months.1).await
    } else {
        fields.text("name", input.value("name"), 40);
        Err(Error::Invalid(fields.errors))
    };
    match wrong_fields(added)? {
        Ok(phase) => Ok(see(format!("/phases/{phase}"))),
        Err(wrong) => Ok(unprocessable(render(&New { shell, campaign, input: input.with(wrong) })?)),
    }
}

/// `GET /phases/{id}`: seven queries.
pub async fn page(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
) -> Result<Response> {
    show(&app, shell, &session.actor, key(&id)?, Input::default(), false).await
}

pub(super) async fn show(app: &App, shell: Shell, actor: &Actor, id: Id, input: Input, shut: bool) -> Result<Response> {
    let reader = actor.clone();
    let (campaign, phase, phases, activities, found, reports) = app
        .db
        .read(move |tx| {
            let phase = store::find_phase(tx, &id)?.ok_or(Error::NotFound)?;
            let campaign = store::find(tx, &phase.campaign)?.ok_or(Error::NotFound)?;
            permit_look(&reader, &campaign)?;
            let phases = store::phases(tx, &campaign.id)?;
            let mut activities = store::activities(tx, &campaign.id)?;
            activities.retain(|a| a.phase == phase.id);
            let behind = phases.iter().filter(|p| p.ordinal > phase.ordinal).count();
            let runs = campaign.state == CampaignState::Active
                && matches!(phase.state, PhaseState::Active | PhaseState::GateCheck);
            let found =
                if runs { actions::look(tx, &campaign.id, Some(&phase.id), Gate::Phase(behind))? } else { Vec::new() };
            let mut reports = reports(tx, &campaign.id)?;
            reports.retain(|r| r.phase.as_ref() == Some(&phase.id));
            Ok::<_, Error>((campaign, phase, phases, activities, found, reports))
        })
        .await?;
    let object = actions::object(&campaign);
    let may = |verb: Verb| actor.permit(verb, &object).is_ok();
    let before = phases.iter().rev().find(|p| p.ordinal < phase.ordinal).map(|p| p.state);
    let startable = guard_start(&phase, before, campaign.year, shell.today);
    let active = campaign.state == CampaignState::Active;
    let is_draft = campaign.state == CampaignState::Draft && may(Verb::CampaignEdit);
    let facts = if input.value("form") == "facts" { input.clone() } else { filled(&phase) };
    let page = Page {
        events: if active { events(shell.t, actor, &campaign, &phase, startable.is_ok()) } else { Vec::new() },
        missing: missing(shell.t, &phase, startable.err()),
        gate: lines(shell.t, actor, &object, &campaign.id, &found, true),
        shut,
        results: results(shell.t, reports, &[]),
        may_change: may(Verb::CampaignEdit) && phase.state == PhaseState::Active && campaign.state.is_open(),
        may_add: may(Verb::CampaignEdit)
            && campaign.state.is_open()
            && matches!(phase.state, PhaseState::Planned | PhaseState::Active),
        may_override: active && phase.state == PhaseState::Planned && startable.is_err() && may(Verb::CampaignApprove),
        is_draft,
        months: shell.t.campaign_months(phase.from_month, phase.to_month),
        facts,
        activities,
        phase,
        campaign,
        input,
        shell,
    };
    at_gate(&page, &page.input, page.shut)
}

fn filled(phase: &Phase) -> Input {
    Input::filled(&[
        ("name", phase.name.clone()),
        ("from_month", phase.from_month.to_string()),
        ("to_month", phase.to_month.to_string()),
    ])
}

fn events(t: T, actor: &Actor, campaign: &Campaign, phase: &Phase, startable: bool) -> Vec<EventButton> {
    let object = actions::object(campaign);
    let usable = |e: PhaseEvent| match e {
        PhaseEvent::Start => startable,
        PhaseEvent::RequestCompletion => phase.done + phase.waived == phase.activities,
        _ => true,
    };
    PhaseEvent::ALL
        .iter()
        .filter(|e| phase.state.next(**e).is_some() && usable(**e))
        .filter(|e| actor.permit(e.verb(false), &object).is_ok())
        .map(|e| EventButton {
            path: format!("/phases/{}/event", phase.id),
            code: e.code(),
            name: e.name(t),
            reason: e.needs_reason(),
            main: true,
        })
        .collect()
}

fn missing(t: T, phase: &Phase, start: Option<Rule>) -> Vec<String> {
    let open = phase.activities - phase.done - phase.waived;
    match (phase.state, start) {
        (PhaseState::Planned, Some(rule)) => vec![t.rule(rule).to_owned()],
        (PhaseState::Active, _) if open > 0 => vec![t.campaign_gate_activities(open)],
        _ => Vec::new(),
    }
}

/// `POST /phases/{id}`: one unit of work.
pub async fn edit(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let id = key(&id)?;
    let input = Input::posted(form);
    let mut fields = Fields::default();
    let months = (input.month(&mut fields, "from_month"), input.month(&mut fields, "to_month"));
    let done = if fields.errors.is_empty() {
        actions::edit_phase(&app, &session.actor, &id, input.value("name"), months.0, months.1).await
    } else {
        Err(Error::Invalid(fields.errors))
    };
    match wrong_fields(done)? {
        Ok(()) => Ok(see(format!("/phases/{id}"))),
        Err(wrong) => show(&app, shell, &session.actor, id, input.with(wrong), false).await,
    }
}

/// `POST /phases/{id}/event`: one unit of work.
pub async fn event(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let id = key(&id)?;
    let input = Input::posted(form);
    let event = PhaseEvent::parse(input.value("event")).ok_or(Error::NotFound)?;
    let done = actions::change_phase(&app, &session.actor, &id, event, input.value("reason")).await;
    if let Err(Error::Rule(Rule::GateShut, _)) = done {
        return show(&app, shell, &session.actor, id, input, true).await;
    }
    match wrong_fields(done)? {
        Ok(_) => Ok(see(format!("/phases/{id}"))),
        Err(wrong) => show(&app, shell, &session.actor, id, input.with(wrong), false).await,
    }
}

/// `POST /phases/{id}/remove`: one unit of work.
pub async fn remove(
    State(app): State<App>,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(_): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let campaign = actions::remove_phase(&app, &session.actor, &key(&id)?).await?;
    Ok(see(format!("/campaigns/{campaign}/admin")))
}

/// `POST /phases/{id}/activities`: one unit of work.
pub async fn add_activity(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(mut form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let id = key(&id)?;
    form.insert("form".to_owned(), "activity".to_owned());
    let input = Input::posted(form);
    let mandatory = input.value("mandatory") == "yes";
    let added = actions::add_activity(&app, &session.actor, &id, input.value("name"), mandatory).await;
    match wrong_fields(added)? {
        Ok(_) => Ok(see(format!("/phases/{id}"))),
        Err(wrong) => show(&app, shell, &session.actor, id, input.with(wrong), false).await,
    }
}

/// `POST /activities/{id}/event`: one unit of work.
pub async fn activity_event(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let id = key(&id)?;
    let input = Input::posted(form);
    let event = ActivityEvent::parse(input.value("event")).ok_or(Error::NotFound)?;
    let done = actions::change_activity(&app, &session.actor, &id, event, input.value("reason")).await;
    match wrong_fields(done)? {
        Ok(phase) => Ok(see(format!("/phases/{phase}"))),
        Err(wrong) => {
            let found = app.db.read(move |tx| store::find_activity(tx, &id).map_err(Error::from)).await?;
            let phase = found.ok_or(Error::NotFound)?.phase;
            show(&app, shell, &session.actor, phase, input.with(wrong), false).await
        }
    }
}

/// `POST /activities/{id}/remove`: one unit of work.
pub async fn remove_activity(
    State(app): State<App>,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(_): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let phase = actions::remove_activity(&app, &session.actor, &key(&id)?).await?;
    Ok(see(format!("/phases/{phase}")))
}
