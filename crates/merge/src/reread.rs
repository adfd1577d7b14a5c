//! The second look at pairs that were found alike: what their first sentences share, what their characters share, and
//! whether they say the same of different things.

use crate::candidates::Edge;
use crate::characters::{Characters, Letters};
use crate::guard::{self, Clauses};
use crate::meaning::Meaning;
use crate::opening::{self, Opening};
use crate::settings::Parameters;
use rayon::prelude::*;

/// How much more or less alike two texts are than their features say.
pub(crate) fn correction(a: &Opening, b: &Opening, characters: f32, p: &Parameters) -> f32 {
    let shared = opening::shared(a, b);
    let sum = p.opening_all * (shared.all - p.opening_mean)
        + p.opening_rest * (shared.rest - p.opening_mean * 0.5)
        + p.characters * (characters - p.characters_mean);
    sum.exp()
}

/// Corrects how alike the ends of each edge are, lets meaning have its say where a model was brought, and marks conflicts.
pub(crate) fn reread(texts: &[&str], edges: &mut Vec<Edge>, meaning: Option<&Meaning>, p: &Parameters) {
    let openings: Vec<Opening> = texts.par_iter().with_min_len(256).map(|t| opening::opening(t)).collect();
    let characters = Characters::new(texts);
    let worth = if meaning.is_some() { 0.0 } else { p.worth };
    edges.par_iter_mut().filter(|e| e.alike >= worth).for_each(|e| {
        if let (Some(a), Some(b)) = (get(&openings, e.a), get(&openings, e.b)) {
            e.alike *= correction(a, b, characters.cosine(e.a, e.b), p);
        }
        if let Some(meaning) = meaning {
            e.alike = meaning.with(e, p);
        }
    });
    drop(openings);
    drop(characters);
    let clauses: Vec<Clauses> = texts.par_iter().with_min_len(256).map(|t| guard::clauses(t)).collect();
    edges.par_iter_mut().filter(|e| e.alike >= p.guarded).for_each(|e| {
        if let (Some(a), Some(b)) = (get(&clauses, e.a), get(&clauses, e.b)) {
            e.conflict = guard::conflict(a, b);
            if e.conflict {
                e.alike *= p.guard;
            }
        }
    });
    edges.retain(|e| e.alike >= p.least_alike);
    edges.shrink_to_fit();
}

/// One text ready for the second look, for the index. Its clauses are cut only when they are read: of a hundred thousand
/// texts, thirty are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ready {
    opening: Opening,
    letters: Letters,
}

impl Ready {
    /// Prepares a text.
    pub fn new(text: &str) -> Ready {
        let mut opening = opening::opening(text);
        opening.shrink();
        Ready { opening, letters: Letters::new(text) }
    }

    /// How alike two texts are before the guard.
    pub fn alike(&self, other: &Ready, first: f32, rarity: &dyn Fn(u16) -> f32, p: &Parameters) -> f32 {
        if first < p.worth {
            return first;
        }
        first * correction(&self.opening, &other.opening, self.letters.cosine(&other.letters, rarity), p)
    }

    /// Bytes it holds on the heap.
    pub fn bytes(&self) -> usize {
        self.opening.bytes() + self.letters.bytes()
    }

    /// The characters of the text, each once.
    pub fn letters(&self) -> impl Iterator<Item = u16> {
        self.letters.symbols()
    }
}

fn get<T>(list: &[T], row: u32) -> Option<&T> {
    usize::try_from(row).ok().and_then(|row| list.get(row))
}
