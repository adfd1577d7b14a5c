//! Meaning, as a model of language sees it: an addition to the words, off unless the caller brings a model.
//!
//! The crate calls no model of its own. A caller hands in an [`Embedder`]; what comes back is centred (the mean of all
//! texts is taken off, for what all texts of a campaign have in common tells none of them apart), made one long, and
//! counted half beside the words. Pairs near in meaning alone become candidates too.
#![allow(clippy::indexing_slicing, clippy::as_conversions)] // numeric kernel: rows of one table

use crate::candidates::Edge;
use crate::constraints::Ties;
use crate::features;
use crate::opening::first_sentence;
use crate::settings::Parameters;
use crate::similarity;
use crate::weigh::Matrix;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// Texts handed to the embedder at a time.
const BATCH: usize = 64;

/// Something that turns texts into vectors: a model in a file, a service of the house. The same text must always give the
/// same vector, or two runs differ.
pub trait Embedder: Sync {
    /// Name and version of the model, to be recorded with the run.
    fn name(&self) -> String;

    /// One vector for each text, all of one length.
    ///
    /// # Errors
    /// Whatever kept the model from answering. The run stops then: half a comparison would be another method.
    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError>;
}

/// Why texts could not be turned into vectors.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct EmbedError(pub String);

/// Vectors of the first sentences of all texts, centred, each one long.
#[derive(Debug)]
pub(crate) struct Meaning {
    width: usize,
    values: Vec<f32>,
    /// How many different features each first sentence has.
    distinct: Vec<u32>,
}

impl Meaning {
    /// Asks the embedder for the first sentences of all texts, each once, in the order of the texts.
    pub fn of(texts: &[&str], embedder: &dyn Embedder, done: &(dyn Fn(usize) + Sync)) -> Result<Meaning, EmbedError> {
        let read: Vec<&str> = texts.par_iter().with_min_len(256).map(|text| first_sentence(text)).collect();
        let mut number: FxHashMap<&str, usize> = FxHashMap::default();
        let mut different: Vec<&str> = Vec::new();
        for text in &read {
            number.entry(text).or_insert_with(|| {
                different.push(text);
                different.len() - 1
            });
        }
        let mut vectors: Vec<Vec<f32>> = Vec::with_capacity(different.len());
        for part in different.chunks(BATCH) {
            let found = embedder.embed(part)?;
            if found.len() != part.len() {
                let (want, have) = (part.len(), found.len());
                return Err(EmbedError(format!("{want} texts were sent, {have} vectors came back")));
            }
            vectors.extend(found.into_iter().map(scaled));
            done(vectors.len() * texts.len() / different.len().max(1));
        }
        let width = vectors.first().map_or(0, Vec::len);
        let sound = |vector: &Vec<f32>| vector.len() == width && width > 0 && vector.iter().all(|v| v.is_finite());
        if !vectors.iter().all(sound) {
            return Err(EmbedError("a vector is empty, of another length or not finite".to_owned()));
        }
        let mut values = Vec::with_capacity(width * texts.len());
        for text in &read {
            values.extend_from_slice(&vectors[number[text]]);
        }
        let distinct = read.par_iter().with_min_len(64).map(|text| features::count(text).len() as u32).collect();
        let mut out = Meaning { width, values, distinct };
        out.centre();
        Ok(out)
    }

    /// Takes the mean off and makes each row one long. A row that is the mean itself stays nothing: it is like no other.
    fn centre(&mut self) {
        if self.width == 0 {
            return;
        }
        let rows = self.values.len() / self.width;
        let mut mean = vec![0.0_f64; self.width];
        for row in self.values.chunks_exact(self.width) {
            for (sum, value) in mean.iter_mut().zip(row) {
                *sum += f64::from(*value) / rows as f64;
            }
        }
        // Two texts have no common ground to take off: their mean lies between them and would make them opposites.
        if rows < FEW {
            return;
        }
        self.values.par_chunks_exact_mut(self.width).for_each(|row| {
            for (value, mean) in row.iter_mut().zip(&mean) {
                *value -= *mean as f32;
            }
            let length = row.iter().map(|v| v * v).sum::<f32>().sqrt();
            if length > 1e-4 {
                row.iter_mut().for_each(|v| *v /= length);
            } else {
                row.fill(0.0);
            }
        });
    }

    fn row(&self, row: u32) -> &[f32] {
        let from = row as usize * self.width;
        &self.values[from..from + self.width]
    }

    /// How alike two rows are in meaning.
    pub fn cosine(&self, a: u32, b: u32) -> f32 {
        dot(self.row(a), self.row(b))
    }

    /// The pairs nearest in meaning that the words did not find, with how alike their words are.
    pub fn candidates(&self, matrix: &Matrix, edges: &[Edge], p: &Parameters) -> Vec<Edge> {
        let rows = matrix.rows();
        if rows > p.meaning_most || self.width == 0 {
            return Vec::new();
        }
        let found: Vec<Vec<(u32, u32)>> = (0..rows as u32)
            .into_par_iter()
            .with_min_len(16)
            .map(|me| {
                let mine = self.row(me);
                let mut near: Vec<(f32, u32)> = (0..rows as u32)
                    .filter(|other| *other != me)
                    .map(|other| (dot(mine, self.row(other)), other))
                    .filter(|(cosine, other)| *cosine >= 0.6 * self.needed(me, *other, p))
                    .collect();
                near.sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
                near.truncate(p.neighbours);
                near.into_iter().map(|(_, other)| (me.min(other), me.max(other))).collect()
            })
            .collect();
        let mut found: Vec<(u32, u32)> = found.into_iter().flatten().collect();
        found.par_sort_unstable();
        found.dedup();
        found.retain(|pair| edges.binary_search_by_key(pair, |e| (e.a, e.b)).is_err());
        found
            .into_iter()
            .map(|(a, b)| {
                let (distinct_a, distinct_b) = (matrix.distinct[a as usize], matrix.distinct[b as usize]);
                let alike = similarity::alike(words(matrix, a, b), distinct_a, distinct_b, p);
                Edge { a, b, alike, conflict: false }
            })
            .collect()
    }

    /// How alike two texts are, words and meaning together; 1 is "the same".
    pub fn with(&self, edge: &Edge, p: &Parameters) -> f32 {
        let meant = (self.cosine(edge.a, edge.b) / self.needed(edge.a, edge.b, p)).max(0.0);
        (1.0 - p.meaning) * edge.alike + p.meaning * meant
    }

    /// The cosine of meaning two texts need to be "the same": short ones more, as with words.
    fn needed(&self, a: u32, b: u32, p: &Parameters) -> f32 {
        needed(self.distinct[a as usize], self.distinct[b as usize], p)
    }

    /// The middle of a group, one long, and how many features its first sentences have in the mean.
    fn middle(&self, rows: &[u32]) -> (Vec<f32>, u32) {
        let mut sum = vec![0.0; self.width];
        for row in rows {
            for (sum, value) in sum.iter_mut().zip(self.row(*row)) {
                *sum += value;
            }
        }
        let features: u64 = rows.iter().map(|row| u64::from(self.distinct[*row as usize])).sum();
        (scaled(sum), (features / rows.len().max(1) as u64) as u32)
    }

    /// Small groups that lie near the middle of a large one join it: the middle of many says what they all mean without
    /// the wording of any, so it tells more surely than one member. Where names or numbers differ they stay apart.
    pub fn gather(&self, edges: &[Edge], ties: &Ties, labels: &mut [u32], level: f32, p: &Parameters) {
        let tied: FxHashSet<u32> = ties.apart.iter().chain(&ties.together).flat_map(|(a, b)| [*a, *b]).collect();
        let tied: FxHashSet<u32> = tied.iter().chain(&ties.fixed).map(|row| labels[*row as usize]).collect();
        let mut members: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for (row, label) in labels.iter().enumerate() {
            members.entry(*label).or_default().push(row as u32);
        }
        // (small, large) → edges between them, and how many of them are guarded.
        let mut near: FxHashMap<(u32, u32), (u32, u32)> = FxHashMap::default();
        for e in edges {
            for (small, large) in [(e.a, e.b), (e.b, e.a)] {
                let (small, large) = (labels[small as usize], labels[large as usize]);
                let (few, many) = (members[&small].len(), members[&large].len());
                if small != large && many >= p.gather_size && few * p.gather_small <= many && !tied.contains(&small) {
                    let slot = near.entry((small, large)).or_default();
                    slot.0 += 1;
                    slot.1 += u32::from(e.conflict);
                }
            }
        }
        near.retain(|_, (edges, guarded)| *guarded as f32 <= p.bear * *edges as f32);
        let mut pairs: Vec<(u32, u32)> = near.into_keys().collect();
        pairs.sort_unstable();
        let mut middles: FxHashMap<u32, (Vec<f32>, u32)> = FxHashMap::default();
        for group in pairs.iter().flat_map(|(small, large)| [small, large]) {
            middles.entry(*group).or_insert_with(|| self.middle(&members[group]));
        }
        let mut best: FxHashMap<u32, (f32, u32)> = FxHashMap::default();
        for (small, large) in pairs {
            let ((mine, few), (theirs, many)) = (&middles[&small], &middles[&large]);
            let share = dot(mine, theirs) / needed(*few, *many, p);
            let slot = best.entry(small).or_insert((0.0, large));
            if share > slot.0 {
                *slot = (share, large);
            }
        }
        best.retain(|_, (share, _)| *share >= p.meaning_gather * level);
        // A group that goes elsewhere itself gathers nobody.
        for (small, (_, large)) in &best {
            if !best.contains_key(large) {
                for row in &members[small] {
                    labels[*row as usize] = *large;
                }
            }
        }
    }
}

/// Below this number of texts nothing is taken off.
const FEW: usize = 8;

fn needed(m: u32, n: u32, p: &Parameters) -> f32 {
    (p.meaning_base + p.meaning_short * similarity::needed(m, n, p)).min(p.meaning_top)
}

/// The cosine over the words of two rows.
fn words(matrix: &Matrix, a: u32, b: u32) -> f32 {
    let ((ta, wa), (tb, wb)) = (matrix.row(a as usize), matrix.row(b as usize));
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < ta.len() && j < tb.len() {
        if ta[i] == tb[j] {
            sum += wa[i] * wb[j];
        }
        let (x, y) = (ta[i], tb[j]);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    sum
}

fn scaled(mut vector: Vec<f32>) -> Vec<f32> {
    let length = vector.iter().map(|v| f64::from(*v) * f64::from(*v)).sum::<f64>().sqrt() as f32;
    if length > 0.0 {
        vector.iter_mut().for_each(|v| *v /= length);
    }
    vector
}

/// Eight sums side by side, always in this order, so that the result is the same with any number of threads.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    let (parts_a, parts_b) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = parts_a.remainder().iter().zip(parts_b.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in parts_a.zip(parts_b) {
        for at in 0..8 {
            sums[at] += x[at] * y[at];
        }
    }
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(Vec<Vec<f32>>);

    impl Embedder for Fixed {
        fn name(&self) -> String {
            "fixed".into()
        }
        fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
            Ok(self.0.iter().take(texts.len()).cloned().collect())
        }
    }

    #[test]
    fn what_all_have_in_common_tells_nothing() {
        // All lie close together before the mean is taken off.
        let vectors: Vec<Vec<f32>> =
            (0..8_u8).map(|at| vec![10.0, if at % 2 == 0 { 1.0 } else { -1.0 }, f32::from(at) * 0.01]).collect();
        let meaning = Meaning::of(&["a", "b", "c", "d", "e", "f", "g", "h"], &Fixed(vectors), &|_| {}).unwrap();
        assert!(meaning.cosine(0, 2) > 0.9 && meaning.cosine(0, 1) < -0.9);
    }

    #[test]
    fn a_wrong_answer_is_refused() {
        for vectors in
            [vec![vec![1.0]], vec![vec![1.0], vec![1.0, 2.0]], vec![vec![1.0], vec![f32::NAN]], vec![vec![]; 2]]
        {
            assert!(Meaning::of(&["x", "y"], &Fixed(vectors), &|_| {}).is_err());
        }
    }
}
