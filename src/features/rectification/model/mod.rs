//! Types, states and rules of an item. No I/O, no clock: whoever calls says what day it is.

mod code;
mod file;
mod guard;
mod lamp;
mod state;

pub use code::{Decision, Kind, Source, Step};
pub use file::{FileType, safe_name};
pub use guard::{
    Plan, Span, guard_application, guard_approval, guard_due, guard_extension, guard_grant, guard_other_person,
    latest_immediate, next_review,
};
pub use lamp::{Dates, Lamp, Turns, lamp, turns};
pub use state::{Bucket, Event, Standing, State};

/// An upload is at most this large.
pub const FILE_LIMIT: usize = 20 * 1024 * 1024;
/// Extensions granted to one item, at most (SPEC 2.5).
pub const EXTENSIONS: i64 = 2;
