//! One by one: what the index suggests, how well and how fast.

use crate::set::{Score, Set, score, shuffled};
use merge::{Index, Merged, Parameters};
use std::collections::HashMap;
use std::time::Instant;

/// Milliseconds of single calls, on the clock of the wall and on that of the thread.
#[derive(Default)]
pub struct Times {
    wall: Vec<f64>,
    cpu: Vec<f64>,
}

impl Times {
    fn measure<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (start, cpu) = (Instant::now(), thread_seconds());
        let out = work();
        self.cpu.push((thread_seconds() - cpu) * 1000.0);
        self.wall.push(start.elapsed().as_secs_f64() * 1000.0);
        out
    }

    /// Median and 99th percentile by the wall, then by the thread's own time.
    pub fn figures(&mut self) -> [f64; 4] {
        let share = |times: &mut Vec<f64>, share: f64| {
            times.sort_by(f64::total_cmp);
            let at = (times.len() as f64 * share) as usize;
            times.get(at.min(times.len().saturating_sub(1))).copied().unwrap_or(0.0)
        };
        [share(&mut self.wall, 0.5), share(&mut self.wall, 0.99), share(&mut self.cpu, 0.5), share(&mut self.cpu, 0.99)]
    }
}

fn thread_seconds() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Puts the opinions in one by one, in `orders` random orders: each where the index places it, which may then move what it
/// placed before (`again`), or each for good into the group the index suggests or into a new one.
pub fn one_by_one(set: &Set, orders: u64, again: bool, parameters: Parameters) -> (Score, Times, f64) {
    let mut sum = Score::default();
    let (mut times, mut mib) = (Times::default(), 0.0);
    for seed in 1..=orders {
        let mut index = Index::with_parameters(parameters);
        let mut group: HashMap<String, String> = HashMap::with_capacity(set.len());
        for (number, at) in shuffled(set.len(), seed).into_iter().enumerate() {
            // The first calls of a young index say nothing about speed.
            let mut early = Times::default();
            let told = if number * 10 < set.len() * 9 { &mut early } else { &mut times };
            let (id, text) = (set.id(at), set.text(at));
            if again {
                let placed = told.measure(|| index.place(id, text));
                group.extend(placed.moved);
                group.insert(id.to_owned(), placed.group);
            } else {
                let best = told.measure(|| index.suggest(text, 1)).into_iter().next();
                let name = best.filter(|s| s.score >= 1.0).map_or_else(|| number.to_string(), |s| s.group);
                index.add(id, text, &name);
                group.insert(id.to_owned(), name);
            }
        }
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let label = |at: usize| {
            let next = numbers.len() as u32;
            *numbers.entry(&group[set.id(at)]).or_insert(next)
        };
        let one = score(&set.gold, &(0..set.len()).map(label).collect::<Vec<u32>>());
        let part = |sum: f64, x: f64| sum + x / orders as f64;
        sum =
            Score { p: part(sum.p, one.p), r: part(sum.r, one.r), f: part(sum.f, one.f), ari: part(sum.ari, one.ari) };
        mib = index.memory_bytes() as f64 / 1_048_576.0;
    }
    (sum, times, mib)
}

/// Asks an index of a whole set, grouped as the batch grouped it, for opinions that were held back.
pub fn suggest(set: &Set, merged: Merged, asked: usize) -> (Times, f64) {
    let mut group: HashMap<String, u32> = HashMap::with_capacity(set.len());
    for (number, of) in merged.groups.into_iter().enumerate() {
        group.extend(of.members.into_iter().map(|m| (m.id, number as u32)));
    }
    let order = shuffled(set.len(), 7);
    let (held, kept) = order.split_at(asked.min(set.len() / 10));
    let mut index = Index::default();
    for at in kept {
        index.add(set.id(*at), set.text(*at), &group[set.id(*at)].to_string());
    }
    drop(group);
    let mut times = Times::default();
    for at in held {
        times.measure(|| index.suggest(set.text(*at), 6));
    }
    (times, index.memory_bytes() as f64 / 1_048_576.0)
}
