//! The database's primary dies under load and its standby takes over: two processes of the product find it by themselves.

use std::time::{Duration, Instant};

use crate::postgres::{self, Server as Postgres};
use crate::web::get;
use crate::world::{Met, Server, Speakers, all_there, fill_in, log_in, program, verified};
use crate::{long, skipped, turn};

/// From the kill to the first write that was acknowledged again, for one of the two processes.
fn away(met: &[Met], address: usize, killed: Instant) -> Duration {
    let again = met
        .iter()
        .filter(|m| m.address == address && m.at > killed && matches!(m.status, Some(200 | 303)))
        .map(|m| m.at + m.took)
        .min();
    again.expect("it never came back").duration_since(killed)
}

fn fail_over() {
    let primary = Postgres::primary();
    let standby = primary.standby();
    let url = format!(
        "postgres://postgres@127.0.0.1:{},127.0.0.1:{}/postgres?target_session_attrs=read-write",
        primary.port, standby.port
    );
    let world = fill_in(&url);
    let more = ["--database", url.as_str()];
    let servers: Vec<Server> = (0..2).map(|_| Server::run(program(), world.data.path(), &more)).collect();
    let addresses: Vec<String> = servers.iter().map(|s| s.address.clone()).collect();
    let cookie = log_in(&addresses[0], &world, "yuangong");
    let speakers = Speakers::start(16, &addresses, &world, &cookie, Duration::from_millis(5));
    speakers.spoken(64);
    speakers.of_both();
    std::thread::sleep(Duration::from_millis(700));

    let killed = Instant::now();
    primary.kill();
    // Whoever watches over the two needs a moment to be sure.
    std::thread::sleep(Duration::from_secs(2));
    let promoting = Instant::now();
    standby.promote();
    let promoted = promoting.elapsed();
    std::thread::sleep(Duration::from_secs(8));
    let (kept, met) = speakers.end();

    for met in met.iter().filter(|m| m.status.is_some_and(|s| s >= 500)) {
        assert_eq!(met.status, Some(503), "{}", met.body);
        assert!(met.body.contains("再试") || met.body.contains("再提交"), "told in words: {}", met.body);
    }
    let slowest = met.iter().map(|m| m.took).max().unwrap();
    assert!(slowest < Duration::from_secs(30), "somebody waited {slowest:?}");
    all_there(&addresses[0], &cookie, &kept);
    all_there(&addresses[1], &cookie, &kept);
    let twice = standby.ask(
        "select count(*) from (select text from opinion_point where sign = 'named' \
        group by text having count(*) > 1 and text like 'speaker %') as twice",
    );
    assert_eq!(twice, "0", "a unit of work was applied twice");
    for address in &addresses {
        assert_eq!(get(address, "/readyz", "").unwrap().status, 200);
    }
    let waits: Vec<Duration> = (0..2).map(|n| away(&met, n, killed)).collect();
    let failed = met.iter().filter(|m| m.status == Some(503)).count();
    tell!(
        "PostgreSQL {}: primary killed, standby promoted {:.1} s later (promotion {:.1} s); writes again after {:.1} s and \
         {:.1} s; {failed} requests of {} were told to try again, the slowest took {:.1} s; {} receipts and {} named all there",
        standby.version(),
        promoting.duration_since(killed).as_secs_f64(),
        promoted.as_secs_f64(),
        waits[0].as_secs_f64(),
        waits[1].as_secs_f64(),
        met.len(),
        slowest.as_secs_f64(),
        kept.receipts.len(),
        kept.named.len()
    );
    servers.into_iter().for_each(Server::stop);
    verified(world.data.path(), &more);
}

#[test]
fn a_standby_takes_over_and_nothing_acknowledged_is_lost() {
    let _turn = turn();
    if !postgres::is_here() {
        return skipped("a change of the primary", "PostgreSQL is not here");
    }
    for _ in 0..if long() { 5 } else { 1 } {
        fail_over();
    }
}
