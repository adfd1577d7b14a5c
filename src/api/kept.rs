//! One key, one effect: what a program sent under an `Idempotency-Key` is carried out once, and asked again it gives the
//! same answer.
//!
//! The key's row is written beside the effect, in the same unit of work, so that no crash leaves one without the other.
//! Most answers follow from what the unit returns and stand in that row at once. Where an action says more than its unit,
//! the answer is added afterwards; a crash in between leaves the key without one, and the program is told to look.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ::store::{Beside, StoreError, params};
use axum::http::{HeaderMap, StatusCode};

use super::answer::Answered;
use super::operation::Operation;
use super::store;
use crate::app::App;
use crate::error::{Error, Result, Rule};

/// A call under a key.
#[derive(Clone)]
pub(super) struct Kept {
    token: String,
    key: String,
    request: String,
    run: String,
    today: String,
    yesterday: String,
    /// Whether the row with the answer is written.
    whole: Arc<AtomicBool>,
    /// Whether another call holds the key.
    taken: Arc<AtomicBool>,
}

/// The key of a request, if it has one.
pub(super) fn key(headers: &HeaderMap) -> Result<Option<String>> {
    let Some(given) = headers.get("idempotency-key") else { return Ok(None) };
    let text = given.to_str().ok().filter(|t| (1..=200).contains(&t.len()));
    text.map(|t| Some(t.to_owned())).ok_or_else(|| Error::rule(Rule::IdempotencyKey))
}

impl Kept {
    /// A call of a token under a key; `request` tells it from others.
    pub fn new(app: &App, token: String, key: String, request: &[&[u8]]) -> Kept {
        let mut hasher = blake3::Hasher::new_derive_key("shuangcu 2026 request under a key");
        for part in request {
            hasher.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes()).update(part);
        }
        let today = app.clock.now().today();
        let yesterday = today.checked_sub(jiff::Span::new().days(1)).unwrap_or(today);
        Kept {
            token,
            key,
            request: hasher.finalize().to_hex().to_string(),
            run: crate::random::secret(),
            today: today.to_string(),
            yesterday: yesterday.to_string(),
            whole: Arc::default(),
            taken: Arc::default(),
        }
    }

    /// What was answered before. One query.
    pub async fn before(&self, app: &App) -> Result<Option<Answered>> {
        let kept = self.clone();
        let read = app.db.read(move |tx| store::find(tx, &kept.token, &kept.key, &kept.yesterday));
        let Some(found) = read.await.map_err(Error::Store)? else { return Ok(None) };
        if found.request != self.request {
            return Err(Error::rule(Rule::IdempotencyReused));
        }
        let (status, answer) = found.answer.ok_or_else(|| Error::rule(Rule::IdempotencyLost))?;
        let status = u16::try_from(status).ok().and_then(|s| StatusCode::from_u16(s).ok());
        Ok(Some((status.unwrap_or(StatusCode::OK), answer)))
    }

    /// What is written beside each unit of the call.
    pub fn beside(&self, operation: &Operation) -> Beside {
        let (kept, answer_of) = (self.clone(), operation.answer);
        Arc::new(move |tx: &mut ::store::Tx<'_>, value: &dyn Any| {
            let answer = answer_of(value);
            let won = kept.put(tx, answer.as_ref())?;
            // A unit may run again: the last run counts.
            kept.taken.store(!won, Ordering::Release);
            if !won {
                return Err(StoreError::Other("another call holds the key".to_owned()));
            }
            kept.whole.store(answer.is_some(), Ordering::Release);
            Ok(())
        })
    }

    fn put(&self, tx: &mut ::store::Tx<'_>, answer: Option<&Answered>) -> Result<bool, StoreError> {
        tx.run(&store::DELETE_OLD, &params![&self.token, &self.yesterday])?;
        let (status, text) = (answer.map(|(s, _)| i64::from(s.as_u16())), answer.map(|(_, t)| t.as_str()));
        let row = params![&self.token, &self.key, &self.request, &self.run, status, text, &self.today];
        Ok(tx.run(&store::PUT, &row)? == 1)
    }

    /// After the call: adds the answer where no unit could, and answers for whoever was faster.
    pub async fn after(&self, app: &App, outcome: Result<Answered>) -> Result<Answered> {
        if self.taken.load(Ordering::Acquire) {
            return self.before(app).await?.ok_or_else(|| Error::rule(Rule::IdempotencyLost));
        }
        let answer = outcome?;
        if !self.whole.load(Ordering::Acquire) {
            let (kept, kept_answer) = (self.clone(), answer.clone());
            app.db.write(move |tx| kept.put(tx, Some(&kept_answer)).map_err(Error::Store)).await?;
        }
        Ok(answer)
    }
}
