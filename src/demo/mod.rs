//! The demonstration: the speech's campaign, brought about by the product's own actions on a clock that begins in January
//! 2008, and then served on a clock that runs from 8 July 2008, 9 o'clock. No row is written in another way, and no
//! figure is typed in. Persons are invented.

mod campaign;
mod closing;
mod content;
mod evaluation;
mod items;
mod opinions;
mod people;
mod plan;
mod report;
mod stage;
pub mod store;
#[cfg(test)]
mod tests;

use ::store::{Db, Tx, params};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, date};

use crate::app::App;
use crate::clock;
use stage::Stage;

/// The setting that marks a demonstration's database.
const MARK: &str = "demo";

/// Where the filling begins.
pub fn first_moment() -> Timestamp {
    clock::at(date(2008, 1, 2), 8, 30)
}

/// The day and hour at which the demonstration is handed over.
const TODAY: Date = date(2008, 7, 8);

/// How far a demonstration's database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is not one.
    None,
    /// The filling was broken off.
    Broken,
    /// It is filled; its time goes on from here.
    Filled(Timestamp),
}

/// A login that the filling made.
#[derive(Clone, Debug)]
pub struct Login {
    /// The roles, as short codes.
    pub roles: String,
    /// The login.
    pub login: String,
    /// The password: random, shown once.
    pub password: String,
}

/// What the filling made.
#[derive(Clone, Debug)]
pub struct Filled {
    /// Who can log in.
    pub logins: Vec<Login>,
    /// The code of the open round.
    pub round_code: String,
}

/// Looks whether a database holds a demonstration, and when it was last written to. Two queries.
pub fn standing(db: &Db) -> Result<Standing, ::store::StoreError> {
    db.read_blocking(|tx: &mut Tx<'_>| {
        let mark: Option<String> = tx.one(&store::SETTING, &params![MARK], |row| row.get(0))?;
        let last: Option<String> = tx.one(&store::LAST_SEALED, &params![], |row| row.get(0))?.flatten();
        Ok(match mark.as_deref() {
            None => Standing::None,
            Some("filled") => Standing::Filled(last.as_deref().and_then(moment).unwrap_or_else(hand_over)),
            Some(_) => Standing::Broken,
        })
    })
}

fn hand_over() -> Timestamp {
    clock::at(TODAY, 9, 0)
}

/// The trail must not go back in time when a demonstration is started again.
fn moment(stamp: &str) -> Option<Timestamp> {
    let at: DateTime = stamp.parse().ok()?;
    let at = clock::at(at.date(), at.hour(), at.minute());
    Some(at.max(hand_over()))
}

/// Fills an empty database. The clock of `app` must stand; it is moved from January to July.
pub async fn fill(app: &App) -> anyhow::Result<Filled> {
    let content = content::read()?;
    // Fails where there is a mark already.
    app.db.write(|tx| tx.run(&store::NEW_SETTING, &params![MARK, "filling"])).await?;
    let mut stage = Stage::new(app, &content);
    people::arrive(&mut stage).await?;
    evaluation::arrive(&mut stage).await?;
    campaign::begin(&mut stage).await?;
    opinions::first_round(&mut stage).await?;
    items::until_july(&mut stage).await?;
    stage.on(TODAY, 9).await?;
    app.db.write(|tx| tx.run(&store::PUT_SETTING, &params![MARK, "filled"])).await?;
    let round = stage.id("round", "2")?;
    let round_code = app.db.read(move |tx| tx.one(&store::ROUND_CODE, &params![&round], |row| row.get(0))).await?;
    Ok(Filled { logins: stage.logins(), round_code: round_code.unwrap_or_default() })
}

/// A few opinions to import into the open round, as a .jsonl file.
pub fn sample_opinions() -> anyhow::Result<String> {
    let lines: Vec<String> = content::read()?.sample_opinions.iter().map(ToString::to_string).collect();
    Ok(lines.join("\n") + "\n")
}
