//! Writes synthetic opinions with gold, the second generator: `synth IN.jsonl OUT.jsonl N [SEED]`.
//!
//! As the reference generator does, it tells each virtual issue once (55 %) or up to 40 times, each time with other
//! sentences, 2 % of the characters lost and 1 % of neighbours swapped. But the invented places carry none of the
//! suffixes a guard could look for: gates, shift teams, plants, tanks, staff numbers, bare names (`places.txt`).
#![allow(clippy::as_conversions, clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

use std::collections::HashMap;
use std::io::Write;

/// A small fixed generator (SplitMix64), so that the same seed gives the same file everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize
    }
}

struct Lists {
    kinds: HashMap<&'static str, Vec<&'static str>>,
    name: Vec<char>,
}

fn lists() -> Lists {
    let mut kinds: HashMap<&str, Vec<&str>> = HashMap::new();
    for line in include_str!("places.txt").lines().filter(|l| !l.starts_with('#')) {
        let (kind, rest) = line.split_once(' ').unwrap();
        let list = kinds.entry(kind).or_default();
        if kind == "suffix" { list.extend(rest.split(' ')) } else { list.push(rest) }
    }
    let name = kinds["name"][0].chars().collect();
    Lists { kinds, name }
}

fn invent(pattern: &str, lists: &Lists, dice: &mut Dice) -> String {
    let mut out = pattern.replace("{n}", &(1 + dice.below(99)).to_string());
    out = out.replace("{w}", &(10_000 + dice.below(90_000)).to_string());
    let name: String = (0..2).map(|_| lists.name[dice.below(lists.name.len())]).collect();
    out.replace("{x}", &name)
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Replaces "name + suffix" by an invented place, the same one for the same name, and district codes by the unit.
fn relocate(
    text: &[char],
    unit: &str,
    names: &mut HashMap<String, String>,
    lists: &Lists,
    dice: &mut Dice,
) -> Vec<char> {
    let mut out = Vec::new();
    let mut at = 0;
    'text: while at < text.len() {
        if text[at].is_ascii_uppercase() {
            let digits = text[at + 1..].iter().take_while(|c| c.is_ascii_digit()).count();
            if text.get(at + 1 + digits).is_some_and(|c| matches!(c, '\u{5e02}' | '\u{533a}' | '\u{53bf}')) {
                out.extend(unit.chars());
                at += digits + 2;
                continue;
            }
        }
        for length in (2..=4).rev() {
            if at + length >= text.len() || !text[at..at + length].iter().all(|c| is_han(*c)) {
                continue;
            }
            let rest: String = text[at + length..].iter().take(3).collect();
            if let Some(suffix) = lists.kinds["suffix"].iter().find(|s| rest.starts_with(**s)) {
                let name: String = text[at..at + length].iter().collect();
                let place = lists.kinds["place"][dice.below(lists.kinds["place"].len())];
                let invented = invent(place, lists, dice);
                out.extend(names.entry(name).or_insert(invented).chars());
                at += length + suffix.chars().count();
                continue 'text;
            }
        }
        out.push(text[at]);
        at += 1;
    }
    out
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [source, target, count, ..] = args.as_slice() else {
        eprintln!("synth IN.jsonl OUT.jsonl N [SEED]");
        std::process::exit(2);
    };
    let count: usize = count.parse().unwrap();
    let mut dice = Dice(args.get(3).and_then(|s| s.parse().ok()).unwrap_or(1));
    let lists = lists();
    let texts = std::fs::read_to_string(source).unwrap_or_else(|e| panic!("{source}: {e}"));
    let base: Vec<Vec<Vec<char>>> = texts
        .lines()
        .filter_map(|l| serde_json::from_str::<serde_json::Value>(l).ok())
        .map(|v| {
            let text = v["text"].as_str().unwrap_or_default().to_owned();
            text.split(|c: char| matches!(c, '\u{3002}' | '\u{ff01}' | '\u{ff1f}' | '\u{ff1b}') || c.is_whitespace())
                .map(|s| s.chars().collect::<Vec<char>>())
                .filter(|s| (6..=80).contains(&s.len()))
                .collect::<Vec<_>>()
        })
        .filter(|parts: &Vec<Vec<char>>| !parts.is_empty())
        .collect();
    let mut out = std::io::BufWriter::new(std::fs::File::create(target).unwrap());
    let (mut written, mut issue) = (0, 0);
    while written < count {
        let source = &base[dice.below(base.len())];
        let unit = lists.kinds["unit"][dice.below(lists.kinds["unit"].len())];
        let unit = invent(unit, &lists, &mut dice);
        let mut names = HashMap::new();
        let parts: Vec<Vec<char>> = source.iter().map(|p| relocate(p, &unit, &mut names, &lists, &mut dice)).collect();
        let times = if dice.unit() < 0.55 { 1 } else { (1 + (1.0 / dice.unit().max(0.02).powf(0.9)) as usize).min(40) };
        for _ in 0..times {
            let mut said: Vec<char> = Vec::new();
            if dice.unit() < 0.8 || parts.len() < 2 {
                said.extend(&parts[0]);
            }
            let mut others: Vec<usize> = (1..parts.len()).collect();
            for _ in 0..(1 + dice.below(2)).min(others.len()) {
                let at = dice.below(others.len());
                if !said.is_empty() {
                    said.push('\u{ff0c}');
                }
                said.extend(&parts[others.swap_remove(at)]);
            }
            let mut said: Vec<char> = said.into_iter().filter(|_| dice.unit() > 0.02).collect();
            for at in 0..said.len().saturating_sub(1) {
                if dice.unit() < 0.01 {
                    said.swap(at, at + 1);
                }
            }
            let mut pick = |kind: &str| {
                let list = &lists.kinds[kind];
                list.get(dice.below(list.len() * 2)).copied().unwrap_or("")
            };
            let text = format!("{}{}{}", pick("opening"), said.iter().collect::<String>(), pick("ending"));
            let row = serde_json::json!({"id": written.to_string(), "text": text, "cluster": issue.to_string()});
            writeln!(out, "{row}").unwrap();
            written += 1;
            if written == count {
                break;
            }
        }
        issue += 1;
    }
}
