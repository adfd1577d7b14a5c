//! Publications in the database.

use ::store::{List, Order, Row, StoreError, Tx, params, statements};

use super::model::{Kind, Line, PubState, Scope};
use crate::auth::{Columns, Object};
use crate::error::{Error, Result};
use crate::id::Id;

statements! {
    /// One publication.
    pub FIND = "select p.id, p.campaign_id, p.owner_unit_id, p.owner_branch_id, p.kind, p.title, p.body, p.state, p.opens_on,
        p.closes_on, p.frozen_body, p.frozen_hash, p.notice, p.created_by, p.approved_by, p.version, p.search_key, c.host, c.short_name
        from publication p join v_campaign c on c.id = p.campaign_id where p.id = $1";
    /// A new draft.
    pub INSERT = "insert into publication (id, campaign_id, owner_unit_id, owner_branch_id, kind, title, body, state, opens_on, closes_on,
        frozen_body, frozen_hash, notice, created_by, created_on, approved_by, version, search_key)
        values ($1, $2, $3, $4, $5, $6, '', 'draft', null, null, null, null, null, $7, $8, null, 1, $9)";
    /// What an office wrote; 1 row where nobody saved in between.
    pub SAVE = "update publication set title = $3, body = $4, closes_on = $5, version = version + 1
        where id = $1 and version = $2 and state = 'draft'";
    /// A new state where the old one still holds; 1 row.
    pub SET_STATE = "update publication set state = $3, version = version + 1 where id = $1 and state = $2";
    /// Who approved.
    pub SET_APPROVED = "update publication set approved_by = $2 where id = $1";
    /// Freezes: only where nothing is frozen yet, so that a frozen text never changes (I10).
    pub FREEZE = "update publication set frozen_body = $2, frozen_hash = $3, opens_on = $4 where id = $1 and frozen_hash is null";
    /// What stands in its place.
    pub SET_NOTICE = "update publication set notice = $2 where id = $1";
    /// Its audience.
    pub SCOPE = "select scope_kind, scope_id from publication_scope where publication_id = $1 order by scope_kind, scope_id";
    /// Forgets the audience of a draft.
    pub CLEAR_SCOPE = "delete from publication_scope where publication_id = $1";
    /// A part of the audience.
    pub INSERT_SCOPE = "insert into publication_scope (publication_id, scope_kind, scope_id) values ($1, $2, $3)";
    /// Its lines.
    pub LINES = "select merged_item_id, asked, done, proven, remains from report_back_line where publication_id = $1 order by ordinal, merged_item_id";
    /// Its lines with the problems' names.
    pub TOLD = "select m.summary, l.asked, l.done, l.proven, l.remains from report_back_line l join v_merging_item m on m.id = l.merged_item_id
        where l.publication_id = $1 order by l.ordinal, l.merged_item_id";
    /// Forgets the lines of a draft.
    pub CLEAR_LINES = "delete from report_back_line where publication_id = $1";
    /// A line.
    pub INSERT_LINE = "insert into report_back_line (publication_id, merged_item_id, ordinal, asked, done, proven, remains)
        values ($1, $2, $3, $4, $5, $6, $7)";
    /// Problems that can be told of, and where they stand.
    pub PROBLEMS = "select m.id, m.no, m.summary, m.points, m.explanation, b.bucket,
        (select cast(coalesce(sum(i.measures), 0) as bigint) from v_rectification_item i where i.merged_item_id = m.id),
        (select cast(coalesce(sum(i.measures_done), 0) as bigint) from v_rectification_item i where i.merged_item_id = m.id),
        (select cast(coalesce(sum(i.evidence), 0) as bigint) from v_rectification_item i where i.merged_item_id = m.id),
        (select max(i.due_on) from v_rectification_item i where i.merged_item_id = m.id)
        from v_merging_item m join v_problem_bucket b on b.id = m.id
        where m.campaign_id = $1 and m.state <> 'draft' order by m.no, m.id limit 300";
    /// One of them, for the frozen text.
    pub PROBLEM = "select m.campaign_id, m.summary, m.points, b.bucket from v_merging_item m join v_problem_bucket b on b.id = m.id where m.id = $1";
    /// Units with their parents.
    pub UNITS = "select id, name, parent_id from v_organisation_unit order by name_key, id limit 500";
    /// Party organisations with their parents.
    pub BRANCHES = "select id, name, parent_id from v_organisation_party_org order by name, id limit 500";
    /// How many people the audience has.
    pub REACHES = "select count(*) from v_organisation_person o where o.left_on is null and exists (
        select 1 from publication_scope s where s.publication_id = $1 and (s.scope_kind in ('public', 'everyone')
          or (s.scope_kind = 'members' and o.party_status <> 'none') or (s.scope_kind = 'unit' and s.scope_id = o.unit_id)
          or (s.scope_kind = 'branch' and s.scope_id = o.branch_id)))";
    /// How many of each unit's people are in it.
    pub REACHES_BY_UNIT = "select o.unit_id, o.unit, count(*), cast(coalesce(sum(case when exists (
        select 1 from publication_scope s where s.publication_id = $1 and (s.scope_kind in ('public', 'everyone')
          or (s.scope_kind = 'members' and o.party_status <> 'none') or (s.scope_kind = 'unit' and s.scope_id = o.unit_id)
          or (s.scope_kind = 'branch' and s.scope_id = o.branch_id))) then 1 else 0 end), 0) as bigint)
        from v_organisation_person o where o.left_on is null and o.unit_id is not null group by o.unit_id, o.unit order by o.unit, o.unit_id limit 500";
    /// Whether a person may read one that is out.
    pub READER = "select count(*) from v_publication_reader where publication_id = $1 and person_id = $2";
    /// Whether anybody may.
    pub PUBLIC = "select count(*) from v_publication_public where publication_id = $1";
    /// Names of persons, but for those who answer for an item of the campaign: these are named by their office.
    pub NAMES = "select distinct o.name from v_organisation_person o where not exists (select 1 from v_rectification_item i
        where i.campaign_id = $1 and (i.owner_id = o.id or i.lead_cadre_id = o.id)) order by o.name";
    /// Anonymous originals of a campaign.
    pub ORIGINALS = "select text from v_opinion_point where campaign_id = $1 and sign = 'anonymous' and state <> 'routed'";
    /// Whether there is such a campaign.
    pub CAMPAIGN_EXISTS = "select count(*) from v_campaign where id = $1";
    /// Campaigns, for the form.
    pub CAMPAIGNS = "select id, short_name from v_campaign order by year desc, id limit 100";
}

/// Publications of all campaigns, the newest first.
pub const PUBLICATIONS: List = List {
    name: "publication::publications",
    select: "select p.id, p.kind, p.title, p.state, p.opens_on, p.closes_on, c.host, c.short_name
        from publication p join v_campaign c on c.id = p.campaign_id",
    filters: &[("campaign", "p.campaign_id = ?"), ("state", "p.state = ?"), ("kind", "p.kind = ?")],
    orders: &[Order { key: "new", column: "p.created_on", descending: true }],
    id: "p.id",
};

/// The lists of this slice, for the test that prepares each on both engines.
pub const LISTS: &[&List] = &[&PUBLICATIONS];

/// Whose publications one may list. `v_publication_reader` holds only what is out.
pub const COLUMNS: Columns = Columns {
    campaign: Some("p.campaign_id = ?"),
    unit: Some("p.owner_unit_id = ?"),
    line: None,
    branch: Some("p.owner_branch_id = ?"),
    owner: None,
    lead: None,
    published: Some("? in (select r.person_id from v_publication_reader r where r.publication_id = p.id)"),
};

/// What a visitor without login may list.
pub const FOR_VISITORS: &str = "p.id in (select r.publication_id from v_publication_public r) and ? = 1";

/// The text index over what is out; keys are `search_key`.
pub const INDEX: &str = "publication_words";

/// A publication.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the publication")]
pub struct Publication {
    pub id: Id,
    pub campaign: Id,
    pub owner_unit: Option<Id>,
    pub owner_branch: Option<Id>,
    pub kind: Kind,
    pub title: String,
    pub body: String,
    pub state: PubState,
    pub opens_on: Option<String>,
    pub closes_on: Option<String>,
    pub frozen_body: Option<String>,
    pub frozen_hash: Option<String>,
    pub notice: Option<String>,
    pub created_by: Id,
    pub approved_by: Option<Id>,
    pub version: i64,
    pub search_key: i64,
    pub host: String,
    pub campaign_name: String,
}

impl Publication {
    /// What the permission table needs to know.
    pub fn object(&self, published: bool) -> Object {
        Object {
            campaign: Some(self.campaign.clone()),
            units: self.owner_unit.iter().cloned().collect(),
            branches: self.owner_branch.iter().cloned().collect(),
            published,
            ..Object::default()
        }
    }
}

fn publication(row: &Row<'_>) -> Result<Publication, StoreError> {
    let (kind, state): (String, String) = (row.get(4)?, row.get(7)?);
    let unknown = |code: &str| StoreError::Other(format!("no such code: {code}"));
    Ok(Publication {
        id: row.get(0)?,
        campaign: row.get(1)?,
        owner_unit: row.get(2)?,
        owner_branch: row.get(3)?,
        kind: Kind::parse(&kind).ok_or_else(|| unknown(&kind))?,
        title: row.get(5)?,
        body: row.get(6)?,
        state: PubState::parse(&state).ok_or_else(|| unknown(&state))?,
        opens_on: row.get(8)?,
        closes_on: row.get(9)?,
        frozen_body: row.get(10)?,
        frozen_hash: row.get(11)?,
        notice: row.get(12)?,
        created_by: row.get(13)?,
        approved_by: row.get(14)?,
        version: row.get(15)?,
        search_key: row.get(16)?,
        host: row.get(17)?,
        campaign_name: row.get(18)?,
    })
}

/// One publication.
pub fn find(tx: &mut Tx<'_>, id: &Id) -> Result<Publication> {
    tx.one(&FIND, &params![id], publication)?.ok_or(Error::NotFound)
}

/// Its audience.
pub fn scope(tx: &mut Tx<'_>, id: &Id) -> Result<Vec<Scope>, StoreError> {
    let rows = tx.all(&SCOPE, &params![id], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?;
    Ok(rows.iter().filter_map(|(kind, id)| Scope::parse(kind, id)).collect())
}

/// Its lines in order.
pub fn lines(tx: &mut Tx<'_>, id: &Id) -> Result<Vec<Line>, StoreError> {
    tx.all(&LINES, &params![id], |row| {
        Ok(Line {
            merged_item: row.get(0)?,
            asked: row.get(1)?,
            done: row.get(2)?,
            proven: row.get(3)?,
            remains: row.get(4)?,
        })
    })
}

/// Writes a draft's audience and lines anew.
pub fn replace_parts(tx: &mut Tx<'_>, id: &Id, scope: &[Scope], lines: &[Line]) -> Result<(), StoreError> {
    tx.run(&CLEAR_SCOPE, &params![id])?;
    for part in scope {
        let (kind, of) = part.columns();
        tx.run(&INSERT_SCOPE, &params![id, kind, of])?;
    }
    tx.run(&CLEAR_LINES, &params![id])?;
    for (at, line) in (1_i64..).zip(lines) {
        let row = params![id, &line.merged_item, at, &line.asked, &line.done, &line.proven, &line.remains];
        tx.run(&INSERT_LINE, &row)?;
    }
    Ok(())
}

/// How many people the audience has.
pub fn reaches(tx: &mut Tx<'_>, id: &Id) -> Result<i64, StoreError> {
    Ok(tx.one(&REACHES, &params![id], |row| row.get(0))?.unwrap_or(0))
}

/// A problem that can be told of, and where it stands.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the problem")]
pub struct Problem {
    pub id: Id,
    pub no: i64,
    pub summary: String,
    pub points: i64,
    pub explanation: Option<String>,
    pub bucket: String,
    pub measures: i64,
    pub measures_done: i64,
    pub evidence: i64,
    pub due_on: Option<String>,
}

/// Problems of a campaign that can be told of.
pub fn problems(tx: &mut Tx<'_>, campaign: &Id) -> Result<Vec<Problem>, StoreError> {
    tx.all(&PROBLEMS, &params![campaign], |row| {
        Ok(Problem {
            id: row.get(0)?,
            no: row.get(1)?,
            summary: row.get(2)?,
            points: row.get(3)?,
            explanation: row.get(4)?,
            bucket: row.get(5)?,
            measures: row.get(6)?,
            measures_done: row.get(7)?,
            evidence: row.get(8)?,
            due_on: row.get(9)?,
        })
    })
}
