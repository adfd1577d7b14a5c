//! Speaking: named, and into the box.

use anyhow::{Context, Result};

use super::Args;
use super::client::Request;
use super::measure::{in_turn, measured, same};
use super::process::Served;
use super::report::{Line, Report};
use super::world::{World, form_token};

/// A form as the phone's script sends it: what the page had to say about the text was seen.
const FORM: &str = "text=%E9%A3%9F%E5%A0%82%E6%8E%92%E9%98%9F%E5%A4%AA%E4%B9%85&line=&population=agency&subject=department&kind=suggestion&reviewed=yes";

/// Durable submissions with everything they imply. `single` is the rate of single inserts of the database's own measuring
/// program, where there is one: on PostgreSQL the mark is set against that.
pub fn submissions(args: &Args, world: &World, floor: &Served, single: Option<f64>, report: &mut Report) -> Result<()> {
    let product = world.served()?;
    let named = format!("/r/{}/named", world.round);
    let staff = world.cookie("yuangong")?;
    let token = form_token(&world.page("yuangong", &named)?)?;
    let ways = [
        ("anonymous submissions", Request::post(&format!("/r/{}", world.round), FORM, None)),
        ("named submissions", Request::post(&named, &format!("{FORM}&csrf={token}"), Some(&staff))),
    ];
    let write = same(Request::post("/write", "x=1", None));
    for (name, request) in ways {
        let submit = same(request);
        let rounds = in_turn(
            args.rounds,
            || measured(floor, args.requests, args.connections, &write),
            || measured(product, args.requests, args.connections, &submit),
        )?;
        let storm = format!("{name}, {} connections", args.connections);
        report.add(match single {
            None => Line {
                storm,
                must: "0.35 of the floor's; 0.25 CPU ms",
                got: rounds.told(),
                reached: Some(rounds.ratio() >= 0.35 && rounds.median(|p| p.1.cpu_ms) <= 0.25),
            },
            Some(single) => {
                let share = rounds.median(|p| p.1.storm.per_second) / single;
                Line {
                    storm,
                    must: "0.3 of pgbench's single inserts",
                    got: format!("{share:.2} of {single:.0}/s; {}", rounds.told()),
                    reached: Some(share >= 0.3),
                }
            }
        });
    }
    Ok(())
}

/// The rate of single inserts that pgbench reaches in a database.
pub fn pgbench(database: &str, connections: usize, folder: &std::path::Path) -> Result<f64> {
    let script = folder.join("insert.sql");
    std::fs::write(&script, "insert into single (text) values ('x=1');\n")?;
    let sql = "create table if not exists single (id bigserial primary key, text text not null)";
    super::process::output("psql".as_ref(), &[database, "-q", "-c", sql])?;
    let said = super::process::output(
        "pgbench".as_ref(),
        &["-n", "-c", &connections.to_string(), "-j", "2", "-T", "5", "-f", &script.display().to_string(), database],
    )?;
    let line = said.lines().find(|l| l.starts_with("tps")).context("pgbench said no rate")?;
    line.split_whitespace().nth(2).and_then(|n| n.parse().ok()).context("pgbench said no rate")
}
