//! The pages of plans.

mod act;
mod diff;
mod edit;
mod list;
mod show;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/plans", get(list::list).post(list::create))
        .route("/plans/{id}", get(show::show))
        .route("/plans/{id}/edit", get(edit::form).post(edit::save))
        .route("/plans/{id}/diff", get(diff::show))
        .route("/plans/{id}/text", get(show::text))
        .route("/plans/{id}/{verb}", post(act::act))
}
