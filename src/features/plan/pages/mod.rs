//! The pages of plans.

mod act;
mod diff;
mod edit;
mod list;
mod show;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};

use crate::app::App;
use crate::error::{Error, FieldError};
use crate::text::T;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/plans", get(list::list).post(list::create))
        .route("/plans/{id}", get(show::show))
        .route("/plans/{id}/edit", get(edit::form).post(edit::save))
        .route("/plans/{id}/diff", get(diff::show))
        .route("/plans/{id}/text", get(show::text))
        .route("/plans/{id}/{verb}", post(act::act))
}

/// What went wrong with a form, shown on the page that sent it.
#[derive(Clone, Debug, Default)]
pub struct Wrong {
    fields: Vec<FieldError>,
    /// What the summary says.
    pub lines: Vec<String>,
    status: Option<StatusCode>,
}

impl Wrong {
    /// What the page can show; anything else goes up as an error.
    pub fn catch(error: Error, t: T) -> Result<Wrong, Error> {
        let lines = t.error(&error);
        let (fields, lines, status) = match error {
            Error::Invalid(fields) => (fields, lines, StatusCode::UNPROCESSABLE_ENTITY),
            Error::Rule(..) => (Vec::new(), lines, StatusCode::CONFLICT),
            Error::Stale => (Vec::new(), vec![t.publication_stale().to_owned()], StatusCode::CONFLICT),
            other => return Err(other),
        };
        Ok(Wrong { fields, lines, status: Some(status) })
    }

    /// What is wrong with a field; empty when nothing is.
    pub fn at(&self, field: &str, t: &T) -> &'static str {
        self.fields.iter().find(|f| f.field == field).map_or("", |f| t.rule(f.rule))
    }

    /// The page with the status of the error.
    pub fn answer(&self, mut response: Response) -> Response {
        if let Some(status) = self.status {
            *response.status_mut() = status;
        }
        response
    }
}
