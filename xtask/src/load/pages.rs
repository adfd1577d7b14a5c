//! Pages that many read: the campaign page beside the floor's, the lists and the search beside the campaign page.

use anyhow::{Context, Result};

use super::Args;
use super::client::Request;
use super::measure::{in_turn, measured, same};
use super::process::Served;
use super::report::{Line, Report};
use super::world::World;

/// How many read lists at the same time.
const READERS: usize = 8;
/// How far into a list the page in its middle lies.
const PAGES_DEEP: usize = 20;

/// The campaign page of somebody logged in.
pub fn campaign(args: &Args, world: &World, floor: &Served, report: &mut Report) -> Result<()> {
    let product = world.served()?;
    let read = same(Request::get("/", Some(&world.cookie("yuangong")?)));
    let plain = same(Request::get("/page", None));
    let rounds = in_turn(
        args.rounds,
        || measured(floor, args.requests, args.connections, &plain),
        || measured(product, args.requests, args.connections, &read),
    )?;
    let p99 = rounds.median(|(floor, product)| product.storm.p99_ms / floor.storm.p99_ms);
    let cpu = rounds.median(|p| p.1.cpu_ms);
    report.add(Line {
        storm: format!("campaign page, logged in, {} connections", args.connections),
        must: "0.3 of the floor's page; p99 at most 5 times the floor's; 0.2 CPU ms",
        got: format!("{}; p99 {p99:.1} times", rounds.told()),
        reached: Some(rounds.ratio() >= 0.3 && p99 <= 5.0 && cpu <= 0.2),
    });
    Ok(())
}

/// Lists and search, each in turn with the campaign page.
pub fn lists(args: &Args, world: &World, report: &mut Report) -> Result<()> {
    let product = world.served()?;
    let office = world.cookie("bangongshi")?;
    let campaign = same(Request::get("/", Some(&office)));
    let items = deep(world, "/items")?;
    let opinions = deep(world, "/opinions")?;
    let pages = [
        ("ledger", "/items".to_owned()),
        ("ledger by day due, only red", "/items?sort=due&lamp=red".to_owned()),
        ("ledger, one state", "/items?state=in_progress".to_owned()),
        ("ledger, 20 pages on", items),
        ("opinions", "/opinions".to_owned()),
        ("opinions, one kind and subject", "/opinions?kind=suggestion&subject=department".to_owned()),
        ("opinions, 20 pages on", opinions),
        ("search, a word of two characters", "/search?q=%E9%A3%9F%E5%A0%82".to_owned()),
    ];
    let requests = (args.requests / 20).max(200);
    for (name, path) in pages {
        let list = same(Request::get(&path, Some(&office)));
        let rounds = in_turn(
            args.rounds,
            || measured(product, requests, READERS, &campaign),
            || measured(product, requests, READERS, &list),
        )?;
        let times = rounds.median(|(front, list)| list.storm.p99_ms / front.storm.p99_ms);
        report.add(Line {
            storm: format!("{name}, {READERS} connections"),
            must: "p99 at most 3 times the campaign page's",
            got: format!(
                "{times:.1} times ({:.2} ms of {:.2} ms); {:.2} CPU ms",
                rounds.median(|p| p.1.storm.p99_ms),
                rounds.median(|p| p.0.storm.p99_ms),
                rounds.median(|p| p.1.cpu_ms),
            ),
            reached: Some(times <= 3.0),
        });
    }
    Ok(())
}

/// The address of a page somewhere inside a list, as a reader comes to it.
fn deep(world: &World, list: &str) -> Result<String> {
    let mut path = list.to_owned();
    for _ in 0..PAGES_DEEP {
        let page = world.page("bangongshi", &path)?;
        let Some(next) = next_page(&page, list) else { break };
        path = next;
    }
    Ok(path)
}

fn next_page(page: &str, list: &str) -> Option<String> {
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let next = links.filter(|href| href.starts_with(list) && href.contains("after=")).last()?;
    Some(next.replace("&amp;", "&").replace("&#38;", "&"))
}

/// The size of a page in bytes.
pub fn size(world: &World, login: &str, path: &str) -> Result<usize> {
    world.page(login, path).map(|page| page.len()).with_context(|| path.to_owned())
}
