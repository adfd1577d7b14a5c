//! `evaluation verify`: recounts the published bulletin of a secret vote; needs no data directory and no trust in us.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use ballot::bulletin::Bulletin;

use super::{Outcome, Verdict, complain, say};

/// The bulletin of an evaluation.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Recounts every item of a bulletin and compares it with what the bulletin claims
    Verify {
        /// The file as it was published
        file: PathBuf,
    },
}

/// Runs it.
pub fn run(args: Args) -> Outcome {
    let Command::Verify { file } = args.command;
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    match Bulletin::verify(&text) {
        Ok(bulletin) => {
            for (item, c) in bulletin.counts() {
                let counts = [c.satisfied, c.basically, c.dissatisfied, c.unaware, c.blank, c.invalid];
                let words: Vec<String> =
                    "SBNUAI".chars().zip(counts).map(|(grade, n)| format!("{grade}={n}")).collect();
                say(format_args!("{item}\t{}", words.join(" ")));
            }
            say(format_args!(
                "{} items, {} ballots: the counts fit",
                bulletin.items.len(),
                bulletin.items.first().map_or(0, |(_, a)| a.len())
            ));
            Ok(Verdict::Well)
        }
        Err(error) => {
            complain(format_args!("{}: {error}", file.display()));
            Ok(Verdict::Wrong)
        }
    }
}
