//! `export`: a table into a file; its ending says which kind.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;

use super::place::{Place, seal};
use super::{Outcome, Verdict, in_words, runtime, say, text};
use crate::app::App;
use crate::audit::Act;
use crate::error::{Error, Result};
use crate::features::closing::export::Which;
use crate::features::organisation::import::{Part, export_structure};
use crate::features::{campaign, closing, merging, opinion, organisation, rectification, statistics};
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
    /// All units
    Units {
        #[command(flatten)]
        target: Target,
    },
    /// All Party organisations
    Branches {
        #[command(flatten)]
        target: Target,
    },
    /// All lines
    Lines {
        #[command(flatten)]
        target: Target,
    },
    /// The summary of opinions of a campaign: one row a merged item
    Summary {
        #[command(flatten)]
        target: Target,
        /// The campaign's short name
        #[arg(long, value_name = "SHORTNAME")]
        campaign: String,
    },
    /// One of the three lists of a campaign: problems, measures or duties
    List {
        #[command(flatten)]
        target: Target,
        /// Which one
        #[arg(long, value_parser = ["problems", "measures", "duties"])]
        which: String,
        /// The campaign's short name
        #[arg(long, value_name = "SHORTNAME")]
        campaign: String,
    },
    /// The tasks of a campaign
    Tasks {
        #[command(flatten)]
        target: Target,
        /// The campaign's short name
        #[arg(long, value_name = "SHORTNAME")]
        campaign: String,
    },
    /// The register of shortcomings of a campaign
    Shortcomings {
        #[command(flatten)]
        target: Target,
        /// The campaign's short name
        #[arg(long, value_name = "SHORTNAME")]
        campaign: String,
    },
    /// The lasting mechanisms of a campaign
    Mechanisms {
        #[command(flatten)]
        target: Target,
        /// The campaign's short name
        #[arg(long, value_name = "SHORTNAME")]
        campaign: String,
    },
    /// The figures of a campaign
    Figures {
        #[command(flatten)]
        target: Target,
        /// The campaign's short name
        #[arg(long, value_name = "SHORTNAME")]
        campaign: String,
    },
}

impl Command {
    fn target(&self) -> &Target {
        match self {
            Command::Ledger { target, .. }
            | Command::Opinions { target, .. }
            | Command::People { target }
            | Command::Units { target }
            | Command::Branches { target }
            | Command::Lines { target }
            | Command::Summary { target, .. }
            | Command::List { target, .. }
            | Command::Tasks { target, .. }
            | Command::Shortcomings { target, .. }
            | Command::Mechanisms { target, .. }
            | Command::Figures { target, .. } => target,
        }
    }
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
    let target = args.command.target();
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
        Command::Units { .. } => export_structure(app, act, Part::Units, lang, kind).await,
        Command::Branches { .. } => export_structure(app, act, Part::Branches, lang, kind).await,
        Command::Lines { .. } => export_structure(app, act, Part::Lines, lang, kind).await,
        Command::Summary { campaign, .. } => {
            let campaign = rectification::sheet::campaign_named(app, campaign).await?;
            let asked = merging::export::Asked::of_campaign(&campaign);
            merging::export::export_summary(app, act, &asked, lang, kind).await
        }
        Command::List { which, campaign, .. } => {
            let campaign = rectification::sheet::campaign_named(app, campaign).await?;
            let list = rectification::sheet::List::parse(which).ok_or(Error::NotFound)?;
            let asked = rectification::sheet::Asked::of_campaign(&campaign, lang);
            rectification::sheet::export_list(app, act, &asked, list, kind).await
        }
        Command::Tasks { campaign, .. } => {
            let id = rectification::sheet::campaign_named(app, campaign).await?;
            campaign::sheet::export_tasks(app, None, act, &id, lang, kind).await
        }
        Command::Shortcomings { campaign, .. } => {
            let id = rectification::sheet::campaign_named(app, campaign).await?;
            closing::export::export(app, None, act, &id, Which::Shortcomings, (lang, kind)).await
        }
        Command::Mechanisms { campaign, .. } => {
            let id = rectification::sheet::campaign_named(app, campaign).await?;
            closing::export::export(app, None, act, &id, Which::Mechanisms, (lang, kind)).await
        }
        Command::Figures { campaign, .. } => {
            let of = statistics::sheet::Of::Console(campaign.clone());
            statistics::sheet::export_figures(app, act, of, lang, kind).await.map(|(bytes, _)| bytes)
        }
    }
}
