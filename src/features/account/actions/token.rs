//! Tokens: what a person gives to a program of his own, so that it may do a part of what he may do.

use ::store::params;
use jiff::Span;
use jiff::civil::Date;

use super::super::store;
use crate::api::Scopes;
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::Actor;
use crate::auth::session::digest;
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// How many tokens an account may have.
const MOST: i64 = 20;

/// Makes a token for oneself and returns its secret, which is never shown again: the database keeps its hash.
pub async fn make_token(app: &App, actor: &Actor, name: &str, scopes: &Scopes, expires_on: Date) -> Result<String> {
    let act = Act::by(actor, app.clock.now());
    let today = act.now.today();
    let mut fields = Fields::default();
    let name = fields.text("name", name, 60);
    let latest = today.checked_add(Span::new().years(1)).unwrap_or(today);
    if expires_on <= today || expires_on > latest {
        fields.wrong("expires_on", Rule::TokenTerm);
    }
    if scopes.slices.iter().any(|s| !Scopes::SLICES.contains(&s.as_str())) {
        fields.wrong("slices", Rule::UnknownChoice);
    }
    fields.finish()?;
    let secret = format!("shuangcu_{}", crate::random::secret());
    let (hash, account, id) = (digest(&secret), actor.account.clone(), Id::random());
    let scopes = scopes.text();
    app.db
        .write(move |tx| {
            let held = tx.one(&store::COUNT_TOKENS, &params![&account, today.to_string()], |row| row.get::<i64>(0))?;
            if held.unwrap_or(0) >= MOST {
                return Err(Error::rule(Rule::TokenCount));
            }
            tx.run(&store::DELETE_OLD_TOKENS, &params![&account, today.to_string()])?;
            let row = params![&hash, &id, &account, &name, &scopes, today.to_string(), expires_on.to_string()];
            tx.run(&store::INSERT_TOKEN, &row)?;
            let entry = Entry::new("account.token_make", "token", &id).with("scopes", scopes.clone());
            Ok(record(tx, &act, entry.with("expires_on", expires_on.to_string()))?)
        })
        .await?;
    Ok(secret)
}

/// Takes back one of one's own tokens, at once.
pub async fn revoke_token(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (account, id) = (actor.account.clone(), id.clone());
    app.db
        .write(move |tx| {
            if tx.run(&store::DELETE_TOKEN, &params![&id, &account])? != 1 {
                return Err(Error::NotFound);
            }
            Ok(record(tx, &act, Entry::new("account.token_revoke", "token", &id))?)
        })
        .await
}
