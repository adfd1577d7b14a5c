//! One of two processes on one database is killed: the other serves, takes over the turn of the schedule, and what is due
//! happens once.

use std::time::{Duration, Instant};

use crate::postgres::{self, Server as Postgres};
use crate::web::get;
use crate::world::{Server, Speakers, all_there, fill_in, log_in, program, verified};
use crate::{skipped, turn};

#[test]
fn the_other_process_serves_and_takes_the_turn() {
    let _turn = turn();
    if !postgres::is_here() {
        return skipped("one of two processes killed", "PostgreSQL is not here");
    }
    let database = Postgres::new("127.0.0.1", &[], "");
    let url = format!("postgres://postgres@127.0.0.1:{}/postgres", database.port);
    let world = fill_in(&url);
    let more = ["--database", url.as_str()];
    let one = Server::run(program(), world.data.path(), &more);
    let two = Server::run(program(), world.data.path(), &more);
    let cookie = log_in(&one.address, &world, "yuangong");
    let speakers =
        Speakers::start(8, &[one.address.clone(), two.address.clone()], &world, &cookie, Duration::from_millis(5));
    speakers.spoken(32);
    speakers.of_both();
    let began = Instant::now();
    while database.ask("select count(*) from lease where name = 'schedule'") != "1" {
        assert!(began.elapsed() < Duration::from_secs(10), "nobody has the turn");
        std::thread::sleep(Duration::from_millis(200));
    }
    // Whoever came first has the turn, as a rule; it is he who is killed.
    let holder = || database.ask("select holder from lease where name = 'schedule'");
    let before = holder();
    drop(one);
    let killed = Instant::now();
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(get(&two.address, "/readyz", "").unwrap().status, 200);
    let (kept, met) = speakers.end();
    let served = met.iter().filter(|m| m.address == 1 && m.at > killed && matches!(m.status, Some(200 | 303))).count();
    assert!(served > 0, "the other one serves on");
    all_there(&two.address, &cookie, &kept);

    // A third process lives a day after the round's last: whoever has the turn closes it, once.
    let due = database.ask("select max(due_on) from job where kind = 'round.close'");
    let round = database.ask("select payload from job where kind = 'round.close' order by due_on desc limit 1");
    drop(two);
    let clock = format!("{due}T19:30");
    let late = ["--database", url.as_str(), "--clock", clock.as_str()];
    let three = Server::run(program(), world.data.path(), &late);
    let four = Server::run(program(), world.data.path(), &late);
    std::thread::sleep(Duration::from_millis(1500));
    // In the middle of whatever it is doing.
    drop(three);
    let began = Instant::now();
    let closed =
        format!("select count(*) from audit_line where data like '%\"round.close\"%' and data like '%{round}%'");
    while database.ask(&closed) == "0" || database.ask("select count(*) from audit_line where block is null") != "0" {
        assert!(began.elapsed() < Duration::from_secs(180), "what was due never happened");
        std::thread::sleep(Duration::from_millis(500));
    }
    let taken = began.elapsed();
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(database.ask(&closed), "1", "it happened once");
    assert_ne!(holder(), before, "the turn has passed on");
    let double = "select count(*) from (select kind, payload from job group by kind, payload having count(*) > 1) as d";
    assert_eq!(database.ask(double), "0");
    four.stop();
    verified(world.data.path(), &more);
    tell!(
        "process killed; the other served {served} requests meanwhile, the turn was taken within {:.0} s",
        taken.as_secs_f64()
    );
}
