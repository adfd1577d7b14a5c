//! What a campaign leaves behind: shortcomings (不足) carried from phase to phase, lasting mechanisms (长效机制), and the summary
//! report (总结). SPEC R63, R64, R75, R80.
//!
//! Words: a shortcoming is **carried** on as a task or **waived** with a reason; a mechanism is a **rule** improved, a **duty** that
//! recurs or a **review** that goes on; a summary is **laid down** (定稿) with a hash and never changes after that.
//!
//! Invariants: the figures in a summary are those of the statistics page on the day it was laid down, and nobody types them;
//! whoever wrote it does not lay it down; recurring duties go on after the campaign has ended.
//!
//! The gates that ask for all this stand in `campaign` and read the views `v_closing_…`.

pub mod actions;
mod api;
mod document;
pub mod export;
pub mod model;
mod pages;
pub mod store;
#[cfg(test)]
mod tests;

pub use actions::shortcomings_follow;
pub use api::api;
pub use pages::routes;
