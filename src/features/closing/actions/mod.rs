//! What can be done with what a campaign leaves behind, one function a verb.

mod mechanism;
mod shortcoming;
mod summary;

pub use mechanism::{MechanismFacts, add_mechanism, edit_mechanism, end_mechanism, may_review, review_mechanism};
pub use shortcoming::{
    CarryFacts, ShortcomingFacts, add_shortcoming, carry_shortcoming, reopen_shortcoming, shortcomings_follow,
    waive_shortcoming,
};
pub use summary::{
    SummaryDraft, begin_summary, freeze_summary, publish_summary, readable_summary, revise_summary, save_summary,
};

use ::store::Tx;

use super::store::{self, Of};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// The campaign, if the actor may do that with what belongs to it. Whoever may not read it finds none.
pub fn permitted(tx: &mut Tx<'_>, actor: &Actor, verb: Verb, campaign: &Id) -> Result<Of> {
    let of = store::campaign(tx, campaign)?;
    permit(actor, verb, &of)?;
    Ok(of)
}

/// The same of a campaign that was read already.
pub fn permit(actor: &Actor, verb: Verb, of: &Of) -> Result<()> {
    actor.permit(verb, &of.object(false)).or_else(|refused| {
        actor.permit_read(Verb::CampaignRead, &of.object(of.is_published()))?;
        Err(refused)
    })
}

/// The same while the campaign runs.
fn running(tx: &mut Tx<'_>, actor: &Actor, verb: Verb, campaign: &Id) -> Result<Of> {
    let of = permitted(tx, actor, verb, campaign)?;
    if of.is_open() { Ok(of) } else { Err(Error::rule(Rule::WrongState)) }
}

/// A reason that must be there.
fn reason(given: &str) -> Result<String> {
    let mut fields = Fields::default();
    if given.trim().is_empty() {
        fields.wrong("reason", Rule::ReasonNeeded);
    }
    let reason = fields.optional("reason", given, 500);
    fields.finish()?;
    Ok(reason.unwrap_or_default())
}

/// Exactly one person still there, by key or by name.
fn person(tx: &mut Tx<'_>, fields: &mut Fields, field: &'static str, meant: &str) -> Result<Id> {
    if meant.trim().is_empty() {
        fields.wrong(field, Rule::Missing);
        return Ok(Id::random());
    }
    let found = store::person(tx, meant)?;
    Ok(found.unwrap_or_else(|| {
        fields.wrong(field, Rule::UnknownChoice);
        Id::random()
    }))
}

/// One row changed, or somebody else was faster.
fn one_row(changed: u64) -> Result<()> {
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
