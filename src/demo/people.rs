//! Set-up, the organisation, its people and their roles.

use super::Login;
use super::content::Person;
use super::stage::Stage;
use crate::auth::{PartyStatus, Role};
use crate::features::account::actions as account;
use crate::features::account::model::Term;
use crate::features::organisation::actions as organisation;
use crate::features::organisation::model::{
    Category, LineFacts, PartyFacts, PartyKind, PersonFacts, UnitFacts, UnitKind,
};
use anyhow::Context;
use jiff::civil::date;

/// Whoever sets the system up, and the first secretary.
const ADMINISTRATOR: &str = "admin";
const SECRETARY: &str = "sec";

/// From the console token to the last invitation.
pub(super) async fn arrive(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    set_up(stage).await?;
    stage.on(date(2008, 1, 3), 9).await?;
    structure(stage).await?;
    people(stage).await?;
    roles(stage).await
}

async fn set_up(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let (admin, secretary) = (find(stage, ADMINISTRATOR)?, find(stage, SECRETARY)?);
    let token = account::ensure_token(stage.app).await?.context("somebody administers this database already")?;
    let login = new_login(admin)?;
    let form = account::SetUp {
        token,
        name: admin.name.clone(),
        login: login.login.clone(),
        password: login.password.clone(),
        again: login.password.clone(),
        secretary: secretary.name.clone(),
    };
    let done = account::set_up(stage.app, form).await?;
    stage.has_login(ADMINISTRATOR, login).await?;
    accept(stage, SECRETARY, &done.invitation).await
}

async fn structure(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let (app, content) = (stage.app, stage.content);
    let admin = stage.actor(ADMINISTRATOR).await?;
    for unit in &content.units {
        let kind = UnitKind::parse(&unit.kind).context("the kind of a unit")?;
        let facts = UnitFacts { kind, name: unit.name.clone(), parent: None };
        stage.put("unit", &unit.key, organisation::add_unit(app, &admin, facts).await?);
    }
    for branch in &content.branches {
        let facts = PartyFacts {
            kind: PartyKind::parse(&branch.kind).context("the kind of a branch")?,
            name: branch.name.clone(),
            parent: branch.parent.as_deref().map(|key| stage.id("branch", key)).transpose()?,
            units: stage.all("unit", &branch.units)?,
        };
        stage.put("branch", &branch.key, organisation::add_party_org(app, &admin, facts).await?);
    }
    for line in &content.lines {
        let facts = LineFacts { name: line.name.clone(), lead: stage.id("unit", &line.lead)? };
        let id = organisation::add_line(app, &admin, facts).await?;
        for (unit, post) in &line.positions {
            organisation::add_position(app, &admin, &id, stage.id("unit", unit)?, post.clone()).await?;
        }
        stage.put("line", &line.key, id);
    }
    Ok(())
}

async fn people(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let (app, content) = (stage.app, stage.content);
    let admin = stage.actor(ADMINISTRATOR).await?;
    for person in &content.people {
        let unit = stage.id("unit", &person.unit)?;
        let branch = person.branch.as_deref().map(|key| stage.id("branch", key)).transpose()?;
        let facts = PersonFacts {
            name: person.name.clone(),
            staff_no: Some(person.no.clone()),
            category: person.category.as_deref().and_then(Category::parse).unwrap_or(Category::Staff),
            party: if branch.is_some() { PartyStatus::Full } else { PartyStatus::None },
            unit: Some(unit.clone()),
            branch,
        };
        let id = match stage.id("person", &person.key) {
            // Those whom the set-up made have nothing but a name yet.
            Ok(id) => {
                organisation::edit_person(app, &admin, &id, facts).await?;
                id
            }
            Err(_) => organisation::add_person(app, &admin, facts).await?,
        };
        // Nobody writes down his own post.
        if person.key != ADMINISTRATOR {
            organisation::add_post(app, &admin, &id, unit, person.post.clone(), person.leading).await?;
        }
        stage.put("person", &person.key, id);
    }
    Ok(())
}

async fn roles(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let (app, content) = (stage.app, stage.content);
    let today = app.clock.now().today();
    for person in &content.people {
        if person.key == ADMINISTRATOR || person.key == SECRETARY {
            continue;
        }
        let secretary = stage.actor(SECRETARY).await?;
        let id = stage.id("person", &person.key)?;
        for (role, kind, scope) in &person.roles {
            // The office's role comes with its seat in the working group.
            if kind == "campaign" {
                continue;
            }
            let scope_id = match kind.as_str() {
                "unit" => stage.id("unit", scope)?.to_string(),
                "branch" => stage.id("branch", scope)?.to_string(),
                _ => String::new(),
            };
            let role = Role::parse(role).context("the code of a role")?;
            let term = Term { role, scope_kind: kind.clone(), scope_id, from: today, to: None };
            account::grant_role(app, &secretary, &id, term).await?;
        }
        if person.login.is_some() {
            let (secret, ..) = account::invite(app, &secretary, &id).await?;
            accept(stage, &person.key, &secret).await?;
        }
    }
    Ok(())
}

/// Somebody who comes beside the content's own list: registered, with roles and an account.
pub(super) async fn join(stage: &mut Stage<'_>, person: &Person) -> anyhow::Result<()> {
    let app = stage.app;
    let (admin, secretary) = (stage.actor(ADMINISTRATOR).await?, stage.actor(SECRETARY).await?);
    let unit = stage.id("unit", &person.unit)?;
    let facts = PersonFacts {
        name: person.name.clone(),
        staff_no: Some(person.no.clone()),
        category: Category::Staff,
        party: PartyStatus::None,
        unit: Some(unit.clone()),
        branch: None,
    };
    let id = organisation::add_person(app, &admin, facts).await?;
    organisation::add_post(app, &admin, &id, unit, person.post.clone(), false).await?;
    stage.put("person", &person.key, id.clone());
    let today = app.clock.now().today();
    for (role, kind, _) in &person.roles {
        let role = Role::parse(role).context("the code of a role")?;
        let term = Term { role, scope_kind: kind.clone(), scope_id: String::new(), from: today, to: None };
        account::grant_role(app, &secretary, &id, term).await?;
    }
    let (secret, ..) = account::invite(app, &secretary, &id).await?;
    enter(stage, person, &secret).await
}

async fn accept(stage: &mut Stage<'_>, key: &str, secret: &str) -> anyhow::Result<()> {
    let person = find(stage, key)?;
    enter(stage, person, secret).await
}

async fn enter(stage: &mut Stage<'_>, person: &Person, secret: &str) -> anyhow::Result<()> {
    let (key, login) = (person.key.as_str(), new_login(person)?);
    let (name, password) = (login.login.clone(), login.password.clone());
    let form = account::Accepted { login: name, again: password.clone(), password };
    account::accept(stage.app, secret, form).await?;
    stage.has_login(key, login).await
}

fn find<'a>(stage: &Stage<'a>, key: &str) -> anyhow::Result<&'a Person> {
    stage.content.people.iter().find(|p| p.key == key).with_context(|| format!("no person {key} in the content"))
}

/// A login with a password that nobody chose: four groups of four, 80 bits, easy to type.
fn new_login(person: &Person) -> anyhow::Result<Login> {
    let login = person.login.clone().with_context(|| format!("{} has no login in the content", person.key))?;
    let secret = crate::random::secret();
    let groups: Vec<&str> = [0..4, 4..8, 8..12, 12..16].into_iter().filter_map(|part| secret.get(part)).collect();
    let mut roles: Vec<&str> = person.roles.iter().map(|(role, ..)| role.as_str()).collect();
    if person.leading && roles.is_empty() {
        roles.push(Role::Lc.code());
    }
    if roles.is_empty() {
        roles.push(if login.starts_with("zeren") { Role::Ow.code() } else { Role::St.code() });
    }
    Ok(Login { roles: roles.join("+"), login, password: groups.join("-") })
}
