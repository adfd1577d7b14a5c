//! The calendar and how it is built: the week, notices on top, overrides on top of those.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;

use crate::bits::WorkBits;
use crate::builtin;
use crate::day::{NoticeDay, Override};
use crate::error::CalendarError;
use crate::notice::Notice;
use crate::range::{check_year, index_of};

/// Which days are worked, 1900–2199 (SPEC 2.15).
///
/// A value never changes in place: each `with_…` returns the changed calendar, so that the old and the new one can be
/// compared with [`Calendar::diff`] and the change logged. A calendar takes about 25 kB beside its rows; share it behind
/// an `Arc`.
#[derive(Clone, PartialEq, Eq)]
pub struct Calendar {
    /// By notice, then by date: later notices are applied later and so win.
    pub(crate) notices: BTreeMap<i16, BTreeMap<Date, NoticeDay>>,
    pub(crate) overrides: BTreeMap<Date, Override>,
    pub(crate) bits: WorkBits,
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calendar")
            .field("notices", &self.notices.keys().collect::<Vec<_>>())
            .field("overrides", &self.overrides.len())
            .finish_non_exhaustive()
    }
}

impl Calendar {
    /// The calendar of the notices compiled into the program, 2007–2026, without overrides. Built once; `clone` it to
    /// put notices or overrides on top.
    pub fn builtin() -> &'static Self {
        builtin::calendar()
    }

    /// No notices at all: Monday to Friday, every year unconfirmed.
    pub fn monday_to_friday() -> Self {
        Self { notices: BTreeMap::new(), overrides: BTreeMap::new(), bits: WorkBits::weekdays() }
    }

    /// A calendar from stored rows, in any order. A year counts as confirmed when at least one row belongs to its notice.
    ///
    /// # Errors
    /// For the first row that does not fit: [`CalendarError::YearOutOfRange`], [`CalendarError::DateOutOfRange`],
    /// [`CalendarError::DateOutsideNotice`] or [`CalendarError::DuplicateDay`].
    pub fn from_days(days: impl IntoIterator<Item = NoticeDay>) -> Result<Self, CalendarError> {
        let mut calendar = Self::monday_to_friday();
        for day in days {
            calendar.insert(day)?;
        }
        calendar.rebuild();
        Ok(calendar)
    }

    /// This calendar with the notice of one year replaced as a whole: an amended notice is published, and imported, as
    /// a complete list (SPEC 2.15: later notices may amend earlier ones).
    ///
    /// # Errors
    /// As [`Calendar::from_days`]; a [`Notice`] read from JSON has been checked and cannot fail.
    pub fn with_notice(&self, notice: &Notice) -> Result<Self, CalendarError> {
        let mut calendar = self.clone();
        calendar.notices.remove(&notice.year);
        for day in &notice.days {
            if day.notice != notice.year {
                return Err(CalendarError::DateOutsideNotice { year: notice.year, date: day.date });
            }
            calendar.insert(day.clone())?;
        }
        calendar.rebuild();
        Ok(calendar)
    }

    /// This calendar without the notice of `year`.
    pub fn without_notice(&self, year: i16) -> Self {
        let mut calendar = self.clone();
        calendar.notices.remove(&year);
        calendar.rebuild();
        calendar
    }

    /// This calendar with exactly these overrides; of two for one date the later one counts.
    ///
    /// # Errors
    /// [`CalendarError::DateOutOfRange`] for a date outside the years covered.
    pub fn with_overrides(&self, overrides: impl IntoIterator<Item = Override>) -> Result<Self, CalendarError> {
        let mut calendar = self.clone();
        calendar.overrides.clear();
        for exception in overrides {
            index_of(exception.date)?;
            calendar.overrides.insert(exception.date, exception);
        }
        calendar.rebuild();
        Ok(calendar)
    }

    /// The rows of all notices, by notice and date: what an application stores.
    pub fn days(&self) -> impl Iterator<Item = &NoticeDay> {
        self.notices.values().flat_map(BTreeMap::values)
    }

    /// The years whose notice is stored, ascending.
    pub fn notice_years(&self) -> impl Iterator<Item = i16> {
        self.notices.keys().copied()
    }

    /// The organisation's overrides, by date.
    pub fn overrides(&self) -> impl Iterator<Item = &Override> {
        self.overrides.values()
    }

    fn insert(&mut self, day: NoticeDay) -> Result<(), CalendarError> {
        check_year(day.notice)?;
        if !belongs(day.notice, day.date) {
            return Err(CalendarError::DateOutsideNotice { year: day.notice, date: day.date });
        }
        index_of(day.date)?;
        let (year, date) = (day.notice, day.date);
        match self.notices.entry(year).or_default().insert(date, day) {
            None => Ok(()),
            Some(_) => Err(CalendarError::DuplicateDay { year, date }),
        }
    }

    fn rebuild(&mut self) {
        let mut bits = WorkBits::weekdays();
        let notices = self.days().map(|day| (day.date, day.kind));
        let overrides = self.overrides.values().map(|exception| (exception.date, exception.kind));
        bits.change(
            notices.chain(overrides).filter_map(|(date, kind)| index_of(date).ok().map(|day| (day, kind.is_work()))),
        );
        self.bits = bits;
    }
}

/// Whether a notice of `year` may speak of `date`: its own year, or the December before (SPEC 2.15).
pub(crate) fn belongs(year: i16, date: Date) -> bool {
    date.year() == year || (date.month() == 12 && date.year().checked_add(1) == Some(year))
}
