//! Invitations: a link, shown once, with which a person chooses login and password. For somebody who has an account it is
//! the reset of the password.

use ::store::params;

use super::super::model::parse_login;
use super::super::store::{self, Holder};
use super::{expiry, guard_password, put_account, put_invitation, who};
use crate::app::App;
use crate::audit::{Act, Entry, Who, record};
use crate::auth::session::digest;
use crate::auth::{Actor, Role, Verb, password, store as accounts};
use crate::error::{Error, Refusal, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// Hands out an invitation. Who may do it depends on what the person holds, see `Standing::may_be_invited_by`: the
/// administrator must not come by business rights through somebody's password. Returns the secret, its last day and the
/// person's name.
pub async fn invite(app: &App, actor: &Actor, person: &Id) -> Result<(String, jiff::civil::Date, String)> {
    let act = Act::by(actor, app.clock.now());
    let (me, person, secret) = (actor.clone(), person.clone(), crate::random::secret());
    let today = act.now.today();
    app.db
        .write(move |tx| {
            let holder = store::holder(tx, &person)?.ok_or(Error::NotFound)?;
            if holder.left {
                return Err(Error::rule(Rule::PersonLeft));
            }
            let by: Vec<Role> = me.roles().map(|(role, _)| role).collect();
            // Neither may be anybody's way to an account: those who hold none of the three roles are refused outright.
            if ![Verb::AccountManage, Verb::RoleGrant].iter().any(|v| !me.reach(*v).is_nothing()) && !me.has(Role::Aud)
            {
                return Err(Error::Refused(Refusal::Role));
            }
            if person == me.person.id {
                return Err(Error::Refused(Refusal::Conflict));
            }
            let standing = store::standing(tx, &person, today)?;
            if !standing.may_be_invited_by(&by) {
                let business = standing.is_business();
                return Err(if business { Error::rule(Rule::ResetBySecond) } else { Error::Refused(Refusal::Role) });
            }
            put_invitation(tx, &person, &secret, expiry(today))?;
            let verb = if holder.account.is_some() { "account.reset_issue" } else { "account.invite" };
            record(tx, &act, Entry::new(verb, "person", &person))?;
            if holder.account.is_some() {
                let row = params![Id::random(), &person, "reset_issued", today.to_string(), who(&act)];
                tx.run(&store::INSERT_NOTICE, &row)?;
            }
            Ok((secret.clone(), expiry(today), holder.name))
        })
        .await
}

/// Whom a link invites. Error: [`Rule::InvitationExpired`], for one that never was as for one that is over.
pub async fn find(app: &App, secret: &str) -> Result<Holder> {
    let (token, today) = (digest(secret), app.clock.now().today().to_string());
    let found = app.db.read(move |tx| holder(tx, &token, &today)).await?;
    found.ok_or_else(|| Error::rule(Rule::InvitationExpired))
}

fn holder(tx: &mut ::store::Tx<'_>, token: &str, today: &str) -> Result<Option<Holder>> {
    let found = tx.one(&store::INVITATION, &params![token, today], |row| {
        Ok(Holder {
            person: row.get(0)?,
            name: row.get(1)?,
            unit: None,
            left: false,
            staff_no: row.get(2)?,
            account: row.get(3)?,
            login: row.get(4)?,
        })
    })?;
    Ok(found)
}

/// What the invited person types.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Accepted {
    /// The login; not looked at when there is an account already.
    pub login: String,
    /// The password.
    pub password: String,
    /// The same.
    pub again: String,
}

/// Uses an invitation, once: makes the account, or sets the password of the one there is and ends its sessions. Returns the
/// secret of a new session.
pub async fn accept(app: &App, secret: &str, form: Accepted) -> Result<String> {
    let invited = find(app, secret).await?;
    let mut fields = Fields::default();
    let login = match (&invited.account, parse_login(&form.login)) {
        (Some(_), _) => String::new(),
        (None, Ok(login)) => login,
        (None, Err(rule)) => {
            fields.wrong("login", rule);
            String::new()
        }
    };
    guard_password(&mut fields.errors, &form.password, Some(&form.again));
    fields.finish()?;
    let stored = password::hash(form.password).await?;
    let (token, session) = (digest(secret), crate::random::secret());
    let now = app.clock.now();
    let session_hash = digest(&session);
    let written = app.db.write(move |tx| {
        let today = now.today().to_string();
        let invited = holder(tx, &token, &today)?.ok_or_else(|| Error::rule(Rule::InvitationExpired))?;
        let act = Act { who: Who::Person(invited.person.clone()), now };
        let account = match &invited.account {
            None => put_account(tx, &act, &invited.person, &login, &stored)?,
            Some(account) => {
                tx.run(&accounts::SET_PASSWORD, &params![account, &stored])?;
                tx.run(&accounts::DELETE_SESSIONS, &params![account])?;
                // Whoever lost a password may have lost more; a token is made again in a minute.
                tx.run(&accounts::DELETE_TOKENS, &params![account])?;
                record(tx, &act, Entry::new("account.reset", "account", account))?;
                let by = None::<String>;
                tx.run(&store::INSERT_NOTICE, &params![Id::random(), &invited.person, "reset_used", &today, by])?;
                account.clone()
            }
        };
        tx.run(&store::DELETE_INVITATIONS, &params![&invited.person])?;
        tx.run(&accounts::INSERT_SESSION, &params![&session_hash, &account, &today])?;
        Ok::<(), Error>(())
    });
    written.await.map(|()| session)
}
