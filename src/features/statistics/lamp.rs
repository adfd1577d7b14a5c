//! The lamp beside a problem or an item in a gathered list: SPEC 2.5 as a pure function of state, dates, calendar, today.

use jiff::civil::Date;
use workday::{Calendar, Lamp as Colour, LampInput, State, Thresholds, lamp, remaining};

use crate::text::T;

/// A lamp and its word; never colour alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lamp {
    /// `lamp-green` and so on.
    pub class: &'static str,
    /// What it says.
    pub text: String,
}

/// Of something that is not closed. `begun` says whether work has started. Nothing due: not started, or no lamp.
pub fn of_open(
    calendar: &Calendar,
    begun: bool,
    start: Option<Date>,
    due: Option<Date>,
    today: Date,
    t: T,
) -> Option<Lamp> {
    let grey = || Lamp { class: "lamp-grey", text: t.lamp_not_started().to_owned() };
    let Some(due) = due else { return (!begun).then(grey) };
    let state = if begun { State::InProgress } else { State::NotStarted };
    let input = LampInput { start_date: start, ..LampInput::new(state, due) };
    let colour = lamp(&input, &Thresholds::default(), calendar, today).ok()?;
    if colour == Colour::Grey {
        return Some(grey());
    }
    let distance = remaining(calendar, due, today).ok()?;
    let text = match (distance.working_days_left, distance.working_days_over) {
        (0, 0) if due == today => t.lamp_today().to_owned(),
        (0, 0) => t.lamp_day_off().to_owned(),
        (0, over) => t.lamp_over(over),
        (left, _) => t.lamp_left(left),
    };
    let class = match colour {
        Colour::Red => "lamp-red",
        Colour::Yellow => "lamp-yellow",
        _ => "lamp-green",
    };
    Some(Lamp { class, text })
}
