//! The command line. Exit codes: 0 well, 1 refused or found wrong, 2 misuse.
//!
//! One file a command. A command that writes opens the database as the server does (on SQLite it is refused while the
//! server holds the file) and seals the audit trail before it exits; one that only reads opens it read-only and works
//! while the server runs.

mod audit;
mod calendar;
mod demo;
mod evaluation;
mod figures;
mod import;
mod merge;
mod migrate;
mod openapi;
mod place;
mod serve;
mod user;

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::Error;
use crate::text::{Lang, T};

/// Shuangcu 双促: campaigns that close the loop, from an opinion to its result.
#[derive(Debug, Parser)]
#[command(name = "shuangcu", version, about, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the product until it is told to stop
    Serve(serve::Args),
    /// Fills a folder with the demonstration and serves it, on this machine only
    Demo(demo::Args),
    /// The numbers of a campaign
    Figures(figures::Args),
    /// Imports a table: all of it, or nothing
    Import(import::Args),
    /// People who can log in
    User(user::Args),
    /// The audit trail
    Audit(audit::Args),
    /// The bulletin of a secret vote; needs no data directory
    Evaluation(evaluation::Args),
    /// Brings the database's schema up to date
    Migrate(migrate::Args),
    /// Groups like opinions (归并); needs no data directory
    Merge(merge::Args),
    /// The OpenAPI document of the JSON API; needs no data directory
    Openapi(openapi::Args),
    /// Working days, deadlines and lamps; needs no data directory
    Calendar(calendar::Args),
}

/// What a command says of itself when nothing went wrong on the way.
enum Verdict {
    /// Done, or found well.
    Well,
    /// Refused, or found wrong; the reasons have been told.
    Wrong,
}

type Outcome = anyhow::Result<Verdict>;

/// Runs the command.
pub fn run() -> ExitCode {
    // clap itself answers misuse: the text on stderr, exit code 2.
    let cli = Cli::parse();
    log_to_stderr(matches!(cli.command, Command::Serve(_) | Command::Demo(_)));
    let outcome = match cli.command {
        Command::Serve(args) => serve::run(args),
        Command::Demo(args) => demo::run(args),
        Command::Figures(args) => figures::run(args),
        Command::Import(args) => import::run(args),
        Command::User(args) => user::run(args),
        Command::Audit(args) => audit::run(args),
        Command::Evaluation(args) => evaluation::run(args),
        Command::Migrate(args) => migrate::run(args),
        Command::Merge(args) => merge::run(args),
        Command::Openapi(args) => openapi::run(args),
        Command::Calendar(args) => calendar::run(args),
    };
    match outcome {
        Ok(Verdict::Well) => ExitCode::SUCCESS,
        Ok(Verdict::Wrong) => ExitCode::from(1),
        Err(error) => {
            complain(format_args!("{error:#}"));
            ExitCode::from(1)
        }
    }
}

/// A line of the result, on standard output. Whoever closed the pipe has read enough.
fn say(line: impl Display) {
    drop(writeln!(io::stdout().lock(), "{line}"));
}

/// A line about the way to the result, on standard error.
fn complain(line: impl Display) {
    drop(writeln!(io::stderr().lock(), "shuangcu: {line}"));
}

/// The texts in the language of the console.
fn text() -> T {
    let named =
        ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    T(if named.is_some_and(|tag| tag.starts_with("zh")) { Lang::Zh } else { Lang::En })
}

/// An error of the product as a person at the console reads it.
fn in_words(error: &Error) -> anyhow::Error {
    let t = text();
    match error {
        Error::Rule(rule, place) if place.is_empty() => anyhow::anyhow!("{}", t.rule(*rule)),
        Error::Rule(rule, place) => anyhow::anyhow!("{place}: {}", t.rule(*rule)),
        Error::Invalid(fields) => {
            let lines: Vec<String> = fields.iter().map(|f| format!("{}: {}", f.field, t.rule(f.rule))).collect();
            anyhow::anyhow!("{}", lines.join("; "))
        }
        Error::NotFound => anyhow::anyhow!("{}", t.error_not_found()),
        Error::TooLarge => anyhow::anyhow!("{}", t.error_too_large()),
        Error::Refused(_) => anyhow::anyhow!("{}", t.error_refused()),
        other => anyhow::anyhow!("{other}"),
    }
}

/// Logs go to standard error, so that standard output is the result alone. `RUST_LOG` chooses; a server tells what it
/// does, a command only what goes wrong.
fn log_to_stderr(server: bool) {
    let level = if server { "info" } else { "warn" };
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    drop(logs.with_ansi(io::stderr().is_terminal()).try_init());
}

/// The threads of a command: a few, since the database has its own.
fn runtime() -> io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
    }
}
