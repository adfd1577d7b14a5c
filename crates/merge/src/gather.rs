//! Single texts and small groups whose every word is a common word of one large group: they say nothing that the group does
//! not say, only too little of it at a time to be like any one member. They join the group.
#![allow(clippy::indexing_slicing, clippy::as_conversions)] // numeric kernel: rows and terms come from one matrix

use crate::candidates::Edge;
use crate::constraints::Ties;
use crate::settings::Parameters;
use crate::weigh::Matrix;
use rustc_hash::{FxHashMap, FxHashSet};

/// Members of a group that are looked at for its common words.
const LOOKED_AT: usize = 200;

/// Moves single texts and small groups to the group that covers them; `labels` gives for each row the smallest row of its
/// group.
pub(crate) fn gather(matrix: &Matrix, edges: &[Edge], ties: &Ties, labels: &mut [u32], level: f32, p: &Parameters) {
    let tied: FxHashSet<u32> = ties
        .apart
        .iter()
        .chain(&ties.together)
        .flat_map(|(a, b)| [*a, *b])
        .chain(ties.fixed.iter().copied())
        .map(|row| labels[row as usize])
        .collect();
    let mut size = vec![0_u32; labels.len()];
    for label in labels.iter() {
        size[*label as usize] += 1;
    }
    let size = |label: u32| size[label as usize] as usize;
    // For each small group, the large ones it is near to and how alike the two nearest members are.
    let mut near: FxHashMap<(u32, u32), f32> = FxHashMap::default();
    let mut against: FxHashSet<(u32, u32)> = FxHashSet::default();
    for e in edges {
        for (one, other) in [(e.a, e.b), (e.b, e.a)] {
            let (mine, theirs) = (labels[one as usize], labels[other as usize]);
            let small = size(mine) <= p.gather_covers && size(theirs) >= p.gather_size;
            if mine == theirs || !small || tied.contains(&mine) {
                continue;
            }
            if e.conflict {
                against.insert((mine, theirs));
            } else {
                let most = near.entry((mine, theirs)).or_default();
                *most = most.max(e.alike);
            }
        }
    }
    near.retain(|key, alike| *alike >= p.gather_alike * level && !against.contains(key));
    let wanted: FxHashSet<u32> = near.keys().flat_map(|(mine, theirs)| [*mine, *theirs]).collect();
    let mut members: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (row, label) in labels.iter().enumerate() {
        if wanted.contains(label) {
            members.entry(*label).or_default().push(row as u32);
        }
    }
    let mut shares: FxHashMap<u32, FxHashMap<u32, f32>> = FxHashMap::default();
    for group in near.keys().map(|(_, group)| group) {
        if shares.contains_key(group) {
            continue;
        }
        let share = shares.entry(*group).or_default();
        let rows = &members[group];
        let looked_at = rows.len().min(LOOKED_AT);
        for row in rows.iter().take(looked_at) {
            for term in matrix.row(*row as usize).0 {
                *share.entry(*term).or_default() += 1.0 / looked_at as f32;
            }
        }
    }
    let mut best: FxHashMap<u32, (f32, u32)> = FxHashMap::default();
    for (mine, group) in near.keys() {
        let said = |term: &u32| shares[group].get(term).map_or(0.0, |share| (share / p.gather_share).min(1.0));
        let covered = |row: &u32| -> f32 {
            let (terms, weights) = matrix.row(*row as usize);
            terms.iter().zip(weights).map(|(term, weight)| weight * weight * said(term)).sum()
        };
        let rows = &members[mine];
        let covered = rows.iter().map(covered).sum::<f32>() / rows.len() as f32;
        let slot = best.entry(*mine).or_insert((0.0, u32::MAX));
        if covered > slot.0 || (covered == slot.0 && *group < slot.1) {
            *slot = (covered, *group);
        }
    }
    best.retain(|_, (covered, _)| *covered >= p.gather_covered * level);
    // A group that goes elsewhere itself gathers nobody.
    for (mine, (_, group)) in &best {
        if !best.contains_key(group) {
            for row in &members[mine] {
                labels[*row as usize] = *group;
            }
        }
    }
}
