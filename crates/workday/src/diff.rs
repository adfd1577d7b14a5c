//! What changed between two calendars: lamps follow a changed calendar, with a log (SPEC 2.15).

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::range::date_at;

/// A date that is worked in one calendar and not in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayChange {
    /// The date.
    pub date: Date,
    /// Whether it is worked now; before it was the opposite.
    pub working: bool,
}

/// Everything that changed between two calendars.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDiff {
    /// Dates whose work status changed, ascending. Stored lamp dates that depend on them must be computed again.
    pub days: Vec<DayChange>,
    /// Years that are confirmed now and were not before, ascending.
    pub newly_confirmed: Vec<i16>,
    /// Years that were confirmed and are not any more, ascending.
    pub no_longer_confirmed: Vec<i16>,
}

impl CalendarDiff {
    /// Whether nothing changed: no date and no year. Names and reasons do not count, no lamp depends on them.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty() && self.newly_confirmed.is_empty() && self.no_longer_confirmed.is_empty()
    }

    /// First and last changed date, if any: items whose whole life lies outside cannot have changed.
    pub fn span(&self) -> Option<(Date, Date)> {
        Some((self.days.first()?.date, self.days.last()?.date))
    }
}

impl Calendar {
    /// What changes when `newer` takes the place of this calendar.
    pub fn diff(&self, newer: &Self) -> CalendarDiff {
        let days = self.bits.differing(&newer.bits);
        let (old, new): (BTreeSet<i16>, BTreeSet<i16>) =
            (self.notice_years().collect(), newer.notice_years().collect());
        CalendarDiff {
            days: days
                .into_iter()
                .filter_map(|day| date_at(day).map(|date| DayChange { date, working: newer.bits.get(day) }))
                .collect(),
            newly_confirmed: new.difference(&old).copied().collect(),
            no_longer_confirmed: old.difference(&new).copied().collect(),
        }
    }
}
