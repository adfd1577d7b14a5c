//! The pages of publications.

mod comment;
mod document;
mod edit;
mod list;
mod read;
mod turn;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/publications", get(list::list))
        .route("/publications/new", get(list::new_page).post(list::create))
        .route("/publications/{id}", get(read::show))
        .route("/report-back/{id}", get(read::report_back))
        .route("/publications/{id}/text", get(read::text))
        .route("/publications/{id}/document", get(document::docx))
        .route("/publications/{id}/comment", get(comment::named).post(comment::submit))
        .route("/publications/{id}/comments", get(comment::list))
        .route("/publications/{id}/comments/{comment}", post(comment::dispose))
        .route("/my/comments", get(comment::mine))
        .route("/c/{code}", get(comment::anonymous).post(comment::drop))
        .route("/publications/{id}/save", post(edit::save))
        .route("/publications/{id}/approve", post(turn::approve))
        .route("/publications/{id}/rework", post(turn::rework))
        .route("/publications/{id}/open", get(turn::open_page).post(turn::open))
        .route("/publications/{id}/close", post(turn::close))
        .route("/publications/{id}/dispose", post(turn::dispose))
        .route("/publications/{id}/archive", post(turn::archive))
        .route("/publications/{id}/revoke", get(turn::revoke_page).post(turn::revoke))
}
