//! Accounts: the form of a login, where a login may lead, who may grant what and reset whose password.

use jiff::civil::Date;

use crate::auth::matrix::Scope;
use crate::auth::{Role, Verb};
use crate::error::Rule;
use crate::id::Id;

/// How long an invitation holds, in days.
pub const INVITATION_DAYS: i64 = 14;
/// The longest password, in characters; more only costs time to hash.
pub const LONGEST_PASSWORD: usize = 200;

/// A login as it is stored: 3 to 40 lower-case letters, digits, dots, hyphens, low lines. Case does not count.
pub fn parse_login(text: &str) -> Result<String, Rule> {
    let login = text.trim().to_ascii_lowercase();
    let known = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_');
    match login.len() {
        0 => Err(Rule::Missing),
        3..=40 if login.bytes().all(known) => Ok(login),
        _ => Err(Rule::LoginForm),
    }
}

/// Where to go after login: only a path of this site. Browsers read `//host` and `/\host` as another site.
pub fn local_path(next: &str) -> Option<&str> {
    let rest = next.strip_prefix('/')?;
    let foreign = rest.starts_with(['/', '\\']) || next.contains(['\\', '\r', '\n', '\t', '\0']) || next.len() > 500;
    (!foreign && !next.is_empty()).then_some(next)
}

/// The verb that granting or ending a role takes: the administrator appoints administrators and nobody else; whoever
/// holds business content decides who else does (PRIVACY.md).
pub fn verb_for(role: Role) -> Verb {
    if role == Role::Sys { Verb::AccountManage } else { Verb::RoleGrant }
}

/// A role in a scope for a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The role.
    pub role: Role,
    /// `tenant`, `campaign`, `unit`, `line`, `branch`.
    pub scope_kind: String,
    /// The key, empty for the tenant.
    pub scope_id: String,
    /// The first day.
    pub from: Date,
    /// The last day; open without.
    pub to: Option<Date>,
}

impl Term {
    /// Whether the two terms share a day.
    pub fn overlaps(&self, other: &Term) -> bool {
        let before = |a: &Term, b: &Term| a.to.is_some_and(|to| to < b.from);
        !before(self, other) && !before(other, self)
    }

    /// Whether a new term may stand beside those held.
    pub fn guard(&self, held: &[Term]) -> Result<(), (&'static str, Rule)> {
        if self.to.is_some_and(|to| to < self.from) {
            return Err(("to_on", Rule::TermBackwards));
        }
        let mut together = held.iter().filter(|other| self.overlaps(other));
        if together.clone().any(|other| self.role.excludes(other.role)) {
            return Err(("role", Rule::RolesExclude));
        }
        let same = |o: &Term| o.role == self.role && o.scope_kind == self.scope_kind && o.scope_id == self.scope_id;
        if together.any(same) { Err(("role", Rule::RoleHeld)) } else { Ok(()) }
    }
}

/// The kinds of scope that a role may have.
pub fn scope_kinds(role: Role) -> &'static [&'static str] {
    match (role, role.scope()) {
        // A department's clerk looks after the department or after its line (SPEC 5.1).
        (Role::Dl, _) => &["unit", "line"],
        (_, Scope::Tenant) => &["tenant"],
        (_, Scope::Campaign) => &["campaign"],
        (_, Scope::Unit) => &["unit"],
        (_, Scope::Branch) => &["branch"],
    }
}

/// Reads `unit:KEY` (or nothing, for a role of the whole organisation) as a scope that fits the role.
pub fn parse_scope(role: Role, text: &str) -> Result<(String, String), Rule> {
    let kinds = scope_kinds(role);
    if kinds.contains(&"tenant") {
        return if text.is_empty() { Ok(("tenant".into(), String::new())) } else { Err(Rule::UnknownChoice) };
    }
    let (kind, id) = text.split_once(':').ok_or(Rule::ScopeNeeded)?;
    match (kinds.contains(&kind), Id::parse(id)) {
        (true, Some(id)) => Ok((kind.to_owned(), id.to_string())),
        _ => Err(Rule::ScopeNeeded),
    }
}

/// What is known of a person when the password is to be reset or the first invitation to be given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Roles in force today or later.
    pub roles: Vec<Role>,
    /// Holds a leading post.
    pub leading: bool,
    /// Is the owner of an item.
    pub owns_items: bool,
    /// No secretary has an account yet, so nobody but the administrator can invite the first one.
    pub no_secretary_yet: bool,
}

impl Standing {
    /// Whether the account carries business rights, so that whoever holds it holds them.
    pub fn is_business(&self) -> bool {
        self.leading || self.owns_items || self.roles.iter().any(|r| *r != Role::Sys)
    }

    /// Who may hand out a link that sets this person's password (PRIVACY.md: a reset of a business role's password needs a
    /// second business person): the auditor for a secretary, a secretary for the other business roles, either administrator
    /// or secretary for plain staff; the administrator's own kind only another administrator.
    pub fn may_be_invited_by(&self, by: &[Role]) -> bool {
        let by = |role| by.contains(&role);
        if self.roles.contains(&Role::Sec) {
            return by(Role::Aud) || (self.no_secretary_yet && by(Role::Sys));
        }
        if self.is_business() {
            return by(Role::Sec);
        }
        if self.roles.contains(&Role::Sys) { by(Role::Sys) } else { by(Role::Sys) || by(Role::Sec) }
    }
}
