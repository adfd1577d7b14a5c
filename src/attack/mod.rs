//! The attacker's test (PRIVACY.md). He holds the database, its log and its files at three moments of his choice, and
//! sits in the office: he knows when each of 500 people spoke. He lacks keys that were destroyed. He tries every order
//! that he can find in what he holds, and every join of two tables by what they have in common (a transaction, a day, a
//! backup in which they first appear), learns on half of the days which of them serves best, and is scored on the other
//! half: how often he names the right person for an opinion, or for the remark on a secret ballot. It must not be more often than by chance; and he must find
//! each leak that is planted for him, or he is no attacker worth testing against.
//!
//! Two days on every run; `SHUANGCU_ATTACK_SEEDS=20` for the whole test.
#![allow(
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "for tests only"
)]

mod day;
mod log;
mod plant;
mod snapshot;
mod voices;
mod vote;

use std::collections::HashMap;

use day::Day;
use plant::Plant;
use snapshot::Snapshot;

/// How many people speak or vote on a day: 500 in the whole test, 200 on every run.
fn crowd() -> usize {
    if seeds() >= 20 { 500 } else { 200 }
}

/// What happened on the days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Story {
    /// Opinions are dropped into the box.
    Box,
    /// A secret vote.
    Vote,
    /// Comments on what was published are dropped into the box.
    Comments,
    /// Answers are objected to by receipt.
    Objections,
}

/// What can be found in the attacker's material: the name of an order, and the points in that order.
type Orders = HashMap<String, Vec<String>>;

/// How an attacker guesses: he lays an order of points beside an order of people.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Guess {
    points: String,
    people: String,
    backwards: bool,
}

/// How many of each guess are right, on one day.
fn hits(day: &Day, points: &Orders, people: &Orders) -> HashMap<Guess, usize> {
    let number: HashMap<&str, usize> = day.people.iter().enumerate().map(|(n, person)| (person.as_str(), n)).collect();
    let speaker = |point: &String| day.truth.get(point).and_then(|person| number.get(person.as_str()).copied());
    let speakers: Vec<(&String, Vec<Option<usize>>)> =
        points.iter().map(|(name, order)| (name, order.iter().map(speaker).collect())).collect();
    let mut all = HashMap::new();
    for (people_order, order) in people {
        let mut guessed: Vec<Option<usize>> = order.iter().map(|person| number.get(person.as_str()).copied()).collect();
        for backwards in [false, true] {
            for (point_order, speakers) in &speakers {
                let right = speakers.iter().zip(&guessed).filter(|(is, guess)| is.is_some() && is == guess).count();
                let guess = Guess { points: (*point_order).clone(), people: people_order.clone(), backwards };
                all.insert(guess, right);
            }
            guessed.reverse();
        }
    }
    for (name, pairs) in joins(day) {
        let right = pairs.iter().filter(|(point, person)| day.truth.get(point) == Some(person)).count();
        all.insert(Guess { points: name, people: "joined".into(), backwards: false }, right);
    }
    all
}

/// Points and people that have a value in common. Where several have it, one of each is laid beside one of the others.
fn joins(day: &Day) -> Vec<(String, Vec<(String, String)>)> {
    let people = snapshot::beside(&day.snapshots, &day.people);
    let by_value = |beside: &HashMap<String, String>| {
        let mut all: HashMap<String, Vec<String>> = HashMap::new();
        for (key, value) in beside.iter().filter(|(_, value)| !value.is_empty()) {
            all.entry(value.clone()).or_default().push(key.clone());
        }
        all.values_mut().for_each(|keys| keys.sort());
        all
    };
    let people: Vec<(String, HashMap<String, Vec<String>>)> =
        people.iter().map(|(name, beside)| (name.clone(), by_value(beside))).collect();
    let mut all = Vec::new();
    for (name, beside) in snapshot::beside(&day.snapshots, &day.points) {
        let points = by_value(&beside);
        for (of, persons) in &people {
            let shared = points.iter().filter_map(|(value, keys)| Some((keys, persons.get(value)?)));
            let pairs: Vec<(String, String)> =
                shared.flat_map(|(keys, persons)| keys.iter().cloned().zip(persons.iter().cloned())).collect();
            if !pairs.is_empty() {
                all.push((format!("{name} = {of}"), pairs));
            }
        }
    }
    all
}

/// Learns on the first half of the days and is scored on the second: right guesses, guesses, and by which order.
fn score(days: &[(Day, Orders, Orders)]) -> (usize, usize, Option<Guess>) {
    let (learn, test) = days.split_at(days.len() / 2);
    let mut sums: HashMap<Guess, usize> = HashMap::new();
    for (day, points, people) in learn {
        for (guess, n) in hits(day, points, people) {
            *sums.entry(guess).or_default() += n;
        }
    }
    let best = sums.into_iter().max_by_key(|(guess, n)| (*n, format!("{guess:?}"))).map(|(guess, _)| guess);
    let mut right = 0;
    for (day, points, people) in test {
        right += best.as_ref().and_then(|guess| hits(day, points, people).get(guess).copied()).unwrap_or(0);
    }
    (right, test.len() * crowd(), best)
}

/// Whether chance alone explains so many right guesses. In the whole test that is the 99 % interval of PRIVACY.md: chance
/// gives this many or more with a probability of at least 0.5 %. The two days of every run ask for stronger evidence
/// (0.01 %), or one run in seventy would cry wolf; a leak gives hundreds. Poisson, mean = guesses / people.
fn is_chance(right: usize, guesses: usize) -> bool {
    let mean = guesses as f64 / crowd() as f64;
    let mut below = 0.0;
    let mut term = (-mean).exp();
    for n in 0..right {
        below += term;
        term *= mean / (n + 1) as f64;
    }
    let level = if seeds() >= 20 { 0.005 } else { 0.000_1 };
    1.0 - below >= level
}

fn seeds() -> u64 {
    std::env::var("SHUANGCU_ATTACK_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(2).max(2)
}

/// Runs the days and lets the attacker work on them, with one leak planted or none.
fn attack(story: Story, engine: store::Engine, leak: Option<Plant>) -> (usize, usize, Option<Guess>) {
    let days: Vec<(Day, Orders, Orders)> = (0..seeds()).filter_map(|seed| worked(story, engine, seed, leak)).collect();
    score(&days)
}

/// One day with the attacker's orders of it; `None` when the engine is not at hand.
fn worked(story: Story, engine: store::Engine, seed: u64, leak: Option<Plant>) -> Option<(Day, Orders, Orders)> {
    log::listen();
    let mut day = day::live(story, engine, seed)?;
    if let Some(leak) = leak {
        plant::apply(leak, &mut day);
    }
    let mut points = Orders::new();
    for (moment, snapshot) in day.snapshots.iter().enumerate() {
        snapshot.orders_of(&day.points, &format!("moment {moment}"), &mut points);
    }
    let mut people = day.orders_of_people.as_ref().clone();
    if leak != Some(Plant::LastSeen) {
        // He sits in the office and sees who speaks when. And he sees, in the log of the second moment, in which order
        // the slips came, and so whose each slip is: the order of the slips' keys is then an order of people.
        people.insert("who spoke when".into(), day.people.clone());
        let mut slips: Vec<(&String, &String)> = day.slips.iter().zip(&day.people).collect();
        slips.sort();
        people.insert("by the slips' keys".into(), slips.into_iter().map(|(_, person)| person.clone()).collect());
    }
    Some((day, points, people))
}

#[test]
fn points_cannot_be_linked_to_people_on_sqlite() {
    let (right, guesses, by) = attack(Story::Box, store::Engine::Sqlite, None);
    assert!(guesses > 0);
    assert!(is_chance(right, guesses), "{right} of {guesses} by {by:?}");
}

#[test]
fn points_cannot_be_linked_to_people_on_postgresql() {
    let (right, guesses, by) = attack(Story::Box, store::Engine::Postgres, None);
    assert!(guesses == 0 || is_chance(right, guesses), "{right} of {guesses} by {by:?}");
}

#[test]
fn comments_cannot_be_linked_to_people() {
    chance_alone(Story::Comments);
}

#[test]
fn objections_by_receipt_cannot_be_linked_to_people() {
    chance_alone(Story::Objections);
}

/// On both engines, as far as they are at hand.
fn chance_alone(story: Story) {
    for engine in [store::Engine::Sqlite, store::Engine::Postgres] {
        let (right, guesses, by) = attack(story, engine, None);
        assert!(guesses > 0 || engine == store::Engine::Postgres);
        assert!(guesses == 0 || is_chance(right, guesses), "{engine:?}: {right} of {guesses} by {by:?}");
    }
}

#[test]
fn the_attacker_finds_every_leak_planted_among_comments() {
    every_leak_is_found(Story::Comments, store::Engine::Sqlite);
}

#[test]
fn the_attacker_finds_every_leak_planted_among_objections() {
    every_leak_is_found(Story::Objections, store::Engine::Sqlite);
}

/// Whoever keeps the figures of every quarter of a minute learns from none of them that somebody has just spoken; a counter
/// that moved with each act would give him the moment of each.
#[test]
fn the_figures_time_nobodys_act() {
    for story in [Story::Box, Story::Comments, Story::Objections, Story::Vote] {
        for engine in [store::Engine::Sqlite, store::Engine::Postgres] {
            let Some(day) = day::live(story, engine, 0) else { continue };
            assert_eq!(day.figures.len(), day.people.len(), "{story:?}");
            assert_eq!(moves(&day.figures), 0, "{story:?} {engine:?}");
            let planted: Vec<String> =
                (1..).zip(&day.figures).map(|(n, text)| format!("{text}http_requests_total {n}\n")).collect();
            assert_eq!(moves(&planted), day.people.len() - 1, "a count of requests betrays each of them");
        }
    }
}

/// How often the figures changed from one act to the next.
fn moves(figures: &[String]) -> usize {
    figures.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

#[test]
fn the_attacker_finds_every_planted_leak() {
    every_leak_is_found(Story::Box, store::Engine::Sqlite);
}

#[test]
fn votes_cannot_be_linked_to_voters_on_sqlite() {
    let (right, guesses, by) = attack(Story::Vote, store::Engine::Sqlite, None);
    assert!(guesses > 0);
    assert!(is_chance(right, guesses), "{right} of {guesses} by {by:?}");
}

#[test]
fn votes_cannot_be_linked_to_voters_on_postgresql() {
    let (right, guesses, by) = attack(Story::Vote, store::Engine::Postgres, None);
    assert!(guesses == 0 || is_chance(right, guesses), "{right} of {guesses} by {by:?}");
}

#[test]
fn the_attacker_finds_every_leak_planted_in_a_vote_on_sqlite() {
    every_leak_is_found(Story::Vote, store::Engine::Sqlite);
}

#[test]
fn the_attacker_finds_every_leak_planted_in_a_vote_on_postgresql() {
    every_leak_is_found(Story::Vote, store::Engine::Postgres);
}

/// On an engine that is not at hand there is nothing to find.
fn every_leak_is_found(story: Story, engine: store::Engine) {
    for leak in Plant::ALL {
        let (right, guesses, by) = attack(story, engine, Some(leak));
        let chance = guesses / crowd();
        assert!(guesses == 0 || right > 10 * chance, "{leak:?}: only {right} of {guesses} by {by:?}");
    }
}

/// The published answers to one item, laid beside every order of the voters: half say yes and half say no, so chance
/// gives about half. `published` is what stands in the bulletin, or what a careless one would hold.
fn agreement(engine: store::Engine, published: impl Fn(&Day) -> String) -> Option<f64> {
    let days: Vec<(Day, Orders, Orders)> =
        (0..seeds()).filter_map(|seed| worked(Story::Vote, engine, seed, None)).collect();
    let share = |day: &Day, people: &Orders, by: &str| {
        let order = people.get(by)?;
        let text = published(day);
        let same = text.chars().zip(order).filter(|(answer, person)| day.answers.get(*person) == Some(answer)).count();
        Some(same as f64 / order.len().max(1) as f64)
    };
    let (learn, test) = days.split_at(days.len() / 2);
    let (first, _, people) = learn.first()?;
    let best = people.keys().max_by(|a, b| {
        let of = |by: &str| share(first, people, by).unwrap_or(0.0);
        of(a).total_cmp(&of(b))
    })?;
    let shares: Vec<f64> = test.iter().filter_map(|(day, _, people)| share(day, people, best)).collect();
    (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64)
}

#[test]
fn the_bulletin_holds_no_order_of_the_voters() {
    for engine in [store::Engine::Sqlite, store::Engine::Postgres] {
        // Five standard deviations.
        if let Some(share) = agreement(engine, |day| day.bulletin.clone()) {
            assert!((share - 0.5).abs() < 5.0 * 0.5 / (crowd() as f64).sqrt(), "{share}");
        }
        let unshuffled = |day: &Day| day.people.iter().map(|person| day.answers[person]).collect();
        assert!(agreement(engine, unshuffled).is_none_or(|share| share > 0.99), "answers in the order of the votes");
    }
}

#[test]
fn one_leak_alone_does_not_help_who_does_not_see_the_people() {
    // The plant of `LastSeen` gives points an order and people a time; with the people's time taken away again he is
    // left with chance, so it is the time that betrays.
    let days: Vec<(Day, Orders, Orders)> = (0..seeds())
        .filter_map(|seed| {
            let mut day = day::live(Story::Box, store::Engine::Sqlite, seed)?;
            plant::apply(Plant::Serial, &mut day);
            let mut points = Orders::new();
            for (moment, snapshot) in day.snapshots.iter().enumerate() {
                snapshot.orders_of(&day.points, &format!("moment {moment}"), &mut points);
            }
            let people = day.orders_of_people.as_ref().clone();
            Some((day, points, people))
        })
        .collect();
    let (right, guesses, by) = score(&days);
    assert!(is_chance(right, guesses), "{right} of {guesses} by {by:?}");
}

#[test]
fn what_counts_as_chance() {
    let day = crowd();
    assert!(is_chance(0, day) && is_chance(1, day) && is_chance(4, day));
    assert!(!is_chance(8, day) && !is_chance(day, day));
    assert!(is_chance(10, 10 * day) && !is_chance(25, 10 * day));
}

impl Snapshot {
    /// Adds every order of the given keys that can be found here.
    fn orders_of(&self, keys: &[String], moment: &str, orders: &mut Orders) {
        for (name, order) in self.orders(keys) {
            // An order that knows few of the keys, or all of them in a row of equals, says nothing.
            if order.len() * 10 >= keys.len() * 9 {
                orders.insert(format!("{moment}: {name}"), order);
            }
        }
    }
}
