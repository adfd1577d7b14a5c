//! How alike two texts are, on a scale that does not depend on their lengths: 1 is "the same" at the fine level.
#![allow(clippy::as_conversions)] // numeric kernel

use crate::settings::Parameters;

/// The cosine two texts with `m` and `n` different features need to be called the same. Two short texts share a
/// quarter of their features by chance, two long ones never do.
pub(crate) fn needed(m: u32, n: u32, p: &Parameters) -> f32 {
    let size = (f64::from(m.max(1)) * f64::from(n.max(1))).sqrt() as f32;
    p.threshold_base + p.threshold_short / size
}

/// The cosine as a share of what is needed.
pub(crate) fn alike(cosine: f32, m: u32, n: u32, p: &Parameters) -> f32 {
    cosine / needed(m, n, p)
}
