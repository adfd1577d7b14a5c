//! `demo`: the demonstration, filled at its first start and served again at the next.

use std::fs;
use std::net::SocketAddr;

use anyhow::{Context, bail};

use super::place::{Place, open_to_read, open_to_write, put_together, seal};
use super::serve::serve;
use super::{Outcome, Verdict, runtime, say};
use crate::clock::Clock;
use crate::config::Config;
use crate::demo::{self, Filled, Standing};
use crate::schema::MIGRATIONS;

/// Fills a folder with the demonstration and serves it.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// The address to listen on: this machine only
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Only fill the folder
    #[arg(long)]
    no_serve: bool,
}

/// Runs it.
pub fn run(args: Args) -> Outcome {
    if !args.listen.ip().is_loopback() {
        bail!("the demonstration listens on this machine only: its passwords stand on the screen");
    }
    let mut config = args.place.config();
    config.listen = args.listen;
    let runtime = runtime()?;
    match standing(&config)? {
        Standing::Filled(_) => say(format_args!("the demonstration in {} goes on", config.data.display())),
        Standing::Broken => {
            bail!("the filling of {} was broken off: remove the folder and start again", config.data.display())
        }
        Standing::None => {
            let filled = runtime.block_on(fill(&config))?;
            tell(&args, &config, &filled)?;
        }
    }
    if !args.no_serve {
        let app = args.place.open_with(config)?;
        runtime.block_on(serve(app))?;
    }
    Ok(Verdict::Well)
}

/// What is in the place. A folder or database that holds anything else is refused before it is touched.
fn standing(config: &Config) -> anyhow::Result<Standing> {
    let folder_is_empty = match fs::read_dir(&config.data) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(error).with_context(|| config.data.display().to_string()),
    };
    let is_file = config.database.path();
    if is_file.is_some_and(|path| !path.exists()) {
        if !folder_is_empty {
            bail!("{} is not empty: the demonstration wants a folder of its own (--data DIR)", config.data.display());
        }
        return Ok(Standing::None);
    }
    let db = open_to_read(config)?;
    if db.migrate(MIGRATIONS, true)?.len() == MIGRATIONS.len() {
        return Ok(Standing::None);
    }
    match demo::standing(&db)? {
        Standing::None => bail!("{} holds something else: the demonstration never touches it", config.database),
        found => Ok(found),
    }
}

async fn fill(config: &Config) -> anyhow::Result<Filled> {
    let db = open_to_write(config)?;
    let app = put_together(config.clone(), db, Clock::standing_at(demo::first_moment()))?;
    let filled = demo::fill(&app).await?;
    seal(&app).await?;
    app.db.clone().close();
    Ok(filled)
}

/// What is said once: passwords are not kept anywhere in the clear.
fn tell(args: &Args, config: &Config, filled: &Filled) -> anyhow::Result<()> {
    let sample = config.data.join("sample-opinions.jsonl");
    fs::write(&sample, demo::sample_opinions()?).with_context(|| sample.display().to_string())?;
    say(format_args!("the demonstration stands in {}; its persons are invented", config.data.display()));
    say("roles    login        password (shown once)");
    for login in &filled.logins {
        say(format_args!("{:<8} {:<12} {}", login.roles, login.login, login.password));
    }
    let database = args.place.database.as_ref().map_or(String::new(), |_| " --database URL".to_owned());
    say("to import a few opinions into the open round, while the server is stopped:");
    say(format_args!(
        "shuangcu import opinions {} --round {} --data {}{database}",
        sample.display(),
        filled.round_code,
        config.data.display()
    ));
    Ok(())
}
