//! Pages of the evaluation: its design, its desk, and the vote.

mod codes;
mod design;
mod desk;
mod vote;

pub use codes::{codes, paper, reissue};
pub use design::{create, list, new};
pub use desk::{act, bulletin, collect, count, key, sheet, show};
pub use vote::{ballot, cast, enter, entered};
