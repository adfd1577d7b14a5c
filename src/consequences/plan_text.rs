//! The text of a rectification plan, as it goes from the plan to what is published of it. Both keep it as JSON with one
//! field a line, so that anybody can read it and compute its hash.

pub mod document;

use serde::{Deserialize, Serialize};

use crate::id::Id;

/// A plan (SPEC 2.14: 前言、总体要求、整改内容及措施、保障).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the parts of the plan")]
pub struct PlanText {
    /// The version's number.
    pub no: i64,
    pub title: String,
    pub preface: String,
    pub general: String,
    pub safeguards: String,
    /// Whether it comes in three parts: 整改方案, 专项整治方案, 制度建设计划.
    pub three_parts: bool,
    pub items: Vec<PlanItem>,
}

/// An item of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the columns of the item")]
pub struct PlanItem {
    pub id: Id,
    pub no: String,
    /// The code of its part.
    pub part: String,
    pub problem: String,
    pub kind: String,
    pub requirement: String,
    pub due_on: Option<String>,
    pub review_months: Option<i64>,
    pub lead_cadre: String,
    pub lead_unit: String,
    pub owner: String,
    pub measures: Vec<PlanMeasure>,
}

/// A measure and how one sees that it is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "plain")]
pub struct PlanMeasure {
    pub text: String,
    pub criterion: String,
}

impl PlanText {
    /// As it is hashed and kept.
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// From the database.
    pub fn parse(text: &str) -> Option<PlanText> {
        serde_json::from_str(text).ok()
    }

    /// The items of a part, in order; of a plan in one part, all.
    pub fn of_part(&self, part: &str) -> Vec<&PlanItem> {
        self.items.iter().filter(|item| !self.three_parts || item.part == part).collect()
    }

    /// The codes of the parts that hold anything.
    pub fn parts(&self) -> Vec<&'static str> {
        let most = if self.three_parts { PARTS.len() } else { 1 };
        PARTS.iter().copied().take(most).filter(|part| !self.of_part(part).is_empty()).collect()
    }

    /// All its words, for whoever looks for recognisable people.
    pub fn words(&self) -> String {
        let mut all = vec![self.title.as_str(), &self.preface, &self.general, &self.safeguards];
        for item in &self.items {
            all.extend([item.problem.as_str(), &item.requirement]);
            all.extend(item.measures.iter().flat_map(|m| [m.text.as_str(), m.criterion.as_str()]));
        }
        all.join("\n")
    }
}

/// The parts of a plan: 整改方案, 专项整治方案, 制度建设计划.
pub const PARTS: &[&str] = &["rectify", "special", "system"];

/// What a plan changes of an item when it is approved; `None` leaves the field as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "plain")]
pub struct PlanChange {
    pub item: Id,
    pub requirement: Option<String>,
    pub due_on: Option<jiff::civil::Date>,
}
