//! What can be done, one function a verb.

mod consequences;
mod fate;
mod register;
mod release;
mod round;
mod submit;
mod voice;

pub use consequences::{points_answered, points_merged, points_reopened, points_unmerged};
pub use fate::{
    Proposal, accept, answer_directly, confirm, decline, refer, reject, return_by_receiver, route_to_discipline,
};
pub use register::{Piece, Registration, register, split};
pub use release::points_released;
pub use round::{
    RoundDraft, archive_round, close_round, close_when_due, create_round, edit_round, extend_round, feed_back,
    finish_sorting, open_round,
};
pub use submit::{Choice, TakenBack, drop_anonymous, submit_named, withdraw, withdraw_by_receipt};

pub use voice::{
    close_windows, dismiss, last_day, object, object_by_receipt, own, rate, rate_by_receipt, uphold, voices_released,
};

use ::store::{StoreError, Tx, params};

use super::model::PointState;
use super::store;
use crate::audit::merkle_root;
use crate::error::{Error, Result, Rule};
use crate::id::Id;

/// A rule for `None`: the state machine refuses.
fn allowed<S>(next: Option<S>) -> Result<S> {
    next.ok_or_else(|| Error::rule(Rule::WrongState))
}

/// A reason of at least one visible character.
fn reason(text: &str, field: &'static str) -> Result<String> {
    let mut fields = crate::view::fields::Fields::default();
    let text = fields.text(field, text, super::model::LONGEST_REASON);
    fields.finish()?;
    Ok(text)
}

/// The root over points written down together, and the row that the points name.
pub(super) fn insert_batch(
    tx: &mut Tx<'_>,
    batch: &Id,
    round: &Id,
    verb: &str,
    points: &[(Id, String)],
) -> Result<String, StoreError> {
    let mut sorted: Vec<&(Id, String)> = points.iter().collect();
    sorted.sort_unstable();
    let leaves = sorted.iter().map(|(id, hash)| crate::letterbox::release_leaf(id.as_str(), hash));
    let root = merkle_root(leaves).to_hex().to_string();
    let count = i64::try_from(points.len()).unwrap_or(i64::MAX);
    tx.run(&store::INSERT_BATCH, &params![batch, round, verb, count, &root])?;
    Ok(root)
}

/// Reads a point to act on, or "not found".
fn find(tx: &mut Tx<'_>, id: &Id) -> Result<store::Point> {
    store::find_point(tx, id)?.ok_or(Error::NotFound)
}

/// Whether a fresh point can count as accepted at once.
pub(super) fn first_state(fields: &super::model::Fields, cell_hidden: bool) -> PointState {
    if fields.are_complete(cell_hidden) { PointState::Registered } else { PointState::Submitted }
}
