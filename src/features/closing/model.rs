//! States and texts of what a campaign leaves behind. No I/O.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::error::Rule;
use crate::text::{Lang, T};

/// Longest text of a shortcoming or mechanism, in characters.
pub const TEXT_LONGEST: usize = 1_000;
/// Longest block of a summary.
pub const BLOCK_LONGEST: usize = 20_000;
/// Longest title.
pub const TITLE_LONGEST: usize = 120;

/// Where a shortcoming stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShortcomingState {
    /// Nobody has said what becomes of it.
    Open,
    /// A task carries it on.
    Carried,
    /// The secretary said why not.
    Waived,
}

/// What can happen to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words of the room")]
pub enum ShortcomingEvent {
    Carry,
    Waive,
    Reopen,
}

impl ShortcomingState {
    /// All of them.
    pub const ALL: [ShortcomingState; 3] =
        [ShortcomingState::Open, ShortcomingState::Carried, ShortcomingState::Waived];

    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            ShortcomingState::Open => "open",
            ShortcomingState::Carried => "carried",
            ShortcomingState::Waived => "waived",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<ShortcomingState> {
        ShortcomingState::ALL.into_iter().find(|s| s.code() == code)
    }

    /// The one transition function; anything not listed is refused.
    pub fn next(self, event: ShortcomingEvent) -> Option<ShortcomingState> {
        use ShortcomingEvent as E;
        use ShortcomingState as S;
        match (self, event) {
            (S::Open, E::Carry) => Some(S::Carried),
            (S::Open, E::Waive) => Some(S::Waived),
            (S::Carried | S::Waived, E::Reopen) => Some(S::Open),
            _ => None,
        }
    }
}

impl ShortcomingEvent {
    /// All of them.
    pub const ALL: [ShortcomingEvent; 3] = [ShortcomingEvent::Carry, ShortcomingEvent::Waive, ShortcomingEvent::Reopen];
}

/// What kind of mechanism lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MechanismKind {
    /// A rule was made or improved (制度完善).
    Rule,
    /// A duty that recurs (经常性责任).
    Duty,
    /// A review that goes on after the campaign (定期检查).
    Review,
}

impl MechanismKind {
    /// All of them, in the order of the form.
    pub const ALL: [MechanismKind; 3] = [MechanismKind::Rule, MechanismKind::Duty, MechanismKind::Review];

    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            MechanismKind::Rule => "rule",
            MechanismKind::Duty => "duty",
            MechanismKind::Review => "review",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<MechanismKind> {
        MechanismKind::ALL.into_iter().find(|k| k.code() == code)
    }

    /// Whether it is due again and again.
    pub fn recurs(self) -> bool {
        self != MechanismKind::Rule
    }
}

/// When what recurs is due next: so many months after the day it was due.
pub fn next_due(due: Date, every_months: i64) -> Date {
    due.checked_add(every_months.clamp(1, 120).months()).unwrap_or(Date::MAX)
}

/// A rule does not recur; what recurs does so every 1 to 60 months.
pub fn guard_months(kind: MechanismKind, months: Option<i64>) -> Result<(), Rule> {
    match (kind.recurs(), months) {
        (true, Some(1..=60)) | (false, None) => Ok(()),
        (true, None) => Err(Rule::Missing),
        _ => Err(Rule::MonthsOutside),
    }
}

/// The four blocks of a summary (R75), in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the blocks")]
pub struct Blocks {
    pub achievements: String,
    pub experience: String,
    pub problems: String,
    pub shortcomings: String,
}

impl Blocks {
    /// Their codes and texts.
    pub fn all(&self) -> [(&'static str, &str); 4] {
        [
            ("achievements", &self.achievements),
            ("experience", &self.experience),
            ("problems", &self.problems),
            ("shortcomings", &self.shortcomings),
        ]
    }

    /// Each with its figures put in.
    pub fn filled(&self, figures: &Json) -> Result<Blocks, (&'static str, String)> {
        let fill = |code, text: &str| fill(text, figures).map_err(|unknown| (code, unknown));
        Ok(Blocks {
            achievements: fill("achievements", &self.achievements)?,
            experience: fill("experience", &self.experience)?,
            problems: fill("problems", &self.problems)?,
            shortcomings: fill("shortcomings", &self.shortcomings)?,
        })
    }

    /// The first block that is empty.
    pub fn empty(&self) -> Option<&'static str> {
        self.all().into_iter().find(|(_, text)| text.trim().is_empty()).map(|(code, _)| code)
    }
}

/// The figures that a summary may name, and where they stand in the figures of the campaign.
pub const CODES: [(&str, &str); 16] = [
    ("raw", "/opinions/raw"),
    ("merged", "/opinions/merged"),
    ("answered", "/opinions/by_fate/answered"),
    ("not_adopted", "/opinions/by_fate/not_adopted"),
    ("done", "/rectification/done"),
    ("doing", "/rectification/doing"),
    ("next", "/rectification/next"),
    ("explained", "/rectification/explained"),
    ("items", "/ledger/total"),
    ("items_done", "/ledger/done"),
    ("overdue", "/ledger/overdue"),
    ("eligible", "/evaluation/eligible"),
    ("returned", "/evaluation/returned"),
    ("participation", "/evaluation/participation"),
    ("satisfaction", "/evaluation/headline/rate"),
    ("sentence", "/sentence"),
];

/// A figure as it is written; a dash where there is none yet or it is withheld.
pub fn value(figures: &Json, pointer: &str) -> String {
    match figures.pointer(pointer) {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Number(number)) => number.to_string(),
        _ => "—".to_owned(),
    }
}

/// Puts figures in the place of `{their names}`; a name nobody knows is an error, so that none stays in a text laid down.
pub fn fill(text: &str, figures: &Json) -> Result<String, String> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(['{', '｛']) {
        let Some((name, behind)) = after.split_once(['}', '｝']) else { return Err(after.chars().take(20).collect()) };
        let name = name.trim();
        let known = CODES
            .iter()
            .find(|(code, _)| [*code, T(Lang::Zh).summary_code(code), T(Lang::En).summary_code(code)].contains(&name));
        let Some((_, pointer)) = known else { return Err(name.chars().take(20).collect()) };
        filled.push_str(before);
        filled.push_str(&value(figures, pointer));
        rest = behind;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// A summary as it was laid down. Kept as JSON with one field a line, so that anybody can read it and compute its hash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the parts of the report")]
pub struct SummaryText {
    pub no: i64,
    pub title: String,
    pub campaign: String,
    pub host: String,
    pub frozen_on: String,
    pub blocks: Blocks,
    /// The figures of that day, as the statistics page and `shuangcu figures --json` have them.
    pub figures: Json,
}

impl SummaryText {
    /// As it is hashed and kept.
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// From the database.
    pub fn parse(text: &str) -> Option<SummaryText> {
        serde_json::from_str(text).ok()
    }
}
