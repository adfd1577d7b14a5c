//! Pages.
use crate::app::App;
use axum::Router;
/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
}
