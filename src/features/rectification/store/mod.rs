//! rectification in the database: every statement; the functions over them stand in the files beside.

/// The placeholders of one page of the ledger: a statement is a constant, so a page always asks for this many.
macro_rules! ids {
    () => {
        "$1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26,$27,$28,$29,$30,\
         $31,$32,$33,$34,$35,$36,$37,$38,$39,$40,$41,$42,$43,$44,$45,$46,$47,$48,$49,$50"
    };
}

/// An item whose lamp is green, yellow or red: neither done, stopped nor taken over, nor waiting for its first day.
macro_rules! shines {
    () => {
        "i.state not in ('closed', 'suspended', 'superseded') and i.red_from is not null
         and not (i.state in ('drafted', 'not_started') and i.start_on is not null and i.start_on > ?)"
    };
}

mod choices;
mod groups;
mod ledger;
mod rows;
mod views;
mod write;

pub use choices::*;
pub use groups::*;
pub use ledger::*;
pub use rows::*;
pub use views::*;
pub use write::*;

use ::store::{List, Order, statements};

statements! {
    /// An item with the names and facts that pages and checks need; `$2` is who asks whether it was published to him.
    pub FIND = "select i.id, i.campaign_id, i.item_no, i.merged_item_id, i.source, i.problem, i.category, i.cause, i.kind,
        i.requirement, i.lead_cadre_id, i.lead_unit_id, i.owner_id, i.original_due_on, i.due_on, i.start_on, i.review_months,
        i.state, i.attempt, i.approved_on, i.done_on, i.note, i.resumes, i.suspended_on, i.version, c.starts_on, c.ends_on,
        lc.name, u.name, o.name, o.unit,
        (select count(*) from measure m where m.item_id = i.id),
        (select count(*) from measure m where m.item_id = i.id and m.state = 'done'),
        (select count(*) from measure m where m.item_id = i.id and m.criterion <> ''),
        (select count(*) from evidence e where e.item_id = i.id),
        case when exists (select 1 from v_publication_line l join v_publication_reader r on r.publication_id = l.publication_id
            where l.merged_item_id = i.merged_item_id and l.state in ('open', 'closed', 'disposed') and r.person_id = $2)
            then 1 else 0 end,
        coalesce(p.points, 0), coalesce(p.state, ''), s.item_no, i.superseded_by
        from rectification_item i join v_campaign c on c.id = i.campaign_id
        left join v_organisation_person lc on lc.id = i.lead_cadre_id
        left join v_organisation_unit u on u.id = i.lead_unit_id
        left join v_organisation_person o on o.id = i.owner_id
        left join v_merging_item p on p.id = i.merged_item_id
        left join rectification_item s on s.id = i.superseded_by
        where i.id = $1";
    /// The items made from a merged item.
    pub OF_MERGED = "select id from rectification_item where merged_item_id = $1 order by id";
    /// Units that assist.
    pub ASSIST = "select a.unit_id, u.name from item_assist_unit a join v_organisation_unit u on u.id = a.unit_id
        where a.item_id = $1 order by u.name_key, a.unit_id";
    /// Lines led by a unit.
    pub LINES_OF_UNIT = "select id from v_organisation_line where lead_unit_id = $1 order by id";
    /// The next number of a year.
    pub NEXT_NUMBER = "insert into item_number (year, value) values ($1, 1)
        on conflict (year) do update set value = item_number.value + 1 returning value";
    /// A campaign's year and days.
    pub CAMPAIGN = "select year, starts_on, ends_on from v_campaign where id = $1";
    /// The merged item an item is made from.
    pub MERGED = "select campaign_id, summary, category, state, points from v_merging_item where id = $1";
    /// A new item.
    pub INSERT = "insert into rectification_item (id, campaign_id, item_no, serial, merged_item_id, source, problem, category, cause,
        kind, requirement, lead_cadre_id, lead_unit_id, owner_id, original_due_on, due_on, start_on, review_months, state, attempt,
        approved_on, done_on, yellow_from, red_from, note, resumes, suspended_on, superseded_by, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, null, $15, $16, $17, 'drafted', 0, null, null, $18, $19,
        $20, null, null, null, 1)";
    /// Changes a draft that is still the one the editor saw.
    pub UPDATE = "update rectification_item set source = $3, problem = $4, category = $5, cause = $6, kind = $7, requirement = $8,
        lead_cadre_id = $9, lead_unit_id = $10, owner_id = $11, due_on = $12, start_on = $13, review_months = $14, yellow_from = $15,
        red_from = $16, note = $17, version = version + 1 where id = $1 and version = $2 and state = 'drafted'";
    /// Takes all assisting units away.
    pub CLEAR_ASSIST = "delete from item_assist_unit where item_id = $1";
    /// One unit assists.
    pub INSERT_ASSIST = "insert into item_assist_unit (item_id, unit_id) values ($1, $2)";
    /// From one state to another, if it is still in the first.
    pub SET_STATE = "update rectification_item set state = $3 where id = $1 and state = $2";
    /// Approval.
    pub SET_APPROVED = "update rectification_item set approved_on = $2, original_due_on = $3, due_on = $3, yellow_from = $4, red_from = $5
        where id = $1";
    /// A requirement that an amendment of the plan changed.
    pub SET_REQUIREMENT = "update rectification_item set requirement = $2, version = version + 1 where id = $1";
    /// A new deadline; the original stays.
    pub SET_DUE = "update rectification_item set due_on = $2, yellow_from = $3, red_from = $4 where id = $1";
    /// The number of the application under way.
    pub SET_ATTEMPT = "update rectification_item set attempt = $2 where id = $1";
    /// The day it was struck off, or none.
    pub SET_DONE = "update rectification_item set done_on = $2 where id = $1";
    /// The clock is stopped.
    pub SUSPEND = "update rectification_item set state = 'suspended', resumes = $2, suspended_on = $3 where id = $1 and state = $2";
    /// The clock runs again.
    pub RESUME = "update rectification_item set state = resumes, resumes = null, suspended_on = null
        where id = $1 and state = 'suspended'";
    /// Another item takes it over.
    pub SUPERSEDE = "update rectification_item set state = 'superseded', resumes = null, suspended_on = null, superseded_by = $3
        where id = $1 and state = $2";
    /// An item by its number.
    pub BY_NUMBER = "select id from rectification_item where item_no = $1";
    /// Items of a merged item that are not done yet; taken over ones do not count.
    pub COUNT_UNDONE = "select count(*) from rectification_item where merged_item_id = $1
        and state not in ('closed', 'long_term_ok', 'superseded')";
    /// Items of a merged item that are done.
    pub COUNT_DONE = "select count(*) from rectification_item where merged_item_id = $1 and state in ('closed', 'long_term_ok')";
    /// The measures of an item.
    pub MEASURES = "select id, ordinal, text, criterion, node_on, state, done_on, result from measure where item_id = $1
        order by ordinal, id";
    /// A new measure behind the others.
    pub INSERT_MEASURE = "insert into measure (id, item_id, ordinal, text, criterion, node_on, state, done_on, result)
        select $1, $2, coalesce(max(m.ordinal), 0) + 1, $3, $4, $5, 'open', null, null from measure m where m.item_id = $2";
    /// Changes a measure.
    pub UPDATE_MEASURE = "update measure set text = $3, criterion = $4, node_on = $5 where id = $1 and item_id = $2";
    /// Takes a measure away, while the item is a draft.
    pub DELETE_MEASURE = "delete from measure where id = $1 and item_id = $2";
    /// A measure is done.
    pub FINISH_MEASURE = "update measure set state = 'done', done_on = $3, result = $4 where id = $1 and item_id = $2";
    /// Progress is only ever added.
    pub INSERT_PROGRESS = "insert into progress_log (id, item_id, person_id, logged_on, text, percent) values ($1, $2, $3, $4, $5, $6)";
    /// The progress of an item, newest first.
    pub PROGRESS = "select g.id, g.logged_on, p.name, g.text, g.percent from progress_log g
        join v_organisation_person p on p.id = g.person_id where g.item_id = $1 order by g.id desc";
    /// A new piece of evidence.
    pub INSERT_EVIDENCE = "insert into evidence (id, item_id, measure_id, name, blob_hash, url, size, media_type, added_by, added_on)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// The evidence of an item.
    pub EVIDENCE = "select e.id, e.name, e.url, e.size, e.added_on, p.name from evidence e
        left join v_organisation_person p on p.id = e.added_by where e.item_id = $1 order by e.added_on, e.id";
    /// One piece of evidence.
    pub EVIDENCE_FILE = "select item_id, name, blob_hash, media_type from evidence where id = $1";
    /// How much evidence came in since a day.
    pub COUNT_EVIDENCE_SINCE = "select count(*) from evidence where item_id = $1 and added_on >= $2";
    /// A step of the close-out.
    pub INSERT_STEP = "insert into closeout_step (id, item_id, attempt, step, decision, person_id, opinion, decided_on)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// What an application says of a measure.
    pub INSERT_RESULT = "insert into closeout_result (step_id, measure_id, result) values ($1, $2, $3)";
    /// What an application rests on.
    pub INSERT_PROOF = "insert into closeout_evidence (step_id, evidence_id) values ($1, $2)";
    /// All steps of an item in the order of their taking.
    pub STEPS = "select s.id, s.attempt, s.step, s.decision, s.person_id, p.name, s.opinion, s.decided_on from closeout_step s
        join v_organisation_person p on p.id = s.person_id where s.item_id = $1
        order by s.attempt, case s.step when 'apply' then 1 when 'dept' then 2 when 'lead' then 3 when 'final' then 4 else 5 end, s.id";
    /// Who took a step of the attempt.
    pub TAKEN = "select person_id from closeout_step where item_id = $1 and attempt = $2
        and step in ('apply', 'dept', 'lead', 'final')";
    /// The day of the last acceptance of a long-term item.
    pub LAST_ACCEPTED = "select max(decided_on) from closeout_step where item_id = $1 and step in ('final', 'cycle') and decision = 'agree'";
    /// The results of an application.
    pub RESULTS = "select r.measure_id, r.result from closeout_result r join closeout_step s on s.id = r.step_id
        where s.item_id = $1 and s.attempt = $2";
    /// The evidence of an application.
    pub PROOFS = "select e.evidence_id from closeout_evidence e join closeout_step s on s.id = e.step_id
        where s.item_id = $1 and s.attempt = $2";
    /// A request for more time.
    pub INSERT_EXTENSION = "insert into extension (id, item_id, requested_by, requested_on, new_due_on, reason, state, decided_by,
        decided_on, decision_reason) values ($1, $2, $3, $4, $5, $6, 'pending', null, null, null)";
    /// All requests of an item.
    pub EXTENSIONS = "select e.id, e.requested_by, p.name, e.requested_on, e.new_due_on, e.reason, e.state, d.name, e.decided_on,
        e.decision_reason from extension e join v_organisation_person p on p.id = e.requested_by
        left join v_organisation_person d on d.id = e.decided_by where e.item_id = $1 order by e.requested_on, e.id";
    /// How many were granted, how many wait.
    pub COUNT_EXTENSIONS = "select count(*) filter (where state = 'granted'), count(*) filter (where state = 'pending')
        from extension where item_id = $1";
    /// A decision on a request that waits.
    pub DECIDE_EXTENSION = "update extension set state = $3, decided_by = $4, decided_on = $5, decision_reason = $6
        where id = $1 and item_id = $2 and state = 'pending'";
    /// The heads of a department on a day.
    pub HEADS = "select h.person_id, p.name from v_account_head h join v_organisation_person p on p.id = h.person_id
        where h.unit_id = $1 and h.from_on <= $2 and (h.to_on is null or h.to_on >= $2) order by p.name_key, h.person_id";
    /// Whether somebody holds a leading post.
    pub IS_LEADER = "select case when exists (select 1 from v_organisation_leader where person_id = $1) then 1 else 0 end";
    /// Persons of a name who are still here.
    pub PERSONS_NAMED = "select id, name, unit from v_organisation_person where name = $1 and left_on is null order by id";
    /// A person as the form shows one.
    pub PERSON = "select name, unit from v_organisation_person where id = $1";
    /// Names offered while writing: leading cadres.
    pub LEADERS = "select p.name, p.unit from v_organisation_person p join v_organisation_leader l on l.person_id = p.id
        where p.left_on is null order by p.name_key, p.id limit 300";
    /// Names offered while writing: everybody else who is here.
    pub PERSONS = "select name, unit from v_organisation_person where left_on is null order by name_key, id limit 300";
    /// Units to choose from.
    pub UNITS = "select id, name from v_organisation_unit order by name_key, id limit 1000";
    /// Categories that are in use, to be offered.
    pub CATEGORIES = "select distinct category from v_merging_item where campaign_id = $1 order by category limit 100";
    /// The problems of a page of items in persons' words, and whether they are key ones.
    pub PROBLEMS_OF_PAGE = concat!("select i.id, p.summary, p.is_key from rectification_item i
        join v_merging_item p on p.id = i.merged_item_id where i.id in (", ids!(), ")");
    /// The measures of a page of items with what tells that they are done.
    pub TASKS_OF_PAGE = concat!("select item_id, text, criterion, node_on from measure where item_id in (", ids!(), ") order by item_id, ordinal");
    /// One's own views of the ledger.
    pub OWN_VIEWS = "select id, name, asked, shared from ledger_view where owner_id = $1 order by name, id limit 100";
    /// Those that others share.
    pub SHARED_VIEWS = "select v.id, v.name, v.asked, p.name from ledger_view v join v_organisation_person p on p.id = v.owner_id
        where v.shared = 1 and v.owner_id <> $1 order by v.name, v.id limit 100";
    /// How many views somebody keeps under other names.
    pub COUNT_VIEWS = "select count(*) from ledger_view where owner_id = $1 and name <> $2";
    /// Keeps a view.
    pub SAVE_VIEW = "insert into ledger_view (id, owner_id, name, asked, shared, made_on) values ($1, $2, $3, $4, $5, $6)
        on conflict (owner_id, name) do update set asked = excluded.asked, shared = excluded.shared, made_on = excluded.made_on";
    /// The name of one's own view.
    pub OWN_VIEW = "select name from ledger_view where id = $1 and owner_id = $2";
    /// Takes it away.
    pub REMOVE_VIEW = "delete from ledger_view where id = $1 and owner_id = $2";
    /// A campaign by its short name.
    pub CAMPAIGN_NAMED = "select id from v_campaign where short_name = $1";
    /// The measures of a page of the ledger.
    pub MEASURES_OF_PAGE = concat!("select item_id, text, node_on, state from measure where item_id in (", ids!(), ") order by item_id, ordinal");
    /// The assisting units of a page of the ledger.
    pub ASSIST_OF_PAGE = concat!("select a.item_id, u.name from item_assist_unit a join v_organisation_unit u on u.id = a.unit_id
        where a.item_id in (", ids!(), ") order by a.item_id, u.name_key, u.id");
    /// What those who spoke think of the results on a page of the ledger (群众评价); no row below five.
    pub RATINGS_OF_PAGE = concat!("select i.id, r.satisfied, r.basically, r.dissatisfied, r.unaware from rectification_item i
        join v_opinion_rating r on r.merged_item_id = i.merged_item_id where i.id in (", ids!(), ")");
    /// The last application's steps of a page of the ledger.
    pub STEPS_OF_PAGE = concat!("select s.item_id, s.step, s.decision, p.name, s.decided_on from closeout_step s
        join rectification_item i on i.id = s.item_id and i.attempt = s.attempt join v_organisation_person p on p.id = s.person_id
        where s.step in ('apply', 'dept', 'lead', 'final') and s.item_id in (", ids!(), ")
        order by s.item_id, case s.step when 'apply' then 1 when 'dept' then 2 when 'lead' then 3 else 4 end, s.id");
}

/// Rows of one page of the ledger.
pub const PAGE: u32 = 50;

/// The ledger.
pub const LEDGER: List = List {
    name: "rectification::LEDGER",
    select: "select i.id, i.item_no, i.source, i.problem, i.category, i.cause, i.kind, i.requirement, lc.name, u.name, o.name,
        i.original_due_on, i.due_on, i.start_on, i.state, i.done_on, i.note, i.merged_item_id, coalesce(p.points, 0), i.review_months,
        (select count(*) from evidence e where e.item_id = i.id),
        (select g.text from progress_log g where g.item_id = i.id order by g.id desc limit 1),
        (select g.logged_on from progress_log g where g.item_id = i.id order by g.id desc limit 1),
        (select g.percent from progress_log g where g.item_id = i.id order by g.id desc limit 1), i.version
        from rectification_item i left join v_organisation_person lc on lc.id = i.lead_cadre_id
        left join v_organisation_unit u on u.id = i.lead_unit_id left join v_organisation_person o on o.id = i.owner_id
        left join v_merging_item p on p.id = i.merged_item_id",
    filters: &[
        ("campaign", "i.campaign_id = ?"),
        ("state", "i.state = ?"),
        ("next", "i.state in ('drafted', 'not_started')"),
        ("doing", "i.state not in ('drafted', 'not_started', 'closed', 'long_term_ok', 'suspended', 'superseded')"),
        ("done", "i.state in ('closed', 'long_term_ok')"),
        ("suspended", "i.state = 'suspended'"),
        ("superseded", "i.state = 'superseded'"),
        ("blue", "i.state = 'closed'"),
        (
            "grey",
            "i.state = 'suspended' or (i.state in ('drafted', 'not_started') and i.start_on > ? and i.red_from is not null)",
        ),
        ("red", concat!(shines!(), " and i.red_from <= ?")),
        ("yellow", concat!(shines!(), " and i.yellow_from <= ? and i.red_from > ?")),
        ("green", concat!(shines!(), " and i.yellow_from > ?")),
        ("unit", "exists (select 1 from v_rectification_unit x where x.item_id = i.id and x.unit_id = ?)"),
        ("dept", "i.lead_unit_id = ?"),
        ("no_dept", "i.lead_unit_id is null"),
        ("line", "exists (select 1 from v_organisation_line x where x.lead_unit_id = i.lead_unit_id and x.id = ?)"),
        ("no_line", "not exists (select 1 from v_organisation_line x where x.lead_unit_id = i.lead_unit_id)"),
        ("category", "i.category = ?"),
        ("no_lamp", "i.state = 'superseded' or (i.state not in ('closed', 'suspended') and i.red_from is null)"),
        // Sets that figures count: each with the day up to which.
        ("counted", "i.state <> 'superseded'"),
        ("with_cause", "i.state <> 'superseded' and i.cause <> ''"),
        ("approved_by", "i.state <> 'superseded' and i.approved_on <= ?"),
        ("due_by", "i.state not in ('suspended', 'superseded') and i.original_due_on <= ?"),
        ("done_by", "i.state in ('closed', 'long_term_ok') and i.done_on <= ?"),
        ("on_time_by", "i.state in ('closed', 'long_term_ok') and i.original_due_on <= ? and i.done_on <= i.original_due_on"),
        ("owner", "i.owner_id = ?"),
        ("owner_name", "o.name = ?"),
        ("lead", "i.lead_cadre_id = ?"),
        ("kind", "i.kind = ?"),
        ("merged", "i.merged_item_id = ?"),
        ("id", "i.id = ?"),
    ],
    orders: &[
        Order { key: "no", column: "i.serial", descending: false },
        Order { key: "due", column: "coalesce(i.due_on, '9999-12-31')", descending: false },
        Order { key: "done", column: "coalesce(i.done_on, '')", descending: true },
    ],
    id: "i.id",
};

/// The measures of the items, each a row: what the share of measures done counts.
pub const MEASURE_LIST: List = List {
    name: "rectification::MEASURE_LIST",
    select: "select i.id, i.item_no, i.problem, m.text, m.criterion, m.node_on, m.state, m.done_on, u.name
        from rectification_item i join measure m on m.item_id = i.id left join v_organisation_unit u on u.id = i.lead_unit_id
        where i.state <> 'superseded'",
    filters: &[("campaign", "i.campaign_id = ?"), ("state", "m.state = ?")],
    orders: &[Order { key: "no", column: "i.serial", descending: false }],
    id: "m.id",
};

/// The campaigns that the ledger can be narrowed to.
pub const CAMPAIGNS: List = List {
    name: "rectification::CAMPAIGNS",
    select: "select c.id, c.short_name, c.year, c.state from v_campaign c",
    filters: &[],
    orders: &[Order { key: "year", column: "c.year", descending: true }],
    id: "c.id",
};

/// The lists of this slice, for the test that prepares each on both engines.
pub const LISTS: &[&List] = &[&LEDGER, &MEASURE_LIST, &CAMPAIGNS];
