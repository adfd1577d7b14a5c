use super::actions;
use super::model::{LineFacts, PartyFacts, PartyKind, UnitFacts, UnitKind};
use crate::id::Id;
use crate::testing::{Login, World};

/// A unit, a line that it leads, and a branch that serves it.
pub(crate) async fn structure(world: &World, admin: &Login) -> (Id, Id, Id) {
    let actor = world.actor(admin).await;
    let facts = UnitFacts { kind: UnitKind::Department, name: "General affairs".into(), parent: None };
    let unit = actions::add_unit(&world.app, &actor, facts).await.unwrap();
    let facts = LineFacts { name: "Catering".into(), lead: unit.clone() };
    let line = actions::add_line(&world.app, &actor, facts).await.unwrap();
    let units = vec![unit.clone()];
    let facts = PartyFacts { kind: PartyKind::Branch, name: "Second branch".into(), parent: None, units };
    let branch = actions::add_party_org(&world.app, &actor, facts).await.unwrap();
    (unit, line, branch)
}
