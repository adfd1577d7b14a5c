//! Placing one opinion without a person: the index decides, and may decide again when later opinions tell it more.
//!
//! A batch run joins the surest pairs of all first. Whoever places one opinion after the other has to decide on the first
//! of two places while the second has not been heard of; so each new opinion opens the question again for the groups it
//! touches, by the rule of the batch, and only for what the index placed itself.

#![allow(clippy::indexing_slicing, clippy::as_conversions)] // numeric kernel: slots and groups come from one table

use super::{Index, Near};
use crate::candidates::Edge;
use crate::constraints::Ties;
use crate::group;
use rustc_hash::FxHashMap;

/// Members of all groups that are looked at again.
const LOOKED_AT: usize = 256;

/// Where an opinion was placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The group, an old one or a new one.
    pub group: String,
    /// Opinions placed before that stand elsewhere now: (id, group), by id.
    pub moved: Vec<(String, String)>,
}

impl Index {
    /// Places an opinion, replacing it if the id is there already: in the group it belongs to, or in a new one. Opinions
    /// placed this way before may move to another group with it; those that were [added](Index::add) never do.
    pub fn place(&mut self, id: &str, text: &str) -> Placed {
        self.remove(id);
        let found = self.nearest(text);
        let p = self.parameters;
        let scores = self.scores(&found);
        let near: Vec<Near> = found.into_iter().filter(|near| near.alike >= p.least_alike).collect();
        // The groups in question, the likeliest first; what is too large to be looked at again is only asked.
        let mut rows: Vec<u32> = Vec::new();
        let mut large = None;
        for touched in scores.iter().filter(|touched| touched.strongest >= p.guarded) {
            let members = &self.groups[touched.group as usize].members;
            if rows.len() + members.len() <= LOOKED_AT {
                rows.extend(members);
            } else if large.is_none() && touched.score >= 1.0 {
                large = Some(touched);
            }
        }
        if let Some(large) = large
            && scores.first().is_some_and(|first| first.group == large.group)
        {
            let group = self.groups[large.group as usize].name.clone();
            self.enter(id, text, large.group, near);
            return Placed { group, moved: Vec::new() };
        }
        let opened = self.open();
        let slot = self.enter(id, text, opened, near);
        rows.push(slot);
        rows.sort_unstable();
        let moved = self.settle(&rows, slot);
        let group = self.entries[slot as usize].as_ref().map_or(opened, |entry| entry.group);
        if group != opened {
            self.close(opened);
        }
        Placed { group: self.groups[group as usize].name.clone(), moved }
    }

    /// Puts an opinion in and tells those it is like.
    fn enter(&mut self, id: &str, text: &str, group: u32, near: Vec<Near>) -> u32 {
        let others = near.clone();
        let slot = self.put(id, text, group, Some(near));
        for other in others {
            let entry = self.entries[other.slot as usize].as_mut();
            if let Some(near) = entry.and_then(|entry| entry.near.as_mut()) {
                near.push(Near { slot, ..other });
            }
        }
        slot
    }

    /// A new group under a name that no group has.
    fn open(&mut self) -> u32 {
        loop {
            self.opened += 1;
            let name = format!("new-{}", self.opened);
            if !self.of_group.contains_key(&name) {
                return self.number(&name);
            }
        }
    }

    /// Takes back the name of the group that was opened last and stayed empty.
    fn close(&mut self, group: u32) {
        if group as usize + 1 == self.groups.len()
            && let Some(named) = self.groups.pop()
        {
            self.of_group.remove(&named.name);
        }
    }

    /// Groups some slots (sorted) anew by the rule of the batch; gives those that moved, `new` left out.
    fn settle(&mut self, slots: &[u32], new: u32) -> Vec<(String, String)> {
        let local: FxHashMap<u32, u32> = slots.iter().zip(0..).map(|(slot, row)| (*slot, row)).collect();
        let mut edges: Vec<Edge> = Vec::new();
        let mut ties = Ties::default();
        let mut fixed: FxHashMap<u32, u32> = FxHashMap::default();
        for (slot, row) in slots.iter().zip(0..) {
            let Some(entry) = self.entries[*slot as usize].as_ref() else { continue };
            let Some(near) = &entry.near else {
                match fixed.get(&entry.group) {
                    Some(first) => ties.together.push((*first, row)),
                    None => {
                        fixed.insert(entry.group, row);
                        ties.fixed.push(row);
                    }
                }
                continue;
            };
            for near in near {
                if let Some(other) = local.get(&near.slot) {
                    let (a, b) = (row.min(*other), row.max(*other));
                    edges.push(Edge { a, b, alike: near.alike, conflict: near.conflict });
                }
            }
        }
        edges.sort_unstable_by(|x, y| (x.a, x.b).cmp(&(y.a, y.b)).then(x.alike.total_cmp(&y.alike)));
        edges.dedup_by_key(|e| (e.a, e.b));
        let labels = group::agglomerate(slots.len(), &edges, &ties, 1.0, &self.parameters);
        let mut parts: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for (slot, label) in slots.iter().zip(&labels) {
            parts.entry(*label).or_default().push(*slot);
        }
        self.rename(parts, new)
    }

    /// Each part keeps the group most of its members come from, a confirmed one before all others; a group goes to one
    /// part only, the others get new ones.
    fn rename(&mut self, parts: FxHashMap<u32, Vec<u32>>, new: u32) -> Vec<(String, String)> {
        let mut claims: Vec<(bool, usize, u32, u32)> = Vec::new();
        for (label, slots) in &parts {
            let mut from: FxHashMap<u32, (bool, usize)> = FxHashMap::default();
            for entry in slots.iter().filter_map(|slot| self.entries[*slot as usize].as_ref()) {
                let slot = from.entry(entry.group).or_default();
                slot.0 |= entry.near.is_none();
                slot.1 += 1;
            }
            claims.extend(from.into_iter().map(|(group, (fixed, members))| (fixed, members, group, *label)));
        }
        claims.sort_unstable_by(|x, y| (y.0, y.1).cmp(&(x.0, x.1)).then((x.2, x.3).cmp(&(y.2, y.3))));
        let mut group_of: FxHashMap<u32, u32> = FxHashMap::default();
        let mut given: FxHashMap<u32, u32> = FxHashMap::default();
        for (_, _, group, label) in claims {
            if !group_of.contains_key(&label) && !given.contains_key(&group) {
                group_of.insert(label, group);
                given.insert(group, label);
            }
        }
        let mut labels: Vec<u32> = parts.keys().copied().collect();
        labels.sort_unstable();
        let mut moved = Vec::new();
        for label in labels {
            let group = match group_of.get(&label) {
                Some(group) => *group,
                None => self.open(),
            };
            for slot in &parts[&label] {
                let Some(entry) = self.entries[*slot as usize].as_ref() else { continue };
                let (before, at) = (entry.group, entry.at);
                if before == group {
                    continue;
                }
                self.leave(before, at);
                let members = &mut self.groups[group as usize].members;
                let at = members.len() as u32;
                members.push(*slot);
                if let Some(entry) = self.entries[*slot as usize].as_mut() {
                    (entry.group, entry.at) = (group, at);
                    if *slot != new {
                        moved.push((entry.id.clone(), self.groups[group as usize].name.clone()));
                    }
                }
            }
        }
        moved.sort();
        moved
    }
}
