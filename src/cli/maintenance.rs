//! `maintenance`: puts the maintenance page up and takes it down, while servers run.

use jiff::civil::DateTime;

use super::place::{Place, open_to_read};
use super::{Outcome, Verdict, say};
use crate::maintenance::{self, Notice};

/// The maintenance page.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Put it up, take it down, or say whether it stands
    #[arg(value_enum)]
    what: What,
    /// When it will be over, Asia/Shanghai: 2026-11-25T18:30
    #[arg(long, value_name = "MOMENT")]
    until: Option<DateTime>,
    /// A sentence for whoever comes meanwhile
    #[arg(long, value_name = "TEXT", default_value = "")]
    say: String,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum What {
    On,
    Off,
    Status,
}

/// Runs it.
pub fn run(args: Args) -> Outcome {
    let config = args.place.config();
    match args.what {
        What::On => {
            let notice = Notice { until: args.until, say: args.say };
            maintenance::switch(&config, Some(&notice))?;
            say("the maintenance page stands; every process shows it within a second");
        }
        What::Off => {
            maintenance::switch(&config, None)?;
            say("the maintenance page is down");
        }
        What::Status => match maintenance::standing(&config, &open_to_read(&config)?)? {
            Some(Notice { until: Some(until), .. }) => say(format_args!("on until {until}")),
            Some(_) => say("on"),
            None => say("off"),
        },
    }
    Ok(Verdict::Well)
}
