//! How much each feature of each text weighs: rare features say more, repeated ones a little more, pairs of
//! characters less than words; each text has length one.
#![allow(clippy::indexing_slicing, clippy::as_conversions)] // numeric kernel: every index comes from the same offsets table

use crate::features::{self, Kind};
use crate::settings::Parameters;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Features of many texts, row by row, before weighing.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Where each row starts; one more than rows.
    pub starts: Vec<usize>,
    /// Keys, sorted inside a row.
    pub keys: Vec<u32>,
    /// How often each stands in the text, at most 255.
    pub times: Vec<u8>,
}

/// Weighted rows over dense term numbers. Terms that stand in one row only are left out of the rows (they match
/// nothing) but count in the lengths.
#[derive(Debug, Default)]
pub(crate) struct Matrix {
    /// Where each row starts; one more than rows.
    pub starts: Vec<usize>,
    /// Dense term numbers, ascending inside a row.
    pub terms: Vec<u32>,
    /// Weights; each whole row (with the terms left out) has length one.
    pub weights: Vec<f32>,
    /// Number of different features of each row, those left out too.
    pub distinct: Vec<u32>,
    /// In how many rows each term stands.
    pub spread: Vec<u32>,
    /// The key of each term.
    pub keys: Vec<u32>,
}

impl Matrix {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.distinct.len()
    }

    /// Terms and weights of a row.
    pub fn row(&self, row: usize) -> (&[u32], &[f32]) {
        let range = self.starts[row]..self.starts[row + 1];
        (&self.terms[range.clone()], &self.weights[range])
    }
}

/// Counts the features of all texts, in parallel, calling `done` with the number of texts finished so far.
pub(crate) fn count_all(texts: &[&str], done: &(dyn Fn(usize) + Sync)) -> Counts {
    let mut out = Counts { starts: vec![0], ..Counts::default() };
    for (block, part) in texts.chunks(16_384).enumerate() {
        let rows: Vec<Counts> = part
            .par_chunks(256)
            .map(|texts| {
                let mut rows = Counts::default();
                for text in texts {
                    for (key, times) in features::count(text) {
                        rows.keys.push(key);
                        rows.times.push(times.min(255) as u8);
                    }
                    rows.starts.push(rows.keys.len());
                }
                rows
            })
            .collect();
        for rows in rows {
            let base = out.keys.len();
            out.starts.extend(rows.starts.iter().map(|end| base + end));
            out.keys.extend_from_slice(&rows.keys);
            out.times.extend_from_slice(&rows.times);
        }
        done(block * 16_384 + part.len());
    }
    out
}

/// Weighs counted texts. With `move_rows` the rows come out in another order than they went in, so that texts that share
/// rare features lie side by side in memory; the second result gives for each row which text it was. The order depends on
/// the texts alone: ties keep the order they came in.
pub(crate) fn weigh(counts: Counts, move_rows: bool, parameters: &Parameters) -> (Matrix, Vec<u32>) {
    let rows = counts.starts.len().saturating_sub(1);
    let mut spread: FxHashMap<u32, u32> = FxHashMap::default();
    for key in &counts.keys {
        *spread.entry(*key).or_default() += 1;
    }
    let mut shared: Vec<(u32, u32)> = spread.iter().filter(|(_, n)| **n > 1).map(|(k, n)| (*k, *n)).collect();
    shared.sort_unstable();
    drop(spread);
    let number: FxHashMap<u32, u32> = shared.iter().enumerate().map(|(i, (key, _))| (*key, i as u32)).collect();
    let rarity: Vec<f32> = shared.iter().map(|(key, n)| rarity(*key, *n, rows, parameters)).collect();
    let order = if move_rows {
        side_by_side(&counts, &shared, &number, parameters.too_common)
    } else {
        (0..rows as u32).collect()
    };
    let total = counts.keys.iter().filter(|key| number.contains_key(key)).count();
    let mut out = Matrix {
        starts: Vec::with_capacity(rows + 1),
        terms: Vec::with_capacity(total),
        weights: Vec::with_capacity(total),
        distinct: Vec::with_capacity(rows),
        spread: shared.iter().map(|(_, n)| *n).collect(),
        keys: shared.iter().map(|(k, _)| *k).collect(),
    };
    out.starts.push(0);
    for row in &order {
        let row = *row as usize;
        let range = counts.starts[row]..counts.starts[row + 1];
        let first = out.terms.len();
        let mut square = 0.0_f64;
        for at in range.clone() {
            let key = counts.keys[at];
            let often = 1.0 + f32::from(counts.times[at].max(1)).ln();
            let weight = match number.get(&key) {
                Some(term) => {
                    let weight = often * rarity[*term as usize];
                    out.terms.push(*term);
                    out.weights.push(weight);
                    weight
                }
                None => often * self::rarity(key, 1, rows, parameters),
            };
            square += f64::from(weight) * f64::from(weight);
        }
        if square > 0.0 {
            let scale = (1.0 / square.sqrt()) as f32;
            for weight in &mut out.weights[first..] {
                *weight *= scale;
            }
        }
        out.starts.push(out.terms.len());
        out.distinct.push(range.len() as u32);
    }
    (out, order)
}

/// An order of the rows in which those that share rare features are near each other: sorted by the features that come
/// first in two fixed shuffles of all features (two rows agree in one as often as their features do). At a million rows
/// nearly all the time went into fetching rows from memory.
fn side_by_side(counts: &Counts, shared: &[(u32, u32)], number: &FxHashMap<u32, u32>, too_common: usize) -> Vec<u32> {
    let rows = counts.starts.len().saturating_sub(1);
    let mut keyed: Vec<([u32; 2], u32)> = (0..rows as u32)
        .into_par_iter()
        .with_min_len(1024)
        .map(|row| {
            let mut first = [u32::MAX; 2];
            for key in &counts.keys[counts.starts[row as usize]..counts.starts[row as usize + 1]] {
                let rare = number.get(key).is_some_and(|term| shared[*term as usize].1 as usize <= too_common);
                if rare {
                    for (slot, shuffle) in first.iter_mut().zip([0x9e37_79b1_u32, 0x85eb_ca77]) {
                        *slot = (*slot).min((key ^ (key >> 15)).wrapping_mul(shuffle));
                    }
                }
            }
            (first, row)
        })
        .collect();
    keyed.par_sort_unstable();
    keyed.into_iter().map(|(_, row)| row).collect()
}

/// The weight of one appearance of a feature that stands in `spread` of `rows` texts.
fn rarity(key: u32, spread: u32, rows: usize, parameters: &Parameters) -> f32 {
    let by_kind = match Kind::of(key) {
        Kind::Word => 1.0,
        Kind::Pair => parameters.pair_weight,
        Kind::Gram => parameters.gram_weight,
    };
    (((1.0 + rows as f64) / (1.0 + f64::from(spread))).ln() + 1.0) as f32 * by_kind
}
