//! Who is who while the demonstration is being filled, and what time it is.

use std::collections::HashMap;

use ::store::params;
use anyhow::Context;
use jiff::civil::Date;

use super::Login;
use super::content::Content;
use super::store;
use crate::app::App;
use crate::auth::{Actor, store as accounts};
use crate::clock::at;
use crate::id::Id;

/// The persons and things that exist so far.
pub(super) struct Stage<'a> {
    pub app: &'a App,
    pub content: &'a Content,
    ids: HashMap<(&'static str, String), Id>,
    accounts: HashMap<String, Id>,
    logins: Vec<Login>,
    secrets: HashMap<&'static str, [String; 2]>,
}

impl<'a> Stage<'a> {
    pub fn new(app: &'a App, content: &'a Content) -> Stage<'a> {
        Stage {
            app,
            content,
            ids: HashMap::new(),
            accounts: HashMap::new(),
            logins: Vec::new(),
            secrets: HashMap::new(),
        }
    }

    /// Remembers what was made.
    pub fn put(&mut self, kind: &'static str, key: impl Into<String>, id: Id) {
        self.ids.insert((kind, key.into()), id);
    }

    /// Two passphrases for a later day of the filling; they are gone with the stage.
    pub fn keep(&mut self, what: &'static str, phrases: [String; 2]) {
        self.secrets.insert(what, phrases);
    }

    /// Takes them.
    pub fn kept(&mut self, what: &'static str) -> Option<[String; 2]> {
        self.secrets.remove(what)
    }

    /// What was made.
    pub fn id(&self, kind: &'static str, key: &str) -> anyhow::Result<Id> {
        self.ids.get(&(kind, key.to_owned())).cloned().with_context(|| format!("no {kind} {key} in the content"))
    }

    /// Several of one kind.
    pub fn all(&self, kind: &'static str, keys: &[String]) -> anyhow::Result<Vec<Id>> {
        keys.iter().map(|key| self.id(kind, key)).collect()
    }

    /// Goes on to a later hour, sealing what was written before.
    pub async fn on(&self, day: Date, hour: i8) -> anyhow::Result<()> {
        let (now, to) = (self.app.clock.now(), at(day, hour, 0));
        crate::audit::seal(&self.app.db, &self.app.config.anchor(), now).await?;
        anyhow::ensure!(to >= now.0, "the content goes back in time to {day}");
        self.app.clock.set(to);
        Ok(())
    }

    /// Remembers a login that was made.
    pub async fn has_login(&mut self, person: &str, login: Login) -> anyhow::Result<()> {
        let name = login.login.clone();
        let found =
            self.app.db.read(move |tx| tx.one(&store::ACCOUNT, &params![&name], |row| row.get::<Id>(0))).await?;
        let account = found.context("the account that was just made")?;
        self.accounts.insert(person.to_owned(), account);
        let actor = self.actor(person).await?;
        self.put("person", person, actor.person.id);
        self.logins.push(login);
        Ok(())
    }

    /// Somebody with the rights of this day.
    pub async fn actor(&self, person: &str) -> anyhow::Result<Actor> {
        let account = self.accounts.get(person).with_context(|| format!("{person} has no login"))?.clone();
        let today = self.app.clock.now().today();
        let found = self.app.db.read(move |tx| accounts::actor_of_account(tx, &account, today)).await?;
        found.with_context(|| format!("{person} cannot log in"))
    }

    /// Everyone who can log in, with the roles held now.
    pub fn logins(&self) -> Vec<Login> {
        self.logins.clone()
    }
}
