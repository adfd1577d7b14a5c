//! The look for whoever could be recognised, before anything is approved (SPEC 5.3, publication): names of persons of the
//! organisation, numbers of phones and papers, and the words of anonymous originals. Pure; the caller reads the rows.

use std::collections::HashSet;

/// So many characters in a row out of an anonymous original are a quotation.
pub const RUN: usize = 12;
/// From so many digits in a row on it is somebody's number: a mobile phone, an identity card.
const DIGITS: usize = 11;
/// Hits are listed up to this number.
const MOST: usize = 20;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The words of an anonymous original.
    Words,
    /// A long number.
    Number,
    /// Somebody's name. It may be right to name somebody, so a person decides.
    Name,
}

/// A place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub found: Found,
    /// The stretch of the published text.
    pub excerpt: String,
}

/// A text made ready for the scan.
pub struct Scan {
    chars: Vec<char>,
    windows: HashSet<u64>,
    text: String,
    hits: Vec<Hit>,
}

/// Letters and digits only: a comma set otherwise does not hide a quotation.
fn bare(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn key(window: &[char]) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    window.hash(&mut hasher);
    hasher.finish()
}

impl Scan {
    /// Of everything that will be read.
    pub fn of(text: &str) -> Scan {
        let chars = bare(text);
        let windows = chars.windows(RUN).map(key).collect();
        let mut scan = Scan { chars, windows, text: text.to_owned(), hits: Vec::new() };
        scan.numbers();
        scan
    }

    fn hit(&mut self, found: Found, excerpt: String) {
        let known = self.hits.iter().any(|hit| hit.found == found && hit.excerpt == excerpt);
        if !known && self.hits.len() < MOST {
            self.hits.push(Hit { found, excerpt });
        }
    }

    fn numbers(&mut self) {
        let text = std::mem::take(&mut self.text);
        for run in text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= DIGITS) {
            self.hit(Found::Number, run.to_owned());
        }
        self.text = text;
    }

    /// Compares with an anonymous original; called for one after the other, so that they need not all be in memory.
    pub fn original(&mut self, original: &str) {
        let chars = bare(original);
        let mut at = 0;
        while let Some(window) = chars.get(at..at + RUN) {
            if !self.windows.contains(&key(window)) || !self.holds(window) {
                at += 1;
                continue;
            }
            let mut end = at + RUN;
            while chars.get(at..end + 1).is_some_and(|longer| self.holds(longer)) {
                end += 1;
            }
            let excerpt = chars.get(at..end).unwrap_or(window).iter().collect();
            self.hit(Found::Words, excerpt);
            at = end;
        }
    }

    fn holds(&self, window: &[char]) -> bool {
        self.chars.windows(window.len()).any(|w| w == window)
    }

    /// Compares with a person's name of at least two characters.
    pub fn name(&mut self, name: &str) {
        if name.chars().count() >= 2 && self.text.contains(name) {
            self.hit(Found::Name, name.to_owned());
        }
    }

    /// What was found.
    pub fn finish(self) -> Vec<Hit> {
        self.hits
    }
}
