//! The JSON API under `/api/v1`: the same verbs as the pages, for programs.
//!
//! Each slice's `api.rs` lists its operations in an [`Api`]; a rule, a permission or a query stands in the slice alone.
//! This room holds what all share: who calls (a token, or the session's cookie), what of a request is read, the pages of a
//! list, answers that are given twice under one key (`Idempotency-Key`), and the document that describes it all.
//!
//! An anonymous act has no caller: `Authorization` and `Cookie` are dropped before anything reads them, and no key is kept.

mod answer;
mod caller;
mod document;
mod imported;
mod input;
mod kept;
mod operation;
mod page;
mod serve;
pub mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, get, on};

pub use answer::{Answer, Listed};
pub use caller::{Access, Scopes};
pub use document::document;
pub use imported::{BadOut, ImportOut};
pub use input::{Event, Given, Reason, day, one};
pub use operation::{Api, Call, Nobody, Operation, Taken};

use crate::app::App;
use crate::view::Shell;

/// Where the operations begin.
pub const ROOT: &str = "/api/v1";

/// What one JSON body may hold.
const LONGEST_BODY: usize = 256 * 1024;

/// The routes of all operations, of the document and of its page.
pub fn routes(slices: Vec<Api>) -> Router<App> {
    let text: Arc<str> = document(&slices).to_string().into();
    let operations: Vec<Arc<Operation>> = slices.into_iter().flat_map(|s| s.operations).map(Arc::new).collect();
    let listed: Arc<[Arc<Operation>]> = operations.clone().into();
    let mut router = Router::new()
        .route("/api", get(move |shell: Shell| page::show(shell, listed.clone())))
        .route("/api/v1/openapi.json", get(move || std::future::ready(json(&text))));
    let mut paths: Vec<(&'static str, MethodRouter<App>)> = Vec::new();
    for operation in operations {
        let filter = MethodFilter::try_from(operation.method.clone()).unwrap_or(MethodFilter::POST);
        let (path, serving) = (operation.path, operation.clone());
        let handler = move |State(app): State<App>, Path(given): Path<Vec<(String, String)>>, request: Request| {
            serve::serve(serving.clone(), app, given, request)
        };
        match paths.iter_mut().find(|(known, _)| *known == path) {
            Some((_, methods)) => *methods = std::mem::take(methods).on(filter, handler),
            None => paths.push((path, on(filter, handler))),
        }
    }
    for (path, methods) in paths {
        router = router.route(&format!("{ROOT}{path}"), methods);
    }
    router
}

fn json(text: &str) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text.to_owned()).into_response()
}
