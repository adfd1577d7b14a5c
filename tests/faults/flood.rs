//! Everybody at once: log-ins with right and with wrong passwords, and one link that is spoken to a hundred thousand times.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::web::{Answer, fields, form, get, send, spread};
use crate::world::{Server, Speakers, Watch, fill, log_in};
use crate::{long, turn};

/// So many wrong log-ins, a thousand at once; how many were told to wait, and the longest wait told.
fn storm(address: &str, number: usize) -> (usize, u32) {
    let (next, away, longest) =
        (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let threads: Vec<_> = (0..number.min(1000))
        .map(|_| {
            let (address, next, away, longest) = (address.to_owned(), next.clone(), away.clone(), longest.clone());
            let work = move || loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= number {
                    return;
                }
                let login = format!("nobody-{n}");
                let sent = form(&[("login", &login), ("password", "not the password")]);
                let Some(answer) = send(&address, "POST", "/login", "", &sent) else { continue };
                match answer.status {
                    422 => {}
                    503 => {
                        away.fetch_add(1, Ordering::Relaxed);
                        longest.fetch_max(usize::try_from(told(&answer)).unwrap(), Ordering::Relaxed);
                    }
                    other => panic!("{other}: {}", answer.body),
                }
            };
            std::thread::Builder::new().stack_size(256 * 1024).spawn(work).unwrap()
        })
        .collect();
    threads.into_iter().for_each(|t| t.join().unwrap());
    (away.load(Ordering::Relaxed), u32::try_from(longest.load(Ordering::Relaxed)).unwrap())
}

/// The wait that an answer tells: the header, the page, and the page's way back by itself, the password not in it.
fn told(answer: &Answer) -> u32 {
    let seconds = answer.header("retry-after").expect("a wait").parse().unwrap();
    assert!(answer.body.contains(&format!("大约 {seconds} 秒以后轮到您")), "{}", answer.body);
    assert!(
        answer.body.contains(&format!("http-equiv=\"refresh\" content=\"{seconds};url=/login?")),
        "{}",
        answer.body
    );
    assert!(!answer.body.contains("not the password"));
    seconds
}

#[test]
fn a_storm_of_log_ins_is_told_its_wait_and_leaves_the_readers_alone() {
    let _turn = turn();
    let world = fill();
    let server = Server::start(world.data.path());
    let address = server.address.clone();
    let page = format!("/r/{}", world.code);
    let timed = |path: &str| {
        let began = Instant::now();
        assert_eq!(get(&address, path, "").expect("readers are served").status, 200);
        began.elapsed()
    };
    let mut alone: Vec<Duration> = (0..200).map(|_| timed(&page)).collect();
    let (alone_middle, alone_late, _) = spread(&mut alone);
    let before = server.memory();
    let watch = Watch::on(&server);
    let number = if long() { 10_000 } else { 2_000 };
    let attack = {
        let address = address.clone();
        std::thread::spawn(move || storm(&address, number))
    };
    std::thread::sleep(Duration::from_millis(1500));
    // Somebody with the right password, who does as he is told.
    let person = {
        let (address, password) = (address.clone(), world.password("yuangong").to_owned());
        std::thread::spawn(move || {
            let (began, mut tries) = (Instant::now(), 0);
            loop {
                tries += 1;
                let sent = form(&[("login", "yuangong"), ("password", &password)]);
                let answer = send(&address, "POST", "/login", "", &sent).expect("an answer");
                match answer.status {
                    303 => return (began.elapsed(), tries),
                    503 => std::thread::sleep(Duration::from_secs(u64::from(told(&answer)))),
                    other => panic!("{other}: {}", answer.body),
                }
                assert!(began.elapsed() < Duration::from_secs(400), "he never got in");
            }
        })
    };
    let mut waits = Vec::new();
    let began = Instant::now();
    while !attack.is_finished() && began.elapsed() < Duration::from_secs(600) {
        waits.push(timed(&page));
        std::thread::sleep(Duration::from_millis(10));
    }
    let (away, longest) = attack.join().unwrap();
    let stormed = began.elapsed();
    let (entered, tries) = person.join().unwrap();
    let most = watch.end();
    let (middle, late, worst) = spread(&mut waits);
    tell!(
        "{number} wrong log-ins in {stormed:.0?}: {away} told to wait, {longest} s at most; somebody with the right password \
         was in after {entered:.0?} and {tries} tries; a page took {alone_middle:?} alone (99 %: {alone_late:?}), {middle:?} \
         meanwhile (99 %: {late:?}, worst {worst:?}); memory {before} KiB before, {most} KiB at most (RSS)"
    );
    assert!(away > 0, "the queue was full at some time");
    assert!(most < before + 256 * 1024, "{most} KiB");
    // Three times what it is without a storm, and a little for a machine on which others work.
    let bound = alone_late * 3 + Duration::from_millis(100);
    assert!(late < bound, "readers waited {late:?}, alone {alone_late:?}");
    server.stop();
}

#[test]
fn wrong_passwords_for_one_login_shut_nobody_else_out() {
    let _turn = turn();
    let world = fill();
    let server = Server::start(world.data.path());
    let address = server.address.clone();
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let attackers: Vec<_> = (0..64)
        .map(|_| {
            let (address, stop) = (address.clone(), stop.clone());
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let sent = form(&[("login", "shuji"), ("password", "not the password")]);
                    drop(send(&address, "POST", "/login", "", &sent));
                }
            })
        })
        .collect();
    std::thread::sleep(Duration::from_millis(500));
    let mut waits: Vec<Duration> = (0..10)
        .map(|_| {
            let began = Instant::now();
            log_in(&address, &world, "yuangong");
            began.elapsed()
        })
        .collect();
    stop.store(true, Ordering::Relaxed);
    attackers.into_iter().for_each(|a| a.join().unwrap());
    log_in(&address, &world, "shuji");
    let (middle, _, worst) = spread(&mut waits);
    tell!("while 64 tried passwords on one login, another person was in after {middle:?} (worst {worst:?})");
    assert!(worst < Duration::from_secs(5), "{worst:?}");
    server.stop();
}

#[test]
fn a_link_spoken_to_without_end_takes_disk_and_no_memory() {
    let _turn = turn();
    let world = fill();
    let server = Server::start(world.data.path());
    let number: usize = if long() { 100_000 } else { 1_500 };
    let cookie = log_in(&server.address, &world, "yuangong");
    let path = format!("/r/{}", world.code);
    assert!(!fields(&get(&server.address, &path, "").unwrap().body).is_empty());
    let speakers = Speakers::start(16, std::slice::from_ref(&server.address), &world, &cookie, Duration::ZERO);
    speakers.spoken(number / 10);
    let before = server.memory();
    let began = Instant::now();
    while speakers.count.load(Ordering::Relaxed) < number {
        assert!(began.elapsed() < Duration::from_secs(3600));
        std::thread::sleep(Duration::from_millis(50));
    }
    let after = server.memory();
    let (kept, _) = speakers.end();
    tell!(
        "{} opinions to one link at {:.0} a second: memory {before} KiB after a tenth of them, {after} KiB after all",
        kept.receipts.len() + kept.named.len(),
        (number * 9 / 10) as f64 / began.elapsed().as_secs_f64()
    );
    assert!(after < before + 64 * 1024, "{after} KiB");
    server.stop();
}
