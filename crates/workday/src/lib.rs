//! Working days, deadlines and lamps (SPEC 2.4, 2.5, 2.15).
//!
//! A [`Calendar`] knows which days are worked: Monday to Friday, changed by the State Council's yearly notices, changed
//! again by the organisation's own [`Override`]s. Everything about deadlines is a pure function of dates and a calendar;
//! nothing here reads a clock or knows a time zone. The caller turns an instant into a civil date (Asia/Shanghai,
//! day boundary 00:00) before asking.
//!
//! ```
//! use jiff::civil::date;
//! use workday::{Calendar, Lamp, LampInput, State, Thresholds, lamp};
//!
//! let calendar = Calendar::builtin();
//! assert_eq!(calendar.add_working_days(date(2026, 2, 13), 5)?, date(2026, 2, 27));
//!
//! let item = LampInput::new(State::InProgress, date(2026, 10, 12));
//! assert_eq!(lamp(&item, &Thresholds::default(), calendar, date(2026, 10, 8))?, Lamp::Yellow);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bits;
mod builtin;
mod calendar;
mod day;
mod deadline;
mod diff;
mod error;
mod lamp;
mod notice;
mod problem;
mod query;
mod range;
mod remaining;
mod state;
mod thresholds;

pub use calendar::Calendar;
pub use day::{DayInfo, DayKind, DayReason, NoticeDay, Override};
pub use deadline::{
    IMMEDIATE_LIMIT_DAYS, closed_on_time, extension_request_accepted, immediate_latest_due, immediate_limit_kept,
};
pub use diff::{CalendarDiff, DayChange};
pub use error::{CalendarError, LampError, ParseWordError};
pub use lamp::{Lamp, LampInput, lamp, red_from, yellow_from};
pub use notice::Notice;
pub use problem::{EntryProblem, NoticeError, Trouble};
pub use range::{FIRST_YEAR, LAST_YEAR, first_date, last_date};
pub use remaining::{Remaining, remaining};
pub use state::State;
pub use thresholds::Thresholds;
