//! The pages of what a campaign leaves behind.

mod mechanism;
mod shortcoming;
mod summary;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::export::{Which, export};
use crate::app::App;
use crate::audit::Act;
use crate::auth::{Actor, LoggedIn};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::tables::write::Kind;
use crate::view::{Shell, download};

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/shortcomings", get(shortcoming::list).post(shortcoming::create))
        .route("/shortcomings/export", get(shortcomings_table))
        .route("/shortcomings/{id}/{verb}", post(shortcoming::act))
        .route("/mechanisms", get(mechanism::list).post(mechanism::create))
        .route("/mechanisms/export", get(mechanisms_table))
        .route("/mechanisms/{id}", get(mechanism::show))
        .route("/mechanisms/{id}/edit", get(mechanism::form).post(mechanism::edit))
        .route("/mechanisms/{id}/{verb}", post(mechanism::act))
        .route("/summaries", get(summary::list).post(summary::create))
        .route("/summaries/{id}", get(summary::show))
        .route("/summaries/{id}/edit", get(summary::form).post(summary::save))
        .route("/summaries/{id}/document", get(summary::docx))
        .route("/summaries/{id}/text", get(summary::text))
        .route("/summaries/{id}/{verb}", post(summary::act))
}

/// Of which campaign, and where a list goes on.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    campaign: String,
    after: String,
    /// The mechanisms of one unit that are listed.
    unit: String,
    /// The kind of file, where a table is asked for.
    file: String,
}

impl Asked {
    fn campaign(&self) -> Result<Option<Id>> {
        match self.campaign.as_str() {
            "" => Ok(None),
            text => Id::parse(text).map(Some).ok_or(Error::NotFound),
        }
    }
}

/// `GET /shortcomings/export`: two queries for each hundred rows, and a line in the audit trail.
async fn shortcomings_table(app: State<App>, shell: Shell, me: LoggedIn, asked: Query<Asked>) -> Result<Response> {
    table(&app, &shell, &me, &asked, Which::Shortcomings, shell.t.shortcomings_title()).await
}

/// `GET /mechanisms/export`: the same.
async fn mechanisms_table(app: State<App>, shell: Shell, me: LoggedIn, asked: Query<Asked>) -> Result<Response> {
    table(&app, &shell, &me, &asked, Which::Mechanisms, shell.t.mechanisms_title()).await
}

async fn table(app: &App, shell: &Shell, actor: &Actor, asked: &Asked, which: Which, title: &str) -> Result<Response> {
    let kind = Kind::parse(&asked.file).ok_or(Error::NotFound)?;
    let campaign = asked.campaign()?.ok_or(Error::NotFound)?;
    let act = Act::by(actor, app.clock.now());
    let bytes = export(app, Some(actor), act, &campaign, which, (shell.t.0, kind)).await?;
    let name = format!("{title} {}.{}", shell.today, kind.code());
    download::file(&name, kind.media(), download::Place::Attachment, bytes)
}

/// An identifier from an address; nonsense is "not found".
fn key(text: &str) -> Result<Id> {
    Id::parse(text).ok_or(Error::NotFound)
}
