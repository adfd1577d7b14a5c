//! Types, states and rules of opinions. No I/O.

mod codes;
mod personal;
mod point;
mod round;
mod split;
mod voice;

pub use codes::{Channel, Kind, Population, Sign, Subject, Verdict, Verdicted};
pub use personal::personal;
pub use point::{Fields, PointEvent, PointState, guard_accept};
pub use round::{Round, RoundEvent, RoundState, SortingCount, guard_open, guard_sorted};
pub use split::pieces;
pub use voice::{Grade, Standing, guard_object, guard_rate};

/// The longest opinion, in characters.
pub const LONGEST: usize = 2_000;
/// The longest sheet of paper or seminar record as it was copied; it is split before it is sorted.
pub const LONGEST_SHEET: usize = 10_000;
/// The longest reason or answer.
pub const LONGEST_REASON: usize = 1_000;
/// Fewer anonymous points than this in a cell of line, population and subject keep their fields sealed (SPEC 2.2).
pub const SMALL_CELL: u64 = 5;
/// Within so many working days a receiver may return what was referred to it by mistake (SPEC 2.2).
pub const RETURN_DAYS: u32 = 3;
/// Within so many working days after the answer whoever spoke may rate it or object to it (SPEC 5.3).
pub const OBJECT_DAYS: u32 = 15;
