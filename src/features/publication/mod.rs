//! publication

pub mod store;

use axum::Router;

use crate::app::App;
use crate::error::Result;
use crate::id::Id;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
}

/// Closes a publication whose last day has passed.
pub async fn close_when_due(_app: &App, _id: &Id) -> Result<()> {
    Ok(())
}
