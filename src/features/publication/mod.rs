//! Publication (公布、通报): what is told to a chosen audience, frozen when it goes out.
//!
//! Words: the *scope* (范围) is its audience; a *report-back line* (通报) tells of one problem what was asked, done, proven and
//! what remains; *frozen* text never changes and carries a hash that the audit trail vouches for.
//!
//! Invariants: a frozen text never changes (I10); outside its scope a publication does not exist (I11); nothing goes out in
//! which the words of an anonymous original stand; an anonymous comment comes through the box and holds no person, no order and
//! no time finer than a day (I12); nothing is settled while a comment has no disposition.

pub mod actions;
mod api;
pub mod model;
mod pages;
mod scan;
pub mod store;
#[cfg(test)]
mod tests;

pub use actions::{close_when_due, comments_released, draft_of_plan, draft_of_text};
pub use api::api;
pub use pages::routes;
pub use store::INDEX as TEXT_INDEX;
