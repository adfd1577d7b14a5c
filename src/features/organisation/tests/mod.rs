//! The slice as its users see it, on both engines.

mod imports;
mod pages;
mod tables;

use super::actions;
use super::model::{LineFacts, PartyFacts, PartyKind, UnitFacts, UnitKind};
use crate::auth::Role;
use crate::id::Id;
use crate::testing::{Login, World};

/// A unit, a line that it leads, and a branch that serves it.
pub(crate) async fn structure(world: &World, admin: &Login) -> (Id, Id, Id) {
    let actor = world.actor(admin).await;
    let unit = unit(world, admin, "General affairs").await;
    let facts = LineFacts { name: "Catering".into(), lead: unit.clone() };
    let line = actions::add_line(&world.app, &actor, facts).await.unwrap();
    let branch = branch(world, admin, "Second branch", &[&unit]).await;
    (unit, line, branch)
}

async fn unit(world: &World, admin: &Login, name: &str) -> Id {
    let facts = UnitFacts { kind: UnitKind::Department, name: name.into(), parent: None };
    actions::add_unit(&world.app, &world.actor(admin).await, facts).await.unwrap()
}

async fn branch(world: &World, admin: &Login, name: &str, units: &[&Id]) -> Id {
    let units = units.iter().map(|id| (*id).clone()).collect();
    let facts = PartyFacts { kind: PartyKind::Branch, name: name.into(), parent: None, units };
    actions::add_party_org(&world.app, &world.actor(admin).await, facts).await.unwrap()
}

async fn admin(world: &World) -> Login {
    world.person("Admin", &[(Role::Sys, "tenant", "")]).await
}
