//! Single characters, for pairs that are compared anyway: sister words of Chinese share a character where they share no
//! pair (修理厂 and 维修站), so the cosine over characters tells the same thing said otherwise from
//! another thing.
#![allow(clippy::indexing_slicing, clippy::as_conversions)] // numeric kernel: all indices are 16-bit hashes

use crate::features::hash;
use crate::normalise::{is_han, plain};
use crate::segment::without_courtesy;
use rayon::prelude::*;

/// Characters of a text that are looked at.
const LONGEST: usize = 400;

/// For each text its characters, weighted, length one.
#[derive(Debug, Default)]
pub(crate) struct Characters {
    starts: Vec<usize>,
    symbols: Vec<u16>,
    /// In 1/65535.
    weights: Vec<u16>,
}

/// The characters of one text: Chinese ones each for itself, other words whole, all as 16-bit hashes, sorted.
fn symbols(text: &str) -> Vec<u16> {
    let cut = without_courtesy(&plain(text).chars);
    let mut out = Vec::with_capacity(cut.len() / 3);
    let mut word = String::new();
    let mut buffer = [0; 4];
    for c in cut.chars().take(LONGEST).chain(std::iter::once(' ')) {
        if c.is_alphanumeric() && !is_han(c) {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            out.push(hash(&word) as u16);
            word.clear();
        }
        if is_han(c) {
            out.push(hash(c.encode_utf8(&mut buffer)) as u16);
        }
    }
    out.sort_unstable();
    out
}

/// The characters of one text with how often each stands there, sorted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Letters(Vec<(u16, u16)>);

impl Letters {
    /// Counts the characters of a text.
    pub fn new(text: &str) -> Letters {
        let mut row: Vec<(u16, u16)> = Vec::new();
        for symbol in symbols(text) {
            match row.last_mut() {
                Some((last, times)) if *last == symbol => *times += 1,
                _ => row.push((symbol, 1)),
            }
        }
        row.shrink_to_fit();
        Letters(row)
    }

    /// Bytes it holds on the heap.
    pub fn bytes(&self) -> usize {
        self.0.capacity() * 4
    }

    /// Each character once.
    pub fn symbols(&self) -> impl Iterator<Item = u16> {
        self.0.iter().map(|(symbol, _)| *symbol)
    }

    /// Cosine of two texts, given how rare each character is.
    pub fn cosine(&self, other: &Letters, rarity: &dyn Fn(u16) -> f32) -> f32 {
        let weight = |(symbol, times): &(u16, u16)| (1.0 + f32::from(*times).ln()) * rarity(*symbol);
        let length =
            |row: &[(u16, u16)]| row.iter().map(|e| weight(e).powi(2)).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        let mut dot = 0.0;
        for mine in &self.0 {
            if let Ok(at) = other.0.binary_search_by_key(&mine.0, |e| e.0) {
                dot += weight(mine) * weight(&other.0[at]);
            }
        }
        dot / (length(&self.0) * length(&other.0))
    }
}

impl Characters {
    /// Weighs the characters of all texts.
    pub fn new(texts: &[&str]) -> Characters {
        let mut spread = vec![0_u32; 1 << 16];
        let mut all: Vec<Vec<(u16, u16)>> = Vec::with_capacity(texts.len());
        for part in texts.chunks(32_768) {
            let rows: Vec<Vec<(u16, u16)>> =
                part.par_iter().with_min_len(256).map(|text| Letters::new(text).0).collect();
            for row in &rows {
                for (symbol, _) in row {
                    spread[*symbol as usize] += 1;
                }
            }
            all.extend(rows);
        }
        let n = texts.len() as f64;
        let rarity: Vec<f32> = spread.iter().map(|s| (((1.0 + n) / (1.0 + f64::from(*s))).ln() + 1.0) as f32).collect();
        let mut out = Characters { starts: vec![0], ..Characters::default() };
        let total = all.iter().map(Vec::len).sum();
        out.symbols.reserve_exact(total);
        out.weights.reserve_exact(total);
        for row in all {
            let weight = |(symbol, times): &(u16, u16)| (1.0 + f32::from(*times).ln()) * rarity[*symbol as usize];
            let length = row.iter().map(|e| weight(e).powi(2)).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
            for entry in &row {
                out.symbols.push(entry.0);
                out.weights.push((weight(entry) / length * 65_535.0) as u16);
            }
            out.starts.push(out.symbols.len());
        }
        out
    }

    /// Cosine of two texts.
    pub fn cosine(&self, a: u32, b: u32) -> f32 {
        let (a, b) = (a as usize, b as usize);
        let (mut i, mut j) = (self.starts[a], self.starts[b]);
        let (end_i, end_j) = (self.starts[a + 1], self.starts[b + 1]);
        let mut dot = 0_u64;
        while i < end_i && j < end_j {
            let (x, y) = (self.symbols[i], self.symbols[j]);
            if x == y {
                dot += u64::from(self.weights[i]) * u64::from(self.weights[j]);
            }
            i += usize::from(x <= y);
            j += usize::from(y <= x);
        }
        (dot as f64 / (65_535.0 * 65_535.0)) as f32
    }
}
