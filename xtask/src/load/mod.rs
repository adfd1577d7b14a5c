//! `cargo xtask load`: how the product fares beside a floor, the smallest possible server on the same store, in the same
//! run. Requests are bounded and stay on loopback. Ratios are to be read; absolute rates move with the machine.

mod client;
mod floor;
mod process;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
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
}

/// The smallest server, as a process of its own.
pub async fn serve_floor(args: FloorArgs) -> Result<()> {
    floor::serve(args).await
}

/// Runs the storms and prints the table.
pub fn run(args: &Args) -> Result<()> {
    let program = args.program.clone().unwrap_or_else(|| {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/release/shuangcu")
    });
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let filled = process::output(&program, &["demo", "--no-serve", "--data", &data.display().to_string()])?;
    let code = word_after(&filled, "--round").context("the demonstration printed no round")?;
    let (login, password) = first_login(&filled).context("the demonstration printed no login")?;

    let product = Served::start(&program, &["demo", "--data", &data.display().to_string(), "--listen", "127.0.0.1:0"])?;
    println!("start-up to the first answer: {:.0} ms, idle memory {} MiB", product.ready_ms, product.memory_mib()?);
    let cookie = client::log_in(&product.address, &login, &password)?;
    let page = client::get(&product.address, "/", Some(&cookie))?;
    ensure!(page.status == 200, "the campaign page answered {}", page.status);
    let size = page.body.len().to_string();
    let own = std::env::current_exe()?;
    let place = folder.path().join("floor").display().to_string();
    let floor = Served::start(&own, &["floor", "--data", &place, "--page", &size])?;

    let text = "text=%E9%A3%9F%E5%A0%82%E6%8E%92%E9%98%9F%E5%A4%AA%E4%B9%85&line=&population=agency&subject=department&kind=suggestion";
    let cases = [
        Case {
            name: "anonymous submissions",
            floor: Request::post("/write", "x=1", None),
            product: Request::post(&format!("/r/{code}"), text, None),
        },
        Case {
            name: "campaign page, logged in",
            floor: Request::get("/page", None),
            product: Request::get("/", Some(&cookie)),
        },
    ];
    println!("| storm, {} connections | floor /s | product /s | ratio | floor CPU ms | product CPU ms | p50 ms | p99 ms | floor p99 ms |", args.connections);
    println!("|---|---|---|---|---|---|---|---|---|");
    for case in cases {
        let mut rounds = Vec::new();
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

/// The first line of the table of logins: role, login, password.
fn first_login(text: &str) -> Option<(String, String)> {
    let line = text.lines().skip_while(|l| !l.starts_with("roles")).nth(1)?;
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        [.., login, password] => Some(((*login).to_owned(), (*password).to_owned())),
        _ => None,
    }
}
