//! `copy`: all data into another database, of the same engine or the other one, and all files into another place. Each side is
//! read again and compared, and the audit trail is verified at the end.

use std::io::IsTerminal;

use anyhow::{bail, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use store::{Compared, Copy, DatabaseUrl, Stage, StoreError};

use super::place::Place;
use super::{Outcome, Verdict, complain, runtime, say};
use crate::audit;
use crate::schema::MIGRATIONS;

/// What processes tell each other and no record holds: how often something was written, for pages that were remembered.
const OF_PROCESSES: &[&str] = &["recall_version"];

/// Moves an installation: all data, or all files.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// The database to copy; by default the one of --database or --data
    #[arg(long, value_name = "URL")]
    from: Option<DatabaseUrl>,
    /// The empty database that all data goes into
    #[arg(long, value_name = "URL")]
    to: Option<DatabaseUrl>,
    /// Only compare the two databases, row by row, and change nothing
    #[arg(long, requires = "to")]
    compare: bool,
}

/// Runs it.
pub fn run(args: Args) -> Outcome {
    let config = args.place.config();
    let Some(to) = &args.to else { bail!("name the database to copy into: --to URL") };
    let from = args.from.as_ref().unwrap_or(&config.database);
    ensure!(!is_same(from, to), "{from} cannot be copied into itself");
    if let Some(path) = from.path() {
        ensure!(path.exists(), "{} is not there", path.display());
    }
    let copy = Copy { from, to, migrations: MIGRATIONS, leave: OF_PROCESSES };
    let bar = bar();
    let mut progress = |stage, table: &str, rows| {
        let doing = match stage {
            Stage::Write => "writing",
            Stage::Check => "reading again",
        };
        bar.set_message(format!("{doing} {table}: {rows} rows"));
        bar.tick();
    };
    let compared = if args.compare { copy.compare(&mut progress) } else { copy.run(&mut progress) };
    bar.finish_and_clear();
    let compared = compared.map_err(|error| in_words(from, to, error))?;
    print(&compared);
    let different = compared.iter().filter(|table| !table.is_same()).count();
    let rows: u64 = compared.iter().map(|table| table.rows_to).sum();
    if args.compare {
        say(match different {
            0 => format!("{rows} rows, all the same"),
            _ => format!("{different} tables are not the same"),
        });
        return Ok(if different == 0 { Verdict::Well } else { Verdict::Wrong });
    }

    // The trail vouches for what was copied, from outside of the copying.
    let mut place = args.place.clone();
    place.database = Some(to.clone());
    let app = place.open_to_read()?;
    let report = runtime()?.block_on(audit::verify(&app.db, &app.blobs, &app.config.anchor(), app.clock.now()))?;
    for finding in &report.findings {
        say(finding);
    }
    say(format_args!(
        "{rows} rows copied from {from} to {to}; {} lines of the audit trail, {} contents compared, {} findings",
        report.lines,
        report.contents,
        report.findings.len()
    ));
    say(format_args!(
        "files, keys and the audit anchor stay in {}: start the server with the same --data and --database {}",
        app.config.data.display(),
        if to.path().is_some() { to.to_string() } else { "URL".to_owned() }
    ));
    Ok(if report.findings.is_empty() { Verdict::Well } else { Verdict::Wrong })
}

fn is_same(from: &DatabaseUrl, to: &DatabaseUrl) -> bool {
    match (from.path(), to.path()) {
        (Some(from), Some(to)) => {
            from == to || from.canonicalize().ok().zip(to.canonicalize().ok()).is_some_and(|(from, to)| from == to)
        }
        // Of two on a server the lock of the first one refuses the second.
        _ => false,
    }
}

fn in_words(from: &DatabaseUrl, to: &DatabaseUrl, error: StoreError) -> anyhow::Error {
    let advice = match &error {
        StoreError::Migration(_) => "run `shuangcu migrate` of this version on the source, and use an empty target",
        StoreError::Busy(_) => "name a new database with --to",
        StoreError::Locked(_) => "stop every server and command that uses either of them, then start the copy again",
        StoreError::Differs(_) => "the target is as empty as it was; look at the disks, and try again",
        _ => "the target is as empty as it was",
    };
    anyhow::Error::new(error).context(format!("{from} was not copied to {to} ({advice})"))
}

/// One line a table.
fn print(compared: &[Compared]) {
    let width = compared.iter().map(|table| table.table.len()).max().unwrap_or(0);
    say(format_args!(
        "{:<width$} {:>10} {:>10}  {:<16} {:<16}",
        "table", "rows from", "rows to", "hash from", "hash to"
    ));
    let short = |hash: &str| hash.get(..16).unwrap_or_default().to_owned();
    for table in compared {
        say(format_args!(
            "{:<width$} {:>10} {:>10}  {:<16} {:<16}{}",
            table.table,
            table.rows_from,
            table.rows_to,
            short(&table.hash_from),
            short(&table.hash_to),
            if table.is_same() { "" } else { "  NOT THE SAME" }
        ));
    }
}

/// On a screen, one line that changes; in a log, nothing.
fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    match ProgressStyle::with_template("{spinner} {elapsed_precise} {msg}") {
        Ok(style) => bar.set_style(style),
        Err(error) => complain(error),
    }
    bar
}
