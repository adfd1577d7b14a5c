//! Cutting a normalised text: the greeting and courtesy phrases go, the rest becomes runs, and Chinese runs become
//! words by dictionary.

use crate::normalise::is_han;
use jieba_rs::Jieba;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

static DICTIONARY: OnceLock<Jieba> = OnceLock::new();
static PHRASES: OnceLock<Phrases> = OnceLock::new();

/// The dictionary, loaded at first use: about half a second and some 60 MiB, so never for a process that only serves pages.
pub(crate) fn dictionary() -> &'static Jieba {
    DICTIONARY.get_or_init(Jieba::new)
}

/// Lists that say nothing about the subject.
pub(crate) struct Phrases {
    courtesy: FxHashMap<char, Vec<Vec<char>>>,
    openings: Vec<(Opening, Vec<char>)>,
    /// Words and the word that stands for them.
    pub synonyms: FxHashMap<&'static str, &'static str>,
    /// English words without a subject.
    pub english: FxHashSet<&'static str>,
}

#[derive(Clone, Copy, PartialEq)]
enum Opening {
    Always,
    Address,
    ToMark,
    Thanks,
}

/// The phrase lists of `data/`, read once.
pub(crate) fn phrases() -> &'static Phrases {
    PHRASES.get_or_init(|| {
        let mut courtesy: FxHashMap<char, Vec<Vec<char>>> = FxHashMap::default();
        for line in lines(include_str!("../data/courtesy.txt")) {
            let phrase: Vec<char> = line.chars().collect();
            if let Some(first) = phrase.first() {
                courtesy.entry(*first).or_default().push(phrase);
            }
        }
        for list in courtesy.values_mut() {
            list.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        }
        let mut openings: Vec<(Opening, Vec<char>)> = lines(include_str!("../data/greeting.txt"))
            .filter_map(|line| {
                let (kind, phrase) = line.split_once(' ')?;
                let kind = match kind {
                    "always" => Opening::Always,
                    "address" => Opening::Address,
                    "to-mark" => Opening::ToMark,
                    _ => Opening::Thanks,
                };
                Some((kind, phrase.chars().collect()))
            })
            .collect();
        openings.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.1.cmp(&b.1)));
        let english = lines(include_str!("../data/english_stop.txt")).flat_map(str::split_whitespace).collect();
        let mut synonyms = FxHashMap::default();
        for line in lines(include_str!("../data/synonyms.txt")) {
            let mut words = line.split_whitespace();
            if let Some(first) = words.next() {
                for word in words {
                    synonyms.entry(word).or_insert(first);
                }
            }
        }
        Phrases { courtesy, openings, synonyms, english }
    })
}

pub(crate) fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// How many characters at the start of a normalised text are greeting.
pub(crate) fn greeting_length(chars: &[char]) -> usize {
    let mark = |c: &char| matches!(c, ',' | '\u{3002}' | '!' | ':' | '?' | '\u{3001}' | ' ' | '~');
    let opening = |here: &[char]| phrases().openings.iter().find(|(_, phrase)| here.starts_with(phrase));
    let mut at = 0;
    while let Some((kind, phrase)) = opening(chars.get(at..).unwrap_or_default()) {
        let after = chars.get(at + phrase.len()..).unwrap_or_default();
        let most = match kind {
            Opening::Always | Opening::Address => 0,
            Opening::ToMark => 18,
            Opening::Thanks => 25,
        };
        let named = after.iter().take(most).take_while(|c| !mark(c)).count();
        let rest = after.get(named..).unwrap_or_default();
        let marks = rest.iter().take_while(|c| mark(c)).count();
        let cut = match kind {
            Opening::Always | Opening::ToMark => true,
            Opening::Address => marks > 0 || opening(rest).is_some(),
            Opening::Thanks => marks > 0,
        };
        if !cut {
            return at;
        }
        at += phrase.len() + named + marks;
    }
    at
}

/// The text without greeting and courtesy phrases; each cut phrase leaves a space.
pub(crate) fn without_courtesy(chars: &[char]) -> String {
    let mut out = String::with_capacity(chars.len() * 3);
    let mut at = greeting_length(chars);
    while let Some(&c) = chars.get(at) {
        let here = chars.get(at..).unwrap_or_default();
        let phrase = phrases().courtesy.get(&c).and_then(|list| list.iter().find(|p| here.starts_with(p)));
        match phrase {
            Some(phrase) => {
                out.push(' ');
                at += phrase.len();
            }
            None => {
                out.push(c);
                at += 1;
            }
        }
    }
    out
}

/// A run of one script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Run<'a> {
    /// Chinese characters.
    Han(&'a str),
    /// Letters of other scripts and digits, with `.`, `'` and `-` inside.
    Latin(&'a str),
}

/// Calls `emit` with the start (in bytes) of each run of a normalised text and the run.
pub(crate) fn each_run<'a>(text: &'a str, mut emit: impl FnMut(usize, Run<'a>)) {
    let mut start = 0;
    let mut kind = 0_u8;
    let kind_of = |c: char, inside: bool| {
        if is_han(c) {
            1
        } else if c.is_alphanumeric() || (inside && matches!(c, '.' | '\'' | '-')) {
            2
        } else {
            0
        }
    };
    for (at, c) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        let next = kind_of(c, kind == 2);
        if next == kind {
            continue;
        }
        let run = text.get(start..at).unwrap_or_default();
        match kind {
            1 => emit(start, Run::Han(run)),
            2 => emit(start, Run::Latin(run.trim_matches(['.', '\'', '-']))),
            _ => {}
        }
        start = at;
        kind = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::plain;

    fn cut(text: &str) -> String {
        without_courtesy(&plain(text).chars)
    }

    #[test]
    fn greeting_goes_and_subject_stays() {
        assert_eq!(cut("尊敬的各位领导，您好！食堂排队太久"), "食堂排队太久");
        assert_eq!(cut("领导好！食堂排队太久"), "食堂排队太久");
        assert_eq!(cut("食堂排队太久，谢谢"), "食堂排队太久, ");
        assert_eq!(cut(""), "");
    }

    #[test]
    fn runs() {
        let mut seen = Vec::new();
        each_run("3号门wi-fi信号差.", |_, r| seen.push(r));
        assert_eq!(seen, [Run::Latin("3"), Run::Han("号门"), Run::Latin("wi-fi"), Run::Han("信号差")]);
    }
}
