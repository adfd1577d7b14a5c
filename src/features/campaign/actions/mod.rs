//! What people do with a campaign: one function a verb, permit → rule → store → audit, in one unit of work.

mod create;
mod gate;
mod group;
mod phase;
mod state;
mod task;

pub use create::{CampaignFacts, NewCampaign, Start, create_campaign, edit_campaign, may_create};
pub use gate::{look, state_to_gate};
pub use group::{put_member, remove_member};
pub use phase::{add_activity, add_phase, change_activity, change_phase, edit_phase, remove_activity, remove_phase};
pub use state::{MobilisationFacts, change_campaign, record_mobilisation};
pub use task::{NewTask, add_task, change_task, put_task_person, remedial_tasks, remove_task_person, task_wanted};

use ::store::Tx;

use super::model::Campaign;
use super::store;
use crate::auth::{Actor, Object, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;

/// What the permission table needs to know of a campaign.
pub fn object(campaign: &Campaign) -> Object {
    Object { campaign: Some(campaign.id.clone()), published: campaign.state.is_published(), ..Object::default() }
}

/// Whoever may not see a campaign finds none; whoever sees it and may not do this is refused.
pub fn permit(actor: &Actor, verb: Verb, campaign: &Campaign) -> Result<()> {
    let object = object(campaign);
    actor.permit(verb, &object).or_else(|refused| {
        actor.permit_read(Verb::CampaignRead, &object)?;
        Err(refused)
    })
}

/// The campaign, if the actor may do that with it.
fn permitted(tx: &mut Tx<'_>, actor: &Actor, verb: Verb, id: &Id) -> Result<Campaign> {
    let campaign = store::find(tx, id)?.ok_or(Error::NotFound)?;
    permit(actor, verb, &campaign)?;
    Ok(campaign)
}

/// The same for changes of its content, which end with the campaign.
fn open_for(tx: &mut Tx<'_>, actor: &Actor, verb: Verb, id: &Id) -> Result<Campaign> {
    let campaign = permitted(tx, actor, verb, id)?;
    if campaign.state.is_open() { Ok(campaign) } else { Err(Error::rule(Rule::WrongState)) }
}

/// A reason where one is needed; the text as it will be kept.
fn reason(given: &str, needed: bool) -> Result<Option<String>> {
    let mut fields = crate::view::fields::Fields::default();
    let reason = fields.optional("reason", given, 500);
    if needed && reason.is_none() {
        fields.wrong("reason", Rule::ReasonNeeded);
    }
    fields.finish()?;
    Ok(reason)
}

/// One row changed, or somebody else was faster.
fn one_row(changed: u64) -> Result<()> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
