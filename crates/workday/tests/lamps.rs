//! Every line and every boundary of the table of SPEC 2.5.
#![allow(clippy::unwrap_used, reason = "test helpers outside test functions")]

use jiff::civil::{Date, date};
use rstest::rstest;
use workday::{Calendar, Lamp, LampError, LampInput, State, Thresholds, lamp, last_date, red_from, yellow_from};

// A plain Monday in a week without days off, and days around it: r counts down Wed 3, Thu 2, Fri 1, Mon 0.
const DUE: Date = date(2026, 7, 13);
const LONG_BEFORE: Date = date(2026, 6, 1);

fn show(item: LampInput, today: Date) -> Lamp {
    lamp(&item, &Thresholds::default(), Calendar::builtin(), today).unwrap()
}

#[rstest]
#[case(date(2026, 7, 7), Lamp::Green)] // r = 4
#[case(date(2026, 7, 8), Lamp::Yellow)] // r = 3
#[case(date(2026, 7, 10), Lamp::Yellow)] // r = 1
#[case(date(2026, 7, 12), Lamp::Yellow)] // Sunday
#[case(date(2026, 7, 13), Lamp::Yellow)] // r = 0, e = 0
#[case(date(2026, 7, 14), Lamp::Red)] // e = 1: the hole of SPEC 2.5
#[case(date(2026, 7, 15), Lamp::Red)]
fn an_open_item_by_its_dates(#[case] today: Date, #[case] expected: Lamp) {
    assert_eq!(show(LampInput::new(State::InProgress, DUE), today), expected);
    assert_eq!(show(LampInput::new(State::NotStarted, DUE), today), expected, "no start date: nothing to wait for");
}

#[rstest]
#[case(-5, Lamp::Green)]
#[case(0, Lamp::Green)]
#[case(9, Lamp::Green)]
#[case(10, Lamp::Yellow)]
#[case(30, Lamp::Yellow)]
#[case(31, Lamp::Red)]
#[case(i32::MIN, Lamp::Green)]
#[case(i32::MAX, Lamp::Red)]
fn an_open_item_by_its_points(#[case] points: i32, #[case] expected: Lamp) {
    let item = LampInput { points_behind: Some(points), ..LampInput::new(State::InProgress, DUE) };
    assert_eq!(show(item, LONG_BEFORE), expected);
    let near = if expected == Lamp::Green { Lamp::Yellow } else { expected };
    assert_eq!(show(item, DUE), near, "being ahead does not move the due date");
    assert_eq!(show(item, date(2026, 7, 14)), Lamp::Red);
}

#[test]
fn closed_is_judged_by_the_original_due_date() {
    let closed = |on| LampInput {
        closed_on: Some(on),
        due: date(2026, 8, 31),
        points_behind: Some(99),
        ..LampInput::new(State::Closed, DUE)
    };
    assert_eq!(show(closed(DUE), Date::MAX), Lamp::Blue);
    assert_eq!(show(closed(date(2026, 7, 14)), Date::MIN), Lamp::BlueLate, "today does not matter any more");
    assert_eq!(
        lamp(&LampInput::new(State::Closed, DUE), &Thresholds::default(), Calendar::builtin(), DUE),
        Err(LampError::ClosedWithoutDate)
    );
}

#[test]
fn a_late_closing_on_days_off_is_late_all_the_same() {
    // Due on Saturday, closed on Sunday: e = 0, but after the original due date.
    let item = LampInput { closed_on: Some(date(2026, 7, 12)), ..LampInput::new(State::Closed, date(2026, 7, 11)) };
    assert_eq!(show(item, DUE), Lamp::BlueLate);
}

#[test]
fn grey_comes_before_red() {
    let suspended = LampInput { points_behind: Some(99), ..LampInput::new(State::Suspended, DUE) };
    assert_eq!(show(suspended, date(2026, 12, 1)), Lamp::Grey);
    let planned = LampInput { start_date: Some(date(2026, 8, 3)), ..LampInput::new(State::NotStarted, DUE) };
    assert_eq!(show(planned, date(2026, 8, 2)), Lamp::Grey);
    assert_eq!(show(planned, date(2026, 8, 3)), Lamp::Red, "from its start date on it is open");
    let begun = LampInput { state: State::InProgress, ..planned };
    assert_eq!(show(begun, date(2026, 8, 2)), Lamp::Red, "begun early: the start date does not matter");
}

#[test]
fn an_open_item_is_judged_by_the_due_date_in_force() {
    let extended = LampInput { due: date(2026, 7, 31), ..LampInput::new(State::InProgress, DUE) };
    assert_eq!(show(extended, date(2026, 7, 14)), Lamp::Green);
    assert_eq!(show(extended, date(2026, 8, 3)), Lamp::Red);
}

#[test]
fn thresholds_are_settings() {
    let calendar = Calendar::builtin();
    let item = LampInput::new(State::InProgress, DUE);
    let strict = Thresholds { yellow_days: 0, red_days: 0, ..Thresholds::default() };
    let at = |day| lamp(&item, &strict, calendar, date(2026, 7, day)).unwrap();
    assert_eq!((at(10), at(12), at(13), at(14)), (Lamp::Green, Lamp::Green, Lamp::Yellow, Lamp::Red));
    let lenient = Thresholds { red_days: 3, ..Thresholds::default() };
    let at = |day| lamp(&item, &lenient, calendar, date(2026, 7, day)).unwrap();
    assert_eq!((at(14), at(15), at(16)), (Lamp::Yellow, Lamp::Yellow, Lamp::Red));
    let partial: Thresholds = serde_json::from_str(r#"{"yellow_days":5}"#).unwrap();
    assert_eq!(partial, Thresholds { yellow_days: 5, ..Thresholds::default() });
}

#[test]
fn yellow_is_settled_on_the_last_working_day_when_nothing_may_be_left() {
    let strict = Thresholds { yellow_days: 0, ..Thresholds::default() };
    let due = date(2026, 10, 3);
    assert_eq!(yellow_from(Calendar::builtin(), &strict, due), Ok(date(2026, 9, 30)), "r = 0 from there on");
}

#[test]
fn dates_at_the_ends_of_the_calendar() {
    let (calendar, thresholds) = (Calendar::builtin(), Thresholds::default());
    assert_eq!(yellow_from(calendar, &thresholds, date(1900, 1, 2)), Ok(date(1900, 1, 1)));
    let endless = Thresholds { yellow_days: u32::MAX, ..thresholds };
    assert_eq!(yellow_from(calendar, &endless, DUE), Ok(date(1900, 1, 1)));
    assert!(red_from(calendar, &thresholds, last_date()).is_err());
    assert!(
        yellow_from(calendar, &thresholds, Date::MAX).is_err() && red_from(calendar, &thresholds, Date::MIN).is_err()
    );
    assert!(lamp(&LampInput::new(State::InProgress, Date::MAX), &thresholds, calendar, DUE).is_err());
}

#[test]
fn lamps_have_one_of_five_words() {
    let words = [Lamp::Blue, Lamp::BlueLate, Lamp::Grey, Lamp::Red, Lamp::Yellow, Lamp::Green].map(Lamp::as_str);
    assert_eq!(words, ["blue", "blue", "grey", "red", "yellow", "green"]);
    assert_eq!(Lamp::Yellow.to_string(), "yellow");
}
