//! Which pairs of texts are worth comparing: an inverted index asked with each text's heaviest features, never all
//! pairs.
#![allow(clippy::indexing_slicing, clippy::as_conversions)] // numeric kernel: rows and terms come from one matrix

use crate::settings::Parameters;
use crate::similarity;
use crate::weigh::Matrix;
use rayon::prelude::*;
use std::sync::Mutex;

/// Two texts that are alike: the smaller row, the greater row, and how alike on the scale where 1 is "the same".
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Edge {
    pub a: u32,
    pub b: u32,
    pub alike: f32,
    /// Same wording, other place or number.
    pub conflict: bool,
}

/// For each term the rows that have it, with weights.
pub(crate) struct Inverted {
    starts: Vec<usize>,
    rows: Vec<u32>,
    weights: Vec<f32>,
}

impl Inverted {
    /// Indexes the terms that stand in at most `most` rows.
    pub fn new(matrix: &Matrix, most: usize) -> Inverted {
        let mut starts = Vec::with_capacity(matrix.spread.len() + 1);
        starts.push(0);
        let mut total = 0;
        for spread in &matrix.spread {
            if *spread as usize <= most {
                total += *spread as usize;
            }
            starts.push(total);
        }
        let mut next: Vec<usize> = starts[..starts.len() - 1].to_vec();
        let mut rows = vec![0; total];
        let mut weights = vec![0.0; total];
        for row in 0..matrix.rows() {
            let (terms, ws) = matrix.row(row);
            for (term, weight) in terms.iter().zip(ws) {
                let term = *term as usize;
                if starts[term] < starts[term + 1] {
                    rows[next[term]] = row as u32;
                    weights[next[term]] = *weight;
                    next[term] += 1;
                }
            }
        }
        Inverted { starts, rows, weights }
    }

    fn posting(&self, term: u32) -> (&[u32], &[f32]) {
        let range = self.starts[term as usize]..self.starts[term as usize + 1];
        (&self.rows[range.clone()], &self.weights[range])
    }
}

/// Working memory of one thread.
struct Scratch {
    partial: Vec<f32>,
    touched: Vec<u32>,
    dense: Vec<f32>,
}

/// Features that are asked for whatever it costs.
const FEWEST: usize = 4;

/// Rows that one thread takes at a time.
const PIECE: usize = 512;

impl Scratch {
    fn new(rows: usize, terms: usize) -> Scratch {
        Scratch { partial: vec![0.0; rows], touched: Vec::new(), dense: vec![0.0; terms] }
    }
}

/// All edges between rows, each once, sorted by (a, b).
pub(crate) fn edges(matrix: &Matrix, parameters: &Parameters, done: &(dyn Fn(usize) + Sync)) -> Vec<Edge> {
    let rows = matrix.rows();
    let inverted = Inverted::new(matrix, parameters.too_common);
    // As many as threads work at once: setting one up costs as much as there are rows.
    let pool: Mutex<Vec<Scratch>> = Mutex::new(Vec::new());
    let mut all = Vec::new();
    let block = 32_768;
    for first in (0..rows).step_by(block) {
        let last = (first + block).min(rows);
        let parts: Vec<Vec<Edge>> = (first..last)
            .into_par_iter()
            .step_by(PIECE)
            .map(|from| {
                let kept = pool.lock().ok().and_then(|mut pool| pool.pop());
                let mut scratch = kept.unwrap_or_else(|| Scratch::new(rows, matrix.spread.len()));
                let mut out = Vec::new();
                for row in from..(from + PIECE).min(last) {
                    neighbours(matrix, &inverted, row, parameters, &mut scratch, &mut out);
                }
                if let Ok(mut pool) = pool.lock() {
                    pool.push(scratch);
                }
                out
            })
            .collect();
        all.extend(parts.into_iter().flatten());
        done(last);
    }
    drop(inverted);
    all.par_sort_unstable_by_key(|e| (e.a, e.b));
    all.dedup_by_key(|e| (e.a, e.b));
    all
}

fn neighbours(
    matrix: &Matrix,
    inverted: &Inverted,
    row: usize,
    p: &Parameters,
    scratch: &mut Scratch,
    out: &mut Vec<Edge>,
) {
    let (terms, weights) = matrix.row(row);
    let mut ask: Vec<(f32, u32)> = terms
        .iter()
        .zip(weights)
        .filter(|(term, _)| matrix.spread[**term as usize] as usize <= p.too_common)
        .map(|(term, weight)| (*weight, *term))
        .collect();
    ask.sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    ask.truncate(p.asked);
    let mut looked_at = 0;
    for (at, (weight, term)) in ask.iter().enumerate() {
        let (rows, weights) = inverted.posting(*term);
        looked_at += rows.len();
        if looked_at > p.looked_at && at >= FEWEST {
            break;
        }
        for (other, w) in rows.iter().zip(weights) {
            let slot = &mut scratch.partial[*other as usize];
            if *slot == 0.0 {
                scratch.touched.push(*other);
            }
            *slot += weight * w;
        }
    }
    let least = p.least_cosine * 0.4;
    let mut found: Vec<(f32, u32)> = Vec::new();
    for other in scratch.touched.drain(..) {
        let slot = &mut scratch.partial[other as usize];
        if *slot >= least && other as usize != row {
            found.push((*slot, other));
        }
        *slot = 0.0;
    }
    let better = |x: &(f32, u32), y: &(f32, u32)| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1));
    if found.len() > p.compared {
        found.select_nth_unstable_by(p.compared, better);
        found.truncate(p.compared);
    }
    for (term, weight) in terms.iter().zip(weights) {
        scratch.dense[*term as usize] = *weight;
    }
    for slot in &mut found {
        let (ts, ws) = matrix.row(slot.1 as usize);
        slot.0 = ts.iter().zip(ws).map(|(t, w)| scratch.dense[*t as usize] * w).sum();
    }
    for term in terms {
        scratch.dense[*term as usize] = 0.0;
    }
    found.retain(|(cosine, _)| *cosine >= p.least_cosine);
    found.sort_unstable_by(better);
    found.truncate(p.neighbours);
    out.extend(found.into_iter().map(|(cosine, other)| {
        let alike = similarity::alike(cosine, matrix.distinct[row], matrix.distinct[other as usize], p);
        Edge { a: other.min(row as u32), b: other.max(row as u32), alike, conflict: false }
    }));
}
