//! opinion

pub mod store;

use ::store::Tx;
use axum::Router;

use crate::app::App;
use crate::audit::Act;
use crate::error::Result;
use crate::id::Id;
use crate::letterbox::Opened;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
}

/// Closes a round whose last day has passed.
pub async fn close_when_due(_app: &App, _id: &Id) -> Result<()> {
    Ok(())
}

/// Consequence: points merged.
pub fn points_merged(_tx: &mut Tx<'_>, _act: &Act, _points: &[Id]) -> Result<()> {
    Ok(())
}

/// Consequence: points unmerged.
pub fn points_unmerged(_tx: &mut Tx<'_>, _act: &Act, _points: &[Id]) -> Result<()> {
    Ok(())
}

/// Consequence: the problem of these points is solved or explained.
pub fn points_answered(_tx: &mut Tx<'_>, _act: &Act, _points: &[Id]) -> Result<()> {
    Ok(())
}

/// Consequence: an item of the problem of these points was reopened.
pub fn points_reopened(_tx: &mut Tx<'_>, _act: &Act, _points: &[Id]) -> Result<()> {
    Ok(())
}

/// Consequence: box opened.
pub fn points_released(_tx: &mut Tx<'_>, _act: &Act, _round: &str, _opened: &Opened) -> Result<Vec<(Id, String)>> {
    Ok(vec![])
}
