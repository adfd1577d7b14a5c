//! Gates: what must be true before a phase is completed and a campaign is ended, each check with a count of what is missing
//! (SPEC 5.3, campaign and phase; R27, R64, R80, R81). No I/O.

use super::CampaignEvent;
use crate::auth::Verb;

codes! {
    /// One thing that a gate looks at.
    Check {
        ClosedRound = "closed_round", Research = "research", Shortcomings = "shortcomings", Planned = "problems_planned",
        Plan = "plan", ReportBack = "report_back", Evaluation = "evaluation", EvaluationsEnded = "evaluations_ended",
        Meetings = "meetings", Summary = "summary", Phases = "phases", RoundsSorted = "rounds_sorted", Mechanisms = "mechanisms",
        ItemsDone = "items_done", RoundsFedBack = "rounds_fed_back", PublicationsEnded = "publications_ended",
        TasksEnded = "tasks_ended",
    }
}

/// A gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Of a phase with so many phases behind it. The last one sums up, the one before it rectifies, the one before that finds
    /// the problems; earlier ones prepare.
    Phase(usize),
    /// Into closing.
    EnterClosing,
    /// The end.
    Close,
    /// Into the archive.
    Archive,
}

impl Gate {
    /// The gate that an event of a campaign passes, if it passes one.
    pub fn of_event(event: CampaignEvent) -> Option<Gate> {
        match event {
            CampaignEvent::EnterClosing => Some(Gate::EnterClosing),
            CampaignEvent::Close => Some(Gate::Close),
            CampaignEvent::Archive => Some(Gate::Archive),
            _ => None,
        }
    }

    /// What it looks at, in the order of the page. More than SPEC 5.3 lists for the end: no opinion without a fate, no vote or task
    /// that still runs, and somebody who goes on with what is not done, since the loop would stay open without them.
    pub fn checks(self) -> &'static [Check] {
        use Check as C;
        match self {
            Gate::Phase(0) => &[C::ReportBack, C::Evaluation, C::Meetings, C::Summary, C::Shortcomings],
            Gate::Phase(1) => &[C::Planned, C::Plan, C::Shortcomings],
            Gate::Phase(2) => &[C::ClosedRound, C::Research, C::Shortcomings],
            Gate::Phase(_) => &[C::Shortcomings],
            Gate::EnterClosing => &[C::Phases],
            Gate::Close => &[
                C::RoundsSorted,
                C::Planned,
                C::ItemsDone,
                C::ReportBack,
                C::Evaluation,
                C::EvaluationsEnded,
                C::Summary,
                C::Mechanisms,
                C::Shortcomings,
                C::TasksEnded,
            ],
            // Only what a closed campaign can still settle: its tasks cannot change any more.
            Gate::Archive => &[C::RoundsFedBack, C::PublicationsEnded],
        }
    }
}

impl Check {
    /// Who may state what the records cannot show, or waive it; nothing where the records decide alone.
    pub fn stated_by(self) -> Option<Verb> {
        match self {
            // No room for research and meetings of departments yet keeps a record; who goes on with open items is a promise.
            Check::Research | Check::Meetings | Check::ItemsDone => Some(Verb::CampaignEdit),
            Check::Phases => Some(Verb::CampaignApprove),
            _ => None,
        }
    }
}

/// What the records of all slices say, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GateFacts {
    /// Rounds that are closed.
    pub closed_rounds: i64,
    /// Rounds that are open, or closed and not sorted.
    pub unsorted_rounds: i64,
    /// Rounds whose originals were not fed back.
    pub rounds_not_fed_back: i64,
    /// Problems neither planned nor explained.
    pub unplanned_problems: i64,
    /// Items under way or of the next stage.
    pub open_items: i64,
    /// Plans laid down.
    pub final_plans: i64,
    /// Report-backs that are or were open to read.
    pub report_backs: i64,
    /// Publications still open, or with comments nobody disposed of.
    pub running_publications: i64,
    /// Evaluations whose result is confirmed.
    pub confirmed_evaluations: i64,
    /// Evaluations that are prepared, voted on or counted.
    pub running_evaluations: i64,
    /// Summaries laid down.
    pub summaries: i64,
    /// Lasting mechanisms listed.
    pub mechanisms: i64,
    /// Shortcomings without a task and without a waiver.
    pub open_shortcomings: i64,
    /// Phases that are not completed.
    pub open_phases: i64,
    /// Tasks neither done nor cancelled.
    pub open_tasks: i64,
}

impl GateFacts {
    /// How many are missing for a check; 0: nothing.
    pub fn lacks(&self, check: Check) -> i64 {
        let one_of = |there: i64| i64::from(there == 0);
        match check {
            Check::ClosedRound => one_of(self.closed_rounds),
            Check::Plan => one_of(self.final_plans),
            Check::ReportBack => one_of(self.report_backs),
            Check::Evaluation => one_of(self.confirmed_evaluations),
            Check::Summary => one_of(self.summaries),
            Check::Mechanisms => one_of(self.mechanisms),
            Check::Planned => self.unplanned_problems,
            Check::Shortcomings => self.open_shortcomings,
            Check::EvaluationsEnded => self.running_evaluations,
            Check::Phases => self.open_phases,
            Check::RoundsSorted => self.unsorted_rounds,
            Check::ItemsDone => self.open_items,
            Check::RoundsFedBack => self.rounds_not_fed_back,
            Check::PublicationsEnded => self.running_publications,
            Check::TasksEnded => self.open_tasks,
            // Nothing is on record: a statement is asked for.
            Check::Research | Check::Meetings => 1,
        }
    }
}

/// What was stated to a check.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Statement {
    /// What was said.
    pub text: String,
    /// By whom.
    pub person: String,
    /// On which day.
    pub stated_on: String,
}

/// What a gate found about one check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check.
    pub check: Check,
    /// How many are missing.
    pub lacks: i64,
    /// What was said to that.
    pub statement: Option<Statement>,
}

impl Finding {
    /// Whether it keeps the gate shut.
    pub fn is_missing(&self) -> bool {
        self.lacks > 0 && (self.check.stated_by().is_none() || self.statement.is_none())
    }
}

/// All findings of a gate, from the facts and from what was stated (check and statement, the newest last).
pub fn findings(gate: Gate, facts: &GateFacts, stated: &[(Check, Statement)]) -> Vec<Finding> {
    let said = |check: Check| stated.iter().rev().find(|(of, _)| *of == check).map(|(_, said)| said.clone());
    let checks = gate.checks().iter();
    checks.map(|check| Finding { check: *check, lacks: facts.lacks(*check), statement: said(*check) }).collect()
}
