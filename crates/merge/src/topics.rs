//! Coarse subjects: communities of the graph of nearest texts (constant Potts model, Louvain's local moves). For an
//! overview only; one community holds many problems.
#![allow(clippy::indexing_slicing, clippy::as_conversions)] // numeric kernel: nodes are rows of one matrix

use crate::candidates::Edge;
use crate::constraints::Ties;
use rustc_hash::FxHashMap;

/// Rounds of moves at one scale at most.
const ROUNDS: usize = 20;

struct Graph {
    starts: Vec<usize>,
    to: Vec<u32>,
    weight: Vec<f32>,
    size: Vec<f64>,
}

impl Graph {
    fn new(nodes: usize, mut links: Vec<(u32, u32, f32)>, size: Vec<f64>) -> Graph {
        links.sort_unstable_by_key(|l| (l.0, l.1));
        let mut graph = Graph { starts: vec![0; nodes + 1], to: Vec::new(), weight: Vec::new(), size };
        for (from, to, weight) in links {
            graph.starts[from as usize + 1] += 1;
            graph.to.push(to);
            graph.weight.push(weight);
        }
        for at in 0..nodes {
            graph.starts[at + 1] += graph.starts[at];
        }
        graph
    }

    fn of(&self, node: usize) -> impl Iterator<Item = (u32, f32)> {
        let range = self.starts[node]..self.starts[node + 1];
        self.to[range.clone()].iter().copied().zip(self.weight[range].iter().copied())
    }
}

/// Moves nodes to the neighbouring community that gains most until nothing gains.
fn settle(graph: &Graph, community: &mut [u32], resolution: f64) {
    let mut size = vec![0.0; community.len()];
    for (node, c) in community.iter().enumerate() {
        size[*c as usize] += graph.size[node];
    }
    let mut gain: FxHashMap<u32, f64> = FxHashMap::default();
    for _ in 0..ROUNDS {
        let mut moved = 0;
        for node in 0..community.len() {
            gain.clear();
            for (to, weight) in graph.of(node) {
                if to as usize != node {
                    *gain.entry(community[to as usize]).or_default() += f64::from(weight);
                }
            }
            let own = community[node];
            let me = graph.size[node];
            size[own as usize] -= me;
            let worth = |c: u32, w: f64| w - resolution * me * size[c as usize];
            let mut best = (worth(own, gain.get(&own).copied().unwrap_or(0.0)).max(0.0), own);
            for (c, w) in &gain {
                let value = worth(*c, *w);
                if value > best.0 || (value == best.0 && best.1 != own && *c < best.1) {
                    best = (value, *c);
                }
            }
            size[best.1 as usize] += me;
            if best.1 != own {
                community[node] = best.1;
                moved += 1;
            }
        }
        if moved == 0 {
            return;
        }
    }
}

/// Communities of `rows` texts; gives for each row the smallest row of its community.
pub(crate) fn communities(rows: usize, edges: &[Edge], ties: &Ties, near: usize, resolution: f32) -> Vec<u32> {
    let mut lists: Vec<Vec<(f32, u32)>> = vec![Vec::new(); rows];
    for e in edges {
        lists[e.a as usize].push((e.alike, e.b));
        lists[e.b as usize].push((e.alike, e.a));
    }
    let mut kept: FxHashMap<(u32, u32), f32> = FxHashMap::default();
    for (row, list) in lists.iter_mut().enumerate() {
        list.sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        for (weight, other) in list.iter().take(near) {
            kept.insert(((row as u32).min(*other), (row as u32).max(*other)), *weight);
        }
    }
    drop(lists);
    for pair in &ties.apart {
        kept.remove(pair);
    }
    for (a, b) in &ties.together {
        kept.insert((*a, *b), 1e6);
    }
    let links = kept.iter().flat_map(|((a, b), w)| [(*a, *b, *w), (*b, *a, *w)]).collect();
    let base = Graph::new(rows, links, vec![1.0; rows]);
    let mut label: Vec<u32> = (0..rows as u32).collect();
    settle(&base, &mut label, f64::from(resolution));
    loop {
        // Communities become nodes, and move in turn.
        let mut number: FxHashMap<u32, u32> = FxHashMap::default();
        for c in &label {
            let next = number.len() as u32;
            number.entry(*c).or_insert(next);
        }
        let nodes = number.len();
        let mut size = vec![0.0; nodes];
        let mut between: FxHashMap<(u32, u32), f32> = FxHashMap::default();
        for row in 0..rows {
            let from = number[&label[row]];
            size[from as usize] += 1.0;
            for (to, weight) in base.of(row) {
                let to = number[&label[to as usize]];
                if from != to {
                    *between.entry((from, to)).or_default() += weight;
                }
            }
        }
        let graph = Graph::new(nodes, between.into_iter().map(|((a, b), w)| (a, b, w)).collect(), size);
        let mut upper: Vec<u32> = (0..nodes as u32).collect();
        settle(&graph, &mut upper, f64::from(resolution));
        let before = label.clone();
        for c in &mut label {
            *c = upper[number[c] as usize];
        }
        let mut named: FxHashMap<u32, u32> = FxHashMap::default();
        for (row, c) in label.iter_mut().enumerate() {
            *c = *named.entry(*c).or_insert(row as u32);
        }
        settle(&base, &mut label, f64::from(resolution));
        if upper.iter().enumerate().all(|(at, c)| at as u32 == *c) || before == label {
            break;
        }
    }
    let mut named: FxHashMap<u32, u32> = FxHashMap::default();
    label.iter().enumerate().map(|(row, c)| *named.entry(*c).or_insert(row as u32)).collect()
}
