//! organisation in the database.

use ::store::{List, Order, Row, StoreError, Tx, Value, params, statements};

use super::model::{Category, PersonFacts, parse_party};
use crate::auth::PartyStatus;
use crate::id::Id;

statements! {
    /// A new person.
    pub INSERT_PERSON = "insert into person (id, staff_no, name, name_key, category, party_status, unit_id, branch_id, left_on)
        values ($1, $2, $3, $4, $5, $6, $7, $8, null)";
    /// Changes a person.
    pub UPDATE_PERSON = "update person set staff_no = $2, name = $3, name_key = $4, category = $5, party_status = $6, unit_id = $7,
        branch_id = $8 where id = $1";
    /// Somebody left, or came back (null).
    pub SET_LEFT = "update person set left_on = $2 where id = $1";
    /// A person.
    pub PERSON = "select p.id, p.staff_no, p.name, p.category, p.party_status, p.unit_id, p.branch_id, p.left_on, u.name, b.name
        from person p left join unit u on u.id = p.unit_id left join party_org b on b.id = p.branch_id where p.id = $1";
    /// Who has a staff number.
    pub PERSON_BY_STAFF_NO = "select id from person where staff_no = $1";
    /// The posts of a person.
    pub POSTS = "select p.unit_id, u.name, p.title, p.is_leading from person_post p join unit u on u.id = p.unit_id
        where p.person_id = $1 order by p.is_leading desc, u.name_key, p.title";
    /// A post, or the same one with another mark.
    pub PUT_POST = "insert into person_post (person_id, unit_id, title, is_leading) values ($1, $2, $3, $4)
        on conflict (person_id, unit_id, title) do update set is_leading = excluded.is_leading";
    /// Takes a post away.
    pub DELETE_POST = "delete from person_post where person_id = $1 and unit_id = $2 and title = $3";
    /// The roles a person holds on a day or later, from the slice that grants them.
    pub GRANTS = "select role, scope_name, from_on, to_on from v_account_grant
        where person_id = $1 and (to_on is null or to_on >= $2) order by role, scope_name, from_on";
    /// Whether a person has a login, or an invitation.
    pub ACCOUNT = "select login, invited_until from v_account_person where person_id = $1";
    /// The roles in force of the persons of one page, which is a stretch of the order.
    pub GRANTS_BETWEEN = "select g.person_id, g.role from v_account_grant g join person p on p.id = g.person_id
        where p.name_key >= $1 and p.name_key <= $2 and g.from_on <= $3 and (g.to_on is null or g.to_on >= $3)
        order by g.person_id, g.role";
    /// How many there are of each.
    pub COUNTS = "select (select count(*) from person where left_on is null), (select count(*) from unit where kind = 'grassroots'),
        (select count(*) from unit where kind = 'department')";

    /// A new unit.
    pub INSERT_UNIT = "insert into unit (id, kind, name, name_key, parent_id) values ($1, $2, $3, $4, $5)";
    /// Changes a unit.
    pub UPDATE_UNIT = "update unit set kind = $2, name = $3, name_key = $4, parent_id = $5 where id = $1";
    /// All units with their people in number.
    pub UNITS = "select u.id, u.kind, u.name, u.parent_id, coalesce(n.people, 0) from unit u
        left join (select unit_id, count(*) as people from person where left_on is null group by unit_id) n on n.unit_id = u.id
        order by u.name_key, u.id";
    /// Who stands under whom.
    pub UNIT_PARENTS = "select id, parent_id from unit order by id";
    /// Whether the name is used by another unit.
    pub UNIT_BY_NAME = "select id from unit where name = $1";
    /// A new Party organisation.
    pub INSERT_PARTY_ORG = "insert into party_org (id, kind, name, name_key, parent_id) values ($1, $2, $3, $4, $5)";
    /// Changes a Party organisation.
    pub UPDATE_PARTY_ORG = "update party_org set kind = $2, name = $3, name_key = $4, parent_id = $5 where id = $1";
    /// All Party organisations with their people in number.
    pub PARTY_ORGS = "select o.id, o.kind, o.name, o.parent_id, coalesce(n.people, 0) from party_org o
        left join (select branch_id, count(*) as people from person where left_on is null group by branch_id) n on n.branch_id = o.id
        order by o.name_key, o.id";
    /// Who stands under whom.
    pub PARTY_PARENTS = "select id, parent_id from party_org order by id";
    /// Whether the name is used by another one.
    pub PARTY_BY_NAME = "select id from party_org where name = $1";
    /// Which branch serves which unit.
    pub BRANCH_UNITS = "select bu.branch_id, bu.unit_id, o.name, u.name from branch_unit bu join party_org o on o.id = bu.branch_id
        join unit u on u.id = bu.unit_id order by o.name_key, u.name_key, u.id";
    /// A branch serves a unit.
    pub INSERT_BRANCH_UNIT = "insert into branch_unit (branch_id, unit_id) values ($1, $2) on conflict (branch_id, unit_id) do nothing";
    /// A branch serves none for the moment.
    pub DELETE_BRANCH_UNITS = "delete from branch_unit where branch_id = $1";
    /// The secretaries of branches in force on a day.
    pub SECRETARIES = "select g.scope_id, p.name from v_account_grant g join person p on p.id = g.person_id
        where g.role = 'BS' and g.scope_kind = 'branch' and g.from_on <= $1 and (g.to_on is null or g.to_on >= $1)
        order by p.name_key, p.id";
    /// A new line.
    pub INSERT_LINE = "insert into line (id, name, name_key, lead_unit_id) values ($1, $2, $3, $4)";
    /// Changes a line.
    pub UPDATE_LINE = "update line set name = $2, name_key = $3, lead_unit_id = $4 where id = $1";
    /// Whether the name is used by another line.
    pub LINE_BY_NAME = "select id from line where name = $1";
    /// All lines, with positions and units in number.
    pub LINES = "select l.id, l.name, l.lead_unit_id, u.name, coalesce(n.positions, 0), coalesce(n.units, 0) from line l
        join unit u on u.id = l.lead_unit_id
        left join (select line_id, count(*) as positions, count(distinct unit_id) as units from line_position group by line_id) n
        on n.line_id = l.id order by l.name_key, l.id";
    /// A line.
    pub LINE = "select l.id, l.name, l.lead_unit_id, u.name from line l join unit u on u.id = l.lead_unit_id where l.id = $1";
    /// The positions of a line.
    pub POSITIONS = "select p.unit_id, u.name, p.post from line_position p join unit u on u.id = p.unit_id where p.line_id = $1
        order by u.name_key, p.post";
    /// The positions of all lines.
    pub EVERY_POSITION = "select line_id, unit_id, post from line_position order by line_id, unit_id, post";
    /// A line has none for the moment.
    pub DELETE_POSITIONS = "delete from line_position where line_id = $1";
    /// A position.
    pub INSERT_POSITION = "insert into line_position (line_id, unit_id, post) values ($1, $2, $3)
        on conflict (line_id, unit_id, post) do nothing";
    /// Takes a position away.
    pub DELETE_POSITION = "delete from line_position where line_id = $1 and unit_id = $2 and post = $3";

    /// Everybody, for comparing a file with the register.
    pub EVERYBODY = "select id, staff_no, name, category, party_status, unit_id, branch_id, left_on from person order by id";
    /// Every post, for the same.
    pub EVERY_POST = "select person_id, unit_id, title, is_leading from person_post order by person_id, unit_id, title";
    /// A row waits.
    pub STAGE = "insert into person_import (job_id, row_no, person_id, is_new, staff_no, name, name_key, category, party_status, unit_id,
        branch_id, post, is_leading, staged_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    /// New people from waiting rows.
    pub APPLY_NEW = "insert into person (id, staff_no, name, name_key, category, party_status, unit_id, branch_id, left_on)
        select person_id, staff_no, name, name_key, category, party_status, unit_id, branch_id, null
        from person_import where job_id = $1 and is_new = 1";
    /// Changed people from waiting rows.
    pub APPLY_CHANGED = "update person set staff_no = s.staff_no, category = s.category, party_status = s.party_status, unit_id = s.unit_id,
        branch_id = s.branch_id, left_on = null from person_import s where s.person_id = person.id and s.job_id = $1 and s.is_new = 0";
    /// Posts from waiting rows.
    pub APPLY_POSTS = "insert into person_post (person_id, unit_id, title, is_leading)
        select person_id, unit_id, post, is_leading from person_import where job_id = $1 and post is not null
        on conflict (person_id, unit_id, title) do update set is_leading = excluded.is_leading";
    /// Waiting new people who are there by now: somebody else was quicker.
    pub CLASHES = "select count(*) from person_import s join person p on p.staff_no = s.staff_no
            or (p.name = s.name and p.unit_id = s.unit_id and p.left_on is null and s.staff_no is null)
        where s.job_id = $1 and s.is_new = 1";
    /// How many wait.
    pub STAGED = "select count(*) from person_import where job_id = $1";
    /// Nothing waits any more; rows of an import that died are left from another day.
    pub UNSTAGE = "delete from person_import where job_id = $1 or staged_on < $2";
    /// What was imported already.
    pub IMPORTED = "select imported_on from import_job where kind = 'people' and target = '' and content_hash = $1";
    /// Remembers an import.
    pub INSERT_IMPORT = "insert into import_job (id, kind, target, content_hash, rows, imported_on, imported_by)
        values ($1, 'people', '', $2, $3, $4, $5)";
}

/// People by pinyin.
pub const PEOPLE: List = List {
    name: "organisation::people",
    select: "select p.id, p.name, p.name_key, p.staff_no, p.category, p.party_status, u.name, b.name, p.left_on
        from person p left join unit u on u.id = p.unit_id left join party_org b on b.id = p.branch_id",
    filters: &[
        ("unit", "p.unit_id = ?"),
        ("branch", "p.branch_id = ?"),
        ("staff_no", "p.staff_no = ?"),
        ("han", "p.name >= ? and p.name < ?"),
        ("latin", "replace(p.name_key, ' ', '') >= ? and replace(p.name_key, ' ', '') < ?"),
        ("here", "p.left_on is null"),
        (
            "role",
            "exists (select 1 from v_account_grant g where g.person_id = p.id and g.role = ? and g.from_on <= ?
                and (g.to_on is null or g.to_on >= ?))",
        ),
    ],
    orders: &[Order { key: "name", column: "p.name_key", descending: false }],
    id: "p.id",
};

/// The lists of this slice, for the test that prepares each on both engines.
pub const LISTS: &[&List] = &[&PEOPLE];

/// A person as registered.
#[derive(Clone, Debug)]
pub struct Person {
    /// The key.
    pub id: Id,
    /// What is known.
    pub facts: PersonFacts,
    /// The last day, for somebody who left.
    pub left_on: Option<String>,
    /// The unit's name.
    pub unit: Option<String>,
    /// The branch's name.
    pub branch: Option<String>,
}

/// What may stand in the columns of kinds is held by the tables; another value is a fault of the program.
pub(super) fn category(code: &str) -> Category {
    Category::parse(code).unwrap_or(Category::Staff)
}

pub(super) fn party(code: &str) -> PartyStatus {
    parse_party(code).unwrap_or(PartyStatus::None)
}

/// A person.
pub fn person(tx: &mut Tx<'_>, id: &Id) -> Result<Option<Person>, StoreError> {
    tx.one(&PERSON, &params![id], |row| {
        let facts = PersonFacts {
            staff_no: row.get(1)?,
            name: row.get(2)?,
            category: category(&row.get::<String>(3)?),
            party: party(&row.get::<String>(4)?),
            unit: row.get(5)?,
            branch: row.get(6)?,
        };
        Ok(Person { id: row.get(0)?, facts, left_on: row.get(7)?, unit: row.get(8)?, branch: row.get(9)? })
    })
}

/// Writes a person; `new` inserts.
pub fn put_person(tx: &mut Tx<'_>, id: &Id, facts: &PersonFacts, new: bool) -> Result<(), StoreError> {
    let row = params![
        id,
        &facts.staff_no,
        &facts.name,
        super::model::person_key(&facts.name),
        facts.category.code(),
        facts.party.code(),
        &facts.unit,
        &facts.branch
    ];
    tx.run(&(if new { INSERT_PERSON } else { UPDATE_PERSON }), &row).map(drop)
}

/// A unit or Party organisation in a list.
#[derive(Clone, Debug)]
pub struct Node {
    /// The key.
    pub id: Id,
    /// Its kind's code.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The one above.
    pub parent: Option<Id>,
    /// People in number.
    pub people: i64,
}

fn node(row: &Row<'_>) -> Result<Node, StoreError> {
    Ok(Node { id: row.get(0)?, kind: row.get(1)?, name: row.get(2)?, parent: row.get(3)?, people: row.get(4)? })
}

/// All units by name.
pub fn units(tx: &mut Tx<'_>) -> Result<Vec<Node>, StoreError> {
    tx.all(&UNITS, &[], node)
}

/// All Party organisations by name.
pub fn party_orgs(tx: &mut Tx<'_>) -> Result<Vec<Node>, StoreError> {
    tx.all(&PARTY_ORGS, &[], node)
}

/// Who stands under whom, in the tree of units or of Party organisations.
pub fn parents(tx: &mut Tx<'_>, sql: &::store::Sql) -> Result<Vec<(Id, Option<Id>)>, StoreError> {
    tx.all(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Whether a name (or staff number) is used by another row than `own`.
pub fn is_used(tx: &mut Tx<'_>, sql: &::store::Sql, text: &str, own: Option<&Id>) -> Result<bool, StoreError> {
    let found: Option<Id> = tx.one(sql, &[Value::from(text)], |row| row.get(0))?;
    Ok(found.is_some_and(|id| Some(&id) != own))
}
