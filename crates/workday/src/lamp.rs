//! The lamp of an item, and the dates on which it changes (SPEC 2.5).

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::error::{CalendarError, LampError};
use crate::remaining::remaining;
use crate::state::State;
use crate::thresholds::Thresholds;

/// The lamp of an item, by SPEC 2.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lamp {
    /// Closed on or before the original due date.
    Blue,
    /// Closed after the original due date, extended or not: shown blue with a mark.
    BlueLate,
    /// Suspended, or its start lies in the future.
    Grey,
    /// Over its due date by at least one working day, or far behind schedule.
    Red,
    /// Close to its due date, or behind schedule.
    Yellow,
    /// None of these.
    Green,
}

impl Lamp {
    /// The colour: `blue`, `grey`, `red`, `yellow` or `green`. [`Lamp::is_late`] tells the two blues apart.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Blue | Self::BlueLate => "blue",
            Self::Grey => "grey",
            Self::Red => "red",
            Self::Yellow => "yellow",
            Self::Green => "green",
        }
    }

    /// Whether the item was closed after its original due date.
    pub const fn is_late(self) -> bool {
        matches!(self, Self::BlueLate)
    }
}

impl fmt::Display for Lamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the lamp of an item depends on, beside thresholds, calendar and today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LampInput {
    /// Its state.
    pub state: State,
    /// The due date first set. Extensions never change it; it alone decides whether a closed item was late.
    pub original_due: Date,
    /// The due date in force; for a long-term item the next review date.
    pub due: Date,
    /// When work is to begin, if that was set. Matters only before work has begun.
    pub start_date: Option<Date>,
    /// When it was closed; required when closed, ignored otherwise.
    pub closed_on: Option<Date>,
    /// Whole percentage points behind schedule, negative when ahead; `None` if no percentage is kept.
    pub points_behind: Option<i32>,
}

impl LampInput {
    /// An item with one due date and nothing else known.
    pub const fn new(state: State, due: Date) -> Self {
        Self { state, original_due: due, due, start_date: None, closed_on: None, points_behind: None }
    }
}

/// The lamp of an item on `today`: a pure function (SPEC 6, I6); the first line of SPEC 2.5's table that matches wins.
///
/// # Errors
/// [`LampError::ClosedWithoutDate`]; [`LampError::Calendar`] when an open item's due date or `today` lies outside the
/// calendar.
pub fn lamp(item: &LampInput, thresholds: &Thresholds, calendar: &Calendar, today: Date) -> Result<Lamp, LampError> {
    match item.state {
        State::Closed => {
            let closed_on = item.closed_on.ok_or(LampError::ClosedWithoutDate)?;
            return Ok(if closed_on <= item.original_due { Lamp::Blue } else { Lamp::BlueLate });
        }
        State::Suspended => return Ok(Lamp::Grey),
        State::NotStarted if item.start_date.is_some_and(|start| start > today) => return Ok(Lamp::Grey),
        State::NotStarted | State::InProgress => {}
    }
    let distance = remaining(calendar, item.due, today)?;
    let behind =
        |limit: fn(i32, &Thresholds) -> bool| item.points_behind.is_some_and(|points| limit(points, thresholds));
    Ok(if distance.working_days_over >= thresholds.red_after() || behind(|points, limits| points > limits.red_points) {
        Lamp::Red
    } else if distance.working_days_left <= thresholds.yellow_days
        || behind(|points, limits| points >= limits.yellow_points)
    {
        Lamp::Yellow
    } else {
        Lamp::Green
    })
}

/// The first date on which an open item due on `due` is yellow, so that a database can compare it with today. Holds for
/// items without a percentage, from their start on, while the calendar stays the same; [`Calendar::diff`] tells when to
/// compute it again.
///
/// Always on or before `due`. It is the first day covered when the calendar has too few working days before `due`.
///
/// # Errors
/// [`CalendarError::DateOutOfRange`]
pub fn yellow_from(calendar: &Calendar, thresholds: &Thresholds, due: Date) -> Result<Date, CalendarError> {
    // r stays the same on days off and falls on working days, so it reaches the threshold on the working day that has
    // exactly so many after it up to `due`.
    calendar.working_day_back(due, thresholds.yellow_days)
}

/// The first date on which an open item due on `due` is red; see [`yellow_from`]. Always a working day after `due`.
///
/// # Errors
/// [`CalendarError::DateOutOfRange`], or [`CalendarError::ResultOutOfRange`] at the end of 2199.
pub fn red_from(calendar: &Calendar, thresholds: &Thresholds, due: Date) -> Result<Date, CalendarError> {
    calendar.add_working_days(due, thresholds.red_after())
}
