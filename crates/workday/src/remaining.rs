//! How far a due date is away, in working days.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::error::CalendarError;

/// Distance between today and a due date. At most one of the two is above 0; both are 0 on the due date and on days off
/// next to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Remaining {
    /// `r` of SPEC 2.5: working days in (today, due]; 0 on and after the due date.
    pub working_days_left: u32,
    /// `e` of SPEC 2.5: working days in (due, today]; 0 on and before the due date.
    pub working_days_over: u32,
}

/// Working days left until `due`, and over it, on `today` (SPEC 2.5).
///
/// # Errors
/// [`CalendarError::DateOutOfRange`] for either date.
pub fn remaining(calendar: &Calendar, due: Date, today: Date) -> Result<Remaining, CalendarError> {
    Ok(Remaining {
        working_days_left: calendar.working_days_between(today, due)?,
        working_days_over: calendar.working_days_between(due, today)?,
    })
}
