//! account in the database. Logins, sessions and grants that every request needs stand in `auth::store`.

use ::store::{List, StoreError, Tx, params, statements};
use jiff::civil::Date;

use super::model::{Standing, Term};
use crate::auth::Role;
use crate::id::Id;

statements! {
    /// A setting.
    pub SETTING = "select value from setting where name = $1";
    /// Sets it.
    pub PUT_SETTING = "insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value";
    /// Takes it away.
    pub DELETE_SETTING = "delete from setting where name = $1";
    /// The password behind a login that may be used.
    pub LOGIN = "select a.id, a.person_id, a.password from account a join v_organisation_person p on p.id = a.person_id
        where a.login = $1 and a.locked = 0 and p.left_on is null";
    /// The password of an account.
    pub PASSWORD = "select password from account where id = $1";
    /// Whose a login is.
    pub LOGIN_OWNER = "select person_id from account where login = $1";
    /// A person with the account, if any.
    pub PERSON = "select p.id, p.name, p.unit, p.left_on, p.staff_no, a.id, a.login
        from v_organisation_person p left join account a on a.person_id = p.id where p.id = $1";
    /// Whether a person leads, owns items, and whether any secretary has an account.
    pub STANDING = "select
        case when exists (select 1 from v_organisation_post o where o.person_id = $1 and o.is_leading = 1) then 1 else 0 end,
        case when exists (select 1 from v_rectification_item i where i.owner_id = $1) then 1 else 0 end,
        case when exists (select 1 from role_grant g join account a on a.person_id = g.person_id
            where g.role = 'SEC' and (g.to_on is null or g.to_on >= $2)) then 1 else 0 end";
    /// A person's roles that are not over.
    pub TERMS = "select id, role, scope_kind, scope_id, from_on, to_on, scope_name from v_account_grant
        where person_id = $1 and (to_on is null or to_on >= $2) order by role, scope_name, from_on, id";
    /// A grant.
    pub GRANT = "select person_id, role, from_on from role_grant where id = $1 and (to_on is null or to_on >= $2)";
    /// A grant that ends on the day it began.
    pub DELETE_GRANT = "delete from role_grant where id = $1";
    /// How many hold a role on a day.
    pub COUNT_HOLDERS = "select count(*) from role_grant where role = $1 and from_on <= $2 and (to_on is null or to_on >= $2)";
    /// What a role may be held in.
    pub SCOPES = "select 'campaign' as kind, id, short_name as name, short_name as sorted from v_campaign
        union all select 'unit', id, name, name_key from v_organisation_unit
        union all select 'line', id, name, name_key from v_organisation_line
        union all select 'branch', id, name, name_key from v_organisation_branch
        order by kind, sorted, id";
    /// An invitation that holds, with the person and the account, if any.
    pub INVITATION = "select i.person_id, p.name, p.staff_no, a.id, a.login from invitation i
        join v_organisation_person p on p.id = i.person_id left join account a on a.person_id = i.person_id
        where i.token_hash = $1 and i.expires_on >= $2 and p.left_on is null";
    /// A person has one invitation at a time.
    pub DELETE_INVITATIONS = "delete from invitation where person_id = $1";
    /// Ends the other sessions of an account.
    pub DELETE_OTHERS = "delete from session where account_id = $1 and token_hash <> $2";
    /// Ends what is over anyway.
    pub DELETE_OLD = "delete from session where account_id = $1 and created_on < $2";
    /// A notice to the owner of an account.
    pub INSERT_NOTICE = "insert into account_notice (id, person_id, kind, on_day, by_person) values ($1, $2, $3, $4, $5)";
    /// What the owner has not put away yet.
    pub NOTICES = "select n.kind, n.on_day, p.name from account_notice n left join v_organisation_person p on p.id = n.by_person
        where n.person_id = $1 order by n.on_day desc, n.id desc";
    /// Tokens that are not over, of an account.
    pub TOKENS = "select id, name, scopes, created_on, expires_on from api_token
        where account_id = $1 and expires_on >= $2 order by created_on, id";
    /// How many they are.
    pub COUNT_TOKENS = "select count(*) from api_token where account_id = $1 and expires_on >= $2";
    /// A new token.
    pub INSERT_TOKEN = "insert into api_token (token_hash, id, account_id, name, scopes, created_on, expires_on)
        values ($1, $2, $3, $4, $5, $6, $7)";
    /// Takes one back.
    pub DELETE_TOKEN = "delete from api_token where id = $1 and account_id = $2";
    /// Those that are over.
    pub DELETE_OLD_TOKENS = "delete from api_token where account_id = $1 and expires_on < $2";
    /// The owner has read them.
    pub DELETE_NOTICES = "delete from account_notice where person_id = $1";
}

/// The lists of this slice, for the test that prepares each on both engines.
pub const LISTS: &[&List] = &[];

/// A person and the account.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The person.
    pub person: Id,
    /// The name.
    pub name: String,
    /// The unit's name.
    pub unit: Option<String>,
    /// Whether the person has left.
    pub left: bool,
    /// The staff number, which is offered as login.
    pub staff_no: Option<String>,
    /// The account.
    pub account: Option<Id>,
    /// Its login.
    pub login: Option<String>,
}

/// A person and the account.
pub fn holder(tx: &mut Tx<'_>, person: &Id) -> Result<Option<Holder>, StoreError> {
    tx.one(&PERSON, &params![person], |row| {
        Ok(Holder {
            person: row.get(0)?,
            name: row.get(1)?,
            unit: row.get(2)?,
            left: row.get::<Option<String>>(3)?.is_some(),
            staff_no: row.get(4)?,
            account: row.get(5)?,
            login: row.get(6)?,
        })
    })
}

/// A token as its owner sees it.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its key, which is not its secret.
    pub id: Id,
    /// What the owner calls it.
    pub name: String,
    /// What it is for.
    pub scopes: String,
    /// The day of its making.
    pub created_on: String,
    /// Its last day.
    pub expires_on: String,
}

/// The tokens of an account that are not over.
pub fn tokens(tx: &mut Tx<'_>, account: &Id, today: Date) -> Result<Vec<Token>, StoreError> {
    tx.all(&TOKENS, &params![account, today.to_string()], |row| {
        let (name, scopes) = (row.get(1)?, row.get(2)?);
        Ok(Token { id: row.get(0)?, name, scopes, created_on: row.get(3)?, expires_on: row.get(4)? })
    })
}

/// A grant that is not over, as the pages show it.
#[derive(Clone, Debug)]
pub struct Held {
    /// The grant's key.
    pub id: Id,
    /// Role, scope, term.
    pub term: Term,
    /// What the scope is called.
    pub scope: Option<String>,
}

/// A person's grants that are not over on a day.
pub fn terms(tx: &mut Tx<'_>, person: &Id, today: Date) -> Result<Vec<Held>, StoreError> {
    let rows = tx.all(&TERMS, &params![person, today.to_string()], |row| {
        let term = (row.get::<String>(2)?, row.get::<String>(3)?, row.get::<String>(4)?, row.get::<Option<String>>(5)?);
        Ok((row.get::<Id>(0)?, row.get::<String>(1)?, term, row.get::<Option<String>>(6)?))
    })?;
    let held = rows.into_iter().filter_map(|(id, role, (scope_kind, scope_id, from, to), scope)| {
        let to = to.map(|to| to.parse()).transpose().ok()?;
        let term = Term { role: Role::parse(&role)?, scope_kind, scope_id, from: from.parse().ok()?, to };
        Some(Held { id, term, scope })
    });
    Ok(held.collect())
}

/// What decides who may hand out a link for this person.
pub fn standing(tx: &mut Tx<'_>, person: &Id, today: Date) -> Result<Standing, StoreError> {
    let roles = terms(tx, person, today)?.into_iter().map(|h| h.term.role).collect();
    let flags = tx.one(&STANDING, &params![person, today.to_string()], |row| {
        Ok((row.get::<bool>(0)?, row.get::<bool>(1)?, row.get::<bool>(2)?))
    })?;
    let (leading, owns_items, secretary) = flags.unwrap_or_default();
    Ok(Standing { roles, leading, owns_items, no_secretary_yet: !secretary })
}

/// How many hold a role on a day.
pub fn holders(tx: &mut Tx<'_>, role: Role, today: Date) -> Result<i64, StoreError> {
    Ok(tx.one(&COUNT_HOLDERS, &params![role.code(), today.to_string()], |row| row.get(0))?.unwrap_or(0))
}
