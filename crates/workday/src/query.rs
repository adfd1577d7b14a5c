//! Questions to the calendar.

use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::day::{DayInfo, DayReason};
use crate::error::CalendarError;
use crate::range::{date_at, index_of};

impl Calendar {
    /// Whether `date` is worked.
    ///
    /// # Errors
    /// [`CalendarError::DateOutOfRange`]
    pub fn is_working(&self, date: Date) -> Result<bool, CalendarError> {
        Ok(self.bits.get(index_of(date)?))
    }

    /// Whether `date` is worked, what decided it and whether its year is confirmed.
    ///
    /// # Errors
    /// [`CalendarError::DateOutOfRange`]
    pub fn explain(&self, date: Date) -> Result<DayInfo<'_>, CalendarError> {
        let working = self.is_working(date)?;
        let reason = match (self.overrides.get(&date), self.notice_day(date)) {
            (Some(exception), _) => DayReason::Override(exception),
            (None, Some(day)) => DayReason::Notice(day),
            (None, None) => DayReason::Week,
        };
        Ok(DayInfo { date, working, reason, confirmed: self.is_confirmed(date) })
    }

    /// Of the two notices that may name a date, the later.
    fn notice_day(&self, date: Date) -> Option<&crate::NoticeDay> {
        let next = date.year().checked_add(1)?;
        [next, date.year()].iter().find_map(|year| self.notices.get(year)?.get(&date))
    }

    /// Whether the notice of `year` is stored. Without it the year follows the week and its dates are marked as not
    /// confirmed (SPEC 2.15).
    pub fn confirmed(&self, year: i16) -> bool {
        self.notices.contains_key(&year)
    }

    /// Whether the year of `date` is confirmed. An override confirms only what the organisation does, not the year.
    pub fn is_confirmed(&self, date: Date) -> bool {
        self.confirmed(date.year())
    }

    /// Whether every year from that of `from` to that of `to` is confirmed: whether a count between the two dates is
    /// final. True when `to` is before `from`: nothing is counted then.
    pub fn is_span_confirmed(&self, from: Date, to: Date) -> bool {
        // Counting the stored years needs no walk over a span that may be thousands of years long.
        let (first, last) = (from.year(), to.year());
        first > last || {
            let wanted = i32::from(last) - i32::from(first) + 1;
            usize::try_from(wanted).is_ok_and(|wanted| self.notices.range(first..=last).count() == wanted)
        }
    }

    /// Working days in `(after, up_to]`: the first date does not count, the last does. 0 when `up_to` is not after
    /// `after` (SPEC 2.5).
    ///
    /// # Errors
    /// [`CalendarError::DateOutOfRange`] for either date.
    pub fn working_days_between(&self, after: Date, up_to: Date) -> Result<u32, CalendarError> {
        let (start, end) = (index_of(after)?, index_of(up_to)?);
        let days = self.bits.rank(end).saturating_sub(self.bits.rank(start));
        // At most 109,573 days are covered.
        u32::try_from(days).map_err(|_| CalendarError::DateOutOfRange { date: up_to })
    }

    /// The `days`-th working day after `from`; `from` itself does not count (SPEC 2.15). With 0 it is `from`, worked or
    /// not.
    ///
    /// # Errors
    /// [`CalendarError::DateOutOfRange`], or [`CalendarError::ResultOutOfRange`] when the answer would lie after 2199.
    pub fn add_working_days(&self, from: Date, days: u32) -> Result<Date, CalendarError> {
        let start = index_of(from)?;
        if days == 0 {
            return Ok(from);
        }
        usize::try_from(days)
            .ok()
            .and_then(|days| self.bits.rank(start).checked_add(days))
            .and_then(|nth| self.bits.select(nth))
            .and_then(date_at)
            .ok_or(CalendarError::ResultOutOfRange { from, days: i64::from(days) })
    }

    /// The `days`-th working day before `from`; `from` itself does not count. With 0 it is `from`, worked or not.
    ///
    /// # Errors
    /// [`CalendarError::DateOutOfRange`], or [`CalendarError::ResultOutOfRange`] when the answer would lie before 1900.
    pub fn subtract_working_days(&self, from: Date, days: u32) -> Result<Date, CalendarError> {
        let start = index_of(from)?;
        if days == 0 {
            return Ok(from);
        }
        // Working days before `from`; the wanted one is the last of them when `days` is 1.
        let before = self.bits.rank(start) - usize::from(self.bits.get(start));
        usize::try_from(days)
            .ok()
            .and_then(|days| (before + 1).checked_sub(days))
            .and_then(|nth| self.bits.select(nth))
            .and_then(date_at)
            .ok_or(CalendarError::ResultOutOfRange { from, days: -i64::from(days) })
    }

    /// `date` if it is worked, else the next working day. For organisations that move a due date on a day off forward;
    /// by default a due date stays as written (SPEC 2.15).
    ///
    /// # Errors
    /// [`CalendarError::DateOutOfRange`], or [`CalendarError::ResultOutOfRange`] at the end of 2199.
    pub fn roll_forward(&self, date: Date) -> Result<Date, CalendarError> {
        if self.is_working(date)? { Ok(date) } else { self.add_working_days(date, 1) }
    }

    /// The last working day on or before `date`, leaving out `skip` of them; the first day covered if there are none.
    pub(crate) fn working_day_back(&self, date: Date, skip: u32) -> Result<Date, CalendarError> {
        let rank = self.bits.rank(index_of(date)?);
        let nth = usize::try_from(skip).map_or(0, |skip| rank.saturating_sub(skip));
        Ok(self.bits.select(nth).and_then(date_at).unwrap_or(crate::range::first_date()))
    }
}
