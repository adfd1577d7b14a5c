//! Nine o'clock: everybody opens the vote and casts a sealed ballot.

use anyhow::{Context, Result, ensure};

use super::Args;
use super::client::{Connection, Request};
use super::fill;
use super::measure::measured;
use super::process::Served;
use super::report::{Line, Report};
use super::world::{World, after};

/// The tellers' logins, and their passphrases as a form sends them.
const TELLERS: [(&str, &str); 2] =
    [("jianpiao", "first+teller%27s+own+phrase"), ("jianpiao2", "second+teller%27s+own+phrase")];

/// An evaluation, written down and approved. While few people are there: the tellers are chosen from a list of all.
pub fn prepare(world: &World) -> Result<String> {
    let campaign = after(&world.page("bangongshi", "/rounds/new")?, "<option value=\"").context("no campaign")?;
    let page = world.page("bangongshi", &format!("/evaluations/new?campaign={campaign}"))?;
    let mut form = format!(
        "campaign={campaign}&name=Load&closes_on=2008-12-30&threshold=80&variant=judging&scope=everyone&merged_items=yes"
    );
    for (place, (login, _)) in ["first_teller", "second_teller"].iter().zip(TELLERS) {
        let own = world.page(login, "/todo")?;
        let name = own.split("href=\"/account\">").nth(1).and_then(|rest| rest.split('<').next());
        let name = name.context("a teller has no name")?;
        let option = page.split("<option value=\"").find(|o| o.contains(name)).context("a teller is missing")?;
        form.push_str(&format!("&{place}={}", option.split('"').next().unwrap_or_default()));
    }
    let evaluation = world.send("bangongshi", "/evaluations/new", &form)?;
    world.send("shuji", &format!("{evaluation}/act/approve"), "")?;
    Ok(evaluation)
}

/// Freezes the roster, makes the tellers' keys, gives out the codes and opens the vote.
pub fn open(world: &mut World, evaluation: &str) -> Result<Vec<String>> {
    world.send("bangongshi", &format!("{evaluation}/act/freeze"), "")?;
    for (login, phrase) in TELLERS {
        world.send(login, &format!("{evaluation}/key"), &format!("passphrase={phrase}&again={phrase}"))?;
    }
    world.stop()?;
    let codes = fill::codes(world)?;
    world.serve()?;
    world.send("bangongshi", &format!("{evaluation}/act/open"), "")?;
    Ok(codes)
}

/// The storm, and the floor's: a page and a row for everybody.
pub fn nine_o_clock(args: &Args, world: &World, floor: &Served, codes: &[String], report: &mut Report) -> Result<()> {
    ensure!(!codes.is_empty(), "nobody may vote");
    let page = Request::get("/page", None);
    let write = Request::post("/write", "x=1", None);
    let plain = |connection: &mut Connection, _: usize| {
        connection.take(&page)?;
        connection.take(&write).map(drop)
    };
    let vote = |connection: &mut Connection, n: usize| {
        let path = format!("/vote/{}", codes.get(n).context("a code is missing")?);
        let ballot = connection.take(&Request::get(&path, None))?.text();
        let items = ballot.split("name=\"a").filter_map(|rest| rest.split('"').next()?.parse().ok()).max();
        let items: u32 = items.context("the ballot shows no item")?;
        let answers: Vec<String> = (1..=items).map(|n| format!("a{n}=S")).collect();
        connection.take(&Request::post(&path, &answers.join("&"), None)).map(drop)
    };
    let floor = measured(floor, codes.len(), args.connections, plain)?;
    let product = measured(world.served()?, codes.len(), args.connections, vote)?;
    let times = product.storm.seconds / floor.storm.seconds;
    report.add(Line {
        storm: format!("nine o'clock: {} people open the vote and cast a ballot, {} connections", codes.len(), args.connections),
        must: "60 s in all; at most 5 times the floor's storm; p99 under 1 s; no error",
        got: format!(
            "{:.1} s, {times:.1} times the floor's {:.1} s; {:.3} CPU ms a person; p99 {:.1} ms; others used {:.1} cores",
            product.storm.seconds, floor.storm.seconds, product.cpu_ms, product.storm.p99_ms, product.others,
        ),
        reached: Some(product.storm.seconds <= 60.0 && times <= 5.0 && product.storm.p99_ms < 1_000.0),
    });
    Ok(())
}
