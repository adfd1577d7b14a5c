//! Golden set of SPEC 6: G3, G4, G14 (window), G18.
#![allow(clippy::unwrap_used, reason = "test helpers outside test functions")]

use jiff::civil::{Date, date};
use workday::{
    Calendar, Lamp, LampInput, Remaining, State, Thresholds, closed_on_time, extension_request_accepted, lamp,
    red_from, remaining, yellow_from,
};

fn open_lamp(due: Date, today: Date) -> Lamp {
    let item = LampInput::new(State::InProgress, due);
    lamp(&item, &Thresholds::default(), Calendar::builtin(), today).unwrap()
}

fn distance(due: Date, today: Date) -> (u32, u32) {
    let Remaining { working_days_left, working_days_over } = remaining(Calendar::builtin(), due, today).unwrap();
    (working_days_left, working_days_over)
}

#[test]
fn g3_remaining_days_before_and_after_the_national_day_holiday() {
    let due = date(2026, 10, 12);
    for (month, day, left, over) in [
        (9, 29, 5, 0),
        (9, 30, 4, 0),
        (10, 4, 4, 0),
        (10, 8, 3, 0),
        (10, 9, 2, 0),
        (10, 10, 1, 0),
        (10, 11, 1, 0),
        (10, 12, 0, 0),
        (10, 13, 0, 1),
        (10, 14, 0, 2),
    ] {
        assert_eq!(distance(due, date(2026, month, day)), (left, over), "{month}/{day}");
    }
}

#[test]
fn g3_lamps_of_an_open_item() {
    let due = date(2026, 10, 12);
    assert_eq!(open_lamp(due, date(2026, 9, 30)), Lamp::Green);
    assert_eq!(open_lamp(due, date(2026, 10, 7)), Lamp::Green);
    assert_eq!(open_lamp(due, date(2026, 10, 8)), Lamp::Yellow);
    assert_eq!(open_lamp(due, date(2026, 10, 12)), Lamp::Yellow);
    assert_eq!(open_lamp(due, date(2026, 10, 13)), Lamp::Red);
    let (calendar, thresholds) = (Calendar::builtin(), Thresholds::default());
    assert_eq!(yellow_from(calendar, &thresholds, due), Ok(date(2026, 10, 8)));
    assert_eq!(red_from(calendar, &thresholds, due), Ok(date(2026, 10, 13)));
}

#[test]
fn g4_add_working_days() {
    for (from, days, expected) in [
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        (date(2026, 9, 18), 7, date(2026, 9, 29)),
        (date(2026, 4, 30), 10, date(2026, 5, 18)),
        (date(2008, 9, 26), 5, date(2008, 10, 8)),
    ] {
        let calendar = Calendar::builtin();
        assert_eq!(calendar.add_working_days(from, days), Ok(expected), "{from} + {days}");
        assert_eq!(calendar.working_days_between(from, expected), Ok(days));
        assert_eq!(calendar.subtract_working_days(expected, days), Ok(from), "all four starts are working days");
    }
}

#[test]
fn g14_extension_window_and_on_time_by_the_original_date() {
    let (original, extended) = (date(2026, 10, 12), date(2026, 10, 30));
    assert!(extension_request_accepted(original, date(2026, 10, 11)));
    assert!(extension_request_accepted(original, original));
    assert!(!extension_request_accepted(original, date(2026, 10, 13)));
    assert!(closed_on_time(original, original));
    assert!(!closed_on_time(original, date(2026, 10, 13)), "an extension does not make it on time");

    let mut item = LampInput { due: extended, ..LampInput::new(State::Closed, original) };
    item.closed_on = Some(date(2026, 10, 20));
    let calendar = Calendar::builtin();
    let shown = lamp(&item, &Thresholds::default(), calendar, date(2026, 10, 21)).unwrap();
    assert_eq!(shown, Lamp::BlueLate);
    assert_eq!((shown.as_str(), shown.is_late()), ("blue", true));
}

#[test]
fn g14_a_due_date_on_a_day_off_closes_the_window_with_that_day() {
    let due = date(2026, 10, 3);
    assert!(extension_request_accepted(due, due));
    assert!(!extension_request_accepted(due, date(2026, 10, 4)));
}

#[test]
fn g18_due_on_a_day_off() {
    let due = date(2026, 10, 3);
    assert_eq!((distance(due, date(2026, 9, 29)), open_lamp(due, date(2026, 9, 29))), ((1, 0), Lamp::Yellow));
    assert_eq!((distance(due, date(2026, 10, 7)), open_lamp(due, date(2026, 10, 7))), ((0, 0), Lamp::Yellow));
    assert_eq!((distance(due, date(2026, 10, 8)), open_lamp(due, date(2026, 10, 8))), ((0, 1), Lamp::Red));
    assert_eq!(red_from(Calendar::builtin(), &Thresholds::default(), due), Ok(date(2026, 10, 8)));
    assert_eq!(Calendar::builtin().roll_forward(due), Ok(date(2026, 10, 8)));
}
