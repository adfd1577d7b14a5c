//! Everybody logs in with a password at once, while others read.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Args;
use super::client::{Connection, Request, percentile};
use super::report::{Line, Report};
use super::world::World;

/// Connections that read beside.
const READERS: usize = 4;
/// How long a person keeps trying.
const PATIENCE: Duration = Duration::from_secs(300);

/// Drives it. A login that is told to wait waits and tries again, as the page does by itself.
pub fn log_in(args: &Args, world: &World, logins: &[String], report: &mut Report) -> Result<()> {
    let product = world.served()?;
    let staff = world.cookie("yuangong")?;
    let password = world.password("yuangong")?;
    let front = Request::get("/", Some(&staff));
    let mut idle = read_until(&product.address, &front, || std::thread::sleep(Duration::from_secs(4)))?;
    let (next, waits, longest) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let before = product.memory_mib()?;
    let began = Instant::now();
    let mut failed = Ok(());
    let mut busy = read_until(&product.address, &front, || {
        failed = std::thread::scope(|scope| {
            let people: Vec<_> = (0..args.crowd.min(logins.len()))
                .map(|_| {
                    scope.spawn(|| -> Result<()> {
                        let mut connection = Connection::open(&product.address)?;
                        while let Some(login) = logins.get(next.fetch_add(1, Ordering::Relaxed)) {
                            let request = Request::post("/login", &format!("login={login}&password={password}"), None);
                            let since = Instant::now();
                            loop {
                                let answer = connection.ask(&request)?;
                                match answer.status {
                                    303 => break,
                                    503 if since.elapsed() < PATIENCE => {
                                        waits.fetch_add(1, Ordering::Relaxed);
                                        std::thread::sleep(Duration::from_secs(2));
                                    }
                                    other => bail!("a login answered {other}: {}", answer.text()),
                                }
                            }
                            let seconds = usize::try_from(since.elapsed().as_secs()).unwrap_or(usize::MAX);
                            longest.fetch_max(seconds, Ordering::Relaxed);
                        }
                        Ok(())
                    })
                })
                .collect();
            people.into_iter().try_for_each(|p| p.join().unwrap_or_else(|_| bail!("a thread panicked")))
        });
    })?;
    failed.context("while people logged in")?;
    let (quiet, stormy) = (percentile(&mut idle, 99), percentile(&mut busy, 99));
    report.add(Line {
        storm: format!("{} people log in with a password, {} at once", logins.len(), args.crowd),
        must: "bounded memory; pages beside stay under 3 times their idle p99",
        got: format!(
            "{:.1} s in all, the longest wait {} s, told to wait {} times; page p99 {stormy:.1} ms, idle {quiet:.1} ms; memory {before} MiB, peak {} MiB",
            began.elapsed().as_secs_f64(),
            longest.into_inner(),
            waits.into_inner(),
            product.peak_mib()?,
        ),
        reached: Some(stormy <= 3.0 * quiet),
    });
    Ok(())
}

/// The times of a page that a few read while something else is done.
fn read_until(address: &str, request: &Request, work: impl FnOnce()) -> Result<Vec<Duration>> {
    let over = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let read = || -> Result<Vec<Duration>> {
            let mut connection = Connection::open(address)?;
            while !over.load(Ordering::Relaxed) {
                connection.take(request)?;
                std::thread::sleep(Duration::from_millis(5));
            }
            Ok(connection.took)
        };
        let readers: Vec<_> = (0..READERS).map(|_| scope.spawn(read)).collect();
        work();
        over.store(true, Ordering::Relaxed);
        let mut all = Vec::new();
        for reader in readers {
            match reader.join() {
                Ok(times) => all.extend(times?),
                Err(_) => bail!("a reader's thread panicked"),
            }
        }
        Ok(all)
    })
}
