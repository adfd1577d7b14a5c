//! What went wrong with a form, shown on the page that sent it.

use axum::http::StatusCode;
use axum::response::Response;

use crate::error::{Error, FieldError};
use crate::text::T;

/// What went wrong with a form; nothing by default.
#[derive(Clone, Debug, Default)]
pub struct Wrong {
    /// Wrong fields.
    pub fields: Vec<FieldError>,
    /// What the summary says.
    pub lines: Vec<String>,
    status: Option<StatusCode>,
}

impl Wrong {
    /// What the page can show; anything else goes up as an error. `stale`: what is said when somebody else was faster.
    pub fn catch(error: Error, t: T, stale: &str) -> Result<Wrong, Error> {
        let lines = t.error(&error);
        let (fields, lines, status) = match error {
            Error::Invalid(fields) => (fields, lines, StatusCode::UNPROCESSABLE_ENTITY),
            Error::Rule(..) => (Vec::new(), lines, StatusCode::CONFLICT),
            Error::Stale => (Vec::new(), vec![stale.to_owned()], StatusCode::CONFLICT),
            other => return Err(other),
        };
        Ok(Wrong { fields, lines, status: Some(status) })
    }

    /// Somebody else was quicker; this says at what.
    pub fn late(words: &str) -> Wrong {
        Wrong { fields: Vec::new(), lines: vec![words.to_owned()], status: Some(StatusCode::CONFLICT) }
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
