//! The list of publications, and the beginning of a new one.

use ::store::{Cursor, Predicate, Query as Rows, StoreError, Value, params};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::app::App;
use crate::auth::{Actor, May, Verb, Visitor, may};
use crate::error::{Error, Result, Rule};
use crate::features::publication::actions;
use crate::features::publication::model::{Kind, PubState};
use crate::features::publication::store::{self, COLUMNS, FOR_VISITORS, PUBLICATIONS};
use crate::id::Id;
use crate::view::Wrong;
use crate::view::{self, PostForm, Shell, see};

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    after: String,
}

struct Entry {
    id: Id,
    kind: String,
    title: String,
    state: String,
    opens_on: String,
    host: String,
    campaign: String,
}

#[derive(Template)]
#[template(path = "publication/pages/list.html")]
struct Page {
    shell: Shell,
    rows: Vec<Entry>,
    total: u64,
    next: Option<Cursor>,
    states: Vec<&'static str>,
    state: String,
    kinds: Vec<&'static str>,
    kind: String,
    writes: bool,
}

/// Whose publications somebody may list: the permission table's side for the database; visitors only what is for anyone.
pub fn visible(actor: Option<&Actor>) -> Predicate {
    match actor {
        Some(actor) => actor.reach(Verb::PublicationRead).predicate(&actor.person.id, &COLUMNS),
        None => Predicate::Any(vec![(FOR_VISITORS, vec![Value::Int(1)])]),
    }
}

/// `GET /publications`. Two queries.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    shell: Shell,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let actor = visitor.0.as_ref().map(|session| &session.actor);
    let mut rows = Rows::new().allowed(visible(actor));
    let state = PubState::parse(&asked.state).map_or("", PubState::code);
    let kind = Kind::parse(&asked.kind).map_or("", Kind::code);
    for (name, value) in [("state", state), ("kind", kind)] {
        if !value.is_empty() {
            rows = rows.filter(name, params![value]);
        }
    }
    let writes = actor.is_some_and(|a| !a.reach(Verb::PublicationCreate).is_nothing());
    let after: Option<Cursor> = asked.after.parse().ok();
    let today = shell.clone();
    let (total, page) = app
        .db
        .read(move |tx| {
            let total = tx.count(&PUBLICATIONS, &rows)?;
            let page = tx.page(&PUBLICATIONS, &rows.clone().after(after.clone()), |row| entry(row, &today))?;
            Ok::<_, StoreError>((total, page))
        })
        .await?;
    let page = Page {
        rows: page.rows,
        total,
        next: page.next,
        states: PubState::ALL.into_iter().map(PubState::code).collect(),
        state: state.to_owned(),
        kinds: Kind::ALL.into_iter().map(Kind::code).collect(),
        kind: kind.to_owned(),
        writes,
        shell,
    };
    view::page(&page)
}

fn entry(row: &::store::Row<'_>, shell: &Shell) -> Result<Entry, StoreError> {
    let opens_on: Option<String> = row.get(4)?;
    let day = opens_on.and_then(|day| day.parse().ok());
    Ok(Entry {
        id: row.get(0)?,
        kind: row.get(1)?,
        title: row.get(2)?,
        state: row.get(3)?,
        opens_on: shell.day_or_dash(&day),
        host: row.get(6)?,
        campaign: row.get(7)?,
    })
}

#[derive(Template)]
#[template(path = "publication/pages/new.html")]
struct NewPage {
    shell: Shell,
    campaigns: Vec<(Id, String)>,
    kinds: Vec<&'static str>,
    form: NewForm,
    wrong: Wrong,
}

/// A new publication.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct NewForm {
    #[serde(default)]
    campaign: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    title: String,
}

/// `GET /publications/new`. One query.
pub async fn new_page(
    State(app): State<App>,
    _: May<may::PublicationCreate>,
    shell: Shell,
    Query(form): Query<NewForm>,
) -> Result<Response> {
    new_form(&app, shell, form, Wrong::default()).await
}

async fn new_form(app: &App, shell: Shell, form: NewForm, wrong: Wrong) -> Result<Response> {
    let campaigns = app.db.read(|tx| tx.all(&store::CAMPAIGNS, &params![], |row| Ok((row.get(0)?, row.get(1)?)))).await;
    let campaigns = campaigns.map_err(|e: StoreError| Error::from(e))?;
    let kinds = Kind::ALL.into_iter().map(Kind::code).collect();
    let page = NewPage { shell, campaigns, kinds, form, wrong };
    Ok(page.wrong.answer(view::page(&page)?))
}

/// `POST /publications/new`.
pub async fn create(
    State(app): State<App>,
    actor: May<may::PublicationCreate>,
    shell: Shell,
    PostForm(form): PostForm<NewForm>,
) -> Result<Response> {
    let made = match (Kind::parse(&form.kind), Id::parse(&form.campaign)) {
        (Some(kind), Some(campaign)) => actions::create_publication(&app, &actor, &campaign, kind, &form.title).await,
        _ => Err(Error::field("kind", Rule::UnknownChoice)),
    };
    match made {
        Ok(id) => Ok(see(format!("/publications/{id}"))),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t, shell.t.publication_stale())?;
            new_form(&app, shell, form, wrong).await
        }
    }
}
