//! Words for full-text search. Engines that split at spaces find no two-character Chinese word inside a sentence, so
//! the index gets dictionary words and all pairs of characters, and the query is cut the same way.

use crate::normalise::{normalise, plain};
use crate::segment::{Run, dictionary, each_run};

/// Loads the dictionary, so that the first [`tokens`] does not wait for it. It stays in memory (some 60 MiB): call it where
/// words are about to be written, off any thread that others wait for, and not at start-up.
pub fn load() {
    let _ = dictionary();
}

/// Tokens of a text for the index: dictionary words and every pair of neighbouring characters of Chinese runs, every
/// single character of runs of one, lower-cased words of other scripts and numbers. Normalised, in order of the text;
/// repeated tokens are kept, so that an engine can count them.
///
/// The greeting is indexed too: what was written can be found.
#[must_use]
pub fn tokens(text: &str) -> Vec<String> {
    let text = normalise(text);
    let mut out = Vec::new();
    each_run(&text, |_, run| match run {
        Run::Han(run) => {
            let found = pairs(run);
            for token in dictionary().cut_for_search(run, true) {
                let length = token.end - token.start;
                if length > 2 {
                    out.push(token.word.to_owned());
                }
            }
            out.extend(found);
        }
        Run::Latin(word) => latin(word, &mut out),
    });
    out
}

/// Tokens of a query, all of which a hit must have: the pairs of each Chinese run (a run of one gives the character),
/// and the words of other scripts. Each token once.
#[must_use]
pub fn query_tokens(text: &str) -> Vec<String> {
    let text: String = plain(text).chars.into_iter().collect();
    let mut out = Vec::new();
    each_run(&text, |_, run| match run {
        Run::Han(run) => out.extend(pairs(run)),
        Run::Latin(word) => latin(word, &mut out),
    });
    let mut seen = rustc_hash::FxHashSet::default();
    out.retain(|token| seen.insert(token.clone()));
    out
}

fn pairs(run: &str) -> Vec<String> {
    let chars: Vec<char> = run.chars().collect();
    if chars.len() == 1 {
        return vec![run.to_owned()];
    }
    chars.windows(2).map(|pair| pair.iter().collect()).collect()
}

/// A word as it stands, and its parts at inner marks ("wi-fi" is found as "wi-fi", "wi" and "fi").
fn latin(word: &str, out: &mut Vec<String>) {
    if word.is_empty() {
        return;
    }
    out.push(word.to_owned());
    if word.contains(['.', '\'', '-']) {
        out.extend(word.split(['.', '\'', '-']).filter(|part| !part.is_empty()).map(str::to_owned));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_is_found() {
        let index = tokens("一食堂的油煙太大，Wi-Fi 3号门");
        for query in ["食堂", "油烟", "油煙", "太大", "wifi 3".split(' ').next_back().unwrap_or(""), "WI-FI", "号门"]
        {
            assert!(query_tokens(query).iter().all(|t| index.contains(t)), "{query}");
        }
        assert_eq!(query_tokens("食堂食堂"), ["食堂", "堂食"]);
        assert!(query_tokens("，。").is_empty());
    }
}
