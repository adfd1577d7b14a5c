//! Runs, their staged suggestions, and what people decided about them.

use ::store::{Row, StoreError, Tx, params, statements};

use super::super::model::{DecisionKind, RunState};
use super::rows::{StepRow, step_row};
use super::step_columns;
use crate::error::{Error, Result};
use crate::id::Id;

statements! {
    /// A run that is asked for.
    pub INSERT_RUN = "insert into merge_run (id, campaign_id, round_id, no, level, state, method, record, asked_by, asked_on)
        values ($1, $2, $3, $4, $5, 'waiting', null, null, $6, $7)";
    /// One run.
    pub FIND_RUN = "select campaign_id, round_id, no, level, state from merge_run where id = $1";
    /// What became of a run that waits; 1 row.
    pub SETTLE_RUN = "update merge_run set state = $2, method = $3, record = $4 where id = $1 and state = 'waiting'";
    /// A run of a round that has not been computed yet.
    pub WAITING_RUN = "select id from merge_run where round_id = $1 and state = 'waiting' order by no limit 1";
    /// The newest run of a round that found something.
    pub LAST_DONE = "select id, method from merge_run where round_id = $1 and state = 'done' order by no desc limit 1";
    /// The newest runs of a round.
    pub RUNS = "select r.no, r.level, r.state, r.record, r.asked_on, p.name from merge_run r
        left join v_organisation_person p on p.id = r.asked_by where r.round_id = $1 order by r.no desc limit $2";
    /// Points of a round without a fate, to be grouped.
    pub UNSORTED = "select p.id, p.text from v_opinion_point p where p.round_id = $1 and p.merged_item_id is null
        and p.state in ('submitted', 'registered') order by p.id limit $2";
    /// Points of the campaign's items that still take some in.
    pub SORTED = "select p.id, p.text, p.merged_item_id from v_opinion_point p join v_merging_item m on m.id = p.merged_item_id
        where p.campaign_id = $1 and m.state in ('draft', 'confirmed') and p.state <> 'routed' order by p.id limit $2";
    /// What people decided and did not take back.
    pub PAIRS = "select d.kind, x.a, x.b from merge_decision d join merge_decision_pair x on x.decision_id = d.id
        where d.campaign_id = $1 and d.withdrawn_on is null order by d.id, x.a, x.b limit $2";
    /// A suggested group.
    pub INSERT_SUGGESTION = "insert into merge_suggestion (id, run_id, round_id, ordinal, cohesion, merged_item_id, aside)
        values ($1, $2, $3, $4, $5, $6, $7)";
    /// A point of a suggested group.
    pub INSERT_MEMBER = "insert into merge_suggestion_point (suggestion_id, point_id, rank, nearest_id, score, copy_of)
        values ($1, $2, $3, $4, $5, $6)";
    /// What a run staged goes: its points,
    pub CLEAR_MEMBERS = "delete from merge_suggestion_point where suggestion_id in (select id from merge_suggestion where run_id = $1)";
    /// and its groups.
    pub CLEAR_SUGGESTIONS = "delete from merge_suggestion where run_id = $1";
    /// Earlier runs whose suggestions are still there.
    pub STALE_RUNS = "select distinct run_id from merge_suggestion where round_id = $1 and run_id <> $2 order by run_id limit 100";
    /// Suggested groups of a run with the points that are still unsorted and that this person may sort. The first point speaks
    /// for its group. A group of one is none, unless it would join an item. The last number counts copies of other texts there.
    pub GROUPS = "select id, ordinal, cohesion, no, summary, points, text, aside, points - texts from (
          select b.*, count(*) over (partition by id) as points,
            sum(case when nth = 1 then 1 else 0 end) over (partition by id) as texts,
            row_number() over (partition by id order by rank, point_id) as line
          from (
            select s.id, s.ordinal, s.cohesion, m.no, m.summary, p.text, s.aside, x.rank, x.point_id,
              row_number() over (partition by s.id, coalesce(x.copy_of, p.id) order by x.rank, x.point_id) as nth
            from merge_suggestion s join merge_suggestion_point x on x.suggestion_id = s.id
              join v_opinion_point p on p.id = x.point_id left join v_opinion_author a on a.point_id = p.id
              left join merged_item m on m.id = s.merged_item_id and m.state in ('draft', 'confirmed')
                and exists (select 1 from v_opinion_point q where q.merged_item_id = m.id
                  and (q.subject_person_id is null or q.subject_person_id <> $2))
            where s.run_id = $1 and s.aside = $4 and p.merged_item_id is null and p.state in ('submitted', 'registered')
              and (p.subject_person_id is null or p.subject_person_id <> $2) and (a.person_id is null or a.person_id <> $2)
          ) b
        ) g where line = 1 and (points > 1 or no is not null) and ordinal > $3 order by ordinal limit $5";
    /// One group.
    pub GROUP = "select s.run_id, s.round_id, r.campaign_id, s.cohesion, m.id, m.no, m.summary, r.method, s.aside
        from merge_suggestion s join merge_run r on r.id = s.run_id
        left join merged_item m on m.id = s.merged_item_id and m.state in ('draft', 'confirmed')
          and exists (select 1 from v_opinion_point q where q.merged_item_id = m.id
            and (q.subject_person_id is null or q.subject_person_id <> $2))
        where s.id = $1";
    /// Its texts that are still unsorted and that this person may sort, each with how many points say just that. Those of one
    /// text that lack a field are a row of their own: they cannot go along.
    /// The nearest one and the score are told only where this person may know of the nearest one.
    pub MEMBERS = "select g.id, text, sign, population, cell_hidden, n.id, case when n.id is null then 0 else score end, fold,
          g.ready, category, copies from (
          select b.*, count(*) over (partition by fold, ready) as copies,
            row_number() over (partition by fold, ready order by rank, id) as nth
          from (
            select p.id, p.text, p.sign, p.population, p.cell_hidden, x.nearest_id, x.score, coalesce(x.copy_of, p.id) as fold,
              case when p.kind is not null and (p.cell_hidden = 1 or (p.line_id is not null and p.population is not null
                and p.subject is not null)) then 1 else 0 end as ready, p.category, x.rank
            from merge_suggestion_point x join v_opinion_point p on p.id = x.point_id
              left join v_opinion_author a on a.point_id = p.id
            where x.suggestion_id = $1 and p.merged_item_id is null and p.state in ('submitted', 'registered')
              and (p.subject_person_id is null or p.subject_person_id <> $2) and (a.person_id is null or a.person_id <> $2)
          ) b
        ) g left join v_opinion_copy n on n.id = g.nearest_id
          and (n.subject_person_id is null or n.subject_person_id <> $2) and (n.author_id is null or n.author_id <> $2)
        where nth = 1 order by rank, g.id limit $3";
    /// All its points that are still unsorted and that this person may sort, each by itself.
    pub ALL_MEMBERS = "select p.id, p.text, p.sign, p.population, p.cell_hidden, n.id, case when n.id is null then 0 else x.score end,
          coalesce(x.copy_of, p.id),
          case when p.kind is not null and (p.cell_hidden = 1 or (p.line_id is not null and p.population is not null
            and p.subject is not null)) then 1 else 0 end, p.category, 1
        from merge_suggestion_point x join v_opinion_point p on p.id = x.point_id left join v_opinion_author a on a.point_id = p.id
          left join v_opinion_copy n on n.id = x.nearest_id
            and (n.subject_person_id is null or n.subject_person_id <> $2) and (n.author_id is null or n.author_id <> $2)
        where x.suggestion_id = $1 and p.merged_item_id is null and p.state in ('submitted', 'registered')
          and (p.subject_person_id is null or p.subject_person_id <> $2) and (a.person_id is null or a.person_id <> $2)
        order by x.rank, p.id limit $3";
    /// A group is put aside, or taken up again.
    pub SET_ASIDE = "update merge_suggestion set aside = $2 where id = $1";
    /// A decision.
    pub INSERT_DECISION = "insert into merge_decision (id, campaign_id, kind, reason, person_id, made_on, withdrawn_by, withdrawn_on, no,
        withdrawn_no) values ($1, $2, $3, $4, $5, $6, null, null, $7, null)";
    /// The last decision of a person that stands.
    pub LAST_DECISION = "select id, kind, no from merge_decision where campaign_id = $1 and person_id = $2 and withdrawn_on is null
        order by no desc limit 1";
    /// A pair of it.
    pub INSERT_PAIR = "insert into merge_decision_pair (decision_id, a, b) values ($1, $2, $3)";
    /// One decision.
    pub FIND_DECISION = "select campaign_id, kind from merge_decision where id = $1";
    /// The points it speaks about.
    pub DECISION_POINTS = "select a from merge_decision_pair where decision_id = $1 union select b from merge_decision_pair where decision_id = $1";
    /// A decision is taken back once; 1 row.
    pub WITHDRAW = "update merge_decision set withdrawn_by = $2, withdrawn_on = $3, withdrawn_no = $4
        where id = $1 and withdrawn_on is null";
    /// Groups of the newest runs that were put aside by a decision: those of its points.
    pub TAKE_UP = "update merge_suggestion set aside = 0 where aside = 1 and id in (select x.suggestion_id from merge_suggestion_point x
        join merge_decision_pair d on d.b = x.point_id where d.decision_id = $1)";
    /// Decisions of a campaign, the newest first.
    pub DECISIONS = "select d.id, d.kind, d.reason, d.made_on, p.name, d.withdrawn_on,
          (select count(*) from merge_decision_pair x where x.decision_id = d.id), w.name
        from merge_decision d left join v_organisation_person p on p.id = d.person_id
          left join v_organisation_person w on w.id = d.withdrawn_by where d.campaign_id = $1
          and ($2 = '' or d.id < $2) order by d.id desc limit $3";
    /// Steps of others since one looked.
    pub NEWS = concat!(step_columns!(), " where s.campaign_id = $1 and s.no > $2 and (s.person_id is null or s.person_id <> $3)
        order by s.no desc limit $4");
}

/// A run.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the run")]
pub struct RunRow {
    pub campaign: Id,
    pub round: Id,
    pub level: String,
    pub state: RunState,
}

/// One run.
pub fn find_run(tx: &mut Tx<'_>, id: &Id) -> Result<Option<RunRow>> {
    let found = tx.one(&FIND_RUN, &params![id], |row| {
        let code: String = row.get(4)?;
        let state = RunState::parse(&code).ok_or_else(|| StoreError::Other(format!("no such state: {code}")))?;
        Ok(RunRow { campaign: row.get(0)?, round: row.get(1)?, level: row.get(3)?, state })
    });
    Ok(found?)
}

/// A run as the page tells of it.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the run")]
pub struct RunLine {
    pub no: i64,
    pub level: String,
    pub state: String,
    pub record: Option<String>,
    pub asked_on: String,
    pub person: Option<String>,
}

/// The newest runs of a round.
pub fn runs(tx: &mut Tx<'_>, round: &Id, most: u32) -> Result<Vec<RunLine>, StoreError> {
    tx.all(&RUNS, &params![round, most], |row| {
        Ok(RunLine {
            no: row.get(0)?,
            level: row.get(1)?,
            state: row.get(2)?,
            record: row.get(3)?,
            asked_on: row.get(4)?,
            person: row.get(5)?,
        })
    })
}

/// Pairs that people decided.
pub fn pairs(tx: &mut Tx<'_>, campaign: &Id, most: u32) -> Result<Vec<(DecisionKind, Id, Id)>, StoreError> {
    tx.all(&PAIRS, &params![campaign, most], |row| {
        let code: String = row.get(0)?;
        let kind = DecisionKind::parse(&code).ok_or_else(|| StoreError::Other(format!("no such decision: {code}")))?;
        Ok((kind, row.get(1)?, row.get(2)?))
    })
}

/// A suggested group in the list.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the group")]
pub struct GroupLine {
    pub id: Id,
    pub ordinal: i64,
    pub cohesion: i64,
    pub item: Option<(i64, String)>,
    pub points: i64,
    pub text: String,
    /// Of these, copies of a text that another one says already.
    pub copies: i64,
}

/// Suggested groups of a run after an ordinal, as far as this person may sort their points.
pub fn groups(
    tx: &mut Tx<'_>,
    run: &Id,
    me: &Id,
    after: i64,
    aside: bool,
    most: u32,
) -> Result<Vec<GroupLine>, StoreError> {
    tx.all(&GROUPS, &params![run, me, after, i64::from(aside), most], |row| {
        let (no, summary): (Option<i64>, Option<String>) = (row.get(3)?, row.get(4)?);
        Ok(GroupLine {
            id: row.get(0)?,
            ordinal: row.get(1)?,
            cohesion: row.get(2)?,
            item: no.zip(summary),
            points: row.get(5)?,
            text: row.get(6)?,
            copies: row.get(8)?,
        })
    })
}

/// A suggested group.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the group")]
pub struct GroupRow {
    pub round: Id,
    pub campaign: Id,
    pub cohesion: i64,
    pub item: Option<(Id, i64, String)>,
    pub method: String,
    pub aside: bool,
}

/// One suggested group; the problem that it would join only where this person may know of it.
pub fn group(tx: &mut Tx<'_>, id: &Id, me: &Id) -> Result<GroupRow> {
    let found = tx.one(&GROUP, &params![id, me], |row| {
        let (item, no, summary): (Option<Id>, Option<i64>, Option<String>) = (row.get(4)?, row.get(5)?, row.get(6)?);
        Ok(GroupRow {
            round: row.get(1)?,
            campaign: row.get(2)?,
            cohesion: row.get(3)?,
            item: item.zip(no).zip(summary).map(|((id, no), summary)| (id, no, summary)),
            method: row.get::<Option<String>>(7)?.unwrap_or_default(),
            aside: row.get(8)?,
        })
    });
    found?.ok_or(Error::NotFound)
}

/// A point of a suggested group.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the point")]
pub struct MemberRow {
    pub id: Id,
    pub text: String,
    pub sign: String,
    pub population: Option<String>,
    pub hidden: bool,
    pub nearest: Option<Id>,
    pub score: i64,
    /// The point that stands for all copies of this text.
    pub fold: Id,
    pub has_fields: bool,
    pub category: Option<String>,
    /// Points that say just this, itself included.
    pub copies: i64,
}

/// The texts of a group that are still unsorted and that this person may sort.
pub fn members(tx: &mut Tx<'_>, group: &Id, me: &Id, most: u32) -> Result<Vec<MemberRow>, StoreError> {
    tx.all(&MEMBERS, &params![group, me, most], member)
}

/// Its points, each by itself, copies too.
pub fn all_members(tx: &mut Tx<'_>, group: &Id, me: &Id, most: u32) -> Result<Vec<MemberRow>, StoreError> {
    tx.all(&ALL_MEMBERS, &params![group, me, most], member)
}

fn member(row: &Row<'_>) -> Result<MemberRow, StoreError> {
    Ok(MemberRow {
        id: row.get(0)?,
        text: row.get(1)?,
        sign: row.get(2)?,
        population: row.get(3)?,
        hidden: row.get(4)?,
        nearest: row.get(5)?,
        score: row.get(6)?,
        fold: row.get(7)?,
        has_fields: row.get(8)?,
        category: row.get(9)?,
        copies: row.get(10)?,
    })
}

/// The last decision of a person that stands, with its number.
pub fn last_decision(
    tx: &mut Tx<'_>,
    campaign: &Id,
    person: &Id,
) -> Result<Option<(Id, DecisionKind, i64)>, StoreError> {
    tx.one(&LAST_DECISION, &params![campaign, person], |row| {
        let code: String = row.get(1)?;
        let kind = DecisionKind::parse(&code).ok_or_else(|| StoreError::Other(format!("no such decision: {code}")))?;
        Ok((row.get(0)?, kind, row.get(2)?))
    })
}

/// A decision as the page tells of it.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the decision")]
pub struct DecisionLine {
    pub id: Id,
    pub kind: String,
    pub reason: String,
    pub made_on: String,
    pub person: Option<String>,
    pub withdrawn: bool,
    pub pairs: i64,
    pub withdrawn_by: Option<String>,
}

/// Decisions of a campaign, the newest first.
pub fn decisions(tx: &mut Tx<'_>, campaign: &Id, before: &str, most: u32) -> Result<Vec<DecisionLine>, StoreError> {
    tx.all(&DECISIONS, &params![campaign, before, most], |row| {
        Ok(DecisionLine {
            id: row.get(0)?,
            kind: row.get(1)?,
            reason: row.get(2)?,
            made_on: row.get(3)?,
            person: row.get(4)?,
            withdrawn: row.get::<Option<String>>(5)?.is_some(),
            pairs: row.get(6)?,
            withdrawn_by: row.get(7)?,
        })
    })
}

/// The campaign of a decision.
pub fn campaign_of_decision(tx: &mut Tx<'_>, id: &Id) -> Result<Id> {
    let campaign = tx.one(&FIND_DECISION, &params![id], |row| row.get(0))?;
    campaign.ok_or(Error::NotFound)
}

/// Steps of others since one looked, the newest first.
pub fn news(tx: &mut Tx<'_>, campaign: &Id, since: i64, me: &Id, most: u32) -> Result<Vec<StepRow>, StoreError> {
    tx.all(&NEWS, &params![campaign, since, me, most], step_row)
}
