//! Phases and their activities.

use ::store::{Tx, params};

use super::super::model::{
    ActivityEvent, Campaign, CampaignState, Finding, Gate, Phase, PhaseEvent, PhaseState, guard_activities,
    guard_reopen, guard_start,
};
use super::super::store;
use super::gate::{self, Decision};
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

fn checked(name: &str, from: i8, to: i8) -> Result<String> {
    let mut fields = Fields::default();
    let name = fields.text("name", name, 40);
    if !(1..=12).contains(&from) || !(1..=12).contains(&to) || to < from {
        fields.wrong("to_month", Rule::MonthOrder);
    }
    fields.finish()?;
    Ok(name)
}

fn draft(tx: &mut Tx<'_>, actor: &Actor, id: &Id) -> Result<Campaign> {
    let campaign = super::permitted(tx, actor, Verb::CampaignEdit, id)?;
    if campaign.state == CampaignState::Draft { Ok(campaign) } else { Err(Error::rule(Rule::WrongState)) }
}

/// Adds a phase behind the others, while the plan is a draft.
pub async fn add_phase(app: &App, actor: &Actor, campaign: &Id, name: &str, from: i8, to: i8) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (actor, campaign, name, id) = (actor.clone(), campaign.clone(), name.to_owned(), Id::random());
    app.db
        .write(move |tx| {
            draft(tx, &actor, &campaign)?;
            let name = checked(&name, from, to)?;
            tx.run(&store::INSERT_PHASE, &params![&id, &campaign, name, i64::from(from), i64::from(to)])?;
            record(tx, &act, Entry::new("phase.add", "phase", &id).with("campaign", campaign.to_string()))?;
            Ok(id.clone())
        })
        .await
}

/// Changes name and months, while the plan is a draft.
pub async fn edit_phase(app: &App, actor: &Actor, id: &Id, name: &str, from: i8, to: i8) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id, name) = (actor.clone(), id.clone(), name.to_owned());
    app.db
        .write(move |tx| {
            let phase = store::find_phase(tx, &id)?.ok_or(Error::NotFound)?;
            draft(tx, &actor, &phase.campaign)?;
            let name = checked(&name, from, to)?;
            tx.run(&store::UPDATE_PHASE, &params![&id, name, i64::from(from), i64::from(to)])?;
            record(tx, &act, Entry::new("phase.edit", "phase", &id))?;
            Ok(())
        })
        .await
}

/// Takes an empty phase away, while the plan is a draft.
pub async fn remove_phase(app: &App, actor: &Actor, id: &Id) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let phase = store::find_phase(tx, &id)?.ok_or(Error::NotFound)?;
            draft(tx, &actor, &phase.campaign)?;
            if store::activities(tx, &phase.campaign)?.iter().any(|a| a.phase == id) {
                return Err(Error::rule(Rule::HasActivities));
            }
            tx.run(&store::DELETE_PHASE, &params![&id])?;
            record(tx, &act, Entry::new("phase.remove", "phase", &id))?;
            Ok(phase.campaign)
        })
        .await
}

/// Takes a phase one step on. `reason` is needed for fail† and reopen†; given with a start, it overrides the order and
/// the month, which takes the secretary.
pub async fn change_phase(app: &App, actor: &Actor, id: &Id, event: PhaseEvent, reason: &str) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id, given) = (actor.clone(), id.clone(), reason.to_owned());
    app.db
        .write(move |tx| {
            let phase = store::find_phase(tx, &id)?.ok_or(Error::NotFound)?;
            let reason = super::reason(&given, event.needs_reason());
            let overriding = event == PhaseEvent::Start && matches!(&reason, Ok(Some(_)));
            let campaign = super::permitted(tx, &actor, event.verb(overriding), &phase.campaign)?;
            let to = phase.state.next(event).ok_or(Error::rule(Rule::WrongState))?;
            let reason = reason?;
            if campaign.state != CampaignState::Active {
                return Err(Error::rule(Rule::CampaignNotActive));
            }
            let found = guard(tx, &act, &campaign, &phase, event, overriding)?;
            let completed = (to == PhaseState::Completed).then(|| act.now.today().to_string());
            let by = completed.as_ref().map(|_| actor.person.id.clone());
            let why = reason.clone().filter(|_| overriding);
            let row = params![&id, phase.state.code(), to.code(), completed, by, why];
            super::one_row(tx.run(&store::SET_PHASE_STATE, &row)?)?;
            let mut entry = Entry::new(&format!("phase.{}", event.code()), "phase", &id);
            entry = entry.states(phase.state.code(), to.code());
            if let Some(reason) = &reason {
                entry = entry.reason(reason);
            }
            if matches!(event, PhaseEvent::Pass | PhaseEvent::Fail) {
                let passed = event == PhaseEvent::Pass;
                let (campaign, phase) = (&phase.campaign, Some(&id));
                let of = Decision { campaign, phase, event: event.code(), passed, reason };
                entry = entry.hash(&gate::write_result(tx, &act, &actor.person.id, of, &found)?);
            }
            record(tx, &act, entry)?;
            Ok(phase.campaign)
        })
        .await
}

fn guard(
    tx: &mut Tx<'_>,
    act: &Act,
    campaign: &Campaign,
    phase: &Phase,
    event: PhaseEvent,
    overriding: bool,
) -> Result<Vec<Finding>> {
    let phases = store::phases(tx, &campaign.id)?;
    let before = phases.iter().rev().find(|p| p.ordinal < phase.ordinal).map(|p| p.state);
    let behind: Vec<&Phase> = phases.iter().filter(|p| p.ordinal > phase.ordinal).collect();
    if matches!(event, PhaseEvent::Pass | PhaseEvent::Fail) {
        let found = gate::look(tx, &campaign.id, Some(&phase.id), Gate::Phase(behind.len()))?;
        if event == PhaseEvent::Pass {
            gate::shut_unless_well(&found)?;
        }
        return Ok(found);
    }
    let checked = match event {
        PhaseEvent::Start if overriding => Ok(()),
        PhaseEvent::Start => guard_start(phase, before, campaign.year, act.now.today()),
        PhaseEvent::RequestCompletion => guard_activities(phase),
        PhaseEvent::Reopen => guard_reopen(behind.first().map(|p| p.state)),
        PhaseEvent::Pass | PhaseEvent::Fail => Ok(()),
    };
    checked.map(|()| Vec::new()).map_err(Error::rule)
}

/// Adds an activity to a phase that is not completed.
pub async fn add_activity(app: &App, actor: &Actor, phase: &Id, name: &str, mandatory: bool) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (actor, phase, name, id) = (actor.clone(), phase.clone(), name.to_owned(), Id::random());
    app.db
        .write(move |tx| {
            let found = store::find_phase(tx, &phase)?.ok_or(Error::NotFound)?;
            super::open_for(tx, &actor, Verb::CampaignEdit, &found.campaign)?;
            if matches!(found.state, PhaseState::Completed | PhaseState::GateCheck) {
                return Err(Error::rule(Rule::WrongState));
            }
            let mut fields = Fields::default();
            let name = fields.text("name", &name, 200);
            fields.finish()?;
            tx.run(&store::INSERT_ACTIVITY, &params![&id, &phase, name, mandatory])?;
            record(tx, &act, Entry::new("activity.add", "activity", &id).with("phase", phase.to_string()))?;
            Ok(id.clone())
        })
        .await
}

/// Takes an activity away, while the plan is a draft; later it can only be waived with a reason (R29).
pub async fn remove_activity(app: &App, actor: &Actor, id: &Id) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let activity = store::find_activity(tx, &id)?.ok_or(Error::NotFound)?;
            let phase = store::find_phase(tx, &activity.phase)?.ok_or(Error::NotFound)?;
            draft(tx, &actor, &phase.campaign)?;
            if store::count(tx, &store::COUNT_ACTIVITY_TASKS, &params![&id])? > 0 {
                return Err(Error::rule(Rule::HasTasks));
            }
            tx.run(&store::DELETE_ACTIVITY, &params![&id])?;
            record(tx, &act, Entry::new("activity.remove", "activity", &id))?;
            Ok(phase.id)
        })
        .await
}

/// Marks an activity done, waives it†, or takes it up again†, while its phase is active.
pub async fn change_activity(app: &App, actor: &Actor, id: &Id, event: ActivityEvent, reason: &str) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id, given) = (actor.clone(), id.clone(), reason.to_owned());
    app.db
        .write(move |tx| {
            let activity = store::find_activity(tx, &id)?.ok_or(Error::NotFound)?;
            let phase = store::find_phase(tx, &activity.phase)?.ok_or(Error::NotFound)?;
            super::open_for(tx, &actor, Verb::CampaignEdit, &phase.campaign)?;
            let to = activity.state.next(event).ok_or(Error::rule(Rule::WrongState))?;
            if phase.state != PhaseState::Active {
                return Err(Error::rule(Rule::WrongState));
            }
            let reason = super::reason(&given, event != ActivityEvent::Finish)?;
            let done_on = (event == ActivityEvent::Finish).then(|| act.now.today().to_string());
            let row = params![&id, activity.state.code(), to.code(), &reason, done_on];
            super::one_row(tx.run(&store::SET_ACTIVITY_STATE, &row)?)?;
            let mut entry = Entry::new(&format!("activity.{}", event.code()), "activity", &id);
            entry = entry.states(activity.state.code(), to.code());
            if let Some(reason) = &reason {
                entry = entry.reason(reason);
            }
            record(tx, &act, entry)?;
            Ok(phase.id)
        })
        .await
}
