//! Publication (公布、通报): what is told to a chosen audience, frozen when it goes out.
//!
//! Words: the *scope* (范围) is its audience; a *report-back line* (通报) tells of one problem what was asked, done, proven and
//! what remains; *frozen* text never changes and carries a hash that the audit trail vouches for.
//!
//! Invariants: a frozen text never changes (I10); outside its scope a publication does not exist (I11); nothing goes out in
//! which the words of an anonymous original stand.

pub mod actions;
mod api;
pub mod model;
mod pages;
mod scan;
pub mod store;
#[cfg(test)]
mod tests;

pub use actions::close_when_due;
pub use api::api;
pub use pages::routes;
