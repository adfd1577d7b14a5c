//! The structure as a list; the forms of units and Party organisations.
//!
//! The list is one page without paging: it holds the structure of one organisation, tens of rows or a few hundred, and is
//! read as a whole.

use ::store::params;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::super::model::{PartyFacts, PartyKind, UnitFacts, UnitKind};
use super::super::store::{self, Node};
use super::super::{actions, model};
use crate::app::App;
use crate::auth::{Actor, May, Verb, may};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;
use crate::view::{self, FormErrors, PostForm, Shell};

struct NodeLine {
    id: Id,
    name: String,
    kind: &'static str,
    others: String,
    secretary: String,
    people: i64,
}

struct LineRow {
    id: Id,
    name: String,
    lead: String,
    positions: i64,
    units: i64,
}

#[derive(Template)]
#[template(path = "organisation/pages/units.html")]
struct UnitsPage {
    shell: Shell,
    may_edit: bool,
    may_line: bool,
    units: Vec<NodeLine>,
    parties: Vec<NodeLine>,
    lines: Vec<LineRow>,
}

/// Five queries.
pub async fn list(State(app): State<App>, actor: May<may::PeopleRead>, shell: Shell) -> Result<Response> {
    let today = shell.today.to_string();
    let read = app.db.read(move |tx| {
        let (units, parties) = (store::units(tx)?, store::party_orgs(tx)?);
        let pairs = served(tx)?;
        let pair = |row: &::store::Row<'_>| Ok((row.get::<Id>(0)?, row.get::<String>(1)?));
        let secretaries =
            tx.all(&store::SECRETARIES, &params![&today], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?;
        let lines = tx.all(&store::LINES, &[], |row| {
            let (id, name) = pair(row)?;
            Ok(LineRow { id, name, lead: row.get(3)?, positions: row.get(4)?, units: row.get(5)? })
        })?;
        Ok::<_, Error>((units, parties, pairs, secretaries, lines))
    });
    let (units, parties, pairs, secretaries, lines) = read.await?;
    let t = shell.t;
    let joined = |names: Vec<&str>| names.join(t.list_comma());
    let unit_line = |n: Node| NodeLine {
        others: joined(pairs.iter().filter(|p| p.unit == n.id).map(|p| p.branch_name.as_str()).collect()),
        kind: t.unit_kind(&n.kind),
        secretary: String::new(),
        people: n.people,
        name: n.name,
        id: n.id,
    };
    let party_line = |n: Node| NodeLine {
        others: joined(pairs.iter().filter(|p| p.branch == n.id).map(|p| p.unit_name.as_str()).collect()),
        secretary: joined(secretaries.iter().filter(|(b, _)| *b == n.id.as_str()).map(|(_, s)| s.as_str()).collect()),
        kind: t.party_kind(&n.kind),
        people: n.people,
        name: n.name,
        id: n.id,
    };
    let page = UnitsPage {
        may_edit: model::permit(&actor, Verb::PeopleEdit).is_ok(),
        may_line: model::permit(&actor, Verb::LineCreate).is_ok(),
        units: units.into_iter().map(unit_line).collect(),
        parties: parties.into_iter().map(party_line).collect(),
        lines,
        shell,
    };
    view::page(&page)
}

struct Served {
    branch: Id,
    unit: Id,
    branch_name: String,
    unit_name: String,
}

fn served(tx: &mut ::store::Tx<'_>) -> Result<Vec<Served>, ::store::StoreError> {
    tx.all(&store::BRANCH_UNITS, &[], |row| {
        Ok(Served { branch: row.get(0)?, unit: row.get(1)?, branch_name: row.get(2)?, unit_name: row.get(3)? })
    })
}

/// What is typed about a unit or a Party organisation.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct NodeForm {
    name: String,
    kind: String,
    parent: String,
    units: Vec<String>,
}

#[derive(Template)]
#[template(path = "organisation/pages/node_form.html")]
struct NodePage {
    shell: Shell,
    heading: String,
    facts: Vec<(&'static str, String)>,
    may_edit: bool,
    party: bool,
    input: NodeForm,
    kinds: Vec<(String, &'static str)>,
    parents: Vec<(String, String)>,
    units: Vec<(String, String, bool)>,
    errors: FormErrors,
}

/// The form of a unit or Party organisation, typed or as registered; three queries.
async fn node_page(
    app: &App,
    actor: &Actor,
    shell: Shell,
    party: bool,
    id: Option<&Id>,
    typed: Option<(NodeForm, FormErrors)>,
) -> Result<NodePage> {
    let read = app.db.read(|tx| Ok::<_, Error>((store::units(tx)?, store::party_orgs(tx)?, served(tx)?)));
    let (units, parties, pairs) = read.await?;
    let t = shell.t;
    let own = if party { &parties } else { &units };
    let node = match id {
        Some(id) => Some(own.iter().find(|n| n.id == *id).ok_or(Error::NotFound)?),
        None => None,
    };
    let mine = |p: &&Served| node.is_some_and(|n| if party { p.branch == n.id } else { p.unit == n.id });
    let (input, errors) = typed.unwrap_or_else(|| {
        let first = if party { PartyKind::Branch.code() } else { UnitKind::Department.code() };
        let input = NodeForm {
            name: node.map(|n| n.name.clone()).unwrap_or_default(),
            kind: node.map_or_else(|| first.to_owned(), |n| n.kind.clone()),
            parent: node.and_then(|n| n.parent.as_ref()).map(Id::to_string).unwrap_or_default(),
            units: pairs.iter().filter(mine).map(|p| p.unit.to_string()).collect(),
        };
        (input, FormErrors::default())
    });
    let others: Vec<&str> = (pairs.iter().filter(mine))
        .map(|p| if party { p.unit_name.as_str() } else { p.branch_name.as_str() })
        .collect();
    let label = if party { t.party_units() } else { t.unit_branches() };
    let facts = node.map_or_else(Vec::new, |n| {
        vec![(label, others.join(t.list_comma())), (t.unit_people(), t.units_people(n.people))]
    });
    let heading = node.map_or_else(|| if party { t.party_new() } else { t.unit_new() }.to_owned(), |n| n.name.clone());
    let kinds = if party {
        PartyKind::ALL.iter().map(|k| (k.code().to_owned(), t.party_kind(k.code()))).collect()
    } else {
        UnitKind::ALL.iter().map(|k| (k.code().to_owned(), t.unit_kind(k.code()))).collect()
    };
    let parents = own.iter().filter(|n| Some(&n.id) != id).map(|n| (n.id.to_string(), n.name.clone())).collect();
    let choices = units.iter().map(|u| {
        let key = u.id.to_string();
        let checked = input.units.contains(&key);
        (key, u.name.clone(), checked)
    });
    Ok(NodePage {
        units: if party { choices.collect() } else { Vec::new() },
        may_edit: model::permit(actor, Verb::PeopleEdit).is_ok(),
        heading,
        facts,
        party,
        kinds,
        parents,
        input,
        errors,
        shell,
    })
}

pub(super) fn key(id: &str) -> Result<Id> {
    Id::parse(id).ok_or(Error::NotFound)
}

/// Reads name and parent, which both forms have.
fn read_node(fields: &mut Fields, form: &NodeForm) -> (String, Option<Id>) {
    let name = fields.text("name", &form.name, 60);
    let parent = if form.parent.is_empty() { None } else { fields.choice("parent", &form.parent, Id::parse) };
    (name, parent)
}

fn read_unit(form: &NodeForm) -> Result<UnitFacts> {
    let mut fields = Fields::default();
    let (name, parent) = read_node(&mut fields, form);
    let kind = fields.choice("kind", &form.kind, UnitKind::parse);
    fields.finish()?;
    let kind = kind.ok_or_else(|| Error::field("kind", Rule::Missing))?;
    Ok(UnitFacts { kind, name, parent })
}

fn read_party(form: &NodeForm) -> Result<PartyFacts> {
    let mut fields = Fields::default();
    let (name, parent) = read_node(&mut fields, form);
    let kind = fields.choice("kind", &form.kind, PartyKind::parse);
    let units: Vec<Id> = form.units.iter().filter_map(|u| Id::parse(u)).collect();
    if units.len() != form.units.len() {
        fields.wrong("units", Rule::UnknownChoice);
    }
    fields.finish()?;
    let kind = kind.ok_or_else(|| Error::field("kind", Rule::Missing))?;
    Ok(PartyFacts { kind, name, parent, units })
}

/// The form again, or where to go.
async fn settle(
    app: &App,
    actor: &Actor,
    shell: Shell,
    party: bool,
    id: Option<&Id>,
    form: NodeForm,
    done: Result<()>,
) -> Result<Response> {
    match done {
        Ok(()) => Ok(view::see("/units")),
        Err(error) => {
            let errors = FormErrors::from_error(error)?;
            view::again(&node_page(app, actor, shell, party, id, Some((form, errors))).await?)
        }
    }
}

/// Three queries.
pub async fn show_new_unit(State(app): State<App>, actor: May<may::PeopleEdit>, shell: Shell) -> Result<Response> {
    view::page(&node_page(&app, &actor, shell, false, None, None).await?)
}

/// Three queries.
pub async fn show_unit(
    State(app): State<App>,
    actor: May<may::PeopleRead>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    view::page(&node_page(&app, &actor, shell, false, Some(&key(&id)?), None).await?)
}

/// Adds a unit.
pub async fn add_unit(
    State(app): State<App>,
    actor: May<may::PeopleEdit>,
    shell: Shell,
    PostForm(form): PostForm<NodeForm>,
) -> Result<Response> {
    let done = match read_unit(&form) {
        Ok(facts) => actions::add_unit(&app, &actor, facts).await.map(drop),
        Err(error) => Err(error),
    };
    settle(&app, &actor, shell, false, None, form, done).await
}

/// Changes a unit.
pub async fn edit_unit(
    State(app): State<App>,
    actor: May<may::PeopleEdit>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<NodeForm>,
) -> Result<Response> {
    let id = key(&id)?;
    let done = match read_unit(&form) {
        Ok(facts) => actions::edit_unit(&app, &actor, &id, facts).await,
        Err(error) => Err(error),
    };
    settle(&app, &actor, shell, false, Some(&id), form, done).await
}

/// Three queries.
pub async fn show_new_party(State(app): State<App>, actor: May<may::PeopleEdit>, shell: Shell) -> Result<Response> {
    view::page(&node_page(&app, &actor, shell, true, None, None).await?)
}

/// Three queries.
pub async fn show_party(
    State(app): State<App>,
    actor: May<may::PeopleRead>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    view::page(&node_page(&app, &actor, shell, true, Some(&key(&id)?), None).await?)
}

/// Adds a Party organisation.
pub async fn add_party(
    State(app): State<App>,
    actor: May<may::PeopleEdit>,
    shell: Shell,
    PostForm(form): PostForm<NodeForm>,
) -> Result<Response> {
    let done = match read_party(&form) {
        Ok(facts) => actions::add_party_org(&app, &actor, facts).await.map(drop),
        Err(error) => Err(error),
    };
    settle(&app, &actor, shell, true, None, form, done).await
}

/// Changes a Party organisation.
pub async fn edit_party(
    State(app): State<App>,
    actor: May<may::PeopleEdit>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<NodeForm>,
) -> Result<Response> {
    let id = key(&id)?;
    let done = match read_party(&form) {
        Ok(facts) => actions::edit_party_org(&app, &actor, &id, facts).await,
        Err(error) => Err(error),
    };
    settle(&app, &actor, shell, true, Some(&id), form, done).await
}
