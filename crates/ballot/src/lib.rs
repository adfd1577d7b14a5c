//! Secret ballots: how they are sealed so that nobody can count early, how they are opened, shuffled and counted, what
//! rates follow from the counts, and which small numbers must not be shown. No I/O: keys, ballots and counts come in and
//! go out as plain values; where they are kept is the caller's business.
//!
//! | room | subject |
//! |---|---|
//! | [`grade`] | the four grades and what a ballot holds |
//! | [`counts`] | counts of one item and the identity they keep |
//! | [`rate`] | rates and scores as exact fractions, rounded half up (SPEC 2.6) |
//! | [`seal`] | tellers' keys, sealed ballots |
//! | [`bulletin`] | answers shuffled item by item, and the recount |
//! | [`cells`] | small numbers withheld so that subtraction gives nothing (G15) |

pub mod bulletin;
pub mod cells;
pub mod counts;
pub mod grade;
pub mod rate;
pub mod seal;

/// The version of the formulas, stored with every result.
pub const FORMULA_VERSION: &str = "1";
