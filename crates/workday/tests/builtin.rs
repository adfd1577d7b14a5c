//! The compiled-in notices against SPEC 2.15.
#![allow(clippy::unwrap_used, reason = "test helpers outside test functions")]

use jiff::civil::{Date, date};
use rstest::rstest;
use workday::{Calendar, DayKind};

fn year_count(year: i16) -> u32 {
    Calendar::builtin().working_days_between(date(year - 1, 12, 31), date(year, 12, 31)).unwrap()
}

fn listed(year: i16, kind: DayKind) -> Vec<Date> {
    Calendar::builtin().days().filter(|day| day.date.year() == year && day.kind == kind).map(|day| day.date).collect()
}

fn spans(year: i16, spans: &[(i8, i8, i8, i8)]) -> Vec<Date> {
    let mut dates = Vec::new();
    for &(month, day, to_month, to_day) in spans {
        let mut next = date(year, month, day);
        while next <= date(year, to_month, to_day) {
            dates.push(next);
            next = next.tomorrow().unwrap();
        }
    }
    dates
}

#[rstest]
#[case(2007, 249)]
#[case(2008, 251)]
#[case(2020, 249)]
#[case(2024, 251)]
#[case(2025, 248)]
#[case(2026, 248)]
fn working_days_of_a_year(#[case] year: i16, #[case] days: u32) {
    assert_eq!(year_count(year), days);
}

#[test]
fn every_year_has_a_plausible_number() {
    for year in 2007..=2026 {
        assert!((248..=252).contains(&year_count(year)), "{year}: {}", year_count(year));
    }
}

#[test]
fn the_third_and_fourth_quarter_of_2008() {
    let calendar = Calendar::builtin();
    assert_eq!(calendar.working_days_between(date(2008, 6, 30), date(2008, 9, 30)), Ok(65));
    assert_eq!(calendar.working_days_between(date(2008, 9, 30), date(2008, 12, 31)), Ok(63));
}

#[test]
fn the_lists_of_2026() {
    let off =
        [(1, 1, 1, 3), (2, 15, 2, 23), (4, 4, 4, 6), (5, 1, 5, 5), (6, 19, 6, 21), (9, 25, 9, 27), (10, 1, 10, 7)];
    assert_eq!(listed(2026, DayKind::Off), spans(2026, &off));
    let work = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)].map(|(month, day)| date(2026, month, day));
    assert_eq!(listed(2026, DayKind::Work), work);
}

#[test]
fn the_lists_of_2025() {
    let off = [(1, 1, 1, 1), (1, 28, 2, 4), (4, 4, 4, 6), (5, 1, 5, 5), (5, 31, 6, 2), (10, 1, 10, 8)];
    assert_eq!(listed(2025, DayKind::Off), spans(2025, &off));
    let work = [(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)].map(|(month, day)| date(2025, month, day));
    assert_eq!(listed(2025, DayKind::Work), work);
}

#[test]
fn the_second_half_of_2008() {
    let second_half = |kind| listed(2008, kind).into_iter().filter(|day| day.month() > 6).collect::<Vec<_>>();
    assert_eq!(second_half(DayKind::Off), spans(2008, &[(9, 13, 9, 15), (9, 29, 10, 5)]));
    assert_eq!(second_half(DayKind::Work), [date(2008, 9, 27), date(2008, 9, 28)]);
}

#[test]
fn a_notice_reaches_into_the_december_before() {
    let calendar = Calendar::builtin();
    assert_eq!(calendar.is_working(date(2007, 12, 29)), Ok(true), "a Saturday");
    assert_eq!(calendar.is_working(date(2007, 12, 31)), Ok(false), "a Monday");
    assert!(calendar.days().any(|day| day.date == date(2007, 12, 29) && day.notice == 2008));
    assert_eq!(calendar.is_working(date(2006, 12, 30)), Ok(true));
    assert!(!calendar.confirmed(2006), "two December days of 2007's notice do not confirm 2006");
}

#[test]
fn amendments_during_the_year_are_included() {
    let calendar = Calendar::builtin();
    assert_eq!(calendar.is_working(date(2015, 9, 3)), Ok(false), "decided in May 2015");
    assert_eq!(calendar.is_working(date(2019, 5, 5)), Ok(true), "decided in March 2019");
    assert_eq!(calendar.is_working(date(2020, 1, 31)), Ok(false), "decided on 26 January 2020");
}

#[test]
fn years_without_a_notice_follow_the_week_and_say_so() {
    let calendar = Calendar::builtin();
    assert_eq!(calendar.is_working(date(2027, 10, 1)), Ok(true), "a Friday");
    assert_eq!(calendar.is_working(date(2027, 10, 2)), Ok(false));
    assert!(calendar.is_confirmed(date(2026, 12, 31)) && !calendar.is_confirmed(date(2027, 1, 1)));
    assert!(calendar.is_span_confirmed(date(2007, 1, 1), date(2026, 12, 31)));
    assert!(!calendar.is_span_confirmed(date(2026, 12, 31), date(2027, 1, 1)));
    assert!(!calendar.is_span_confirmed(date(2006, 12, 31), date(2007, 1, 1)));
    assert!(!calendar.is_span_confirmed(Date::MIN, Date::MAX));
    assert!(calendar.is_span_confirmed(Date::MAX, Date::MIN), "an empty span");
}
