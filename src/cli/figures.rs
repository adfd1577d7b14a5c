//! `figures`: the numbers of a campaign, counted as the page counts them.

use super::place::Place;
use super::{Outcome, Verdict, in_words, runtime, say};
use crate::features::statistics::figures_json;

/// The numbers of a campaign.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// The campaign's short name; by default the one that is under way
    #[arg(long, value_name = "SHORTNAME")]
    campaign: Option<String>,
    /// As JSON, in one line
    #[arg(long)]
    json: bool,
}

/// Runs it.
pub fn run(args: Args) -> Outcome {
    let app = args.place.open_to_read()?;
    let figures = figures_json(&app, args.campaign.as_deref());
    let figures = runtime()?.block_on(figures).map_err(|error| in_words(&error))?;
    if args.json {
        say(figures);
    } else {
        // The sentence is what people quote; everything else is for programs.
        say(figures.get("sentence").and_then(serde_json::Value::as_str).unwrap_or_default());
    }
    Ok(Verdict::Well)
}
