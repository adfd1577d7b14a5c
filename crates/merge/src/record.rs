//! What is to be kept of a run, so that anyone can say later how a grouping came about.

use crate::pipeline::Merged;
use crate::settings::{Level, Parameters};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A run in figures: enough to repeat it with the same opinions and decisions. It names no opinion and holds no text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// The version of the method ([`crate::METHOD`]).
    pub method: String,
    /// How alike opinions of one group had to be.
    pub level: Level,
    /// The numbers of the method.
    pub parameters: Parameters,
    /// The model that compared meanings, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embedder: Option<String>,
    /// Number of opinions (different ids).
    pub opinions: u64,
    /// Number of different texts after folding copies.
    pub texts: u64,
    /// Input rows left out because their id had come before.
    pub repeated_ids: u64,
    /// Number of compared pairs that were alike enough to be kept.
    pub edges: u64,
    /// Number of groups, single opinions included.
    pub groups: u64,
    /// Number of groups of two or more.
    pub joined: u64,
    /// Opinions in the largest group.
    pub largest: u64,
    /// `cannot` pairs that other decisions contradict.
    pub contradictions: u64,
    /// How long it took. The crate has no clock: the caller measures.
    pub milliseconds: u64,
}

impl Merged {
    /// The record of this run, which took `duration`.
    #[must_use]
    pub fn record(&self, duration: Duration) -> RunRecord {
        let sizes = || self.groups.iter().map(|group| group.members.len());
        RunRecord {
            method: self.method.to_owned(),
            level: self.settings.level,
            parameters: self.settings.parameters,
            embedder: self.embedder.clone(),
            opinions: count(self.opinions),
            texts: count(self.texts),
            repeated_ids: count(self.repeated_ids),
            edges: count(self.edges),
            groups: count(self.groups.len()),
            joined: count(sizes().filter(|size| *size > 1).count()),
            largest: count(sizes().max().unwrap_or(0)),
            contradictions: count(self.contradictions.len()),
            milliseconds: u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Constraints, METHOD, Opinion, Settings, merge};

    #[test]
    fn a_run_can_be_kept_and_read_again() {
        let opinions =
            [("a", "食堂排队太久"), ("b", "食堂排队太久！"), ("c", "宿舍漏水")].map(|(id, text)| Opinion { id, text });
        let settings = Settings { level: Level::Broad, ..Settings::default() };
        let record = merge(&opinions, &Constraints::default(), &settings).record(Duration::from_millis(7));
        assert_eq!((record.method.as_str(), record.level, record.milliseconds), (METHOD, Level::Broad, 7));
        assert_eq!((record.opinions, record.texts, record.groups, record.joined, record.largest), (3, 2, 2, 1, 2));
        let kept = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<RunRecord>(&kept).unwrap(), record);
        assert!(!kept.contains("食堂"), "a record holds no text");
    }
}
