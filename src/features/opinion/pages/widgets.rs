//! Parts of forms that several pages share.

use axum::http::StatusCode;
use axum::response::Response;

use super::super::model::{Kind, Population, Round, Subject};
use crate::error::{Error, FieldError, Result};
use crate::text::T;

/// What is wrong with a form that is shown again.
#[derive(Clone, Debug, Default)]
pub struct Problems(Vec<FieldError>);

impl Problems {
    /// From an error that a person can mend on the same page; others go up. A rule that names no field stands at the top.
    pub fn of(error: Error) -> Result<Problems> {
        match error {
            Error::Invalid(fields) => Ok(Problems(fields)),
            Error::Rule(rule, _) => Ok(Problems(vec![FieldError { field: "", rule }])),
            other => Err(other),
        }
    }

    /// Whether there is anything.
    pub fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// What is wrong with one field.
    pub fn at(&self, t: &T, field: &str) -> Option<&'static str> {
        self.0.iter().find(|e| e.field == field).map(|e| t.rule(e.rule))
    }

    /// Everything, with the field's name.
    pub fn all(&self, t: &T) -> Vec<(&'static str, String)> {
        let text = |e: &FieldError| match t.label(e.field) {
            "" => t.rule(e.rule).to_owned(),
            label => t.field_at(label, t.rule(e.rule)),
        };
        self.0.iter().map(|e| (e.field, text(e))).collect()
    }
}

/// A page that shows what is wrong: the same page, status 422.
pub fn again(template: &impl askama::Template) -> Result<Response> {
    let mut response = crate::view::page(template)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// One choice.
#[derive(Clone, Debug)]
pub struct Chip {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen.
    pub checked: bool,
}

/// A group of choices.
#[derive(Clone, Debug)]
pub struct Group {
    /// The field's name.
    pub name: &'static str,
    /// What is asked.
    pub legend: &'static str,
    /// A hint above.
    pub hint: &'static str,
    /// What is wrong with it.
    pub error: Option<&'static str>,
    /// Whether several may be chosen.
    pub many: bool,
    /// The choices.
    pub chips: Vec<Chip>,
}

/// The choices of one list of codes.
pub fn chips(t: T, codes: impl IntoIterator<Item = &'static str>, chosen: &[&str]) -> Vec<Chip> {
    let chip = |code: &'static str| Chip {
        value: code.to_owned(),
        label: t.opinion_code(code).to_owned(),
        checked: chosen.contains(&code),
    };
    codes.into_iter().map(chip).collect()
}

/// The choices of named rows.
pub fn named_chips(rows: &[(crate::id::Id, String)], chosen: &[&str]) -> Vec<Chip> {
    let chip = |(id, name): &(crate::id::Id, String)| Chip {
        value: id.to_string(),
        label: name.clone(),
        checked: chosen.contains(&id.as_str()),
    };
    rows.iter().map(chip).collect()
}

/// What a person chooses on a form of a round: only what the round offers, and nothing where it offers one.
pub fn round_groups(t: T, round: &Round, choice: &super::super::actions::Choice, problems: &Problems) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut add = |name, legend, hint, chips: Vec<Chip>| {
        if chips.len() > 1 {
            groups.push(Group { name, legend, hint, error: problems.at(&t, name), many: false, chips });
        }
    };
    let mut lines = named_chips(&round.lines, &[&choice.line]);
    if lines.len() > 1 {
        let checked = choice.line.is_empty();
        lines.push(Chip { value: String::new(), label: t.subject_unsure().to_owned(), checked });
    }
    add("line", t.say_line(), "", lines);
    let subjects = round.offered_subjects();
    add("subject", t.say_subject(), "", chips(t, subjects.iter().map(|s| Subject::code(*s)), &[&choice.subject]));
    add("kind", t.say_kind(), t.say_kind_hint(), chips(t, round.kinds.iter().map(|k| Kind::code(*k)), &[&choice.kind]));
    let populations = round.populations.iter().map(|p| Population::code(*p));
    add("population", t.say_population(), "", chips(t, populations, &[&choice.population]));
    groups
}

/// A form that holds nothing but its token.
#[derive(Debug, serde::Deserialize)]
pub struct Nothing {}
