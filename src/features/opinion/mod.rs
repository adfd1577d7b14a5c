//! Opinions (意见, counted in 条): collection rounds, the phone form, the box's points, the clerk's pen, and the fate of each
//! point. SPEC 2.2, 5.3; R54–R60, R78.
//!
//! Words: a **round** (征求意见轮次) asks by lines; a **point** (条) is what one person said about one thing, kept verbatim; a
//! **sheet** is split into points; a **fate** (去向) is what became of a point. **Small cell**: fewer than five anonymous
//! points of one line, population and subject; their fields are withheld.
//!
//! Invariants: I1 a sorted round has exactly one fate a point; I2 a point is in at most one merged item; I12 the row of an
//! anonymous point holds no person, no clerk, no time finer than the day of its box.
//!
//! Facts taken: a box was opened, points merged, un-merged, answered, reopened. Others read `v_opinion_point`,
//! `v_opinion_round`, and the text index [`TEXT_INDEX`], whose keys are `v_opinion_point.search_key`.

pub mod actions;
mod api;
pub mod import;
pub mod model;
mod pages;
pub mod store;
#[cfg(test)]
mod tests;

pub use actions::{close_when_due, points_answered, points_merged, points_released, points_reopened, points_unmerged};
pub use api::api;
pub use pages::routes;

/// The text index of the originals. Points of discipline matters and sheets that were split are not in it; what it
/// finds is shown only through a list with the reader's permission.
pub const TEXT_INDEX: &str = "point";
