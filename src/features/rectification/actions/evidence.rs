//! Evidence: files by their content, and links.

use std::sync::Arc;

use super::{SHORT, after, needed, on_item};
use crate::app::App;
use crate::audit::{Entry, record};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result, Rule};
use crate::features::rectification::model::{Event, FILE_LIMIT, FileType, safe_name};
use crate::features::rectification::store::{self, Proof};
use crate::id::Id;

/// A file as evidence. It is on disk, whole and synced, before the row that names it is written; a crash in between
/// leaves a file that nothing names.
pub async fn add_file(app: &App, actor: &Actor, item: &Id, name: &str, content: &[u8]) -> Result<Id> {
    if content.len() > FILE_LIMIT {
        return Err(Error::TooLarge);
    }
    if content.is_empty() {
        return Err(Error::field("file", Rule::Missing));
    }
    let kind = FileType::of(content).ok_or(Error::field("file", Rule::FileKind))?;
    // Asked before the file is written: who may not add evidence must not fill the disk either.
    may_add(app, actor, item).await?;
    let (blobs, bytes) = (app.blobs.clone(), Arc::<[u8]>::from(content));
    let hash =
        tokio::task::spawn_blocking(move || blobs.put(&bytes)).await.map_err(|e| Error::Internal(e.to_string()))??;
    let size = i64::try_from(content.len()).unwrap_or(i64::MAX);
    insert(app, actor, item, safe_name(name, &kind), Proof::File { hash, size, media: kind.media }).await
}

/// A link as evidence.
pub async fn add_link(app: &App, actor: &Actor, item: &Id, name: &str, url: &str) -> Result<Id> {
    let url = needed("url", url, 1_000)?;
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // A name before the host makes an address look like another one.
    let odd = |c: char| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c);
    if host.is_empty() || host.contains('@') || url.chars().any(odd) {
        return Err(Error::field("url", Rule::LinkKind));
    }
    let name = if name.trim().is_empty() { host.to_owned() } else { needed("link_name", name, SHORT)? };
    insert(app, actor, item, name, Proof::Link(url)).await
}

async fn may_add(app: &App, actor: &Actor, item: &Id) -> Result<()> {
    let (actor, id) = (actor.clone(), item.clone());
    app.db
        .read(move |tx| {
            let item = super::readable(tx, &actor, &id)?;
            actor.permit(Verb::ItemProgress, &item.object())?;
            after(&item, Event::LogProgress).map(drop)
        })
        .await
}

async fn insert(app: &App, actor: &Actor, item: &Id, name: String, proof: Proof) -> Result<Id> {
    let id = Id::random();
    on_item(app, actor, item, Verb::ItemProgress, move |tx, act, actor, item| {
        after(&item, Event::LogProgress)?;
        store::insert_evidence(tx, &item.id, &id, &name, &proof, &actor.person.id, act.now.today())?;
        let entry = Entry::new("item.evidence", "evidence", &id).with("item", item.id.as_str());
        let entry = match &proof {
            Proof::File { hash, .. } => entry.hash(hash),
            Proof::Link(_) => entry,
        };
        record(tx, act, entry)?;
        Ok(id.clone())
    })
    .await
}

/// A file to be handed out: its name, how it is served, its content. One unit of reading and the file.
pub async fn read_file(app: &App, actor: &Actor, id: &Id) -> Result<(String, String, Vec<u8>)> {
    let (actor, id) = (actor.clone(), id.clone());
    let (name, hash, media) = app
        .db
        .read(move |tx| {
            let (item, name, hash, media) = store::evidence_file(tx, &id)?.ok_or(Error::NotFound)?;
            let item = super::readable(tx, &actor, &item)?;
            actor.permit_read(Verb::ItemProgressRead, &item.object())?;
            Ok::<_, Error>((name, hash.ok_or(Error::NotFound)?, media))
        })
        .await?;
    let blobs = app.blobs.clone();
    let content = tokio::task::spawn_blocking(move || blobs.get(&hash))
        .await
        .map_err(|e| Error::Internal(e.to_string()))?
        .map_err(|e| Error::Internal(format!("evidence: {e}")))?;
    Ok((name, media, content))
}
