//! The attacker of PRIVACY.md, first version, on points. He holds the database file with its log at moments of his
//! choice, the audit trail, and knows in which order people spoke; half of them are his own and tell him which point is
//! theirs. For everything he can read about a point he asks: does its order follow the order of speaking? He keeps the
//! best attribute his own people confirm and guesses the others with it. He must do no better than chance, and the same
//! attacker must succeed as soon as one of the known leaks is planted: otherwise the test could not fail.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use store::params;

use super::super::actions::drop_anonymous;
use super::*;
use crate::letterbox::{Due, open_box};

/// People a day; half are the attacker's.
const PEOPLE: usize = 80;
/// Independent days.
const SEEDS: usize = 5;

store::statements! {
    pub EVERYTHING = "select p.text, p.id, p.text_hash, p.search_key, t.hash, p.received_on, coalesce(p.release_id, '')
        from opinion_point p left join receipt t on t.point_id = p.id where p.round_id = $1";
    pub TRAIL = "select data from audit_line";
    pub JOBS = "select id, payload from job";
}

/// What the attacker can read about each point, by attribute: a sortable value for each person, in the order of
/// speaking. (That the value of person `n` stands at place `n` is what only the referee knows.)
type Seen = BTreeMap<String, Vec<String>>;

fn word(n: usize, salt: &str) -> String {
    format!("{salt}{n:04}号话")
}

/// The file and its log as they lie on the disk.
fn snapshot(path: &Path) -> Vec<u8> {
    let log = path.with_file_name(format!("{}-wal", path.file_name().unwrap().to_string_lossy()));
    let mut bytes = std::fs::read(path).unwrap_or_default();
    bytes.extend(std::fs::read(log).unwrap_or_default());
    bytes
}

/// Where each of some texts of one length is to be read first; one pass over the bytes.
fn places(haystack: &[u8], needles: &[String]) -> Vec<Option<usize>> {
    let sought: HashMap<&[u8], usize> = needles.iter().enumerate().map(|(n, text)| (text.as_bytes(), n)).collect();
    let mut begins = [false; 256];
    needles.iter().for_each(|text| begins[usize::from(text.as_bytes()[0])] = true);
    let length = needles[0].len();
    let mut found = vec![None; needles.len()];
    for at in 0..haystack.len().saturating_sub(length) {
        if begins[usize::from(haystack[at])]
            && let Some(n) = sought.get(&haystack[at..at + length])
        {
            found[*n].get_or_insert(at);
        }
    }
    found
}

/// One day: everybody speaks once, the box is opened, the attacker collects.
async fn a_day(world: &World, seed: usize) -> Seen {
    let stage = Stage::on(world).await;
    let salt = crate::random::secret()[..6].to_owned() + &seed.to_string();
    let file = match world.app.db.url().to_string().strip_prefix("sqlite:") {
        Some(path) => std::path::PathBuf::from(path),
        None => panic!("this attacker reads files"),
    };
    let mut before = Vec::new();
    for n in 0..PEOPLE {
        // Nobody's text tells when he spoke.
        drop_anonymous(&world.app, &stage.code, &stage.choice(&word(n, &salt))).await.unwrap();
        if n % (PEOPLE / 3) == 1 {
            before.push(snapshot(&file));
        }
    }
    open_box(&world.app, Due::Parent(format!("round:{}", stage.round))).await.unwrap();
    let after = snapshot(&file);
    let round = stage.round.clone();
    let (rows, trail, jobs) = world
        .app
        .db
        .read(move |tx| {
            let rows = tx.all(&EVERYTHING, &params![&round], |row| {
                let key: i64 = row.get(3)?;
                let texts = [1, 2, 4, 5, 6].map(|at| row.get::<String>(at));
                Ok((row.get::<String>(0)?, texts, format!("{key:020}")))
            })?;
            let trail: Vec<String> = tx.all(&TRAIL, &params![], |row| row.get(0))?;
            let jobs: Vec<String> = tx.all(&JOBS, &params![], |row| row.get(1))?;
            Ok::<_, store::StoreError>((rows, trail, jobs))
        })
        .await
        .unwrap();
    assert_eq!(rows.len(), PEOPLE);
    let mut seen = Seen::new();
    let words: Vec<String> = (0..PEOPLE).map(|n| word(n, &salt)).collect();
    let id_of = |mine: &String| rows.iter().find(|(text, ..)| text == mine).unwrap().1[0].clone().unwrap();
    let ids: Vec<String> = words.iter().map(id_of).collect();
    for snapshot in &before {
        let readable = places(snapshot, &words).into_iter().chain(places(snapshot, &ids)).flatten().count();
        assert_eq!(readable, 0, "nothing of a point is on the disk before the box is opened");
    }
    let (text_places, id_places) = (places(&after, &words), places(&after, &ids));
    for n in 0..PEOPLE {
        let mine = words[n].clone();
        let (_, texts, key) = rows.iter().find(|(text, ..)| *text == mine).unwrap();
        let mut put = |name: &str, value: String| seen.entry(name.to_owned()).or_default().push(value);
        let names = ["id", "text hash", "receipt", "day", "release"];
        for (name, value) in names.iter().zip(texts) {
            put(name, value.clone().unwrap());
        }
        put("search key", key.clone());
        let id = &ids[n];
        put("place of the text", format!("{:012}", text_places[n].unwrap_or(0)));
        put("place of the key", format!("{:012}", id_places[n].unwrap_or(0)));
        assert!(!trail.iter().any(|line| line.contains(id.as_str())), "no audit line names an anonymous point");
        assert!(!jobs.contains(id), "no job does");
    }
    seen
}

/// For each person the point at the same place in the order of the attribute; how many are right, among `whom`.
fn right(values: &[String], backwards: bool, whom: impl Fn(usize) -> bool) -> usize {
    // Shuffled first: among equal values he can only guess.
    let mut order: Vec<usize> = (0..values.len()).collect();
    crate::random::shuffle(&mut order);
    order.sort_by(|a, b| values[*a].cmp(&values[*b]));
    if backwards {
        order.reverse();
    }
    order.iter().enumerate().filter(|(rank, person)| rank == *person && whom(*rank)).count()
}

/// His own people choose the attribute, the others are guessed.
fn attack(seen: &Seen) -> usize {
    let ways = seen.values().flat_map(|values| [(values, false), (values, true)]);
    let best = ways.max_by_key(|(values, backwards)| right(values, *backwards, |n| n % 2 == 0));
    best.map_or(0, |(values, backwards)| right(values, backwards, |n| n % 2 == 1))
}

/// The most hits that chance alone brings in 9,999 of 10,000 runs (binomial): wider than the 99 % of the report, so that
/// the test does not cry wolf every other week; each planted leak is far above it.
fn limit(trials: usize, chance: f64) -> usize {
    let mut probability = (1.0 - chance).powi(i32::try_from(trials).unwrap());
    let (mut sum, mut hits) = (probability, 0);
    while sum < 0.9999 {
        let left = f64::from(u32::try_from(trials - hits).unwrap());
        hits += 1;
        probability *= left / f64::from(u32::try_from(hits).unwrap()) * chance / (1.0 - chance);
        sum += probability;
    }
    hits
}

/// The leaks of PRIVACY.md that concern points, as an attacker would find them.
fn plant(leak: &str, n: usize) -> String {
    match leak {
        "created_at" | "last_seen" | "mtime of an attachment" => format!("2008-07-08 09:{:02}:{:02}", n / 60, n % 60),
        "serial id" | "per-point job" => format!("{n:08}"),
        _ => {
            let second = i64::try_from(n).unwrap();
            let now = crate::clock::Now(jiff::Timestamp::from_second(1_215_500_000 + second).unwrap());
            Id::ordered(now).to_string()
        }
    }
}

#[test]
fn who_spoke_cannot_be_guessed_and_a_planted_leak_would_be_found() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut days = Vec::new();
    for seed in 0..SEEDS {
        let Some(database) = store::testing::databases().into_iter().find(|d| d.engine() == store::Engine::Sqlite)
        else {
            return;
        };
        days.push(runtime.block_on(async { a_day(&World::on(database), seed).await }));
    }
    let chance = 1.0 / f64::from(u32::try_from(PEOPLE).unwrap());
    let trials = SEEDS * PEOPLE / 2;
    let hits: usize = days.iter().map(attack).sum();
    assert!(hits <= limit(trials, chance), "{hits} of {trials} were linked");
    for leak in ["created_at", "serial id", "uuid v7", "last_seen", "per-point job", "mtime of an attachment"] {
        let planted = days.iter().map(|day| {
            let mut day = day.clone();
            day.insert(leak.to_owned(), (0..PEOPLE).map(|n| plant(leak, n)).collect());
            attack(&day)
        });
        let hits: usize = planted.sum();
        assert!(hits * PEOPLE >= 10 * trials, "{leak}: only {hits} of {trials}");
    }
}
