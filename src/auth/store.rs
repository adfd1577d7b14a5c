//! Accounts, sessions, invitations and role grants in the database.

use jiff::civil::Date;
use store::{StoreError, Tx, params, statements};

use super::actor::{Actor, Grant, PartyStatus, Person};
use super::matrix::Role;
use crate::id::Id;

statements! {
    /// The person of a session that is not over.
    pub SESSION_PERSON = "select a.id, p.id, p.name, p.unit_id, p.branch_id, p.party_status,
        case when exists (select 1 from person_post pp where pp.person_id = p.id and pp.is_leading = 1) then 1 else 0 end,
        case when exists (select 1 from rectification_item i where i.owner_id = p.id) then 1 else 0 end
        from session s join account a on a.id = s.account_id join person p on p.id = a.person_id
        where s.token_hash = $1 and s.created_on >= $2 and a.locked = 0 and p.left_on is null";
    /// The same for an account.
    pub ACCOUNT_PERSON = "select a.id, p.id, p.name, p.unit_id, p.branch_id, p.party_status,
        case when exists (select 1 from person_post pp where pp.person_id = p.id and pp.is_leading = 1) then 1 else 0 end,
        case when exists (select 1 from rectification_item i where i.owner_id = p.id) then 1 else 0 end
        from account a join person p on p.id = a.person_id where a.id = $1";
    /// The person of a token that is not over, and what the token is for.
    pub TOKEN_PERSON = "select a.id, p.id, p.name, p.unit_id, p.branch_id, p.party_status,
        case when exists (select 1 from person_post pp where pp.person_id = p.id and pp.is_leading = 1) then 1 else 0 end,
        case when exists (select 1 from rectification_item i where i.owner_id = p.id) then 1 else 0 end, t.scopes
        from api_token t join account a on a.id = t.account_id join person p on p.id = a.person_id
        where t.token_hash = $1 and t.expires_on >= $2 and a.locked = 0 and p.left_on is null";
    /// Ends all tokens of an account.
    pub DELETE_TOKENS = "delete from api_token where account_id = $1";
    /// Roles in force on a day.
    pub GRANTS = "select role, scope_kind, scope_id from role_grant
        where person_id = $1 and from_on <= $2 and (to_on is null or to_on >= $2) order by role, scope_kind, scope_id";
    /// A new session; the day is the only time it keeps.
    pub INSERT_SESSION = "insert into session (token_hash, account_id, created_on) values ($1, $2, $3)";
    /// Ends one session.
    pub DELETE_SESSION = "delete from session where token_hash = $1";
    /// Ends all sessions of an account.
    pub DELETE_SESSIONS = "delete from session where account_id = $1";
    /// Sessions of an account by day.
    pub SESSIONS = "select token_hash, created_on from session where account_id = $1 order by created_on, token_hash";
    /// For login.
    pub ACCOUNT_BY_LOGIN = "select id, password from account where login = $1 and locked = 0";
    /// A new account.
    pub INSERT_ACCOUNT = "insert into account (id, person_id, login, password, locked, created_on) values ($1, $2, $3, $4, 0, $5)";
    /// A new password.
    pub SET_PASSWORD = "update account set password = $2 where id = $1";
    /// The account of a person.
    pub ACCOUNT_OF_PERSON = "select id, login from account where person_id = $1";
    /// Grants a role.
    pub INSERT_GRANT = "insert into role_grant (id, person_id, role, scope_kind, scope_id, from_on, to_on, granted_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// Ends a grant.
    pub END_GRANT = "update role_grant set to_on = $2 where id = $1";
    /// All grants of a person, ended ones too.
    pub GRANTS_OF = "select id, role, scope_kind, scope_id, from_on, to_on from role_grant where person_id = $1 order by from_on, id";
    /// A new invitation.
    pub INSERT_INVITATION = "insert into invitation (token_hash, person_id, expires_on) values ($1, $2, $3)";
    /// An invitation that still holds.
    pub INVITATION = "select i.person_id, p.name from invitation i join person p on p.id = i.person_id
        where i.token_hash = $1 and i.expires_on >= $2";
    /// An invitation is used once.
    pub DELETE_INVITATION = "delete from invitation where token_hash = $1";
    /// Whether anyone administers the system yet.
    pub COUNT_ADMINISTRATORS = "select count(*) from role_grant where role = 'SYS'";
}

fn person(row: &store::Row<'_>) -> Result<(Id, Person), StoreError> {
    let status: String = row.get(5)?;
    let person = Person {
        id: row.get(1)?,
        name: row.get(2)?,
        unit: row.get(3)?,
        branch: row.get(4)?,
        party: PartyStatus::parse(&status),
        leading: row.get(6)?,
        owns_items: row.get(7)?,
    };
    Ok((row.get(0)?, person))
}

/// The actor of a session begun on or after `since`; two queries.
pub fn actor_of_session(
    tx: &mut Tx<'_>,
    token_hash: &str,
    since: &str,
    today: Date,
) -> Result<Option<Actor>, StoreError> {
    let found = tx.one(&SESSION_PERSON, &params![token_hash, since], person)?;
    found.map(|(account, person)| with_grants(tx, account, person, today)).transpose()
}

/// The actor of a token and the text of its scopes; two queries.
pub fn actor_of_token(tx: &mut Tx<'_>, token_hash: &str, today: Date) -> Result<Option<(Actor, String)>, StoreError> {
    let found = tx
        .one(&TOKEN_PERSON, &params![token_hash, today.to_string()], |row| Ok((person(row)?, row.get::<String>(8)?)))?;
    let Some(((account, person), scopes)) = found else { return Ok(None) };
    Ok(Some((with_grants(tx, account, person, today)?, scopes)))
}

/// The actor of an account; for commands and for the demo's own actions.
pub fn actor_of_account(tx: &mut Tx<'_>, account: &Id, today: Date) -> Result<Option<Actor>, StoreError> {
    let found = tx.one(&ACCOUNT_PERSON, &params![account], person)?;
    found.map(|(account, person)| with_grants(tx, account, person, today)).transpose()
}

fn with_grants(tx: &mut Tx<'_>, account: Id, person: Person, today: Date) -> Result<Actor, StoreError> {
    let day = today.to_string();
    let grants = tx.all(&GRANTS, &params![&person.id, &day], |row| {
        let code: String = row.get(0)?;
        Ok(Role::parse(&code).map(|role| (role, row.get::<String>(1), row.get::<String>(2))))
    })?;
    let mut held = Vec::with_capacity(grants.len());
    for (role, scope_kind, scope_id) in grants.into_iter().flatten() {
        held.push(Grant { role, scope_kind: scope_kind?, scope_id: scope_id? });
    }
    Ok(Actor { account, person, grants: held, today })
}
