//! `import`: a file is read as a whole; one bad row, and none is written.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};

use super::place::{Place, seal};
use super::{Outcome, Verdict, complain, in_words, runtime, say, text};
use crate::app::App;
use crate::audit::Act;
use crate::features::organisation::import::{Part, structure};
use crate::features::{campaign, opinion, organisation, rectification};
use crate::tables::Report;
use crate::text::T;
use crate::view::import::Changed;

/// Imports a table.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// People: name and unit at least; .xlsx or .csv
    People {
        #[command(flatten)]
        source: Source,
    },
    /// Opinions into an open round: text at least; .xlsx, .csv or .jsonl
    Opinions {
        #[command(flatten)]
        source: Source,
        /// The round's code, as in its short link
        #[arg(long, value_name = "CODE")]
        round: String,
    },
    /// Units by name: new ones, and changed ones; .xlsx, .csv or .jsonl
    Units {
        #[command(flatten)]
        source: Source,
    },
    /// Party organisations by name
    Branches {
        #[command(flatten)]
        source: Source,
    },
    /// Lines by name
    Lines {
        #[command(flatten)]
        source: Source,
    },
    /// New tasks of a campaign, as drafts
    Tasks {
        #[command(flatten)]
        source: Source,
        /// The campaign's short name
        #[arg(long, value_name = "SHORTNAME")]
        campaign: String,
    },
    /// A rectification ledger that was exported and changed; .xlsx, .csv or .jsonl. Only drafts can be changed
    Ledger {
        #[command(flatten)]
        source: Source,
        /// The campaign's short name; rows of any other are refused
        #[arg(long, value_name = "SHORTNAME")]
        campaign: String,
    },
}

impl Command {
    fn source(&self) -> &Source {
        match self {
            Command::People { source }
            | Command::Opinions { source, .. }
            | Command::Units { source }
            | Command::Branches { source }
            | Command::Lines { source }
            | Command::Tasks { source, .. }
            | Command::Ledger { source, .. } => source,
        }
    }
}

#[derive(Debug, clap::Args)]
struct Source {
    #[command(flatten)]
    place: Place,
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only look: list what is wrong and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs it.
pub fn run(args: Args) -> Outcome {
    let source = args.command.source();
    let bytes = fs::read(&source.file).with_context(|| source.file.display().to_string())?;
    let name = file_name(&source.file);
    // A dry run looks beside a server that is running.
    let app = if source.dry_run { source.place.open_to_read()? } else { source.place.open()? };
    let runtime = runtime()?;
    let bar = waiting(&name);
    let act = Act::console(app.clock.now());
    let read = match &args.command {
        Command::People { .. } => {
            let import = organisation::import::people(&app, act, bytes, &name, source.dry_run);
            runtime.block_on(import).map(|done| done.report)
        }
        Command::Opinions { round, .. } => {
            runtime.block_on(opinion::import::opinions(&app, None, round, bytes, &name, source.dry_run))
        }
        Command::Units { .. } => runtime.block_on(nodes(&app, act, Part::Units, bytes, &name, source.dry_run)),
        Command::Branches { .. } => runtime.block_on(nodes(&app, act, Part::Branches, bytes, &name, source.dry_run)),
        Command::Lines { .. } => runtime.block_on(nodes(&app, act, Part::Lines, bytes, &name, source.dry_run)),
        Command::Tasks { campaign, .. } => {
            let import = tasks(&app, act, campaign, (bytes, &name), source.dry_run);
            runtime.block_on(import)
        }
        Command::Ledger { campaign, .. } => {
            let import = ledger(&app, act, campaign, bytes, &name, source.dry_run);
            runtime.block_on(import)
        }
    };
    bar.finish_and_clear();
    let report = read.map_err(|error| in_words(&error))?;
    if !source.dry_run {
        runtime.block_on(seal(&app))?;
    }
    Ok(tell(&report, source.dry_run))
}

fn tell_changes(changes: &[Changed]) {
    for change in changes {
        say(format_args!("{} {}: {:?} -> {:?}", change.name, change.column, change.before, change.after));
    }
}

/// Units, Party organisations or lines: what changes is said cell by cell.
async fn nodes(
    app: &App,
    act: Act,
    part: Part,
    bytes: Vec<u8>,
    name: &str,
    dry_run: bool,
) -> crate::error::Result<Report> {
    let done = structure(app, act, part, bytes, name, dry_run).await?;
    tell_changes(&done.changes);
    Ok(done.report)
}

/// New tasks.
async fn tasks(
    app: &App,
    act: Act,
    campaign: &str,
    file: (Vec<u8>, &str),
    dry_run: bool,
) -> crate::error::Result<Report> {
    let id = rectification::sheet::campaign_named(app, campaign).await?;
    let done = campaign::sheet::import_tasks(app, None, act, &id, file, dry_run).await?;
    tell_changes(&done.changes);
    Ok(done.report)
}

/// A ledger: what changes is said cell by cell.
async fn ledger(
    app: &App,
    act: Act,
    campaign: &str,
    bytes: Vec<u8>,
    name: &str,
    dry_run: bool,
) -> crate::error::Result<Report> {
    let campaign = rectification::sheet::campaign_named(app, campaign).await?;
    let done = rectification::sheet::import_ledger(app, None, act, Some(&campaign), bytes, name, dry_run).await?;
    for change in &done.changes {
        let heading = T::LEDGER_COLUMNS.get(change.column).map(|c| text().heading(c)).unwrap_or_default();
        say(format_args!("{} {heading}: {:?} -> {:?}", change.no, change.before, change.after));
    }
    Ok(done.report)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// How far it is cannot be known before the file is read; that it goes on can be seen.
fn waiting(name: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(name.to_owned());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

fn tell(report: &Report, dry_run: bool) -> Verdict {
    let t = text();
    for bad in &report.bad {
        say(format_args!("row {}, {}: {} [{}]", bad.row, bad.column, t.rule(bad.rule), bad.value));
    }
    for heading in &report.ignored {
        complain(format_args!("the column {heading:?} was not read"));
    }
    if report.is_well() {
        let done = if dry_run { "can be imported" } else { "imported" };
        say(format_args!("{} rows {done}", report.rows));
        return Verdict::Well;
    }
    say(format_args!("{} of {} rows are bad; nothing was written", report.bad_rows(), report.rows));
    Verdict::Wrong
}
