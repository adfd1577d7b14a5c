//! The operations of this slice for programs.

use ::store::{Query, Row, StoreError, params};
use axum::body::Bytes;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::import::Part;
use super::model::{Category, LineFacts, PartyFacts, PartyKind, PersonFacts, UnitFacts, UnitKind, parse_party, permit};
use super::store::{self, Node};
use super::{actions, export, import};
use crate::api::{Api, Call, Given, ImportOut, Listed, Taken, day};
use crate::audit::Act;
use crate::auth::Verb;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::tables::MAX_BYTES;

/// A person of the register.
#[derive(Serialize, ToSchema)]
struct PersonOut {
    id: Id,
    name: String,
    staff_no: Option<String>,
    category: String,
    party: String,
    unit: Option<String>,
    branch: Option<String>,
    left_on: Option<String>,
}

fn person(row: &Row<'_>) -> Result<PersonOut, StoreError> {
    Ok(PersonOut {
        id: row.get(0)?,
        name: row.get(1)?,
        staff_no: row.get(3)?,
        category: row.get(4)?,
        party: row.get(5)?,
        unit: row.get(6)?,
        branch: row.get(7)?,
        left_on: row.get(8)?,
    })
}

/// A unit or Party organisation.
#[derive(Serialize, ToSchema)]
struct NodeOut {
    id: Id,
    kind: String,
    name: String,
    parent: Option<Id>,
    people: i64,
}

impl NodeOut {
    fn of(n: Node) -> NodeOut {
        NodeOut { id: n.id, kind: n.kind, name: n.name, parent: n.parent, people: n.people }
    }
}

/// What is known of a person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PersonIn {
    name: String,
    staff_no: Option<String>,
    /// `cadre` or `staff`.
    category: String,
    /// `none`, `probationary` or `full`.
    party: String,
    unit: Option<Id>,
    branch: Option<Id>,
}

impl PersonIn {
    fn facts(self) -> Result<PersonFacts> {
        let mut given = Given::new();
        let category = given.code("category", Some(&self.category), Category::parse);
        let party = given.code("party", Some(&self.party), parse_party);
        let name = given.text("name", Some(self.name), 60);
        let staff_no = given.text("staff_no", self.staff_no, 40);
        let (category, party) = (given.need("category", category), given.need("party", party));
        let name = given.need("name", name);
        let (unit, branch) = (self.unit, self.branch);
        let facts = category.zip(party).zip(name).map(|((category, party), name)| PersonFacts {
            name,
            staff_no,
            category,
            party,
            unit,
            branch,
        });
        given.finish(facts)
    }
}

/// A last day; left out, the person is here again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LeftIn {
    left_on: Option<String>,
}

/// A post in a unit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PostIn {
    unit: Id,
    title: String,
    /// Whether it is a leading post.
    #[serde(default)]
    leading: bool,
}

impl PostIn {
    fn title(&self) -> Result<String> {
        let mut given = Given::new();
        let title = given.text("title", Some(self.title.clone()), 60);
        let title = given.need("title", title);
        given.finish(title)
    }
}

/// A unit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UnitIn {
    kind: String,
    name: String,
    parent: Option<Id>,
}

impl UnitIn {
    fn facts(self) -> Result<UnitFacts> {
        let mut given = Given::new();
        let kind = given.code("kind", Some(&self.kind), UnitKind::parse);
        let name = given.text("name", Some(self.name), 60);
        let both = given.need("kind", kind).zip(given.need("name", name));
        let parent = self.parent;
        given.finish(both.map(|(kind, name)| UnitFacts { kind, name, parent }))
    }
}

/// A Party organisation and the units it serves.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PartyOrgIn {
    kind: String,
    name: String,
    parent: Option<Id>,
    #[serde(default)]
    units: Vec<Id>,
}

impl PartyOrgIn {
    fn facts(self) -> Result<PartyFacts> {
        let mut given = Given::new();
        let kind = given.code("kind", Some(&self.kind), PartyKind::parse);
        let name = given.text("name", Some(self.name), 60);
        let both = given.need("kind", kind).zip(given.need("name", name));
        let (parent, units) = (self.parent, self.units);
        given.finish(both.map(|(kind, name)| PartyFacts { kind, name, parent, units }))
    }
}

/// A line and the department that leads it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LineIn {
    name: String,
    lead: Id,
}

impl LineIn {
    fn facts(self) -> Result<LineFacts> {
        let mut given = Given::new();
        let name = given.text("name", Some(self.name), 60);
        let name = given.need("name", name);
        let lead = self.lead;
        given.finish(name.map(|name| LineFacts { name, lead }))
    }
}

async fn people(c: Call) -> Result<Listed<PersonOut>> {
    permit(&c.actor, Verb::PeopleRead)?;
    let mut query = c.paged(Query::new())?;
    for key in ["unit", "branch", "staff_no"] {
        if let Some(value) = c.asked(key) {
            query = query.filter(key, params![value]);
        }
    }
    let page = c.app.db.read(move |tx| tx.page(&store::PEOPLE, &query, person).map_err(Error::from)).await?;
    Ok(Listed::of(page, |p| p))
}

async fn export_people(c: Call) -> Result<Taken> {
    permit(&c.actor, Verb::PeopleRead)?;
    let (kind, act) = (c.kind()?, Act::by(&c.actor, c.app.clock.now()));
    let bytes = export::export_people(&c.app, act, c.lang, kind).await?;
    Ok(Taken { kind, bytes })
}

async fn import_people(c: Call, content: Bytes) -> Result<ImportOut> {
    permit(&c.actor, Verb::PeopleImport)?;
    let (act, dry_run) = (Act::by(&c.actor, c.app.clock.now()), c.dry_run()?);
    let done = import::people(&c.app, act, content.to_vec(), c.asked("name").unwrap_or(""), dry_run).await?;
    Ok(ImportOut::of(done.report, done.written, c.lang))
}

fn part(c: &Call) -> Result<Part> {
    Part::parse(c.part("part")).ok_or(Error::NotFound)
}

async fn export_part(c: Call) -> Result<Taken> {
    permit(&c.actor, Verb::PeopleRead)?;
    let (kind, act) = (c.kind()?, Act::by(&c.actor, c.app.clock.now()));
    let bytes = import::export_structure(&c.app, act, part(&c)?, c.lang, kind).await?;
    Ok(Taken { kind, bytes })
}

async fn import_part(c: Call, content: Bytes) -> Result<ImportOut> {
    let part = part(&c)?;
    permit(&c.actor, part.verb())?;
    let (act, dry_run) = (Act::by(&c.actor, c.app.clock.now()), c.dry_run()?);
    let done = import::structure(&c.app, act, part, content.to_vec(), c.asked("name").unwrap_or(""), dry_run).await?;
    Ok(ImportOut::of(done.report, done.written, c.lang))
}

async fn units(c: Call) -> Result<Listed<NodeOut>> {
    permit(&c.actor, Verb::PeopleRead)?;
    let found = c.app.db.read(|tx| store::units(tx).map_err(Error::from)).await?;
    Ok(Listed::whole(found.into_iter().map(NodeOut::of).collect()))
}

async fn party_orgs(c: Call) -> Result<Listed<NodeOut>> {
    permit(&c.actor, Verb::PeopleRead)?;
    let found = c.app.db.read(|tx| store::party_orgs(tx).map_err(Error::from)).await?;
    Ok(Listed::whole(found.into_iter().map(NodeOut::of).collect()))
}

/// The operations.
pub fn api() -> Api {
    let api = Api::new("organisation")
        .get("/people", "listPeople", "By name.", &["unit", "branch", "staff_no", "after", "limit"], people)
        .table("/people/export", "exportPeople", "Everybody who is here, as a file.", &["file"], export_people)
        .file("/people/import", "importPeople", "A table of people.", (MAX_BYTES, &["name", "dry_run"]), import_people)
        .table(
            "/structure/{part}/export",
            "exportStructure",
            "`units`, `branches` or `lines` as a file.",
            &["file"],
            export_part,
        )
        .file(
            "/structure/{part}/import",
            "importStructure",
            "A table of `units`, `branches` or `lines`.",
            (MAX_BYTES, &["name", "dry_run"]),
            import_part,
        )
        .post("/people", "addPerson", "A new person.", |c: Call, p: PersonIn| async move {
            actions::add_person(&c.app, &c.actor, p.facts()?).await
        })
        .put("/people/{id}", "editPerson", "Changes what is known.", |c: Call, p: PersonIn| async move {
            actions::edit_person(&c.app, &c.actor, &c.id("id")?, p.facts()?).await
        })
        .put("/people/{id}/left", "setLeft", "The last day.", |c: Call, l: LeftIn| async move {
            let left_on = l.left_on.as_deref().map(|d| day("left_on", d)).transpose()?;
            actions::set_left(&c.app, &c.actor, &c.id("id")?, left_on).await
        })
        .post("/people/{id}/posts", "addPost", "A post more.", |c: Call, p: PostIn| async move {
            let (id, title) = (c.id("id")?, p.title()?);
            actions::add_post(&c.app, &c.actor, &id, p.unit, title, p.leading).await
        })
        .post("/people/{id}/posts/remove", "removePost", "A post less.", |c: Call, p: PostIn| async move {
            let (id, title) = (c.id("id")?, p.title()?);
            actions::remove_post(&c.app, &c.actor, &id, p.unit, title).await
        });
    with_structure(api)
}

fn with_structure(api: Api) -> Api {
    api.get("/units", "listUnits", "All units by name.", &[], units)
        .post("/units", "addUnit", "A new unit.", |c: Call, u: UnitIn| async move {
            actions::add_unit(&c.app, &c.actor, u.facts()?).await
        })
        .put("/units/{id}", "editUnit", "Changes a unit.", |c: Call, u: UnitIn| async move {
            actions::edit_unit(&c.app, &c.actor, &c.id("id")?, u.facts()?).await
        })
        .get("/party-organisations", "listPartyOrganisations", "All, by name.", &[], party_orgs)
        .post("/party-organisations", "addPartyOrganisation", "A new one.", |c: Call, p: PartyOrgIn| async move {
            actions::add_party_org(&c.app, &c.actor, p.facts()?).await
        })
        .put("/party-organisations/{id}", "editPartyOrganisation", "Edits.", |c: Call, p: PartyOrgIn| async move {
            actions::edit_party_org(&c.app, &c.actor, &c.id("id")?, p.facts()?).await
        })
        .post("/lines", "addLine", "A new line.", |c: Call, l: LineIn| async move {
            actions::add_line(&c.app, &c.actor, l.facts()?).await
        })
        .put("/lines/{id}", "editLine", "Changes a line.", |c: Call, l: LineIn| async move {
            actions::edit_line(&c.app, &c.actor, &c.id("id")?, l.facts()?).await
        })
        .post("/lines/{id}/positions", "addPosition", "A post belongs to it.", |c: Call, p: PostIn| async move {
            let (id, title) = (c.id("id")?, p.title()?);
            actions::add_position(&c.app, &c.actor, &id, p.unit, title).await
        })
        .post("/lines/{id}/positions/remove", "removePosition", "No longer.", |c: Call, p: PostIn| async move {
            let (id, title) = (c.id("id")?, p.title()?);
            actions::remove_position(&c.app, &c.actor, &id, p.unit, title).await
        })
}
