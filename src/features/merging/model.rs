//! A merged item's states and rules; no I/O (SPEC 5.3, merged item).

mod decision;
pub mod matrix;
mod proposal;

pub use decision::{DecisionKind, LEVELS, MOST_PAIRS, RunEvent, RunState, level};

pub use proposal::{ProposalEvent, ProposalState};

use serde::{Deserialize, Serialize};

use crate::error::Rule;
use crate::id::Id;

/// Longest summary, in characters.
pub const SUMMARY_LONGEST: usize = 200;
/// Longest category, in characters.
pub const CATEGORY_LONGEST: usize = 60;
/// Longest reason or explanation, in characters.
pub const REASON_LONGEST: usize = 2_000;

/// Where a merged item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MergedState {
    /// Being put together.
    Draft,
    /// Confirmed by the secretary.
    Confirmed,
    /// A rectification item that came from it was approved.
    Planned,
    /// Will not be rectified; the reason is given.
    Explained,
    /// All its rectification items are closed.
    Resolved,
    /// Taken into another item. Its number is never used again.
    Absorbed,
    /// Its last point was taken out, or its making was undone.
    Dissolved,
}

/// What can happen to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MergedEvent {
    /// The secretary confirms.
    Confirm,
    /// A point comes in.
    Gather,
    /// A point goes out and others stay.
    Release,
    /// The last point goes out.
    Empty,
    /// Its words change, or it takes in another item, or gives up part of itself: to be confirmed again.
    Change,
    /// Another item takes it in.
    Absorb,
    /// A rectification item was approved.
    Plan,
    /// The secretary explains why nothing will be done.
    Explain,
    /// All its rectification items are closed.
    Resolve,
    /// A closed rectification item was reopened.
    Rebound,
}

impl MergedState {
    /// All states.
    pub const ALL: [MergedState; 7] = [
        MergedState::Draft,
        MergedState::Confirmed,
        MergedState::Planned,
        MergedState::Explained,
        MergedState::Resolved,
        MergedState::Absorbed,
        MergedState::Dissolved,
    ];
    /// Those that still are a problem of the campaign, in the order of the filter.
    pub const LIVING: [MergedState; 5] = [
        MergedState::Draft,
        MergedState::Confirmed,
        MergedState::Planned,
        MergedState::Resolved,
        MergedState::Explained,
    ];

    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            MergedState::Draft => "draft",
            MergedState::Confirmed => "confirmed",
            MergedState::Planned => "planned",
            MergedState::Explained => "explained",
            MergedState::Resolved => "resolved",
            MergedState::Absorbed => "absorbed",
            MergedState::Dissolved => "dissolved",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<MergedState> {
        MergedState::ALL.into_iter().find(|s| s.code() == code)
    }

    /// The one transition function. Anything not listed is refused.
    pub fn next(self, event: MergedEvent) -> Option<MergedState> {
        use MergedEvent as E;
        use MergedState as S;
        match (self, event) {
            (S::Draft, E::Confirm) => Some(S::Confirmed),
            (S::Draft | S::Confirmed, E::Gather) => Some(self),
            (S::Draft | S::Confirmed | S::Planned, E::Release) => Some(self),
            (S::Draft, E::Empty) => Some(S::Dissolved),
            (S::Draft | S::Confirmed, E::Change) => Some(S::Draft),
            (S::Draft | S::Confirmed, E::Absorb) => Some(S::Absorbed),
            // A second item of the same problem finds it planned; one approved after the first were closed begins anew.
            (S::Confirmed | S::Planned | S::Resolved, E::Plan) => Some(S::Planned),
            (S::Confirmed, E::Explain) => Some(S::Explained),
            (S::Planned, E::Resolve) => Some(S::Resolved),
            (S::Resolved, E::Rebound) => Some(S::Planned),
            // An explanation that somebody objected to with good reason.
            (S::Explained, E::Rebound) => Some(S::Confirmed),
            _ => None,
        }
    }

    /// Whether rectification has been approved: from then on only the secretary takes points out.
    pub fn is_planned(self) -> bool {
        matches!(self, MergedState::Planned | MergedState::Resolved)
    }

    /// Whether it still takes points in.
    pub fn is_open(self) -> bool {
        self.next(MergedEvent::Gather).is_some()
    }
}

/// What was done, for the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the code beside each name says it")]
pub enum StepVerb {
    Create,
    Merge,
    Unmerge,
    Edit,
    Confirm,
    Explain,
    Absorb,
    Split,
    Move,
    Plan,
    Resolve,
    Rebound,
    Undo,
}

impl StepVerb {
    /// All of them.
    pub const ALL: [StepVerb; 13] = [
        StepVerb::Create,
        StepVerb::Merge,
        StepVerb::Unmerge,
        StepVerb::Edit,
        StepVerb::Confirm,
        StepVerb::Explain,
        StepVerb::Absorb,
        StepVerb::Split,
        StepVerb::Move,
        StepVerb::Plan,
        StepVerb::Resolve,
        StepVerb::Rebound,
        StepVerb::Undo,
    ];

    /// The code in the ledger; with `merge.` before it, the verb of the audit line.
    pub fn code(self) -> &'static str {
        match self {
            StepVerb::Create => "create",
            StepVerb::Merge => "merge",
            StepVerb::Unmerge => "unmerge",
            StepVerb::Edit => "edit",
            StepVerb::Confirm => "confirm",
            StepVerb::Explain => "explain",
            StepVerb::Absorb => "absorb",
            StepVerb::Split => "split",
            StepVerb::Move => "move",
            StepVerb::Plan => "plan",
            StepVerb::Resolve => "resolve",
            StepVerb::Rebound => "rebound",
            StepVerb::Undo => "undo",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<StepVerb> {
        StepVerb::ALL.into_iter().find(|v| v.code() == code)
    }

    /// Whether whoever did it can take it back. An explanation has been given to those who spoke, and what follows from
    /// rectification is taken back there.
    pub fn is_undoable(self) -> bool {
        use StepVerb as V;
        matches!(self, V::Create | V::Merge | V::Unmerge | V::Edit | V::Confirm | V::Absorb | V::Split | V::Move)
    }
}

/// Why a point was put where it is: what a person said, and what the program had found alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// In the clerk's words; may be empty.
    #[serde(default)]
    pub said: String,
    /// The method of the suggestion that was followed; none: by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// How alike, in hundredths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<i64>,
    /// The longest strings that the point shared with the nearest one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<String>,
}

impl Why {
    /// By hand, with these words.
    pub fn said(words: &str) -> Why {
        Why { said: words.trim().to_owned(), ..Why::default() }
    }

    /// As it stands in the database.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From the database; a text that is no JSON is taken as somebody's words.
    pub fn parse(text: &str) -> Why {
        serde_json::from_str(text).unwrap_or_else(|_| Why::said(text))
    }
}

/// Where a point was before a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The point.
    pub point: Id,
    /// Its item, the reason and the day; none: it was in no item.
    pub link: Option<(Id, String, String)>,
}

/// What an item was before a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the columns of the item")]
pub struct Snapshot {
    pub id: Id,
    pub state: String,
    pub summary: String,
    pub category: String,
    pub is_key: bool,
    pub confirmed_by: Option<Id>,
    pub confirmed_on: Option<String>,
    pub version: i64,
}

/// Everything that undo needs: how points and items stood before. An item that the step made is not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// The points that the step moved.
    pub places: Vec<Place>,
    /// The items that it touched.
    pub items: Vec<Snapshot>,
}

/// What merging needs to know of a point.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the facts of the point")]
pub struct PointFacts {
    pub id: Id,
    pub campaign: Id,
    pub state: String,
    pub has_cell: bool,
    pub cell_hidden: bool,
    pub has_kind: bool,
    pub about: Option<Id>,
    pub author: Option<Id>,
    pub merged_into: Option<Id>,
    pub merged_summary: Option<String>,
}

/// Whether a point may be put into an item of this campaign now; the text names the place, for the message.
pub fn guard_merge(point: &PointFacts, campaign: &Id) -> Result<(), (Rule, String)> {
    if point.campaign != *campaign {
        return Err((Rule::OtherCampaign, String::new()));
    }
    if point.merged_into.is_some() {
        return Err((Rule::AlreadyMerged, point.merged_summary.clone().unwrap_or_default()));
    }
    if !matches!(point.state.as_str(), "submitted" | "registered") {
        return Err((Rule::WrongState, String::new()));
    }
    // A hidden cell counts as set: nobody may see it, and it must not keep the point from being sorted.
    if !(point.has_kind && (point.has_cell || point.cell_hidden)) {
        return Err((Rule::FieldsMissing, String::new()));
    }
    Ok(())
}

/// Whether an item can be confirmed.
pub fn guard_confirm(points: i64, summary: &str, category: &str) -> Result<(), Rule> {
    if points < 1 || summary.trim().is_empty() || category.trim().is_empty() {
        return Err(Rule::SummaryMissing);
    }
    Ok(())
}

/// All points of a campaign that one person may know of, by what became of them. Every point is in exactly one of the parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fates of SPEC 5.3")]
pub struct Coverage {
    /// Points, split parents left out.
    pub raw: i64,
    /// In a merged item.
    pub merged: i64,
    /// Merged items that hold them.
    pub items: i64,
    pub answered: i64,
    pub referred: i64,
    pub declined: i64,
    pub withdrawn: i64,
    pub routed: i64,
    /// No fate yet.
    pub waiting: i64,
}

impl Coverage {
    /// Another fate than a problem.
    pub fn otherwise(&self) -> i64 {
        self.answered + self.referred + self.declined + self.withdrawn + self.routed
    }
    /// Points in none of the parts. Always 0; shown because it can be checked.
    pub fn lost(&self) -> i64 {
        self.raw - self.merged - self.otherwise() - self.waiting
    }
}
