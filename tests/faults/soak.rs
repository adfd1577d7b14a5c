//! Mixed load for long: memory, open files, the log of the database and the waits stay flat. A minute or so; an hour in the
//! long form, or as long as `SHUANGCU_SOAK_SECONDS` says.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::web::{get, spread};
use crate::world::{Server, Speakers, all_there, fill, log_in, verified};
use crate::{long, turn};

struct Sample {
    memory: u64,
    files: usize,
    log: u64,
}

fn middle(mut numbers: Vec<u64>) -> u64 {
    numbers.sort_unstable();
    numbers[numbers.len() / 2]
}

#[test]
fn under_mixed_load_nothing_grows() {
    let _turn = turn();
    let asked = std::env::var("SHUANGCU_SOAK_SECONDS").ok().and_then(|s| s.parse().ok());
    let seconds: u64 = asked.unwrap_or(if long() { 3600 } else { 48 });
    let world = fill();
    let data = world.data.path();
    let server = Server::start(data);
    let address = server.address.clone();
    let cookie = log_in(&address, &world, "bangongshi");
    let staff = log_in(&address, &world, "yuangong");
    let stop = Arc::new(AtomicBool::new(false));
    let speakers = Speakers::start(4, std::slice::from_ref(&address), &world, &staff, Duration::from_millis(60));
    let readers: Vec<_> = (0..2)
        .map(|n: usize| {
            let (address, stop, cookie) = (address.clone(), stop.clone(), cookie.clone());
            let pages = ["/", "/items", "/rounds", "/problems", "/figures", "/search?q=%E9%A5%AD", "/login"];
            std::thread::spawn(move || {
                let mut waits = Vec::new();
                for page in pages.iter().cycle().skip(n) {
                    if stop.load(Ordering::Relaxed) {
                        return waits;
                    }
                    let began = Instant::now();
                    let answer = get(&address, page, &cookie).expect("an answer");
                    assert!(answer.status < 500, "{page}: {}", answer.body);
                    waits.push((began, began.elapsed()));
                    std::thread::sleep(Duration::from_millis(40));
                }
                waits
            })
        })
        .collect();
    // What is loaded once is no growth.
    std::thread::sleep(Duration::from_secs((seconds / 6).clamp(5, 60)));
    let (began, length) = (Instant::now(), Duration::from_secs(seconds));
    let mut samples = Vec::new();
    while began.elapsed() < length {
        let log = std::fs::metadata(data.join("shuangcu.db-wal")).map_or(0, |m| m.len());
        samples.push(Sample { memory: server.memory(), files: server.open_files(), log });
        std::thread::sleep(Duration::from_millis(500));
    }
    let ended = Instant::now();
    stop.store(true, Ordering::Relaxed);
    let waits: Vec<(Instant, Duration)> = readers.into_iter().flat_map(|r| r.join().unwrap()).collect();
    let (kept, met) = speakers.end();
    assert!(met.iter().all(|m| matches!(m.status, Some(200 | 303))), "every request was served");

    let quarter = length / 4;
    let part = |from: Instant, to: Instant| {
        let mut waits: Vec<Duration> =
            waits.iter().filter(|(at, _)| *at >= from && *at < to).map(|(_, w)| *w).collect();
        spread(&mut waits)
    };
    let (first, last) = (part(began, began + quarter), part(ended - quarter, ended));
    let n = samples.len() / 4;
    let ends = |of: &dyn Fn(&Sample) -> u64| {
        let numbers = |some: &[Sample]| middle(some.iter().map(of).collect());
        (numbers(&samples[..n]), numbers(&samples[samples.len() - n..]))
    };
    let memory = ends(&|s| s.memory);
    let files = ends(&|s| s.files as u64);
    let log = ends(&|s| s.log);
    tell!(
        "{seconds} s of mixed load, {} pages and {} opinions; first and last quarter: memory {} and {} KiB, files {} and {}, log \
         of the database {} and {} KiB, a page {:?} and {:?} (99 %: {:?} and {:?})",
        waits.len(),
        kept.receipts.len() + kept.named.len(),
        memory.0,
        memory.1,
        files.0,
        files.1,
        log.0 / 1024,
        log.1 / 1024,
        first.0,
        last.0,
        first.1,
        last.1
    );
    assert!(memory.1 < memory.0 * 5 / 4 + 24 * 1024, "memory grows");
    assert!(files.1 <= files.0 + 16, "open files grow");
    assert!(log.1 <= log.0.max(16 << 20) * 2, "the log of the database grows");
    assert!(last.0 < first.0 * 2 + Duration::from_millis(50), "pages become slower");
    all_there(&address, &staff, &kept);
    server.stop();
    verified(data, &[]);
}
