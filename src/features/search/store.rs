//! What is looked through. The words find keys; a row is read only under the reader's permission.

use ::store::{List, Order, Predicate, Query, Row, StoreError, Tx, Value, params};

use crate::auth::{Actor, Columns, Role, Verb};
use crate::features::opinion::TEXT_INDEX;
use crate::features::publication::TEXT_INDEX as PUBLICATION_INDEX;
use crate::id::Id;

::store::statements! {
    /// Points about a person that were not handed over yet, by the problem that holds them.
    pub ABOUT = "select p.merged_item_id, count(*) from v_opinion_point p join v_opinion_round r on r.id = p.round_id
        where p.subject_person_id = $1 and p.merged_item_id is not null and r.state not in ('fed_back', 'archived')
        group by p.merged_item_id order by p.merged_item_id limit 5000";
}

/// The lists of this slice, for the test that prepares each on both engines.
pub const LISTS: &[&List] =
    &[&POINTS, &PROBLEMS, &ITEMS, &PUBLICATIONS, &PEOPLE, &PLANS, &SLIPS, &SUMMARIES, &MECHANISMS, &DOCUMENTS];

/// Keys that are looked up at once.
const CHUNK: usize = 40;
/// Keys that the index gives at most. Who may read few of many points may find fewer than there are; a longer query helps.
const KEYS: u32 = 2_000;
/// Words that are looked for.
pub const WORDS: usize = 8;
/// Hits of a kind.
pub const HITS: usize = 30;

/// Points by their keys in the index.
pub const POINTS: List = List {
    name: "search::POINTS",
    select: "select p.id, p.text, p.state, p.merged_item_id, r.name from v_opinion_point p join v_opinion_round r on r.id = p.round_id
        where p.state <> 'closed_split'",
    filters: &[
        (
            "keys",
            "p.search_key in (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
             ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ),
        ("not_about", "p.subject_person_id is null or p.subject_person_id <> ? or r.state in ('fed_back', 'archived')"),
        ("unrouted", "p.state <> 'routed'"),
    ],
    orders: &[Order { key: "id", column: "p.id", descending: false }],
    id: "p.id",
};

const POINT_REACH: Columns = Columns {
    campaign: Some("p.campaign_id = ?"),
    unit: Some(
        "? in (coalesce(p.subject_unit_id, ''), coalesce((select n.lead_unit_id from v_organisation_line n where n.id = p.line_id), ''))",
    ),
    line: Some("p.line_id = ?"),
    branch: None,
    owner: Some("exists (select 1 from v_opinion_author a where a.point_id = p.id and a.person_id = ?)"),
    lead: None,
    published: None,
};

/// Problems.
pub const PROBLEMS: List = List {
    name: "search::PROBLEMS",
    select: "select m.id, m.summary, m.points, m.category from v_merging_item m where m.points > 0",
    filters: &[
        ("word", "lower(m.summary || ' ' || m.category) like ? escape '!'"),
        ("public", PUBLIC_PROBLEM),
        // A problem of nothing but points about the asker is none for him before it is settled and handed over.
        (
            "not_only_about",
            "m.state <> 'draft' or exists (select 1 from v_opinion_point p join v_opinion_round r on r.id = p.round_id
              where p.merged_item_id = m.id
              and (p.subject_person_id is null or p.subject_person_id <> ? or r.state in ('fed_back', 'archived')))",
        ),
    ],
    orders: &[Order { key: "no", column: "m.no", descending: false }],
    id: "m.id",
};
const PUBLIC_PROBLEM: &str =
    "exists (select 1 from v_publication_line l join v_publication_public r on r.publication_id = l.publication_id
    where l.merged_item_id = m.id and l.state in ('open', 'closed', 'disposed'))";

const PROBLEM_REACH: Columns = Columns {
    campaign: Some("m.campaign_id = ?"),
    unit: Some("exists (select 1 from v_rectification_item i where i.merged_item_id = m.id and i.lead_unit_id = ?)"),
    line: None,
    branch: None,
    owner: None,
    lead: None,
    published: Some(
        "exists (select 1 from v_publication_line l join v_publication_reader r on r.publication_id = l.publication_id
          where l.merged_item_id = m.id and l.state in ('open', 'closed', 'disposed') and r.person_id = ?)",
    ),
};

/// Rectification items.
pub const ITEMS: List = List {
    name: "search::ITEMS",
    select: "select i.id, i.item_no, i.problem, i.lead_unit from v_rectification_item i",
    filters: &[
        ("word", "lower(i.item_no || ' ' || i.problem || ' ' || i.requirement) like ? escape '!'"),
        ("public", PUBLIC_ITEM),
    ],
    orders: &[Order { key: "id", column: "i.id", descending: false }],
    id: "i.id",
};
const PUBLIC_ITEM: &str =
    "exists (select 1 from v_publication_line l join v_publication_public r on r.publication_id = l.publication_id
    where l.merged_item_id = i.merged_item_id and l.state in ('open', 'closed', 'disposed'))";

const ITEM_REACH: Columns = Columns {
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

/// Publications that are out, by their keys in the index of frozen texts.
pub const PUBLICATIONS: List = List {
    name: "search::PUBLICATIONS",
    select: "select p.id, p.title from v_publication p where p.state in ('open', 'closed', 'disposed')",
    filters: &[
        (
            "keys",
            "p.search_key in (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
             ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ),
        ("public", "exists (select 1 from v_publication_public r where r.publication_id = p.id)"),
    ],
    orders: &[Order { key: "id", column: "p.id", descending: false }],
    id: "p.id",
};

const PUBLICATION_REACH: Columns = Columns {
    campaign: Some("p.campaign_id = ?"),
    unit: None,
    line: None,
    branch: None,
    owner: None,
    lead: None,
    published: Some("exists (select 1 from v_publication_reader r where r.publication_id = p.id and r.person_id = ?)"),
};

/// People, for those who look after them.
pub const PEOPLE: List = List {
    name: "search::PEOPLE",
    select: "select p.id, p.name, p.unit from v_organisation_person p where p.left_on is null",
    filters: &[("word", "lower(p.name) like ? escape '!'")],
    orders: &[Order { key: "name", column: "p.name_key", descending: false }],
    id: "p.id",
};

const BY_ID: &[Order] = &[Order { key: "id", column: "x.id", descending: false }];

/// Those of a campaign's own people: what is published of it is found among the publications.
const CAMPAIGN_REACH: Columns = Columns {
    campaign: Some("x.campaign_id = ?"),
    unit: None,
    line: None,
    branch: None,
    owner: None,
    lead: None,
    published: None,
};

/// Plans that were laid down.
pub const PLANS: List = List {
    name: "search::PLANS",
    select: "select x.id, x.title, x.no from v_plan_final x",
    filters: &[("word", "lower(x.title) like ? escape '!'")],
    orders: BY_ID,
    id: "x.id",
};

/// Supervision slips.
pub const SLIPS: List = List {
    name: "search::SLIPS",
    select: "select x.id, x.matter, x.item_no from v_supervision_text x",
    filters: &[("word", "lower(x.item_no || ' ' || x.matter || ' ' || x.requirement) like ? escape '!'")],
    orders: BY_ID,
    id: "x.id",
};

/// Summaries that were laid down.
pub const SUMMARIES: List = List {
    name: "search::SUMMARIES",
    select: "select x.id, x.title, x.no from v_closing_text x",
    filters: &[("word", "lower(x.title || ' ' || x.content) like ? escape '!'")],
    orders: BY_ID,
    id: "x.id",
};

/// Lasting mechanisms.
pub const MECHANISMS: List = List {
    name: "search::MECHANISMS",
    select: "select x.id, x.title, x.kind from v_closing_mechanism x where x.state = 'listed'",
    filters: &[("word", "lower(x.title) like ? escape '!'")],
    orders: BY_ID,
    id: "x.id",
};

/// Official documents, by number and title.
pub const DOCUMENTS: List = List {
    name: "search::DOCUMENTS",
    select: "select x.id, x.title, x.number from v_document_register x",
    filters: &[("word", "lower(x.number || ' ' || x.title) like ? escape '!'")],
    orders: BY_ID,
    id: "x.id",
};

/// A hit of any kind.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its key.
    pub id: Id,
    /// What is found.
    pub text: String,
    /// What stands beside it.
    pub beside: Option<String>,
    /// A count or a state, as the kind needs it.
    pub state: String,
    /// Points, for a problem.
    pub n: i64,
}

/// A pattern for `like … escape '!'`; case does not matter for ASCII on either engine.
fn pattern(word: &str) -> Value {
    let mut pattern = String::from("%");
    for sign in word.to_ascii_lowercase().chars() {
        if matches!(sign, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    Value::from(pattern)
}

/// The query for the small kinds: all words, the asker's permission.
fn query(actor: Option<&Actor>, verb: Verb, columns: &Columns, words: &[&str]) -> Query {
    let base = Query::new().limit(u32::try_from(HITS).unwrap_or(u32::MAX));
    let base = match actor {
        Some(actor) => base.allowed(actor.reach(verb).predicate(&actor.person.id, columns)),
        None => base.filter("public", Vec::new()),
    };
    words.iter().fold(base, |query, word| query.filter("word", vec![pattern(word)]))
}

/// Points that hold all the words, as far as the asker may read them: one look into the index, then at most 50 short
/// queries, and most often one.
pub fn points(tx: &mut Tx<'_>, actor: Option<&Actor>, tokens: &[String]) -> Result<(Vec<Hit>, bool), StoreError> {
    let Some(actor) = actor else { return Ok((Vec::new(), false)) };
    let reach = actor.reach(Verb::OpinionRead);
    if reach.is_nothing() || tokens.is_empty() {
        return Ok((Vec::new(), false));
    }
    let keys = tx.text_find(TEXT_INDEX, tokens, KEYS)?;
    let mut hits = Vec::new();
    for chunk in keys.chunks(CHUNK) {
        let mut query = Query::new()
            .filter("keys", places(chunk))
            .filter("not_about", params![&actor.person.id])
            .allowed(reach.predicate(&actor.person.id, &POINT_REACH));
        if !actor.has(Role::Aud) {
            query = query.filter("unrouted", Vec::new());
        }
        let found = tx.page(&POINTS, &query, |row| {
            let merged: Option<Id> = row.get(3)?;
            let state: String = if merged.is_some() { "merged".to_owned() } else { row.get(2)? };
            Ok(Hit { id: row.get(0)?, text: row.get(1)?, beside: row.get(4)?, state, n: 0 })
        })?;
        hits.extend(found.rows);
        if hits.len() > HITS {
            break;
        }
    }
    // Where the index had more keys than are looked at, the page says that there may be more: a longer query finds them.
    let more = hits.len() > HITS || is_full(&keys);
    hits.truncate(HITS);
    Ok((hits, more))
}

/// A chunk of keys for the places of a statement; there is a fixed number of them, and repeating a key changes nothing.
fn places(chunk: &[i64]) -> Vec<Value> {
    let mut values: Vec<Value> = chunk.iter().map(Value::from).collect();
    values.resize(CHUNK, chunk.last().map_or(Value::from(0_i64), Value::from));
    values
}

fn is_full(keys: &[i64]) -> bool {
    u32::try_from(keys.len()).is_ok_and(|n| n >= KEYS)
}

fn small(
    tx: &mut Tx<'_>,
    list: &List,
    query: &Query,
    read: impl FnMut(&Row<'_>) -> Result<Hit, StoreError>,
) -> Result<(Vec<Hit>, bool), StoreError> {
    let page = tx.page(list, query, read)?;
    Ok((page.rows, page.next.is_some()))
}

/// Problems; one query, and a second one for who is logged in. What is about the asker is counted nowhere.
pub fn problems(tx: &mut Tx<'_>, actor: Option<&Actor>, words: &[&str]) -> Result<(Vec<Hit>, bool), StoreError> {
    let asked = query(actor, Verb::ProblemRead, &PROBLEM_REACH, words);
    let asked = match actor {
        Some(actor) => asked.filter("not_only_about", params![&actor.person.id]),
        None => asked,
    };
    let (mut hits, more) = small(tx, &PROBLEMS, &asked, |row| {
        Ok(Hit { id: row.get(0)?, text: row.get(1)?, beside: row.get(3)?, state: String::new(), n: row.get(2)? })
    })?;
    if let Some(actor) = actor {
        let about: Vec<(Id, i64)> = tx.all(&ABOUT, &params![&actor.person.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for (item, number) in about {
            hits.iter_mut().filter(|hit| hit.id == item).for_each(|hit| hit.n -= number);
        }
    }
    Ok((hits, more))
}

/// Items; one query.
pub fn items(tx: &mut Tx<'_>, actor: Option<&Actor>, words: &[&str]) -> Result<(Vec<Hit>, bool), StoreError> {
    small(tx, &ITEMS, &query(actor, Verb::ItemRead, &ITEM_REACH, words), |row| {
        Ok(Hit { id: row.get(0)?, text: row.get(2)?, beside: row.get(3)?, state: row.get(1)?, n: 0 })
    })
}

/// Publications whose frozen text or title holds all the words: one look into the index, then most often one query.
pub fn publications(tx: &mut Tx<'_>, actor: Option<&Actor>, tokens: &[String]) -> Result<(Vec<Hit>, bool), StoreError> {
    let keys = tx.text_find(PUBLICATION_INDEX, tokens, KEYS)?;
    let mut hits = Vec::new();
    for chunk in keys.chunks(CHUNK) {
        let query = query(actor, Verb::PublicationRead, &PUBLICATION_REACH, &[]).filter("keys", places(chunk));
        let found = tx.page(&PUBLICATIONS, &query, |row| {
            Ok(Hit { id: row.get(0)?, text: row.get(1)?, beside: None, state: String::new(), n: 0 })
        })?;
        hits.extend(found.rows);
        if hits.len() > HITS {
            break;
        }
    }
    let more = hits.len() > HITS || is_full(&keys);
    hits.truncate(HITS);
    Ok((hits, more))
}

/// People; one query. The directory is for those who arrange, grant, administer or audit.
pub fn people(tx: &mut Tx<'_>, actor: Option<&Actor>, words: &[&str]) -> Result<(Vec<Hit>, bool), StoreError> {
    let may = actor.is_some_and(|a| [Role::Sec, Role::Wg, Role::Aud, Role::Sys].into_iter().any(|r| a.has(r)));
    let allowed = if may { Predicate::All } else { Predicate::None };
    let base = Query::new().limit(u32::try_from(HITS).unwrap_or(u32::MAX)).allowed(allowed);
    let query = words.iter().fold(base, |query, word| query.filter("word", vec![pattern(word)]));
    small(tx, &PEOPLE, &query, |row| {
        Ok(Hit { id: row.get(0)?, text: row.get(1)?, beside: row.get(2)?, state: String::new(), n: 0 })
    })
}

/// What a campaign keeps besides: plans, slips, summaries, mechanisms, documents, in this order; one query each.
pub fn kept(tx: &mut Tx<'_>, actor: Option<&Actor>, words: &[&str]) -> Result<[(Vec<Hit>, bool); 5], StoreError> {
    let Some(actor) = actor else { return Ok(Default::default()) };
    let mut find = |list: &List, verb: Verb| {
        small(tx, list, &query(Some(actor), verb, &CAMPAIGN_REACH, words), |row| {
            let beside = match row.get::<Value>(2)? {
                Value::Text(text) => Some(text),
                _ => None,
            };
            Ok(Hit { id: row.get(0)?, text: row.get(1)?, beside, state: String::new(), n: 0 })
        })
    };
    Ok([
        find(&PLANS, Verb::PlanRead)?,
        find(&SLIPS, Verb::SlipRead)?,
        find(&SUMMARIES, Verb::SummaryRead)?,
        find(&MECHANISMS, Verb::MechanismRead)?,
        find(&DOCUMENTS, Verb::DocumentRead)?,
    ])
}
