//! From an error to what a person or a program reads.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use store::StoreError;

use super::{Error, Refusal, Rule};
use crate::app::App;
use crate::auth::session::Visit;
use crate::text::T;
use crate::view::Shell;

/// In how many seconds to try again after something passing.
const BUSY: u32 = 5;

/// The error on its way out; [`render`] gives it a body in the asker's language and form.
#[derive(Clone, Debug)]
struct Raised(Arc<Error>);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = status(&self).into_response();
        response.extensions_mut().insert(Raised(Arc::new(self)));
        response
    }
}

fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Refused(_) | Error::Csrf => StatusCode::FORBIDDEN,
        Error::LoginNeeded => StatusCode::UNAUTHORIZED,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Rule(Rule::NotJson, _) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Error::Rule(Rule::TokenScope, _) => StatusCode::FORBIDDEN,
        Error::Rule(
            Rule::UnreadableJson
            | Rule::BodyUnwanted
            | Rule::WrongParameter
            | Rule::UnknownReference
            | Rule::ValueRefused
            | Rule::NulCharacter
            | Rule::IdempotencyKey
            | Rule::IdempotencyReused,
            _,
        ) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Rule(..) | Error::Stale => StatusCode::CONFLICT,
        Error::Crowded(_) | Error::Store(StoreError::CommitUnknown) => StatusCode::SERVICE_UNAVAILABLE,
        Error::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Error::Store(StoreError::Full) => StatusCode::INSUFFICIENT_STORAGE,
        Error::Store(e) if e.is_transient() => StatusCode::SERVICE_UNAVAILABLE,
        Error::Store(_) | Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl T {
    /// The text of an error: what happened, what is safe, what to do. One line for each thing.
    pub fn error(&self, error: &Error) -> Vec<String> {
        let one = |text: &str| vec![text.to_owned()];
        match error {
            Error::NotFound => one(self.error_not_found()),
            Error::Refused(Refusal::Role) => one(self.error_refused()),
            Error::Refused(Refusal::Conflict) => one(self.error_conflict()),
            Error::LoginNeeded => one(self.error_login()),
            Error::Invalid(fields) => fields
                .iter()
                .map(|f| match self.label(f.field) {
                    "" => self.rule(f.rule).to_owned(),
                    label => self.field_at(label, self.rule(f.rule)),
                })
                .collect(),
            Error::Rule(rule, place) if place.is_empty() => one(self.rule(*rule)),
            Error::Rule(rule, place) => vec![self.field_at(place, self.rule(*rule))],
            Error::Crowded(seconds) => vec![self.error_crowded(seconds)],
            Error::TooLarge => one(self.error_too_large()),
            Error::Stale => one(self.error_stale()),
            Error::Csrf => one(self.error_csrf()),
            Error::Store(StoreError::Full) => one(self.error_full()),
            Error::Store(StoreError::CommitUnknown) => one(self.error_outcome_unknown()),
            Error::Store(e) if e.is_transient() => one(self.error_busy()),
            Error::Store(_) | Error::Internal(_) => one(self.error_internal()),
        }
    }

    /// The heading over it.
    pub fn error_heading(&self, error: &Error) -> &'static str {
        match error {
            Error::NotFound => self.error_not_found_title(),
            Error::Refused(_) => self.error_refused_title(),
            Error::LoginNeeded => self.error_login_title(),
            _ => self.error_title(),
        }
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    shell: Shell,
    heading: &'static str,
    lines: Vec<String>,
    login: bool,
}

/// The layer that turns an [`Error`] into a page, or into problem JSON for programs.
pub async fn render(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let wants_json = path.starts_with("/api/") || path.ends_with(".json") || accepts_json(&request);
    let reads = request.method().is_safe();
    let anonymous = crate::auth::session::is_anonymous(&path);
    let visit = request.extensions().get::<Visit>().cloned().unwrap_or_default();
    let response = match &visit.unknown {
        Some(error) => Error::Store(error.clone()).into_response(),
        None => next.run(request).await,
    };
    let raised = match response.extensions().get::<Raised>() {
        Some(raised) => raised.0.clone(),
        // The framework's own refusals (unknown route, wrong method, malformed path) look like ours.
        None if response.status() == StatusCode::NOT_FOUND && empty(&response) => Arc::new(Error::NotFound),
        None if response.status() == StatusCode::PAYLOAD_TOO_LARGE => Arc::new(Error::TooLarge),
        None => return response,
    };
    let error = raised.as_ref();
    if let Error::Store(_) | Error::Internal(_) = error
        // A line in the log has a time, and whoever could not speak or vote tries again at once.
        && !anonymous
    {
        tracing::error!(%error, "a request failed");
    }
    let t = T(visit.lang);
    let mut answer = if wants_json {
        problem(error, t)
    } else if matches!(error, Error::LoginNeeded) && reads {
        return Redirect::to(&format!("/login?next={path}")).into_response();
    } else {
        let login = matches!(error, Error::LoginNeeded);
        let page = ErrorPage {
            shell: Shell::new(&app, &visit, &path),
            heading: t.error_heading(error),
            lines: t.error(error),
            login,
        };
        crate::view::page(&page).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    };
    *answer.status_mut() = status(error);
    if let Some(seconds) = retry_after(error) {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    answer
}

/// When to try again, in seconds, where trying again is all there is to do.
fn retry_after(error: &Error) -> Option<u32> {
    match error {
        Error::Crowded(seconds) => Some(*seconds),
        Error::Store(StoreError::Full) => None,
        Error::Store(e) if e.is_transient() => Some(BUSY),
        _ => None,
    }
}

fn empty(response: &Response) -> bool {
    axum::body::HttpBody::size_hint(response.body()).exact() == Some(0)
}

fn accepts_json(request: &Request) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or("");
    accept.contains("json") && !accept.contains("html")
}

/// RFC 9457.
fn problem(error: &Error, t: T) -> Response {
    let mut body = serde_json::json!({
        "type": format!("/problems/{}", error.code()),
        "code": error.code(),
        "title": t.error_heading(error),
        "status": status(error).as_u16(),
        "detail": t.error(error).join(" "),
    });
    if let (Error::Invalid(fields), Some(object)) = (error, body.as_object_mut()) {
        let fields: Vec<_> = fields
            .iter()
            .map(|f| serde_json::json!({"field": f.field, "code": f.rule.code(), "detail": t.rule(f.rule)}))
            .collect();
        object.insert("errors".to_owned(), fields.into());
    }
    let mut response = body.to_string().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}
