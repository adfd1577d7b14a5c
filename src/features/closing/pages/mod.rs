//! The pages of what a campaign leaves behind.

mod mechanism;
mod shortcoming;
mod summary;

use axum::Router;
use axum::routing::{get, post};
use serde::Deserialize;

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::Id;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/shortcomings", get(shortcoming::list).post(shortcoming::create))
        .route("/shortcomings/{id}/{verb}", post(shortcoming::act))
        .route("/mechanisms", get(mechanism::list).post(mechanism::create))
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
}

impl Asked {
    fn campaign(&self) -> Result<Option<Id>> {
        match self.campaign.as_str() {
            "" => Ok(None),
            text => Id::parse(text).map(Some).ok_or(Error::NotFound),
        }
    }
}

/// An identifier from an address; nonsense is "not found".
fn key(text: &str) -> Result<Id> {
    Id::parse(text).ok_or(Error::NotFound)
}
