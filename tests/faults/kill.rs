//! `kill -9` under load: 32 connections speak, half of them without a name, the server is killed in the middle, and after its
//! restart every receipt and every named opinion that was acknowledged is there, the audit trail holds, and the queue of jobs
//! has lost none and doubled none. Twice; twenty times in the long form.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use crate::web::{form, send};
use crate::world::{Server, Speakers, World, all_there, fill, log_in, some_time, verified};
use crate::{long, turn};

const CONNECTIONS: usize = 32;

/// The jobs that wait, with how many there are of each.
fn jobs(data: &Path) -> BTreeMap<(String, String), i64> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let db = rusqlite::Connection::open_with_flags(data.join("shuangcu.db"), flags).unwrap();
    let mut found = db.prepare("select kind, payload, count(*) from job group by kind, payload").unwrap();
    let rows = found.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

fn kill_once(world: &World) {
    let data = world.data.path();
    let server = Server::start(data);
    let before = jobs(data);
    assert!(before.keys().any(|(kind, _)| kind == "round.close"), "a job waits: {before:?}");
    let cookie = log_in(&server.address, world, "yuangong");
    let speakers = Speakers::start(CONNECTIONS, std::slice::from_ref(&server.address), world, &cookie, Duration::ZERO);
    speakers.spoken(2 * CONNECTIONS);
    speakers.of_both();
    std::thread::sleep(some_time(200, 600));
    drop(server);
    let (kept, _) = speakers.end();

    let server = Server::start(data);
    all_there(&server.address, &cookie, &kept);
    let after = jobs(data);
    assert!(after.values().all(|n| *n == 1), "a job stands there twice: {after:?}");
    for job in before.keys() {
        assert!(after.contains_key(job), "a job is lost: {job:?}");
    }
    server.stop();
    verified(data, &[]);
    tell!("killed after {} receipts and {} named opinions; all there", kept.receipts.len(), kept.named.len());
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let _turn = turn();
    let world = fill();
    for _ in 0..if long() { 20 } else { 2 } {
        kill_once(&world);
    }
}

#[test]
fn an_unknown_receipt_is_told_so() {
    let _turn = turn();
    let world = fill();
    let server = Server::start(world.data.path());
    let answer = send(&server.address, "POST", "/receipt", "", &form(&[("code", "0000000000000000")])).unwrap();
    assert_ne!(answer.status, 200, "otherwise the tests could not fail");
    server.stop();
}
