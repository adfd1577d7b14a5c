//! rectification (整改事项): an item says what will be done about a problem, by when and by whom; it is struck off (销号)
//! only when four different people have taken the four steps and something proves it.
//!
//! **Words**: item 整改事项, ledger 整改台账, measure 措施, criterion 完成标志, evidence 佐证材料, close-out 销号,
//! look-back 回头看, extension 延期, lead cadre 牵头领导, lead and assisting department 主办、协办, owner 责任人.
//!
//! **Invariants**: I4 every item is in exactly one bucket; I5 nothing is closed without different people for each step,
//! evidence, requirement, deadline and owner; I6 the lamp is a pure function; numbers are never given twice; progress
//! and close-out steps are only ever added.
//!
//! **Facts it reports**: `ItemApproved`, `LastItemClosed`, `ItemReopened`.

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod store;

#[cfg(test)]
mod tests;

pub use api::api;
pub use pages::routes;

use crate::app::App;
use crate::audit::Act;
use crate::error::Result;
use crate::id::Id;

/// Consequence: the people are dissatisfied with what was done; the closed items of the merged item are reopened. Tells
/// whether there were any.
pub fn reopen_dissatisfied(tx: &mut ::store::Tx<'_>, act: &Act, merged_item: &Id) -> Result<bool> {
    actions::reopen_dissatisfied(tx, act, merged_item)
}

/// For the schedule: a long-term item whose period is over has to be reviewed.
pub async fn review_when_due(app: &App, id: &Id) -> Result<()> {
    actions::begin_review(app, id).await
}
