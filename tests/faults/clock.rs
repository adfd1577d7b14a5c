//! The clock jumps a day ahead and back under the running server, and the machine stands in another time zone. (What jobs and
//! turns do then is tested with an injected clock in `src/jobs`.)

use std::path::Path;
use std::time::Duration;

use crate::web::{fields, get, send};
use crate::world::{Acknowledged, Server, all_there, fill, log_in, program, receipt, verified};
use crate::{has, run, skipped, turn};

fn library() -> Option<String> {
    let found = run("sh", &["-c", "ls /usr/lib/*/faketime/libfaketime.so.1 2>/dev/null | head -n 1"]);
    let found = found.trim().to_owned();
    (!found.is_empty()).then_some(found)
}

/// Seconds in the future, from now on; never seen half written.
fn jump(file: &Path, seconds: i64) {
    let new = file.with_extension("new");
    std::fs::write(&new, format!("{seconds:+}\n")).unwrap();
    std::fs::rename(new, file).unwrap();
}

#[test]
fn a_clock_that_jumps_a_day_ahead_and_back_loses_nothing() {
    let _turn = turn();
    let Some(library) = library().filter(|_| has("faketime")) else {
        return skipped("a clock that jumps", "faketime is not here");
    };
    let world = fill();
    let data = world.data.path();
    let file = data.join("clock");
    jump(&file, 0);
    let mut command = program();
    command
        .env("LD_PRELOAD", library)
        .env("FAKETIME_TIMESTAMP_FILE", &file)
        .env("FAKETIME_NO_CACHE", "1")
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    let server = Server::run(command, data, &[]);
    let address = server.address.clone();
    let cookie = log_in(&address, &world, "yuangong");
    let mut kept = Acknowledged::default();
    let mut days = Vec::new();
    for (n, seconds) in [0, 86_400, 0, -86_400, 0].into_iter().enumerate() {
        jump(&file, seconds);
        std::thread::sleep(Duration::from_millis(2500));
        let path = format!("/r/{}", world.code);
        for (named, path) in [(false, path.clone()), (true, format!("{path}/named"))] {
            let cookie = if named { cookie.as_str() } else { "" };
            let page = get(&address, &path, cookie).unwrap();
            assert_eq!(page.status, 200, "{}", page.body);
            let mut form = fields(&page.body);
            let text = format!("sentence {n} while the clock jumps");
            form.push(("text".to_owned(), text.clone()));
            let answer = send(&address, "POST", &path, cookie, &form).unwrap();
            if named {
                assert_eq!(answer.status, 303, "{}", answer.body);
                kept.named.push((answer.header("location").unwrap().to_owned(), text));
            } else {
                assert_eq!(answer.status, 200, "{}", answer.body);
                kept.receipts.push(receipt(&answer));
            }
        }
        let page = get(&address, "/login", "").unwrap().body;
        days.push(page.split("class=\"demo\">").nth(1).unwrap().split("</p>").next().unwrap().to_owned());
    }
    assert!(days[0] == days[2] && days[0] != days[1] && days[0] != days[3], "the clock did jump: {days:?}");
    all_there(&address, &cookie, &kept);
    server.stop();
    verified(data, &[]);
    tell!(
        "clock a day ahead and back, a day back and ahead: {} writes, all there",
        kept.receipts.len() + kept.named.len()
    );
}

#[test]
fn days_are_shanghais_wherever_the_machine_stands() {
    let _turn = turn();
    let world = fill();
    // Half past midnight in Shanghai is the day before in New York.
    let pages = ["Asia/Shanghai", "America/New_York"].map(|zone| {
        let mut command = program();
        command.env("TZ", zone);
        let server = Server::run(command, world.data.path(), &["--clock", "2008-07-20T00:30"]);
        let cookie = log_in(&server.address, &world, "bangongshi");
        let body = |path: &str, cookie: &str| {
            let page = get(&server.address, path, cookie).unwrap();
            assert_eq!(page.status, 200, "{path}");
            // What differs from visit to visit is no day.
            page.body.split("value=\"").map(|p| p.split_once('"').map_or(p, |(_, rest)| rest)).collect::<String>()
        };
        let pages = [body("/login", ""), body("/items", &cookie), body("/rounds", &cookie)];
        server.stop();
        pages
    });
    assert!(pages[0][0].contains("2008年7月20日"), "{}", pages[0][0]);
    assert_eq!(pages[0], pages[1]);
}
