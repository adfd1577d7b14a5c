//! Counts of one item.

use serde::{Deserialize, Serialize};

use crate::grade::{Answer, Grade};

/// The counts of one item. `returned = satisfied + basically + dissatisfied + unaware + blank + invalid` holds by
/// construction: there is no field for what is returned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// S, 满意.
    pub satisfied: u64,
    /// B, 基本满意.
    pub basically: u64,
    /// N, 不满意.
    pub dissatisfied: u64,
    /// U, 不了解.
    pub unaware: u64,
    /// A, blank for this item (弃权).
    pub blank: u64,
    /// I, invalid.
    pub invalid: u64,
}

impl Counts {
    /// Counts answers.
    pub fn of(answers: impl IntoIterator<Item = Answer>) -> Counts {
        let mut counts = Counts::default();
        for answer in answers {
            counts.add(answer);
        }
        counts
    }

    /// Adds one answer.
    pub fn add(&mut self, answer: Answer) {
        let place = match answer {
            Answer::Grade(Grade::Satisfied) => &mut self.satisfied,
            Answer::Grade(Grade::Basically) => &mut self.basically,
            Answer::Grade(Grade::Dissatisfied) => &mut self.dissatisfied,
            Answer::Grade(Grade::Unaware) => &mut self.unaware,
            Answer::Blank => &mut self.blank,
            Answer::Invalid => &mut self.invalid,
        };
        *place = place.saturating_add(1);
    }

    /// R, ballots returned.
    pub fn returned(&self) -> u64 {
        [self.satisfied, self.basically, self.dissatisfied, self.unaware, self.blank, self.invalid]
            .iter()
            .fold(0, |sum, n| sum.saturating_add(*n))
    }

    /// V, valid ballots: returned less invalid.
    pub fn valid(&self) -> u64 {
        self.returned().saturating_sub(self.invalid)
    }

    /// S + B + N, the ballots that judge.
    pub fn judging(&self) -> u64 {
        self.satisfied.saturating_add(self.basically).saturating_add(self.dissatisfied)
    }
}

/// How the ballots went round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turnout {
    /// Persons on the frozen roster.
    pub eligible: u64,
    /// F, ballots or credentials issued.
    pub issued: u64,
    /// R, ballots returned.
    pub returned: u64,
}

impl Turnout {
    /// More returned than issued voids the whole evaluation: it is held again (SPEC 2.6, G13). The same holds when more
    /// were issued than there are persons (I7).
    pub fn is_void(&self) -> bool {
        self.returned > self.issued || self.issued > self.eligible
    }
}
