//! What is wrong in a form that is shown again.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::error::{Error, FieldError, Result, Rule};
use crate::text::T;

/// The wrong fields of a form; empty at first sight. Templates ask it field by field.
#[derive(Clone, Debug, Default)]
pub struct FormErrors(pub Vec<FieldError>);

impl FormErrors {
    /// The fields of an error that belongs into the form; anything else goes up and becomes an error page.
    pub fn from_error(error: Error) -> Result<FormErrors> {
        match error {
            Error::Invalid(fields) => Ok(FormErrors(fields)),
            other => Err(other),
        }
    }
    /// Whether there is anything.
    pub fn any(&self) -> bool {
        !self.0.is_empty()
    }
    /// Whether the field is wrong.
    pub fn has(&self, field: &str) -> bool {
        self.of(field).is_some()
    }
    /// What is wrong with it.
    pub fn of(&self, field: &str) -> Option<Rule> {
        self.0.iter().find(|e| e.field == field).map(|e| e.rule)
    }
    /// Each field with its text, for the summary.
    pub fn lines(&self, t: &T) -> Vec<(&'static str, String)> {
        let text = |e: &FieldError| match t.label(e.field) {
            "" => t.rule(e.rule).to_owned(),
            label => t.field_at(label, t.rule(e.rule)),
        };
        self.0.iter().map(|e| (e.field, text(e))).collect()
    }
}

/// The form again, with what is wrong: status 422.
pub fn again(template: &impl Template) -> Result<Response> {
    let mut response = super::page(template)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}
