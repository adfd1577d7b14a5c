//! `openapi`: prints the document of the JSON API, the one that the server gives at `/api/v1/openapi.json`.

use super::{Outcome, Verdict, say};
use crate::{api, features};

/// No arguments.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs it.
pub fn run(_: Args) -> Outcome {
    say(serde_json::to_string_pretty(&api::document(&features::apis()))?);
    Ok(Verdict::Well)
}
