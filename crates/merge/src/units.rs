//! Folding: opinions with the same letters and digits count as one text, said several times.

use crate::Opinion;
use crate::constraints::Resolved;
use crate::normalise::{copy_key, normalise};
use rayon::prelude::*;

/// A text said once or several times.
#[derive(Debug)]
pub(crate) struct Unit {
    /// Positions of its opinions in the input, the representative first, then by id.
    pub members: Vec<u32>,
}

/// Folds copies. The order of the units depends on their content and ids only, never on the input order. An id that
/// comes twice counts once, with its smallest text; the second result says how many were left out.
pub(crate) fn fold(opinions: &[Opinion], resolved: &Resolved, done: &(dyn Fn(usize) + Sync)) -> (Vec<Unit>, usize) {
    let mut keyed: Vec<([u8; 16], u32)> = Vec::with_capacity(opinions.len());
    for part in opinions.chunks(65_536) {
        let first = keyed.len();
        let keys: Vec<[u8; 16]> = part.par_iter().with_min_len(256).map(|o| content_key(o, resolved)).collect();
        keyed.extend(keys.into_iter().zip(first..).map(|(key, at)| (key, u32::try_from(at).unwrap_or(u32::MAX))));
        done(keyed.len());
    }
    let opinion = |at: u32| usize::try_from(at).ok().and_then(|at| opinions.get(at));
    let id = |at: u32| opinion(at).map_or("", |o| o.id);
    let text = |at: u32| opinion(at).map_or("", |o| o.text);

    let mut by_id: Vec<([u8; 16], u32)> = keyed;
    by_id.par_sort_unstable_by(|x, y| id(x.1).cmp(id(y.1)).then_with(|| text(x.1).cmp(text(y.1))));
    let before = by_id.len();
    by_id.dedup_by(|later, first| id(later.1) == id(first.1));
    let repeated = before - by_id.len();

    by_id.par_sort_unstable_by(|x, y| x.0.cmp(&y.0).then_with(|| id(x.1).cmp(id(y.1))));
    let mut units: Vec<Unit> = Vec::new();
    let mut last = None;
    for (key, at) in by_id {
        match units.last_mut() {
            Some(unit) if last == Some(key) => unit.members.push(at),
            _ => units.push(Unit { members: vec![at] }),
        }
        last = Some(key);
    }
    (units, repeated)
}

/// 128 bits of a cryptographic hash of the copy key and the tag, so that no two texts can be crafted to fold.
fn content_key(opinion: &Opinion, resolved: &Resolved) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(copy_key(&normalise(opinion.text)).as_bytes());
    if let Some(tag) = resolved.tag(opinion.id) {
        hasher.update(&[0xff]);
        hasher.update(tag.as_bytes());
    }
    let mut key = [0; 16];
    hasher.finalize_xof().fill(&mut key);
    key
}
