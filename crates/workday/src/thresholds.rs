//! The limits between the lamps.

use serde::{Deserialize, Serialize};

/// Limits between green, yellow and red. No national rule exists, so all are settings; the default is SPEC 2.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Thresholds {
    /// Yellow when at most this many working days are left. Default 3.
    pub yellow_days: u32,
    /// Red from this many working days over. Default 1; 0 counts as 1, or an item would be red before it is due.
    pub red_days: u32,
    /// Yellow from this many percentage points behind schedule, inclusive. Default 10.
    pub yellow_points: i32,
    /// Red when more than this many percentage points behind schedule. Default 30.
    pub red_points: i32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { yellow_days: 3, red_days: 1, yellow_points: 10, red_points: 30 }
    }
}

impl Thresholds {
    /// Working days over from which an item is red, at least 1.
    pub(crate) fn red_after(&self) -> u32 {
        self.red_days.max(1)
    }
}
