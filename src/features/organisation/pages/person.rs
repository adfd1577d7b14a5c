//! A person: facts, posts, roles; the form to add and to edit.

use ::store::params;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;

use super::super::model::{Category, PARTY, PersonFacts, parse_party};
use super::super::{actions, store};
use super::options;
use crate::app::App;
use crate::auth::{Actor, May, Role, Verb, may};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;
use crate::view::{self, FormErrors, NoFields, PostForm, Shell};

struct Post {
    unit: Id,
    unit_name: String,
    title: String,
    leading: bool,
}

#[derive(Template)]
#[template(path = "organisation/pages/person.html")]
struct PersonPage {
    shell: Shell,
    id: Id,
    name: String,
    left: Option<String>,
    today: String,
    facts: Vec<(&'static str, String)>,
    roles: Vec<(&'static str, String)>,
    posts: Vec<Post>,
    units: Vec<(String, String)>,
    may_edit: bool,
    input: TypedPost,
    errors: FormErrors,
}

/// What is typed to add or remove a post.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct TypedPost {
    unit: String,
    title: String,
    leading: String,
}

/// Five queries.
pub async fn show(
    State(app): State<App>,
    actor: May<may::PeopleRead>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    view::page(&build(&app, &actor, shell, id, TypedPost::default(), FormErrors::default()).await?)
}

async fn build(
    app: &App,
    actor: &Actor,
    shell: Shell,
    id: Id,
    input: TypedPost,
    errors: FormErrors,
) -> Result<PersonPage> {
    let (key, today) = (id.clone(), shell.today.to_string());
    let read = app.db.read(move |tx| {
        let person = store::person(tx, &key)?.ok_or(Error::NotFound)?;
        let posts = tx.all(&store::POSTS, &params![&key], |row| {
            Ok(Post { unit: row.get(0)?, unit_name: row.get(1)?, title: row.get(2)?, leading: row.get(3)? })
        })?;
        let roles = tx.all(&store::GRANTS, &params![&key, &today], |row| {
            Ok((row.get::<String>(0)?, row.get::<Option<String>>(1)?))
        })?;
        let account = tx.one(&store::ACCOUNT, &params![&key], |row| {
            Ok((row.get::<Option<String>>(0)?, row.get::<Option<String>>(1)?))
        })?;
        Ok::<_, Error>((person, posts, roles, account.unwrap_or_default(), store::units(tx)?))
    });
    let (person, posts, roles, (login, invited), units) = read.await?;
    let t = shell.t;
    let day = |text: &String| text.parse::<Date>().map_or_else(|_| text.clone(), |d| shell.day(&d));
    let dash = |text: Option<String>| text.unwrap_or_else(|| "—".to_owned());
    let account = match (login, invited) {
        (Some(login), _) => login,
        (None, Some(until)) => t.person_invited(day(&until)),
        (None, None) => t.person_no_account().to_owned(),
    };
    let facts = vec![
        (t.person_staff_no(), dash(person.facts.staff_no.clone())),
        (t.person_unit(), dash(person.unit)),
        (t.person_branch(), dash(person.branch)),
        (t.person_category(), t.category(person.facts.category.code()).to_owned()),
        (t.person_party(), t.party_status(person.facts.party.code()).to_owned()),
        (t.person_account(), account),
    ];
    let named = |(code, scope): (String, Option<String>)| {
        let scope = scope.unwrap_or_else(|| t.scope_everywhere().to_owned());
        Role::parse(&code).map(|role| (t.role(role), scope))
    };
    Ok(PersonPage {
        left: person.left_on.as_ref().map(day),
        today: shell.today.to_string(),
        name: person.facts.name,
        roles: roles.into_iter().filter_map(named).collect(),
        units: options(&units),
        may_edit: !actor.reach(Verb::PeopleEdit).is_nothing(),
        id,
        facts,
        posts,
        input,
        errors,
        shell,
    })
}

/// Gives a post.
pub async fn add_post(
    State(app): State<App>,
    actor: May<may::PeopleEdit>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<TypedPost>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let mut fields = Fields::default();
    let unit = fields.choice("unit", &form.unit, Id::parse);
    let title = fields.text("title", &form.title, 60);
    let done = match (fields.finish(), unit) {
        (Ok(()), Some(unit)) => actions::add_post(&app, &actor, &id, unit, title, form.leading == "yes").await,
        (Ok(()), None) => Err(Error::field("unit", Rule::Missing)),
        (Err(error), _) => Err(error),
    };
    match done {
        Ok(()) => Ok(view::see(format!("/people/{id}"))),
        Err(error) => {
            let errors = FormErrors::from_error(error)?;
            view::again(&build(&app, &actor, shell, id, form, errors).await?)
        }
    }
}

/// Takes a post away.
pub async fn remove_post(
    State(app): State<App>,
    actor: May<may::PeopleEdit>,
    Path(id): Path<String>,
    PostForm(form): PostForm<TypedPost>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let unit = Id::parse(&form.unit).ok_or(Error::NotFound)?;
    actions::remove_post(&app, &actor, &id, unit, form.title).await?;
    Ok(view::see(format!("/people/{id}")))
}

/// The day somebody left.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Leaving {
    left_on: String,
}

/// Registers leaving.
pub async fn leave(
    State(app): State<App>,
    actor: May<may::PeopleEdit>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<Leaving>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let mut fields = Fields::default();
    let day = fields.date("left_on", &form.left_on);
    if fields.errors.is_empty() && day > shell.today {
        // The login would stop today and not on that day.
        fields.wrong("left_on", Rule::DayInFuture);
    }
    match fields.finish() {
        Ok(()) => {
            actions::set_left(&app, &actor, &id, Some(day)).await?;
            Ok(view::see(format!("/people/{id}")))
        }
        Err(error) => {
            let errors = FormErrors::from_error(error)?;
            view::again(&build(&app, &actor, shell, id, TypedPost::default(), errors).await?)
        }
    }
}

/// Registers returning.
pub async fn come_back(
    State(app): State<App>,
    actor: May<may::PeopleEdit>,
    Path(id): Path<String>,
    _form: PostForm<NoFields>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    actions::set_left(&app, &actor, &id, None).await?;
    Ok(view::see(format!("/people/{id}")))
}

/// What is typed about a person.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct PersonForm {
    name: String,
    staff_no: String,
    unit: String,
    branch: String,
    category: String,
    party: String,
}

#[derive(Template)]
#[template(path = "organisation/pages/person_form.html")]
struct PersonFormPage {
    shell: Shell,
    heading: String,
    back: String,
    input: PersonForm,
    units: Vec<(String, String)>,
    branches: Vec<(String, String)>,
    categories: Vec<(String, &'static str)>,
    parties: Vec<(String, &'static str)>,
    errors: FormErrors,
}

/// Two queries.
pub async fn show_new(State(app): State<App>, _actor: May<may::PeopleEdit>, shell: Shell) -> Result<Response> {
    let input = PersonForm { category: "staff".into(), party: "none".into(), ..PersonForm::default() };
    view::page(&form_page(&app, shell, None, input, FormErrors::default()).await?)
}

/// Three queries.
pub async fn show_edit(
    State(app): State<App>,
    _actor: May<may::PeopleEdit>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let key = id.clone();
    let person = app.db.read(move |tx| store::person(tx, &key)?.ok_or(Error::NotFound)).await?.facts;
    let input = PersonForm {
        name: person.name,
        staff_no: person.staff_no.unwrap_or_default(),
        unit: person.unit.map(|id| id.to_string()).unwrap_or_default(),
        branch: person.branch.map(|id| id.to_string()).unwrap_or_default(),
        category: person.category.code().to_owned(),
        party: person.party.code().to_owned(),
    };
    view::page(&form_page(&app, shell, Some(&id), input, FormErrors::default()).await?)
}

async fn form_page(
    app: &App,
    shell: Shell,
    id: Option<&Id>,
    input: PersonForm,
    errors: FormErrors,
) -> Result<PersonFormPage> {
    let nodes = app.db.read(|tx| Ok::<_, Error>((store::units(tx)?, store::party_orgs(tx)?)));
    let (units, branches) = nodes.await?;
    let t = shell.t;
    Ok(PersonFormPage {
        heading: if id.is_some() { t.person_edit() } else { t.person_new() }.to_owned(),
        back: id.map_or_else(|| "/people".to_owned(), |id| format!("/people/{id}")),
        units: options(&units),
        branches: options(&branches),
        categories: Category::ALL.iter().map(|c| (c.code().to_owned(), t.category(c.code()))).collect(),
        parties: PARTY.iter().map(|p| (p.code().to_owned(), t.party_status(p.code()))).collect(),
        input,
        errors,
        shell,
    })
}

/// Reads the form against what is registered.
async fn read_form(app: &App, form: &PersonForm) -> Result<PersonFacts> {
    let nodes = app.db.read(|tx| Ok::<_, Error>((store::units(tx)?, store::party_orgs(tx)?)));
    let (units, branches) = nodes.await?;
    let mut fields = Fields::default();
    let name = fields.text("name", &form.name, 60);
    let staff_no = fields.optional("staff_no", &form.staff_no, 60);
    let mut node = |field, text: &str, all: &[store::Node]| {
        let known = |text: &str| all.iter().find(|n| n.id.as_str() == text).map(|n| n.id.clone());
        if text.is_empty() { None } else { fields.choice(field, text, known) }
    };
    let unit = node("unit", &form.unit, &units);
    let branch = node("branch", &form.branch, &branches);
    let category = fields.choice("category", &form.category, Category::parse);
    let party = fields.choice("party", &form.party, parse_party);
    fields.finish()?;
    match (category, party) {
        (Some(category), Some(party)) => Ok(PersonFacts { name, staff_no, category, party, unit, branch }),
        _ => Err(Error::field("category", Rule::Missing)),
    }
}

/// Adds a person.
pub async fn add(
    State(app): State<App>,
    actor: May<may::PeopleEdit>,
    shell: Shell,
    PostForm(form): PostForm<PersonForm>,
) -> Result<Response> {
    let added = match read_form(&app, &form).await {
        Ok(facts) => actions::add_person(&app, &actor, facts).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(id) => Ok(view::see(format!("/people/{id}"))),
        Err(error) => {
            let errors = FormErrors::from_error(error)?;
            view::again(&form_page(&app, shell, None, form, errors).await?)
        }
    }
}

/// Changes a person.
pub async fn edit(
    State(app): State<App>,
    actor: May<may::PeopleEdit>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<PersonForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let edited = match read_form(&app, &form).await {
        Ok(facts) => actions::edit_person(&app, &actor, &id, facts).await,
        Err(error) => Err(error),
    };
    match edited {
        Ok(()) => Ok(view::see(format!("/people/{id}"))),
        Err(error) => {
            let errors = FormErrors::from_error(error)?;
            view::again(&form_page(&app, shell, Some(&id), form, errors).await?)
        }
    }
}
