//! Codes and days in a JSON body, read into what the actions take; what is wrong is collected, as with a form.

use jiff::civil::Date;

use crate::error::{Error, FieldError, Result, Rule};

/// Collects what is wrong with a body while it is read.
#[derive(Debug, Default)]
pub struct Given {
    errors: Vec<FieldError>,
}

impl Given {
    /// Nothing wrong yet.
    pub fn new() -> Given {
        Given::default()
    }
    /// A code that may be left out.
    pub fn code<C>(&mut self, field: &'static str, text: Option<&str>, parse: impl Fn(&str) -> Option<C>) -> Option<C> {
        let text = text.filter(|t| !t.is_empty())?;
        let found = parse(text);
        if found.is_none() {
            self.errors.push(FieldError { field, rule: Rule::UnknownChoice });
        }
        found
    }
    /// Codes, all of them known.
    pub fn codes<C>(&mut self, field: &'static str, texts: &[String], parse: impl Fn(&str) -> Option<C>) -> Vec<C> {
        texts.iter().filter_map(|text| self.code(field, Some(text), &parse)).collect()
    }
    /// A day that may be left out.
    pub fn day(&mut self, field: &'static str, text: Option<&str>) -> Option<Date> {
        let text = text.filter(|t| !t.is_empty())?;
        let found = text.parse().ok();
        if found.is_none() {
            self.errors.push(FieldError { field, rule: Rule::NotADate });
        }
        found
    }
    /// A short text that may be left out.
    pub fn text(&mut self, field: &'static str, text: Option<String>, longest: usize) -> Option<String> {
        let mut reader = crate::view::fields::Fields::default();
        let text = reader.optional(field, &text.unwrap_or_default(), longest);
        self.errors.append(&mut reader.errors);
        text
    }
    /// What must be there; `None` without a word is a missing field.
    pub fn need<C>(&mut self, field: &'static str, value: Option<C>) -> Option<C> {
        if value.is_none() && !self.errors.iter().any(|e| e.field == field) {
            self.errors.push(FieldError { field, rule: Rule::Missing });
        }
        value
    }
    /// The whole, or everything that is wrong.
    pub fn finish<T>(self, whole: Option<T>) -> Result<T> {
        if !self.errors.is_empty() {
            return Err(Error::Invalid(self.errors));
        }
        whole.ok_or_else(|| Error::Internal("a field was needed and not asked for".to_owned()))
    }
}

/// A code that must be one of those known.
pub fn one<C>(field: &'static str, text: &str, parse: impl Fn(&str) -> Option<C>) -> Result<C> {
    parse(text).ok_or_else(|| Error::field(field, Rule::UnknownChoice))
}

/// A day `2008-07-31`.
pub fn day(field: &'static str, text: &str) -> Result<Date> {
    text.parse().map_err(|_| Error::field(field, Rule::NotADate))
}

/// A verb of a state machine, with its reason where one is needed.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The event's code.
    pub event: String,
    /// Why, or what came out of it.
    #[serde(default)]
    pub reason: String,
}

/// A reason.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Why.
    pub reason: String,
}
