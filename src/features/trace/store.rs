//! The chain in the database: views of other slices only, each row under the reader's permission.

use ::store::{List, Order, Predicate, Query, Row, StoreError, Tx, params, statements};

use super::model::{Chain, Evidence, Item, Line, Measure, Merged, Point};
use crate::auth::{Actor, Columns, Verb};
use crate::id::Id;

statements! {
    /// Where a point belongs.
    pub POINT_OF = "select p.merged_item_id from v_opinion_point p where p.id = $1";
    /// Where an item belongs.
    pub ITEM_OF = "select i.merged_item_id from v_rectification_item i where i.id = $1";
}

/// The lists of this slice, for the test that prepares each on both engines.
pub const LISTS: &[&List] = &[&POINTS, &MERGED, &ITEMS, &MEASURES, &EVIDENCE, &LINES];

/// Points.
pub const POINTS: List = List {
    name: "trace::POINTS",
    select: "select p.id, p.text, p.sign, p.state, p.merged_item_id from v_opinion_point p where p.state <> 'closed_split'",
    filters: &[
        ("id", "p.id = ?"),
        ("merged", "p.merged_item_id = ?"),
        (
            "not_about",
            "p.subject_person_id is null or p.subject_person_id <> ?
             or exists (select 1 from v_opinion_round r where r.id = p.round_id and r.state in ('fed_back', 'archived'))",
        ),
        ("unrouted", "p.state <> 'routed'"),
    ],
    orders: &[Order { key: "id", column: "p.id", descending: false }],
    id: "p.id",
};

/// Who may read a point (SPEC 5.2, "Read raw points").
pub const POINT_REACH: Columns = Columns {
    campaign: Some("p.campaign_id = ?"),
    unit: Some("? in (coalesce(p.subject_unit_id, ''), coalesce((select n.lead_unit_id from v_organisation_line n where n.id = p.line_id), ''))"),
    line: Some("p.line_id = ?"),
    branch: None,
    owner: Some(
        "? in (select a.person_id from v_opinion_author a where a.point_id = p.id
          union all select i.owner_id from v_rectification_item i where i.merged_item_id = p.merged_item_id and i.owner_id is not null)",
    ),
    lead: None,
    published: None,
};

/// Merged items.
pub const MERGED: List = List {
    name: "trace::MERGED",
    select: "select m.id, m.summary, m.points, m.explanation from v_merging_item m",
    filters: &[
        ("id", "m.id = ?"),
        (
            "publication",
            "exists (select 1 from v_publication_line l where l.merged_item_id = m.id and l.publication_id = ?)",
        ),
        (
            "public",
            "exists (select 1 from v_publication_line l join v_publication_public r on r.publication_id = l.publication_id
              where l.merged_item_id = m.id and l.state in ('open', 'closed', 'disposed'))",
        ),
    ],
    orders: &[Order { key: "no", column: "m.no", descending: false }],
    id: "m.id",
};

/// Who may see a problem; whoever spoke under their name sees the one their words went into.
pub const MERGED_REACH: Columns = Columns {
    campaign: Some("m.campaign_id = ?"),
    unit: Some("exists (select 1 from v_rectification_item i where i.merged_item_id = m.id and i.lead_unit_id = ?)"),
    line: None,
    branch: None,
    owner: None,
    lead: None,
    published: Some(
        "exists (select 1 from (select cast(? as text) as person_id) me where exists (select 1 from v_publication_line l
            join v_publication_reader r on r.publication_id = l.publication_id
            where l.merged_item_id = m.id and l.state in ('open', 'closed', 'disposed') and r.person_id = me.person_id)
          or exists (select 1 from v_opinion_point p join v_opinion_author a on a.point_id = p.id
            where p.merged_item_id = m.id and a.person_id = me.person_id))",
    ),
};

/// Rectification items.
pub const ITEMS: List = List {
    name: "trace::ITEMS",
    select: "select i.id, i.item_no, i.problem, i.merged_item_id, i.bucket, i.lead_unit, i.owner, i.due_on from v_rectification_item i",
    filters: &[
        ("id", "i.id = ?"),
        ("merged", "i.merged_item_id = ?"),
        (
            "public",
            "exists (select 1 from v_publication_line l join v_publication_public r on r.publication_id = l.publication_id
              where l.merged_item_id = i.merged_item_id and l.state in ('open', 'closed', 'disposed'))",
        ),
    ],
    orders: &[Order { key: "id", column: "i.id", descending: false }],
    id: "i.id",
};

/// Who may see an item.
pub const ITEM_REACH: Columns = Columns {
    campaign: Some("i.campaign_id = ?"),
    unit: Some("exists (select 1 from v_rectification_unit x where x.item_id = i.id and x.unit_id = ?)"),
    line: Some("exists (select 1 from v_organisation_line x where x.lead_unit_id = i.lead_unit_id and x.id = ?)"),
    branch: None,
    owner: Some("i.owner_id = ?"),
    lead: Some("i.lead_cadre_id = ?"),
    published: Some(
        "exists (select 1 from v_publication_line l join v_publication_reader r on r.publication_id = l.publication_id
          where l.merged_item_id = i.merged_item_id and l.state in ('open', 'closed', 'disposed') and r.person_id = ?)",
    ),
};

/// Measures of an item or of all items of a problem.
pub const MEASURES: List = List {
    name: "trace::MEASURES",
    select: "select x.text, x.criterion, x.state from v_rectification_measure x join v_rectification_item i on i.id = x.item_id",
    filters: ITEMS.filters,
    orders: &[Order { key: "ordinal", column: "x.ordinal", descending: false }],
    id: "x.id",
};

/// Evidence of the same.
pub const EVIDENCE: List = List {
    name: "trace::EVIDENCE",
    select: "select x.id, x.name, x.blob_hash from v_rectification_evidence x join v_rectification_item i on i.id = x.item_id",
    filters: ITEMS.filters,
    orders: &[Order { key: "id", column: "x.id", descending: false }],
    id: "x.id",
};

/// What publications say.
pub const LINES: List = List {
    name: "trace::LINES",
    select: "select l.publication_id, l.title, l.opens_on, l.merged_item_id, l.asked, l.done, l.proven, l.remains from v_publication_line l
        where l.state in ('open', 'closed', 'disposed')",
    filters: &[
        ("merged", "l.merged_item_id = ?"),
        ("publication", "l.publication_id = ?"),
        ("public", "exists (select 1 from v_publication_public r where r.publication_id = l.publication_id)"),
    ],
    orders: &[Order { key: "ordinal", column: "l.ordinal", descending: false }],
    id: "l.publication_id",
};

/// Who may read what was published.
pub const LINE_REACH: Columns = Columns {
    campaign: Some("l.publication_id in (select x.id from v_publication x where x.campaign_id = ?)"),
    unit: None,
    line: None,
    branch: None,
    owner: None,
    lead: None,
    published: Some(
        "exists (select 1 from v_publication_reader r where r.publication_id = l.publication_id and r.person_id = ?)",
    ),
};

/// At most so many rows of each kind on one page.
const MOST: u32 = 50;

/// A query with the asker's permission: the permission table for people, what is public for visitors.
fn allowed(actor: Option<&Actor>, verb: Verb, columns: &Columns) -> Query {
    let query = Query::new().limit(MOST);
    match actor {
        Some(actor) => query.allowed(actor.reach(verb).predicate(&actor.person.id, columns)),
        None => query.filter("public", Vec::new()),
    }
}

fn points(actor: Option<&Actor>) -> Query {
    let Some(actor) = actor else { return Query::new().allowed(Predicate::None) };
    let reach = actor.reach(Verb::OpinionRead).predicate(&actor.person.id, &POINT_REACH);
    let query = Query::new().limit(MOST).allowed(reach).filter("not_about", params![&actor.person.id]);
    if actor.has(crate::auth::Role::Aud) { query } else { query.filter("unrouted", Vec::new()) }
}

fn point(row: &Row<'_>) -> Result<Point, StoreError> {
    Ok(Point { id: row.get(0)?, text: row.get(1)?, sign: row.get(2)?, state: row.get(3)?, merged: row.get(4)? })
}

fn merged(row: &Row<'_>) -> Result<Merged, StoreError> {
    Ok(Merged { id: row.get(0)?, summary: row.get(1)?, points: row.get(2)?, explanation: row.get(3)? })
}

fn day(row: &Row<'_>, column: usize) -> Result<Option<jiff::civil::Date>, StoreError> {
    Ok(row.get::<Option<String>>(column)?.and_then(|d| d.parse().ok()))
}

fn item(row: &Row<'_>) -> Result<Item, StoreError> {
    Ok(Item {
        id: row.get(0)?,
        no: row.get(1)?,
        problem: row.get(2)?,
        merged: row.get(3)?,
        bucket: row.get(4)?,
        unit: row.get(5)?,
        owner: row.get(6)?,
        due_on: day(row, 7)?,
    })
}

fn line(row: &Row<'_>) -> Result<Line, StoreError> {
    Ok(Line {
        publication: row.get(0)?,
        title: row.get(1)?,
        opens_on: day(row, 2)?,
        merged: row.get(3)?,
        asked: row.get(4)?,
        done: row.get(5)?,
        proven: row.get(6)?,
        remains: row.get(7)?,
    })
}

/// One point, if the asker may read it.
pub fn find_point(tx: &mut Tx<'_>, actor: Option<&Actor>, id: &Id) -> Result<Option<Point>, StoreError> {
    Ok(tx.page(&POINTS, &points(actor).filter("id", params![id]), point)?.rows.into_iter().next())
}

/// One merged item, if the asker may see it.
pub fn find_merged(tx: &mut Tx<'_>, actor: Option<&Actor>, id: &Id) -> Result<Option<Merged>, StoreError> {
    let query = allowed(actor, Verb::ProblemRead, &MERGED_REACH).filter("id", params![id]);
    Ok(tx.page(&MERGED, &query, merged)?.rows.into_iter().next())
}

/// One rectification item, if the asker may see it.
pub fn find_item(tx: &mut Tx<'_>, actor: Option<&Actor>, id: &Id) -> Result<Option<Item>, StoreError> {
    let query = allowed(actor, Verb::ItemRead, &ITEM_REACH).filter("id", params![id]);
    Ok(tx.page(&ITEMS, &query, item)?.rows.into_iter().next())
}

/// The lines of a publication, if the asker may read it.
pub fn lines_of(tx: &mut Tx<'_>, actor: Option<&Actor>, filter: &str, id: &Id) -> Result<Vec<Line>, StoreError> {
    let query = allowed(actor, Verb::PublicationRead, &LINE_REACH).filter(filter, params![id]);
    Ok(tx.page(&LINES, &query, line)?.rows)
}

/// Everything that hangs on a merged item, as far as the asker may see; five queries.
pub fn around(tx: &mut Tx<'_>, actor: Option<&Actor>, merged: &Id, chain: &mut Chain) -> Result<(), StoreError> {
    let found = tx.page(&POINTS, &points(actor).filter("merged", params![merged]), point)?;
    chain.more_points = found.next.is_some();
    chain.points = found.rows;
    let found =
        tx.page(&ITEMS, &allowed(actor, Verb::ItemRead, &ITEM_REACH).filter("merged", params![merged]), item)?;
    chain.more_items = found.next.is_some();
    chain.items = found.rows;
    works(tx, actor, "merged", merged, chain)?;
    chain.lines = lines_of(tx, actor, "merged", merged)?;
    Ok(())
}

/// Measures and evidence; two queries.
pub fn works(
    tx: &mut Tx<'_>,
    actor: Option<&Actor>,
    filter: &str,
    id: &Id,
    chain: &mut Chain,
) -> Result<(), StoreError> {
    let query = || allowed(actor, Verb::ItemRead, &ITEM_REACH).filter(filter, params![id]);
    chain.measures = tx
        .page(&MEASURES, &query(), |row| {
            let state: String = row.get(2)?;
            Ok(Measure { text: row.get(0)?, criterion: row.get(1)?, done: state == "done" })
        })?
        .rows;
    // Files stay with those who follow the work (SPEC 5.2): their names alone may tell whom they are about. What was published
    // says in its own words what proves it.
    let Some(actor) = actor else { return Ok(()) };
    let query = allowed(Some(actor), Verb::ItemProgressRead, &ITEM_REACH).filter(filter, params![id]);
    chain.evidence =
        tx.page(&EVIDENCE, &query, |row| Ok(Evidence { id: row.get(0)?, name: row.get(1)?, hash: row.get(2)? }))?.rows;
    Ok(())
}

/// Merged items of a publication.
pub fn merged_of(tx: &mut Tx<'_>, actor: Option<&Actor>, publication: &Id) -> Result<Vec<Merged>, StoreError> {
    let query = allowed(actor, Verb::ProblemRead, &MERGED_REACH).filter("publication", params![publication]);
    Ok(tx.page(&MERGED, &query, merged)?.rows)
}
