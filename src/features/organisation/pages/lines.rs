//! A line and its positions.

use ::store::params;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::super::model::LineFacts;
use super::super::{actions, model, store};
use super::options;
use super::structure::key;
use crate::app::App;
use crate::auth::{Actor, May, Verb, may};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;
use crate::view::{self, FormErrors, PostForm, Shell};

/// What is typed about a line, or about one of its positions.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct LineForm {
    name: String,
    lead: String,
    unit: String,
    post: String,
}

#[derive(Template)]
#[template(path = "organisation/pages/line_form.html")]
struct LinePage {
    shell: Shell,
    heading: String,
    id: String,
    lead: String,
    may_edit: bool,
    input: LineForm,
    units: Vec<(String, String)>,
    positions: Vec<(String, String, String)>,
    errors: FormErrors,
}

/// The form of a line; three queries.
async fn line_page(
    app: &App,
    actor: &Actor,
    shell: Shell,
    id: Option<&Id>,
    typed: Option<(LineForm, FormErrors)>,
) -> Result<LinePage> {
    let wanted = id.cloned();
    let read = app.db.read(move |tx| {
        let units = store::units(tx)?;
        let Some(id) = &wanted else { return Ok((units, None, Vec::new())) };
        let row = |row: &::store::Row<'_>| Ok((row.get::<String>(1)?, row.get::<Id>(2)?, row.get::<String>(3)?));
        let line = tx.one(&store::LINE, &params![id], row)?.ok_or(Error::NotFound)?;
        let positions = tx.all(&store::POSITIONS, &params![id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok::<_, Error>((units, Some(line), positions))
    });
    let (units, line, positions) = read.await?;
    let (name, lead_id, lead) = match line {
        Some((name, id, lead)) => (Some(name), id.to_string(), lead),
        None => (None, String::new(), String::new()),
    };
    let registered = LineForm { name: name.clone().unwrap_or_default(), lead: lead_id, ..LineForm::default() };
    let (input, errors) = match typed {
        // A position was typed: the line's own fields stand as registered.
        Some((form, errors)) if form.name.is_empty() && !registered.name.is_empty() && !errors.has("name") => {
            (LineForm { unit: form.unit, post: form.post, ..registered }, errors)
        }
        Some(typed) => typed,
        None => (registered, FormErrors::default()),
    };
    Ok(LinePage {
        heading: name.unwrap_or_else(|| shell.t.line_new().to_owned()),
        id: id.map(Id::to_string).unwrap_or_default(),
        may_edit: model::permit(actor, Verb::LineCreate).is_ok(),
        units: options(&units),
        lead,
        input,
        positions,
        errors,
        shell,
    })
}

fn read_line(form: &LineForm) -> Result<LineFacts> {
    let mut fields = Fields::default();
    let name = fields.text("name", &form.name, 60);
    let lead = fields.choice("lead", &form.lead, Id::parse);
    fields.finish()?;
    let lead = lead.ok_or_else(|| Error::field("lead", Rule::Missing))?;
    Ok(LineFacts { name, lead })
}

/// Two queries.
pub async fn show_new_line(State(app): State<App>, actor: May<may::LineCreate>, shell: Shell) -> Result<Response> {
    view::page(&line_page(&app, &actor, shell, None, None).await?)
}

/// Three queries.
pub async fn show_line(
    State(app): State<App>,
    actor: May<may::PeopleRead>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    view::page(&line_page(&app, &actor, shell, Some(&key(&id)?), None).await?)
}

/// Adds a line and goes on to its positions.
pub async fn add_line(
    State(app): State<App>,
    actor: May<may::LineCreate>,
    shell: Shell,
    PostForm(form): PostForm<LineForm>,
) -> Result<Response> {
    let done = match read_line(&form) {
        Ok(facts) => actions::add_line(&app, &actor, facts).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(id) => Ok(view::see(format!("/lines/{id}"))),
        Err(error) => line_again(&app, &actor, shell, None, form, error).await,
    }
}

/// Changes a line.
pub async fn edit_line(
    State(app): State<App>,
    actor: May<may::LineCreate>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<LineForm>,
) -> Result<Response> {
    let id = key(&id)?;
    let done = match read_line(&form) {
        Ok(facts) => actions::edit_line(&app, &actor, &id, facts).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(view::see("/units")),
        Err(error) => line_again(&app, &actor, shell, Some(&id), form, error).await,
    }
}

async fn line_again(
    app: &App,
    actor: &Actor,
    shell: Shell,
    id: Option<&Id>,
    form: LineForm,
    error: Error,
) -> Result<Response> {
    let errors = FormErrors::from_error(error)?;
    view::again(&line_page(app, actor, shell, id, Some((form, errors))).await?)
}

/// Adds a position.
pub async fn add_position(
    State(app): State<App>,
    actor: May<may::LineCreate>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<LineForm>,
) -> Result<Response> {
    let id = key(&id)?;
    let mut fields = Fields::default();
    let unit = fields.choice("unit", &form.unit, Id::parse);
    let post = fields.text("post", &form.post, 60);
    let done = match (fields.finish(), unit) {
        (Ok(()), Some(unit)) => actions::add_position(&app, &actor, &id, unit, post).await,
        (Ok(()), None) => Err(Error::field("unit", Rule::Missing)),
        (Err(error), _) => Err(error),
    };
    match done {
        Ok(()) => Ok(view::see(format!("/lines/{id}"))),
        Err(error) => line_again(&app, &actor, shell, Some(&id), form, error).await,
    }
}

/// Takes a position away.
pub async fn remove_position(
    State(app): State<App>,
    actor: May<may::LineCreate>,
    Path(id): Path<String>,
    PostForm(form): PostForm<LineForm>,
) -> Result<Response> {
    let id = key(&id)?;
    let unit = key(&form.unit)?;
    actions::remove_position(&app, &actor, &id, unit, form.post).await?;
    Ok(view::see(format!("/lines/{id}")))
}
