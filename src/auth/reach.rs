//! Where an actor may use a verb. The same value answers for one object and becomes the SQL predicate of a list, so
//! that `list(actor) == all.filter(can)` holds by construction (and by a property test).

use store::{Predicate, Value};

use super::matrix::allowances;
use super::{Actor, Verb};
use crate::id::Id;

/// What the permission table needs to know of an object.
#[derive(Clone, Debug, Default)]
pub struct Object {
    /// The campaign it belongs to.
    pub campaign: Option<Id>,
    /// Departments or units answerable for it.
    pub units: Vec<Id>,
    /// Lines it belongs to.
    pub lines: Vec<Id>,
    /// Branches it belongs to.
    pub branches: Vec<Id>,
    /// Persons who own it.
    pub owners: Vec<Id>,
    /// Persons who lead it.
    pub leads: Vec<Id>,
    /// Whether it is published to the asker.
    pub published: bool,
    /// Persons it is about: they may neither screen, merge nor answer it, nor read it before it is fed back.
    pub about: Vec<Id>,
}

/// Where a verb is allowed: the union over all roles of the actor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Everywhere.
    pub tenant: bool,
    /// In these campaigns.
    pub campaigns: Vec<Id>,
    /// For these units.
    pub units: Vec<Id>,
    /// For these lines.
    pub lines: Vec<Id>,
    /// For these branches.
    pub branches: Vec<Id>,
    /// For what the actor owns.
    pub own: bool,
    /// For what the actor leads.
    pub lead: bool,
    /// For what is published to the actor.
    pub published: bool,
}

impl Reach {
    /// Reads the matrix for every role the actor holds.
    pub fn of(actor: &Actor, verb: Verb) -> Reach {
        let mut reach = Reach::default();
        for (role, grant) in actor.roles() {
            for allowance in allowances(verb.row(), role).filter(|a| a.rights.contains(verb.right())) {
                let id = grant.and_then(|g| Id::parse(&g.scope_id));
                let kind = grant.map_or("", |g| g.scope_kind.as_str());
                match (allowance.scope, kind, id) {
                    (Some('o'), ..) => reach.own = true,
                    (Some('l'), ..) => reach.lead = true,
                    (Some('p'), ..) => reach.published = true,
                    (Some('d'), "unit", Some(id)) => reach.units.push(id),
                    (Some('d'), "line", Some(id)) => reach.lines.push(id),
                    (Some('b'), "branch", Some(id)) => reach.branches.push(id),
                    (Some(_), ..) => {}
                    (None, "campaign", Some(id)) => reach.campaigns.push(id),
                    (None, "campaign", None) => {}
                    (None, ..) => reach.tenant = true,
                }
            }
        }
        reach
    }

    /// Whether there is anything at all.
    pub fn is_nothing(&self) -> bool {
        *self == Reach::default()
    }

    /// Whether it holds for this object.
    pub fn covers(&self, me: &Id, object: &Object) -> bool {
        let meets = |mine: &[Id], theirs: &[Id]| mine.iter().any(|id| theirs.contains(id));
        self.tenant
            || object.campaign.as_ref().is_some_and(|c| self.campaigns.contains(c))
            || meets(&self.units, &object.units)
            || meets(&self.lines, &object.lines)
            || meets(&self.branches, &object.branches)
            || (self.own && object.owners.contains(me))
            || (self.lead && object.leads.contains(me))
            || (self.published && object.published)
    }

    /// The rows of a list, as fragments to be joined by `or`. Each column is a static fragment with one `?`.
    pub fn predicate(&self, me: &Id, columns: &Columns) -> Predicate {
        if self.tenant {
            return Predicate::All;
        }
        let mut any: Vec<(&'static str, Vec<Value>)> = Vec::new();
        let mut each = |fragment: Option<&'static str>, ids: &[Id]| {
            if let Some(fragment) = fragment {
                any.extend(ids.iter().map(|id| (fragment, vec![Value::from(id)])));
            }
        };
        each(columns.campaign, &self.campaigns);
        each(columns.unit, &self.units);
        each(columns.line, &self.lines);
        each(columns.branch, &self.branches);
        each(columns.owner.filter(|_| self.own), std::slice::from_ref(me));
        each(columns.lead.filter(|_| self.lead), std::slice::from_ref(me));
        each(columns.published.filter(|_| self.published), std::slice::from_ref(me));
        if any.is_empty() { Predicate::None } else { Predicate::Any(any) }
    }
}

/// How a table tells an object's facts, one fragment with one `?` each, such as `p.campaign_id = ?`.
/// `published` gets the person's key.
#[derive(Clone, Copy, Debug, Default)]
pub struct Columns {
    /// The campaign.
    pub campaign: Option<&'static str>,
    /// The unit.
    pub unit: Option<&'static str>,
    /// The line.
    pub line: Option<&'static str>,
    /// The branch.
    pub branch: Option<&'static str>,
    /// The owner.
    pub owner: Option<&'static str>,
    /// The leader.
    pub lead: Option<&'static str>,
    /// Whether it is published to the person.
    pub published: Option<&'static str>,
}
