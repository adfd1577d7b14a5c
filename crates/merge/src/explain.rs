//! Why two texts were put together: the longest strings they share, found again in the originals.

use crate::normalise::{Plain, is_han, plain};
use crate::segment::greeting_length;
use std::ops::Range;

/// Characters of a text that are looked at for marks.
const LOOK: usize = 400;

/// A stretch that two texts share: where it starts in each, and its length in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tile {
    pub a: usize,
    pub b: usize,
    pub len: usize,
}

/// The longest strings two character sequences share, not overlapping in either, longest first. O(n·m).
pub(crate) fn tiles(a: &[char], b: &[char], least: usize) -> Vec<Tile> {
    let mut found: Vec<Tile> = Vec::new();
    let mut above = vec![0_usize; b.len() + 1];
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let run = if x == y { diagonal + 1 } else { 0 };
            let ends = a.get(i + 1).zip(b.get(j + 1)).is_none_or(|(x, y)| x != y);
            if run >= least && ends {
                found.push(Tile { a: i + 1 - run, b: j + 1 - run, len: run });
            }
            if let Some(slot) = above.get_mut(j) {
                diagonal = std::mem::replace(slot, run);
            }
        }
    }
    found.sort_unstable_by_key(|t| (std::cmp::Reverse(t.len), t.a, t.b));
    let (mut used_a, mut used_b) = (vec![false; a.len()], vec![false; b.len()]);
    let mut out = Vec::new();
    for tile in found {
        let (range_a, range_b) = (tile.a..tile.a + tile.len, tile.b..tile.b + tile.len);
        let free = |used: &[bool], range: Range<usize>| used.get(range).is_some_and(|part| !part.contains(&true));
        if free(&used_a, range_a.clone()) && free(&used_b, range_b.clone()) {
            for (used, range) in [(&mut used_a, range_a), (&mut used_b, range_b)] {
                if let Some(part) = used.get_mut(range) {
                    part.fill(true);
                }
            }
            out.push(tile);
        }
    }
    out
}

/// Trims a tile to something worth showing: no spaces or marks at its ends, no cut Latin word or number; `None` if
/// less than two Chinese characters or a Latin word is left.
fn worth(a: &[char], b: &[char], tile: Tile) -> Option<Tile> {
    let wordy = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() && !is_han(*c));
    let Tile { a: mut from, b: mut from_b, mut len } = tile;
    while len > 0 {
        let first = a.get(from)?;
        let cut = wordy(Some(first)) && (wordy(before(a, from)) || wordy(before(b, from_b)));
        if first.is_alphanumeric() && !cut {
            break;
        }
        from += 1;
        from_b += 1;
        len -= 1;
    }
    while len > 0 {
        let last = a.get(from + len - 1)?;
        let cut = wordy(Some(last)) && (wordy(a.get(from + len)) || wordy(b.get(from_b + len)));
        if last.is_alphanumeric() && !cut {
            break;
        }
        len -= 1;
    }
    let whole = a.get(from..from + len)?;
    let enough = len >= 2 || (len == 1 && whole.first().is_some_and(|c| c.is_ascii_digit()));
    enough.then_some(Tile { a: from, b: from_b, len })
}

fn before(chars: &[char], at: usize) -> Option<&char> {
    at.checked_sub(1).and_then(|i| chars.get(i))
}

/// The part of a text that is looked at: no greeting, not more than [`LOOK`] characters.
pub(crate) fn body(text: &Plain) -> Range<usize> {
    let from = greeting_length(&text.chars);
    from..text.chars.len().min(from + LOOK)
}

/// Shared stretches of two texts, in characters of each, longest first.
pub(crate) fn shared_tiles(a: &Plain, b: &Plain) -> Vec<Tile> {
    let (in_a, in_b) = (body(a), body(b));
    let part_a = a.chars.get(in_a.clone()).unwrap_or_default();
    let part_b = b.chars.get(in_b.clone()).unwrap_or_default();
    tiles(part_a, part_b, 1)
        .into_iter()
        .filter(|t| t.len >= 2 || part_a.get(t.a).is_some_and(char::is_ascii_digit))
        .filter_map(|t| worth(part_a, part_b, t))
        .map(|t| Tile { a: t.a + in_a.start, b: t.b + in_b.start, len: t.len })
        .collect()
}

/// The byte ranges of `text` that its shared stretches with `other` cover, ascending, not overlapping.
///
/// `shared_ranges(a, b)` gives the marks for `a`, `shared_ranges(b, a)` those for `b`. Greetings are never marked;
/// only the first 400 characters after the greeting are looked at.
#[must_use]
pub fn shared_ranges(text: &str, other: &str) -> Vec<Range<usize>> {
    let (a, b) = (plain(text), plain(other));
    let mut out: Vec<Range<usize>> = shared_tiles(&a, &b)
        .iter()
        .filter_map(|tile| {
            let first = a.spans.get(tile.a)?;
            let last = a.spans.get(tile.a + tile.len - 1)?;
            Some(first.0..last.1)
        })
        .collect();
    out.sort_by_key(|r| (r.start, r.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(out.len());
    for range in out {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// The shared strings themselves, longest first, at most `most` of at most 40 characters each.
pub(crate) fn shared_strings(a: &Plain, b: &Plain, most: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for tile in shared_tiles(a, b) {
        let text: String = a.chars.iter().skip(tile.a).take(tile.len.min(40)).collect();
        if !out.contains(&text) {
            out.push(text);
        }
        if out.len() == most {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_on_the_original() {
        let a = "您好，一食堂的油煙太大";
        let b = "一食堂油烟一直很大";
        let marks: Vec<&str> = shared_ranges(a, b).into_iter().map(|r| &a[r]).collect();
        assert_eq!(marks, ["一食堂", "油煙"]);
        let marks: Vec<&str> = shared_ranges(b, a).into_iter().map(|r| &b[r]).collect();
        assert_eq!(marks, ["一食堂油烟"]);
    }

    #[test]
    fn numbers_are_not_cut() {
        assert!(shared_ranges("2019", "2018").is_empty());
        assert!(shared_ranges("", "x").is_empty());
    }

    #[test]
    fn repeats_end() {
        let long = "噪".repeat(2000);
        assert_eq!(shared_ranges(&long, &long).len(), 1);
    }
}
