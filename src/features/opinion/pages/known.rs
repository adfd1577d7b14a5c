//! "Is it this?" and what gives one away: in the browser while one writes; without scripts, once, before it is sent.

use std::collections::HashSet;

use ::store::{Tx, params};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::super::actions::Choice;
use super::super::model::{Round, RoundState, personal};
use super::super::store;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::Id;

/// Problems that the page is given.
const MOST: u32 = 300;
/// Pairs of characters or words that two sentences share to be shown side by side; the script takes as many.
const SHARED: usize = 2;
/// Problems shown on the review.
const SHOWN: usize = 5;

/// A problem that was told to everybody, and what was done about it.
#[derive(Clone, Debug, Serialize)]
pub struct Known {
    /// What it is about.
    pub text: String,
    /// What the publication says was done.
    pub done: String,
}

fn published(tx: &mut Tx<'_>, campaign: &Id) -> Result<Vec<Known>> {
    let all = tx.all(&store::KNOWN_PROBLEMS, &params![campaign, MOST], |row| {
        Ok::<_, ::store::StoreError>(Known { text: row.get(0)?, done: row.get(1)? })
    });
    Ok(all?)
}

/// `GET /r/{code}/known`: the published problems of the round's campaign, fetched once and compared on the phone. Nothing of
/// what is being written is in the request; the session's cookie is dropped before it comes here. Two queries.
pub async fn list(State(app): State<App>, Path(code): Path<String>) -> Result<Response> {
    let known = app
        .db
        .read(move |tx| {
            let round = store::find_round_by_code(tx, &code)?.filter(|round| round.state != RoundState::Draft);
            published(tx, &round.ok_or(Error::NotFound)?.campaign)
        })
        .await?;
    let body = serde_json::to_string(&known).map_err(|e| Error::Internal(e.to_string()))?;
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=3600")];
    Ok((headers, body).into_response())
}

/// What the form says before a text is sent, where the page had no script to say it.
#[derive(Clone, Debug, Default)]
pub struct Review {
    /// Kinds of what may give the writer away.
    pub found: Vec<&'static str>,
    /// Published problems that sound like it.
    pub known: Vec<Known>,
}

impl Review {
    /// Whether there is anything to say.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty() && self.known.is_empty()
    }

    /// Whether a kind was found.
    pub fn warns(&self, kind: &str) -> bool {
        self.found.contains(&kind)
    }
}

/// Looks at a text that was sent without a script's help and was not reviewed yet. Nothing of it is kept. One query.
pub async fn review(app: &App, round: &Round, choice: &Choice) -> Result<Review> {
    if choice.reviewed == "yes" {
        return Ok(Review::default());
    }
    let campaign = round.campaign.clone();
    let known = app.db.read(move |tx| published(tx, &campaign)).await?;
    let mine: HashSet<String> = merge::query_tokens(&choice.text).into_iter().collect();
    let like = |known: &Known| merge::query_tokens(&known.text).iter().filter(|t| mine.contains(*t)).count() >= SHARED;
    Ok(Review { found: personal(&choice.text), known: known.into_iter().filter(like).take(SHOWN).collect() })
}
