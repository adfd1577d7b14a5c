//! Tables out and in, and what a process takes before anybody asks.

use std::time::Instant;

use anyhow::Result;

use super::client::{Connection, Request};
use super::report::{Line, Report};
use super::world::World;
use super::{Args, fill};

/// The import of people from a spreadsheet. The server must be stopped.
pub fn people(args: &Args, world: &World, report: &mut Report) -> Result<()> {
    let file = fill::people_sheet(world, args.people)?;
    let began = Instant::now();
    world.command(&["import", "people", &file.display().to_string()])?;
    let seconds = began.elapsed().as_secs_f64();
    report.add(Line {
        storm: format!("import of {} people from .xlsx", args.people),
        must: "20 s, progress shown",
        got: format!("{seconds:.1} s"),
        reached: Some(seconds <= 20.0),
    });
    Ok(())
}

/// The two big tables as spreadsheets, and the memory they take.
pub fn sheets(args: &Args, world: &World, report: &mut Report) -> Result<()> {
    let product = world.served()?;
    let office = world.cookie("bangongshi")?;
    for (name, path, must, most) in [
        (format!("{} items as .xlsx", args.items), "/items/export?file=xlsx", "2 s; under 200 MiB more", 2.0),
        (
            format!("{} opinions as .xlsx", args.opinions),
            "/opinions/export?file=xlsx",
            "10 s; under 200 MiB more",
            10.0,
        ),
    ] {
        let before = product.memory_mib()?;
        let began = Instant::now();
        let answer = Connection::open(&product.address)?.take(&Request::get(path, Some(&office)))?;
        let seconds = began.elapsed().as_secs_f64();
        // The most it ever had; an upper bound of what this took.
        let more = product.peak_mib()?.saturating_sub(before);
        report.add(Line {
            storm: name,
            must,
            got: format!(
                "{seconds:.1} s, {} kB; peak {more} MiB above the {before} MiB before",
                answer.body.len() / 1024
            ),
            reached: Some(seconds <= most && more < 200),
        });
    }
    Ok(())
}

/// Start, memory and size.
pub fn start(world: &mut World, program: &std::path::Path, report: &mut Report) -> Result<()> {
    world.stop()?;
    let product = world.serve()?;
    let (ready, idle) = (product.ready_ms, product.memory_mib()?);
    let size = std::fs::metadata(program)?.len() / (1024 * 1024);
    report.add(Line {
        storm: "start with all that in the database; idle memory; the binary".to_owned(),
        must: "1 s; 40 MiB; 40 MiB",
        got: format!("{ready:.0} ms; {idle} MiB; {size} MiB"),
        reached: Some(ready <= 1_000.0 && idle <= 40 && size <= 40),
    });
    Ok(())
}

/// What the process holds after everything.
pub fn loaded(world: &World, report: &mut Report) -> Result<()> {
    let product = world.served()?;
    let (now, peak) = (product.memory_mib()?, product.peak_mib()?);
    report.add(Line {
        storm: "memory after the storms".to_owned(),
        must: "128 MiB",
        got: format!("{now} MiB; peak {peak} MiB"),
        reached: Some(now <= 128),
    });
    Ok(())
}
