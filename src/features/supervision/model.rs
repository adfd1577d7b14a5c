//! Colours, states and the rule of who is told; no I/O.

use jiff::civil::Date;
use workday::{Calendar, CalendarError, remaining};

/// Red slips of one due date stand at least so many working days apart (SPEC 2.5).
pub const RED_AGAIN: u32 = 5;
/// A slip is to be answered within so many working days.
pub const REPLY_DAYS: u32 = 2;
/// Longest text of a slip, in characters.
pub const LONGEST: usize = 2_000;

/// How pressing a slip is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Colour {
    /// Three working days or less are left.
    Blue,
    /// Due today.
    Yellow,
    /// Late.
    Red,
}

impl Colour {
    /// All colours.
    pub const ALL: [Colour; 3] = [Colour::Blue, Colour::Yellow, Colour::Red];
    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            Colour::Blue => "blue",
            Colour::Yellow => "yellow",
            Colour::Red => "red",
        }
    }
    /// From its code.
    pub fn parse(code: &str) -> Option<Colour> {
        Colour::ALL.into_iter().find(|c| c.code() == code)
    }
}

/// What is known of an item's slips for its present due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chased {
    /// The present due date; an extension begins anew.
    pub due: Date,
    /// Whether a blue slip was issued.
    pub blue: bool,
    /// Whether a yellow one was.
    pub yellow: bool,
    /// When the last red one was.
    pub red: Option<Date>,
}

/// The slip that is due today, if any: blue at r ≤ 3, yellow at r = 0, red at e ≥ 1 and then every five working days
/// (SPEC 2.5). A colour that was left out, such as over a stop of the server, is not made up for.
///
/// # Errors
/// [`CalendarError`] for dates beyond the calendar.
pub fn colour_due(chased: &Chased, calendar: &Calendar, today: Date) -> Result<Option<Colour>, CalendarError> {
    let distance = remaining(calendar, chased.due, today)?;
    if distance.working_days_over >= 1 {
        let again = match chased.red {
            Some(last) => calendar.working_days_between(last, today)? >= RED_AGAIN,
            None => true,
        };
        return Ok(again.then_some(Colour::Red));
    }
    Ok(match distance.working_days_left {
        0 => (!chased.yellow).then_some(Colour::Yellow),
        1..=3 => (!chased.blue && !chased.yellow).then_some(Colour::Blue),
        _ => None,
    })
}

/// Who reads a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copies {
    /// The heads of the lead department.
    pub heads: bool,
    /// The leading cadre.
    pub lead: bool,
    /// The secretary.
    pub secretary: bool,
}

/// One step further up for each colour, and one more where the slip before got no reply in time.
pub fn copies(colour: Colour, unanswered: bool) -> Copies {
    let level = match colour {
        Colour::Blue => 0,
        Colour::Yellow => 1,
        Colour::Red => 2,
    } + u8::from(unanswered);
    Copies { heads: level >= 1, lead: level >= 2, secretary: level >= 3 }
}

/// Where a slip stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SlipState {
    /// Out, not read yet.
    Issued,
    /// Its receipt was confirmed (签收).
    Acknowledged,
    /// Answered (办理情况), waits for the office.
    Answered,
    /// The office is content, or the item was closed.
    Closed,
    /// Taken back with a reason.
    Withdrawn,
}

/// What can happen to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the words of SPEC 2.5")]
pub enum SlipEvent {
    Acknowledge,
    Answer,
    Return,
    Close,
    Withdraw,
    ItemClosed,
}

impl SlipEvent {
    /// All events.
    pub const ALL: [SlipEvent; 6] = [
        SlipEvent::Acknowledge,
        SlipEvent::Answer,
        SlipEvent::Return,
        SlipEvent::Close,
        SlipEvent::Withdraw,
        SlipEvent::ItemClosed,
    ];

    /// Its name in addresses and in the audit trail.
    pub fn code(self) -> &'static str {
        match self {
            SlipEvent::Acknowledge => "acknowledge",
            SlipEvent::Answer => "answer",
            SlipEvent::Return => "return",
            SlipEvent::Close => "close",
            SlipEvent::Withdraw => "withdraw",
            SlipEvent::ItemClosed => "item_closed",
        }
    }
    /// What a person can do, from its code.
    pub fn parse(code: &str) -> Option<SlipEvent> {
        SlipEvent::ALL.into_iter().filter(|e| *e != SlipEvent::ItemClosed).find(|e| e.code() == code)
    }
    /// Whether the addressee does it; the others are the office's.
    pub fn is_addressees(self) -> bool {
        matches!(self, SlipEvent::Acknowledge | SlipEvent::Answer)
    }
    /// Whether it needs words.
    pub fn needs_text(self) -> bool {
        matches!(self, SlipEvent::Answer | SlipEvent::Return | SlipEvent::Withdraw)
    }
}

impl SlipState {
    /// All states.
    pub const ALL: [SlipState; 5] =
        [SlipState::Issued, SlipState::Acknowledged, SlipState::Answered, SlipState::Closed, SlipState::Withdrawn];

    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            SlipState::Issued => "issued",
            SlipState::Acknowledged => "acknowledged",
            SlipState::Answered => "answered",
            SlipState::Closed => "closed",
            SlipState::Withdrawn => "withdrawn",
        }
    }
    /// From its code.
    pub fn parse(code: &str) -> Option<SlipState> {
        SlipState::ALL.into_iter().find(|s| s.code() == code)
    }

    /// The one transition function. Anything not listed is refused.
    pub fn next(self, event: SlipEvent) -> Option<SlipState> {
        use SlipEvent as E;
        use SlipState as S;
        Some(match (self, event) {
            (S::Issued, E::Acknowledge) => S::Acknowledged,
            // Whoever answers has read it.
            (S::Issued | S::Acknowledged, E::Answer) => S::Answered,
            (S::Answered, E::Return) => S::Acknowledged,
            (S::Answered, E::Close) => S::Closed,
            (S::Issued | S::Acknowledged | S::Answered, E::Withdraw) => S::Withdrawn,
            (S::Issued | S::Acknowledged | S::Answered, E::ItemClosed) => S::Closed,
            _ => return None,
        })
    }
}
