//! Time is an argument. The clock is asked at the edge (a handler, a command, a job) and handed down; the wall clock
//! is banned everywhere else by lint, so that demo, tests and deadlines can live on an injected clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::Date;
use jiff::{Timestamp, tz};

/// A moment. Days are those of Asia/Shanghai, which has had one offset and no daylight saving since 1991 (SPEC 2.15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Now(pub Timestamp);

impl Now {
    /// The calendar day in Asia/Shanghai.
    pub fn today(self) -> Date {
        self.local().date()
    }

    /// The hour of the day in Asia/Shanghai, 0 to 23.
    pub fn hour(self) -> i8 {
        self.local().hour()
    }

    fn local(self) -> jiff::civil::DateTime {
        tz::Offset::constant(8).to_datetime(self.0)
    }

    /// For the record: `2008-07-08 09:00:00`, Asia/Shanghai.
    pub fn stamp(self) -> String {
        self.local().strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// Seconds since 1970.
    pub fn seconds(self) -> i64 {
        self.0.as_second()
    }
}

/// Where moments come from.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Kind>);

#[derive(Debug)]
enum Kind {
    /// The machine's clock, moved by an offset in seconds (0 in real use; the demo's clock starts in 2008).
    Shifted(AtomicI64),
    /// A clock that stands still until it is moved, for tests and for filling the demo.
    Standing(AtomicI64),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Clock {
        Clock(Arc::new(Kind::Shifted(AtomicI64::new(0))))
    }

    /// A clock that runs at the usual pace and reads `start` now.
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
    pub fn starting_at(start: Timestamp) -> Clock {
        let offset = start.as_second() - Timestamp::now().as_second();
        Clock(Arc::new(Kind::Shifted(AtomicI64::new(offset))))
    }

    /// A clock that stands at a moment until [`Clock::set`] moves it.
    pub fn standing_at(start: Timestamp) -> Clock {
        Clock(Arc::new(Kind::Standing(AtomicI64::new(start.as_second()))))
    }

    /// The moment.
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
    pub fn now(&self) -> Now {
        match self.0.as_ref() {
            Kind::Standing(at) => {
                Now(Timestamp::from_second(at.load(Ordering::Relaxed)).unwrap_or(Timestamp::UNIX_EPOCH))
            }
            Kind::Shifted(offset) => {
                let wall = Timestamp::now();
                let moved = jiff::SignedDuration::from_secs(offset.load(Ordering::Relaxed));
                Now(wall.checked_add(moved).unwrap_or(wall))
            }
        }
    }

    /// Moves a standing clock; a running one is left alone.
    pub fn set(&self, to: Timestamp) {
        if let Kind::Standing(at) = self.0.as_ref() {
            at.store(to.as_second(), Ordering::Relaxed);
        }
    }
}

/// The moment of a civil day and hour in Asia/Shanghai.
pub fn at(day: Date, hour: i8, minute: i8) -> Timestamp {
    tz::Offset::constant(8).to_timestamp(day.at(hour, minute, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_day_is_the_day_in_shanghai() {
        let late = Now(at(date(2008, 7, 8), 0, 30));
        assert_eq!(late.today(), date(2008, 7, 8));
        assert_eq!(late.hour(), 0);
        assert_eq!(late.stamp(), "2008-07-08 00:30:00");
    }

    #[test]
    fn a_standing_clock_moves_only_when_moved() {
        let clock = Clock::standing_at(at(date(2008, 7, 8), 9, 0));
        assert_eq!(clock.now(), clock.now());
        clock.set(at(date(2008, 7, 9), 9, 0));
        assert_eq!(clock.now().today(), date(2008, 7, 9));
    }
}
