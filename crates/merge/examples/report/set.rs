//! A gold set in memory, and how far a grouping is from it.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::ops::Range;

/// Opinions with the group each belongs to. A million of them must not take the room of a million small strings.
#[derive(Default)]
pub struct Set {
    all: String,
    spans: Vec<(Range<usize>, Range<usize>)>,
    /// The number of each opinion's group.
    pub gold: Vec<u32>,
}

impl Set {
    /// Reads `{"id","text",LABEL}` a line; a missing text is empty.
    pub fn read(path: &str, label: &str) -> Set {
        let file = std::fs::File::open(path).unwrap_or_else(|e| panic!("{path}: {e}"));
        let mut out = Set::default();
        let mut numbers: HashMap<String, u32> = HashMap::new();
        for line in BufReader::new(file).lines() {
            let line = line.unwrap();
            if line.trim().is_empty() {
                continue;
            }
            let v: serde_json::Value = serde_json::from_str(&line).unwrap();
            let get =
                |k: &str| v.get(k).map(|x| x.as_str().map_or_else(|| x.to_string(), str::to_owned)).unwrap_or_default();
            let span = (out.push(&get("id")), out.push(&get("text")));
            out.spans.push(span);
            let next = numbers.len() as u32;
            out.gold.push(*numbers.entry(get(label)).or_insert(next));
        }
        out.all.shrink_to_fit();
        out
    }

    fn push(&mut self, part: &str) -> Range<usize> {
        let from = self.all.len();
        self.all.push_str(part);
        from..self.all.len()
    }

    pub fn len(&self) -> usize {
        self.spans.len()
    }

    pub fn id(&self, at: usize) -> &str {
        &self.all[self.spans[at].0.clone()]
    }

    pub fn text(&self, at: usize) -> &str {
        &self.all[self.spans[at].1.clone()]
    }
}

/// B-cubed and the adjusted Rand index.
#[derive(Clone, Copy, Default)]
pub struct Score {
    pub p: f64,
    pub r: f64,
    pub f: f64,
    pub ari: f64,
}

pub fn score(gold: &[u32], pred: &[u32]) -> Score {
    let n = gold.len() as f64;
    let (mut g, mut p, mut cell) = (HashMap::new(), HashMap::new(), HashMap::new());
    for (x, y) in gold.iter().zip(pred) {
        *g.entry(*x).or_insert(0.0) += 1.0;
        *p.entry(*y).or_insert(0.0) += 1.0;
        *cell.entry((*x, *y)).or_insert(0.0) += 1.0;
    }
    let (mut sp, mut sr, mut tp) = (0.0, 0.0, 0.0);
    let c2 = |x: f64| x * (x - 1.0) / 2.0;
    for ((x, y), m) in &cell {
        sp += m * m / p[y];
        sr += m * m / g[x];
        tp += c2(*m);
    }
    let (sp, sr) = (sp / n, sr / n);
    let (pp, gp): (f64, f64) = (p.values().map(|m| c2(*m)).sum(), g.values().map(|m| c2(*m)).sum());
    let expected = pp * gp / c2(n);
    Score { p: sp, r: sr, f: 2.0 * sp * sr / (sp + sr), ari: (tp - expected) / ((pp + gp) / 2.0 - expected) }
}

/// A fixed shuffle, so that a figure that depends on an order is the same on every machine.
pub fn shuffled(n: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    let mut state = seed;
    for at in (1..n).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(at, (state >> 33) as usize % (at + 1));
    }
    order
}
