//! How things of an item look on several pages.

use jiff::civil::Date;
use workday::Calendar;

use crate::features::rectification::model::{Dates, Lamp, State, lamp};
use crate::text::T;

/// A lamp with its words.
#[derive(Clone, Debug)]
pub(super) struct ShownLamp {
    /// The colour.
    pub tone: &'static str,
    /// The words.
    pub text: String,
    /// Struck off: the stamp stands instead.
    pub closed: bool,
    /// Struck off after the original deadline.
    pub late: bool,
    /// A long-term item that is done for its period.
    pub period: bool,
}

/// The lamp of an item on a day; the colour by the rule, the words from the days left.
pub(super) fn shown_lamp(t: T, state: State, dates: &Dates, calendar: &Calendar, today: Date) -> Option<ShownLamp> {
    let lamp = lamp(state, dates, calendar, today)?;
    let distance = dates.due.and_then(|due| workday::remaining(calendar, due, today).ok());
    let (left, over) = distance.map_or((0, 0), |d| (d.working_days_left, d.working_days_over));
    let text = match lamp {
        Lamp::Blue | Lamp::BlueLate => t.item_stamp().to_owned(),
        Lamp::Grey if state == State::Suspended => t.item_stopped().to_owned(),
        Lamp::Grey => t.item_waiting().to_owned(),
        _ if over > 0 => t.item_over(over),
        _ if left > 0 => t.item_left(left),
        _ if dates.due == Some(today) => t.item_today().to_owned(),
        _ => t.item_day_off().to_owned(),
    };
    Some(ShownLamp {
        tone: lamp.as_str(),
        text,
        closed: state == State::Closed,
        late: lamp.is_late(),
        period: state == State::LongTermOk,
    })
}

/// A file's size as a person reads it.
pub(super) fn size(bytes: i64) -> String {
    let tenth = |unit: i64| {
        let tenths = bytes.saturating_mul(10).saturating_add(unit / 2) / unit;
        if tenths % 10 == 0 { format!("{}", tenths / 10) } else { format!("{}.{}", tenths / 10, tenths % 10) }
    };
    match bytes {
        0 => String::new(),
        1..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", (bytes + 512) / 1024),
        _ => format!("{} MB", tenth(1_048_576)),
    }
}
