//! Publications in the database.

use ::store::{List, Order, Row, StoreError, Tx, params, statements};

use super::model::{Comments, Disposition, Kind, Line, PubState, Scope};
use crate::auth::{Columns, Object};
use crate::consequences::plan_text::PlanText;
use crate::error::{Error, Result};
use crate::id::Id;

statements! {
    /// One publication.
    pub FIND = "select p.id, p.campaign_id, p.owner_unit_id, p.owner_branch_id, p.kind, p.title, p.body, p.state, p.opens_on,
        p.closes_on, p.frozen_body, p.frozen_hash, p.notice, p.created_by, p.approved_by, p.version, p.search_key, c.host, c.short_name,
        p.comments, p.comment_code from publication p join v_campaign c on c.id = p.campaign_id where p.id = $1";
    /// A new draft.
    pub INSERT = "insert into publication (id, campaign_id, owner_unit_id, owner_branch_id, kind, title, body, state, opens_on, closes_on,
        frozen_body, frozen_hash, notice, created_by, created_on, approved_by, version, search_key, comments)
        values ($1, $2, $3, $4, $5, $6, '', 'draft', null, null, null, null, null, $7, $8, null, 1, $9, $10)";
    /// The key of the one whose anonymous form has this address.
    pub BY_CODE = "select id from publication where comment_code = $1";
    /// The text of a draft that was prepared elsewhere.
    pub SET_BODY = "update publication set body = $2 where id = $1 and state = 'draft'";
    /// The plan that a publication carries.
    pub INSERT_PLAN = "insert into publication_plan (publication_id, content) values ($1, $2)";
    /// The plan that it carries.
    pub PLAN = "select content from publication_plan where publication_id = $1";
    /// A comment, not answered yet.
    pub INSERT_COMMENT = "insert into publication_comment (id, publication_id, sign, received_on, text, text_hash, release_id,
        disposition, answer, disposed_by, disposed_on) values ($1, $2, $3, $4, $5, $6, $7, null, '', null, null)";
    /// Who wrote a named one.
    pub INSERT_COMMENT_AUTHOR = "insert into comment_author (comment_id, sign, person_id) values ($1, 'named', $2)";
    /// The receipt of an anonymous one.
    pub INSERT_COMMENT_RECEIPT = "insert into comment_receipt (hash, comment_id) values ($1, $2)";
    /// Whether there is such a comment, and who wrote it where it bears a name.
    pub COMMENT_AUTHOR = "select a.person_id from publication_comment c left join comment_author a on a.comment_id = c.id
        where c.id = $1 and c.publication_id = $2";
    /// What is done with a comment.
    pub DISPOSE_COMMENT = "update publication_comment set disposition = $2, answer = $3, disposed_by = $4, disposed_on = $5 where id = $1";
    /// Comments without a disposition.
    pub COUNT_WAITING = "select count(*) from publication_comment where publication_id = $1 and disposition is null";
    /// Whether sealed slips lie in the box.
    pub BOX_HOLDS = "select 1 from box_drop where parent = $1 limit 1";
    /// What an office wrote; 1 row where nobody saved in between.
    pub SAVE = "update publication set title = $3, body = $4, closes_on = $5, comments = $6, version = version + 1
        where id = $1 and version = $2 and state = 'draft'";
    /// A new state where the old one still holds; 1 row.
    pub SET_STATE = "update publication set state = $3, version = version + 1 where id = $1 and state = $2";
    /// Who approved.
    pub SET_APPROVED = "update publication set approved_by = $2 where id = $1";
    /// Freezes: only where nothing is frozen yet, so that a frozen text never changes (I10).
    pub FREEZE = "update publication set frozen_body = $2, frozen_hash = $3, opens_on = $4, comment_code = $5
        where id = $1 and frozen_hash is null";
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
    pub ORIGINALS = "select text from v_opinion_point where campaign_id = $1 and sign in ('anonymous', 'confidential') and state <> 'routed'";
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

/// Comments. Their keys are random, so the order tells nothing of when each was written.
pub const COMMENTS: List = List {
    name: "publication::comments",
    select: "select c.id, c.sign, c.received_on, c.text, c.disposition, c.answer, a.person_id, o.name, p.id, p.title, p.state
        from publication_comment c join publication p on p.id = c.publication_id
        left join comment_author a on a.comment_id = c.id left join v_organisation_person o on o.id = a.person_id",
    filters: &[
        ("publication", "c.publication_id = ?"),
        ("author", "a.person_id = ?"),
        ("waiting", "c.disposition is null"),
        ("disposed", "c.disposition is not null"),
    ],
    orders: &[
        Order { key: "id", column: "c.id", descending: false },
        Order { key: "day", column: "c.received_on", descending: true },
    ],
    id: "c.id",
};

/// The lists of this slice, for the test that prepares each on both engines.
pub const LISTS: &[&List] = &[&PUBLICATIONS, &COMMENTS];

/// Whose publications one may list. `v_publication_reader` holds only what is out.
pub const COLUMNS: Columns = Columns {
    campaign: Some("p.campaign_id = ?"),
    unit: Some("p.owner_unit_id = ?"),
    line: None,
    branch: Some("p.owner_branch_id = ?"),
    owner: None,
    lead: None,
    published: Some("exists (select 1 from v_publication_reader r where r.publication_id = p.id and r.person_id = ?)"),
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
    pub comments: Comments,
    pub comment_code: Option<String>,
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
        comments: Comments::parse(&row.get::<String>(19)?).unwrap_or_default(),
        comment_code: row.get(20)?,
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

/// The one whose anonymous form has this address, while it is out.
pub fn find_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Publication> {
    let id = tx.one(&BY_CODE, &params![code], |row| row.get::<Id>(0))?.ok_or(Error::NotFound)?;
    find(tx, &id)
}

/// Whether it is out and somebody, or for `None` anybody, is in its audience.
pub fn is_reader(tx: &mut Tx<'_>, it: &Publication, person: Option<&Id>) -> Result<bool, StoreError> {
    let inside: Option<i64> = match person {
        Some(person) => tx.one(&READER, &params![&it.id, person], |row| row.get(0))?,
        None => tx.one(&PUBLIC, &params![&it.id], |row| row.get(0))?,
    };
    Ok(it.state.is_out() && inside.unwrap_or(0) > 0)
}

/// The plan that it carries.
pub fn plan(tx: &mut Tx<'_>, id: &Id) -> Result<Option<PlanText>, StoreError> {
    let text: Option<String> = tx.one(&PLAN, &params![id], |row| row.get(0))?;
    text.map(|text| PlanText::parse(&text).ok_or_else(|| StoreError::Other("a plan could not be read".into())))
        .transpose()
}

/// A comment.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the comment")]
pub struct Comment {
    pub id: Id,
    pub named: bool,
    pub received_on: String,
    pub text: String,
    pub disposition: Option<Disposition>,
    pub answer: String,
    /// Who wrote it, where it bears a name.
    pub author: Option<(Id, String)>,
    pub publication: Id,
    pub title: String,
    pub state: PubState,
}

/// A row of [`COMMENTS`].
pub fn comment(row: &Row<'_>) -> Result<Comment, StoreError> {
    let (sign, disposition, state): (String, Option<String>, String) = (row.get(1)?, row.get(4)?, row.get(10)?);
    let (author, name): (Option<Id>, Option<String>) = (row.get(6)?, row.get(7)?);
    Ok(Comment {
        id: row.get(0)?,
        named: sign == "named",
        received_on: row.get(2)?,
        text: row.get(3)?,
        disposition: disposition.as_deref().and_then(Disposition::parse),
        answer: row.get(5)?,
        author: author.map(|id| (id, name.unwrap_or_default())),
        publication: row.get(8)?,
        title: row.get(9)?,
        state: PubState::parse(&state).ok_or_else(|| StoreError::Other(format!("no such code: {state}")))?,
    })
}
