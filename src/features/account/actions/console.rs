//! `user add` on the command line. Whoever holds the console follows the same rule as the pages: business roles come from
//! the secretary, so the console makes the first administrator, invites the first secretary, and otherwise plain staff.

use ::store::params;

use super::super::model::parse_login;
use super::super::store;
use super::setup::has_administrator;
use super::{expiry, guard_password, put_account, put_grant, put_invitation, whole};
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Role, password};
use crate::consequences;
use crate::error::{Error, FieldError, Refusal, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// What the command is given.
#[derive(Clone, Debug, Default)]
pub struct NewUser {
    /// The name.
    pub name: String,
    /// The login; not for a secretary, who chooses it.
    pub login: String,
    /// The password; not for a secretary.
    pub password: String,
    /// None for plain staff, or exactly one of SYS and SEC.
    pub roles: Vec<Role>,
}

/// What the command made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// An account that can log in.
    Account(Id),
    /// An invitation: its secret, for the path `/invite/{secret}`.
    Invited(String),
}

/// Adds a person with an account, or with an invitation.
pub async fn add_user(app: &App, act: Act, user: NewUser) -> Result<Added> {
    let mut fields = Fields::default();
    let name = fields.text("name", &user.name, 60);
    match user.roles.as_slice() {
        [] | [Role::Sys] => {}
        [Role::Sec] => {
            fields.finish()?;
            return invite_secretary(app, act, name).await;
        }
        _ => return Err(Error::Refused(Refusal::Role)),
    }
    let login = parse_login(&user.login).map_err(|rule| fields.errors.push(FieldError { field: "login", rule }));
    guard_password(&mut fields.errors, &user.password, None);
    fields.finish()?;
    let login = login.map_err(|()| Error::field("login", Rule::LoginForm))?;
    let stored = password::hash(user.password).await?;
    let administrator = !user.roles.is_empty();
    app.db
        .write(move |tx| {
            if administrator && has_administrator(tx)? {
                return Err(Error::Refused(Refusal::Role));
            }
            let person = consequences::person_entered(tx, &act, &name)?;
            let account = put_account(tx, &act, &person, &login, &stored)?;
            if administrator {
                put_grant(tx, &act, &person, &whole(Role::Sys, act.now.today()))?;
                tx.run(&store::DELETE_SETTING, &params!["setup.token"])?;
            }
            Ok(Added::Account(account))
        })
        .await
}

async fn invite_secretary(app: &App, act: Act, name: String) -> Result<Added> {
    let secret = crate::random::secret();
    app.db
        .write(move |tx| {
            let today = act.now.today();
            if store::holders(tx, Role::Sec, today)? > 0 {
                return Err(Error::Refused(Refusal::Role));
            }
            let person = consequences::person_entered(tx, &act, &name)?;
            put_grant(tx, &act, &person, &whole(Role::Sec, today))?;
            put_invitation(tx, &person, &secret, expiry(today))?;
            record(tx, &act, Entry::new("account.invite", "person", &person))?;
            Ok(Added::Invited(secret.clone()))
        })
        .await
}
