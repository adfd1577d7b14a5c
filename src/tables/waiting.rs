//! A table that was sent waits between the look at it and the confirmation, so that what is written is what was read, and
//! only for whoever sent it.

use ::store::{StoreError, params};

use super::store;
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::id::Id;

/// Keeps a file for the import `what`. Gives its key.
pub async fn keep(app: &App, actor: &Actor, what: &str, name: &str, bytes: Vec<u8>) -> Result<Id> {
    let blobs = app.blobs.clone();
    let kept = tokio::task::spawn_blocking(move || blobs.put(&bytes)).await;
    let hash = kept.map_err(|e| Error::Internal(e.to_string()))??;
    let (id, me, what) = (Id::random(), actor.person.id.clone(), what.to_owned());
    let name: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
    let (key, today) = (id.clone(), app.clock.now().today().to_string());
    let written = app.db.write(move |tx| {
        tx.run(&store::DELETE, &params!["", &today])?;
        tx.run(&store::INSERT, &params![&key, &what, &hash, &name, &me, &today])
    });
    written.await.map_err(|e: StoreError| Error::from(e))?;
    Ok(id)
}

/// The file and its name.
pub async fn kept(app: &App, actor: &Actor, what: &str, id: &Id) -> Result<(Vec<u8>, String)> {
    let (key, what, me) = (id.clone(), what.to_owned(), actor.person.id.clone());
    let found = app.db.read(move |tx| {
        tx.one(&store::FIND, &params![&key, &what, &me], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))
    });
    let (hash, name) = found.await.map_err(|e: StoreError| Error::from(e))?.ok_or(Error::NotFound)?;
    let blobs = app.blobs.clone();
    let bytes = tokio::task::spawn_blocking(move || blobs.get(&hash)).await;
    Ok((bytes.map_err(|e| Error::Internal(e.to_string()))??, name))
}

/// It was written.
pub async fn done(app: &App, id: &Id) -> Result<()> {
    let (id, today) = (id.clone(), app.clock.now().today().to_string());
    let done = app.db.write(move |tx| tx.run(&store::DELETE, &params![&id, &today]).map(drop));
    done.await.map_err(|e: StoreError| Error::from(e))
}
