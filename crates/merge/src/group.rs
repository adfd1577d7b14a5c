//! From pairs to groups, without chaining: two groups join while half their strongest edge plus half the mean over all
//! their pairs reaches the level. A pair without an edge counts 0, so one bridge between two large groups is not enough.
#![allow(clippy::indexing_slicing, clippy::as_conversions)] // numeric kernel: every index is a row of one matrix

use crate::candidates::Edge;
use crate::constraints::Ties;
use crate::settings::Parameters;
use rayon::prelude::*;
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

/// Edges by row: those to greater rows stand together in the sorted list, those to smaller ones are found through an
/// index. A map for each row took most of the memory of a run, and most rows need none.
struct Near<'e> {
    edges: &'e [Edge],
    /// Where each row's edges to greater rows start.
    ahead: Vec<u32>,
    /// Where each row's edges to smaller rows start in `back`.
    behind: Vec<u32>,
    back: Vec<u32>,
}

impl<'e> Near<'e> {
    /// Of edges sorted by (a, b).
    fn new(rows: usize, edges: &'e [Edge]) -> Near<'e> {
        debug_assert!(edges.is_sorted_by_key(|e| (e.a, e.b)));
        let (mut ahead, mut behind) = (vec![0_u32; rows + 1], vec![0_u32; rows + 1]);
        for e in edges {
            ahead[e.a as usize + 1] += 1;
            behind[e.b as usize + 1] += 1;
        }
        for row in 0..rows {
            ahead[row + 1] += ahead[row];
            behind[row + 1] += behind[row];
        }
        let mut next = behind.clone();
        let mut back = vec![0_u32; edges.len()];
        for (at, e) in edges.iter().enumerate() {
            let slot = &mut next[e.b as usize];
            back[*slot as usize] = at as u32;
            *slot += 1;
        }
        Near { edges, ahead, behind, back }
    }

    fn greater(&self, row: u32) -> &'e [Edge] {
        &self.edges[self.ahead[row as usize] as usize..self.ahead[row as usize + 1] as usize]
    }

    fn smaller(&self, row: u32) -> &[u32] {
        &self.back[self.behind[row as usize] as usize..self.behind[row as usize + 1] as usize]
    }

    fn degree(&self, row: u32) -> usize {
        self.greater(row).len() + self.smaller(row).len()
    }

    /// The edges of a row, with the other end.
    fn of(&self, row: u32) -> impl Iterator<Item = (u32, Link)> {
        let greater = self.greater(row).iter().map(|e| (e.b, Link::of(e)));
        greater.chain(self.smaller(row).iter().map(|at| {
            let e = &self.edges[*at as usize];
            (e.a, Link::of(e))
        }))
    }

    fn between(&self, a: u32, b: u32) -> Option<Link> {
        let (a, b) = (a.min(b), a.max(b));
        let edges = self.greater(a);
        edges.binary_search_by_key(&b, |e| e.b).ok().map(|at| Link::of(&edges[at]))
    }
}

impl Link {
    fn of(e: &Edge) -> Link {
        Link { strongest: e.alike, sum: e.alike, edges: 1, conflicts: u32::from(e.conflict) }
    }

    fn add(&mut self, other: Link) {
        self.strongest = self.strongest.max(other.strongest);
        self.sum += other.sum;
        self.edges += other.edges;
        self.conflicts += other.conflicts;
    }
}

struct Forest<'e> {
    single: Near<'e>,
    /// The links of each group of two or more to every other; empty for a single row, which has its edges.
    near: Vec<FxHashMap<u32, Link>>,
    never: Vec<FxHashSet<u32>>,
    fixed: FxHashSet<u32>,
    size: Vec<u32>,
    parent: Vec<u32>,
    p: Parameters,
    within: Vec<f32>,
}

impl Forest<'_> {
    fn root(&mut self, mut x: u32) -> u32 {
        while self.parent[x as usize] != x {
            let up = self.parent[x as usize];
            self.parent[x as usize] = self.parent[up as usize];
            x = up;
        }
        x
    }

    fn alive(&self, x: u32) -> bool {
        self.parent[x as usize] == x
    }

    fn grouped(&self, x: u32) -> bool {
        self.size[x as usize] > 1
    }

    fn between(&self, a: u32, b: u32) -> Option<Link> {
        match (self.grouped(a), self.grouped(b)) {
            (true, _) => self.near[a as usize].get(&b).copied(),
            (false, true) => self.near[b as usize].get(&a).copied(),
            (false, false) => self.single.between(a, b),
        }
    }

    fn link(&self, a: u32, b: u32) -> Option<f32> {
        self.worth(&self.between(a, b)?, a, b)
    }

    /// How strongly two groups with this link belong together; nothing if they speak of different things.
    fn worth(&self, link: &Link, a: u32, b: u32) -> Option<f32> {
        if link.conflicts as f32 > self.p.bear * link.edges as f32 {
            return None;
        }
        let pairs = self.size[a as usize] as f32 * self.size[b as usize] as f32;
        let whole = self.whole(a) * self.whole(b);
        let whole = if self.p.coherence == 1.0 { whole.sqrt() } else { whole.powf(self.p.coherence * 0.5) };
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

    fn links(&self, x: u32) -> usize {
        if self.grouped(x) { self.near[x as usize].len() } else { self.single.degree(x) }
    }

    /// Takes out the links of a group; those of a single row are gathered from its edges.
    fn take(&mut self, x: u32) -> FxHashMap<u32, Link> {
        if self.grouped(x) {
            return std::mem::take(&mut self.near[x as usize]);
        }
        let own: Vec<(u32, Link)> = self.single.of(x).collect();
        let mut out: FxHashMap<u32, Link> = FxHashMap::with_capacity_and_hasher(own.len(), Default::default());
        for (other, link) in own {
            let other = self.root(other);
            out.entry(other).or_default().add(link);
        }
        out
    }

    /// Makes one group of two; gives the survivor and the groups whose link to it may have grown, with what the link was.
    fn unite(&mut self, a: u32, b: u32) -> (u32, Vec<(u32, f32)>) {
        let (a, b) = if (self.links(a), b) < (self.links(b), a) { (b, a) } else { (a, b) };
        let mut mine = self.take(a);
        let moved = self.take(b);
        let was = |c: u32| mine.get(&c).and_then(|link| self.worth(link, a, c)).unwrap_or(0.0);
        let mut grown: Vec<(u32, f32)> = moved.keys().filter(|c| **c != a).map(|c| (*c, was(*c))).collect();
        self.parent[b as usize] = a;
        if self.fixed.remove(&b) {
            self.fixed.insert(a);
        }
        let between = mine.remove(&b).map_or(0.0, |l| l.sum);
        self.within[a as usize] += self.within[b as usize] + between;
        self.size[a as usize] += self.size[b as usize];
        for (c, link) in moved {
            if c == a {
                continue;
            }
            mine.entry(c).or_default().add(link);
            if self.grouped(c) {
                let theirs = &mut self.near[c as usize];
                theirs.remove(&b);
                theirs.entry(a).or_default().add(link);
            }
        }
        self.near[a as usize] = mine;
        if !self.never.is_empty() {
            for c in std::mem::take(&mut self.never[b as usize]) {
                self.never[c as usize].remove(&b);
                self.never[c as usize].insert(a);
                self.never[a as usize].insert(c);
            }
        }
        grown.sort_unstable_by_key(|(c, _)| *c);
        (a, grown)
    }
}

/// Groups `rows` texts along `edges`, which are sorted; gives for each row the smallest row of its group.
pub(crate) fn agglomerate(rows: usize, edges: &[Edge], ties: &Ties, level: f32, p: &Parameters) -> Vec<u32> {
    let mut forest = Forest {
        single: Near::new(rows, edges),
        near: vec![FxHashMap::default(); rows],
        never: if ties.apart.is_empty() { Vec::new() } else { vec![FxHashSet::default(); rows] },
        fixed: ties.fixed.iter().copied().collect(),
        size: vec![1; rows],
        parent: (0..rows as u32).collect(),
        p: *p,
        within: vec![0.0; rows],
    };
    // What is known at the start is sorted once; only what comes up on the way goes through the heap.
    let mut known: Vec<Join> = edges
        .iter()
        .filter(|e| e.alike >= level && !e.conflict)
        .map(|e| Join { link: e.alike, a: e.a, b: e.b })
        .collect();
    known.par_sort_unstable();
    let mut heap = BinaryHeap::new();
    for (a, b) in &ties.apart {
        forest.never[*a as usize].insert(*b);
        forest.never[*b as usize].insert(*a);
    }
    for (a, b) in &ties.together {
        let (a, b) = (forest.root(*a), forest.root(*b));
        if a != b {
            let (a, grown) = forest.unite(a, b);
            push(&forest, &mut heap, a, &grown, level);
        }
    }
    while let Some(top) = next(&mut known, &mut heap) {
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
    smallest(&mut forest)
}

fn next(known: &mut Vec<Join>, heap: &mut BinaryHeap<Join>) -> Option<Join> {
    if known.last() > heap.peek() { known.pop() } else { heap.pop() }
}

/// Notes the links of a new group. What was noted for its larger half before stands as an upper bound unless the link
/// became stronger.
fn push(forest: &Forest, heap: &mut BinaryHeap<Join>, a: u32, grown: &[(u32, f32)], level: f32) {
    for (c, was) in grown {
        if let Some(link) = forest.link(a, *c)
            && link >= level
            && (*was < level || link > *was)
        {
            heap.push(Join { link, a: a.min(*c), b: a.max(*c) });
        }
    }
}

fn smallest(forest: &mut Forest) -> Vec<u32> {
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
