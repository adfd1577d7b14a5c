//! `cargo xtask load`: how the product fares beside a floor, the smallest possible server on the same store, in the same
//! run. Requests are bounded and stay on loopback. Ratios are to be read; absolute rates move with the machine.

mod client;
mod fill;
mod floor;
mod logins;
mod measure;
mod pages;
mod process;
mod release;
mod report;
mod speak;
mod tables;
mod vote;
mod world;

use std::path::{Path, PathBuf};

use anyhow::Result;
pub use floor::FloorArgs;
use process::Served;
use report::Report;
use world::World;

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
    /// Invented people; they all may vote
    #[arg(long, default_value_t = 100_000)]
    people: usize,
    /// Invented opinions
    #[arg(long, default_value_t = 10_000)]
    opinions: usize,
    /// Invented items of rectification
    #[arg(long, default_value_t = 200)]
    items: usize,
    /// Slips in the box that is released
    #[arg(long, default_value_t = 100_000)]
    slips: usize,
    /// People who log in with a password
    #[arg(long, default_value_t = 2_000)]
    logins: usize,
    /// How many of them at once
    #[arg(long, default_value_t = 500)]
    crowd: usize,
    /// Only these storms; by default all
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Storm>,
}

/// The storms that can be driven alone.
#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq)]
enum Storm {
    /// The campaign page
    Campaign,
    /// Lists and search
    Lists,
    /// Spreadsheets out
    Sheets,
    /// Submissions
    Speak,
    /// Password logins
    Logins,
    /// The vote
    Vote,
    /// The opening of the box
    Release,
}

impl Args {
    fn drives(&self, storm: Storm) -> bool {
        self.only.is_empty() || self.only.contains(&storm)
    }
}

/// The smallest server, as a process of its own.
pub async fn serve_floor(args: FloorArgs) -> Result<()> {
    floor::serve(args).await
}

/// Fills an installation, runs the storms and prints the table.
pub fn run(args: &Args) -> Result<()> {
    let program = args
        .program
        .clone()
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/release/shuangcu"));
    let mut report = Report::default();
    let mut world = World::fill(&program, args.database.as_deref())?;
    let evaluation = if args.drives(Storm::Vote) {
        world.serve()?;
        Some(vote::prepare(&world)?)
    } else {
        None
    };
    world.stop()?;
    if args.people > 0 {
        tables::people(args, &world, &mut report)?;
    }
    fill::opinions(&world, args.opinions)?;
    fill::items(&world, args.items)?;
    let logins = if args.drives(Storm::Logins) { fill::accounts(&world, "yuangong", args.logins)? } else { Vec::new() };
    tables::start(&mut world, &program, &mut report)?;

    let floor = floor_beside(args, &world)?;
    // Reading first: what is written by the storms would be read as well.
    if args.drives(Storm::Campaign) {
        pages::campaign(args, &world, &floor, &mut report)?;
    }
    if args.drives(Storm::Lists) {
        pages::lists(args, &world, &mut report)?;
    }
    if args.drives(Storm::Sheets) {
        tables::sheets(args, &world, &mut report)?;
    }
    if args.drives(Storm::Speak) {
        let single = match &args.floor_database {
            Some(database) => Some(speak::pgbench(database, args.connections, &world.file(""))?),
            None => None,
        };
        speak::submissions(args, &world, &floor, single, &mut report)?;
    }
    if args.drives(Storm::Logins) {
        logins::log_in(args, &world, &logins, &mut report)?;
    }
    if let Some(evaluation) = evaluation {
        let codes = vote::open(&mut world, &evaluation)?;
        vote::nine_o_clock(args, &world, &floor, &codes, &mut report)?;
    }
    if args.drives(Storm::Release) {
        release::release(args, &world, args.slips, &mut report)?;
    }
    tables::loaded(&world, &mut report)?;
    report.end();
    Ok(())
}

/// The floor, whose page is as large as the campaign page is.
fn floor_beside(args: &Args, world: &World) -> Result<Served> {
    let size = pages::size(world, "yuangong", "/")?.to_string();
    let data = world.file("floor").display().to_string();
    let mut arguments = vec!["floor", "--data", &data, "--page", &size];
    if let Some(database) = &args.floor_database {
        arguments.extend(["--database", database]);
    }
    Served::start(&std::env::current_exe()?, &arguments)
}
