//! The verbs of this slice.

mod console;
mod invite;
mod login;
mod roles;
mod setup;
mod token;

pub use console::{Added, NewUser, add_user};
pub use invite::{Accepted, accept, find as find_invitation, invite};
pub use login::{change_password, end_others, log_in, log_out, put_away_notices};
pub use roles::{end_role, grant_role};
pub use setup::{SetUp, SetUpDone, ensure_token, is_done, set_up};
pub use token::{make_token, revoke_token};

use ::store::{Tx, params};
use jiff::civil::Date;

use super::model::{LONGEST_PASSWORD, Term};
use super::store;
use crate::audit::{Act, Entry, Who, record};
use crate::auth::session::digest;
use crate::auth::{password, store as accounts};
use crate::error::{Error, FieldError, Result, Rule};
use crate::id::Id;

/// Writes a grant and its line, without asking who grants.
fn put_grant(tx: &mut Tx<'_>, act: &Act, person: &Id, term: &Term) -> Result<()> {
    let (id, by) = (Id::random(), who(act));
    let to = term.to.map(|d| d.to_string());
    let row = params![&id, person, term.role.code(), &term.scope_kind, &term.scope_id, term.from.to_string(), to, by];
    tx.run(&accounts::INSERT_GRANT, &row)?;
    let entry = Entry::new("role.grant", "person", person).with("role", term.role.code());
    record(tx, act, entry.with("scope", format!("{}:{}", term.scope_kind, term.scope_id)))?;
    Ok(())
}

/// A role of the whole organisation, from today on.
fn whole(role: crate::auth::Role, today: Date) -> Term {
    Term { role, scope_kind: "tenant".into(), scope_id: String::new(), from: today, to: None }
}

/// Writes an invitation; an earlier one of the same person no longer holds.
fn put_invitation(tx: &mut Tx<'_>, person: &Id, secret: &str, expires: Date) -> Result<()> {
    tx.run(&store::DELETE_INVITATIONS, &params![person])?;
    tx.run(&accounts::INSERT_INVITATION, &params![digest(secret), person, expires.to_string()])?;
    Ok(())
}

/// The last day of an invitation given today.
fn expiry(today: Date) -> Date {
    today.checked_add(jiff::Span::new().days(super::model::INVITATION_DAYS)).unwrap_or(today)
}

/// Writes an account and its line. A login that is taken is the field's error.
fn put_account(tx: &mut Tx<'_>, act: &Act, person: &Id, login: &str, stored: &str) -> Result<Id> {
    if tx.one(&store::LOGIN_OWNER, &params![login], |row| row.get::<Id>(0))?.is_some() {
        return Err(Error::field("login", Rule::AlreadyUsed));
    }
    let id = Id::random();
    let today = act.now.today().to_string();
    tx.run(&accounts::INSERT_ACCOUNT, &params![&id, person, login, stored, today])?;
    record(tx, act, Entry::new("account.create", "account", &id).with("person", person.as_str()))?;
    Ok(id)
}

/// A password twice, as a form asks for it.
fn guard_password(wrong: &mut Vec<FieldError>, new: &str, again: Option<&str>) {
    let length = new.chars().count();
    if length < password::SHORTEST {
        wrong.push(FieldError { field: "password", rule: Rule::PasswordShort });
    } else if length > LONGEST_PASSWORD {
        wrong.push(FieldError { field: "password", rule: Rule::TooLong });
    } else if again.is_some_and(|again| again != new) {
        wrong.push(FieldError { field: "again", rule: Rule::PasswordsDiffer });
    }
}

/// Who acts, as a grant and a notice remember it.
fn who(act: &Act) -> String {
    match &act.who {
        Who::Person(id) => id.to_string(),
        Who::Console => "console".to_owned(),
        Who::System => "system".to_owned(),
    }
}
