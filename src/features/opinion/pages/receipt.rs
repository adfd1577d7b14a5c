//! Looking up a receipt, and taking back by it. Nothing here logs, counts or writes who asked.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::super::actions::{TakenBack, object_by_receipt, rate_by_receipt, withdraw_by_receipt};
use super::super::model::{Grade, PointEvent};
use super::super::store;
use super::mine::{Days, Fate, read_fate};
use crate::app::App;
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::letterbox::{Receipt, is_aside, is_waiting};
use crate::view::{PostForm, Shell, page};
use ::store::params;

/// What is posted: the code never stands in an address.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Code {
    code: String,
}

#[derive(Template)]
#[template(path = "opinion/pages/receipt_form.html")]
struct FormPage {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "opinion/pages/receipt_unknown.html")]
struct UnknownPage {
    shell: Shell,
    /// It lay in the box but could not be opened.
    damaged: bool,
}

#[derive(Template)]
#[template(path = "opinion/pages/receipt_waiting.html")]
struct WaitingPage {
    shell: Shell,
    code: String,
    masked: String,
    hour: i8,
}

#[derive(Template)]
#[template(path = "opinion/pages/receipt_fate.html")]
struct FatePage {
    shell: Shell,
    code: String,
    masked: String,
    fate: Fate,
    may_withdraw: bool,
    grades: &'static [Grade],
    voice_at: &'static str,
}

#[derive(Template)]
#[template(path = "opinion/pages/voice_dropped.html")]
struct DroppedPage {
    shell: Shell,
    hour: i8,
}

/// A rating or an objection by receipt; `part` names a part of a sheet that was split.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Spoken {
    code: String,
    part: String,
    grade: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "opinion/pages/receipt_taken.html")]
struct TakenPage {
    shell: Shell,
    gone: bool,
    hour: i8,
}

/// `GET /receipt`. No query.
pub async fn form(shell: Shell) -> Result<Response> {
    page(&FormPage { shell })
}

/// `POST /receipt`. At most ten queries, however many points there are.
pub async fn look(State(app): State<App>, shell: Shell, PostForm(form): PostForm<Code>) -> Result<Response> {
    let Some(receipt) = Receipt::parse(&form.code) else { return unknown(shell, false) };
    let code = receipt.grouped();
    let part = |at: usize| code.split('-').nth(at).unwrap_or("").to_owned();
    let masked = shell.t.receipt_masked(part(0), part(3));
    if is_waiting(&app, &receipt).await? {
        return page(&WaitingPage { shell, code, masked, hour: app.config.box_hour });
    }
    let (key, t, days) = (receipt.released_key(), shell.t, Days::of(&app));
    let found = app
        .db
        .read(move |tx| {
            let point = tx.one(&store::POINT_OF_RECEIPT, &params![&key], store::read_point)?;
            point.map(|point| Ok((point.state, read_fate(tx, t, &point, &days)?))).transpose()
        })
        .await
        .map_err(|e: Error| e)?;
    let Some((state, fate)) = found else {
        if let Some(told) = super::receipt_comment::look(&app, &receipt, &shell, &masked).await? {
            return Ok(told);
        }
        let damaged = is_aside(&app, &receipt).await?;
        return unknown(shell, damaged);
    };
    let may_withdraw = state.next(PointEvent::Withdraw).is_some();
    page(&FatePage { shell, code, masked, fate, may_withdraw, grades: Grade::ALL, voice_at: "/receipt/" })
}

fn unknown(shell: Shell, damaged: bool) -> Result<Response> {
    let mut response = page(&UnknownPage { shell, damaged })?;
    *response.status_mut() = StatusCode::NOT_FOUND;
    Ok(response)
}

/// `POST /receipt/withdraw`.
pub async fn withdraw(State(app): State<App>, shell: Shell, PostForm(form): PostForm<Code>) -> Result<Response> {
    let Some(receipt) = Receipt::parse(&form.code) else { return unknown(shell, false) };
    match withdraw_by_receipt(&app, &receipt).await {
        Ok(taken) => page(&TakenPage { shell, gone: taken == TakenBack::FromTheBox, hour: app.config.box_hour }),
        Err(Error::Rule(Rule::ReceiptUnknown, _)) => unknown(shell, false),
        Err(other) => Err(other),
    }
}

/// `POST /receipt/rate`.
pub async fn rate(State(app): State<App>, shell: Shell, PostForm(said): PostForm<Spoken>) -> Result<Response> {
    let Some(receipt) = Receipt::parse(&said.code) else { return unknown(shell, false) };
    let done = rate_by_receipt(&app, &receipt, Id::parse(&said.part).as_ref(), &said.grade).await;
    dropped(&app, shell, done)
}

/// `POST /receipt/object`.
pub async fn object(State(app): State<App>, shell: Shell, PostForm(said): PostForm<Spoken>) -> Result<Response> {
    let Some(receipt) = Receipt::parse(&said.code) else { return unknown(shell, false) };
    let done = object_by_receipt(&app, &receipt, Id::parse(&said.part).as_ref(), &said.reason).await;
    dropped(&app, shell, done)
}

fn dropped(app: &App, shell: Shell, done: Result<()>) -> Result<Response> {
    match done {
        Ok(()) => page(&DroppedPage { shell, hour: app.config.box_hour }),
        Err(Error::Rule(Rule::ReceiptUnknown, _)) => unknown(shell, false),
        Err(other) => Err(other),
    }
}
