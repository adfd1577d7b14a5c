//! The command line. Exit codes: 0 well, 1 refused or found wrong, 2 misuse.

use std::process::ExitCode;

/// Runs the command.
pub fn run() -> ExitCode {
    ExitCode::SUCCESS
}
