//! Campaign, phase, activity and task: their states and the rules between them (SPEC 5.3). No I/O.

use jiff::civil::Date;

use crate::auth::Verb;
use crate::error::Rule;
use crate::id::Id;

/// Builds an enum of codes, so that none is written in one direction only.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the codes of SPEC 5.3; their words stand in the text table")]
        pub enum $name { $($variant,)* }
        impl $name {
            /// All of them, in the order of SPEC 5.3.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];
            /// The code in the database, in addresses and in the audit trail.
            pub fn code(self) -> &'static str { match self { $($name::$variant => $code,)* } }
            /// From its code.
            pub fn parse(code: &str) -> Option<$name> { match code { $($code => Some($name::$variant),)* _ => None } }
        }
    };
}

mod gate;

pub use gate::{Check, Finding, Gate, GateFacts, Statement, findings};

codes! {
    /// Where a campaign stands.
    CampaignState {
        Draft = "draft", InReview = "in_review", Approved = "approved", Active = "active", Closing = "closing",
        Closed = "closed", Archived = "archived", Suspended = "suspended",
    }
}
codes! {
    /// What can happen to a campaign.
    CampaignEvent {
        SubmitPlan = "submit_plan", Approve = "approve", Return = "return", Mobilise = "mobilise",
        EnterClosing = "enter_closing", Close = "close", Archive = "archive", Suspend = "suspend", Resume = "resume",
        Reopen = "reopen",
    }
}
codes! {
    /// Where a phase stands.
    PhaseState { Planned = "planned", Active = "active", GateCheck = "gate_check", Completed = "completed", }
}
codes! {
    /// What can happen to a phase.
    PhaseEvent {
        Start = "start", RequestCompletion = "request_completion", Pass = "pass", Fail = "fail", Reopen = "reopen",
    }
}
codes! {
    /// Where an activity stands; none may be silently dropped (R29).
    ActivityState { Open = "open", Done = "done", Waived = "waived", }
}
codes! {
    /// What can happen to an activity.
    ActivityEvent { Finish = "finish", Waive = "waive", Reopen = "reopen", }
}
codes! {
    /// Where a task stands.
    TaskState { Draft = "draft", Active = "active", Done = "done", Cancelled = "cancelled", }
}
codes! {
    /// What can happen to a task.
    TaskEvent { Activate = "activate", Finish = "finish", Reopen = "reopen", Cancel = "cancel", }
}
codes! {
    /// A person's part in a task.
    Part { Accountable = "accountable", Assistant = "assistant", }
}
codes! {
    /// A person's duty in the working group.
    Duty { Leader = "leader", Deputy = "deputy", Office = "office", Member = "member", }
}

impl CampaignState {
    /// The transition; anything not listed is refused. A suspended campaign goes back to `before`.
    pub fn next(self, event: CampaignEvent, before: Option<CampaignState>) -> Option<CampaignState> {
        use CampaignEvent as E;
        use CampaignState as S;
        Some(match (self, event) {
            (S::Draft, E::SubmitPlan) => S::InReview,
            (S::InReview, E::Approve) => S::Approved,
            (S::InReview, E::Return) => S::Draft,
            (S::Approved, E::Mobilise) => S::Active,
            (S::Active, E::EnterClosing) | (S::Closed, E::Reopen) => S::Closing,
            (S::Closing, E::Close) => S::Closed,
            (S::Closed, E::Archive) => S::Archived,
            (S::Active | S::Closing, E::Suspend) => S::Suspended,
            (S::Suspended, E::Resume) => return before.filter(|s| matches!(s, S::Active | S::Closing)),
            _ => return None,
        })
    }

    /// Whether staff see it: from its approval on.
    pub fn is_published(self) -> bool {
        !matches!(self, CampaignState::Draft | CampaignState::InReview)
    }

    /// Whether it has come to its end: another one may follow it.
    pub fn is_over(self) -> bool {
        matches!(self, CampaignState::Closed | CampaignState::Archived)
    }

    /// Whether phases, tasks and people of it can still change.
    pub fn is_open(self) -> bool {
        !matches!(self, CampaignState::Closed | CampaignState::Archived | CampaignState::Suspended)
    }
}

impl CampaignEvent {
    /// The permission it takes.
    pub fn verb(self) -> Verb {
        match self {
            CampaignEvent::SubmitPlan | CampaignEvent::Mobilise | CampaignEvent::Archive => Verb::CampaignEdit,
            _ => Verb::CampaignApprove,
        }
    }

    /// Whether it needs a reason.
    pub fn needs_reason(self) -> bool {
        matches!(self, CampaignEvent::Return | CampaignEvent::Suspend | CampaignEvent::Reopen)
    }
}

impl PhaseState {
    /// The transition; anything not listed is refused.
    pub fn next(self, event: PhaseEvent) -> Option<PhaseState> {
        use PhaseEvent as E;
        use PhaseState as S;
        Some(match (self, event) {
            (S::Planned, E::Start) => S::Active,
            (S::Active, E::RequestCompletion) => S::GateCheck,
            (S::GateCheck, E::Pass) => S::Completed,
            (S::GateCheck, E::Fail) | (S::Completed, E::Reopen) => S::Active,
            _ => return None,
        })
    }
}

impl PhaseEvent {
    /// The permission it takes. Starting out of turn takes the approver's.
    pub fn verb(self, overriding: bool) -> Verb {
        match self {
            PhaseEvent::Start if overriding => Verb::CampaignApprove,
            PhaseEvent::Start | PhaseEvent::RequestCompletion => Verb::CampaignEdit,
            _ => Verb::CampaignApprove,
        }
    }

    /// Whether it needs a reason (an override of a start does too).
    pub fn needs_reason(self) -> bool {
        matches!(self, PhaseEvent::Fail | PhaseEvent::Reopen)
    }
}

impl ActivityState {
    /// The transition; anything not listed is refused.
    pub fn next(self, event: ActivityEvent) -> Option<ActivityState> {
        use ActivityEvent as E;
        use ActivityState as S;
        Some(match (self, event) {
            (S::Open, E::Finish) => S::Done,
            (S::Open, E::Waive) => S::Waived,
            (S::Done | S::Waived, E::Reopen) => S::Open,
            _ => return None,
        })
    }
}

impl TaskState {
    /// The transition; anything not listed is refused.
    pub fn next(self, event: TaskEvent) -> Option<TaskState> {
        use TaskEvent as E;
        use TaskState as S;
        Some(match (self, event) {
            (S::Draft, E::Activate) | (S::Done, E::Reopen) => S::Active,
            (S::Active, E::Finish) => S::Done,
            (S::Draft | S::Active, E::Cancel) => S::Cancelled,
            _ => return None,
        })
    }
}

impl TaskEvent {
    /// Whether it needs a reason.
    pub fn needs_reason(self) -> bool {
        matches!(self, TaskEvent::Reopen | TaskEvent::Cancel)
    }
}

/// A campaign as its rules need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// Its key.
    pub id: Id,
    /// The name people use.
    pub short_name: String,
    /// The full slogan.
    pub slogan: String,
    /// Its year; never taken from a file's title (T1).
    pub year: i16,
    /// Who runs it.
    pub host: String,
    /// What it is about.
    pub content: String,
    /// Where it stands.
    pub state: CampaignState,
    /// Its first day.
    pub starts_on: Date,
    /// Its last day.
    pub ends_on: Date,
    /// Where a suspended one goes back to.
    pub state_before: Option<CampaignState>,
    /// When it was closed.
    pub closed_on: Option<Date>,
}

/// A phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// Its key.
    pub id: Id,
    /// Its campaign.
    pub campaign: Id,
    /// First, second, …
    pub ordinal: i64,
    /// Its name.
    pub name: String,
    /// First month, 1 to 12.
    pub from_month: i8,
    /// Last month.
    pub to_month: i8,
    /// Where it stands.
    pub state: PhaseState,
    /// When it was completed.
    pub completed_on: Option<Date>,
    /// Why it was begun out of turn.
    pub override_reason: Option<String>,
    /// Mandatory activities, those done, those waived.
    pub activities: i64,
    /// Done.
    pub done: i64,
    /// Waived with a reason.
    pub waived: i64,
}

/// An activity of a phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Its key.
    pub id: Id,
    /// Its phase.
    pub phase: Id,
    /// Its place.
    pub ordinal: i64,
    /// What it is.
    pub name: String,
    /// Whether the phase cannot be completed without it.
    pub mandatory: bool,
    /// Where it stands.
    pub state: ActivityState,
    /// Why it was waived.
    pub reason: Option<String>,
    /// When it was done.
    pub done_on: Option<Date>,
}

/// May the plan go to the secretary?
pub fn guard_submit(campaign: &Campaign, phases: usize, leaders: i64, office: i64) -> Result<(), Rule> {
    let named = !campaign.slogan.trim().is_empty() && !campaign.host.trim().is_empty();
    if named && phases > 0 && leaders > 0 && office > 0 { Ok(()) } else { Err(Rule::CampaignIncomplete) }
}

/// May the plan be approved? Every phase has activities, every task exactly one accountable person.
pub fn guard_approve(activities_by_phase: &[i64], accountable_by_task: &[i64]) -> Result<(), Rule> {
    if activities_by_phase.is_empty() || activities_by_phase.contains(&0) {
        return Err(Rule::PhaseWithoutActivities);
    }
    accountable_by_task.iter().try_for_each(|n| guard_accountable(*n))
}

/// Exactly one accountable person: not none, and not two who each think of the other (R38).
pub fn guard_accountable(accountable: i64) -> Result<(), Rule> {
    if accountable == 1 { Ok(()) } else { Err(Rule::OneAccountable) }
}

/// May a phase begin in turn? `before` is the phase in front of it, if there is one.
pub fn guard_start(phase: &Phase, before: Option<PhaseState>, year: i16, today: Date) -> Result<(), Rule> {
    if before.is_some_and(|state| state != PhaseState::Completed) {
        return Err(Rule::PhaseBefore);
    }
    if (today.year(), today.month()) < (year, phase.from_month) {
        return Err(Rule::PhaseTooEarly);
    }
    Ok(())
}

/// May completion be asked for? Each mandatory activity is done, or waived with a reason.
pub fn guard_activities(phase: &Phase) -> Result<(), Rule> {
    if phase.done + phase.waived == phase.activities { Ok(()) } else { Err(Rule::ActivitiesOpen) }
}

/// So many days after its end a campaign can be taken up again.
pub const REOPEN_DAYS: i32 = 90;

/// May a closed campaign be reopened?
pub fn guard_reopen_campaign(closed_on: Option<Date>, today: Date) -> Result<(), Rule> {
    let days = closed_on.and_then(|day| today.since(day).ok()).map_or(0, |span| span.get_days());
    if days <= REOPEN_DAYS { Ok(()) } else { Err(Rule::ReopenTooLate) }
}

/// May a completed phase be reopened? Not once the next is completed too.
pub fn guard_reopen(next: Option<PhaseState>) -> Result<(), Rule> {
    if next == Some(PhaseState::Completed) { Err(Rule::NextPhaseCompleted) } else { Ok(()) }
}

/// The phase whose month has come while nobody has begun it: the product proposes, a person confirms (R65).
pub fn proposal(phases: &[Phase], year: i16, today: Date) -> Option<&Phase> {
    let mut before: Option<PhaseState> = None;
    for phase in phases {
        let due = phase.state == PhaseState::Planned && guard_start(phase, before, year, today).is_ok();
        if due {
            return Some(phase);
        }
        before = Some(phase.state);
    }
    None
}
