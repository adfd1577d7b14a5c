//! The way of a campaign from draft to active, and mobilisation.

use ::store::{Tx, params};
use jiff::civil::Date;

use super::super::model::{Campaign, CampaignEvent, Gate, guard_approve, guard_reopen_campaign, guard_submit};
use super::super::store;
use super::gate::Decision;
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// Takes a campaign one step on: submit, approve, return†, mobilise, suspend†, resume; at its end into closing, closed,
/// archived, each through a gate whose written result is kept, and reopen†.
pub async fn change_campaign(app: &App, actor: &Actor, id: &Id, event: CampaignEvent, reason: &str) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id, given) = (actor.clone(), id.clone(), reason.to_owned());
    app.db
        .write(move |tx| {
            let campaign = super::permitted(tx, &actor, event.verb(), &id)?;
            let to = campaign.state.next(event, campaign.state_before).ok_or(Error::rule(Rule::WrongState))?;
            let reason = super::reason(&given, event.needs_reason())?;
            guard(tx, &act, &campaign, event)?;
            let before = (event == CampaignEvent::Suspend).then(|| campaign.state.code());
            let row = params![&id, campaign.state.code(), to.code(), before];
            super::one_row(tx.run(&store::SET_STATE, &row)?)?;
            let closed_on = match event {
                CampaignEvent::Close => Some(act.now.today().to_string()),
                CampaignEvent::Reopen => None,
                _ => campaign.closed_on.map(|day| day.to_string()),
            };
            tx.run(&store::SET_CLOSED_ON, &params![&id, closed_on])?;
            let mut entry = Entry::new(&format!("campaign.{}", event.code()), "campaign", &id);
            entry = entry.states(campaign.state.code(), to.code());
            if let Some(reason) = &reason {
                entry = entry.reason(reason);
            }
            if let Some(gate) = Gate::of_event(event) {
                entry = entry.hash(&through(tx, &act, &actor, &campaign, event, gate)?);
            }
            record(tx, &act, entry)?;
            Ok(())
        })
        .await
}

/// Through a gate: nothing may be missing, and the result is kept.
fn through(
    tx: &mut Tx<'_>,
    act: &Act,
    actor: &Actor,
    campaign: &Campaign,
    event: CampaignEvent,
    gate: Gate,
) -> Result<String> {
    let found = super::gate::look(tx, &campaign.id, None, gate)?;
    super::gate::shut_unless_well(&found)?;
    let of = Decision { campaign: &campaign.id, phase: None, event: event.code(), passed: true, reason: None };
    super::gate::write_result(tx, act, &actor.person.id, of, &found)
}

fn guard(tx: &mut Tx<'_>, act: &Act, campaign: &Campaign, event: CampaignEvent) -> Result<()> {
    let id = &campaign.id;
    let checked = match event {
        CampaignEvent::SubmitPlan => {
            let phases = store::phases(tx, id)?.len();
            let leaders = store::count(tx, &store::COUNT_DUTY, &params![id, "leader"])?;
            let office = store::count(tx, &store::COUNT_DUTY, &params![id, "office"])?;
            guard_submit(campaign, phases, leaders, office)
        }
        CampaignEvent::Approve => {
            let phases = store::phases(tx, id)?;
            let activities = store::activities(tx, id)?;
            let by_phase: Vec<i64> =
                phases.iter().map(|p| i64::from(activities.iter().any(|a| a.phase == p.id))).collect();
            let tasks = tx.all(&store::ACCOUNTABLE_BY_TASK, &params![id], |row| row.get(0))?;
            guard_approve(&by_phase, &tasks)
        }
        CampaignEvent::Mobilise => {
            let today = act.now.today().to_string();
            let held = store::count(tx, &store::COUNT_MOBILISATIONS, &params![id, today])?;
            if held > 0 { Ok(()) } else { Err(Rule::NoMobilisation) }
        }
        CampaignEvent::Reopen => guard_reopen_campaign(campaign.closed_on, act.now.today()),
        _ => Ok(()),
    };
    checked.map_err(Error::rule)
}

/// A mobilisation that was held.
#[derive(Clone, Debug)]
pub struct MobilisationFacts {
    /// The day, not after today.
    pub held_on: Date,
    /// The meeting or event.
    pub occasion: String,
    /// The place.
    pub place: String,
    /// How many were there: a head-count, never names.
    pub people: i64,
}

/// Records a mobilisation.
pub async fn record_mobilisation(app: &App, actor: &Actor, id: &Id, facts: MobilisationFacts) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id, key) = (actor.clone(), id.clone(), Id::random());
    app.db
        .write(move |tx| {
            super::open_for(tx, &actor, Verb::CampaignEdit, &id)?;
            let mut fields = Fields::default();
            let occasion = fields.text("occasion", &facts.occasion, 100);
            let place = fields.text("place", &facts.place, 100);
            if facts.held_on > act.now.today() {
                fields.wrong("held_on", Rule::NotYetHeld);
            }
            if !(1..=1_000_000).contains(&facts.people) {
                fields.wrong("people", Rule::NotANumber);
            }
            fields.finish()?;
            let row = params![&key, &id, facts.held_on.to_string(), occasion, place, facts.people];
            tx.run(&store::INSERT_MOBILISATION, &row)?;
            let entry = Entry::new("campaign.record_mobilisation", "campaign", &id);
            record(tx, &act, entry.with("held_on", facts.held_on.to_string()).with("people", facts.people))?;
            Ok(())
        })
        .await
}
