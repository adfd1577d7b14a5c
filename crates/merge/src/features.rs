//! What is counted in a text: dictionary words, pairs of neighbouring Chinese characters, words of other scripts
//! and, inside these, grams of four letters.
//!
//! A feature is a 32-bit key: 30 bits of a fixed hash of its characters and 2 bits of its kind. Two features that
//! share a key are counted as one, which at a million different features happens to a few hundred of them and moves
//! no figure; in return no table of strings is kept.

use crate::normalise::plain;
use crate::segment::{Run, dictionary, each_run, phrases, without_courtesy};
use rustc_hash::FxHashMap;

/// The kind of a feature, which sets its weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A dictionary word of two characters or more, or a word of another script.
    Word,
    /// Two neighbouring Chinese characters, or a Chinese character standing alone.
    Pair,
    /// Four letters inside a word of another script.
    Gram,
}

impl Kind {
    fn bits(self) -> u32 {
        match self {
            Kind::Word => 0,
            Kind::Pair => 1,
            Kind::Gram => 2,
        }
    }

    /// The kind of a key.
    pub(crate) fn of(key: u32) -> Kind {
        match key & 3 {
            0 => Kind::Word,
            1 => Kind::Pair,
            _ => Kind::Gram,
        }
    }
}

/// A hash that is the same on every machine and in every version (FNV-1a, 64 bits, folded).
pub(crate) fn hash(text: &str) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for b in text.bytes() {
        h ^= u64::from(b);
        h = h.wrapping_mul(0x0100_0000_01b3);
    }
    h ^ (h >> 32)
}

fn key(kind: Kind, text: &str) -> u32 {
    let low = u32::try_from(hash(text) & 0x3fff_ffff).unwrap_or(0);
    (low << 2) | kind.bits()
}

/// Calls `emit` for every feature of a text that was cut by [`without_courtesy`].
pub(crate) fn each_feature<'a>(cut: &'a str, mut emit: impl FnMut(Kind, &'a str)) {
    let phrases = phrases();
    // A number is a name only with what it numbers: it is joined to the character after it.
    let mut number: Option<(usize, &'a str)> = None;
    each_run(cut, |start, run| match run {
        Run::Han(run) => {
            if let Some((from, _)) = number.take().filter(|(from, word)| from + word.len() == start) {
                let next = run.chars().next().map_or(0, char::len_utf8);
                emit(Kind::Word, cut.get(from..start + next).unwrap_or_default());
            }
            let mut ends = run.char_indices().map(|(at, c)| at + c.len_utf8());
            let mut before = 0;
            let mut first = ends.next().unwrap_or(run.len());
            if first == run.len() {
                emit(Kind::Pair, run);
                return;
            }
            for end in ends {
                emit(Kind::Pair, run.get(before..end).unwrap_or_default());
                before = first;
                first = end;
            }
            for token in dictionary().cut(run, true) {
                let same = phrases.synonyms.get(token.word).copied();
                if token.end - token.start > 1 || same.is_some() {
                    emit(Kind::Word, same.unwrap_or(token.word));
                }
            }
        }
        Run::Latin(word) => {
            if word.is_empty() || phrases.english.contains(word) {
                return;
            }
            emit(Kind::Word, word);
            number = Some((start, word));
            let letters: usize = word.chars().take_while(char::is_ascii_alphabetic).count();
            if letters == word.len() && letters > 4 {
                for at in 0..=letters - 4 {
                    emit(Kind::Gram, word.get(at..at + 4).unwrap_or_default());
                }
            }
        }
    });
}

/// The features of one original text as (key, times), sorted by key.
pub(crate) fn count(text: &str) -> Vec<(u32, u16)> {
    let cut = without_courtesy(&plain(text).chars);
    let mut times: FxHashMap<u32, u16> = FxHashMap::default();
    each_feature(&cut, |kind, word| {
        let n = times.entry(key(kind, word)).or_default();
        *n = n.saturating_add(1);
    });
    let mut out: Vec<(u32, u16)> = times.into_iter().collect();
    out.sort_unstable();
    out
}

/// The features of one original text with their characters, in order of first appearance.
pub(crate) fn spelled(text: &str) -> Vec<(u32, String)> {
    let cut = without_courtesy(&plain(text).chars);
    let mut seen = rustc_hash::FxHashSet::default();
    let mut out = Vec::new();
    each_feature(&cut, |kind, word| {
        let key = key(kind, word);
        if seen.insert(key) {
            out.push((key, word.to_owned()));
        }
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_and_words() {
        let mut seen = Vec::new();
        each_feature("食堂排队 abcdef 好", |kind, word| seen.push((kind, word)));
        let pairs: Vec<&str> = seen.iter().filter(|f| f.0 == Kind::Pair).map(|f| f.1).collect();
        assert_eq!(pairs, ["食堂", "堂排", "排队", "好"]);
        assert!(seen.contains(&(Kind::Word, "食堂")) && seen.contains(&(Kind::Gram, "bcde")));
    }

    #[test]
    fn the_hash_never_changes() {
        assert_eq!(hash("merge"), hash("merge"));
        assert_eq!(key(Kind::Pair, "食堂") & 3, 1);
    }
}
