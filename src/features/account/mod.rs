//! account
pub mod actions;
pub mod model;
pub mod store;

pub use actions::{add_user, ensure_token};

use axum::Router;

use crate::app::App;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
}
