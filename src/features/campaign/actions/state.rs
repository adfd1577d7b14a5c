//! The way of a campaign from draft to active, and mobilisation.

use ::store::{Tx, params};
use jiff::civil::Date;

use super::super::model::{Campaign, CampaignEvent, guard_approve, guard_submit};
use super::super::store;
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// Takes a campaign one step on: submit, approve, return†, mobilise, suspend†, resume.
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
            let mut entry = Entry::new(&format!("campaign.{}", event.code()), "campaign", &id);
            entry = entry.states(campaign.state.code(), to.code());
            if let Some(reason) = &reason {
                entry = entry.reason(reason);
            }
            record(tx, &act, entry)?;
            Ok(())
        })
        .await
}

fn guard(tx: &mut Tx<'_>, act: &Act, campaign: &Campaign, event: CampaignEvent) -> Result<()> {
    let id = &campaign.id;
    if event.is_closing() {
        return Err(Error::rule(Rule::ClosingLater));
    }
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
