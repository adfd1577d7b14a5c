//! Runs of the grouping, and what people decide about its suggestions; no I/O.

use crate::error::Rule;
use crate::id::Id;

/// Pairs that one decision may hold: more than a person can have looked at.
pub const MOST_PAIRS: usize = 2_000;

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RunState {
    /// Asked for, not computed yet.
    Waiting,
    /// Its suggestions are there, or were until the next run.
    Done,
    /// It could not be computed.
    Failed,
}

/// What can happen to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RunEvent {
    /// It was computed.
    Finish,
    /// It could not be.
    Fail,
}

impl RunState {
    /// All states.
    pub const ALL: [RunState; 3] = [RunState::Waiting, RunState::Done, RunState::Failed];

    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            RunState::Waiting => "waiting",
            RunState::Done => "done",
            RunState::Failed => "failed",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<RunState> {
        RunState::ALL.into_iter().find(|s| s.code() == code)
    }

    /// The one transition function. Anything not listed is refused.
    pub fn next(self, event: RunEvent) -> Option<RunState> {
        match (self, event) {
            (RunState::Waiting, RunEvent::Finish) => Some(RunState::Done),
            (RunState::Waiting, RunEvent::Fail) => Some(RunState::Failed),
            _ => None,
        }
    }
}

/// How alike opinions of one suggested group must be, in the order of the choice.
pub const LEVELS: [(&str, merge::Level); 4] = [
    ("fine", merge::Level::Fine),
    ("careful", merge::Level::Careful),
    ("broad", merge::Level::Broad),
    ("topics", merge::Level::Topics),
];

/// A level from its code.
pub fn level(code: &str) -> Option<merge::Level> {
    LEVELS.into_iter().find(|(name, _)| *name == code).map(|(_, level)| level)
}

/// What a person decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecisionKind {
    /// These belong together, whatever a run finds.
    Together,
    /// These never do.
    Apart,
    /// This group is not to be suggested again as it is.
    Aside,
}

impl DecisionKind {
    /// All of them.
    pub const ALL: [DecisionKind; 3] = [DecisionKind::Together, DecisionKind::Apart, DecisionKind::Aside];

    /// The code in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            DecisionKind::Together => "together",
            DecisionKind::Apart => "apart",
            DecisionKind::Aside => "aside",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<DecisionKind> {
        DecisionKind::ALL.into_iter().find(|k| k.code() == code)
    }

    /// The pairs that a decision about the points picked, and the others of their group, comes to. Those picked belong
    /// together, or are kept from each of the others; a group put aside is noted by its first point.
    pub fn pairs(self, picked: &[Id], others: &[Id]) -> Result<Vec<(Id, Id)>, Rule> {
        let first = picked.first().ok_or(Rule::PickPoints)?;
        let pairs: Vec<(Id, Id)> = match self {
            DecisionKind::Together => picked.iter().skip(1).map(|id| ordered(first, id)).collect(),
            DecisionKind::Apart => {
                let others = others.iter().filter(|id| !picked.contains(id));
                others.flat_map(|other| picked.iter().map(|id| ordered(id, other))).collect()
            }
            DecisionKind::Aside => picked.iter().map(|id| (first.clone(), id.clone())).collect(),
        };
        if pairs.is_empty() {
            return Err(Rule::PickPoints);
        }
        if pairs.len() > MOST_PAIRS {
            return Err(Rule::TooManyPairs);
        }
        Ok(pairs)
    }
}

fn ordered(a: &Id, b: &Id) -> (Id, Id) {
    if a.as_str() <= b.as_str() { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) }
}
