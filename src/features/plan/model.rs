//! A plan's states, what it needs, and the difference between two versions; no I/O (SPEC 5.3, rectification plan).

use crate::consequences::plan_text::{PARTS, PlanItem, PlanText};
use crate::error::Rule;

/// Longest text of a plan, in characters.
pub const TEXT_LONGEST: usize = 10_000;
/// Longest title.
pub const TITLE_LONGEST: usize = 120;
/// Longest requirement of an item, and longest reason.
pub const REQUIREMENT_LONGEST: usize = 2_000;

/// Where a version stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlanState {
    /// Being written.
    Draft,
    /// Before the secretary.
    Review,
    /// Approved; its items are too.
    Approved,
    /// Put before the people.
    Published,
    /// The time for comments is over; it is revised.
    CommentsClosed,
    /// Laid down.
    Final,
}

/// What can happen to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(
    missing_docs,
    reason = "the words of SPEC 5.3; `Save` writes, `Withdraw` follows when its publication is taken back"
)]
pub enum PlanEvent {
    Save,
    Submit,
    Approve,
    Return,
    Publish,
    CloseComments,
    Finalise,
    Amend,
    Withdraw,
}

impl PlanState {
    /// All states, in order.
    pub const ALL: [PlanState; 6] = [
        PlanState::Draft,
        PlanState::Review,
        PlanState::Approved,
        PlanState::Published,
        PlanState::CommentsClosed,
        PlanState::Final,
    ];

    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            PlanState::Draft => "draft",
            PlanState::Review => "review",
            PlanState::Approved => "approved",
            PlanState::Published => "published",
            PlanState::CommentsClosed => "comments_closed",
            PlanState::Final => "final",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<PlanState> {
        PlanState::ALL.into_iter().find(|s| s.code() == code)
    }

    /// The one transition function. Anything not listed is refused. An amendment is the draft of the next version; the one it
    /// begins from stays final.
    pub fn next(self, event: PlanEvent) -> Option<PlanState> {
        use PlanEvent as E;
        use PlanState as S;
        match (self, event) {
            (S::Draft, E::Save) => Some(S::Draft),
            (S::Draft, E::Submit) => Some(S::Review),
            (S::Review, E::Approve) => Some(S::Approved),
            (S::Review, E::Return) => Some(S::Draft),
            (S::Approved, E::Publish) => Some(S::Published),
            (S::Published, E::CloseComments) => Some(S::CommentsClosed),
            (S::CommentsClosed, E::Save) => Some(S::CommentsClosed),
            (S::CommentsClosed, E::Finalise) => Some(S::Final),
            (S::Published | S::CommentsClosed, E::Withdraw) => Some(S::Approved),
            (S::Final, E::Amend) => Some(S::Draft),
            _ => None,
        }
    }
}

/// The part of a plan that an item stands in, if there is such a part.
pub fn part(code: &str) -> Option<&'static str> {
    PARTS.iter().copied().find(|part| *part == code)
}

/// R68, R82: the texts are written, something is in it, and people were asked before.
pub fn guard_submit(text: &PlanText, closed_rounds: i64) -> Result<(), Rule> {
    let written = [&text.preface, &text.general, &text.safeguards].iter().all(|t| !t.trim().is_empty());
    if !written || text.items.is_empty() {
        return Err(Rule::PlanTexts);
    }
    if closed_rounds < 1 { Err(Rule::PlanNeedsRound) } else { Ok(()) }
}

/// R68: an item without its problem or its requirement cannot enter.
pub fn guard_content(problem: &str, requirement: &str) -> Result<(), Rule> {
    if problem.trim().is_empty() || requirement.trim().is_empty() { Err(Rule::PlanItemEmpty) } else { Ok(()) }
}

/// One thing that differs: which field, what it was, what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "plain")]
pub struct Change {
    pub field: &'static str,
    pub before: String,
    pub after: String,
}

/// An item that is in both versions and differs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "plain")]
pub struct ItemChange {
    pub item: PlanItem,
    pub changes: Vec<Change>,
}

/// What an amendment changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "plain")]
pub struct Difference {
    pub texts: Vec<Change>,
    pub added: Vec<PlanItem>,
    pub removed: Vec<PlanItem>,
    pub changed: Vec<ItemChange>,
}

impl Difference {
    /// Whether the two say the same.
    pub fn is_empty(&self) -> bool {
        *self == Difference::default()
    }
}

fn differing(pairs: Vec<(&'static str, String, String)>) -> Vec<Change> {
    let changed = pairs.into_iter().filter(|(_, before, after)| before != after);
    changed.map(|(field, before, after)| Change { field, before, after }).collect()
}

/// The difference between two versions: texts, items added, taken out, and changed field by field.
pub fn difference(before: &PlanText, after: &PlanText) -> Difference {
    let parted = |text: &PlanText| if text.three_parts { "three_parts" } else { "one_part" }.to_owned();
    let texts = differing(vec![
        ("title", before.title.clone(), after.title.clone()),
        ("parts", parted(before), parted(after)),
        ("preface", before.preface.clone(), after.preface.clone()),
        ("general", before.general.clone(), after.general.clone()),
        ("safeguards", before.safeguards.clone(), after.safeguards.clone()),
    ]);
    let find = |text: &PlanText, item: &PlanItem| text.items.iter().find(|other| other.id == item.id).cloned();
    let changed = after.items.iter().filter_map(|item| {
        let changes = item_changes(&find(before, item)?, item);
        (!changes.is_empty()).then(|| ItemChange { item: item.clone(), changes })
    });
    Difference {
        texts,
        added: after.items.iter().filter(|item| find(before, item).is_none()).cloned().collect(),
        removed: before.items.iter().filter(|item| find(after, item).is_none()).cloned().collect(),
        changed: changed.collect(),
    }
}

fn item_changes(before: &PlanItem, after: &PlanItem) -> Vec<Change> {
    let measures = |item: &PlanItem| {
        let lines: Vec<String> = item.measures.iter().map(|m| format!("{} / {}", m.text, m.criterion)).collect();
        lines.join("\n")
    };
    let months = |item: &PlanItem| item.review_months.map(|m| m.to_string()).unwrap_or_default();
    let due = |item: &PlanItem| item.due_on.clone().unwrap_or_default();
    differing(vec![
        ("part", before.part.clone(), after.part.clone()),
        ("problem", before.problem.clone(), after.problem.clone()),
        ("kind", before.kind.clone(), after.kind.clone()),
        ("requirement", before.requirement.clone(), after.requirement.clone()),
        ("due_on", due(before), due(after)),
        ("review_months", months(before), months(after)),
        ("lead_cadre", before.lead_cadre.clone(), after.lead_cadre.clone()),
        ("lead_unit", before.lead_unit.clone(), after.lead_unit.clone()),
        ("owner", before.owner.clone(), after.owner.clone()),
        ("measures", measures(before), measures(after)),
    ])
}
