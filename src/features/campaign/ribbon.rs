//! The ribbon of phases, as the campaign page and the arrangements show it.

use super::model::{Phase, PhaseState};
use crate::text::T;

/// A phase on the ribbon.
#[derive(Clone, Debug)]
pub struct Step {
    /// `is-done`, `is-now` or nothing.
    pub class: &'static str,
    /// Its name.
    pub name: String,
    /// Months and state in words.
    pub note: String,
    /// Mandatory activities, and those no longer open.
    pub all: i64,
    /// Done or waived.
    pub done: i64,
}

impl Step {
    /// Whether this is where the campaign stands.
    pub fn is_now(&self) -> bool {
        self.class == "is-now"
    }
}

/// The steps.
pub fn steps(t: T, phases: &[Phase]) -> Vec<Step> {
    phases
        .iter()
        .map(|p| {
            let months = t.campaign_months(p.from_month, p.to_month);
            let (class, note) = match p.state {
                PhaseState::Completed => ("is-done", t.campaign_phase_completed(months)),
                PhaseState::Active => ("is-now", t.campaign_phase_active(months, p.done, p.activities)),
                PhaseState::GateCheck => ("is-now", t.campaign_phase_gate(months)),
                PhaseState::Planned => ("", months),
            };
            Step { class, name: p.name.clone(), note, all: p.activities, done: p.done + p.waived }
        })
        .collect()
}
