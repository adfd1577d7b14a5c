//! What a form brought, kept so that a wrong one comes back as it was filled in.

use std::collections::HashMap;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;

use crate::error::{Error, FieldError, Result, Rule};
use crate::text::T;
use crate::view::fields::Fields;

/// Fields by name, and what is wrong with them.
#[derive(Clone, Debug, Default)]
pub struct Input {
    values: HashMap<String, String>,
    /// What is wrong.
    pub wrong: Vec<FieldError>,
}

impl Input {
    /// As posted.
    pub fn posted(values: HashMap<String, String>) -> Input {
        Input { values, wrong: Vec::new() }
    }

    /// Filled in to begin with.
    pub fn filled(values: &[(&str, String)]) -> Input {
        Input::posted(values.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect())
    }

    /// With what is wrong.
    pub fn with(mut self, wrong: Vec<FieldError>) -> Input {
        self.wrong = wrong;
        self
    }

    /// The value of a field, or nothing.
    pub fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// Whether a field is wrong.
    pub fn has(&self, name: &str) -> bool {
        self.wrong.iter().any(|e| e.field == name)
    }

    /// What is wrong with it.
    pub fn text(&self, t: &T, name: &str) -> &'static str {
        self.wrong.iter().find(|e| e.field == name).map_or("", |e| t.rule(e.rule))
    }

    /// The summary on top: field, what it is called, what is wrong.
    pub fn lines(&self, t: &T) -> Vec<(&'static str, String)> {
        self.wrong.iter().map(|e| (e.field, t.field_at(t.label(e.field), t.rule(e.rule)))).collect()
    }

    /// A whole number.
    pub fn number(&self, fields: &mut Fields, name: &'static str) -> i64 {
        let text = self.value(name).trim();
        text.parse().unwrap_or_else(|_| {
            fields.wrong(name, if text.is_empty() { Rule::Missing } else { Rule::NotANumber });
            0
        })
    }

    /// A month, 1 to 12; the action checks the order.
    pub fn month(&self, fields: &mut Fields, name: &'static str) -> i8 {
        i8::try_from(self.number(fields, name)).unwrap_or(0)
    }

    /// A date.
    pub fn date(&self, fields: &mut Fields, name: &'static str) -> Date {
        fields.date(name, self.value(name))
    }
}

/// A page with its form; where something in it is wrong, 422.
pub fn shown(page: &impl Template, input: &Input) -> Result<Response> {
    let response = super::page(page)?;
    Ok(if input.wrong.is_empty() { response } else { unprocessable(response) })
}

/// A page that comes back with what is wrong: 422.
pub fn unprocessable(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}

/// What is wrong with the fields, if that is the error; any other goes on.
pub fn wrong_fields<X>(result: Result<X>) -> Result<Result<X, Vec<FieldError>>> {
    match result {
        Ok(x) => Ok(Ok(x)),
        Err(Error::Invalid(wrong)) => Ok(Err(wrong)),
        Err(other) => Err(other),
    }
}
