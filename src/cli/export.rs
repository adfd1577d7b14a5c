//! `export`: a table into a file; its ending says which kind.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;

use super::place::{Place, seal};
use super::{Outcome, Verdict, in_words, runtime, say, text};
use crate::app::App;
use crate::audit::Act;
use crate::error::Result;
use crate::features::{opinion, organisation, rectification};
use crate::tables::write::Kind;

/// Exports a table as .xlsx, .csv or .jsonl.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// The rectification ledger of a campaign
    Ledger {
        #[command(flatten)]
        target: Target,
        /// The campaign's short name
        #[arg(long, value_name = "SHORTNAME")]
        campaign: String,
    },
    /// The register of opinions of a campaign
    Opinions {
        #[command(flatten)]
        target: Target,
        /// The campaign's short name
        #[arg(long, value_name = "SHORTNAME")]
        campaign: String,
    },
    /// Everybody on the register
    People {
        #[command(flatten)]
        target: Target,
    },
}

#[derive(Debug, clap::Args)]
struct Target {
    #[command(flatten)]
    place: Place,
    /// The file to be written
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Runs it. Taking data away is told in the audit trail, so this command writes to the database.
pub fn run(args: Args) -> Outcome {
    let target = match &args.command {
        Command::Ledger { target, .. } | Command::Opinions { target, .. } | Command::People { target } => target,
    };
    let ending = target.file.extension().unwrap_or_default().to_string_lossy();
    let kind = Kind::parse(&ending).context("the file's name ends in .xlsx, .csv or .jsonl")?;
    let app = target.place.open()?;
    let runtime = runtime()?;
    let bytes = runtime.block_on(bytes(&app, &args.command, kind)).map_err(|error| in_words(&error))?;
    runtime.block_on(seal(&app))?;
    fs::write(&target.file, bytes).with_context(|| target.file.display().to_string())?;
    say(target.file.display());
    Ok(Verdict::Well)
}

async fn bytes(app: &App, command: &Command, kind: Kind) -> Result<Vec<u8>> {
    let act = Act::console(app.clock.now());
    let lang = text().0;
    match command {
        Command::Ledger { campaign, .. } => {
            let campaign = rectification::sheet::campaign_named(app, campaign).await?;
            let asked = rectification::sheet::Asked::of_campaign(&campaign, lang);
            rectification::sheet::export_ledger(app, act, &asked, kind).await
        }
        Command::Opinions { campaign, .. } => {
            let campaign = rectification::sheet::campaign_named(app, campaign).await?;
            let query = opinion::export::of_campaign(&campaign);
            opinion::export::export_register(app, act, query, campaign.as_str(), lang, kind).await
        }
        Command::People { .. } => organisation::export::export_people(app, act, lang, kind).await,
    }
}
