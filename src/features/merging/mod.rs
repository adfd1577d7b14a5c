//! Merging (归并): points that say the same become one merged item, in a person's words, with the originals untouched.
//!
//! Words: a *merged item* (归并意见) is a problem of the campaign; a *step* is one act on it, kept in the ledger with who,
//! why and how everything stood before; a *suggestion* is what the program finds alike and a person may follow.
//!
//! Invariants: a point is in at most one item (the key of `merge_link`); merge then un-merge, or undo, restores every
//! field; originals are never written here; every number on the workbench adds up to all points of the campaign.
//!
//! Departments propose merges (SPEC 5.2, `propose d`) and the office decides; until it does, nothing is merged.

pub mod actions;
mod api;
pub mod export;
pub mod model;
mod pages;
pub mod store;
mod suggest;
#[cfg(test)]
mod tests;

pub use actions::{group_when_asked, item_approved, item_reopened, last_item_closed};
pub use api::api;
pub use pages::routes;
