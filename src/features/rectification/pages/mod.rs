//! Pages: the ledger, the form, an item with everything that can be done to it, the close-out, evidence.

mod act;
mod close;
mod evidence;
mod filters;
mod form;
mod groups;
mod item;
mod ledger;
mod lists;
mod sheet;
mod shown;
mod views;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::model::FILE_LIMIT;
use crate::app::App;
use crate::error::{Error, FieldError, Result, Rule};
use crate::id::Id;
use crate::text::T;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    // A file and the rest of its form.
    let files = Router::new()
        .route("/items/{id}/evidence", post(evidence::add_file))
        .layer(DefaultBodyLimit::max(FILE_LIMIT + 64 * 1024));
    let tables = Router::new()
        .route("/lists/{list}", get(lists::show))
        .route("/items/import", get(sheet::form).post(sheet::upload))
        .layer(DefaultBodyLimit::max(crate::tables::MAX_BYTES + 64 * 1024));
    Router::new()
        .route("/measures", get(lists::measures))
        .route("/items", get(ledger::show))
        .route("/items/export", get(ledger::export))
        .route("/items/import/{id}", get(sheet::result).post(sheet::write))
        .route("/items/views", post(views::save))
        .route("/items/views/{id}/remove", post(views::remove))
        .route("/items/new", get(form::new).post(form::create))
        .route("/items/{id}", get(item::show))
        .route("/items/{id}/edit", get(form::edit).post(form::update))
        .route("/items/{id}/measures", post(act::add_measure))
        .route("/items/{id}/measures/{measure}", post(act::edit_measure))
        .route("/items/{id}/measures/{measure}/remove", post(act::delete_measure))
        .route("/items/{id}/measures/{measure}/done", post(act::finish_measure))
        .route("/items/{id}/approve", post(act::approve))
        .route("/items/{id}/start", post(act::start))
        .route("/items/{id}/progress", post(act::progress))
        .route("/items/{id}/link", post(evidence::add_link))
        .route("/items/{id}/extension", post(act::ask_extension))
        .route("/items/{id}/extension/{extension}", post(act::decide_extension))
        .route("/items/{id}/suspend", post(act::suspend))
        .route("/items/{id}/resume", post(act::resume))
        .route("/items/{id}/supersede", post(act::supersede))
        .route("/items/{id}/look-back", post(act::look_back))
        .route("/items/{id}/cycle", post(act::cycle))
        .route("/items/{id}/close", get(close::application).post(close::apply))
        .route("/items/{id}/review", get(close::review).post(close::decide))
        .route("/evidence/{id}", get(evidence::hand_out))
        .merge(files)
        .merge(tables)
}

/// A key out of an address; anything else is not found.
fn key(text: &str) -> Result<Id> {
    Id::parse(text).ok_or(Error::NotFound)
}

/// The fields of a posted form as they came.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(transparent)]
struct Input(Vec<(String, String)>);

impl Input {
    /// The first value of a field, or nothing.
    fn get(&self, field: &str) -> &str {
        self.0.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value.as_str())
    }
    /// All values of a field.
    fn all<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(name, _)| name == field).map(|(_, value)| value.as_str())
    }
}

/// A form that was sent and not accepted: what is wrong and what was written, so that nothing has to be typed again.
/// A page with several forms names the one that was sent.
#[derive(Clone, Debug, Default)]
struct Tried {
    form: String,
    errors: Vec<FieldError>,
    rule: Option<String>,
    input: Input,
    t: T,
}

impl Tried {
    /// From the refusal; other errors are no matter of a form and go on.
    fn new(t: T, form: &str, error: Error, input: &Input) -> Result<Tried> {
        let tried = Tried { form: form.to_owned(), input: input.clone(), t, ..Tried::default() };
        match error {
            Error::Invalid(errors) => Ok(Tried { errors, ..tried }),
            Error::Rule(..) => Ok(Tried { rule: t.error(&error).into_iter().next(), ..tried }),
            other => Err(other),
        }
    }
    /// Whether anything was refused.
    fn is_refused(&self) -> bool {
        self.rule.is_some() || !self.errors.is_empty()
    }
    /// Whether this form was the one.
    fn is(&self, form: &str) -> bool {
        self.form == form && self.is_refused()
    }
    /// What was written in a field of a form.
    fn kept(&self, form: &str, field: &str) -> &str {
        if self.form == form { self.input.get(field) } else { "" }
    }
    /// What is wrong with a field of a form.
    fn wrong(&self, form: &str, field: &str) -> Option<&'static str> {
        let found = self.errors.iter().find(|e| self.form == form && e.field == field)?;
        Some(self.t.rule(found.rule))
    }
    /// Everything that is wrong, for the summary: the field's name in the form and the sentence.
    fn all(&self) -> Vec<(&'static str, String)> {
        let fields = self.errors.iter().map(|e| {
            let (label, rule) = (self.t.label(e.field), self.t.rule(e.rule));
            (e.field, if label.is_empty() { rule.to_owned() } else { self.t.field_at(label, rule) })
        });
        self.rule.iter().map(|text| ("main", text.clone())).chain(fields).collect()
    }
}

/// A whole number that may be left out.
fn number(field: &'static str, text: &str) -> Result<Option<i64>> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Error::field(field, Rule::NotANumber)),
    }
}

/// A date that must be there.
fn date(field: &'static str, text: &str) -> Result<jiff::civil::Date> {
    let mut fields = crate::view::fields::Fields::default();
    let found = fields.date(field, text);
    fields.finish()?;
    Ok(found)
}
