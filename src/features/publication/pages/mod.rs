//! The pages of publications.

mod comment;
mod document;
mod edit;
mod list;
mod read;
mod turn;

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
        .route("/publications", get(list::list))
        .route("/publications/new", get(list::new_page).post(list::create))
        .route("/publications/{id}", get(read::show))
        .route("/report-back/{id}", get(read::report_back))
        .route("/publications/{id}/text", get(read::text))
        .route("/publications/{id}/document", get(document::docx))
        .route("/publications/{id}/comment", get(comment::named).post(comment::submit))
        .route("/publications/{id}/comments", get(comment::list))
        .route("/publications/{id}/comments/{comment}", post(comment::dispose))
        .route("/my/comments", get(comment::mine))
        .route("/c/{code}", get(comment::anonymous).post(comment::drop))
        .route("/publications/{id}/save", post(edit::save))
        .route("/publications/{id}/approve", post(turn::approve))
        .route("/publications/{id}/rework", post(turn::rework))
        .route("/publications/{id}/open", get(turn::open_page).post(turn::open))
        .route("/publications/{id}/close", post(turn::close))
        .route("/publications/{id}/dispose", post(turn::dispose))
        .route("/publications/{id}/archive", post(turn::archive))
        .route("/publications/{id}/revoke", get(turn::revoke_page).post(turn::revoke))
}

/// What went wrong with a form, shown on the page that sent it.
#[derive(Clone, Debug, Default)]
pub struct Wrong {
    /// Wrong fields.
    pub fields: Vec<FieldError>,
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
