//! What must hold besides the state. Pure functions of their arguments.

use jiff::civil::Date;
use workday::{IMMEDIATE_LIMIT_DAYS, extension_request_accepted, immediate_latest_due, immediate_limit_kept};

use super::EXTENSIONS;
use super::code::Kind;
use crate::error::Rule;
use crate::id::Id;

/// The days a campaign runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
}

impl Span {
    /// Whether a day lies in it.
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

/// What an approval looks at.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The kind.
    pub kind: Kind,
    /// The requirement.
    pub requirement: &'a str,
    /// The deadline.
    pub due_on: Option<Date>,
    /// Months between reviews.
    pub review_months: Option<i64>,
    /// The one who answers for it.
    pub owner: Option<&'a Id>,
    /// The lead cadre.
    pub lead_cadre: Option<&'a Id>,
    /// The lead department.
    pub lead_unit: Option<&'a Id>,
    /// Measures with a criterion.
    pub measures: i64,
}

/// R69: requirement, deadline and owner, with lead cadre, lead department and a measure that can be checked.
pub fn guard_approval(plan: &Plan<'_>, campaign: &Span, today: Date) -> Result<(), Rule> {
    let named = plan.owner.is_some() && plan.lead_cadre.is_some() && plan.lead_unit.is_some();
    if plan.requirement.trim().is_empty() || !named || plan.measures < 1 {
        return Err(Rule::ThreeFields);
    }
    // Nobody takes two steps of one close-out; where the two are one person it could never end.
    if plan.owner == plan.lead_cadre {
        return Err(Rule::LeadIsOwner);
    }
    match (plan.kind, plan.due_on, plan.review_months) {
        (Kind::LongTerm, _, Some(months)) if months > 0 => Ok(()),
        (Kind::LongTerm, ..) => Err(Rule::ReviewPeriodMissing),
        (_, None, _) => Err(Rule::ThreeFields),
        (kind, Some(due), _) => guard_due(kind, due, campaign, today),
    }
}

/// A deadline lies in the campaign; an immediate one within 15 days of `approved_on`.
pub fn guard_due(kind: Kind, due: Date, campaign: &Span, approved_on: Date) -> Result<(), Rule> {
    if kind == Kind::Immediate && !immediate_limit_kept(approved_on, due, IMMEDIATE_LIMIT_DAYS) {
        return Err(Rule::ImmediateLimit);
    }
    if kind != Kind::LongTerm && !campaign.holds(due) {
        return Err(Rule::OutsideCampaign);
    }
    Ok(())
}

/// The last deadline an immediate item may have that is approved on this day.
pub fn latest_immediate(approved_on: Date) -> Option<Date> {
    immediate_latest_due(approved_on, IMMEDIATE_LIMIT_DAYS).ok()
}

/// G14: asked for up to the deadline in force, at most twice, one at a time, never for an immediate item, and a
/// long-term one has no deadline to move.
pub fn guard_extension(
    kind: Kind,
    due: Date,
    today: Date,
    granted: i64,
    pending: i64,
    new_due: Date,
) -> Result<(), Rule> {
    match kind {
        Kind::Immediate => return Err(Rule::ExtensionImmediate),
        Kind::LongTerm => return Err(Rule::ExtensionLongTerm),
        Kind::TimeLimited => {}
    }
    if !extension_request_accepted(due, today) {
        return Err(Rule::ExtensionLate);
    }
    if granted >= EXTENSIONS {
        return Err(Rule::ExtensionCount);
    }
    if pending > 0 {
        return Err(Rule::ExtensionPending);
    }
    if new_due <= due { Err(Rule::NewDueNotLater) } else { Ok(()) }
}

/// Beyond the campaign's last day only the secretary may go.
pub fn guard_grant(new_due: Date, campaign: &Span, is_secretary: bool) -> Result<(), Rule> {
    if new_due <= campaign.to || is_secretary { Ok(()) } else { Err(Rule::ExtensionBeyond) }
}

/// An application: every measure done, and something to prove it.
pub fn guard_application(measures: i64, done: i64, evidence: i64) -> Result<(), Rule> {
    if measures < 1 || done < measures {
        return Err(Rule::MeasuresOpen);
    }
    if evidence < 1 { Err(Rule::EvidenceMissing) } else { Ok(()) }
}

/// I5: whoever took a step of this attempt takes no other.
pub fn guard_other_person(taken: &[Id], me: &Id) -> bool {
    !taken.contains(me)
}

/// The end of a long-term item's period. The last day of a shorter month stands for a day it does not have.
pub fn next_review(from: Date, months: i64) -> Option<Date> {
    jiff::Span::new().try_months(months).ok().and_then(|span| from.checked_add(span).ok())
}
