//! What the gate of the second phase is told, and what that phase leaves behind: two shortcomings, each carried on as a task,
//! and a mechanism that lasts.

use super::stage::Stage;
use crate::features::campaign::actions::state_to_gate;
use crate::features::campaign::model::Check;
use crate::features::closing::actions::{
    CarryFacts, MechanismFacts, ShortcomingFacts, add_mechanism, add_shortcoming, carry_shortcoming,
};

/// On the day on which the second phase ends.
pub(super) async fn second_phase(stage: &Stage<'_>) -> anyhow::Result<()> {
    let (app, said) = (stage.app, &stage.content.closing);
    let office = stage.actor("office").await?;
    let (campaign, phase) = (stage.id("campaign", "")?, stage.id("phase", "2")?);
    state_to_gate(app, &office, &campaign, Some(&phase), Check::Research, &said.research).await?;
    for shortcoming in &said.shortcomings {
        let facts = ShortcomingFacts {
            phase: phase.to_string(),
            text: shortcoming.text.clone(),
            owner: stage.id("person", &shortcoming.owner)?.to_string(),
        };
        let id = add_shortcoming(app, &office, &campaign, &facts).await?;
        let task = CarryFacts {
            title: shortcoming.task.title.clone(),
            deliverable: shortcoming.task.deliverable.clone(),
            due_on: shortcoming.task.due,
            accountable: stage.id("person", &shortcoming.task.accountable)?.to_string(),
        };
        carry_shortcoming(app, &office, &id, &task).await?;
    }
    let mechanism = MechanismFacts {
        kind: said.mechanism.kind.clone(),
        title: said.mechanism.title.clone(),
        text: said.mechanism.text.clone(),
        unit: stage.id("unit", &said.mechanism.unit)?.to_string(),
        owner: stage.id("person", &said.mechanism.owner)?.to_string(),
        problem: String::new(),
        starts_on: said.mechanism.starts_on,
        every_months: Some(said.mechanism.every_months),
    };
    add_mechanism(app, &office, &campaign, &mechanism).await?;
    Ok(())
}
