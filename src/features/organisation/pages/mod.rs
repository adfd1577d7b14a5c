//! Pages of this slice.

mod import;
mod lines;
mod people;
mod person;
mod sheet;
mod structure;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::store::Node;
use crate::app::App;
use crate::tables::MAX_BYTES;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    let upload = get(import::show).post(import::upload).layer(DefaultBodyLimit::max(MAX_BYTES + 64 * 1024));
    let tables = get(sheet::form).post(sheet::upload).layer(DefaultBodyLimit::max(MAX_BYTES + 64 * 1024));
    Router::new()
        .route("/structure/{part}/export", get(sheet::export))
        .route("/structure/{part}/import", tables)
        .route("/structure/{part}/import/{id}", get(sheet::result).post(sheet::write))
        .route("/people", get(people::list))
        .route("/people/new", get(person::show_new).post(person::add))
        .route("/people/import", upload)
        .route("/people/export", get(import::export))
        .route("/people/import/blank", get(import::blank))
        .route("/people/import/{id}", get(import::result).post(import::write))
        .route("/people/{id}", get(person::show))
        .route("/people/{id}/edit", get(person::show_edit).post(person::edit))
        .route("/people/{id}/posts", post(person::add_post))
        .route("/people/{id}/posts/remove", post(person::remove_post))
        .route("/people/{id}/leave", post(person::leave))
        .route("/people/{id}/return", post(person::come_back))
        .route("/units", get(structure::list))
        .route("/units/new", get(structure::show_new_unit).post(structure::add_unit))
        .route("/units/{id}", get(structure::show_unit).post(structure::edit_unit))
        .route("/party/new", get(structure::show_new_party).post(structure::add_party))
        .route("/party/{id}", get(structure::show_party).post(structure::edit_party))
        .route("/lines/new", get(lines::show_new_line).post(lines::add_line))
        .route("/lines/{id}", get(lines::show_line).post(lines::edit_line))
        .route("/lines/{id}/positions", post(lines::add_position))
        .route("/lines/{id}/positions/remove", post(lines::remove_position))
}

/// The choices of a select.
fn options(nodes: &[Node]) -> Vec<(String, String)> {
    nodes.iter().map(|n| (n.id.to_string(), n.name.clone())).collect()
}
