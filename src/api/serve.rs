//! One call: who, what, and the answer.

use std::sync::Arc;

use ::store::StoreError;
use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::LONGEST_BODY;
use super::answer::Answered;
use super::caller::Caller;
use super::kept::{self, Kept};
use super::operation::{Body, Call, Nobody, Operation, Run, Taken};
use crate::app::App;
use crate::auth::session::Visit;
use crate::error::{Error, Result, Rule};
use crate::text::Lang;

/// Serves a call. The caller is found before the body is read: a stranger sends no megabytes.
pub(super) async fn serve(
    operation: Arc<Operation>,
    app: App,
    path: Vec<(String, String)>,
    request: Request,
) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let query = query_of(&parts, &operation)?;
    let longest = match operation.body {
        Body::File(longest) => longest,
        _ => LONGEST_BODY,
    };
    let answer = match &operation.run {
        Run::Nobody(run) => {
            let bytes = read(&parts, body, &operation, longest).await?;
            run(Nobody { app, path }, bytes).await
        }
        Run::Table(run) => {
            let caller = Caller::find(&app, &parts, &operation).await?;
            let call = Call { app, actor: caller.actor, lang: lang(&parts), path, query };
            return run(call).await.map(file).map_err(senders_fault);
        }
        Run::Somebody(run) => {
            let caller = Caller::find(&app, &parts, &operation).await?;
            let bytes = read(&parts, body, &operation, longest).await?;
            let kept = under_key(&app, &parts, &caller, &operation, &bytes)?;
            let call = Call { app: app.clone(), actor: caller.actor, lang: lang(&parts), path, query };
            match kept {
                None => run(call, bytes).await,
                Some(kept) => match kept.before(&app).await? {
                    Some(answer) => return Ok(replayed(answer)),
                    None => {
                        let done = ::store::with_beside(kept.beside(&operation), run(call, bytes)).await;
                        kept.after(&app, done).await
                    }
                },
            }
        }
    };
    answer.map(respond).map_err(senders_fault)
}

/// A page offers what there is; a program may name what there is not. The table's own refusal is then the sender's
/// mistake and not ours.
fn senders_fault(error: Error) -> Error {
    match error {
        Error::Store(StoreError::ForeignKey { .. }) => Error::rule(Rule::UnknownReference),
        Error::Store(StoreError::Unique { .. }) => Error::rule(Rule::AlreadyUsed),
        Error::Store(StoreError::Check { .. }) => Error::rule(Rule::ValueRefused),
        Error::Store(StoreError::Nul { .. }) => Error::rule(Rule::NulCharacter),
        Error::Store(StoreError::Query(_)) => Error::Rule(Rule::WrongParameter, "after".to_owned()),
        other => other,
    }
}

fn respond((status, text): Answered) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], text).into_response()
}

fn file(taken: Taken) -> Response {
    let name = format!("attachment; filename=\"table.{}\"", taken.kind.code());
    ([(header::CONTENT_TYPE, taken.kind.media().to_owned()), (header::CONTENT_DISPOSITION, name)], taken.bytes)
        .into_response()
}

fn lang(parts: &Parts) -> Lang {
    parts.extensions.get::<Visit>().map(|visit| visit.lang).unwrap_or_default()
}

fn replayed(answer: Answered) -> Response {
    let mut response = respond(answer);
    response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    response
}

/// The parameters, each known to the operation: a misspelt filter would silently list everything.
fn query_of(parts: &Parts, operation: &Operation) -> Result<Vec<(String, String)>> {
    let text = parts.uri.query().unwrap_or("");
    let unreadable = |_| Error::Rule(Rule::WrongParameter, String::new());
    let pairs: Vec<(String, String)> = serde_html_form::from_str(text).map_err(unreadable)?;
    match pairs.iter().find(|(name, _)| name != "lang" && !operation.query.contains(&name.as_str())) {
        Some((unknown, _)) => Err(Error::Rule(Rule::WrongParameter, unknown.clone())),
        None => Ok(pairs),
    }
}

async fn read(parts: &Parts, body: axum::body::Body, operation: &Operation, longest: usize) -> Result<Bytes> {
    // Whatever goes wrong while a body is read, it is longer than allowed or its sender is gone.
    let bytes = to_bytes(body, longest).await.map_err(|_| Error::TooLarge)?;
    match operation.body {
        Body::Json(_) if !is_json(parts) => Err(Error::rule(Rule::NotJson)),
        Body::None if !bytes.is_empty() && bytes.as_ref() != b"{}" => Err(Error::rule(Rule::BodyUnwanted)),
        _ => Ok(bytes),
    }
}

fn is_json(parts: &Parts) -> bool {
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    kind.split(';').next().is_some_and(|k| k.trim().eq_ignore_ascii_case("application/json"))
}

/// A `POST` by token under a key. A browser has its own ways not to send twice, and a key means nothing there.
fn under_key(app: &App, parts: &Parts, caller: &Caller, operation: &Operation, bytes: &Bytes) -> Result<Option<Kept>> {
    let (Some(token), true) = (&caller.token, operation.keeps) else { return Ok(None) };
    let Some(key) = kept::key(&parts.headers)? else { return Ok(None) };
    let target = parts.uri.path_and_query().map_or("", |p| p.as_str());
    Ok(Some(Kept::new(app, token.clone(), key, &[target.as_bytes(), bytes])))
}
