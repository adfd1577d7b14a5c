//! The states of an item as far as its lamp is concerned.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::ParseWordError;

/// What the lamp needs to know of an item's state (SPEC 2.5). The application's finer states map onto these: everything
/// under review, returned or reopened is in progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Planned, nobody has begun.
    NotStarted,
    /// Being worked on.
    InProgress,
    /// Its clock stands still.
    Suspended,
    /// Struck off.
    Closed,
}

impl State {
    /// All states, in the order of their lives.
    pub const ALL: [Self; 4] = [Self::NotStarted, Self::InProgress, Self::Suspended, Self::Closed];

    /// `not_started`, `in_progress`, `suspended` or `closed`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::InProgress => "in_progress",
            Self::Suspended => "suspended",
            Self::Closed => "closed",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for State {
    type Err = ParseWordError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|state| state.as_str() == word).ok_or_else(|| ParseWordError {
            word: word.to_owned(),
            expected: "not_started, in_progress, suspended, closed",
        })
    }
}
