//! opinion in the database.

mod point;
mod round;
mod voice;

pub use point::*;
pub use round::*;
pub use voice::*;

use ::store::{List, Order, statements};

/// The columns of a round; `round::read` reads them.
macro_rules! round_columns {
    () => {
        "select r.id, r.campaign_id, r.ordinal, r.name, r.code, r.owner_unit_id, r.state, r.opens_on, r.closes_on, r.populations,
        r.subjects, r.kinds, r.allow_named, r.allow_anonymous, r.promise from collection_round r"
    };
}

/// The columns of a point; `point::read` reads them.
macro_rules! point_columns {
    () => {
        "select p.id, p.round_id, p.campaign_id, p.sign, p.channel, p.received_on, p.line_id, l.name, l.lead_unit_id, p.population,
        p.subject, p.subject_unit_id, su.name, p.subject_person_id, sp.name, p.kind, p.category, p.cell_hidden, p.text, p.state,
        p.parent_id, p.receiver_unit_id, ru.name, a.person_id, ap.name, k.merged_item_id, m.summary, r.name, r.state, p.search_key,
        p.release_id, p.answered_on, p.rated
        from opinion_point p join collection_round r on r.id = p.round_id
        left join v_organisation_line l on l.id = p.line_id
        left join v_organisation_unit su on su.id = p.subject_unit_id
        left join v_organisation_person sp on sp.id = p.subject_person_id
        left join v_organisation_unit ru on ru.id = p.receiver_unit_id
        left join opinion_author a on a.point_id = p.id
        left join v_organisation_person ap on ap.id = a.person_id
        left join v_merging_link k on k.point_id = p.id
        left join v_merging_item m on m.id = k.merged_item_id"
    };
}

statements! {
    // Rounds
    /// One round.
    pub ROUND = concat!(round_columns!(), " where r.id = $1");
    /// The round of a short link.
    pub ROUND_BY_CODE = concat!(round_columns!(), " where r.code = $1");
    /// The lines of a round.
    pub ROUND_LINES = "select l.id, l.name from round_line x join v_organisation_line l on l.id = x.line_id
        where x.round_id = $1 order by l.name_key, l.id";
    /// The number of the campaign's next round.
    pub NEXT_ORDINAL = "select coalesce(max(ordinal), 0) + 1 from collection_round where campaign_id = $1";
    /// A new round, a draft.
    pub INSERT_ROUND = "insert into collection_round (id, campaign_id, ordinal, name, code, owner_unit_id, state, opens_on, closes_on,
        populations, subjects, kinds, allow_named, allow_anonymous, promise)
        values ($1, $2, $3, $4, $5, $6, 'draft', $7, $8, $9, $10, $11, $12, $13, $14)";
    /// A draft, changed.
    pub UPDATE_ROUND = "update collection_round set name = $2, owner_unit_id = $3, opens_on = $4, closes_on = $5, populations = $6,
        subjects = $7, kinds = $8, allow_named = $9, allow_anonymous = $10, promise = $11 where id = $1 and state = 'draft'";
    /// The lines of a draft, to be written anew.
    pub DELETE_ROUND_LINES = "delete from round_line where round_id = $1";
    /// A line of a round.
    pub INSERT_ROUND_LINE = "insert into round_line (round_id, line_id) values ($1, $2)";
    /// From one state to another.
    pub SET_ROUND_STATE = "update collection_round set state = $3 where id = $1 and state = $2";
    /// Opens a draft.
    pub OPEN_ROUND = "update collection_round set state = 'open', opens_on = $2 where id = $1 and state = 'draft'";
    /// A later last day.
    pub EXTEND_ROUND = "update collection_round set closes_on = $2 where id = $1 and state = 'open'";
    /// The closed round goes on being sorted, because a point of it lost its fate.
    pub RESUME_SORTING = "update collection_round set state = 'closed' where id = $1 and state = 'sorted'";
    /// Both sides of I1 (SPEC 6) in one statement. A point that is answered but in no merged item was answered directly.
    pub SORTING_COUNT = "select count(*),
        count(*) filter (where p.state in ('submitted', 'registered')),
        count(*) filter (where k.point_id is not null and p.state in ('merged', 'answered', 'rated', 'objected', 'closed')),
        count(*) filter (where k.point_id is null
          and p.state in ('answered', 'rated', 'objected', 'closed', 'not_adopted', 'referred', 'routed', 'withdrawn'))
        from opinion_point p left join v_merging_link k on k.point_id = p.id
        where p.round_id = $1 and p.state <> 'closed_split'";
    /// Problems of a campaign that a publication to everybody tells of.
    pub KNOWN_PROBLEMS = "select distinct m.summary, l.done from v_merging_item m
        join v_publication_line l on l.merged_item_id = m.id join v_publication_public r on r.publication_id = l.publication_id
        where m.campaign_id = $1 and l.state in ('open', 'closed', 'disposed') order by m.summary, l.done limit $2";
    /// What became of a comment, by its receipt.
    pub COMMENT_OF_RECEIPT = "select title, state, text, disposition, answer from v_publication_receipt where hash = $1";
    /// Whether sealed slips lie in the box.
    pub BOX_HOLDS = "select 1 from box_drop where parent = $1 limit 1";
    /// How many slips of a box were damaged.
    pub BOX_ASIDE = "select count(*) from box_aside where parent = $1";
    /// How many points each round of a campaign has and how many of them have a fate, as far as one person may list them.
    pub ROUND_COUNTS = "select p.round_id, count(*), count(*) filter (where p.state not in ('submitted', 'registered'))
        from opinion_point p join collection_round r on r.id = p.round_id
        where p.campaign_id = $1 and p.state <> 'closed_split' and ($2 = 1 or p.state <> 'routed')
          and (p.subject_person_id is null or p.subject_person_id <> $3 or r.state in ('fed_back', 'archived'))
        group by p.round_id";

    // Choices for forms
    /// Campaigns, the active ones first.
    pub CAMPAIGNS = "select id, short_name, state from v_campaign
        order by case when state = 'active' then 0 else 1 end, year desc, id limit 50";
    /// One campaign.
    pub CAMPAIGN = "select short_name, state, host from v_campaign where id = $1";
    /// All lines.
    pub ALL_LINES = "select id, name from v_organisation_line order by name_key, id limit 200";
    /// All units.
    pub ALL_UNITS = "select id, name from v_organisation_unit order by name_key, id limit 500";
    /// Persons of a name.
    pub PERSONS_NAMED = "select id, name, unit from v_organisation_person where name = $1 and left_on is null order by id limit 20";
    /// One person.
    pub PERSON = "select name, unit from v_organisation_person where id = $1 and left_on is null";

    // Points
    /// One point.
    pub POINT = concat!(point_columns!(), " where p.id = $1");
    /// The point of a receipt.
    pub POINT_OF_RECEIPT = concat!(point_columns!(), " where p.id = (select t.point_id from receipt t where t.hash = $1)");
    /// The parts of a point that was split, in the order of their keys, which are random.
    pub CHILDREN = concat!(point_columns!(), " where p.parent_id = $1 order by p.id");
    /// A new point.
    pub INSERT_POINT = "insert into opinion_point (id, round_id, campaign_id, sign, channel, received_on, line_id, population, subject,
        subject_unit_id, subject_person_id, kind, category, cell_hidden, text, text_hash, state, parent_id, registered_by,
        release_id, batch_id, receiver_unit_id, search_key)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, null, $22)";
    /// Who spoke under a name.
    pub INSERT_AUTHOR = "insert into opinion_author (point_id, sign, person_id) values ($1, 'named', $2)";
    /// The receipt of a released point.
    pub INSERT_RECEIPT = "insert into receipt (hash, point_id) values ($1, $2)";
    /// What was written down together.
    pub INSERT_BATCH = "insert into point_batch (id, round_id, verb, count, root) values ($1, $2, $3, $4, $5)";
    /// From one state to another.
    pub SET_POINT_STATE = "update opinion_point set state = $3 where id = $1 and state = $2";
    /// The fields that the office sets; a hidden cell stays hidden.
    pub ACCEPT_POINT = "update opinion_point set state = 'registered',
        line_id = case when cell_hidden = 1 then null else $2 end,
        population = case when cell_hidden = 1 then null else $3 end,
        subject = case when cell_hidden = 1 then null else $4 end,
        subject_unit_id = $5, subject_person_id = $6, kind = $7, category = $8 where id = $1 and state = 'submitted'";
    /// Whom a point is referred to.
    pub SET_RECEIVER = "update opinion_point set receiver_unit_id = $2 where id = $1";
    /// Into a merged item: only accepted points that nobody proposed another fate for.
    pub MERGE_POINT = "update opinion_point set state = 'merged' where id = $1 and state = 'registered' and not exists (
        select 1 from point_decision d where d.point_id = opinion_point.id and d.state = 'proposed')";
    /// Accepts on the way a point whose fields are all known, with the category of the item that it was just put into.
    pub ACCEPT_BY_MERGE = "update opinion_point set state = 'registered', category = coalesce(category, (
          select m.category from v_merging_link k join v_merging_item m on m.id = k.merged_item_id where k.point_id = opinion_point.id))
        where id = $1 and state = 'submitted' and kind is not null
          and (cell_hidden = 1 or (line_id is not null and population is not null and subject is not null))";
    /// The state, round and search key of a point, for consequences.
    pub POINT_STATE = "select state, round_id from opinion_point where id = $1";
    /// How large each cell of visible anonymous points of a round is.
    pub VISIBLE_CELLS = "select coalesce(line_id, ''), coalesce(population, ''), coalesce(subject, ''), count(*) from opinion_point
        where round_id = $1 and sign = 'anonymous' and cell_hidden = 0 and parent_id is null
        group by coalesce(line_id, ''), coalesce(population, ''), coalesce(subject, '')";

    // Decisions
    /// A new decision.
    pub INSERT_DECISION = "insert into point_decision (id, point_id, verb, state, reason, answer, receiver_unit_id, due_on, proposed_by,
        decided_by, decided_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// The decisions about a point, in the order in which they were made.
    pub DECISIONS = "select d.id, d.verb, d.state, d.reason, d.answer, d.receiver_unit_id, u.name, d.due_on, d.proposed_by, a.name,
        d.decided_by, b.name, d.decided_on from point_decision d left join v_organisation_unit u on u.id = d.receiver_unit_id
        left join v_organisation_person a on a.id = d.proposed_by left join v_organisation_person b on b.id = d.decided_by
        where d.point_id = $1 order by d.id";
    /// Settles a proposal or a referral.
    pub SETTLE_DECISION = "update point_decision set state = $3, decided_by = $4, decided_on = $5 where id = $1 and state = $2";
    /// Whether a proposal waits for its second reader.
    pub PROPOSAL = "select id from point_decision where point_id = $1 and state = 'proposed' limit 1";

    // What became of it
    /// What was published about the problems that a point, or a part of it, is in.
    pub REPORTED = "select distinct b.title, b.asked, b.done, b.proven, b.remains, b.opens_on, b.publication_id, b.ordinal
        from v_publication_line b join v_merging_link k on k.merged_item_id = b.merged_item_id
        join opinion_point p on p.id = k.point_id
        where (p.id = $1 or p.parent_id = $1) and b.state in ('open', 'closed', 'disposed')
        order by b.opens_on, b.publication_id, b.ordinal";
    /// What was decided about a point, or a part of it.
    pub SHOWN_DECISIONS = "select d.point_id, d.verb, d.reason, d.answer, u.name from point_decision d
        join opinion_point p on p.id = d.point_id left join v_organisation_unit u on u.id = d.receiver_unit_id
        where (p.id = $1 or p.parent_id = $1) and d.state = 'confirmed' order by d.id";
    /// Where a problem stands.
    pub PROBLEM_BUCKET = "select bucket from v_problem_bucket where id = $1";

    // Rating and objecting
    /// The day of the answer, from which the window runs; without one the point waits again.
    pub SET_ANSWERED = "update opinion_point set answered_on = $2, rated = 0 where id = $1";
    /// Somebody has rated this answer.
    pub MARK_RATED = "update opinion_point set rated = 1 where id = $1 and rated = 0";
    /// A grade, without the point that it came from.
    pub INSERT_RATING = "insert into point_rating (id, campaign_id, merged_item_id, grade, stale) values ($1, $2, $3, $4, 0)";
    /// The grades of a result that was taken back.
    pub STALE_RATINGS = "update point_rating set stale = 1 where stale = 0 and merged_item_id in (
        select k.merged_item_id from v_merging_link k where k.point_id = $1)";
    /// What people think of the result of a problem; no row below five.
    pub RATINGS = "select satisfied, basically, dissatisfied, unaware from v_opinion_rating where merged_item_id = $1";
    /// An objection.
    pub INSERT_OBJECTION = "insert into point_objection (id, point_id, reason, objected_on, state) values ($1, $2, $3, $4, 'pending')";
    /// Objections to the answers to a point, or to a part of it, in the order of their days.
    pub OBJECTIONS = "select o.id, o.point_id, o.reason, o.objected_on, o.state, o.answer, o.decided_on from point_objection o
        join opinion_point p on p.id = o.point_id where p.id = $1 or p.parent_id = $1 order by o.objected_on, o.id";
    /// Settles one that waits.
    pub SETTLE_OBJECTION = "update point_objection set state = $2, answer = $3, decided_by = $4, decided_on = $5
        where point_id = $1 and state = 'pending'";
    /// Whether somebody gave the answer to a point.
    pub HAS_ANSWERED = "select 1 from v_opinion_answerer where point_id = $1 and person_id = $2";
    /// Days of answers whose points are still open to a rating or an objection.
    pub ANSWER_DAYS = "select distinct answered_on from opinion_point where state in ('answered', 'rated') and answered_on is not null
        order by answered_on";
    /// The window of one day's answers is over.
    pub CLOSE_ANSWERED = "update opinion_point set state = 'closed' where state in ('answered', 'rated') and answered_on = $1";

    // Imports
    /// Whether a file was imported into a round before.
    pub IMPORTED = "select imported_on from import_job where kind = 'opinions' and target = $1 and content_hash = $2";
    /// A file that was imported.
    pub INSERT_IMPORT = "insert into import_job (id, kind, target, content_hash, rows, imported_on, imported_by)
        values ($1, 'opinions', $2, $3, $4, $5, $6)";
    /// A row on its way.
    pub STAGE_POINT = "insert into point_import (id, batch_id, round_id, sign, person_id, line_id, population, subject, kind, category,
        text, text_hash, state, search_key) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    /// Whether all rows of an import are there.
    pub COUNT_STAGED = "select count(*) from point_import where batch_id = $1";
    /// Rows on their way into a round that will not arrive: their import was cut off.
    pub STALE_STAGED = "select id, search_key from point_import where round_id = $1 order by id limit 2000";
    /// One of them.
    pub DELETE_STAGED = "delete from point_import where id = $1";
    /// The rows of an import become points.
    pub TAKE_OVER_POINTS = "insert into opinion_point (id, round_id, campaign_id, sign, channel, received_on, line_id, population, subject,
        subject_unit_id, subject_person_id, kind, category, cell_hidden, text, text_hash, state, parent_id, registered_by,
        release_id, batch_id, receiver_unit_id, search_key)
        select i.id, i.round_id, $2, i.sign, 'import', $3, i.line_id, i.population, i.subject, null, null, i.kind, i.category, 0, i.text,
        i.text_hash, i.state, null, cast($4 as text), null, i.batch_id, null, i.search_key from point_import i where i.batch_id = $1";
    /// Their authors.
    pub TAKE_OVER_AUTHORS = "insert into opinion_author (point_id, sign, person_id)
        select i.id, 'named', i.person_id from point_import i where i.batch_id = $1 and i.person_id is not null";
    /// They have arrived.
    pub FORGET_STAGED = "delete from point_import where batch_id = $1";
}

/// How a round tells the permission table what it belongs to.
pub const ROUND_REACH: crate::auth::Columns = crate::auth::Columns {
    campaign: Some("r.campaign_id = ?"),
    unit: Some("r.owner_unit_id = ?"),
    line: None,
    branch: None,
    owner: None,
    lead: None,
    published: Some("r.state = 'open' and cast(? as text) <> ''"),
};

/// How a point does.
pub const POINT_REACH: crate::auth::Columns = crate::auth::Columns {
    campaign: Some("p.campaign_id = ?"),
    unit: Some("? in (l.lead_unit_id, p.subject_unit_id, p.receiver_unit_id)"),
    line: Some("p.line_id = ?"),
    branch: None,
    owner: Some("a.person_id = ?"),
    lead: None,
    published: None,
};

/// Who an opinion is about does not read it before it was handed over (SPEC 5.2); `?` is the person.
pub const NOT_ABOUT: &str =
    "p.subject_person_id is null or p.subject_person_id <> ? or r.state in ('fed_back', 'archived')";

/// Rounds.
pub const ROUNDS: List = List {
    name: "opinion::ROUNDS",
    select: round_columns!(),
    filters: &[("campaign", "r.campaign_id = ?"), ("state", "r.state = ?")],
    orders: &[Order { key: "opens", column: "r.opens_on", descending: true }],
    id: "r.id",
};

/// Points. Every number about points that stands on a page is a count of this list (I15).
pub const POINTS: List = List {
    name: "opinion::POINTS",
    select: point_columns!(),
    filters: &[
        ("campaign", "p.campaign_id = ?"),
        ("round", "p.round_id = ?"),
        ("state", "p.state = ?"),
        ("raw", "p.state <> 'closed_split'"),
        ("unsorted", "p.state in ('submitted', 'registered')"),
        ("sorted", "p.state not in ('submitted', 'registered', 'closed_split')"),
        ("merged", "k.point_id is not null"),
        ("answered_directly", "k.point_id is null and p.state in ('answered', 'rated', 'objected', 'closed')"),
        ("line", "p.line_id = ?"),
        ("population", "p.population = ?"),
        ("subject", "p.subject = ?"),
        ("kind", "p.kind = ?"),
        ("channel", "p.channel = ?"),
        ("sign", "p.sign = ?"),
        ("category", "p.category = ?"),
        ("item", "k.merged_item_id = ?"),
        ("author", "a.person_id = ?"),
        ("whole", "p.parent_id is null"),
        ("unrouted", "p.state <> 'routed'"),
        // A sheet holds the words of its parts.
        (
            "no_part_routed",
            "p.state <> 'closed_split' or not exists (select 1 from opinion_point c where c.parent_id = p.id and c.state = 'routed')",
        ),
        (
            "no_part_about",
            "p.state <> 'closed_split' or r.state in ('fed_back', 'archived')
             or not exists (select 1 from opinion_point c where c.parent_id = p.id and c.subject_person_id = ?)",
        ),
    ],
    orders: &[Order { key: "day", column: "p.received_on", descending: true }],
    id: "p.id",
};

/// The lists of this slice, for the test that prepares each on both engines.
pub const LISTS: &[&List] = &[&ROUNDS, &POINTS];
