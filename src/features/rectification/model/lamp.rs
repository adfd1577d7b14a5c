//! The lamp of an item: a pure function of state, dates, calendar and today (I6).

use jiff::civil::Date;
use workday::{Calendar, LampInput, Thresholds};

pub use workday::Lamp;

use super::state::State;

/// The dates a lamp depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// The deadline first set; it alone decides whether a closed item was late.
    pub original_due: Option<Date>,
    /// The deadline in force; the next review of a long-term item.
    pub due: Option<Date>,
    /// When work is to begin.
    pub start: Option<Date>,
    /// When it was struck off.
    pub done: Option<Date>,
}

/// The lamp; none where there is nothing to be late for: no deadline yet, or another item took it over.
pub fn lamp(state: State, dates: &Dates, calendar: &Calendar, today: Date) -> Option<Lamp> {
    let coarse = match state {
        State::Superseded => return None,
        State::Suspended => return Some(Lamp::Grey),
        State::Drafted | State::NotStarted => workday::State::NotStarted,
        State::Closed => workday::State::Closed,
        // A long-term item is never struck off: its lamp looks at the next review, also while it is done for a period.
        _ => workday::State::InProgress,
    };
    let due = dates.due?;
    let input = LampInput {
        state: coarse,
        original_due: dates.original_due.unwrap_or(due),
        due,
        start_date: dates.start,
        closed_on: dates.done,
        points_behind: None,
    };
    workday::lamp(&input, &Thresholds::default(), calendar, today).ok()
}

/// When the lamp of an open item turns, stored beside the deadline so that a list can ask for a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turns {
    /// The first yellow day.
    pub yellow: Date,
    /// The first red day.
    pub red: Date,
}

/// The two days for a deadline; none outside the years the calendar covers.
pub fn turns(calendar: &Calendar, due: Date) -> Option<Turns> {
    let limits = Thresholds::default();
    let yellow = workday::yellow_from(calendar, &limits, due).ok()?;
    Some(Turns { yellow, red: workday::red_from(calendar, &limits, due).ok()? })
}
