//! What a watchdog or a proxy in front asks: does the process live, and can it serve.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use crate::app::App;
use crate::error::Result;
use crate::recall;

/// Routes of this room.
pub fn routes() -> Router<App> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready))
}

/// `GET /healthz`: the process answers. It asks nothing else, so that a slow database gets nobody killed.
async fn alive() -> &'static str {
    "ok"
}

/// `GET /readyz`: the database answers too; one query. 503 while it does not.
async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    let read: Result<i64> = app.db.read(|tx| Ok(recall::version(tx)?)).await;
    match read {
        Ok(_) => (StatusCode::OK, "ok"),
        Err(error) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer")
        }
    }
}
