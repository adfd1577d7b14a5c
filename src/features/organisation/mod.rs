//! organisation: two trees, units and Party organisations, joined many-to-many (T5); lines, which are neither; people.
//!
//! Words: *unit* 单位/部室, *Party organisation* 党组织, *branch* 党支部, *line* 条线, *position* 岗位, *post* 职务.
//! Invariants: names of units, Party organisations and lines are unique; neither tree has a ring; a line has exactly one
//! lead department; nobody changes his own posts and Party status; an import writes everything or nothing.

pub mod actions;
mod api;
pub mod import;
pub mod model;
mod pages;
pub mod store;

pub use api::api;
pub use pages::routes;

use ::store::Tx;

use crate::audit::{Act, Entry, record};
use crate::auth::PartyStatus;
use crate::error::Result;
use crate::id::Id;

/// Consequence of a new account: its person is registered, with nothing known but the name.
pub fn person_entered(tx: &mut Tx<'_>, act: &Act, name: &str) -> Result<Id> {
    let id = Id::random();
    let facts = model::PersonFacts {
        name: name.to_owned(),
        staff_no: None,
        category: model::Category::Staff,
        party: PartyStatus::None,
        unit: None,
        branch: None,
    };
    store::put_person(tx, &id, &facts, true)?;
    record(tx, act, Entry::new("person.add", "person", &id))?;
    Ok(id)
}

#[cfg(test)]
pub(crate) mod tests;
