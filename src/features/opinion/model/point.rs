//! The opinion point (意见, counted in 条), SPEC 5.3.

use super::LONGEST;
use super::codes::{Kind, Population, Subject, codes};
use crate::error::{Error, Result, Rule};
use crate::id::Id;

codes! {
    /// Where a point stands.
    PointState {
        /// Arrived; nobody has looked at it.
        Submitted = "submitted",
        /// Line, population, subject, kind and category are set.
        Registered = "registered",
        /// Split into several; these count in its place.
        ClosedSplit = "closed_split",
        /// Handed to another body.
        Referred = "referred",
        /// Not adopted, with a reason.
        NotAdopted = "not_adopted",
        /// Taken back.
        Withdrawn = "withdrawn",
        /// In a merged item.
        Merged = "merged",
        /// Answered: directly, by a result, or by an explanation.
        Answered = "answered",
        /// With the discipline channel; in no list.
        Routed = "routed",
        /// Whoever spoke has rated the answer.
        Rated = "rated",
        /// Whoever spoke objects.
        Objected = "objected",
        /// The time to object is over.
        Closed = "closed",
    }
}

codes! {
    /// What can happen to a point.
    PointEvent {
        /// The fields are set.
        Accept = "accept",
        /// One becomes several.
        Split = "split",
        /// To another body.
        Refer = "refer",
        /// Back from it.
        ReturnByReceiver = "return_by_receiver",
        /// Not adopted; the second reader agreed.
        Decline = "decline",
        /// By the person or the receipt, before it is merged.
        Withdraw = "withdraw",
        /// Answered without rectification; the second reader agreed.
        AnswerDirectly = "answer_directly",
        /// To the discipline channel.
        RouteToDiscipline = "route_to_discipline",
        /// Into a merged item.
        Merge = "merge",
        /// Out of it.
        Unmerge = "unmerge",
        /// The problem is solved or explained.
        Answer = "answer",
        /// The problem is open again.
        Reopen = "reopen",
        /// A grade.
        Rate = "rate",
        /// Not content.
        Object = "object",
        /// The objection is right.
        Uphold = "uphold",
        /// It is right, and the point is in no merged item: it waits for another fate.
        Reconsider = "reconsider",
        /// It is not.
        Dismiss = "dismiss",
        /// The time to object is over.
        Close = "close",
    }
}

impl PointState {
    /// The one transition function; `None` refuses.
    pub fn next(self, event: PointEvent) -> Option<PointState> {
        use PointEvent as E;
        use PointState as S;
        match (self, event) {
            (S::Submitted, E::Accept) => Some(S::Registered),
            (S::Submitted, E::Split) => Some(S::ClosedSplit),
            (S::Submitted | S::Registered, E::Refer) => Some(S::Referred),
            (S::Referred, E::ReturnByReceiver) => Some(S::Submitted),
            (S::Submitted | S::Registered, E::Decline) => Some(S::NotAdopted),
            (S::Submitted | S::Registered, E::Withdraw) => Some(S::Withdrawn),
            (S::Registered, E::AnswerDirectly) => Some(S::Answered),
            (S::Submitted | S::Registered, E::RouteToDiscipline) => Some(S::Routed),
            (S::Registered, E::Merge) => Some(S::Merged),
            (S::Merged, E::Unmerge) => Some(S::Registered),
            (S::Merged, E::Answer) => Some(S::Answered),
            (S::Answered | S::Rated | S::Objected | S::Closed, E::Reopen) => Some(S::Merged),
            (S::Answered, E::Rate) => Some(S::Rated),
            (S::Answered | S::Rated, E::Object) => Some(S::Objected),
            (S::Objected, E::Uphold) => Some(S::Merged),
            (S::Objected, E::Reconsider) => Some(S::Registered),
            (S::Objected, E::Dismiss) => Some(S::Answered),
            (S::Answered | S::Rated, E::Close) => Some(S::Closed),
            _ => None,
        }
    }

    /// Whether the office still has to find a fate for it.
    pub fn is_unsorted(self) -> bool {
        matches!(self, PointState::Submitted | PointState::Registered)
    }
}

/// What the office sets about a point. In a hidden cell line, population and subject stay unset for good.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// The line.
    pub line: Option<Id>,
    /// The population.
    pub population: Option<Population>,
    /// The subject.
    pub subject: Option<Subject>,
    /// The department it is about.
    pub subject_unit: Option<Id>,
    /// The person it is about: he or she may not sort it, nor read it before it is fed back.
    pub subject_person: Option<Id>,
    /// Opinion or suggestion.
    pub kind: Option<Kind>,
    /// The one main category (方面), an open list.
    pub category: Option<String>,
}

impl Fields {
    /// Whether nothing is missing that acceptance needs.
    pub fn are_complete(&self, cell_hidden: bool) -> bool {
        let cell = self.line.is_some() && self.population.is_some() && self.subject.is_some();
        (cell_hidden || cell) && self.kind.is_some() && self.category.is_some()
    }
}

/// A point is accepted with all its fields, and when it is one point: a whole sheet is split first.
pub fn guard_accept(fields: &Fields, cell_hidden: bool, text: &str) -> Result<()> {
    if !fields.are_complete(cell_hidden) {
        return Err(Error::rule(Rule::FieldsMissing));
    }
    if text.chars().count() > LONGEST {
        return Err(Error::rule(Rule::SplitFirst));
    }
    Ok(())
}
