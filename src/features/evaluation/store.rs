//! Evaluations in the database.

use ::store::{List, Order, Row, StoreError, Tx, Value, params, statements};
use ballot::counts::{Counts, Turnout};
use ballot::rate::{Variant, Weights};

use super::model::{Evaluation, Item, Side, State, VoidRequest};
use crate::auth::Columns;
use crate::id::Id;

statements! {
    pub INSERT = "insert into evaluation (id, campaign_id, name, state, threshold, variant, weight_basically,
        weight_dissatisfied, k, closes_on, formula, remedial_of, created_by, by_group) values ($1, $2, $3, 'draft', $4, $5, $6, $7,
        $8, $9, $10, $11, $12, $13)";
    pub FIND = "select id, campaign_id, name, state, threshold, variant, weight_basically, weight_dissatisfied, k, closes_on,
        remedial_of, opened_by, roster_size, issued, returned, bulletin_hash, reason, void_by, void_side, void_reason,
        was_published, by_group from evaluation where id = $1";
    pub OF_CAMPAIGN = "select id, campaign_id, name, state, threshold, variant, weight_basically, weight_dissatisfied, k,
        closes_on, remedial_of, opened_by, roster_size, issued, returned, bulletin_hash, reason, void_by, void_side, void_reason,
        was_published, by_group from evaluation
        where campaign_id = $1 order by id limit 200";
    pub SET_STATE = "update evaluation set state = $3, reason = coalesce($4, reason) where id = $1 and state = $2";
    pub SET_PUBLIC = "update evaluation set was_published = 1 where id = $1";
    pub ASK_VOID = "update evaluation set void_by = $2, void_side = $3, void_reason = $4 where id = $1";
    pub REMEDIAL_BY = "select id, name from evaluation where remedial_of = $1 order by id limit 20";
    pub SET_OPENED = "update evaluation set opened_by = $2 where id = $1";
    pub SET_ROSTER = "update evaluation set roster_hash = $2, roster_size = $3 where id = $1";
    pub SET_RESULT = "update evaluation set issued = $2, returned = $3, bulletin = $4, bulletin_hash = $5 where id = $1";
    pub BULLETIN = "select bulletin from evaluation where id = $1 and bulletin is not null";
    pub INSERT_ITEM = "insert into evaluation_item (evaluation_id, ordinal, kind, merged_item_id, title) values ($1, $2, $3, $4, $5)";
    pub DELETE_ITEMS = "delete from evaluation_item where evaluation_id = $1";
    pub ITEMS = "select ordinal, kind, merged_item_id, title, satisfied, basically, dissatisfied, unaware, blank, invalid
        from evaluation_item where evaluation_id = $1 order by ordinal";
    pub SET_COUNTS = "update evaluation_item set satisfied = $3, basically = $4, dissatisfied = $5, unaware = $6, blank = $7,
        invalid = $8 where evaluation_id = $1 and ordinal = $2";
    pub MERGED_ITEMS = "select id, summary from v_merging_item where campaign_id = $1 and state in ('planned', 'resolved')
        order by no limit 200";
    pub INSERT_SCOPE = "insert into evaluation_scope (evaluation_id, scope_kind, scope_id) values ($1, $2, $3)";
    pub SCOPES = "select scope_kind, scope_id from evaluation_scope where evaluation_id = $1 order by scope_kind, scope_id";
    pub INSERT_TELLER = "insert into evaluation_teller (evaluation_id, person_id, place, public, secret, confirmed)
        values ($1, $2, $3, null, null, 0)";
    pub TELLERS = "select t.person_id, p.name, t.public, t.secret, t.confirmed from evaluation_teller t
        join v_organisation_person p on p.id = t.person_id where t.evaluation_id = $1 order by t.place";
    pub SET_TELLER_KEY = "update evaluation_teller set public = $3, secret = $4 where evaluation_id = $1 and person_id = $2
        and public is null";
    pub CONFIRM = "update evaluation_teller set confirmed = 1 where evaluation_id = $1 and person_id = $2 and confirmed = 0";
    pub FORGET_SECRETS = "update evaluation_teller set secret = null where evaluation_id = $1";
    pub INFORMED = "select count(*) from v_publication_line l join v_merging_item m on m.id = l.merged_item_id
        where m.campaign_id = $1 and l.kind = 'report_back' and l.state in ('open', 'closed', 'disposed', 'archived')";
    pub FILL_ROSTER = "insert into roster_entry (evaluation_id, person_id, code_hash, channel, voted)
        select distinct s.evaluation_id, p.id, cast(null as text), cast(null as text), cast(0 as bigint)
        from evaluation_scope s join v_organisation_person p on p.left_on is null and (s.scope_kind = 'everyone'
          or (s.scope_kind = 'unit' and p.unit_id = s.scope_id) or (s.scope_kind = 'branch' and p.branch_id = s.scope_id))
        where s.evaluation_id = $1";
    pub ROSTER = "select person_id from roster_entry where evaluation_id = $1 order by person_id";
    pub ON_ROSTER = "select r.person_id, p.name, p.unit from roster_entry r join v_organisation_person p on p.id = r.person_id
        where r.evaluation_id = $1 and (p.id = $2 or p.staff_no = $2 or p.name = $2) order by r.person_id limit 2";
    pub MY_ENTRY = "select channel, voted from roster_entry where evaluation_id = $1 and person_id = $2";
    pub ISSUE = "update roster_entry set code_hash = $3, channel = $4 where evaluation_id = $1 and person_id = $2 and voted = 0
        and (channel is null or channel = $4)";
    pub BY_CODE = "select e.evaluation_id, coalesce(e.group_no, 0) from roster_entry e where e.code_hash = $1";
    pub MARK_VOTED = "update roster_entry set voted = 1 where code_hash = $1 and voted = 0 and channel = 'online'";
    pub ISSUED = "select count(*), cast(coalesce(sum(case when channel = 'paper' then 1 else 0 end), 0) as bigint)
        from roster_entry where evaluation_id = $1 and channel is not null";
    pub VOTED = "select count(*) from roster_entry where evaluation_id = $1 and voted = 1";
    pub INSERT_BALLOT = "insert into sealed_ballot (id, evaluation_id, sealed) values ($1, $2, $3)";
    pub BALLOTS = "select sealed from sealed_ballot where evaluation_id = $1 order by id";
    pub COUNT_BALLOTS = "select count(*) from sealed_ballot where evaluation_id = $1";
    pub DELETE_BALLOTS = "delete from sealed_ballot where evaluation_id = $1";
    pub PUT_PAPER = "insert into paper_ballot (evaluation_id, sheet, person_id, answers, remark, group_no) values ($1, $2, $3, $4, $5, $6)
        on conflict (evaluation_id, sheet, person_id) do update set answers = excluded.answers, remark = excluded.remark,
          group_no = excluded.group_no";
    pub PAPERS = "select sheet, person_id, answers, remark, group_no from paper_ballot where evaluation_id = $1 order by sheet, person_id";
    pub DELETE_PAPERS = "delete from paper_ballot where evaluation_id = $1";
    pub FORGET_CODES = "update roster_entry set code_hash = null, voted = 0 where evaluation_id = $1";
    pub ISSUE_FIRST = "update roster_entry set code_hash = $3, channel = $4 where evaluation_id = $1 and person_id = $2
        and channel is null";
    pub PRINT_CODE = "update roster_entry set code_hash = $3, channel = 'online', printed = 1 where evaluation_id = $1
        and person_id = $2 and channel is null";
    pub TO_PRINT = "select r.person_id, p.name, p.unit from roster_entry r join v_organisation_person p on p.id = r.person_id
        where r.evaluation_id = $1 and r.channel is null and ($2 = '' or p.unit_id = $2)
        order by p.unit, p.name_key, r.person_id limit 2000";
    pub IS_PRINTED = "select printed from roster_entry where evaluation_id = $1 and person_id = $2";
    pub REPLACE_CODE = "update roster_entry set code_hash = $3 where evaluation_id = $1 and person_id = $2 and printed = 1";
    pub ASK_REISSUE = "insert into code_reissue (evaluation_id, person_id, asked_by, reason) values ($1, $2, $3, $4)
        on conflict (evaluation_id, person_id) do update set asked_by = excluded.asked_by, reason = excluded.reason";
    pub REISSUES = "select c.person_id, p.name, c.asked_by, c.reason from code_reissue c
        join v_organisation_person p on p.id = c.person_id where c.evaluation_id = $1 order by p.name_key, c.person_id limit 200";
    pub DELETE_REISSUE = "delete from code_reissue where evaluation_id = $1 and person_id = $2";
    pub DELETE_REISSUES = "delete from code_reissue where evaluation_id = $1";
    pub UNITS_OF_ROSTER = "select coalesce(p.unit_id, ''), coalesce(min(p.unit), ''), count(*) from roster_entry r
        join v_organisation_person p on p.id = r.person_id where r.evaluation_id = $1 group by coalesce(p.unit_id, '')
        order by 2, 1";
    pub INSERT_GROUP = "insert into evaluation_group (evaluation_id, no, name, eligible) values ($1, $2, $3, $4)";
    pub PUT_IN_GROUP = "update roster_entry set group_no = $2 where evaluation_id = $1 and person_id in
        (select p.id from v_organisation_person p where coalesce(p.unit_id, '') = $3)";
    pub GROUPS = "select no, name, eligible, returned from evaluation_group where evaluation_id = $1 order by no";
    pub SET_GROUP_RETURNED = "update evaluation_group set returned = $3 where evaluation_id = $1 and no = $2";
    pub INSERT_GROUP_COUNT = "insert into evaluation_group_count (evaluation_id, group_no, ordinal, satisfied, basically,
        dissatisfied, unaware, blank, invalid) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    pub GROUP_COUNTS = "select group_no, ordinal, satisfied, basically, dissatisfied, unaware, blank, invalid
        from evaluation_group_count where evaluation_id = $1 order by group_no, ordinal";
    pub INSERT_REMARK = "insert into evaluation_remark (id, evaluation_id, text) values ($1, $2, $3)";
    pub REMARKS = "select text from evaluation_remark where evaluation_id = $1 order by id limit 1000";
    pub OPEN_FOR_ME = "select e.id, e.name, e.closes_on from evaluation e join roster_entry r on r.evaluation_id = e.id
        where r.person_id = $1 and r.voted = 0 and e.state = 'open' and (r.channel is null or r.channel = 'online') order by e.id";
    pub PEOPLE = "select id, name, unit from v_organisation_person where left_on is null order by name_key, id limit 500";
    pub UNITS = "select id, name from v_organisation_unit order by name_key, id limit 500";
}

/// Evaluations of all campaigns, those that end last first.
pub const EVALUATIONS: List = List {
    name: "evaluation::evaluations",
    select: "select e.id, e.campaign_id, e.name, e.state, e.closes_on from evaluation e",
    filters: &[("campaign", "e.campaign_id = ?"), ("state", "e.state = ?")],
    orders: &[Order { key: "new", column: "e.closes_on", descending: true }],
    id: "e.id",
};

/// The lists of this slice.
pub const LISTS: &[&List] = &[&EVALUATIONS];

/// Whose evaluations one may list: tellers and voters know of theirs, and what was published is everybody's.
pub const COLUMNS: Columns = Columns {
    campaign: Some("e.campaign_id = ?"),
    unit: None,
    line: None,
    branch: None,
    owner: Some(
        "? in (select t.person_id from evaluation_teller t where t.evaluation_id = e.id
          union all select r.person_id from roster_entry r where r.evaluation_id = e.id)",
    ),
    lead: None,
    published: Some("(e.was_published = 1 and ? <> '')"),
};

fn evaluation(row: &Row<'_>) -> Result<Evaluation, StoreError> {
    let number = |column| Ok::<u64, StoreError>(row.get::<Option<i64>>(column)?.unwrap_or(0).unsigned_abs());
    let percent = |column| Ok::<u32, StoreError>(u32::try_from(row.get::<i64>(column)?).unwrap_or(0));
    let state: String = row.get(3)?;
    let variant: String = row.get(5)?;
    let day: String = row.get(9)?;
    Ok(Evaluation {
        id: row.get(0)?,
        campaign: row.get(1)?,
        name: row.get(2)?,
        state: State::parse(&state).ok_or_else(|| StoreError::Other(format!("unknown state {state}")))?,
        threshold: percent(4)?,
        variant: if variant == "valid" { Variant::Valid } else { Variant::Judging },
        weights: Weights { basically: percent(6)?, dissatisfied: percent(7)? },
        k: number(8)?,
        closes_on: day.parse().map_err(|_| StoreError::Other(format!("not a day: {day}")))?,
        remedial_of: row.get(10)?,
        opened_by: row.get(11)?,
        turnout: Turnout { eligible: number(12)?, issued: number(13)?, returned: number(14)? },
        bulletin_hash: row.get(15)?,
        reason: row.get(16)?,
        void: void(row)?,
        is_public: row.get(20)?,
        by_group: row.get(21)?,
    })
}

fn void(row: &Row<'_>) -> Result<Option<VoidRequest>, StoreError> {
    let (by, side, reason): (Option<Id>, Option<String>, Option<String>) = (row.get(17)?, row.get(18)?, row.get(19)?);
    let side = side.as_deref().and_then(Side::parse);
    Ok(by.zip(side).map(|(by, side)| VoidRequest { by, side, reason: reason.unwrap_or_default() }))
}

/// The variant's code in the database.
pub fn variant_code(variant: Variant) -> &'static str {
    match variant {
        Variant::Valid => "valid",
        Variant::Judging => "judging",
    }
}

/// One evaluation.
pub fn find(tx: &mut Tx<'_>, id: &Id) -> Result<Option<Evaluation>, StoreError> {
    tx.one(&FIND, &params![id], evaluation)
}

/// The evaluations of a campaign.
pub fn of_campaign(tx: &mut Tx<'_>, campaign: &Id) -> Result<Vec<Evaluation>, StoreError> {
    tx.all(&OF_CAMPAIGN, &params![campaign], evaluation)
}

/// The items in order, with their counts once there are any.
pub fn items(tx: &mut Tx<'_>, id: &Id) -> Result<Vec<Item>, StoreError> {
    tx.all(&ITEMS, &params![id], |row| {
        let n = |column| Ok::<u64, StoreError>(row.get::<Option<i64>>(column)?.unwrap_or(0).unsigned_abs());
        let counted = row.get::<Option<i64>>(4)?.is_some();
        let counts = Counts {
            satisfied: n(4)?,
            basically: n(5)?,
            dissatisfied: n(6)?,
            unaware: n(7)?,
            blank: n(8)?,
            invalid: n(9)?,
        };
        Ok(Item {
            ordinal: row.get(0)?,
            kind: row.get(1)?,
            merged_item: row.get(2)?,
            title: row.get(3)?,
            counts: counted.then_some(counts),
        })
    })
}

/// Writes the counts of an item.
pub fn set_counts(tx: &mut Tx<'_>, id: &Id, ordinal: i64, counts: &Counts) -> Result<(), StoreError> {
    let mut values: Vec<Value> = params![id, ordinal].to_vec();
    values.extend(numbers(counts));
    tx.run(&SET_COUNTS, &values).map(drop)
}

fn numbers(counts: &Counts) -> [Value; 6] {
    let all = [counts.satisfied, counts.basically, counts.dissatisfied, counts.unaware, counts.blank, counts.invalid];
    all.map(|n| Value::from(i64::try_from(n).unwrap_or(i64::MAX)))
}

fn small(row: &Row<'_>, column: usize) -> Result<u16, StoreError> {
    Ok(u16::try_from(row.get::<i64>(column)?).unwrap_or(0))
}

/// A group with its result, where it has one that may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupResult {
    /// Its number on ballots, from 1.
    pub no: u16,
    /// Its name; empty for joined small departments.
    pub name: String,
    /// How many might vote.
    pub eligible: u64,
    /// How many ballots came back; `None` is not known or withheld.
    pub returned: Option<u64>,
    /// The counts of each item, in the items' order.
    pub counts: Vec<Counts>,
}

/// The groups of an evaluation.
pub fn groups(tx: &mut Tx<'_>, id: &Id) -> Result<Vec<GroupResult>, StoreError> {
    let mut groups = tx.all(&GROUPS, &params![id], |row| {
        Ok::<_, StoreError>(GroupResult {
            no: small(row, 0)?,
            name: row.get(1)?,
            eligible: row.get::<i64>(2)?.unsigned_abs(),
            returned: row.get::<Option<i64>>(3)?.map(i64::unsigned_abs),
            counts: Vec::new(),
        })
    })?;
    tx.each(&GROUP_COUNTS, &params![id], |row| {
        let (no, n) = (small(row, 0)?, |column| Ok::<u64, StoreError>(row.get::<i64>(column)?.unsigned_abs()));
        let counts = Counts {
            satisfied: n(2)?,
            basically: n(3)?,
            dissatisfied: n(4)?,
            unaware: n(5)?,
            blank: n(6)?,
            invalid: n(7)?,
        };
        if let Some(group) = groups.iter_mut().find(|g| g.no == no) {
            group.counts.push(counts);
        }
        Ok(())
    })?;
    Ok(groups)
}

/// Writes what may be shown of a group.
pub fn set_group(tx: &mut Tx<'_>, id: &Id, no: u16, counts: &[(i64, Counts)]) -> Result<(), StoreError> {
    let returned = counts.first().map_or(0, |(_, c)| c.returned());
    let returned = i64::try_from(returned).unwrap_or(i64::MAX);
    tx.run(&SET_GROUP_RETURNED, &params![id, i64::from(no), returned])?;
    for (ordinal, counts) in counts {
        let mut values: Vec<Value> = params![id, i64::from(no), *ordinal].to_vec();
        values.extend(numbers(counts));
        tx.run(&INSERT_GROUP_COUNT, &values)?;
    }
    Ok(())
}

/// A teller of an evaluation.
#[derive(Clone, Debug)]
pub struct Teller {
    /// The person.
    pub person: Id,
    /// The name.
    pub name: String,
    /// The public key, once made.
    pub public: Option<Vec<u8>>,
    /// The locked secret key, from its making to the count.
    pub secret: Option<String>,
    /// Whether the result was confirmed.
    pub confirmed: bool,
}

/// The two tellers in their places.
pub fn tellers(tx: &mut Tx<'_>, id: &Id) -> Result<Vec<Teller>, StoreError> {
    tx.all(&TELLERS, &params![id], |row| {
        Ok(Teller {
            person: row.get(0)?,
            name: row.get(1)?,
            public: row.get(2)?,
            secret: row.get(3)?,
            confirmed: row.get(4)?,
        })
    })
}

/// Somebody lost a printed code, and the office asks for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reissue {
    /// Who lost it.
    pub person: Id,
    /// The name.
    pub name: String,
    /// Who asks.
    pub by: Id,
    /// Why.
    pub reason: String,
}

/// Requests that wait for a teller.
pub fn reissues(tx: &mut Tx<'_>, id: &Id) -> Result<Vec<Reissue>, StoreError> {
    tx.all(&REISSUES, &params![id], |row| {
        Ok(Reissue { person: row.get(0)?, name: row.get(1)?, by: row.get(2)?, reason: row.get(3)? })
    })
}

/// A sheet as one teller typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The number written on the sheet when it was taken out of the urn.
    pub number: i64,
    /// Who typed it.
    pub person: Id,
    /// One code an item.
    pub answers: String,
    /// The remark on it.
    pub remark: String,
    /// The group printed on it; 0 for none.
    pub group: u16,
}

/// All sheets, by number.
pub fn sheets(tx: &mut Tx<'_>, id: &Id) -> Result<Vec<Sheet>, StoreError> {
    tx.all(&PAPERS, &params![id], |row| {
        Ok(Sheet {
            number: row.get(0)?,
            person: row.get(1)?,
            answers: row.get(2)?,
            remark: row.get(3)?,
            group: small(row, 4)?,
        })
    })
}

/// Issued in all, and on paper.
pub fn issued(tx: &mut Tx<'_>, id: &Id) -> Result<(i64, i64), StoreError> {
    Ok(tx.one(&ISSUED, &params![id], |row| Ok((row.get(0)?, row.get(1)?)))?.unwrap_or((0, 0)))
}
