//! `cargo xtask load`: how the product fares beside a floor, the smallest possible server on the same store, in the same
//! run. Requests are bounded and stay on loopback. Ratios are to be read; absolute rates move with the machine.

mod client;
mod floor;
mod grow;
mod process;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use client::{Request, Storm, storm};
pub use floor::FloorArgs;
use process::Served;

/// Drives storms against the product and the floor.
#[derive(clap::Args)]
pub struct Args {
    /// Rounds; in each the floor and the product take turns
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Requests of a storm
    #[arg(long, default_value_t = 20_000)]
    requests: usize,
    /// Connections
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// The program; by default the release build of this workspace
    #[arg(long)]
    program: Option<PathBuf>,
    /// An empty PostgreSQL database for the product; by default both are on SQLite
    #[arg(long, requires = "floor_database")]
    database: Option<String>,
    /// An empty PostgreSQL database for the floor
    #[arg(long)]
    floor_database: Option<String>,
    /// So many people are imported first
    #[arg(long, default_value_t = 0)]
    people: usize,
    /// So many opinions are imported first
    #[arg(long, default_value_t = 0)]
    opinions: usize,
}

/// The smallest server, as a process of its own.
pub async fn serve_floor(args: FloorArgs) -> Result<()> {
    floor::serve(args).await
}

/// Runs the storms and prints the table.
pub fn run(args: &Args) -> Result<()> {
    let program = args
        .program
        .clone()
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/release/shuangcu"));
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data").display().to_string();
    let mut place = vec!["--data", &data];
    if let Some(database) = &args.database {
        place.extend(["--database", database]);
    }
    let filled = process::output(&program, &[&["demo", "--no-serve"], place.as_slice()].concat())?;
    let code = word_after(&filled, "--round").context("the demonstration printed no round")?;
    grow::import(&program, &place, folder.path(), &code, args.people, args.opinions)?;
    let office = login_of(&filled, "WG").context("the demonstration printed no login of the office")?;
    let staff = login_of(&filled, "ST").context("the demonstration printed no login of the staff")?;

    let product = Served::start(&program, &[&["demo", "--listen", "127.0.0.1:0"], place.as_slice()].concat())?;
    println!("start-up to the first answer: {:.0} ms, idle memory {} MiB", product.ready_ms, product.memory_mib()?);
    let office = client::log_in(&product.address, &office.0, &office.1)?;
    let staff = client::log_in(&product.address, &staff.0, &staff.1)?;
    let named = format!("/r/{code}/named");
    let form = client::get(&product.address, &named, Some(&staff))?;
    let csrf =
        after(&String::from_utf8_lossy(&form.body), "name=\"csrf\" value=\"").context("the form has no token")?;
    let size = client::get(&product.address, "/", Some(&office))?.body.len();
    let own = std::env::current_exe()?;
    let floor_data = folder.path().join("floor").display().to_string();
    let size = size.to_string();
    let mut floor_args = vec!["floor", "--data", &floor_data, "--page", &size];
    if let Some(database) = &args.floor_database {
        floor_args.extend(["--database", database]);
    }
    let floor = Served::start(&own, &floor_args)?;

    let text = "text=%E9%A3%9F%E5%A0%82%E6%8E%92%E9%98%9F%E5%A4%AA%E4%B9%85&line=&population=agency&subject=department&kind=suggestion";
    let write = Request::post("/write", "x=1", None);
    let page = Request::get("/page", None);
    let read = |name, path: &str| Case { name, floor: page.clone(), product: Request::get(path, Some(&office)) };
    // Reading first: what is written by the storms would be read as well.
    let cases = [
        read("campaign page, logged in", "/"),
        read("problems", "/problems"),
        read("figures", "/figures"),
        read("ledger", "/items"),
        read("opinions", "/opinions"),
        read("search for a word of two characters", "/search?q=%E9%A3%9F%E5%A0%82"),
        Case {
            name: "anonymous submissions",
            floor: write.clone(),
            product: Request::post(&format!("/r/{code}"), text, None),
        },
        Case {
            name: "named submissions",
            floor: write,
            product: Request::post(&named, &format!("{text}&csrf={csrf}"), Some(&staff)),
        },
    ];
    println!(
        "| storm, {} connections | floor /s | product /s | ratio | floor CPU ms | product CPU ms | p50 ms | p99 ms | floor p99 ms |",
        args.connections
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for case in cases {
        let mut rounds = Vec::new();
        let first = client::ask(&product.address, &case.product)?;
        if !matches!(first.status, 200 | 303) {
            println!("| {} | answered {} |", case.name, first.status);
            continue;
        }
        for _ in 0..args.rounds {
            let floor = measured(&floor, &case.floor, args)?;
            let product = measured(&product, &case.product, args)?;
            rounds.push((floor, product));
        }
        print_row(case.name, &mut rounds);
    }
    println!("loaded memory {} MiB", product.memory_mib()?);
    Ok(())
}

struct Case {
    name: &'static str,
    floor: Request,
    product: Request,
}

/// A storm with what it cost the server.
struct Measured {
    storm: Storm,
    cpu_ms: f64,
}

fn measured(server: &Served, request: &Request, args: &Args) -> Result<Measured> {
    let before = server.cpu_ms()?;
    let storm = storm(&server.address, request, args.requests, args.connections)?;
    let requests = u32::try_from(args.requests).unwrap_or(u32::MAX);
    Ok(Measured { cpu_ms: (server.cpu_ms()? - before) / f64::from(requests), storm })
}

fn print_row(name: &str, rounds: &mut [(Measured, Measured)]) {
    let ratio = |r: &(Measured, Measured)| r.1.storm.per_second / r.0.storm.per_second;
    rounds.sort_by(|a, b| ratio(a).total_cmp(&ratio(b)));
    let Some((floor, product)) = rounds.get(rounds.len() / 2) else { return };
    println!(
        "| {name} | {:.0} | {:.0} | {:.2} | {:.3} | {:.3} | {:.2} | {:.2} | {:.2} |",
        floor.storm.per_second,
        product.storm.per_second,
        product.storm.per_second / floor.storm.per_second,
        floor.cpu_ms,
        product.cpu_ms,
        product.storm.p50_ms,
        product.storm.p99_ms,
        floor.storm.p99_ms,
    );
}

fn word_after(text: &str, mark: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    words.find(|w| *w == mark)?;
    words.next().map(str::to_owned)
}

/// What stands between a mark and the next quotation mark.
fn after(text: &str, mark: &str) -> Option<String> {
    text.split(mark).nth(1)?.split('"').next().map(str::to_owned)
}

/// A login of a role in the table that the demonstration prints: role, login, password.
fn login_of(text: &str, role: &str) -> Option<(String, String)> {
    text.lines().skip_while(|line| !line.starts_with("roles")).skip(1).find_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [held, login, password] if *held == role => Some(((*login).to_owned(), (*password).to_owned())),
            _ => None,
        }
    })
}
