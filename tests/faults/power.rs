//! The power fails: the files as they stood at that moment are all there is. The process is stopped at random moments under
//! load, the folder copied, and the copy opened; and the order in which the process writes, flushes and answers is looked at.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::web::{fields, get, send};
use crate::world::{Server, Speakers, all_there, copy, fill, log_in, some_time, verified};
use crate::{has, long, skipped, turn};

#[test]
fn the_files_of_any_moment_open_and_hold_what_was_acknowledged() {
    let _turn = turn();
    let world = fill();
    let server = Server::start(world.data.path());
    let cookie = log_in(&server.address, &world, "yuangong");
    let speakers = Speakers::start(16, std::slice::from_ref(&server.address), &world, &cookie, Duration::ZERO);
    speakers.spoken(32);
    speakers.of_both();
    let times = if long() { 20 } else { 2 };
    for _ in 0..times {
        std::thread::sleep(some_time(150, 700));
        server.signal("STOP");
        let kept = speakers.acknowledged();
        let after = tempfile::tempdir().unwrap();
        copy(world.data.path(), after.path());
        server.signal("CONT");
        let second = Server::start(after.path());
        all_there(&second.address, &cookie, &kept);
        second.stop();
        verified(after.path(), &[]);
    }
    let (kept, _) = speakers.end();
    all_there(&server.address, &cookie, &kept);
    server.stop();
    verified(world.data.path(), &[]);
    tell!(
        "power lost {times} times; {} receipts and {} named opinions all there",
        kept.receipts.len(),
        kept.named.len()
    );
}

#[test]
fn an_answer_is_given_after_the_log_is_on_disk() {
    let _turn = turn();
    if !has("strace") {
        return skipped("the order of flush and answer", "strace is not here");
    }
    let world = fill();
    let server = Server::start(world.data.path());
    let path = format!("/r/{}", world.code);
    let page = get(&server.address, &path, "").unwrap();
    let mut sent = fields(&page.body);
    sent.push(("text".to_owned(), "the lamp in the yard is out".to_owned()));
    let log = world.data.path().join("strace.log");
    let mut tracer = Command::new("strace")
        .args([
            "-f",
            "-y",
            "-qq",
            "-e",
            "trace=recvfrom,pwrite64,fdatasync,fsync,write,writev,sendto",
            "-s",
            "24",
            "-o",
        ])
        .arg(&log)
        .args(["-p", &server.pid().to_string()])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // It is attached when the schedule's next beat is in its log.
    let began = Instant::now();
    while std::fs::metadata(&log).map_or(0, |m| m.len()) == 0 {
        if tracer.try_wait().unwrap().is_some() || began.elapsed() > Duration::from_secs(15) {
            drop(tracer.kill());
            return skipped("the order of flush and answer", "this machine lets nobody trace a process");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut last = String::new();
    for _ in 0..5 {
        let answer = send(&server.address, "POST", &path, "", &sent).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.body);
        last = answer.body;
    }
    assert!(!last.is_empty());
    server.stop();
    tracer.wait().unwrap();
    let calls = std::fs::read_to_string(&log).unwrap();
    // Between a request and its answer the log is written, and flushed after that. (The schedule writes too, so that not every
    // write between the two is the request's own.)
    let (mut written, mut flushed, mut flushes, mut answers) = (false, false, 0, 0);
    for call in calls.lines() {
        let of_log = call.contains("shuangcu.db-wal");
        let resumed = call.contains("fdatasync resumed") || call.contains("fsync resumed");
        let flush = of_log && (call.contains("fdatasync(") || call.contains("fsync(")) && !call.contains("unfinished");
        if call.contains("\"POST /r/") {
            (written, flushed) = (false, false);
        } else if of_log && call.contains("pwrite64(") {
            written = true;
        } else if flush || resumed {
            flushed = written;
            flushes += 1;
        } else if call.contains("\"HTTP/1.1 200 OK") {
            answers += 1;
            assert!(flushed, "an answer left before the log was on disk:\n{calls}");
        }
    }
    assert!(answers == 5 && flushes >= 5, "{answers} answers, {flushes} flushes");
    tell!("{answers} answers, each after its flush ({flushes} flushes with those of the schedule)");
}
