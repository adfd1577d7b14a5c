//! merging

pub mod store;

use axum::Router;

use ::store::Tx;

use crate::app::App;
use crate::audit::Act;
use crate::error::Result;
use crate::id::Id;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
}

/// Consequence: an item that came from this merged item was approved: it is planned.
pub fn item_approved(_tx: &mut Tx<'_>, _act: &Act, _merged_item: &Id) -> Result<()> {
    Ok(())
}

/// Consequence: all items of this merged item are closed: it is resolved. Returns its points.
pub fn last_item_closed(_tx: &mut Tx<'_>, _act: &Act, _merged_item: &Id) -> Result<Vec<Id>> {
    Ok(Vec::new())
}

/// Consequence: an item was reopened: the merged item is planned again. Returns its points.
pub fn item_reopened(_tx: &mut Tx<'_>, _act: &Act, _merged_item: &Id) -> Result<Vec<Id>> {
    Ok(Vec::new())
}
