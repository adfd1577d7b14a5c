//! Suggestions: which group does one new opinion look like, among many grouped ones, without grouping again.
#![allow(clippy::indexing_slicing, clippy::as_conversions)] // numeric kernel: slots and postings come from one table

mod place;

use crate::features;
use crate::guard;
use crate::pipeline::{self, Reason};
use crate::reread::Ready;
use crate::settings::Parameters;
use crate::similarity;
use rustc_hash::FxHashMap;

pub use place::Placed;

/// A group that a new opinion looks like.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The group's name as it was given.
    pub group: String,
    /// How strongly it belongs there; from 1 on it is "the same", from 0.7 on "perhaps".
    pub score: f32,
    /// The nearest member, what is shared and what differs.
    pub reason: Reason,
}

#[derive(Debug, Clone)]
struct Entry {
    id: String,
    text: String,
    group: u32,
    /// Features, ascending, and how often each stands in the text.
    terms: Box<[u32]>,
    times: Box<[u8]>,
    distinct: u32,
    ready: Ready,
    /// Where it stands among the members of its group.
    at: u32,
    /// Placed by [`Index::place`], so that it may be placed again: whom it is like. `None` if somebody else placed it.
    near: Option<Vec<Near>>,
}

/// One text that another is like.
#[derive(Debug, Clone, Copy)]
struct Near {
    slot: u32,
    alike: f32,
    conflict: bool,
}

/// An index of grouped opinions in memory. It may be changed at any time; a removed opinion leaves nothing behind.
///
/// Budget: about 1.5 KiB for an opinion of 70 characters, its text included; [`Index::memory_bytes`] tells. Dropping the
/// index frees it all, so a session that may keep nothing on disk can hold one.
#[derive(Debug, Clone, Default)]
pub struct Index {
    entries: Vec<Option<Entry>>,
    free: Vec<u32>,
    of_id: FxHashMap<String, u32>,
    groups: Vec<Named>,
    of_group: FxHashMap<String, u32>,
    postings: FxHashMap<u32, Vec<u32>>,
    letters: FxHashMap<u16, u32>,
    /// How many groups [`Index::place`] has opened.
    opened: u64,
    parameters: Parameters,
}

/// What a new text has to do with one group.
#[derive(Debug, Clone, Copy, Default)]
struct Touched {
    group: u32,
    score: f32,
    strongest: f32,
    sum: f32,
    /// The member it is most like.
    slot: u32,
    edges: u32,
    conflicts: u32,
}

#[derive(Debug, Clone)]
struct Named {
    name: String,
    members: Vec<u32>,
}

impl Index {
    /// An index of opinions (id, text, group).
    pub fn build<'a>(grouped: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>) -> Index {
        let mut index = Index::default();
        for (id, text, group) in grouped {
            index.add(id, text, group);
        }
        index
    }

    /// An empty index with other numbers of the method, for measuring.
    #[must_use]
    pub fn with_parameters(parameters: Parameters) -> Index {
        Index { parameters, ..Index::default() }
    }

    /// Adds an opinion to a group, or moves and replaces it if the id is there already.
    pub fn add(&mut self, id: &str, text: &str, group: &str) {
        self.remove(id);
        let group = self.number(group);
        self.put(id, text, group, None);
    }

    fn number(&mut self, group: &str) -> u32 {
        if let Some(number) = self.of_group.get(group) {
            return *number;
        }
        let number = self.groups.len() as u32;
        self.groups.push(Named { name: group.to_owned(), members: Vec::new() });
        self.of_group.insert(group.to_owned(), number);
        number
    }

    /// Puts an opinion that is not there yet into a group; gives its slot.
    fn put(&mut self, id: &str, text: &str, group: u32, near: Option<Vec<Near>>) -> u32 {
        let counts = features::count(text);
        let distinct = counts.len() as u32;
        let terms: Box<[u32]> = counts.iter().map(|(key, _)| *key).collect();
        let times: Box<[u8]> = counts.iter().map(|(_, times)| (*times).clamp(1, 255) as u8).collect();
        let slot = match self.free.pop() {
            Some(slot) => slot,
            None => {
                self.entries.push(None);
                (self.entries.len() - 1) as u32
            }
        };
        for key in &terms {
            self.postings.entry(*key).or_default().push(slot);
        }
        self.of_id.insert(id.to_owned(), slot);
        let ready = Ready::new(text);
        for symbol in ready.letters() {
            *self.letters.entry(symbol).or_default() += 1;
        }
        let members = &mut self.groups[group as usize].members;
        let at = members.len() as u32;
        members.push(slot);
        let (id, text) = (id.to_owned(), text.to_owned());
        self.entries[slot as usize] = Some(Entry { id, text, group, terms, times, distinct, ready, at, near });
        slot
    }

    /// Takes an entry out of the list of its group's members.
    fn leave(&mut self, group: u32, at: u32) {
        let members = &mut self.groups[group as usize].members;
        members.swap_remove(at as usize);
        if let Some(moved) = members.get(at as usize).copied()
            && let Some(entry) = self.entries[moved as usize].as_mut()
        {
            entry.at = at;
        }
    }

    /// Takes an opinion out. False if it was not there.
    pub fn remove(&mut self, id: &str) -> bool {
        let Some(slot) = self.of_id.remove(id) else { return false };
        let Some(entry) = self.entries[slot as usize].take() else { return false };
        for key in &entry.terms {
            if let Some(list) = self.postings.get_mut(key) {
                list.retain(|s| *s != slot);
                if list.is_empty() {
                    self.postings.remove(key);
                }
            }
        }
        for symbol in entry.ready.letters() {
            if let Some(n) = self.letters.get_mut(&symbol) {
                *n = n.saturating_sub(1);
            }
        }
        self.leave(entry.group, entry.at);
        for other in entry.near.iter().flatten() {
            let other = self.entries[other.slot as usize].as_mut();
            if let Some(near) = other.and_then(|other| other.near.as_mut()) {
                near.retain(|n| n.slot != slot);
            }
        }
        self.free.push(slot);
        true
    }

    /// Number of opinions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.of_id.len()
    }

    /// Is it empty?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.of_id.is_empty()
    }

    /// The groups that `text` looks like, the best first, at most `limit`, with a score of at least 0.4.
    #[must_use]
    pub fn suggest(&self, text: &str, limit: usize) -> Vec<Suggestion> {
        let found = self.nearest(text);
        let mut out = self.scores(&found);
        out.retain(|touched| touched.score >= 0.4);
        out.truncate(limit);
        out.into_iter()
            .filter_map(|touched| {
                let entry = self.entries[touched.slot as usize].as_ref()?;
                let reason = pipeline::reason(text, &entry.text);
                let reason = Reason { nearest: Some(entry.id.clone()), score: touched.strongest, ..reason };
                let group = self.groups[touched.group as usize].name.clone();
                Some(Suggestion { group, score: touched.score, reason })
            })
            .collect()
    }

    /// The opinions that `text` is most like, after the second look.
    fn nearest(&self, text: &str) -> Vec<Near> {
        let p = &self.parameters;
        let counts = features::count(text);
        let mut query: Vec<(u32, f32)> = counts
            .iter()
            .map(|(key, times)| (*key, (1.0 + f32::from((*times).max(1)).ln()) * self.rarity(*key)))
            .collect();
        let norm = query.iter().map(|(_, w)| w * w).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        query.iter_mut().for_each(|(_, w)| *w /= norm);
        let mut ask = query.clone();
        ask.sort_unstable_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
        let mut partial: FxHashMap<u32, f32> = FxHashMap::default();
        let mut asked = 0;
        for (key, weight) in &ask {
            let Some(list) = self.postings.get(key) else { continue };
            if list.len() > p.too_common || asked == p.asked {
                continue;
            }
            asked += 1;
            for slot in list {
                *partial.entry(*slot).or_default() += weight * weight;
            }
        }
        let mut found: Vec<(f32, &str, u32)> = partial
            .into_iter()
            .filter_map(|(slot, score)| self.entries[slot as usize].as_ref().map(|e| (score, e.id.as_str(), slot)))
            .collect();
        let better = |x: &(f32, &str, u32), y: &(f32, &str, u32)| y.0.total_cmp(&x.0).then(x.1.cmp(y.1));
        if found.len() > p.compared {
            found.select_nth_unstable_by(p.compared, better);
            found.truncate(p.compared);
        }
        let weights: FxHashMap<u32, f32> = query.iter().copied().collect();
        let distinct = counts.len() as u32;
        for slot in &mut found {
            let Some(entry) = self.entries[slot.2 as usize].as_ref() else { continue };
            slot.0 = self.alike(entry, &weights, distinct);
        }
        found.sort_unstable_by(better);
        found.truncate(p.neighbours);
        let (ready, clauses) = (Ready::new(text), guard::clauses(text));
        let total = self.len() as f64;
        let rarity = |symbol: u16| {
            let spread = self.letters.get(&symbol).copied().unwrap_or(0);
            (((1.0 + total) / (1.0 + f64::from(spread))).ln() + 1.0) as f32
        };
        found
            .into_iter()
            .filter_map(|(first, _, slot)| {
                let entry = self.entries[slot as usize].as_ref()?;
                let alike = ready.alike(&entry.ready, first, &rarity, p);
                let read = first >= p.worth && alike >= p.guarded;
                let conflict = read && guard::conflict(&clauses, &guard::clauses(&entry.text));
                Some(Near { slot, alike: if conflict { alike * p.guard } else { alike }, conflict })
            })
            .collect()
    }

    /// What the nearest opinions say of their groups, the best first.
    fn scores(&self, found: &[Near]) -> Vec<Touched> {
        let p = &self.parameters;
        let id = |slot: u32| self.entries[slot as usize].as_ref().map_or("", |e| e.id.as_str());
        let mut groups: FxHashMap<u32, Touched> = FxHashMap::default();
        for near in found {
            let Some(entry) = self.entries[near.slot as usize].as_ref() else { continue };
            let touched = groups.entry(entry.group).or_insert(Touched { slot: near.slot, ..Touched::default() });
            touched.group = entry.group;
            let stronger = near.alike > touched.strongest;
            if stronger || (near.alike == touched.strongest && entry.id.as_str() < id(touched.slot)) {
                (touched.strongest, touched.slot) = (near.alike, near.slot);
            }
            if near.alike >= p.least_alike {
                touched.sum += near.alike;
                touched.edges += 1;
                touched.conflicts += u32::from(near.conflict);
            }
        }
        let mut out: Vec<Touched> = groups.into_values().collect();
        for touched in &mut out {
            let size = self.groups[touched.group as usize].members.len().max(1) as f32;
            // What a group's looseness excuses in a batch run, from its size alone.
            let mean = touched.sum / size.powf(p.one_loose);
            let link = p.strongest_share * touched.strongest + (1.0 - p.strongest_share) * mean;
            // The group speaks of another place: show it, far down, with what differs.
            let refused = touched.conflicts as f32 > p.one_bear * touched.edges as f32;
            touched.score = if refused { link * p.guard } else { link };
        }
        let name = |touched: &Touched| self.groups[touched.group as usize].name.as_str();
        out.sort_unstable_by(|x, y| y.score.total_cmp(&x.score).then_with(|| name(x).cmp(name(y))));
        out
    }

    /// Bytes the index holds, counted from its own tables (capacity, not length).
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        let entries: usize = self
            .entries
            .iter()
            .flatten()
            .map(|e| {
                let near = e.near.as_ref().map_or(0, |near| near.capacity() * size_of::<Near>());
                e.id.capacity() * 2 + e.text.capacity() + e.terms.len() * 5 + near + e.ready.bytes() + 4
            })
            .sum();
        let postings: usize = self.postings.values().map(|list| list.capacity() * 4 + 32).sum();
        entries + postings + self.entries.capacity() * size_of::<Option<Entry>>() + self.of_id.capacity() * 40
    }

    fn rarity(&self, key: u32) -> f32 {
        let spread = self.postings.get(&key).map_or(0, Vec::len).max(1);
        let by_kind = match features::Kind::of(key) {
            features::Kind::Word => 1.0,
            features::Kind::Pair => self.parameters.pair_weight,
            features::Kind::Gram => self.parameters.gram_weight,
        };
        (((1.0 + self.len() as f64) / (1.0 + spread as f64)).ln() + 1.0) as f32 * by_kind
    }

    fn alike(&self, entry: &Entry, query: &FxHashMap<u32, f32>, distinct: u32) -> f32 {
        let (mut dot, mut square) = (0.0_f32, 0.0_f32);
        for (key, times) in entry.terms.iter().zip(&entry.times) {
            let often = if *times == 1 { 1.0 } else { 1.0 + f32::from(*times).ln() };
            let weight = often * self.rarity(*key);
            square += weight * weight;
            if let Some(q) = query.get(key) {
                dot += q * weight;
            }
        }
        similarity::alike(dot / square.sqrt().max(f32::MIN_POSITIVE), distinct, entry.distinct, &self.parameters)
    }
}
