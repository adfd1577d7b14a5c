//! The collection round (征求意见轮次), SPEC 5.3.

use jiff::civil::Date;

use super::codes::{Kind, Population, Subject, codes};
use crate::auth::Object;
use crate::error::{Error, Result, Rule};
use crate::id::Id;

codes! {
    /// Where a round stands.
    RoundState {
        /// Being prepared.
        Draft = "draft",
        /// Takes opinions.
        Open = "open",
        /// Takes no more; the office sorts.
        Closed = "closed",
        /// Every point has a fate.
        Sorted = "sorted",
        /// Summary and originals were handed to the party concerned.
        FedBack = "fed_back",
        /// Put away with its campaign.
        Archived = "archived",
    }
}

codes! {
    /// What can happen to a round.
    RoundEvent {
        /// Begins; the policy is frozen from here on.
        Open = "open",
        /// A later last day.
        Extend = "extend",
        /// Ends, by a person or by its last day.
        Close = "close",
        /// Every point has its fate.
        FinishSorting = "finish_sorting",
        /// A point lost its fate (un-merged), so sorting is not finished after all (I1).
        ResumeSorting = "resume_sorting",
        /// Handed over.
        FeedBack = "feed_back",
        /// Put away.
        Archive = "archive",
    }
}

impl RoundState {
    /// The one transition function; `None` refuses.
    pub fn next(self, event: RoundEvent) -> Option<RoundState> {
        use RoundEvent as E;
        use RoundState as S;
        match (self, event) {
            (S::Draft, E::Open) => Some(S::Open),
            (S::Open, E::Extend) => Some(S::Open),
            (S::Open, E::Close) => Some(S::Closed),
            (S::Closed, E::FinishSorting) => Some(S::Sorted),
            (S::Sorted, E::ResumeSorting) => Some(S::Closed),
            (S::Sorted, E::FeedBack) => Some(S::FedBack),
            (S::FedBack, E::Archive) => Some(S::Archived),
            _ => None,
        }
    }

    /// Whether the body concerned has been given the originals, so that those an opinion is about may read it too.
    pub fn is_fed_back(self) -> bool {
        matches!(self, RoundState::FedBack | RoundState::Archived)
    }
}

/// A round as it stands in its row, with its lines.
#[derive(Clone, Debug)]
pub struct Round {
    /// The key.
    pub id: Id,
    /// The campaign.
    pub campaign: Id,
    /// First, second … in the campaign.
    pub ordinal: i64,
    /// What it is called.
    pub name: String,
    /// The end of the short link.
    pub code: String,
    /// The department that asks; the campaign's office if there is none.
    pub owner_unit: Option<Id>,
    /// Where it stands.
    pub state: RoundState,
    /// The first day.
    pub opens_on: Date,
    /// The last day.
    pub closes_on: Date,
    /// Who is asked.
    pub populations: Vec<Population>,
    /// About what.
    pub subjects: Vec<Subject>,
    /// What is asked for.
    pub kinds: Vec<Kind>,
    /// Whether one may speak under one's name.
    pub allow_named: bool,
    /// Whether one may speak through the box.
    pub allow_anonymous: bool,
    /// A sentence from the office to those who are asked.
    pub promise: String,
    /// The lines, key and name, by name.
    pub lines: Vec<(Id, String)>,
}

impl Round {
    /// What the permission table needs to know.
    pub fn object(&self) -> Object {
        Object {
            campaign: Some(self.campaign.clone()),
            units: self.owner_unit.iter().cloned().collect(),
            published: self.state == RoundState::Open,
            ..Object::default()
        }
    }

    /// The parent under which its slips lie in the box.
    pub fn in_box(&self) -> String {
        format!("round:{}", self.id)
    }

    /// Whether a line is one of the round's.
    pub fn has_line(&self, id: &Id) -> bool {
        self.lines.iter().any(|(line, _)| line == id)
    }

    /// The subjects that a person may choose: those of the round, and not to know.
    pub fn offered_subjects(&self) -> Vec<Subject> {
        let known = self.subjects.iter().copied().filter(|s| *s != Subject::Unsure);
        known.chain([Subject::Unsure]).collect()
    }
}

/// A round opens when lines, populations, subjects, a way to sign and a last day are set (SPEC 5.3).
pub fn guard_open(round: &Round, today: Date) -> Result<()> {
    let lists = [
        round.lines.is_empty(),
        round.populations.is_empty(),
        round.subjects.is_empty(),
        round.kinds.is_empty(),
        !(round.allow_named || round.allow_anonymous),
    ];
    if lists.contains(&true) {
        return Err(Error::rule(Rule::RoundIncomplete));
    }
    if round.closes_on < today || round.closes_on < round.opens_on {
        return Err(Error::field("closes_on", Rule::ClosesBeforeOpens));
    }
    Ok(())
}

/// The two sides of I1 for one round, counted by one statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SortingCount {
    /// Points, split parents excluded.
    pub raw: i64,
    /// Points without a fate.
    pub unsorted: i64,
    /// Points in merged items.
    pub merged: i64,
    /// Answered without a merged item, not adopted, referred, routed, withdrawn.
    pub others: i64,
}

/// I1: sorting is finished when every point has exactly one fate.
pub fn guard_sorted(count: SortingCount, box_is_empty: bool) -> Result<()> {
    if !box_is_empty {
        return Err(Error::rule(Rule::BoxNotEmpty));
    }
    if count.unsorted > 0 || count.raw != count.merged + count.others {
        return Err(Error::rule(Rule::PointsWithoutFate));
    }
    Ok(())
}
