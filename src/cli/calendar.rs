//! `calendar add` and `calendar lamp`: working days and lamps by the built-in calendar. The last line is the answer.

use jiff::civil::Date;
use workday::{Calendar, LampInput, State, Thresholds};

use super::{Outcome, Verdict, complain, say};

/// Working days, deadlines and lamps.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// The N-th working day after DATE (DATE itself is not counted)
    Add {
        /// The day to count from, like 2026-09-18
        date: Date,
        /// How many working days
        days: u32,
    },
    /// The lamp of an item: green, yellow, red, blue or grey
    Lamp {
        /// The day it is due
        #[arg(long, value_name = "DATE")]
        due: Date,
        /// The day to look at it
        #[arg(long, value_name = "DATE")]
        today: Date,
        /// not_started, in_progress, suspended or closed (then on the day of --today)
        #[arg(long, default_value_t = State::InProgress)]
        state: State,
    },
}

/// Runs it.
pub fn run(args: Args) -> Outcome {
    let calendar = Calendar::builtin();
    match args.command {
        Command::Add { date, days } => {
            let end = calendar.add_working_days(date, days)?;
            warn_unconfirmed(calendar, date, end);
            say(end);
        }
        Command::Lamp { due, today, state } => {
            let closed_on = (state == State::Closed).then_some(today);
            let item = LampInput { closed_on, ..LampInput::new(state, due) };
            let lamp = workday::lamp(&item, &Thresholds::default(), calendar, today)?;
            warn_unconfirmed(calendar, due.min(today), due.max(today));
            say(lamp.as_str());
        }
    }
    Ok(Verdict::Well)
}

fn warn_unconfirmed(calendar: &Calendar, from: Date, to: Date) {
    if !calendar.is_span_confirmed(from, to) {
        complain("part of this span has no holiday notice yet; Monday to Friday count as worked there");
    }
}
