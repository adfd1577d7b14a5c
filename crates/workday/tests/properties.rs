//! Laws that hold for all dates and all calendars.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test helpers outside test functions")]

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use workday::{
    Calendar, DayKind, Lamp, LampInput, Override, State, Thresholds, lamp, red_from, remaining, yellow_from,
};

fn dates() -> impl Strategy<Value = Date> {
    (0_i32..365 * 25).prop_map(|days| date(2004, 1, 1) + days.days())
}

/// The builtin notices with up to thirty overrides on top, crowded enough to make long runs of days off.
fn calendars() -> impl Strategy<Value = Calendar> {
    prop::collection::vec((dates(), any::<bool>(), 1_i32..40), 0..30).prop_map(|rows| {
        let overrides = rows.into_iter().flat_map(|(start, work, length)| {
            let kind = if work { DayKind::Work } else { DayKind::Off };
            (0..length).map(move |offset| Override { date: start + offset.days(), kind, reason: String::new() })
        });
        Calendar::builtin().with_overrides(overrides).unwrap()
    })
}

fn thresholds() -> impl Strategy<Value = Thresholds> {
    (0_u32..12, 0_u32..5).prop_map(|(yellow_days, red_days)| Thresholds { yellow_days, red_days, ..Default::default() })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counting_is_what_a_loop_counts(calendar in calendars(), start in dates(), length in 0_i32..400) {
        let mut counted = 0;
        for offset in 1..=length {
            counted += u32::from(calendar.is_working(start + offset.days()).unwrap());
        }
        prop_assert_eq!(calendar.working_days_between(start, start + length.days()), Ok(counted));
        prop_assert_eq!(calendar.working_days_between(start + length.days(), start), Ok(0));
    }

    #[test]
    fn adding_and_counting_are_inverse(calendar in calendars(), start in dates(), days in 1_u32..400) {
        let end = calendar.add_working_days(start, days).unwrap();
        prop_assert!(end > start && calendar.is_working(end).unwrap());
        prop_assert_eq!(calendar.working_days_between(start, end), Ok(days));
        let back = calendar.subtract_working_days(end, days).unwrap();
        prop_assert_eq!(back == start, calendar.is_working(start).unwrap());
        prop_assert!(back <= start, "from a day off the way back ends on the working day before");
    }

    #[test]
    fn subtracting_and_counting_are_inverse(calendar in calendars(), end in dates(), days in 1_u32..400) {
        let start = calendar.subtract_working_days(end, days).unwrap();
        prop_assert!(start < end && calendar.is_working(start).unwrap());
        let own = u32::from(calendar.is_working(end).unwrap());
        prop_assert_eq!(calendar.working_days_between(start, end), Ok(days - 1 + own));
    }

    #[test]
    fn adding_is_monotonic(calendar in calendars(), one in dates(), two in dates(), days in 0_u32..60) {
        let (early, late) = if one <= two { (one, two) } else { (two, one) };
        let added = calendar.add_working_days(early, days).unwrap();
        prop_assert!(added <= calendar.add_working_days(late, days).unwrap());
        prop_assert!(added < calendar.add_working_days(early, days + 1).unwrap());
    }

    #[test]
    fn counts_add_up(calendar in calendars(), mut ends in [dates(), dates(), dates()]) {
        ends.sort();
        let between = |from: usize, to: usize| calendar.working_days_between(ends[from], ends[to]).unwrap();
        prop_assert_eq!(between(0, 1) + between(1, 2), between(0, 2));
    }

    #[test]
    fn at_most_one_side_remains(calendar in calendars(), due in dates(), today in dates()) {
        let distance = remaining(&calendar, due, today).unwrap();
        prop_assert!(distance.working_days_left == 0 || distance.working_days_over == 0);
    }

    #[test]
    fn i6_the_lamp_is_pure_and_only_gets_worse(
        calendar in calendars(), thresholds in thresholds(), due in dates(), points in prop::option::of(-20..60),
    ) {
        let item = LampInput { points_behind: points, ..LampInput::new(State::InProgress, due) };
        let rebuilt = Calendar::from_days(calendar.days().cloned()).unwrap();
        let rebuilt = rebuilt.with_overrides(calendar.overrides().cloned()).unwrap();
        let mut worst = 0;
        for offset in -60..60 {
            let today = due + offset.days();
            let shown = lamp(&item, &thresholds, &calendar, today).unwrap();
            prop_assert_eq!(lamp(&item, &thresholds, &rebuilt, today).unwrap(), shown);
            let rank = [Lamp::Green, Lamp::Yellow, Lamp::Red].iter().position(|it| *it == shown).unwrap();
            prop_assert!(rank >= worst, "{today}: {shown} after a worse lamp");
            worst = rank;
        }
    }

    #[test]
    fn the_two_dates_tell_the_lamp_of_every_day(calendar in calendars(), thresholds in thresholds(), due in dates()) {
        let item = LampInput::new(State::InProgress, due);
        let yellow = yellow_from(&calendar, &thresholds, due).unwrap();
        let red = red_from(&calendar, &thresholds, due).unwrap();
        prop_assert!(yellow <= due && due < red);
        for offset in -120..120 {
            let today = due + offset.days();
            let by_dates = match today {
                today if today >= red => Lamp::Red,
                today if today >= yellow => Lamp::Yellow,
                _ => Lamp::Green,
            };
            prop_assert_eq!(lamp(&item, &thresholds, &calendar, today).unwrap(), by_dates, "{}", today);
        }
    }

    #[test]
    fn a_diff_lists_exactly_the_days_that_differ(one in calendars(), two in calendars()) {
        let diff = one.diff(&two);
        let mut changes = diff.days.iter().peekable();
        let mut day = date(2003, 12, 1);
        while day < date(2030, 1, 1) {
            let (was, is) = (one.is_working(day).unwrap(), two.is_working(day).unwrap());
            let listed = changes.next_if(|change| change.date == day);
            prop_assert_eq!(listed.map(|change| change.working), (was != is).then_some(is));
            day = day.tomorrow().unwrap();
        }
        prop_assert!(changes.next().is_none());
    }
}
