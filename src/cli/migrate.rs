//! `migrate`: brings the schema up to date, or lists what is missing.

use store::{Db, Options};

use super::place::Place;
use super::{Outcome, Verdict, say};
use crate::schema::MIGRATIONS;

/// Brings the database's schema up to date.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Only list the steps that would run
    #[arg(long)]
    dry_run: bool,
}

/// Runs it.
pub fn run(args: Args) -> Outcome {
    let config = args.place.config();
    let steps: Vec<(u32, String)> = if args.dry_run {
        // A file that is not there yet lacks every step; opening it would make it.
        if config.database.path().is_some_and(|path| !path.exists()) {
            MIGRATIONS.iter().map(|step| (step.number, step.name.to_owned())).collect()
        } else {
            let db = Db::open(&config.database, Options { read_only: true, ..Options::default() })?;
            db.migrate(MIGRATIONS, true)?.into_iter().map(|step| (step.number, step.name)).collect()
        }
    } else {
        std::fs::create_dir_all(&config.data)?;
        let db = Db::open(&config.database, Options::default())?;
        db.migrate(MIGRATIONS, false)?.into_iter().map(|step| (step.number, step.name)).collect()
    };
    for (_, name) in &steps {
        say(name);
    }
    let count = steps.len();
    say(match (count, args.dry_run) {
        (0, _) => "the schema is up to date".to_owned(),
        (_, true) => format!("{count} steps would run"),
        (_, false) => format!("{count} steps have run"),
    });
    Ok(Verdict::Well)
}
