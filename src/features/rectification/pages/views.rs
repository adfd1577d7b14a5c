//! Saved views of the ledger.

use axum::extract::{Path, State as App_};
use axum::response::Response;

use super::filters::Filters;
use super::key;
use crate::app::App;
use crate::auth::LoggedIn;
use crate::error::Result;
use crate::features::rectification::actions;
use crate::view::{NoFields, PostForm, see};

/// A view to keep.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct View {
    view_name: String,
    asked: String,
    shared: String,
}

/// `POST /items/views`: what was asked is read and written again, so that a view holds nothing but filters.
pub(super) async fn save(
    App_(app): App_<App>,
    LoggedIn(session): LoggedIn,
    PostForm(view): PostForm<View>,
) -> Result<Response> {
    let asked = Filters::parse(&view.asked).asked();
    actions::save_view(&app, &session.actor, &view.view_name, &asked, view.shared == "yes").await?;
    Ok(see(format!("/items?{asked}")))
}

/// `POST /items/views/{id}/remove`.
pub(super) async fn remove(
    App_(app): App_<App>,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    _form: PostForm<NoFields>,
) -> Result<Response> {
    actions::remove_view(&app, &session.actor, &key(&id)?).await?;
    Ok(see("/items"))
}
