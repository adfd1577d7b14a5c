//! `user add`: a person with an account, by the rules that the pages hold to as well.

use std::io::{self, BufRead, IsTerminal};

use super::place::{Place, seal};
use super::{Outcome, Verdict, in_words, runtime, say};
use crate::audit::Act;
use crate::auth::Role;
use crate::features::account::actions::{Added, NewUser, add_user};

/// People who can log in.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Adds a person with an account. A password is read from standard input when something is piped into it, else
    /// one is made and shown once
    Add {
        #[command(flatten)]
        place: Place,
        /// The person's name
        #[arg(long)]
        name: String,
        /// The login; not for SEC, who chooses it by invitation
        #[arg(long, default_value = "")]
        login: String,
        /// SYS for the first administrator, SEC to invite the first secretary; without it plain staff
        #[arg(long, value_parser = role)]
        role: Option<Role>,
    },
}

fn role(code: &str) -> Result<Role, String> {
    Role::parse(&code.to_ascii_uppercase()).ok_or_else(|| "no such role".to_owned())
}

/// Runs it.
pub fn run(args: Args) -> Outcome {
    let Command::Add { place, name, login, role } = args.command;
    let given = piped()?;
    let made = given.is_none().then(crate::random::secret);
    let user = NewUser {
        name,
        login: login.clone(),
        password: given.or_else(|| made.clone()).unwrap_or_default(),
        roles: role.into_iter().collect(),
    };
    let app = place.open()?;
    let runtime = runtime()?;
    let added = runtime.block_on(add_user(&app, Act::console(app.clock.now()), user)).map_err(|e| in_words(&e))?;
    runtime.block_on(seal(&app))?;
    match added {
        Added::Account(_) => {
            say(format_args!("{login} can log in"));
            if let Some(password) = made {
                say(format_args!("password (shown once): {password}"));
            }
        }
        Added::Invited(secret) => say(format_args!("invitation (shown once): /invite/{secret}")),
    }
    Ok(Verdict::Well)
}

/// The first line of what is piped in.
fn piped() -> io::Result<Option<String>> {
    let input = io::stdin();
    if input.is_terminal() {
        return Ok(None);
    }
    let mut line = String::new();
    input.lock().read_line(&mut line)?;
    let line = line.trim_end_matches(['\r', '\n']);
    Ok((!line.is_empty()).then(|| line.to_owned()))
}
