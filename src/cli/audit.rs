//! `audit verify`: reads the whole trail and whatever it vouches for, and lists what does not fit.

use std::path::PathBuf;

use super::place::Place;
use super::{Outcome, Verdict, runtime, say};
use crate::audit;

/// The audit trail.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Verifies the trail, the originals, the frozen texts and the files
    Verify {
        #[command(flatten)]
        place: Place,
        /// A copy of the anchor that was kept elsewhere; by default the one in the data folder
        #[arg(long, value_name = "FILE")]
        anchor: Option<PathBuf>,
    },
}

/// Runs it.
pub fn run(args: Args) -> Outcome {
    let Command::Verify { place, anchor } = args.command;
    let app = place.open_to_read()?;
    let anchor = anchor.unwrap_or_else(|| app.config.anchor());
    let report = runtime()?.block_on(audit::verify(&app.db, &app.blobs, &anchor, app.clock.now()))?;
    for finding in &report.findings {
        say(finding);
    }
    say(format_args!(
        "{} lines in {} blocks, {} contents compared: {}",
        report.lines,
        report.blocks,
        report.contents,
        match report.findings.len() {
            0 => "everything fits".to_owned(),
            1 => "1 finding".to_owned(),
            many => format!("{many} findings"),
        }
    ));
    Ok(if report.findings.is_empty() { Verdict::Well } else { Verdict::Wrong })
}
