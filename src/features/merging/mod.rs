//! merging

pub mod actions;
pub mod model;
pub mod store;
mod suggest;

use axum::Router;

use crate::app::App;

pub use actions::{item_approved, item_reopened, last_item_closed};

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
}
