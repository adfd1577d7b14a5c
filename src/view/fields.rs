//! Reading fields of a form or a spreadsheet row: what is wrong is collected, so that a person sees all of it at once.

use jiff::civil::Date;

use crate::error::{Error, FieldError, Result, Rule};

/// Collects what is wrong while fields are read.
#[derive(Debug, Default)]
pub struct Fields {
    /// What is wrong so far.
    pub errors: Vec<FieldError>,
}

impl Fields {
    /// Notes a wrong field.
    pub fn wrong(&mut self, field: &'static str, rule: Rule) {
        self.errors.push(FieldError { field, rule });
    }

    /// A text of 1 to `longest` characters. Ends are trimmed: this is for names and summaries, never for originals.
    pub fn text(&mut self, field: &'static str, value: &str, longest: usize) -> String {
        let value = value.trim();
        if value.is_empty() {
            self.wrong(field, Rule::Missing);
        }
        self.bounded(field, value, longest)
    }

    /// A text that may be empty.
    pub fn optional(&mut self, field: &'static str, value: &str, longest: usize) -> Option<String> {
        let value = value.trim();
        if value.is_empty() { None } else { Some(self.bounded(field, value, longest)) }
    }

    /// An original: neither trimmed nor normalised, 1 to `longest` characters, and not only white space.
    pub fn verbatim(&mut self, field: &'static str, value: &str, longest: usize) -> String {
        if value.trim().is_empty() {
            self.wrong(field, Rule::Missing);
        }
        self.bounded(field, value, longest)
    }

    /// Characters are counted as a browser counts those of a field: a rare one, such as an emoji, is two.
    fn bounded(&mut self, field: &'static str, value: &str, longest: usize) -> String {
        if value.encode_utf16().count() > longest {
            self.wrong(field, Rule::TooLong);
        }
        if value.contains('\0') {
            self.wrong(field, Rule::NulCharacter);
        }
        value.to_owned()
    }

    /// A date `2008-07-31`.
    pub fn date(&mut self, field: &'static str, value: &str) -> Date {
        match value.trim().parse() {
            Ok(date) => date,
            Err(_) => {
                self.wrong(field, if value.trim().is_empty() { Rule::Missing } else { Rule::NotADate });
                Date::constant(1, 1, 1)
            }
        }
    }

    /// A date that may be left out.
    pub fn optional_date(&mut self, field: &'static str, value: &str) -> Option<Date> {
        if value.trim().is_empty() { None } else { Some(self.date(field, value)) }
    }

    /// One of the known choices.
    pub fn choice<T>(&mut self, field: &'static str, value: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let found = parse(value.trim());
        if found.is_none() {
            self.wrong(field, if value.trim().is_empty() { Rule::Missing } else { Rule::UnknownChoice });
        }
        found
    }

    /// Well, or everything that is wrong.
    pub fn finish(self) -> Result<()> {
        if self.errors.is_empty() { Ok(()) } else { Err(Error::Invalid(self.errors)) }
    }
}
