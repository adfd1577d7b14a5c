//! A publication's states, audience, report-back lines and frozen form; no I/O (SPEC 5.3, publication).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use workday::Calendar;

mod comment;

pub use comment::{Comments, Disposition, LONGEST_COMMENT, guard_commenting, guard_disposition};

use crate::consequences::plan_text::PlanText;
use crate::error::Rule;
use crate::id::Id;

/// Longest title, in characters.
pub const TITLE_LONGEST: usize = 120;
/// Longest body, in characters.
pub const BODY_LONGEST: usize = 30_000;
/// Longest field of a report-back line, in characters.
pub const LINE_LONGEST: usize = 2_000;
/// A plan is open to comments for at least so many working days (R71).
pub const PLAN_DAYS: u32 = 5;

/// What is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A rectification plan (整改方案).
    Plan,
    /// What became of each problem (通报).
    ReportBack,
    /// Anything else that is to stay as it was said.
    Notice,
}

impl Kind {
    /// All kinds, in the order of the form.
    pub const ALL: [Kind; 3] = [Kind::ReportBack, Kind::Plan, Kind::Notice];
    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Plan => "plan",
            Kind::ReportBack => "report_back",
            Kind::Notice => "notice",
        }
    }
    /// From its code.
    pub fn parse(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| k.code() == code)
    }
}

/// Where a publication stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PubState {
    /// Being written.
    Draft,
    /// Approved, not out yet.
    Ready,
    /// Out; its text is frozen.
    Open,
    /// Its period is over.
    Closed,
    /// What was said about it has been answered.
    Disposed,
    /// Laid down.
    Archived,
    /// Taken back; a notice stands in its place.
    Revoked,
}

/// What can happen to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(
    missing_docs,
    reason = "the words of SPEC 5.3; `Rework` takes an approved one back to be written on, `Answer` disposes of one comment"
)]
pub enum PubEvent {
    Save,
    Approve,
    Rework,
    Open,
    Comment,
    Answer,
    Close,
    Dispose,
    Revoke,
    Archive,
}

impl PubState {
    /// All states.
    pub const ALL: [PubState; 7] = [
        PubState::Draft,
        PubState::Ready,
        PubState::Open,
        PubState::Closed,
        PubState::Disposed,
        PubState::Archived,
        PubState::Revoked,
    ];

    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            PubState::Draft => "draft",
            PubState::Ready => "ready",
            PubState::Open => "open",
            PubState::Closed => "closed",
            PubState::Disposed => "disposed",
            PubState::Archived => "archived",
            PubState::Revoked => "revoked",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<PubState> {
        PubState::ALL.into_iter().find(|s| s.code() == code)
    }

    /// The one transition function. Anything not listed is refused.
    pub fn next(self, event: PubEvent) -> Option<PubState> {
        use PubEvent as E;
        use PubState as S;
        match (self, event) {
            (S::Draft, E::Save) => Some(S::Draft),
            (S::Draft, E::Approve) => Some(S::Ready),
            (S::Ready, E::Rework) => Some(S::Draft),
            (S::Ready, E::Open) => Some(S::Open),
            (S::Open, E::Comment | E::Answer) => Some(S::Open),
            (S::Closed, E::Answer) => Some(S::Closed),
            (S::Open, E::Close) => Some(S::Closed),
            (S::Closed, E::Dispose) => Some(S::Disposed),
            (S::Open | S::Closed, E::Revoke) => Some(S::Revoked),
            (S::Disposed, E::Archive) => Some(S::Archived),
            _ => None,
        }
    }

    /// Whether it is out: its text is frozen and its audience may read it, or the notice in its place.
    pub fn is_out(self) -> bool {
        !matches!(self, PubState::Draft | PubState::Ready)
    }
}

/// One part of an audience.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Scope {
    /// Whoever reaches the server, without login too: those who come with a receipt.
    Public,
    /// Everyone with a login.
    Everyone,
    /// Members of the Party.
    Members,
    /// The people of a unit.
    Unit(Id),
    /// The members of a branch.
    Branch(Id),
}

impl Scope {
    /// The two columns of the database.
    pub fn columns(&self) -> (&'static str, String) {
        match self {
            Scope::Public => ("public", String::new()),
            Scope::Everyone => ("everyone", String::new()),
            Scope::Members => ("members", String::new()),
            Scope::Unit(id) => ("unit", id.to_string()),
            Scope::Branch(id) => ("branch", id.to_string()),
        }
    }

    /// From the two columns.
    pub fn parse(kind: &str, id: &str) -> Option<Scope> {
        match kind {
            "public" => Some(Scope::Public),
            "everyone" => Some(Scope::Everyone),
            "members" => Some(Scope::Members),
            "unit" => Id::parse(id).map(Scope::Unit),
            "branch" => Id::parse(id).map(Scope::Branch),
            _ => None,
        }
    }
}

/// An audience in its shortest form: who reaches all needs no parts beside it.
pub fn shortest(mut scope: Vec<Scope>) -> Vec<Scope> {
    scope.sort();
    scope.dedup();
    for whole in [Scope::Public, Scope::Everyone] {
        if scope.contains(&whole) {
            return vec![whole];
        }
    }
    scope
}

/// A unit or branch with everything below it in its tree (`parents`: child → parent), so that the audience is a plain list.
pub fn with_descendants(root: &Id, parents: &[(Id, Option<Id>)]) -> Vec<Id> {
    let mut found = vec![root.clone()];
    let mut at = 0;
    while let Some(parent) = found.get(at).cloned() {
        for (child, of) in parents {
            if of.as_ref() == Some(&parent) && !found.contains(child) {
                found.push(child.clone());
            }
        }
        at += 1;
    }
    found
}

/// What is told of one problem (R78).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The merged item.
    pub merged_item: Id,
    /// What was asked.
    pub asked: String,
    /// What was done.
    pub done: String,
    /// What proves it.
    pub proven: String,
    /// What is left.
    pub remains: String,
}

/// What an office writes.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The title.
    pub title: String,
    /// The text: one paragraph a line.
    pub body: String,
    /// Its last day.
    pub closes_on: Option<Date>,
    /// The audience.
    pub scope: Vec<Scope>,
    /// One line a problem, in order.
    pub lines: Vec<Line>,
    /// Whether one may comment, and how.
    pub comments: Comments,
}

/// What keeps a draft from being approved, apart from the scan.
pub fn guard_approve(kind: Kind, body: &str, scope: &[Scope], lines: &[Line], has_plan: bool) -> Result<(), Rule> {
    if scope.is_empty() {
        return Err(Rule::ScopeEmpty);
    }
    let told =
        |line: &Line| [&line.asked, &line.done, &line.proven, &line.remains].iter().all(|t| !t.trim().is_empty());
    if !lines.iter().all(told) || (kind == Kind::ReportBack && lines.is_empty()) {
        return Err(Rule::AnswerMissing);
    }
    if lines.is_empty() && body.trim().is_empty() && !has_plan {
        return Err(Rule::Missing);
    }
    Ok(())
}

/// Whether the period is long enough: five working days for a plan, and never over before it begins.
pub fn guard_period(kind: Kind, today: Date, closes_on: Option<Date>, calendar: &Calendar) -> Result<(), Rule> {
    let least = match kind {
        Kind::Plan => calendar.add_working_days(today, PLAN_DAYS).map_err(|_| Rule::CloseTooSoon)?,
        Kind::ReportBack | Kind::Notice => today,
    };
    match closes_on {
        Some(day) if day >= least => Ok(()),
        // A plan is put out to be spoken about, so it needs an end; a report-back may stay.
        None if kind != Kind::Plan => Ok(()),
        _ => Err(Rule::CloseTooSoon),
    }
}

/// The text that is frozen: everything that its audience sees, and whom it was for. Kept as JSON with one field a line, so
/// that anybody can read it and compute its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the parts of the page")]
pub struct Frozen {
    pub kind: String,
    pub title: String,
    pub host: String,
    pub opens_on: String,
    pub closes_on: Option<String>,
    pub scope: Vec<Scope>,
    /// How many people the audience had on that day.
    pub reaches: i64,
    pub body: Vec<String>,
    pub lines: Vec<FrozenLine>,
    /// The rectification plan that it carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanText>,
}

/// A report-back line as it was frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the parts of the line")]
pub struct FrozenLine {
    pub merged_item: Id,
    pub summary: String,
    pub points: i64,
    /// The bucket it stood in that day.
    pub bucket: String,
    pub asked: String,
    pub done: String,
    pub proven: String,
    pub remains: String,
}

impl Frozen {
    /// As it is hashed and kept.
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
    /// From the database.
    pub fn parse(text: &str) -> Option<Frozen> {
        serde_json::from_str(text).ok()
    }
}

/// The paragraphs of a body: its lines that hold anything.
pub fn paragraphs(body: &str) -> Vec<String> {
    body.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
