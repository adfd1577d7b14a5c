//! Set-up: as long as nobody administers the system, whoever reads the server's console may become the administrator, and
//! names the first secretary. After that it never opens again (PRIVACY.md).

use ::store::{StoreError, Tx, params};

use super::super::model::parse_login;
use super::super::store;
use super::{expiry, guard_password, put_account, put_grant, put_invitation, whole};
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::session::digest;
use crate::auth::{Role, password, store as accounts};
use crate::consequences;
use crate::error::{Error, Result, Rule};
use crate::view::fields::Fields;

const TOKEN: &str = "setup.token";

/// A fresh token to print on the console, while no administrator exists. The database keeps its digest only, so the token of
/// an earlier start no longer holds.
pub async fn ensure_token(app: &App) -> Result<Option<String>> {
    let secret = crate::random::secret();
    let stored = digest(&secret);
    app.db
        .write(move |tx| {
            if has_administrator(tx)? {
                tx.run(&store::DELETE_SETTING, &params![TOKEN])?;
                return Ok(None);
            }
            tx.run(&store::PUT_SETTING, &params![TOKEN, &stored])?;
            Ok(Some(secret.clone()))
        })
        .await
}

/// What set-up asks for, as typed.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct SetUp {
    /// The token of the console.
    pub token: String,
    /// The administrator's name.
    pub name: String,
    /// The administrator's login.
    pub login: String,
    /// The administrator's password.
    pub password: String,
    /// The same.
    pub again: String,
    /// The first secretary's name.
    pub secretary: String,
}

/// What it made.
#[derive(Clone, Debug)]
pub struct SetUpDone {
    /// The secretary's name.
    pub secretary: String,
    /// The secret of the invitation.
    pub invitation: String,
    /// Its last day.
    pub expires: jiff::civil::Date,
}

/// Whether set-up is over.
pub async fn is_done(app: &App) -> Result<bool> {
    app.db.read(|tx| has_administrator(tx).map_err(Error::from)).await
}

/// Creates the administrator and invites the first secretary. The token is looked at before the password is hashed, so
/// that guessing costs the server nothing.
pub async fn set_up(app: &App, form: SetUp) -> Result<SetUpDone> {
    let act = Act::console(app.clock.now());
    let given = digest(form.token.trim());
    let held = given.clone();
    app.db.read(move |tx| guard(tx, &held)).await?;
    let mut fields = Fields::default();
    let name = fields.text("name", &form.name, 60);
    let secretary = fields.text("secretary", &form.secretary, 60);
    let login = parse_login(&form.login).unwrap_or_else(|rule| {
        fields.wrong("login", rule);
        String::new()
    });
    guard_password(&mut fields.errors, &form.password, Some(&form.again));
    fields.finish()?;
    let stored = password::hash(form.password).await?;
    let invitation = crate::random::secret();
    let expires = expiry(act.now.today());
    let done = SetUpDone { secretary, invitation, expires };
    app.db
        .write(move |tx| {
            guard(tx, &given)?;
            let today = act.now.today();
            let administrator = consequences::person_entered(tx, &act, &name)?;
            put_account(tx, &act, &administrator, &login, &stored)?;
            put_grant(tx, &act, &administrator, &whole(Role::Sys, today))?;
            let secretary = consequences::person_entered(tx, &act, &done.secretary)?;
            put_grant(tx, &act, &secretary, &whole(Role::Sec, today))?;
            put_invitation(tx, &secretary, &done.invitation, done.expires)?;
            record(tx, &act, Entry::new("account.invite", "person", &secretary))?;
            tx.run(&store::DELETE_SETTING, &params![TOKEN])?;
            record(tx, &act, Entry::new("system.set_up", "person", &administrator))?;
            Ok(done.clone())
        })
        .await
}

fn guard(tx: &mut Tx<'_>, given: &str) -> Result<()> {
    if has_administrator(tx)? {
        return Err(Error::rule(Rule::SetupDone));
    }
    let stored: Option<String> = tx.one(&store::SETTING, &params![TOKEN], |row| row.get(0))?;
    if stored.as_deref() == Some(given) { Ok(()) } else { Err(Error::field("token", Rule::SetupToken)) }
}

/// Whether anyone was ever made administrator: a term that ran out does not open the door again.
pub(super) fn has_administrator(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    let count: Option<i64> = tx.one(&accounts::COUNT_ADMINISTRATORS, &[], |row| row.get(0))?;
    Ok(count.unwrap_or(0) > 0)
}
