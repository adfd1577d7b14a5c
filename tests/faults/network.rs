//! The line between the product and its PostgreSQL is cut: no reset, no refusal, silence. The server stands in a network of its
//! own behind a pair of virtual cards, one of which is taken down.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::postgres::{self, Server as Postgres};
use crate::web::get;
use crate::world::{Server, Speakers, all_there, fill_in, log_in, program, verified};
use crate::{has, is_root, long, run, skipped, turn};

/// The longest that anybody may wait for an answer while the database is away.
const BOUND: Duration = Duration::from_secs(45);

struct Line {
    space: String,
    there: String,
    outer: String,
    inner: String,
}

impl Line {
    fn lay() -> Option<Line> {
        let id = std::process::id() % 10_000;
        let net = format!("10.{}.{}", 100 + id / 256, id % 256);
        let line = Line {
            space: format!("shuangcu{id}"),
            there: format!("{net}.2"),
            outer: format!("sco{id}"),
            inner: format!("sci{id}"),
        };
        let well = |args: &str| Command::new("ip").args(args.split(' ')).status().is_ok_and(|s| s.success());
        let (space, outer, inner) = (&line.space, &line.outer, &line.inner);
        let laid = well(&format!("netns add {space}"))
            && well(&format!("link add {outer} type veth peer name {inner} netns {space}"))
            && well(&format!("addr add {net}.1/24 dev {outer}"))
            && well(&format!("link set {outer} up"))
            && well(&format!("-n {space} addr add {}/24 dev {inner}", line.there))
            && well(&format!("-n {space} link set lo up"));
        if laid {
            line.mend();
        }
        laid.then_some(line)
    }

    fn cut(&self) {
        run("ip", &["-n", &self.space, "link", "set", &self.inner, "down"]);
    }

    fn mend(&self) {
        run("ip", &["-n", &self.space, "link", "set", &self.inner, "up"]);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        drop(Command::new("ip").args(["link", "del", &self.outer]).status());
        drop(Command::new("ip").args(["netns", "del", &self.space]).status());
    }
}

#[test]
#[ignore = "cuts a line for half a minute: in the long tests"]
fn a_cut_line_is_told_in_time_and_found_again() {
    let _turn = turn();
    if !is_root() || !has("ip") || !postgres::is_here() {
        return skipped("a cut line to the database", "it takes root, iproute2 and PostgreSQL");
    }
    let Some(line) = Line::lay() else {
        return skipped("a cut line to the database", "this machine lets nobody make a network of its own");
    };
    let database = Postgres::new(&line.there, &["ip", "netns", "exec", &line.space], "");
    // A host that vanished says nothing; the system's own patience is a quarter of an hour.
    let patience = "connect_timeout=5&tcp_user_timeout=8&keepalives_idle=5&keepalives_interval=2&keepalives_retries=3";
    let url = format!("postgres://postgres@{}:{}/postgres?{patience}", line.there, database.port);
    let world = fill_in(&url);
    let more = ["--database", url.as_str()];
    let server = Server::run(program(), world.data.path(), &more);
    let address = server.address.clone();
    let cookie = log_in(&address, &world, "yuangong");
    let speakers = Speakers::start(16, std::slice::from_ref(&address), &world, &cookie, Duration::from_millis(10));
    for _ in 0..if long() { 3 } else { 1 } {
        let so_far = speakers.count.load(std::sync::atomic::Ordering::Relaxed);
        speakers.spoken(so_far + 32);
        speakers.of_both();
        line.cut();
        let cut = Instant::now();
        // What asks the database nothing is served meanwhile.
        for _ in 0..30 {
            let asked = Instant::now();
            assert_eq!(get(&address, "/healthz", "").unwrap().status, 200);
            assert!(asked.elapsed() < Duration::from_secs(2));
            std::thread::sleep(Duration::from_secs(1));
        }
        line.mend();
        let (mended, before) = (Instant::now(), speakers.count.load(std::sync::atomic::Ordering::Relaxed));
        while speakers.count.load(std::sync::atomic::Ordering::Relaxed) < before + 8 {
            assert!(mended.elapsed() < BOUND, "it never found the database again");
            std::thread::sleep(Duration::from_millis(20));
        }
        let back = mended.elapsed();
        tell!(
            "line cut for {:.0} s; writes again {:.1} s after it was mended",
            (mended - cut).as_secs_f64(),
            back.as_secs_f64()
        );
    }
    let (kept, met) = speakers.end();
    let failed: Vec<_> = met.iter().filter(|m| !matches!(m.status, Some(200 | 303))).collect();
    assert!(!failed.is_empty(), "the cut was felt");
    for met in &failed {
        assert_eq!(met.status, Some(503), "{}", met.body);
        assert!(met.body.contains("再试") || met.body.contains("再提交"), "told in words: {}", met.body);
    }
    let slowest = met.iter().map(|m| m.took).max().unwrap();
    assert!(slowest < BOUND, "somebody waited {slowest:?} for an answer");
    all_there(&address, &cookie, &kept);
    let twice = database.ask(
        "select count(*) from (select text from opinion_point where sign = 'named' \
        group by text having count(*) > 1 and text like 'speaker %') as twice",
    );
    assert_eq!(twice, "0", "a unit of work was applied twice");
    server.stop();
    verified(world.data.path(), &more);
    tell!(
        "{} requests were told to try again, the slowest answer took {:.1} s; all acknowledged there",
        failed.len(),
        slowest.as_secs_f64()
    );
}
