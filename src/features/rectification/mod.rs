//! rectification

pub mod store;

use axum::Router;

use crate::app::App;

/// Consequence: the people are dissatisfied with what was done; the closed items of the merged item are reopened. Tells
/// whether there were any.
pub fn reopen_dissatisfied(
    _tx: &mut ::store::Tx<'_>,
    _act: &crate::audit::Act,
    _merged_item: &crate::id::Id,
) -> crate::error::Result<bool> {
    Ok(false)
}

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
}
