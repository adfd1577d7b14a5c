//! Pages and forms.

mod clerk;
mod desk;
mod import;
mod known;
mod mine;
mod phone;
mod point;
mod points;
mod poster;
mod receipt;
mod receipt_comment;
mod round_form;
mod rounds;
mod widgets;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::app::App;

/// The largest file that an import takes.
const IMPORT_LIMIT: usize = crate::tables::MAX_BYTES + 64 * 1024;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    let rounds = Router::new()
        .route("/rounds", get(rounds::list))
        .route("/rounds/new", get(round_form::new).post(round_form::create))
        .route("/rounds/{id}", get(desk::show))
        .route("/rounds/{id}/edit", get(round_form::edit).post(round_form::change))
        .route("/rounds/{id}/open", post(desk::open))
        .route("/rounds/{id}/extend", post(desk::extend))
        .route("/rounds/{id}/close", post(desk::close))
        .route("/rounds/{id}/finish", post(desk::finish))
        .route("/rounds/{id}/feed-back", post(desk::feed_back))
        .route("/rounds/{id}/archive", post(desk::archive))
        .route("/rounds/{id}/poster", get(poster::show))
        .route("/rounds/{id}/register", get(clerk::form).post(clerk::save))
        .route("/rounds/{id}/import", get(import::form).post(import::save).layer(DefaultBodyLimit::max(IMPORT_LIMIT)));
    let points = Router::new()
        .route("/opinions", get(points::list))
        .route("/opinions/export", get(points::export))
        .route("/points/{id}", get(point::show))
        .route("/points/{id}/split", get(clerk::split_form).post(clerk::split_save))
        .route("/points/{id}/{verb}", post(point::act))
        .route("/my/opinions", get(mine::list))
        .route("/my/opinions/{id}", get(mine::show))
        .route("/my/opinions/{id}/withdraw", post(mine::withdraw))
        .route("/my/opinions/{id}/rate", post(mine::rate))
        .route("/my/opinions/{id}/object", post(mine::object));
    let phones = Router::new()
        .route("/r/{code}", get(phone::anonymous).post(phone::drop))
        .route("/r/{code}/known", get(known::list))
        .route("/r/{code}/named", get(phone::named).post(phone::submit))
        .route("/receipt", get(receipt::form).post(receipt::look))
        .route("/receipt/withdraw", post(receipt::withdraw))
        .route("/receipt/rate", post(receipt::rate))
        .route("/receipt/object", post(receipt::object));
    rounds.merge(points).merge(phones)
}
