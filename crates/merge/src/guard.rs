//! Same wording, other place or number: two texts that would be called the same are read once more, clause by clause.
//! Where the words around are the same and only a name or a number differs, they speak of different things.
//!
//! No list of suffixes is needed: a place is whatever stands in the gap between shared words.
#![allow(clippy::indexing_slicing)] // numeric kernel: alignment tables of two short clauses

use crate::normalise::{is_han, plain};
use crate::segment::{dictionary, lines, without_courtesy};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// Symbols of a clause that are looked at.
const LONGEST: usize = 48;
/// Clauses of a text that are looked at.
const MOST: usize = 12;

/// A text cut into clauses of symbols, ready to be compared.
#[derive(Debug, Default, Clone)]
pub(crate) struct Clauses {
    symbols: Vec<Symbol>,
    /// Ends of the clauses in `symbols`.
    ends: Vec<u32>,
    /// For each clause, a 64-bit set of its symbols' hashes.
    sets: Vec<u64>,
}

/// A Chinese character, or a whole number or word of another script by number.
type Symbol = u32;

/// Symbols at or above this are words; below, characters.
const WORDS: u32 = 0x11_0000;

/// Set on numbers that say how much or when: they differ without telling two things apart.
const QUANTITY: u32 = 0x4000_0000;

/// Does a month stand before, so that the number is a day?
fn dated(before: Option<&Symbol>) -> bool {
    before == Some(&0x6708)
}

/// The lists of `data/` the guard needs.
struct Lists {
    ordinal: FxHashMap<char, usize>,
    units: FxHashSet<char>,
    function: FxHashSet<char>,
}

fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| Lists {
        ordinal: lines(include_str!("../data/ordinals.txt"))
            .enumerate()
            .flat_map(|(line, chars)| chars.chars().map(move |c| (c, line)))
            .collect(),
        units: lines(include_str!("../data/units.txt"))
            .flat_map(str::split_whitespace)
            .filter_map(|unit| unit.chars().next())
            .collect(),
        function: lines(include_str!("../data/function_characters.txt")).flat_map(str::chars).collect(),
    })
}

/// Cuts a text into clauses.
pub(crate) fn clauses(text: &str) -> Clauses {
    let p = plain(text);
    let mut out = Clauses::default();
    let mut word = String::new();
    let mut rest = without_courtesy(&p.chars).chars().collect::<Vec<char>>().into_iter().peekable();
    while let Some(c) = rest.next() {
        if is_han(c) {
            out.symbols.push(u32::from(c));
        } else if c.is_alphanumeric() {
            word.push(c);
            if rest.peek().is_none_or(|next| is_han(*next) || !next.is_alphanumeric()) {
                let symbol = pack(&word);
                let how_much = word.bytes().all(|b| b.is_ascii_digit())
                    && (rest.peek().is_some_and(|next| lists().units.contains(next)) || dated(out.symbols.last()));
                out.symbols.push(if how_much { QUANTITY | (symbol & 0x3fff_ffff) } else { symbol });
                word.clear();
            }
        } else if c != ' ' {
            out.end_clause();
        }
    }
    out.end_clause();
    out
}

/// A word of another script as a symbol: up to five letters and digits exactly (40 values each), longer ones by hash.
fn pack(word: &str) -> Symbol {
    let mut value = 0_u32;
    for (at, b) in word.bytes().enumerate() {
        let digit = match b {
            b'0'..=b'9' => u32::from(b - b'0') + 1,
            b'a'..=b'z' => u32::from(b - b'a') + 11,
            _ => 37,
        };
        if at >= 5 || digit == 37 {
            return 0x8000_0000 | u32::try_from(crate::features::hash(word) & 0x3fff_ffff).unwrap_or(0);
        }
        value = value * 37 + digit;
    }
    WORDS + value
}

/// The letters of a packed word, if it is short enough to be known.
fn unpack(symbol: Symbol) -> Option<Vec<u8>> {
    if symbol & 0x8000_0000 != 0 {
        return None;
    }
    let mut value = symbol.checked_sub(WORDS)?;
    let mut out = Vec::new();
    while value > 0 {
        let digit = u8::try_from(value % 37).unwrap_or(0);
        out.push(if digit > 10 { b'a' + digit - 11 } else { (b'0' + digit).saturating_sub(1) });
        value /= 37;
    }
    out.reverse();
    Some(out)
}

fn is_word(symbol: Symbol) -> bool {
    symbol >= WORDS && symbol & QUANTITY == 0
}

impl Clauses {
    fn end_clause(&mut self) {
        let from = self.ends.last().map_or(0, |end| usize::try_from(*end).unwrap_or(0));
        if self.symbols.len() == from || self.ends.len() == MOST {
            self.symbols.truncate(from);
            return;
        }
        self.symbols.truncate(from + LONGEST);
        let set =
            self.symbols[from..].iter().fold(0, |set, symbol| set | 1 << (symbol.wrapping_mul(0x9e37_79b1) >> 26));
        self.ends.push(u32::try_from(self.symbols.len()).unwrap_or(u32::MAX));
        self.sets.push(set);
    }

    fn clause(&self, at: usize) -> &[Symbol] {
        let end = |at: usize| usize::try_from(self.ends[at]).unwrap_or(0);
        let from = if at == 0 { 0 } else { end(at - 1) };
        &self.symbols[from..end(at)]
    }
}

/// Two stretches that stand in the same place of the same wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gap {
    pub a: Vec<Symbol>,
    pub b: Vec<Symbol>,
}

/// Do the two texts say the same of different things?
pub(crate) fn conflict(a: &Clauses, b: &Clauses) -> bool {
    let mut found = false;
    each_gap(a, b, &mut |gap| {
        found = differs(&gap) && !elsewhere(&gap.a, b) && !elsewhere(&gap.b, a);
        found
    });
    found
}

/// The differing names and numbers of two texts that say the same otherwise, as (here, there).
pub(crate) fn differing(a: &Clauses, b: &Clauses) -> Vec<(String, String)> {
    let mut out = Vec::new();
    each_gap(a, b, &mut |gap| {
        if differs(&gap) && !elsewhere(&gap.a, b) && !elsewhere(&gap.b, a) {
            let pair = (spell(&gap.a), spell(&gap.b));
            if !out.contains(&pair) {
                out.push(pair);
            }
        }
        false
    });
    out
}

fn spell(symbols: &[Symbol]) -> String {
    let mut out = String::new();
    for symbol in symbols {
        match unpack(*symbol) {
            Some(word) => out.extend(word.iter().map(|b| char::from(*b))),
            None => out.extend(char::from_u32(*symbol)),
        }
    }
    out
}

/// Calls `emit` for each gap until it says that it has seen enough.
fn each_gap(a: &Clauses, b: &Clauses, emit: &mut dyn FnMut(Gap) -> bool) {
    for i in 0..a.ends.len() {
        let x = a.clause(i);
        if x.len() < 3 {
            continue;
        }
        // The clause of the other text that shares most symbols; a clause that stands there word for word has no gap.
        let mut best: Option<(u32, usize)> = None;
        let mut same = false;
        for j in 0..b.ends.len() {
            let both = (a.sets[i] & b.sets[j]).count_ones();
            let fewer = a.sets[i].count_ones().min(b.sets[j].count_ones());
            if both * 2 < fewer || b.clause(j).len() < 3 {
                continue;
            }
            same |= a.sets[i] == b.sets[j] && x == b.clause(j);
            if best.is_none_or(|(most, _)| both > most) {
                best = Some((both, j));
            }
        }
        if let (Some((_, j)), false) = (best, same) {
            let y = b.clause(j);
            let matched = align(x, y);
            if matched.len() * 2 >= x.len().min(y.len()) && gaps(x, y, &matched, emit) {
                return;
            }
        }
    }
}

/// Positions matched by a longest common subsequence.
fn align(x: &[Symbol], y: &[Symbol]) -> Vec<(usize, usize)> {
    let mut out = Vec::with_capacity(x.len());
    let head = x.iter().zip(y).take_while(|(x, y)| x == y).count();
    let most = x.len().min(y.len()) - head;
    let tail = x.iter().rev().zip(y.iter().rev()).take(most).take_while(|(x, y)| x == y).count();
    out.extend((0..head).map(|i| (i, i)));
    middle(&x[head..x.len() - tail], &y[head..y.len() - tail], head, &mut out);
    out.extend((0..tail).rev().map(|i| (x.len() - 1 - i, y.len() - 1 - i)));
    out
}

fn middle(x: &[Symbol], y: &[Symbol], offset: usize, out: &mut Vec<(usize, usize)>) {
    if x.is_empty() || y.is_empty() {
        return;
    }
    let wide = y.len() + 1;
    let mut table = [0_u8; (LONGEST + 1) * (LONGEST + 1)];
    for i in (0..x.len()).rev() {
        for j in (0..y.len()).rev() {
            table[i * wide + j] = if x[i] == y[j] {
                // Neighbouring matches count a little more, so that runs stay whole.
                table[(i + 1) * wide + j + 1] + 4 + u8::from(i + 1 < x.len() && j + 1 < y.len() && x[i + 1] == y[j + 1])
            } else {
                table[(i + 1) * wide + j].max(table[i * wide + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < x.len() && j < y.len() {
        if x[i] == y[j] {
            out.push((offset + i, offset + j));
            i += 1;
            j += 1;
        } else if table[(i + 1) * wide + j] >= table[i * wide + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
}

/// The gaps between matched runs, if the wording around them is the same; a run of one between two gaps belongs to
/// the gap.
fn gaps(x: &[Symbol], y: &[Symbol], matched: &[(usize, usize)], emit: &mut dyn FnMut(Gap) -> bool) -> bool {
    let mut runs: Vec<(usize, usize, usize)> = Vec::new();
    for &(i, j) in matched {
        match runs.last_mut() {
            Some((ri, rj, len)) if *ri + *len == i && *rj + *len == j => *len += 1,
            _ => runs.push((i, j, 1)),
        }
    }
    runs.retain(|(i, _, len)| *len >= 2 || is_word(x[*i]));
    let same: usize = runs.iter().map(|(_, _, len)| len).sum();
    runs.push((x.len(), y.len(), 0));
    let (mut from_x, mut from_y) = (0, 0);
    let (mut lost, mut inside) = (0, 0);
    let mut found = Vec::new();
    for (i, j, len) in runs {
        let (gap_x, gap_y) = (&x[from_x..i], &y[from_y..j]);
        if gap_x.is_empty() || gap_y.is_empty() || damaged(gap_x, gap_y) {
            lost += gap_x.len().max(gap_y.len());
        } else {
            inside += gap_x.len().max(gap_y.len());
            found.push(Gap { a: gap_x.to_vec(), b: gap_y.to_vec() });
        }
        from_x = i + len;
        from_y = j + len;
    }
    same >= 5 && inside <= same && lost * 3 <= same && found.into_iter().any(emit)
}

/// One side holds nothing that the other does not: a slip of the pen.
fn damaged(a: &[Symbol], b: &[Symbol]) -> bool {
    let common = common(a, b);
    common > 0 && common == a.len().min(b.len())
}

/// Does a gap hold two different names or numbers?
fn differs(gap: &Gap) -> bool {
    let words = |side: &[Symbol]| side.iter().copied().filter(|s| is_word(*s)).collect::<Vec<_>>();
    let han = |side: &[Symbol]| side.iter().copied().filter(|s| *s < WORDS).collect::<Vec<_>>();
    let (wa, wb) = (words(&gap.a), words(&gap.b));
    let (ha, hb) = (han(&gap.a), han(&gap.b));
    match (wa.is_empty(), wb.is_empty()) {
        (false, false) if !wa.iter().any(|x| wb.iter().any(|y| same_word(*x, *y))) => return true,
        // A number here, a name there.
        (false, true) => return is_name(&hb),
        (true, false) => return is_name(&ha),
        _ => {}
    }
    if let ([x], [y]) = (&ha[..], &hb[..]) {
        let line = |s: &Symbol| char::from_u32(*s).and_then(|c| lists().ordinal.get(&c));
        return x != y && line(x).is_some() && line(x) == line(y);
    }
    let few = ha.len().min(hb.len());
    let long = ha.len().max(hb.len());
    few >= 2 && long <= 12 && common(&ha, &hb) * 2 < few && is_name(&ha) && is_name(&hb)
}

/// How many symbols two stretches have in common.
fn common(a: &[Symbol], b: &[Symbol]) -> usize {
    let mut left = b.to_vec();
    a.iter()
        .filter(|x| {
            let at = left.iter().position(|y| y == *x);
            if let Some(at) = at {
                left.swap_remove(at);
            }
            at.is_some()
        })
        .count()
}

/// Does the other text name this too, in another place? Then both speak of it.
fn elsewhere(name: &[Symbol], other: &Clauses) -> bool {
    name.windows(2).any(|pair| {
        let said = |pair: &[Symbol]| pair.iter().any(|s| is_word(*s)) || is_name(pair);
        other.symbols.windows(2).any(|here| here == pair) && said(pair)
    })
}

/// Is this a name, as far as the dictionary can tell: a proper noun, or characters in a row that make no word?
fn is_name(symbols: &[Symbol]) -> bool {
    let text: String = symbols.iter().filter_map(|s| char::from_u32(*s)).collect();
    let mut single = 0;
    for tag in dictionary().tag(&text, false) {
        let mut chars = tag.word.chars();
        let alone = chars.next().filter(|_| chars.next().is_none());
        match alone {
            Some(c) if !lists().function.contains(&c) => single += 1,
            Some(_) => single = 0,
            None => single = 0,
        }
        if single >= 2 || (alone.is_none() && matches!(tag.tag, "ns" | "nr" | "nt" | "nz" | "nrt" | "nrfg")) {
            return true;
        }
    }
    false
}

/// The same word, or one that lost a letter or had two swapped.
fn same_word(x: Symbol, y: Symbol) -> bool {
    if x == y {
        return true;
    }
    let (Some(x), Some(y)) = (unpack(x), unpack(y)) else { return false };
    let mut sorted = (x.clone(), y.clone());
    sorted.0.sort_unstable();
    sorted.1.sort_unstable();
    sorted.0 == sorted.1 || within(&x, &y) || within(&y, &x)
}

fn within(short: &[u8], long: &[u8]) -> bool {
    let mut rest = long.iter();
    short.len() < long.len() && short.iter().all(|b| rest.any(|x| x == b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conflicting(a: &str, b: &str) -> bool {
        conflict(&clauses(a), &clauses(b))
    }

    #[test]
    fn other_place_or_number() {
        assert!(conflicting("请对一食堂的排队问题进行整改", "请对三食堂的排队问题进行整改"));
        assert!(conflicting("3号门的灯坏了", "5号门的灯坏了"));
        assert!(conflicting("金泰装置泄漏无人处理", "华盛装置泄漏无人处理"));
        assert!(!conflicting("3号门的灯坏了很久", "3号门的灯早就坏了"));
        assert!(!conflicting("金泰装置泄漏无人处理", "泰金装置泄漏无人处理"));
        assert!(!conflicting("b10区的路灯坏了", "b01区的路灯坏了"));
    }

    #[test]
    fn words_pack_and_unpack() {
        assert_ne!(pack("a1"), pack("a12"));
        assert!(same_word(pack("a1"), pack("a12")) && !same_word(pack("e6"), pack("g6")));
        assert!(pack("abcdef") & 0x8000_0000 != 0);
    }
}
