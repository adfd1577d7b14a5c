//! From pairs to groups, without chaining: two groups join while half their strongest edge plus half the mean over all
//! their pairs reaches the level. A pair without an edge counts 0, so one bridge between two large groups is not enough.
#![allow(clippy::indexing_slicing, clippy::as_conversions)] // numeric kernel: every index is a row of one matrix

use crate::candidates::Edge;
use crate::constraints::Ties;
use crate::settings::Parameters;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

#[derive(Clone, Copy, Default)]
struct Link {
    strongest: f32,
    sum: f32,
    edges: u32,
    conflicts: u32,
}

struct Join {
    link: f32,
    a: u32,
    b: u32,
}

impl PartialEq for Join {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Join {}
impl PartialOrd for Join {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Join {
    fn cmp(&self, other: &Self) -> Ordering {
        self.link.total_cmp(&other.link).then(other.a.cmp(&self.a)).then(other.b.cmp(&self.b))
    }
}

struct Forest<'t> {
    near: Vec<FxHashMap<u32, Link>>,
    never: Vec<FxHashSet<u32>>,
    fixed: FxHashSet<u32>,
    ties: &'t Ties,
    size: Vec<u32>,
    parent: Vec<u32>,
    p: Parameters,
    within: Vec<f32>,
}

impl Forest<'_> {
    fn root(&self, mut x: u32) -> u32 {
        while self.parent[x as usize] != x {
            x = self.parent[x as usize];
        }
        x
    }

    fn alive(&self, x: u32) -> bool {
        self.parent[x as usize] == x
    }

    fn link(&self, a: u32, b: u32) -> Option<f32> {
        let link = self.near[a as usize].get(&b)?;
        if link.conflicts as f32 > self.p.bear * link.edges as f32 {
            return None;
        }
        let pairs = self.size[a as usize] as f32 * self.size[b as usize] as f32;
        let whole = (self.whole(a) * self.whole(b)).powf(self.p.coherence * 0.5);
        Some(self.p.strongest_share * link.strongest + (1.0 - self.p.strongest_share) * link.sum / (pairs * whole))
    }

    fn whole(&self, a: u32) -> f32 {
        let n = self.size[a as usize] as f32;
        ((n + 2.0 * self.within[a as usize] / self.p.kappa) / (n * n)).min(1.0)
    }

    fn may(&self, a: u32, b: u32) -> bool {
        let both_confirmed = self.fixed.contains(&a) && self.fixed.contains(&b);
        !both_confirmed && (self.never.is_empty() || !self.never[a as usize].contains(&b))
    }

    /// Makes one group of two; gives the survivor and the groups whose link to it may have grown.
    fn unite(&mut self, a: u32, b: u32) -> (u32, Vec<u32>) {
        let (a, b) = if (self.near[a as usize].len(), b) < (self.near[b as usize].len(), a) { (b, a) } else { (a, b) };
        self.parent[b as usize] = a;
        if self.fixed.remove(&b) {
            self.fixed.insert(a);
        }
        let between = self.near[a as usize].get(&b).map_or(0.0, |l| l.sum);
        self.within[a as usize] += self.within[b as usize] + between;
        self.size[a as usize] += self.size[b as usize];
        let moved = std::mem::take(&mut self.near[b as usize]);
        self.near[a as usize].remove(&b);
        let mut grown: Vec<u32> = Vec::with_capacity(moved.len());
        for (c, link) in moved {
            if c == a {
                continue;
            }
            self.near[c as usize].remove(&b);
            for (x, y) in [(a, c), (c, a)] {
                let slot = self.near[x as usize].entry(y).or_default();
                slot.strongest = slot.strongest.max(link.strongest);
                slot.sum += link.sum;
                slot.edges += link.edges;
                slot.conflicts += link.conflicts;
            }
            grown.push(c);
        }
        if !self.never.is_empty() {
            for c in std::mem::take(&mut self.never[b as usize]) {
                self.never[c as usize].remove(&b);
                self.never[c as usize].insert(a);
                self.never[a as usize].insert(c);
            }
        }
        grown.sort_unstable();
        (a, grown)
    }
}

/// Groups `rows` texts along `edges`; gives for each row the smallest row of its group.
pub(crate) fn agglomerate(rows: usize, edges: &[Edge], ties: &Ties, level: f32, p: &Parameters) -> Vec<u32> {
    let mut degree = vec![0_usize; rows];
    for e in edges {
        degree[e.a as usize] += 1;
        degree[e.b as usize] += 1;
    }
    let mut forest = Forest {
        near: degree.iter().map(|d| FxHashMap::with_capacity_and_hasher(*d, Default::default())).collect(),
        never: if ties.apart.is_empty() { Vec::new() } else { vec![FxHashSet::default(); rows] },
        fixed: ties.fixed.iter().copied().collect(),
        ties,
        size: vec![1; rows],
        parent: (0..rows as u32).collect(),
        p: *p,
        within: vec![0.0; rows],
    };
    drop(degree);
    let mut heap = BinaryHeap::new();
    for e in edges {
        let link = Link { strongest: e.alike, sum: e.alike, edges: 1, conflicts: u32::from(e.conflict) };
        forest.near[e.a as usize].insert(e.b, link);
        forest.near[e.b as usize].insert(e.a, link);
        if e.alike >= level && !e.conflict {
            heap.push(Join { link: e.alike, a: e.a, b: e.b });
        }
    }
    for (a, b) in &ties.apart {
        forest.never[*a as usize].insert(*b);
        forest.never[*b as usize].insert(*a);
    }
    for (a, b) in &forest.ties.together {
        let (a, b) = (forest.root(*a), forest.root(*b));
        if a != b {
            let (a, grown) = forest.unite(a, b);
            push(&forest, &mut heap, a, &grown, level);
        }
    }
    while let Some(top) = heap.pop() {
        if !forest.alive(top.a) || !forest.alive(top.b) || !forest.may(top.a, top.b) {
            continue;
        }
        let Some(now) = forest.link(top.a, top.b) else { continue };
        if now < top.link {
            // The groups grew since this was noted: what was noted is an upper bound, so note it again.
            if now >= level {
                heap.push(Join { link: now, ..top });
            }
            continue;
        }
        let (a, grown) = forest.unite(top.a, top.b);
        push(&forest, &mut heap, a, &grown, level);
    }
    smallest(&forest)
}

fn push(forest: &Forest, heap: &mut BinaryHeap<Join>, a: u32, grown: &[u32], level: f32) {
    for c in grown {
        if let Some(link) = forest.link(a, *c)
            && link >= level
        {
            heap.push(Join { link, a: a.min(*c), b: a.max(*c) });
        }
    }
}

fn smallest(forest: &Forest) -> Vec<u32> {
    let mut first: Vec<u32> = vec![u32::MAX; forest.parent.len()];
    (0..forest.parent.len() as u32)
        .map(|row| {
            let root = forest.root(row) as usize;
            if first[root] == u32::MAX {
                first[root] = row;
            }
            first[root]
        })
        .collect()
}
