//! The operations of this slice for programs. Secrets (invitations, passwords, tokens) are for the person's own eyes and
//! are handed out by the pages alone: an answer here may be kept under a key, and a secret must not be.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{Term, parse_scope};
use super::{actions, store};
use crate::api::{Api, Call, Given, Listed};
use crate::auth::{Role, Verb};
use crate::error::{Error, Refusal, Result};
use crate::id::Id;

/// Who calls.
#[derive(Serialize, ToSchema)]
struct MeOut {
    person: Id,
    name: String,
    /// The codes of the roles held today.
    roles: Vec<&'static str>,
}

/// A role in a scope for a term.
#[derive(Serialize, ToSchema)]
struct RoleOut {
    id: Id,
    role: &'static str,
    scope_kind: String,
    scope_id: String,
    from_on: String,
    to_on: Option<String>,
}

/// A role to be granted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RoleIn {
    role: String,
    /// `campaign:KEY`, `unit:KEY`, `line:KEY` or `branch:KEY`; nothing for a role of the whole organisation.
    #[serde(default)]
    scope: String,
    from_on: String,
    to_on: Option<String>,
}

async fn me(c: Call) -> Result<MeOut> {
    let mut roles: Vec<&'static str> = c.actor.roles().map(|(role, _)| role.code()).collect();
    roles.dedup();
    Ok(MeOut { person: c.actor.person.id.clone(), name: c.actor.person.name.clone(), roles })
}

async fn roles(c: Call) -> Result<Listed<RoleOut>> {
    if c.actor.reach(Verb::PeopleRead).is_nothing() {
        return Err(Error::Refused(Refusal::Role));
    }
    let (id, today) = (c.id("id")?, c.app.clock.now().today());
    let read = c.app.db.read(move |tx| {
        store::holder(tx, &id)?.ok_or(Error::NotFound)?;
        Ok::<_, Error>(store::terms(tx, &id, today)?)
    });
    let role = |held: store::Held| RoleOut {
        id: held.id,
        role: held.term.role.code(),
        scope_kind: held.term.scope_kind,
        scope_id: held.term.scope_id,
        from_on: held.term.from.to_string(),
        to_on: held.term.to.map(|d| d.to_string()),
    };
    Ok(Listed::whole(read.await?.into_iter().map(role).collect()))
}

async fn grant(c: Call, input: RoleIn) -> Result<()> {
    let mut given = Given::new();
    let role = given.code("role", Some(&input.role), Role::parse);
    let from = given.day("from_on", Some(&input.from_on));
    let to = given.day("to_on", input.to_on.as_deref());
    let both = given.need("role", role).zip(given.need("from_on", from));
    let (role, from) = given.finish(both)?;
    let (scope_kind, scope_id) = parse_scope(role, &input.scope).map_err(|rule| Error::field("scope", rule))?;
    let term = Term { role, scope_kind, scope_id, from, to };
    actions::grant_role(&c.app, &c.actor, &c.id("id")?, term).await
}

/// The operations.
pub fn api() -> Api {
    Api::new("account")
        .get("/me", "readMe", "Who calls, and the roles held today.", &[], me)
        .get("/people/{id}/roles", "listRoles", "A person's roles that are not over.", &[], roles)
        .post("/people/{id}/roles", "grantRole", "Grants a role in a scope for a term.", grant)
        .act("/people/{id}/roles/{grant}/end", "endRole", "Ends a role today.", |c: Call| async move {
            actions::end_role(&c.app, &c.actor, &c.id("id")?, &c.id("grant")?).await
        })
}
