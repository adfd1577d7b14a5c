//! Single texts whose every word is a common word of one group: they say nothing that the group does not say, only too
//! little of it at a time to be like any one member. They join the group.
#![allow(clippy::indexing_slicing, clippy::as_conversions)] // numeric kernel: rows and terms come from one matrix

use crate::candidates::Edge;
use crate::constraints::Ties;
use crate::settings::Parameters;
use crate::weigh::Matrix;
use rustc_hash::{FxHashMap, FxHashSet};

/// Members of a group that are looked at for its common words.
const LOOKED_AT: usize = 200;

/// Moves single texts to the group that covers them; `labels` gives for each row the smallest row of its group.
pub(crate) fn gather(matrix: &Matrix, edges: &[Edge], ties: &Ties, labels: &mut [u32], level: f32, p: &Parameters) {
    let tied: FxHashSet<u32> =
        ties.apart.iter().chain(&ties.together).flat_map(|(a, b)| [*a, *b]).chain(ties.fixed.iter().copied()).collect();
    let mut size = vec![0_u32; labels.len()];
    for label in labels.iter() {
        size[*label as usize] += 1;
    }
    // For each single text, the large groups it is near to and how alike it is to the nearest member.
    let mut near: FxHashMap<(u32, u32), f32> = FxHashMap::default();
    let mut against: FxHashSet<(u32, u32)> = FxHashSet::default();
    for e in edges {
        for (one, other) in [(e.a, e.b), (e.b, e.a)] {
            let (mine, theirs) = (labels[one as usize], labels[other as usize]);
            if size[mine as usize] != 1 || (size[theirs as usize] as usize) < p.gather_size || tied.contains(&one) {
                continue;
            }
            if e.conflict {
                against.insert((one, theirs));
            } else {
                let most = near.entry((one, theirs)).or_default();
                *most = most.max(e.alike);
            }
        }
    }
    near.retain(|key, alike| *alike >= p.gather_alike * level && !against.contains(key));
    let wanted: FxHashSet<u32> = near.keys().map(|(_, group)| *group).collect();
    let mut members: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (row, label) in labels.iter().enumerate() {
        if wanted.contains(label) {
            members.entry(*label).or_default().push(row as u32);
        }
    }
    let mut shares: FxHashMap<u32, FxHashMap<u32, f32>> = FxHashMap::default();
    for (group, rows) in &members {
        let share = shares.entry(*group).or_default();
        let looked_at = rows.len().min(LOOKED_AT);
        for row in rows.iter().take(looked_at) {
            for term in matrix.row(*row as usize).0 {
                *share.entry(*term).or_default() += 1.0 / looked_at as f32;
            }
        }
    }
    let mut best: FxHashMap<u32, (f32, u32)> = FxHashMap::default();
    for (row, group) in near.keys() {
        let (terms, weights) = matrix.row(*row as usize);
        let said = |term: &u32| shares[group].get(term).map_or(0.0, |share| (share / p.gather_share).min(1.0));
        let covered: f32 = terms.iter().zip(weights).map(|(term, weight)| weight * weight * said(term)).sum();
        let slot = best.entry(*row).or_insert((0.0, u32::MAX));
        if covered > slot.0 || (covered == slot.0 && *group < slot.1) {
            *slot = (covered, *group);
        }
    }
    for (row, (covered, group)) in best {
        if covered >= p.gather_covered * level {
            labels[row as usize] = group;
        }
    }
}
