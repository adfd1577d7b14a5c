//! Comments on what is published (R72): who may write one, and what the office does with it.

use jiff::civil::Date;

use super::{PubEvent, PubState};
use crate::error::Rule;

/// Longest comment, in characters.
pub const LONGEST_COMMENT: usize = 2_000;

/// Whether one may comment on a publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Comments {
    /// Not at all.
    #[default]
    Off,
    /// Under one's name.
    Named,
    /// Under one's name, or through the box.
    Both,
}

impl Comments {
    /// All of them, in the order of the form.
    pub const ALL: [Comments; 3] = [Comments::Both, Comments::Named, Comments::Off];

    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            Comments::Off => "off",
            Comments::Named => "named",
            Comments::Both => "both",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Comments> {
        Comments::ALL.into_iter().find(|c| c.code() == code)
    }
}

/// What the office does with a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// 采纳.
    Adopted,
    /// 部分采纳.
    Partly,
    /// 不采纳, with the reason.
    NotAdopted,
    /// 解释说明, with the words.
    Explained,
}

impl Disposition {
    /// All of them, in the order of the form.
    pub const ALL: [Disposition; 4] =
        [Disposition::Adopted, Disposition::Partly, Disposition::NotAdopted, Disposition::Explained];

    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            Disposition::Adopted => "adopted",
            Disposition::Partly => "partly",
            Disposition::NotAdopted => "not_adopted",
            Disposition::Explained => "explained",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Disposition> {
        Disposition::ALL.into_iter().find(|d| d.code() == code)
    }
}

/// Nobody is turned down without a reason, and an explanation needs its words.
pub fn guard_disposition(disposition: Disposition, answer: &str) -> Result<(), Rule> {
    let needs = matches!(disposition, Disposition::NotAdopted | Disposition::Explained);
    if needs && answer.trim().is_empty() { Err(Rule::ReasonNeeded) } else { Ok(()) }
}

/// Whether it takes comments on this day: it is out, and its last day is not over, even where the schedule has not closed
/// it yet.
pub fn guard_commenting(
    state: PubState,
    closes_on: Option<&str>,
    today: Date,
    setting: Comments,
    anonymous: bool,
) -> Result<(), Rule> {
    let over = closes_on.is_some_and(|day| *day < *today.to_string());
    if state.next(PubEvent::Comment).is_none() || over {
        return Err(Rule::CommentsClosed);
    }
    match (setting, anonymous) {
        (Comments::Off, _) => Err(Rule::CommentsOff),
        (Comments::Named, true) => Err(Rule::CommentsNamed),
        _ => Ok(()),
    }
}
