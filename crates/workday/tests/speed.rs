//! A million calls a second; run with `cargo test --release -p workday --test speed -- --ignored --nocapture`.

use std::hint::black_box;
use std::time::Instant;

use jiff::civil::date;
use workday::{Calendar, LampInput, State, Thresholds, lamp};

#[test]
#[ignore = "timing: only meaningful in a release build on a quiet machine"]
fn a_million_calls_take_less_than_a_second() {
    let (calendar, thresholds) = (Calendar::builtin(), Thresholds::default());
    let (today, item) = (date(2026, 9, 1), LampInput::new(State::InProgress, date(2026, 10, 12)));
    let timed = |what: &str, call: &dyn Fn(u32)| {
        let start = Instant::now();
        (0..1_000_000).for_each(call);
        println!("{what}: {:?} for a million", start.elapsed());
        assert!(start.elapsed().as_secs_f64() < 1.0, "{what}");
    };
    timed("add_working_days", &|n| drop(black_box(calendar.add_working_days(black_box(today), n % 5000))));
    timed("working_days_between", &|_| drop(black_box(calendar.working_days_between(black_box(today), item.due))));
    timed("lamp", &|_| drop(black_box(lamp(black_box(&item), &thresholds, calendar, today))));
}
