//! Campaigns, phases, activities, tasks and working groups in the database.

use ::store::{FromValue, List, Order, Row, StoreError, Tx, Value, ValueRef, params, statements};
use jiff::civil::Date;

use super::model::{Activity, ActivityState, Campaign, CampaignState, Duty, Part, Phase, PhaseState, TaskState};
use crate::auth::Columns;
use crate::id::Id;

pub mod gate;

statements! {
    /// One campaign.
    pub FIND = "select id, short_name, slogan, year, host, content, state, starts_on, ends_on, state_before, closed_on from campaign where id = $1";
    /// By the name people use.
    pub FIND_SHORT = "select id, short_name, slogan, year, host, content, state, starts_on, ends_on, state_before, closed_on
        from campaign where short_name = $1";
    /// The one that runs, else the newest that people may see, else the newest.
    pub ACTIVE = "select id, short_name, slogan, year, host, content, state, starts_on, ends_on, state_before, closed_on from campaign
        order by case when state in ('active', 'closing') then 0 when state in ('draft', 'in_review') then 2 else 1 end, year desc, id
        limit 1";
    /// A new campaign.
    pub INSERT = "insert into campaign (id, short_name, slogan, year, host, content, state, starts_on, ends_on)
        values ($1, $2, $3, $4, $5, $6, 'draft', $7, $8)";
    /// Whether the name is taken by another one.
    pub SHORT_TAKEN = "select count(*) from campaign where short_name = $1 and id <> $2";
    /// Changes the facts.
    pub UPDATE = "update campaign set short_name = $2, slogan = $3, year = $4, host = $5, content = $6, starts_on = $7, ends_on = $8
        where id = $1";
    /// Changes the state if it still is the old one.
    pub SET_STATE = "update campaign set state = $3, state_before = $4 where id = $1 and state = $2";
    /// The day on which it was closed, or none.
    pub SET_CLOSED_ON = "update campaign set closed_on = $2 where id = $1";
    /// The campaign that a new one follows.
    pub SET_FOLLOWS = "update campaign set follows_id = $2 where id = $1";
    /// A mobilisation that was held.
    pub INSERT_MOBILISATION = "insert into campaign_mobilisation (id, campaign_id, held_on, occasion, place, people)
        values ($1, $2, $3, $4, $5, $6)";
    /// The mobilisations of a campaign.
    pub MOBILISATIONS = "select held_on, occasion, place, people from campaign_mobilisation where campaign_id = $1 order by held_on, id limit 50";
    /// Mobilisations held up to a day.
    pub COUNT_MOBILISATIONS = "select count(*) from campaign_mobilisation where campaign_id = $1 and held_on <= $2";

    /// The phases in order, each with the count of its mandatory activities.
    pub PHASES = "select p.id, p.campaign_id, p.ordinal, p.name, p.from_month, p.to_month, p.state, p.completed_on, p.override_reason,
        v.activities, v.activities_done, v.activities_waived
        from phase p join v_campaign_phase v on v.id = p.id where p.campaign_id = $1 order by p.ordinal";
    /// One phase.
    pub PHASE = "select p.id, p.campaign_id, p.ordinal, p.name, p.from_month, p.to_month, p.state, p.completed_on, p.override_reason,
        v.activities, v.activities_done, v.activities_waived
        from phase p join v_campaign_phase v on v.id = p.id where p.id = $1";
    /// A new phase behind the others.
    pub INSERT_PHASE = "insert into phase (id, campaign_id, ordinal, name, from_month, to_month, state)
        select cast($1 as text), cast($2 as text), coalesce(max(ordinal), 0) + 1, cast($3 as text), cast($4 as bigint), cast($5 as bigint), 'planned'
        from phase where campaign_id = $2";
    /// Changes name and months.
    pub UPDATE_PHASE = "update phase set name = $2, from_month = $3, to_month = $4 where id = $1";
    /// Takes a phase away; only one without activities.
    pub DELETE_PHASE = "delete from phase where id = $1";
    /// Changes the state if it still is the old one.
    pub SET_PHASE_STATE = "update phase set state = $3, completed_on = $4, completed_by = $5, override_reason = coalesce($6, override_reason)
        where id = $1 and state = $2";

    /// All activities of a campaign, by phase.
    pub ACTIVITIES = "select a.id, a.phase_id, a.ordinal, a.name, a.mandatory, a.state, a.reason, a.done_on
        from activity a join phase p on p.id = a.phase_id where p.campaign_id = $1 order by p.ordinal, a.ordinal";
    /// One activity.
    pub ACTIVITY = "select id, phase_id, ordinal, name, mandatory, state, reason, done_on from activity where id = $1";
    /// A new activity behind the others.
    pub INSERT_ACTIVITY = "insert into activity (id, phase_id, ordinal, name, mandatory, state)
        select cast($1 as text), cast($2 as text), coalesce(max(ordinal), 0) + 1, cast($3 as text), cast($4 as bigint), 'open'
        from activity where phase_id = $2";
    /// Takes an activity away.
    pub DELETE_ACTIVITY = "delete from activity where id = $1";
    /// Tasks that belong to an activity.
    pub COUNT_ACTIVITY_TASKS = "select count(*) from task where activity_id = $1";
    /// Changes the state if it still is the old one.
    pub SET_ACTIVITY_STATE = "update activity set state = $3, reason = $4, done_on = $5 where id = $1 and state = $2";

    /// One task.
    pub TASK = "select id, campaign_id, activity_id, title, deliverable, due_on, state, result, reason from task where id = $1";
    /// A new task.
    pub INSERT_TASK = "insert into task (id, campaign_id, activity_id, title, deliverable, due_on, state)
        values ($1, $2, $3, $4, $5, $6, 'draft')";
    /// Changes the state if it still is the old one.
    pub SET_TASK_STATE = "update task set state = $3, result = $4, reason = $5 where id = $1 and state = $2";
    /// The finished tasks of a campaign, and who answered for each where that person is still there.
    pub REPEATED_TASKS = "select t.id, t.campaign_id, t.activity_id, t.title, t.deliverable, t.due_on, t.state, t.result, t.reason,
        (select min(p.id) from task_person tp join v_organisation_person p on p.id = tp.person_id and p.left_on is null
          where tp.task_id = t.id and tp.part = 'accountable')
        from task t where t.campaign_id = $1 and t.state = 'done' order by t.due_on, t.id limit 500";
    /// Who has which part in a task.
    pub TASK_PEOPLE = "select tp.person_id, p.name, tp.part from task_person tp join v_organisation_person p on p.id = tp.person_id
        where tp.task_id = $1 order by tp.part, p.name_key, tp.person_id";
    /// Gives a person a part.
    pub PUT_TASK_PERSON = "insert into task_person (task_id, person_id, part) values ($1, $2, $3)
        on conflict (task_id, person_id) do update set part = excluded.part";
    /// Takes it away.
    pub DELETE_TASK_PERSON = "delete from task_person where task_id = $1 and person_id = $2";
    /// Of each task that is not cancelled: how many are accountable.
    pub ACCOUNTABLE_BY_TASK = "select (select count(*) from task_person tp where tp.task_id = t.id and tp.part = 'accountable')
        from task t where t.campaign_id = $1 and t.state <> 'cancelled'";
    /// How many are accountable for a task.
    pub COUNT_ACCOUNTABLE = "select count(*) from task_person where task_id = $1 and part = 'accountable'";

    /// The working group.
    pub GROUP = "select m.person_id, p.name, m.duty, m.division from working_group_member m
        join v_organisation_person p on p.id = m.person_id where m.campaign_id = $1
        order by case m.duty when 'leader' then 0 when 'deputy' then 1 when 'office' then 2 else 3 end, p.name_key, m.person_id limit 200";
    /// Puts a person into the working group.
    pub PUT_MEMBER = "insert into working_group_member (campaign_id, person_id, duty, division) values ($1, $2, $3, $4)
        on conflict (campaign_id, person_id) do update set duty = excluded.duty, division = excluded.division";
    /// Takes a person out.
    pub DELETE_MEMBER = "delete from working_group_member where campaign_id = $1 and person_id = $2";
    /// How many hold a duty.
    pub COUNT_DUTY = "select count(*) from working_group_member where campaign_id = $1 and duty = $2";

    /// What the gates ask all slices, in the order of `store::gate::facts`.
    pub GATE_FACTS = "select
        (select count(*) from v_opinion_round r where r.campaign_id = $1 and r.state in ('closed', 'sorted', 'fed_back', 'archived')),
        (select count(*) from v_opinion_round r where r.campaign_id = $1 and r.state in ('open', 'closed')),
        (select count(*) from v_opinion_round r where r.campaign_id = $1 and r.state in ('open', 'closed', 'sorted')),
        (select count(*) from v_problem_bucket b where b.campaign_id = $1 and b.points > 0 and b.bucket = 'unplanned'),
        (select count(*) from v_rectification_item i where i.campaign_id = $1 and i.bucket in ('doing', 'next')),
        (select count(*) from v_plan_final p where p.campaign_id = $1),
        (select count(*) from v_publication p where p.campaign_id = $1 and p.kind = 'report_back'
          and p.state in ('open', 'closed', 'disposed', 'archived')),
        (select count(*) from v_publication p where p.campaign_id = $1 and p.state in ('open', 'closed')),
        (select count(*) from v_evaluation e where e.campaign_id = $1 and e.state in ('confirmed', 'published', 'remedial')),
        (select count(*) from v_evaluation e where e.campaign_id = $1 and e.state in ('draft', 'approved', 'ready', 'open', 'closed', 'counted')),
        (select count(*) from v_closing_summary s where s.campaign_id = $1 and s.state = 'frozen'),
        (select count(*) from v_closing_mechanism m where m.campaign_id = $1 and m.state = 'listed'),
        (select count(*) from v_closing_shortcoming s where s.campaign_id = $1 and s.state = 'open'),
        (select count(*) from phase p where p.campaign_id = $1 and p.state <> 'completed'),
        (select count(*) from task t where t.campaign_id = $1 and t.state in ('draft', 'active'))";
    /// What was stated to the gates of a campaign, the newest last.
    pub STATEMENTS = "select s.phase_id, s.check_code, s.text, p.name, s.stated_on from gate_statement s
        join v_organisation_person p on p.id = s.person_id where s.campaign_id = $1 order by s.seq";
    /// A new statement behind the others.
    pub INSERT_STATEMENT = "insert into gate_statement (id, campaign_id, phase_id, check_code, text, person_id, stated_on, seq)
        select cast($1 as text), cast($2 as text), cast($3 as text), cast($4 as text), cast($5 as text), cast($6 as text), cast($7 as text),
        coalesce(max(seq), 0) + 1 from gate_statement where campaign_id = $2";
    /// The written results of the gates of a campaign, the newest first.
    pub REPORTS = "select r.id, r.phase_id, r.event, r.passed, p.name, r.decided_on, r.text, r.hash from gate_report r
        join v_organisation_person p on p.id = r.person_id where r.campaign_id = $1 order by r.seq desc limit 100";
    /// A new one.
    pub INSERT_REPORT = "insert into gate_report (id, campaign_id, phase_id, event, passed, person_id, decided_on, text, hash, seq)
        select cast($1 as text), cast($2 as text), cast($3 as text), cast($4 as text), cast($5 as bigint), cast($6 as text), cast($7 as text),
        cast($8 as text), cast($9 as text), coalesce(max(seq), 0) + 1 from gate_report where campaign_id = $2";
    /// What lies in a campaign's record box: kind, title, hash.
    pub RECORD_BOX = "select 1, 'plan', title, final_hash from v_plan_final where campaign_id = $1
        union all select 2, 'publication', title, frozen_hash from v_publication where campaign_id = $1 and frozen_hash is not null
        union all select 3, 'evaluation', name, bulletin_hash from v_evaluation where campaign_id = $1 and bulletin_hash is not null
        union all select 4, 'summary', title, frozen_hash from v_closing_summary where campaign_id = $1 and frozen_hash is not null
        order by 1, 3, 4";
    /// A person who is still there.
    pub PERSON_NAME = "select name from v_organisation_person where id = $1 and left_on is null";
}

/// The lists of this slice, for the test that prepares each on both engines.
pub const LISTS: &[&List] = &[&CAMPAIGNS, &TASKS, &PEOPLE];

/// Campaigns, newest first.
pub const CAMPAIGNS: List = List {
    name: "campaigns",
    select: "select c.id, c.short_name, c.slogan, c.year, c.host, c.content, c.state, c.starts_on, c.ends_on, c.state_before, c.closed_on from campaign c",
    filters: &[("published", "c.state not in ('draft', 'in_review')"), ("over", "c.state in ('closed', 'archived')")],
    orders: &[Order { key: "year", column: "c.year", descending: true }],
    id: "c.id",
};

/// How a campaign tells what permissions ask.
pub const REACH: Columns = Columns {
    campaign: Some("c.id = ?"),
    unit: None,
    line: None,
    branch: None,
    owner: None,
    lead: None,
    published: Some("c.state not in ('draft', 'in_review') and cast(? as text) <> ''"),
};

/// Tasks of a campaign by due date.
pub const TASKS: List = List {
    name: "tasks",
    select: "select t.id, t.campaign_id, t.activity_id, t.title, t.deliverable, t.due_on, t.state, t.result, t.reason,
        (select min(p.name) from task_person tp join v_organisation_person p on p.id = tp.person_id
          where tp.task_id = t.id and tp.part = 'accountable') as accountable,
        (select count(*) from task_person tp where tp.task_id = t.id and tp.part = 'accountable') as accountables
        from task t",
    filters: &[("campaign", "t.campaign_id = ?"), ("state", "t.state = ?"), ("activity", "t.activity_id = ?")],
    orders: &[Order { key: "due", column: "t.due_on", descending: false }],
    id: "t.id",
};

/// Staff to choose from.
pub const PEOPLE: List = List {
    name: "people_to_choose",
    select: "select p.id, p.name, p.unit from v_organisation_person p where p.left_on is null",
    filters: &[("name", "p.name like ? escape '!'")],
    orders: &[Order { key: "name", column: "p.name_key", descending: false }],
    id: "p.id",
};

/// A date as it stands in the database.
pub(super) struct Day(pub Date);
impl FromValue for Day {
    fn from_value(value: ValueRef<'_>) -> Result<Self, StoreError> {
        let text = String::from_value(value)?;
        text.parse().map(Day).map_err(|_| StoreError::Other(format!("not a date in the database: {text}")))
    }
}

fn unknown(what: &str, code: &str) -> StoreError {
    StoreError::Other(format!("unknown {what} in the database: {code}"))
}

/// A campaign from its row.
pub fn campaign(row: &Row<'_>) -> Result<Campaign, StoreError> {
    let state: String = row.get(6)?;
    let before: Option<String> = row.get(9)?;
    let year: i32 = row.get(3)?;
    Ok(Campaign {
        id: row.get(0)?,
        short_name: row.get(1)?,
        slogan: row.get(2)?,
        year: i16::try_from(year).unwrap_or(0),
        host: row.get(4)?,
        content: row.get(5)?,
        state: CampaignState::parse(&state).ok_or_else(|| unknown("campaign state", &state))?,
        starts_on: row.get::<Day>(7)?.0,
        ends_on: row.get::<Day>(8)?.0,
        state_before: before.and_then(|s| CampaignState::parse(&s)),
        closed_on: row.get::<Option<Day>>(10)?.map(|d| d.0),
    })
}

fn phase(row: &Row<'_>) -> Result<Phase, StoreError> {
    let state: String = row.get(6)?;
    let month = |n: i32| i8::try_from(n).unwrap_or(1);
    Ok(Phase {
        id: row.get(0)?,
        campaign: row.get(1)?,
        ordinal: row.get(2)?,
        name: row.get(3)?,
        from_month: month(row.get(4)?),
        to_month: month(row.get(5)?),
        state: PhaseState::parse(&state).ok_or_else(|| unknown("phase state", &state))?,
        completed_on: row.get::<Option<Day>>(7)?.map(|d| d.0),
        override_reason: row.get(8)?,
        activities: row.get(9)?,
        done: row.get(10)?,
        waived: row.get(11)?,
    })
}

fn activity(row: &Row<'_>) -> Result<Activity, StoreError> {
    let state: String = row.get(5)?;
    Ok(Activity {
        id: row.get(0)?,
        phase: row.get(1)?,
        ordinal: row.get(2)?,
        name: row.get(3)?,
        mandatory: row.get(4)?,
        state: ActivityState::parse(&state).ok_or_else(|| unknown("activity state", &state))?,
        reason: row.get(6)?,
        done_on: row.get::<Option<Day>>(7)?.map(|d| d.0),
    })
}

/// A task.
#[derive(Clone, Debug)]
pub struct Task {
    /// Its key.
    pub id: Id,
    /// Its campaign.
    pub campaign: Id,
    /// The activity it serves.
    pub activity: Option<Id>,
    /// What is to be done.
    pub title: String,
    /// What will be there in the end.
    pub deliverable: String,
    /// Until when.
    pub due_on: Date,
    /// Where it stands.
    pub state: TaskState,
    /// What came out of it.
    pub result: Option<String>,
    /// Why it was cancelled or taken up again.
    pub reason: Option<String>,
}

fn task(row: &Row<'_>) -> Result<Task, StoreError> {
    let state: String = row.get(6)?;
    Ok(Task {
        id: row.get(0)?,
        campaign: row.get(1)?,
        activity: row.get(2)?,
        title: row.get(3)?,
        deliverable: row.get(4)?,
        due_on: row.get::<Day>(5)?.0,
        state: TaskState::parse(&state).ok_or_else(|| unknown("task state", &state))?,
        result: row.get(7)?,
        reason: row.get(8)?,
    })
}

/// A row of the list of tasks: the task, the name of who is accountable, how many are.
pub fn task_row(row: &Row<'_>) -> Result<(Task, Option<String>, i64), StoreError> {
    Ok((task(row)?, row.get(9)?, row.get(10)?))
}

/// The finished tasks of a campaign, and who answered for each and is still there.
pub fn repeated_tasks(tx: &mut Tx<'_>, campaign: &Id) -> Result<Vec<(Task, Option<Id>)>, StoreError> {
    tx.all(&REPEATED_TASKS, &params![campaign], |row| Ok((task(row)?, row.get(9)?)))
}

/// A person in a task.
#[derive(Clone, Debug)]
pub struct TaskPerson {
    /// The person.
    pub person: Id,
    /// The name.
    pub name: String,
    /// The part.
    pub part: Part,
}

/// A member of the working group.
#[derive(Clone, Debug)]
pub struct Member {
    /// The person.
    pub person: Id,
    /// The name.
    pub name: String,
    /// The duty.
    pub duty: Duty,
    /// The division of work.
    pub division: String,
}

/// A mobilisation that was held.
#[derive(Clone, Debug)]
pub struct Mobilisation {
    /// The day.
    pub held_on: Date,
    /// The meeting or event.
    pub occasion: String,
    /// The place.
    pub place: String,
    /// How many were there.
    pub people: i64,
}

/// A campaign by its key.
pub fn find(tx: &mut Tx<'_>, id: &Id) -> Result<Option<Campaign>, StoreError> {
    tx.one(&FIND, &params![id], campaign)
}

/// A campaign by its short name.
pub fn find_short(tx: &mut Tx<'_>, name: &str) -> Result<Option<Campaign>, StoreError> {
    tx.one(&FIND_SHORT, &params![name], campaign)
}

/// The campaign that pages show when none is named.
pub fn active(tx: &mut Tx<'_>) -> Result<Option<Campaign>, StoreError> {
    tx.one(&ACTIVE, &params![], campaign)
}

/// The phases of a campaign in order.
pub fn phases(tx: &mut Tx<'_>, id: &Id) -> Result<Vec<Phase>, StoreError> {
    tx.all(&PHASES, &params![id], phase)
}

/// One phase.
pub fn find_phase(tx: &mut Tx<'_>, id: &Id) -> Result<Option<Phase>, StoreError> {
    tx.one(&PHASE, &params![id], phase)
}

/// All activities of a campaign.
pub fn activities(tx: &mut Tx<'_>, id: &Id) -> Result<Vec<Activity>, StoreError> {
    tx.all(&ACTIVITIES, &params![id], activity)
}

/// One activity.
pub fn find_activity(tx: &mut Tx<'_>, id: &Id) -> Result<Option<Activity>, StoreError> {
    tx.one(&ACTIVITY, &params![id], activity)
}

/// One task.
pub fn find_task(tx: &mut Tx<'_>, id: &Id) -> Result<Option<Task>, StoreError> {
    tx.one(&TASK, &params![id], task)
}

/// The people of a task.
pub fn task_people(tx: &mut Tx<'_>, id: &Id) -> Result<Vec<TaskPerson>, StoreError> {
    tx.all(&TASK_PEOPLE, &params![id], |row| {
        let part: String = row.get(2)?;
        let part = Part::parse(&part).ok_or_else(|| unknown("part", &part))?;
        Ok(TaskPerson { person: row.get(0)?, name: row.get(1)?, part })
    })
}

/// The working group.
pub fn group(tx: &mut Tx<'_>, id: &Id) -> Result<Vec<Member>, StoreError> {
    tx.all(&GROUP, &params![id], |row| {
        let duty: String = row.get(2)?;
        let duty = Duty::parse(&duty).ok_or_else(|| unknown("duty", &duty))?;
        Ok(Member { person: row.get(0)?, name: row.get(1)?, duty, division: row.get(3)? })
    })
}

/// The mobilisations of a campaign.
pub fn mobilisations(tx: &mut Tx<'_>, id: &Id) -> Result<Vec<Mobilisation>, StoreError> {
    tx.all(&MOBILISATIONS, &params![id], |row| {
        Ok(Mobilisation {
            held_on: row.get::<Day>(0)?.0,
            occasion: row.get(1)?,
            place: row.get(2)?,
            people: row.get(3)?,
        })
    })
}

/// A count.
pub fn count(tx: &mut Tx<'_>, sql: &::store::Sql, values: &[Value]) -> Result<i64, StoreError> {
    Ok(tx.one(sql, values, |row| row.get(0))?.unwrap_or(0))
}
