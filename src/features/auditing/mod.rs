//! 留痕: the audit trail for those who check it. Reading only; the trail itself is written, sealed and verified in
//! `src/audit`.

mod api;
mod pages;
pub mod store;
#[cfg(test)]
mod tests;

pub use api::api;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new().route("/audit", get(pages::list)).route("/audit/verify", post(pages::verify))
}
