//! The one who acts: a person, the roles granted for today, and the roles that follow from the person.

use jiff::civil::Date;

use super::matrix::Role;
use super::{Object, Reach, Verb};
use crate::error::{Error, Refusal, Result};
use crate::id::Id;

/// Membership as far as permissions need it (SPEC 2.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartyStatus {
    /// Not a member.
    None,
    /// In the probation year.
    Probationary,
    /// Full member.
    Full,
}

impl PartyStatus {
    /// The code in the database and in imports.
    pub fn code(self) -> &'static str {
        match self {
            PartyStatus::None => "none",
            PartyStatus::Probationary => "probationary",
            PartyStatus::Full => "full",
        }
    }
    /// From its code; anything unknown is no member.
    pub fn parse(code: &str) -> PartyStatus {
        match code {
            "full" => PartyStatus::Full,
            "probationary" => PartyStatus::Probationary,
            _ => PartyStatus::None,
        }
    }
}

/// The person behind a session.
#[derive(Clone, Debug)]
pub struct Person {
    /// The person's key.
    pub id: Id,
    /// The name as registered.
    pub name: String,
    /// The unit the person works in.
    pub unit: Option<Id>,
    /// The branch the person belongs to.
    pub branch: Option<Id>,
    /// Member or not.
    pub party: PartyStatus,
    /// Holds a leading post (R87).
    pub leading: bool,
    /// Is the owner (责任人) of at least one rectification item.
    pub owns_items: bool,
}

/// A role in a scope; the term is checked when grants are loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// `tenant`, `campaign`, `unit`, `line` or `branch`.
    pub scope_kind: String,
    /// What the scope names; empty for the tenant.
    pub scope_id: String,
}

/// Who acts.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The account, to find its sessions.
    pub account: Id,
    /// The person.
    pub person: Person,
    /// Roles granted, in force today.
    pub grants: Vec<Grant>,
    /// The day for which the grants were read.
    pub today: Date,
}

impl Actor {
    /// Whether a role is held, anywhere.
    pub fn has(&self, role: Role) -> bool {
        self.roles().any(|(r, _)| r == role)
    }

    /// Every role held, derived ones too, with the grant where there is one.
    pub fn roles(&self) -> impl Iterator<Item = (Role, Option<&Grant>)> {
        let derived = [
            (Role::St, true),
            (Role::Ow, self.person.owns_items),
            (Role::Pm, self.person.party != PartyStatus::None),
            (Role::Lc, self.person.leading),
        ];
        let granted = self.grants.iter().map(|g| (g.role, Some(g)));
        granted.chain(derived.into_iter().filter(|(_, held)| *held).map(|(r, _)| (r, None)))
    }

    /// Where this actor may do that.
    pub fn reach(&self, verb: Verb) -> Reach {
        Reach::of(self, verb)
    }

    /// The check on the object itself; every action makes it, in the unit of work that read the object.
    /// A conflict is refused even to those whose role would allow the verb (SPEC 5.2).
    pub fn permit(&self, verb: Verb, object: &Object) -> Result<()> {
        if !self.reach(verb).covers(&self.person.id, object) {
            return Err(Error::Refused(Refusal::Role));
        }
        if object.about.contains(&self.person.id) {
            return Err(Error::Refused(Refusal::Conflict));
        }
        Ok(())
    }

    /// Like [`Actor::permit`], for pages: what may not be read does not exist (I11).
    pub fn permit_read(&self, verb: Verb, object: &Object) -> Result<()> {
        self.permit(verb, object).map_err(|_| Error::NotFound)
    }
}
