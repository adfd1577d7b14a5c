//! 满意度测评: the secret satisfaction evaluation (SPEC 2.6, 5.3; PRIVACY.md, The vote). The roster knows who may vote and
//! whether a code was used; the urn holds sealed ballots that only the two tellers can open together, after voting is over;
//! what is published are answers shuffled item by item.
//!
//! Invariants: ballots ≤ codes issued ≤ roster (I7). Nothing here keeps a time, an order or an address of a vote. Collecting
//! a code and voting write no audit line: the trail would tell when.

mod actions;
mod api;
mod model;
mod pages;
pub mod store;
#[cfg(test)]
mod tests;

pub use actions::{
    NewEvaluation, Printed, Sheet, approve, ask_reissue, close, close_when_due, collect, confirm, count, create,
    enter_sheet, freeze_roster, invalidate, issue_codes, issue_paper, make_key, open, publish, reissue,
    require_remedial, vote,
};
pub use api::api;
pub use model::{Evaluation, Event, Item, State};

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/evaluations", get(pages::list))
        .route("/evaluations/new", get(pages::new).post(pages::create))
        .route("/evaluations/{id}", get(pages::show))
        .route("/evaluations/{id}/collect", post(pages::collect))
        .route("/evaluations/{id}/act/{verb}", post(pages::act))
        .route("/evaluations/{id}/key", post(pages::key))
        .route("/evaluations/{id}/paper", post(pages::paper))
        .route("/evaluations/{id}/codes", post(pages::codes))
        .route("/evaluations/{id}/reissue", post(pages::reissue))
        .route("/evaluations/{id}/sheet", post(pages::sheet))
        .route("/evaluations/{id}/count", post(pages::count))
        .route("/evaluations/{id}/bulletin.txt", get(pages::bulletin))
        .route("/vote", get(pages::enter))
        .route("/vote/", get(pages::enter).post(pages::entered))
        .route("/vote/{code}", get(pages::ballot).post(pages::cast))
}
