//! Gates: what is stated to them, and their written results.

use ::store::Tx;

use super::super::model::{Campaign, Check, Finding, Gate, PhaseState, findings};
use super::super::store;
use super::super::store::gate::{self, NewReport, NewStatement, ReportLine, ReportText};
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// What a gate finds now. Two queries.
pub fn look(tx: &mut Tx<'_>, campaign: &Id, phase: Option<&Id>, gate: Gate) -> Result<Vec<Finding>> {
    let facts = gate::facts(tx, campaign)?;
    let stated = gate::stated(tx, campaign, phase)?;
    Ok(findings(gate, &facts, &stated))
}

/// Nothing may be missing; the refusal names what is, by code.
pub(super) fn shut_unless_well(found: &[Finding]) -> Result<()> {
    let missing: Vec<&str> = found.iter().filter(|f| f.is_missing()).map(|f| f.check.code()).collect();
    if missing.is_empty() { Ok(()) } else { Err(Error::Rule(Rule::GateShut, missing.join(", "))) }
}

/// The decision at a gate.
pub(super) struct Decision<'a> {
    pub campaign: &'a Id,
    pub phase: Option<&'a Id>,
    pub event: &'static str,
    pub passed: bool,
    pub reason: Option<String>,
}

/// Keeps the written result (R81) and returns its hash, for the audit line of the decision. At the door of the archive the
/// list of what lies in the record box is part of it.
pub(super) fn write_result(tx: &mut Tx<'_>, act: &Act, by: &Id, of: Decision<'_>, found: &[Finding]) -> Result<String> {
    let record_box = if of.event == "archive" { gate::record_box(tx, of.campaign)? } else { Vec::new() };
    let text = ReportText { findings: found.iter().map(ReportLine::of).collect(), reason: of.reason, record_box };
    let new = NewReport {
        campaign: of.campaign,
        phase: of.phase,
        event: of.event,
        passed: of.passed,
        person: by,
        day: act.now.today(),
        text: &text,
    };
    Ok(gate::keep(tx, &Id::random(), &new)?)
}

/// States what the records cannot show: to the gate of a phase, or to those of the campaign.
pub async fn state_to_gate(
    app: &App,
    actor: &Actor,
    campaign: &Id,
    phase: Option<&Id>,
    check: Check,
    text: &str,
) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, campaign, phase, text) = (actor.clone(), campaign.clone(), phase.cloned(), text.to_owned());
    let id = Id::random();
    app.db
        .write(move |tx| {
            // A check that the records decide is nobody's to state; who may not see the campaign is told so first.
            let found = super::permitted(tx, &actor, check.stated_by().unwrap_or(Verb::CampaignEdit), &campaign)?;
            if check.stated_by().is_none() {
                return Err(Error::rule(Rule::RecordsDecide));
            }
            asked_there(tx, &found, phase.as_ref(), check)?;
            let mut fields = Fields::default();
            let text = fields.text("statement", &text, 1_000);
            fields.finish()?;
            let new = NewStatement {
                campaign: &campaign,
                phase: phase.as_ref(),
                check,
                text: &text,
                person: &actor.person.id,
                day: act.now.today(),
            };
            gate::state(tx, &id, &new)?;
            let mut entry = Entry::new("gate.state", "campaign", &campaign).with("check", check.code()).reason(&text);
            if let Some(phase) = &phase {
                entry = entry.with("phase", phase.to_string());
            }
            Ok(record(tx, &act, entry)?)
        })
        .await
}

/// A statement answers a gate that asks for it and is still to be passed.
fn asked_there(tx: &mut Tx<'_>, campaign: &Campaign, phase: Option<&Id>, check: Check) -> Result<()> {
    if !campaign.state.is_open() {
        return Err(Error::rule(Rule::WrongState));
    }
    let asked = match phase {
        None => [Gate::EnterClosing, Gate::Close].iter().any(|gate| gate.checks().contains(&check)),
        Some(phase) => {
            let phases = store::phases(tx, &campaign.id)?;
            let found = phases.iter().find(|p| p.id == *phase).ok_or(Error::NotFound)?;
            let behind = phases.iter().filter(|p| p.ordinal > found.ordinal).count();
            found.state != PhaseState::Completed && Gate::Phase(behind).checks().contains(&check)
        }
    };
    if asked { Ok(()) } else { Err(Error::rule(Rule::NotAsked)) }
}
