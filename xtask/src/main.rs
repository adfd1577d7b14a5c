//! Tasks of the repository: `cargo xtask NAME`.

mod screenshots;

use clap::Parser;

/// Tasks of the repository.
#[derive(Parser)]
#[command(name = "cargo xtask")]
enum Task {
    /// Every page × role × 390/1280 × light/dark of the demonstration, on one contact sheet
    Screenshots(screenshots::Args),
}

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match Task::parse() {
        Task::Screenshots(args) => runtime.block_on(screenshots::run(args)),
    }
}
