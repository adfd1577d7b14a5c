//! What the demonstration is filled with: a data file, so that its words are text and not program. Persons are invented.

use jiff::civil::Date;
use serde::Deserialize;

/// The whole content.
#[derive(Debug, Deserialize)]
pub(super) struct Content {
    pub campaign: Campaign,
    pub phases: Vec<Phase>,
    pub units: Vec<Unit>,
    pub branches: Vec<Branch>,
    pub lines: Vec<Line>,
    pub people: Vec<Person>,
    pub working_group: Vec<Member>,
    pub mobilisations: Vec<Mobilisation>,
    pub tasks: Vec<Task>,
    pub closing: Closing,
    pub rounds: Vec<Round>,
    pub points: Vec<Point>,
    pub merged: Vec<Merged>,
    pub merge_reason: String,
    pub items: Vec<Item>,
    pub report_back: ReportBack,
    pub plan: Plan,
    pub sample_opinions: Vec<serde_json::Value>,
}

/// What is said to the gate of the second phase, and what it leaves behind.
#[derive(Debug, Deserialize)]
pub(super) struct Closing {
    pub research: String,
    pub shortcomings: Vec<Shortcoming>,
    pub mechanism: Mechanism,
}

#[derive(Debug, Deserialize)]
pub(super) struct Shortcoming {
    pub text: String,
    pub owner: String,
    pub task: CarriedOn,
}

#[derive(Debug, Deserialize)]
pub(super) struct CarriedOn {
    pub title: String,
    pub deliverable: String,
    pub due: Date,
    pub accountable: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Mechanism {
    pub kind: String,
    pub title: String,
    pub text: String,
    pub unit: String,
    pub owner: String,
    pub starts_on: Date,
    pub every_months: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Campaign {
    pub short_name: String,
    pub slogan: String,
    pub year: i16,
    pub host: String,
    pub content: String,
    pub starts_on: Date,
    pub ends_on: Date,
}

#[derive(Debug, Deserialize)]
pub(super) struct Phase {
    pub name: String,
    pub from: i8,
    pub to: i8,
    pub completed_on: Option<Date>,
    pub activities: Vec<Activity>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Activity {
    pub name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Unit {
    pub key: String,
    pub name: String,
    pub kind: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Branch {
    pub key: String,
    pub name: String,
    pub kind: String,
    pub parent: Option<String>,
    pub units: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Line {
    pub key: String,
    pub name: String,
    pub lead: String,
    /// Unit and post.
    pub positions: Vec<(String, String)>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Person {
    pub key: String,
    pub no: String,
    pub name: String,
    pub unit: String,
    pub branch: Option<String>,
    #[serde(default)]
    pub category: Option<String>,
    pub post: String,
    #[serde(default)]
    pub leading: bool,
    pub login: Option<String>,
    /// Role, kind of scope, key of the scope.
    pub roles: Vec<(String, String, String)>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Member {
    pub person: String,
    pub duty: String,
    pub division: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Mobilisation {
    pub on: Date,
    pub occasion: String,
    pub place: String,
    pub people: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Task {
    pub title: String,
    pub deliverable: String,
    pub due: Date,
    pub accountable: String,
    pub assistants: Vec<String>,
    pub done: Option<Done>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Done {
    pub on: Date,
    pub result: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Round {
    pub name: String,
    pub created_on: Date,
    pub opens_on: Date,
    pub closes_on: Date,
    pub sorted_on: Option<Date>,
    pub lines: Vec<String>,
    pub anonymous: bool,
    pub promise: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Point {
    pub on: Date,
    /// Who signed the sheet; nobody signed the others.
    pub by: Option<String>,
    pub line: String,
    pub population: String,
    pub subject: String,
    pub kind: String,
    pub category: String,
    /// Number of the merged item, from 1.
    pub item: usize,
    pub text: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Merged {
    pub summary: String,
    pub category: String,
    pub key: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Item {
    /// Number of the merged item, from 1.
    pub merged: usize,
    pub kind: String,
    pub cause: String,
    pub requirement: String,
    pub cadre: String,
    pub unit: String,
    pub assist: Vec<String>,
    pub owner: String,
    pub drafted_on: Date,
    pub approved_on: Option<Date>,
    pub start_on: Date,
    pub due_on: Date,
    pub measures: Vec<Measure>,
    pub progress: Vec<Progress>,
    pub evidence: Vec<Evidence>,
    pub close: Option<Close>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Measure {
    pub text: String,
    pub criterion: String,
    pub node_on: Date,
    pub done_on: Option<Date>,
    pub result: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Progress {
    pub on: Date,
    pub percent: i64,
    pub text: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Evidence {
    pub on: Date,
    pub name: String,
    pub text: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Close {
    pub applied_on: Date,
    pub dept: SaidBy,
    pub lead: SaidBy,
    #[serde(rename = "final")]
    pub last: SaidBy,
}

#[derive(Debug, Deserialize)]
pub(super) struct SaidBy {
    pub on: Date,
    pub by: String,
    pub text: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct ReportBack {
    pub on: Date,
    pub title: String,
    pub body: String,
    pub lines: Vec<ReportLine>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ReportLine {
    pub merged: usize,
    pub asked: String,
    pub done: String,
    pub proven: String,
    pub remains: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Plan {
    pub begun_on: Date,
    pub approved_on: Date,
    pub published_on: Date,
    pub closes_on: Date,
    pub answered_on: Date,
    pub final_on: Date,
    pub title: String,
    pub preface: String,
    pub general: String,
    pub safeguards: String,
    pub comments: Vec<PlanComment>,
}

#[derive(Debug, Deserialize)]
pub(super) struct PlanComment {
    pub by: String,
    pub on: Date,
    pub text: String,
    pub disposition: String,
    pub answer: String,
}

/// Reads the data file that is part of the program.
pub(super) fn read() -> serde_json::Result<Content> {
    serde_json::from_str(include_str!("content.json"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_content_is_what_the_speech_says() {
        let content = super::read().unwrap();
        assert_eq!(content.points.len(), 23);
        assert_eq!(content.merged.len(), 6);
        assert_eq!(content.phases.len(), 4);
        let later: usize = content.phases.iter().skip(2).map(|p| p.activities.len()).sum();
        assert_eq!(later, 8, "eight activities of the third and fourth phase");
        assert_eq!(content.items.iter().filter(|i| i.close.is_some()).count(), 2);
        for (n, _) in content.merged.iter().enumerate() {
            assert!(content.points.iter().any(|p| p.item == n + 1), "no point for merged item {}", n + 1);
        }
    }
}
