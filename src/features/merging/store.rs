//! Merged items, links and the ledger of steps in the database.

mod four;
pub mod groups;
pub mod proposals;
mod rows;

pub use four::{Four, by_four};
pub use rows::{LastStep, PointView, StepRow, last_step, point_view, step_row, steps};

use ::store::{List, Order, Query, Row, StoreError, Tx, params, statements};

use super::model::{Coverage, MergedState, Place, PointFacts, Snapshot};
use crate::auth::{Actor, Columns, Object, Verb};
use crate::error::{Error, Refusal, Result};
use crate::id::Id;

/// The columns of a step or decision in the ledger; `rows::step_row` reads them.
macro_rules! step_columns {
    () => {
        "select s.no, s.verb, s.points, s.reason, s.made_on, s.undone, p.name, m.summary, o.summary, s.merged_item_id, s.earlier, s.kind
        from v_merging_step s left join v_organisation_person p on p.id = s.person_id
        left join merged_item m on m.id = s.merged_item_id left join merged_item o on o.id = s.other_item_id"
    };
}
pub(crate) use step_columns;

/// Points about one person that are looked at.
const MOST_ABOUT: u32 = 5_000;
/// Copies of one text that go along at once.
const MOST_COPIES: u32 = 2_000;

statements! {
    /// The points of an item for its row in the summary: none that is about or by this person; departments of small cells are
    /// withheld. The keys are random, so their order tells nothing.
    pub SUMMARY_POINTS = "select p.id, p.channel, case when p.cell_hidden = 1 then null else u.name end from v_opinion_point p
        left join v_organisation_unit u on u.id = p.subject_unit_id left join v_opinion_author a on a.point_id = p.id
        where p.merged_item_id = $1 and p.state <> 'routed' and (p.subject_person_id is null or p.subject_person_id <> $2)
          and (a.person_id is null or a.person_id <> $2) order by p.id limit $3";
    /// What is proposed for an item, and who leads it.
    pub SUMMARY_ITEMS = "select r.requirement, r.lead_cadre, r.lead_unit from v_rectification_item i
        join v_rectification_planned r on r.id = i.id where i.merged_item_id = $1 and i.bucket <> 'superseded' order by i.serial, i.id";
    /// One item.
    pub FIND_ITEM = "select m.id, m.campaign_id, m.no, m.summary, m.category, m.is_key, m.state, m.explanation, m.confirmed_by,
        m.confirmed_on, m.version, m.search_key, (select count(*) from merge_link l where l.merged_item_id = m.id), p.name
        from merged_item m left join v_organisation_person p on p.id = m.confirmed_by where m.id = $1";
    /// A new item.
    pub INSERT_ITEM = "insert into merged_item (id, campaign_id, no, summary, category, is_key, state, explanation, confirmed_by,
        confirmed_on, version, search_key) values ($1, $2, $3, $4, $5, 0, 'draft', null, null, null, 0, $6)";
    /// The item where its version is still the old one; 1 row.
    pub SET_ITEM = "update merged_item set summary = $3, category = $4, is_key = $5, state = $6, confirmed_by = $7, confirmed_on = $8
        where id = $1 and version = $2";
    /// The number of the step that changed it last.
    pub SET_VERSION = "update merged_item set version = $2 where id = $1";
    /// Why nothing will be done.
    pub SET_EXPLANATION = "update merged_item set explanation = $2 where id = $1";
    /// The next number of a kind within a campaign.
    pub NEXT_NUMBER = "insert into campaign_number (campaign_id, name, value) values ($1, $2, 1)
        on conflict (campaign_id, name) do update set value = campaign_number.value + 1 returning value";
    /// What merging needs to know of a point.
    pub POINT_FACTS = "select p.id, p.campaign_id, p.state,
        case when p.line_id is not null and p.population is not null and p.subject is not null then 1 else 0 end,
        p.cell_hidden, case when p.kind is not null then 1 else 0 end, p.subject_person_id, a.person_id, p.merged_item_id, m.summary
        from v_opinion_point p left join v_opinion_author a on a.point_id = p.id left join merged_item m on m.id = p.merged_item_id
        where p.id = $1 and p.state <> 'routed'";
    /// Puts a point into an item; its key refuses a second one (I2).
    pub INSERT_LINK = "insert into merge_link (point_id, merged_item_id, reason, merged_on) values ($1, $2, $3, $4)";
    /// Takes a point out.
    pub DELETE_LINK = "delete from merge_link where point_id = $1";
    /// Where a point is.
    pub FIND_LINK = "select merged_item_id, reason, merged_on from merge_link where point_id = $1";
    /// Moves a point.
    pub MOVE_LINK = "update merge_link set merged_item_id = $2, reason = $3, merged_on = $4 where point_id = $1";
    /// The points of an item.
    pub POINTS_OF = "select point_id from merge_link where merged_item_id = $1 order by point_id";
    /// The points of an item with the day and the reason.
    pub PLACES_OF = "select point_id, merged_item_id, reason, merged_on from merge_link where merged_item_id = $1 order by point_id";
    /// Persons whom an item's points are about.
    pub ABOUT = "select distinct p.subject_person_id from merge_link l join v_opinion_point p on p.id = l.point_id
        where l.merged_item_id = $1 and p.subject_person_id is not null order by p.subject_person_id";
    /// Rectification items that hang on it.
    pub COUNT_DEPENDING = "select count(*) from v_rectification_item where merged_item_id = $1 and bucket <> 'superseded'";
    /// A new step.
    pub INSERT_STEP = "insert into merge_step (id, campaign_id, no, verb, merged_item_id, other_item_id, points, earlier, reason,
        person_id, made_on, undone) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)";
    /// The last step of a person that is not undone.
    pub LAST_STEP = "select no, verb, merged_item_id, other_item_id, earlier from merge_step
        where campaign_id = $1 and person_id = $2 and undone = 0 and verb <> 'undo' order by no desc limit 1";
    /// A step is undone once.
    pub MARK_UNDONE = "update merge_step set undone = 1 where campaign_id = $1 and no = $2 and undone = 0";
    /// The newest steps of a campaign.
    pub STEPS_OF_CAMPAIGN = concat!(step_columns!(), " where s.campaign_id = $1 order by s.no desc limit $2");
    /// The newest steps that touched an item.
    pub STEPS_OF_ITEM = concat!(step_columns!(), " where s.merged_item_id = $1 or s.other_item_id = $1 order by s.no desc limit $2");
    /// The number of the newest step or decision of a campaign.
    pub NEWEST_STEP = "select value from campaign_number where campaign_id = $1 and name = 'merge_step'";
    /// Points about a person that were not handed over yet.
    pub ABOUT_ME = "select p.id, p.merged_item_id from v_opinion_point p join v_opinion_round r on r.id = p.round_id
        where p.subject_person_id = $1 and r.state not in ('fed_back', 'archived') order by p.id limit $2";
    /// Copies of a point's text in its round that wait for a fate, have what merging needs, and that this person may sort.
    pub COPIES = "select c.id from v_opinion_copy me join v_opinion_copy c on c.round_id = me.round_id and c.text_hash = me.text_hash
        where me.id = $1 and c.id <> me.id and c.waiting = 1 and c.ready = 1
          and (c.subject_person_id is null or c.subject_person_id <> $2) and (c.author_id is null or c.author_id <> $2)
        order by c.id limit $3";
    /// How many copies of a point's text wait, itself included.
    pub COUNT_COPIES = "select count(*) from v_opinion_copy me join v_opinion_copy c on c.round_id = me.round_id
          and c.text_hash = me.text_hash
        where me.id = $1 and c.waiting = 1
          and (c.subject_person_id is null or c.subject_person_id <> $2) and (c.author_id is null or c.author_id <> $2)";
    /// What became of the points of a campaign, as far as one person may know of them.
    pub COVERAGE = "select count(*), count(m.id),
        count(*) filter (where p.merged_item_id is null and p.state in ('submitted', 'registered')),
        count(*) filter (where p.merged_item_id is null and p.state in ('answered', 'rated', 'objected', 'closed')),
        count(*) filter (where p.merged_item_id is null and p.state = 'referred'),
        count(*) filter (where p.merged_item_id is null and p.state = 'not_adopted'),
        count(*) filter (where p.merged_item_id is null and p.state = 'withdrawn'),
        count(*) filter (where p.merged_item_id is null and p.state = 'routed')
        from v_opinion_point p join v_opinion_round r on r.id = p.round_id left join v_merging_item m on m.id = p.merged_item_id
        where p.campaign_id = $1 and p.state <> 'closed_split'
          and (p.subject_person_id is null or p.subject_person_id <> $2 or r.state in ('fed_back', 'archived'))";
    /// The points of a round that one person may sort, and those of them without a fate.
    pub ROUND_COUNTS = "select count(*), count(*) filter (where p.merged_item_id is null and p.state in ('submitted', 'registered'))
        from v_opinion_point p left join v_opinion_author a on a.point_id = p.id where p.round_id = $1 and p.state <> 'closed_split'
          and (p.subject_person_id is null or p.subject_person_id <> $2) and (a.person_id is null or a.person_id <> $2)";
    /// Points by line, population, subject and kind, as far as one person may know of them; sealed fields by themselves.
    pub POINTS_BY_FOUR = "select l.name, p.line_id, p.population, p.subject, p.kind, p.cell_hidden, count(*),
        count(*) filter (where p.sign = 'anonymous')
        from v_opinion_point p join v_opinion_round r on r.id = p.round_id left join v_organisation_line l on l.id = p.line_id
        where p.campaign_id = $1 and p.state not in ('closed_split', 'routed')
          and (p.subject_person_id is null or p.subject_person_id <> $2 or r.state in ('fed_back', 'archived'))
        group by l.name, p.line_id, p.population, p.subject, p.kind, p.cell_hidden
        order by l.name, p.line_id, p.population, p.subject, p.kind, p.cell_hidden";
    /// A round.
    pub FIND_ROUND = "select r.id, r.campaign_id, r.name, r.state, c.short_name from v_opinion_round r join v_campaign c on c.id = r.campaign_id where r.id = $1";
    /// A campaign's name.
    pub CAMPAIGN_NAME = "select short_name from v_campaign where id = $1";
    /// Campaigns, for the list's filter.
    pub CAMPAIGNS = "select id, short_name, state from v_campaign order by year desc, id limit 100";
    /// A point in full, for the one who sorts.
    pub POINT_VIEW = "select p.id, p.round_id, p.sign, p.channel, p.received_on, p.line_id, l.name, p.population, p.subject, p.kind,
        p.category, p.cell_hidden, p.text, p.state, p.subject_person_id, a.person_id, p.merged_item_id, m.summary, p.campaign_id, p.subject_unit_id
        from v_opinion_point p left join v_organisation_line l on l.id = p.line_id left join v_opinion_author a on a.point_id = p.id
        left join merged_item m on m.id = p.merged_item_id where p.id = $1 and p.state <> 'routed'";
    /// Lines, for the fields of a point.
    pub LINES = "select id, name from v_organisation_line order by name_key, id limit 200";
    /// Units, to refer a point to.
    pub UNITS = "select id, name from v_organisation_unit order by name_key, id limit 400";
    /// Categories in use, the most frequent first.
    pub CATEGORIES = "select category, count(*) as times from v_merging_item where campaign_id = $1 group by category
        order by times desc, category limit 40";
    /// An item that still takes points in, found by its words.
    pub ITEM_BY_KEY = "select id, summary, category, points, state, no from v_merging_item where search_key = $1 and campaign_id = $2
        and state in ('draft', 'confirmed')";
    /// An item that still takes points in.
    pub OPEN_ITEM = "select id, summary, category, points, state, no from v_merging_item where id = $1 and state in ('draft', 'confirmed')";
    /// Rectification items that came from it.
    pub RECTIFICATION = "select id, item_no, problem, bucket, state from v_rectification_item where merged_item_id = $1 order by item_no, id limit 50";
    /// Departments that have to do with an item: those that rectify, those it is about, those that lead its points' lines.
    pub UNITS_OF_ITEM = "select i.lead_unit_id from v_rectification_item i where i.merged_item_id = $1 and i.lead_unit_id is not null
        union select p.subject_unit_id from v_opinion_point p where p.merged_item_id = $1 and p.subject_unit_id is not null
        union select n.lead_unit_id from v_opinion_point p join v_organisation_line n on n.id = p.line_id where p.merged_item_id = $1";
    /// Who answers for rectifying it.
    pub OWNERS_OF_ITEM = "select distinct i.owner_id from v_rectification_item i where i.merged_item_id = $1 and i.owner_id is not null";
    /// Lines of its points.
    pub LINES_OF_ITEM = "select distinct p.line_id from v_opinion_point p where p.merged_item_id = $1 and p.line_id is not null";
    /// Texts for the index of suggestions; what may not be read is not in it.
    pub TEXTS = "select id, text, merged_item_id from v_opinion_point
        where campaign_id = $1 and state not in ('routed', 'withdrawn', 'closed_split') order by id limit $2";
    /// Where those points are.
    pub PLACES = "select id, merged_item_id from v_opinion_point
        where campaign_id = $1 and state not in ('routed', 'withdrawn', 'closed_split') order by id limit $2";
    /// The text of one point.
    pub TEXT = "select text from v_opinion_point where id = $1 and state <> 'routed'";
    /// How many points a campaign has.
    pub COUNT_POINTS = "select count(*) from v_opinion_point where campaign_id = $1 and state not in ('routed', 'withdrawn', 'closed_split')";
    /// Whether a person may read of a problem because a publication that reached them names it.
    pub PUBLISHED_TO = "select count(*) from v_publication_line l join v_publication_reader r on r.publication_id = l.publication_id
        where l.merged_item_id = $1 and l.state in ('open', 'closed', 'disposed', 'archived') and r.person_id = $2";
    /// The same for a visitor without login.
    pub PUBLISHED_TO_ALL = "select count(*) from v_publication_line l join v_publication_public r on r.publication_id = l.publication_id
        where l.merged_item_id = $1 and l.state in ('open', 'closed', 'disposed', 'archived')";
}

/// Points of a round without a fate, in the order of their random keys: any other order could tell who came when.
pub const WAITING: List = List {
    name: "merging::waiting",
    select: "select p.id, p.text, p.sign, p.population, p.cell_hidden from v_opinion_point p
        left join v_opinion_author a on a.point_id = p.id
        where p.merged_item_id is null and p.state in ('submitted', 'registered')",
    filters: &[
        ("round", "p.round_id = ?"),
        ("from", "p.id > ?"),
        ("not_about", "p.subject_person_id is null or p.subject_person_id <> ?"),
        ("not_by", "a.person_id is null or a.person_id <> ?"),
        // Copies of one text are one row, that of the first which this person may sort.
        (
            "first",
            "not exists (select 1 from v_opinion_copy me join v_opinion_copy c on c.round_id = me.round_id
              and c.text_hash = me.text_hash where me.id = p.id and c.id < p.id and c.waiting = 1
              and (c.subject_person_id is null or c.subject_person_id <> ?) and (c.author_id is null or c.author_id <> ?))",
        ),
    ],
    orders: &[Order { key: "id", column: "p.id", descending: false }],
    id: "p.id",
};

/// The originals of an item, as far as one may read them.
pub const ORIGINALS: List = List {
    name: "merging::originals",
    select: "select p.id, p.text, p.sign, p.channel, p.population, p.cell_hidden, l.reason, l.merged_on
        from merge_link l join v_opinion_point p on p.id = l.point_id join v_opinion_round r on r.id = p.round_id
        where p.state <> 'routed'",
    filters: &[
        ("item", "l.merged_item_id = ?"),
        ("not_about", "p.subject_person_id is null or p.subject_person_id <> ? or r.state in ('fed_back', 'archived')"),
    ],
    orders: &[Order { key: "id", column: "p.id", descending: false }],
    id: "p.id",
};

/// Merged items of a campaign with their buckets.
pub const ITEMS: List = List {
    name: "merging::items",
    select: "select m.id, m.no, m.summary, m.category, m.is_key, m.state, m.points, b.bucket
        from v_merging_item m join v_problem_bucket b on b.id = m.id",
    filters: &[
        ("campaign", "m.campaign_id = ?"),
        ("state", "m.state = ?"),
        ("bucket", "b.bucket = ?"),
        ("category", "m.category = ?"),
        ("open", "m.state in ('draft', 'confirmed') and ? = 1"),
        ("settled", "m.state <> 'draft' and ? = 1"),
        ("one", "m.id = ?"),
        // A problem of nothing but points about this person is none for him.
        (
            "not_only_about",
            "m.points = 0 or exists (select 1 from v_opinion_point p join v_opinion_round r on r.id = p.round_id
              where p.merged_item_id = m.id
              and (p.subject_person_id is null or p.subject_person_id <> ? or r.state in ('fed_back', 'archived')))",
        ),
    ],
    orders: &[
        Order { key: "no", column: "m.no", descending: false },
        Order { key: "new", column: "m.no", descending: true },
    ],
    id: "m.id",
};

/// Whose merged items one may list.
pub const ITEM_COLUMNS: Columns = Columns {
    campaign: Some("m.campaign_id = ?"),
    unit: Some(
        "? in (select i.lead_unit_id from v_rectification_item i where i.merged_item_id = m.id
          union all select p.subject_unit_id from v_opinion_point p where p.merged_item_id = m.id
          union all select n.lead_unit_id from v_opinion_point p join v_organisation_line n on n.id = p.line_id
          where p.merged_item_id = m.id)",
    ),
    line: Some("? in (select p.line_id from v_opinion_point p where p.merged_item_id = m.id)"),
    branch: None,
    owner: Some("? in (select i.owner_id from v_rectification_item i where i.merged_item_id = m.id)"),
    lead: Some("? in (select i.lead_cadre_id from v_rectification_item i where i.merged_item_id = m.id)"),
    published: Some(
        "exists (select 1 from v_publication_line y join v_publication_reader r on r.publication_id = y.publication_id
          where y.merged_item_id = m.id and y.state in ('open', 'closed', 'disposed', 'archived') and r.person_id = ?)",
    ),
};

/// Whose originals one may read: an owner reads those that led to his item.
pub const POINT_COLUMNS: Columns = Columns {
    campaign: Some("p.campaign_id = ?"),
    unit: Some("? in (p.subject_unit_id, (select n.lead_unit_id from v_organisation_line n where n.id = p.line_id))"),
    line: Some("p.line_id = ?"),
    branch: None,
    owner: Some(
        "? in (select a.person_id from v_opinion_author a where a.point_id = p.id
          union all select i.owner_id from v_rectification_item i where i.merged_item_id = p.merged_item_id)",
    ),
    lead: None,
    published: None,
};

/// Which items this person may list: the office all, others what is settled and theirs or published to them.
pub fn visible(actor: &Actor) -> Result<Query> {
    let office = actor.reach(Verb::MergeRead);
    let (reach, settled) = if office.is_nothing() { (actor.reach(Verb::ProblemRead), true) } else { (office, false) };
    if reach.is_nothing() {
        return Err(Error::Refused(Refusal::Role));
    }
    let me = &actor.person.id;
    let rows = Query::new().allowed(reach.predicate(me, &ITEM_COLUMNS)).filter("not_only_about", params![me]);
    Ok(if settled { rows.filter("settled", params![1]) } else { rows })
}

/// The ledger: steps, decisions, and decisions taken back.
pub const STEPS: List = List {
    name: "merging::steps",
    select: step_columns!(),
    filters: &[
        ("campaign", "s.campaign_id = ?"),
        ("by", "s.person_id = ?"),
        ("item", "? in (s.merged_item_id, s.other_item_id)"),
    ],
    orders: &[Order { key: "no", column: "s.no", descending: true }],
    id: "s.id",
};

/// The lists of this slice, for the test that prepares each on both engines.
pub const LISTS: &[&List] = &[&WAITING, &ORIGINALS, &ITEMS, &STEPS, &proposals::PROPOSALS, &proposals::OFFERED];

/// The text index over summaries; keys are `search_key`.
pub const INDEX: &str = "merged_item_words";

/// A merged item.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the item")]
pub struct MergedItem {
    pub id: Id,
    pub campaign: Id,
    pub no: i64,
    pub summary: String,
    pub category: String,
    pub is_key: bool,
    pub state: MergedState,
    pub explanation: Option<String>,
    pub confirmed_by: Option<Id>,
    pub confirmed_on: Option<String>,
    pub version: i64,
    pub search_key: i64,
    pub points: i64,
    pub confirmed_name: Option<String>,
}

impl MergedItem {
    /// What the permission table needs to know.
    pub fn object(&self, about: Vec<Id>) -> Object {
        Object { campaign: Some(self.campaign.clone()), about, ..Object::default() }
    }

    /// As it stands, for undo.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            id: self.id.clone(),
            state: self.state.code().to_owned(),
            summary: self.summary.clone(),
            category: self.category.clone(),
            is_key: self.is_key,
            confirmed_by: self.confirmed_by.clone(),
            confirmed_on: self.confirmed_on.clone(),
            version: self.version,
        }
    }
}

fn state(code: &str) -> Result<MergedState, StoreError> {
    MergedState::parse(code).ok_or_else(|| StoreError::Other(format!("no such state: {code}")))
}

fn item(row: &Row<'_>) -> Result<MergedItem, StoreError> {
    let code: String = row.get(6)?;
    Ok(MergedItem {
        id: row.get(0)?,
        campaign: row.get(1)?,
        no: row.get(2)?,
        summary: row.get(3)?,
        category: row.get(4)?,
        is_key: row.get(5)?,
        state: state(&code)?,
        explanation: row.get(7)?,
        confirmed_by: row.get(8)?,
        confirmed_on: row.get(9)?,
        version: row.get(10)?,
        search_key: row.get(11)?,
        points: row.get(12)?,
        confirmed_name: row.get(13)?,
    })
}

/// One item.
pub fn find(tx: &mut Tx<'_>, id: &Id) -> Result<MergedItem> {
    tx.one(&FIND_ITEM, &params![id], item)?.ok_or(Error::NotFound)
}

/// Writes a new draft and returns it.
pub fn insert_item(tx: &mut Tx<'_>, campaign: &Id, key: i64, summary: &str, category: &str) -> Result<MergedItem> {
    let id = Id::random();
    let no = next_number(tx, campaign, "merged_item")?;
    tx.run(&INSERT_ITEM, &params![&id, campaign, no, summary, category, key])?;
    put_words(tx, key, summary)?;
    find(tx, &id)
}

/// Puts the words of a summary into the index.
pub fn put_words(tx: &mut Tx<'_>, key: i64, summary: &str) -> Result<()> {
    Ok(tx.text_put(INDEX, key, &merge::tokens(summary))?)
}

/// Writes an item back; somebody else's change in between is [`Error::Stale`].
pub fn save(tx: &mut Tx<'_>, item: &Snapshot, version: i64) -> Result<()> {
    let row = params![
        &item.id,
        version,
        &item.summary,
        &item.category,
        item.is_key,
        &item.state,
        &item.confirmed_by,
        &item.confirmed_on
    ];
    if tx.run(&SET_ITEM, &row)? == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// The next number of a kind within a campaign.
pub fn next_number(tx: &mut Tx<'_>, campaign: &Id, name: &str) -> Result<i64> {
    let next = tx.one(&NEXT_NUMBER, &params![campaign, name], |row| row.get(0))?;
    next.ok_or_else(|| Error::Internal("no number was given".into()))
}

/// What merging needs to know of a point.
pub fn point(tx: &mut Tx<'_>, id: &Id) -> Result<PointFacts> {
    let found = tx.one(&POINT_FACTS, &params![id], |row| {
        Ok(PointFacts {
            id: row.get(0)?,
            campaign: row.get(1)?,
            state: row.get(2)?,
            has_cell: row.get(3)?,
            cell_hidden: row.get(4)?,
            has_kind: row.get(5)?,
            about: row.get(6)?,
            author: row.get(7)?,
            merged_into: row.get(8)?,
            merged_summary: row.get(9)?,
        })
    })?;
    found.ok_or(Error::NotFound)
}

/// Points about this person, with the item that each is in. They stand in no list, no reason and no count of his.
pub fn about_me(tx: &mut Tx<'_>, me: &Id) -> Result<Hidden, StoreError> {
    let all = tx.all(&ABOUT_ME, &params![me, MOST_ABOUT], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Hidden(all.into_iter().collect()))
}

/// Points that somebody may not know of.
#[derive(Clone, Debug, Default)]
pub struct Hidden(std::collections::HashMap<Id, Option<Id>>);

impl Hidden {
    /// Whether this is one of them.
    pub fn holds(&self, point: &Id) -> bool {
        self.0.contains_key(point)
    }
    /// An item's points less those.
    pub fn less(&self, item: &Id, points: i64) -> i64 {
        points - self.within(item)
    }
    /// How many of them are in an item.
    pub fn within(&self, item: &Id) -> i64 {
        let number = self.0.values().filter(|at| at.as_ref() == Some(item)).count();
        i64::try_from(number).unwrap_or(i64::MAX)
    }
}

/// Copies of a point's text that this person may sort with it.
pub fn copies(tx: &mut Tx<'_>, point: &Id, me: &Id) -> Result<Vec<Id>, StoreError> {
    tx.all(&COPIES, &params![point, me, MOST_COPIES], |row| row.get(0))
}

/// Where a point is now.
pub fn place(tx: &mut Tx<'_>, point: &Id) -> Result<Place> {
    let link = tx.one(&FIND_LINK, &params![point], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(Place { point: point.clone(), link })
}

/// All points of an item with where they are.
pub fn places_of(tx: &mut Tx<'_>, item: &Id) -> Result<Vec<Place>> {
    let all = tx.all(&PLACES_OF, &params![item], |row| {
        Ok(Place { point: row.get(0)?, link: Some((row.get(1)?, row.get(2)?, row.get(3)?)) })
    });
    Ok(all?)
}

/// The keys of an item's points.
pub fn points_of(tx: &mut Tx<'_>, item: &Id) -> Result<Vec<Id>> {
    Ok(tx.all(&POINTS_OF, &params![item], |row| row.get(0))?)
}

/// Whom the item's points are about.
pub fn about(tx: &mut Tx<'_>, item: &Id) -> Result<Vec<Id>> {
    Ok(tx.all(&ABOUT, &params![item], |row| row.get(0))?)
}

/// What became of the points of a campaign, as far as one person may know of them; two queries.
pub fn coverage(tx: &mut Tx<'_>, campaign: &Id, me: &Id) -> Result<Coverage> {
    let found = tx.one(&COVERAGE, &params![campaign, me], |row| {
        Ok(Coverage {
            raw: row.get(0)?,
            merged: row.get(1)?,
            waiting: row.get(2)?,
            answered: row.get(3)?,
            referred: row.get(4)?,
            declined: row.get(5)?,
            withdrawn: row.get(6)?,
            routed: row.get(7)?,
            items: 0,
        })
    })?;
    let items =
        tx.count(&ITEMS, &Query::new().filter("campaign", params![campaign]).filter("not_only_about", params![me]))?;
    Ok(Coverage { items: i64::try_from(items).unwrap_or(i64::MAX), ..found.unwrap_or_default() })
}
