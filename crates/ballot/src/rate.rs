//! Rates and scores: exact fractions, rounded half up to two decimals only when they are printed (SPEC 2.6).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::counts::{Counts, Turnout};

/// `numerator / denominator`, never rounded; printed as a percentage with two decimals, or `—` when there is nothing to
/// divide by (G12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Above the line.
    pub numerator: u64,
    /// Below the line.
    pub denominator: u64,
}

impl Rate {
    /// Hundredths of `scale` parts, half up; `None` when the denominator is 0.
    fn hundredths(self, scale: u128) -> Option<u128> {
        let denominator = u128::from(self.denominator);
        (denominator > 0).then(|| (u128::from(self.numerator) * scale * 100 * 2 + denominator) / (denominator * 2))
    }

    /// Whether the rate is below a threshold in per cent; an empty rate is below nothing.
    pub fn is_below_percent(self, threshold: u32) -> bool {
        self.denominator > 0 && u128::from(self.numerator) * 100 < u128::from(threshold) * u128::from(self.denominator)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.hundredths(100) {
            Some(n) => write!(f, "{}.{:02}%", n / 100, n % 100),
            None => f.write_str("—"),
        }
    }
}

/// The variant of the headline rate; it is a setting and always printed with the figure (SPEC 7, Q4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Variant {
    /// (S + B) / (S + B + N): 不了解 and 弃权 stay out of the denominator.
    #[default]
    Judging,
    /// (S + B) / V, 按有效票.
    Valid,
}

/// 参评率 = R / eligible.
pub fn participation(turnout: &Turnout) -> Rate {
    Rate { numerator: turnout.returned, denominator: turnout.eligible }
}

/// 回收率 = R / F.
pub fn return_rate(turnout: &Turnout) -> Rate {
    Rate { numerator: turnout.returned, denominator: turnout.issued }
}

/// 满意率 (narrow) = S / (S + B + N), or S / V.
pub fn satisfied(counts: &Counts, variant: Variant) -> Rate {
    Rate { numerator: counts.satisfied, denominator: denominator(counts, variant) }
}

/// 满意和基本满意率, the headline = (S + B) / (S + B + N), or (S + B) / V.
pub fn satisfied_or_basically(counts: &Counts, variant: Variant) -> Rate {
    Rate { numerator: counts.satisfied.saturating_add(counts.basically), denominator: denominator(counts, variant) }
}

/// Share of 不满意 among the ballots that judge.
pub fn dissatisfied(counts: &Counts) -> Rate {
    Rate { numerator: counts.dissatisfied, denominator: counts.judging() }
}

fn denominator(counts: &Counts, variant: Variant) -> u64 {
    match variant {
        Variant::Judging => counts.judging(),
        Variant::Valid => counts.valid(),
    }
}

/// The weights of 满意度得分, out of 100; 满意 is always 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights {
    /// 基本满意.
    pub basically: u32,
    /// 不满意.
    pub dissatisfied: u32,
}

impl Default for Weights {
    /// 75 and 0 (SPEC 2.6, default).
    fn default() -> Self {
        Weights { basically: 75, dissatisfied: 0 }
    }
}

/// A score out of 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score(Rate);

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.hundredths(1) {
            Some(n) => write!(f, "{}.{:02}", n / 100, n % 100),
            None => f.write_str("—"),
        }
    }
}

/// 满意度得分 = (100·S + wB·B + wN·N) / (S + B + N).
pub fn score(counts: &Counts, weights: Weights) -> Score {
    let weighted =
        [(counts.satisfied, 100), (counts.basically, weights.basically), (counts.dissatisfied, weights.dissatisfied)];
    let numerator = weighted.iter().fold(0u64, |sum, (n, w)| sum.saturating_add(n.saturating_mul(u64::from(*w))));
    Score(Rate { numerator, denominator: counts.judging() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn g2() -> (Counts, Turnout) {
        let counts = Counts { satisfied: 120, basically: 48, dissatisfied: 12, unaware: 6, blank: 2, invalid: 4 };
        (counts, Turnout { eligible: 200, issued: 200, returned: 192 })
    }

    #[test]
    fn g2_the_golden_evaluation() {
        let (counts, turnout) = g2();
        assert_eq!((counts.returned(), counts.valid()), (192, 188));
        assert_eq!(satisfied(&counts, Variant::Judging).to_string(), "66.67%");
        assert_eq!(satisfied_or_basically(&counts, Variant::Judging).to_string(), "93.33%");
        assert_eq!(satisfied(&counts, Variant::Valid).to_string(), "63.83%");
        assert_eq!(satisfied_or_basically(&counts, Variant::Valid).to_string(), "89.36%");
        assert_eq!(return_rate(&turnout).to_string(), "96.00%");
        let with = |basically, dissatisfied| score(&counts, Weights { basically, dissatisfied }).to_string();
        assert_eq!((with(75, 0), with(75, 55), with(60, 0)), ("86.67".into(), "90.33".into(), "82.67".into()));
    }

    #[test]
    fn g12_an_empty_denominator_is_a_dash() {
        let nobody_judges = Counts { unaware: 7, ..Counts::default() };
        assert_eq!(satisfied(&nobody_judges, Variant::Judging).to_string(), "—");
        assert_eq!(score(&nobody_judges, Weights::default()).to_string(), "—");
        assert!(!satisfied(&nobody_judges, Variant::Judging).is_below_percent(80));
    }

    #[test]
    fn g13_more_returned_than_issued_is_void() {
        let turnout = |issued, returned| Turnout { eligible: 300, issued, returned };
        assert!(turnout(200, 201).is_void());
        assert!(!turnout(200, 200).is_void());
        assert!(Turnout { eligible: 10, issued: 11, returned: 5 }.is_void());
    }

    #[test]
    fn a_half_is_rounded_up() {
        assert_eq!(Rate { numerator: 1, denominator: 800 }.to_string(), "0.13%");
        assert_eq!(Rate { numerator: u64::MAX, denominator: u64::MAX }.to_string(), "100.00%");
    }

    #[test]
    fn a_threshold_is_compared_without_rounding() {
        assert!(Rate { numerator: 79_999, denominator: 100_000 }.is_below_percent(80));
        assert!(!Rate { numerator: 4, denominator: 5 }.is_below_percent(80));
    }
}
