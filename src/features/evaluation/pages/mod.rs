//! Pages of the evaluation: its design, its desk, and the vote.

mod codes;
mod design;
mod desk;
mod vote;

pub use codes::{codes, paper, reissue};
pub use design::{create, list, new};
pub use desk::{act, bulletin, collect, count, key, sheet, show};
pub use vote::{ballot, cast, enter, entered};

use super::model::Evaluation;
use crate::auth::{Actor, Verb};

/// Readers of the design, and everybody once it is published.
fn may_see(actor: &Actor, evaluation: &Evaluation) -> bool {
    evaluation.is_public || actor.permit(Verb::EvaluationRead, &evaluation.object()).is_ok()
}
