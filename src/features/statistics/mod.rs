//! Statistics: the one counting function, and the pages that gather from all slices and write nothing: the campaign page,
//! the problems, the figures, what waits for me.
//!
//! Invariants: a number on a page is a link exactly when the asker's list behind it has that many rows (I15); done, doing,
//! next, explained, suspended and not yet planned are all merged items (I4); nothing is counted before the box is opened;
//! nothing here says who has or has not spoken.
//!
//! Routes: `/`, `/campaigns/{id}`, `/problems`, `/figures`, `/figures.json`, `/dashboard`, `/key-links`, `/todo`.

mod api;
mod evaluation;
pub mod figures;
pub mod lamp;
pub mod model;
mod pages;
pub mod sheet;
pub mod store;

#[cfg(test)]
pub(crate) mod tests;

pub use api::api;
pub use figures::{figures, figures_json};
pub use pages::routes;
