//! Windows and limits counted in calendar days (SPEC 2.4, 2.5, 5.3).

use jiff::civil::Date;

use crate::error::CalendarError;
use crate::range::{date_at, index_of};

/// An item of kind "immediate" is due within this many calendar days of its approval (SPEC 5.3).
pub const IMMEDIATE_LIMIT_DAYS: u16 = 15;

/// Whether an extension may still be requested on `today`: on the due date yes, the day after no (SPEC 2.5, G14). `due`
/// is the due date in force. Days off make no difference: the request needs the date, not a working day.
pub fn extension_request_accepted(due: Date, today: Date) -> bool {
    today <= due
}

/// Whether an item closed on `closed_on` counts as on time. Statistics always use the original due date, whatever
/// extensions were granted (SPEC 2.5, G14).
pub fn closed_on_time(original_due: Date, closed_on: Date) -> bool {
    closed_on <= original_due
}

/// Whether `due` keeps an immediate item's limit of `limit_days` calendar days, the day of approval not counted. A due
/// date before the approval does not.
pub fn immediate_limit_kept(approved_on: Date, due: Date, limit_days: u16) -> bool {
    approved_on <= due && due.duration_since(approved_on).as_hours() <= i64::from(limit_days) * 24
}

/// The latest due date an immediate item approved on `approved_on` may have, `limit_days` calendar days later.
///
/// # Errors
/// [`CalendarError::DateOutOfRange`], or [`CalendarError::ResultOutOfRange`] at the end of 2199.
pub fn immediate_latest_due(approved_on: Date, limit_days: u16) -> Result<Date, CalendarError> {
    date_at(index_of(approved_on)? + usize::from(limit_days))
        .ok_or(CalendarError::ResultOutOfRange { from: approved_on, days: i64::from(limit_days) })
}
