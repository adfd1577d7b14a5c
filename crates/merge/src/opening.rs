//! The first sentence of a text, which says what it is about, and how much of it two texts share.

use crate::features::hash;
use crate::normalise::plain;
use crate::segment::{greeting_length, without_courtesy};

/// Pairs of neighbouring letters that are looked at.
const LONGEST: usize = 64;

/// The first sentence as pairs of neighbouring characters.
#[derive(Debug, Default, Clone)]
pub(crate) struct Opening {
    /// In order of the text.
    pairs: Vec<u16>,
    /// Sorted.
    sorted: Vec<u16>,
}

impl Opening {
    /// Gives back what it does not need.
    pub fn shrink(&mut self) {
        self.pairs.shrink_to_fit();
        self.sorted.shrink_to_fit();
    }

    /// Bytes it holds on the heap.
    pub fn bytes(&self) -> usize {
        (self.pairs.capacity() + self.sorted.capacity()) * 2
    }
}

/// What two first sentences share, as shares of the shorter one.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Shared {
    /// Characters that stand in shared strings.
    pub all: f32,
    /// The same without the longest shared string.
    pub rest: f32,
}

/// Cuts the first sentence out of a text.
pub(crate) fn opening(text: &str) -> Opening {
    let chars: Vec<char> = without_courtesy(&plain(text).chars).chars().collect();
    let ends = |c: &char| matches!(c, '\u{3002}' | '!' | '?' | ';');
    let mut from = 0;
    // A first sentence of two words is a call, not a subject.
    let mut end = 0;
    while end < chars.len() {
        let rest = chars.get(end..).unwrap_or_default();
        end += rest.iter().position(ends).map_or(rest.len(), |at| at + 1);
        let said = chars.get(from..end).unwrap_or_default().iter().filter(|c| c.is_alphanumeric()).count();
        if said >= 4 {
            break;
        }
        from = if said == 0 { end } else { from };
    }
    let sentence = chars.get(from..end).unwrap_or_default();
    let mut buffer = String::new();
    let pairs: Vec<u16> = sentence
        .windows(2)
        .filter(|pair| pair.iter().all(|c| c.is_alphanumeric()))
        .take(LONGEST)
        .map(|pair| {
            buffer.clear();
            buffer.extend(pair);
            u16::try_from(hash(&buffer) & 0xffff).unwrap_or(0)
        })
        .collect();
    let mut sorted = pairs.clone();
    sorted.sort_unstable();
    Opening { pairs, sorted }
}

/// Characters of the longest first sentence that a model reads.
const READ: usize = 80;

/// The first sentence as it was written, without the greeting: what a model of language is given to read. A whole
/// message holds several things, and its meaning is their mean.
pub(crate) fn first_sentence(text: &str) -> &str {
    let p = plain(text);
    let from = greeting_length(&p.chars);
    let from = if from >= p.chars.len() { 0 } else { from };
    let mut said = 0;
    let mut to = from;
    for c in p.chars.iter().skip(from).take(READ) {
        to += 1;
        said += usize::from(c.is_alphanumeric());
        if said >= 4 && matches!(c, '\u{3002}' | '!' | '?' | ';') {
            break;
        }
    }
    let start = p.spans.get(from).map_or(0, |span| span.0);
    let end = to.checked_sub(1).and_then(|last| p.spans.get(last)).map_or(text.len(), |span| span.1);
    text.get(start..end).unwrap_or(text)
}

/// What two first sentences share.
pub(crate) fn shared(a: &Opening, b: &Opening) -> Shared {
    let (short, long) = if a.pairs.len() <= b.pairs.len() { (a, b) } else { (b, a) };
    if short.pairs.is_empty() {
        return Shared::default();
    }
    let mut mask = 0_u64;
    for (at, pair) in short.pairs.iter().enumerate() {
        mask |= u64::from(long.sorted.binary_search(pair).is_ok()) << at;
    }
    let covered = f32::from(u16::try_from(mask.count_ones()).unwrap_or(0));
    let mut longest = 0_u8;
    let mut left = mask;
    while left != 0 {
        left &= left << 1;
        longest += 1;
    }
    let length = f32::from(u16::try_from(short.pairs.len()).unwrap_or(u16::MAX));
    Shared { all: covered / length, rest: (covered - f32::from(longest)) / length }
}
