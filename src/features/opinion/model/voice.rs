//! Rating and objecting: what whoever spoke may still say about the answer (SPEC 5.3).

use jiff::civil::Date;

use super::codes::codes;
use super::point::{PointEvent, PointState};
use crate::error::{Error, Result, Rule};

codes! {
    /// How content whoever spoke is with the answer.
    Grade {
        /// 满意
        Satisfied = "satisfied",
        /// 基本满意
        Basically = "basically",
        /// 不满意
        Dissatisfied = "dissatisfied",
        /// 不了解
        Unaware = "unaware",
    }
}

codes! {
    /// Where an objection stands.
    Standing {
        /// The secretary has not decided.
        Pending = "pending",
        /// It was right.
        Upheld = "upheld",
        /// It was not; the reason is given.
        Dismissed = "dismissed",
    }
}

fn guard_window(until: Option<Date>, today: Date) -> Result<()> {
    if until.is_some_and(|last| today <= last) { Ok(()) } else { Err(Error::rule(Rule::ObjectLate)) }
}

/// May this answer be rated today? Once, while the window is open; `until` is the window's last day.
pub fn guard_rate(state: PointState, rated: bool, until: Option<Date>, today: Date) -> Result<PointState> {
    if rated {
        return Err(Error::rule(Rule::RatedAlready));
    }
    let to = state.next(PointEvent::Rate).ok_or_else(|| Error::rule(Rule::WrongState))?;
    guard_window(until, today).map(|()| to)
}

/// May whoever spoke object to this answer today?
pub fn guard_object(state: PointState, until: Option<Date>, today: Date) -> Result<PointState> {
    let to = state.next(PointEvent::Object).ok_or_else(|| Error::rule(Rule::WrongState))?;
    guard_window(until, today).map(|()| to)
}
