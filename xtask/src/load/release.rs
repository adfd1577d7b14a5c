//! The box is opened: everything that was dropped becomes points.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::Args;
use super::client::{self, Connection, Request, percentile};
use super::fill;
use super::report::{Line, Report};
use super::world::{World, after, form_token};

/// Writers that go on beside the release.
const WRITERS: usize = 8;

/// Fills the box of a new round and closes it, while others speak in another one.
pub fn release(args: &Args, world: &World, slips: usize, report: &mut Report) -> Result<()> {
    let (round, code) = new_round(world)?;
    let product = world.served()?;
    let drop_slip = Request::post(
        &format!("/r/{code}"),
        "text=%E9%A3%9F%E5%A0%82%E6%8E%92%E9%98%9F%E5%A4%AA%E4%B9%85&population=agency&subject=department&kind=suggestion&reviewed=yes",
        None,
    );
    client::storm(&product.address, slips, args.connections, |c, _| c.take(&drop_slip).map(drop))?;
    let boxed = fill::waiting(world)?;
    ensure!(boxed >= i64::try_from(slips)?, "{boxed} slips lie in the box of {slips}");

    let staff = world.cookie("yuangong")?;
    let named = format!("/r/{}/named", world.round);
    let token = form_token(&world.page("yuangong", &named)?)?;
    let say = Request::post(
        &named,
        &format!(
            "text=%E7%8F%AD%E8%BD%A6%E6%99%9A%E7%82%B9&population=agency&subject=department&kind=suggestion&reviewed=yes&csrf={token}"
        ),
        Some(&staff),
    );
    let mut idle = beside(&product.address, &say, || {
        std::thread::sleep(Duration::from_secs(5));
        Ok(())
    })?;
    let mut seconds = 0.0;
    let mut busy = beside(&product.address, &say, || {
        let began = Instant::now();
        world.send("bangongshi", &format!("{round}/close"), "")?;
        seconds = began.elapsed().as_secs_f64();
        Ok(())
    })?;
    let left = fill::waiting(world)?;
    let (before, during) = (percentile(&mut idle, 99), percentile(&mut busy, 99));
    report.add(Line {
        storm: format!("release of {slips} slips beside {WRITERS} writers"),
        must: "60 s; the writers' p99 at most doubled",
        got: format!("{seconds:.1} s; the writers' p99 {during:.1} ms, {before:.1} ms before; {left} slips left"),
        reached: Some(seconds <= 60.0 && during <= 2.0 * before),
    });
    Ok(())
}

/// A round of the office, open to anonymous opinions; its page and its code.
fn new_round(world: &World) -> Result<(String, String)> {
    let page = world.page("bangongshi", "/rounds/new")?;
    let campaign = after(&page, "<option value=\"").context("no campaign")?;
    let line = after(&page, "name=\"lines\" value=\"").context("no line")?;
    let form = format!(
        "name=Load&campaign={campaign}&lines={line}&owner=&opens_on=2008-07-08&closes_on=2008-12-30&populations=agency&subjects=department&kinds=suggestion&modes=anonymous&go=open"
    );
    let path = world.send("bangongshi", "/rounds/new", &form)?;
    let shown = world.page("bangongshi", &path)?;
    let code = after(&shown, "/r/").map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).collect());
    let path = path.split('?').next().unwrap_or_default().to_owned();
    Ok((path, code.context("the round shows no link")?))
}

/// The times of writers that go on, a request each every now and then, while something else is done.
fn beside(address: &str, request: &Request, work: impl FnOnce() -> Result<()>) -> Result<Vec<Duration>> {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let write = || -> Result<Vec<Duration>> {
            let mut connection = Connection::open(address)?;
            while !over.load(Ordering::Relaxed) {
                connection.take(request)?;
                std::thread::sleep(Duration::from_millis(20));
            }
            Ok(connection.took)
        };
        let writers: Vec<_> = (0..WRITERS).map(|_| scope.spawn(write)).collect();
        let worked = work();
        over.store(true, Ordering::Relaxed);
        let mut all = Vec::new();
        for writer in writers {
            match writer.join() {
                Ok(times) => all.extend(times?),
                Err(_) => bail!("a writer's thread panicked"),
            }
        }
        worked.map(|()| all)
    })
}
