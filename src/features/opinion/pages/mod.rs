//! Pages and forms.

use axum::Router;

use crate::app::App;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
}
