//! The years covered, and dates as day numbers within them.

use jiff::SignedDuration;
use jiff::civil::Date;

use crate::error::CalendarError;

/// First year covered. The limit keeps a mistyped year (`0208-…`) from becoming a deadline.
pub const FIRST_YEAR: i16 = 1900;
/// Last year covered, inclusive.
pub const LAST_YEAR: i16 = 2199;

const FIRST: Date = Date::constant(FIRST_YEAR, 1, 1);
const LAST: Date = Date::constant(LAST_YEAR, 12, 31);

/// Number of days covered: 300 years with 73 leap days (1900 and 2100 have none, 2000 has one).
pub(crate) const DAYS: usize = 300 * 365 + 73;

/// First date covered.
pub const fn first_date() -> Date {
    FIRST
}

/// Last date covered.
pub const fn last_date() -> Date {
    LAST
}

/// Whether notices of `year` can be stored.
pub(crate) fn check_year(year: i16) -> Result<(), CalendarError> {
    if (FIRST_YEAR..=LAST_YEAR).contains(&year) { Ok(()) } else { Err(CalendarError::YearOutOfRange { year }) }
}

/// Day number of `date`: 0 is 1900-01-01.
pub(crate) fn index_of(date: Date) -> Result<usize, CalendarError> {
    if !(FIRST..=LAST).contains(&date) {
        return Err(CalendarError::DateOutOfRange { date });
    }
    usize::try_from(date.duration_since(FIRST).as_hours() / 24).map_err(|_| CalendarError::DateOutOfRange { date })
}

/// The date with day number `index`, if covered.
pub(crate) fn date_at(index: usize) -> Option<Date> {
    let hours = i64::try_from(index).ok()?.checked_mul(24)?;
    FIRST.checked_add(SignedDuration::from_hours(hours)).ok().filter(|date| *date <= LAST)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_ends_are_covered_and_nothing_beyond() {
        assert_eq!(index_of(FIRST), Ok(0));
        assert_eq!(index_of(LAST), Ok(DAYS - 1));
        assert_eq!(date_at(DAYS - 1), Some(LAST));
        assert_eq!(date_at(DAYS), None);
        assert_eq!(date_at(usize::MAX), None);
        for outside in [date(1899, 12, 31), date(2200, 1, 1), Date::MIN, Date::MAX] {
            assert_eq!(index_of(outside), Err(CalendarError::DateOutOfRange { date: outside }));
        }
    }

    #[test]
    fn every_index_is_its_date() {
        let mut day = FIRST;
        for index in 0..DAYS {
            assert_eq!(date_at(index), Some(day));
            assert_eq!(index_of(day), Ok(index));
            day = day.tomorrow().unwrap();
        }
    }
}
