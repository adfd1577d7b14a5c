//! What every page stands in: the [`Shell`] (language, who is logged in, navigation), forms that check their token,
//! and the layout `base.html`. A page is an askama template with a field `shell: Shell`.

mod assets;
pub mod download;
mod errors;
pub mod fields;
mod form;
pub mod import;
pub mod input;
mod qr;
pub mod river;
mod shell;
mod wrong;

pub use assets::routes as asset_routes;
pub use errors::{FormErrors, again};
pub use form::{NoFields, PostForm, Upload, UploadedFile};
pub use qr::{qr, site};
pub use shell::{NavItem, Shell};
pub use wrong::Wrong;

use askama::Template;
use axum::response::{Html, IntoResponse, Redirect, Response};

use crate::error::{Error, Result};

/// Renders a page.
pub fn page(template: &impl Template) -> Result<Response> {
    let html = template.render().map_err(|e| Error::Internal(format!("template: {e}")))?;
    Ok(Html(html).into_response())
}

/// After a write: see the result (303, so that a reload does not send the form again).
pub fn see(path: impl AsRef<str>) -> Response {
    Redirect::to(path.as_ref()).into_response()
}
