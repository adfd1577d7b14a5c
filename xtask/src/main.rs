//! Tasks of the repository: `cargo xtask NAME`.

#![allow(clippy::print_stdout, reason = "a task tells its figures on standard output")]

mod load;
mod merge_report;
mod screenshots;

use clap::Parser;

/// Tasks of the repository.
#[derive(Parser)]
#[command(name = "cargo xtask")]
enum Task {
    /// Every page × role × 390/1280 × light/dark of the demonstration, on one contact sheet
    Screenshots(screenshots::Args),
    /// Storms against the product and against a floor, the smallest possible server on the same store
    Load(load::Args),
    /// The figures of merging beside those of the reference program, over gold sets that are not in the repository
    MergeReport(merge_report::Args),
    /// The floor, as a process of its own (started by `load`)
    #[command(hide = true)]
    Floor(load::FloorArgs),
}

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match Task::parse() {
        Task::Screenshots(args) => runtime.block_on(screenshots::run(args)),
        Task::MergeReport(args) => merge_report::run(&args),
        Task::Load(args) => load::run(&args),
        Task::Floor(args) => runtime.block_on(load::serve_floor(args)),
    }
}
