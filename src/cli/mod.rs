//! The command line. Exit codes: 0 well, 1 refused or found wrong, 2 misuse.
//!
//! One file a command. A command that writes opens the database as the server does (on SQLite it is refused while the
//! server holds the file) and seals the audit trail before it exits; one that only reads opens it read-only and works
//! while the server runs.

mod audit;
mod backup;
mod calendar;
mod copy;
mod demo;
mod doctor;
mod evaluation;
mod export;
mod figures;
mod import;
mod maintenance;
mod merge;
mod migrate;
mod openapi;
mod place;
mod restore;
mod serve;
mod settings;
mod user;

use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::error::Error;
use crate::text::{Lang, T};

/// Shuangcu 双促: campaigns that close the loop, from an opinion to its result.
#[derive(Debug, Parser)]
#[command(name = "shuangcu", version, about, disable_help_subcommand = true)]
struct Cli {
    /// The file of settings; /etc/shuangcu/shuangcu.toml if it is there and none is named
    #[arg(long, value_name = "FILE", env = settings::VARIABLE, global = true)]
    config: Option<PathBuf>,
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
    /// Exports a table as .xlsx, .csv or .jsonl
    Export(export::Args),
    /// Imports a table: all of it, or nothing
    Import(import::Args),
    /// People who can log in
    User(user::Args),
    /// The audit trail
    Audit(audit::Args),
    /// The bulletin of a secret vote; needs no data directory
    Evaluation(evaluation::Args),
    /// Writes everything but the keys of the box into one file, while the server may run
    Backup(backup::Args),
    /// Puts a backup into an empty folder, each part checked by its hash
    Restore(restore::Args),
    /// Copies all data into another database, SQLite or PostgreSQL, each row compared
    Copy(copy::Args),
    /// Looks whether this installation is well, and says what to do where it is not
    Doctor(doctor::Args),
    /// Puts the maintenance page up and takes it down, while servers run
    Maintenance(maintenance::Args),
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
    let line: Vec<OsString> = std::env::args_os().collect();
    let command = match settings::with_file(Cli::command(), &line) {
        Ok(command) => command,
        Err(error) => {
            complain(error);
            return ExitCode::from(2);
        }
    };
    let matches = command.get_matches_from(line);
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    if let Some(file) = &cli.config {
        tracing::debug!(file = %file.display(), "settings");
    }
    log_to_stderr(matches!(cli.command, Command::Serve(_) | Command::Demo(_)));
    let outcome = match cli.command {
        Command::Serve(args) => serve::run(args),
        Command::Demo(args) => demo::run(args),
        Command::Figures(args) => figures::run(args),
        Command::Export(args) => export::run(args),
        Command::Import(args) => import::run(args),
        Command::User(args) => user::run(args),
        Command::Audit(args) => audit::run(args),
        Command::Evaluation(args) => evaluation::run(args),
        Command::Backup(args) => backup::run(args),
        Command::Restore(args) => restore::run(args),
        Command::Copy(args) => copy::run(args),
        Command::Doctor(args) => doctor::run(args),
        Command::Maintenance(args) => maintenance::run(args),
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

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
    }

    /// The settings, from the options' own description.
    fn reference() -> String {
        let mut page = String::from(
            "# Settings\n\nA setting is taken from the command line, else from the environment, else from the file of settings, else it is as\n\
             shipped. The file is the one that `--config FILE` or `SHUANGCU_CONFIG` names, else `/etc/shuangcu/shuangcu.toml` if it is there; a commented\n\
             one is `packaging/shuangcu.toml`. It is TOML, one setting a line; a key that is none and a value that does not fit are refused with their\n\
             line and what is allowed (exit code 2). The demonstration reads no file.\n\n\
             | key in the file | option | environment | as shipped | what it is |\n|---|---|---|---|---|\n",
        );
        for (key, arg) in settings::all(&Cli::command()) {
            let default: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
            let value =
                arg.get_value_names().filter(|_| arg.get_action().takes_values()).map_or("", |names| names[0].as_str());
            page.push_str(&format!(
                "| `{key}` | `--{}{}` | `{}` | {} | {} |\n",
                arg.get_long().unwrap(),
                if value.is_empty() { String::new() } else { format!(" {value}") },
                arg.get_env().unwrap().to_string_lossy(),
                if default.is_empty() { "—".to_owned() } else { format!("`{}`", default.join(" ")) },
                arg.get_help().unwrap(),
            ));
        }
        page
    }

    #[test]
    fn the_page_of_the_settings_is_what_the_program_knows() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/settings.md");
        if std::env::var_os("SHUANGCU_WRITE_DOCS").is_some() {
            std::fs::write(&path, reference()).unwrap();
        }
        let written = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(written, reference(), "write it anew: SHUANGCU_WRITE_DOCS=1 cargo test the_page_of_the_settings");
    }
}
