//! Login, logout, passwords and sessions. Logging in and out writes no audit line: the trail would tell who was at the
//! screen when, and beside an anonymous point's day that is a lead (PRIVACY.md).

use ::store::params;

use super::super::model::parse_login;
use super::super::store;
use super::guard_password;
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::session::{DAYS, Session, digest};
use crate::auth::{password, store as accounts};
use crate::error::{Error, Result, Rule};
use crate::id::Id;

/// Checks the password and begins a session. Returns its secret and whether a notice waits for the owner. A login that
/// does not exist costs the same time and gives the same answer as a wrong password.
pub async fn log_in(app: &App, login: &str, given: String) -> Result<(String, bool)> {
    let now = app.clock.now();
    let found = match parse_login(login) {
        Err(_) => None,
        Ok(login) => {
            let row = |row: &::store::Row<'_>| Ok((row.get::<Id>(0)?, row.get::<Id>(1)?, row.get::<String>(2)?));
            app.db.read(move |tx| tx.one(&store::LOGIN, &params![&login], row).map_err(Error::from)).await?
        }
    };
    let stored = found.as_ref().map(|(_, _, password)| password.clone());
    let fits = password::verify(login, given, stored).await?;
    let Some((account, person, _)) = found.filter(|_| fits) else {
        return Err(Error::rule(Rule::WrongLogin));
    };
    let secret = crate::random::secret();
    let token = digest(&secret);
    let since = now.today().checked_sub(jiff::Span::new().days(DAYS)).unwrap_or(now.today()).to_string();
    let noticed = app.db.write(move |tx| {
        tx.run(&store::DELETE_OLD, &params![&account, &since])?;
        tx.run(&accounts::INSERT_SESSION, &params![&token, &account, now.today().to_string()])?;
        let notices = tx.all(&store::NOTICES, &params![&person], |_| Ok(()))?;
        Ok::<bool, Error>(!notices.is_empty())
    });
    Ok((secret, noticed.await?))
}

/// Ends this session.
pub async fn log_out(app: &App, session: &Session) -> Result<()> {
    let token = session.token_hash.clone();
    app.db.write(move |tx| tx.run(&accounts::DELETE_SESSION, &params![&token]).map(drop).map_err(Error::from)).await
}

/// Ends the other sessions of the same account.
pub async fn end_others(app: &App, session: &Session) -> Result<()> {
    let (account, token) = (session.actor.account.clone(), session.token_hash.clone());
    let ended = app.db.write(move |tx| tx.run(&store::DELETE_OTHERS, &params![&account, &token]));
    ended.await.map(drop).map_err(|e: ::store::StoreError| e.into())
}

/// A new password in place of the old one; the other sessions end.
pub async fn change_password(app: &App, session: &Session, old: String, new: String, again: &str) -> Result<()> {
    let act = Act::by(&session.actor, app.clock.now());
    let account = session.actor.account.clone();
    let of = account.clone();
    let stored: Option<String> =
        app.db.read(move |tx| tx.one(&store::PASSWORD, &params![&of], |row| row.get(0)).map_err(Error::from)).await?;
    if !password::verify(account.as_str(), old, stored).await? {
        return Err(Error::field("old", Rule::OldPassword));
    }
    let mut wrong = Vec::new();
    guard_password(&mut wrong, &new, Some(again));
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let stored = password::hash(new).await?;
    let (account, token) = (session.actor.account.clone(), session.token_hash.clone());
    app.db
        .write(move |tx| {
            tx.run(&accounts::SET_PASSWORD, &params![&account, &stored])?;
            tx.run(&store::DELETE_OTHERS, &params![&account, &token])?;
            record(tx, &act, Entry::new("account.password", "account", &account))?;
            Ok(())
        })
        .await
}

/// The owner has read what others did to the account. What happened stays in the audit trail.
pub async fn put_away_notices(app: &App, session: &Session) -> Result<()> {
    let person = session.actor.person.id.clone();
    app.db.write(move |tx| tx.run(&store::DELETE_NOTICES, &params![&person]).map(drop).map_err(Error::from)).await
}
