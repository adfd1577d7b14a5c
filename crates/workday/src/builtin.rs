//! The notices compiled into the program (`data/notices.csv`, see `data/README.md` for source and licence).

use std::sync::LazyLock;

use crate::calendar::Calendar;
use crate::day::NoticeDay;

const DATA: &str = include_str!("../data/notices.csv");

static BUILTIN: LazyLock<Calendar> = LazyLock::new(|| {
    // The data is a constant that the tests below read line by line, so the fallback is never taken; a plain week is
    // still better than a panic.
    Calendar::from_days(days()).unwrap_or_else(|_| Calendar::monday_to_friday())
});

/// The calendar of the compiled-in notices.
pub(crate) fn calendar() -> &'static Calendar {
    &BUILTIN
}

fn days() -> impl Iterator<Item = NoticeDay> {
    DATA.lines().skip(1).filter_map(parse)
}

fn parse(line: &str) -> Option<NoticeDay> {
    let mut fields = line.splitn(4, ',');
    Some(NoticeDay {
        notice: fields.next()?.parse().ok()?,
        date: fields.next()?.parse().ok()?,
        kind: fields.next()?.parse().ok()?,
        name: fields.next()?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_row_and_every_row_is_kept() {
        assert_eq!(DATA.lines().next(), Some("notice,date,kind,name"));
        let lines = DATA.lines().count() - 1;
        assert_eq!(days().count(), lines);
        let calendar = Calendar::from_days(days()).unwrap();
        assert_eq!(calendar.days().count(), lines);
        assert_eq!(calendar.notice_years().collect::<Vec<_>>(), (2007..=2026).collect::<Vec<i16>>());
    }

    #[test]
    fn every_row_says_something() {
        for day in days() {
            assert!(!day.name.is_empty() && !day.name.contains(','), "{day:?}");
            if day.kind.is_work() {
                assert!(Calendar::monday_to_friday().is_working(day.date) == Ok(false), "{day:?} is a weekday already");
            }
        }
    }
}
