//! 归并: groups short opinions (Chinese, English, mixed; 1 to 2,000 characters) that name the same object and the same
//! problem, and says why.
//!
//! Lexical, offline, deterministic: the same opinions give the same groups on every machine, in any order, with any
//! number of threads. No I/O, no clock, no randomness, no model. What people decided ([`Constraints`]) is never undone.
//!
//! ```
//! use merge::{Constraints, Opinion, Settings, merge};
//! let opinions = [
//!     Opinion { id: "a", text: "The canteen queue is too long at noon" },
//!     Opinion { id: "b", text: "Too long a queue in the canteen at noon" },
//!     Opinion { id: "c", text: "Broken lamp at the east gate" },
//! ];
//! let merged = merge(&opinions, &Constraints::default(), &Settings::default());
//! assert_eq!(merged.groups.len(), 2);
//! ```
//!
//! The way through: [`normalise`](normalise()) → segment → features → weigh → candidates → similarity → guard → group →
//! title and reasons. `README.md` tells the method in words, with its figures and limits.

mod candidates;
mod characters;
mod constraints;
mod explain;
mod features;
mod gather;
mod group;
mod guard;
mod index;
mod meaning;
mod normalise;
mod opening;
mod pipeline;
mod record;
mod reread;
mod search;
mod segment;
mod settings;
mod similarity;
mod title;
mod topics;
mod units;
mod weigh;

pub use constraints::{Constraints, Contradiction};
pub use explain::shared_ranges;
pub use index::{Index, Placed, Suggestion};
pub use meaning::{EmbedError, Embedder};
pub use normalise::normalise;
pub use pipeline::{Group, Member, Merged, Progress, Reason, Stage, merge, merge_with_embedder, merge_with_progress};
pub use record::RunRecord;
pub use search::{load, query_tokens, tokens};
pub use settings::{Level, Parameters, Settings};
pub use title::title;

/// The version of the method. It changes whenever the same opinions could give other groups.
pub const METHOD: &str = "lexical-2";

/// One opinion as it came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opinion<'a> {
    /// Its id, unique among the opinions.
    pub id: &'a str,
    /// Its text, untouched.
    pub text: &'a str,
}
