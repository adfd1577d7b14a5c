//! Pages of the evaluation: its design, its desk, and the vote.

mod design;
mod desk;
mod vote;

pub use design::{create, list, new};
pub use desk::{act, bulletin, collect, count, key, paper, sheet, show};
pub use vote::{ballot, cast};

use super::model::{Evaluation, State};
use crate::auth::{Actor, Verb};

/// Readers of the design, and everybody once it is published.
fn may_see(actor: &Actor, evaluation: &Evaluation) -> bool {
    evaluation.state == State::Published || actor.permit(Verb::EvaluationRead, &evaluation.object()).is_ok()
}
