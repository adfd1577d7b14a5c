//! The nodes of a chain. No I/O.

use jiff::civil::Date;

use crate::id::Id;

/// From where the chain is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An opinion point.
    Point,
    /// A merged item.
    Merged,
    /// A rectification item.
    Item,
    /// A publication.
    Publication,
}

impl Kind {
    /// From an address.
    pub fn parse(text: &str) -> Option<Kind> {
        match text {
            "point" => Some(Kind::Point),
            "merged" => Some(Kind::Merged),
            "item" => Some(Kind::Item),
            "publication" => Some(Kind::Publication),
            _ => None,
        }
    }
}

/// A point, verbatim.
#[derive(Clone, Debug)]
pub struct Point {
    /// Its key.
    pub id: Id,
    /// Its words; empty for one in the discipline channel.
    pub text: String,
    /// How it was signed; never by whom.
    pub sign: String,
    /// Where it stands.
    pub state: String,
    /// The problem it belongs to.
    pub merged: Option<Id>,
}

/// A merged item.
#[derive(Clone, Debug)]
pub struct Merged {
    /// Its key.
    pub id: Id,
    /// Its summary.
    pub summary: String,
    /// Points in it.
    pub points: i64,
    /// Why it is not rectified, if so.
    pub explanation: Option<String>,
}

/// A rectification item.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its key.
    pub id: Id,
    /// Its number.
    pub no: String,
    /// What it is about.
    pub problem: String,
    /// The problem it came from.
    pub merged: Option<Id>,
    /// `done`, `doing`, `next`, `suspended`, `superseded`.
    pub bucket: String,
    /// The lead department.
    pub unit: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Until when.
    pub due_on: Option<Date>,
}

/// A measure.
#[derive(Clone, Debug)]
pub struct Measure {
    /// What is done.
    pub text: String,
    /// How one sees that it is.
    pub criterion: String,
    /// Whether it is.
    pub done: bool,
}

/// A piece of evidence.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Its key.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// The hash of the file, none for a link.
    pub hash: Option<String>,
}

/// What a publication says of a problem.
#[derive(Clone, Debug)]
pub struct Line {
    /// The publication.
    pub publication: Id,
    /// Its title.
    pub title: String,
    /// When it was opened.
    pub opens_on: Option<Date>,
    /// The problem.
    pub merged: Id,
    /// What was asked.
    pub asked: String,
    /// What was done.
    pub done: String,
    /// What proves it.
    pub proven: String,
    /// What remains.
    pub remains: String,
}

/// The whole chain around a node.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    /// Points that the asker may read.
    pub points: Vec<Point>,
    /// Whether there are more of them than shown.
    pub more_points: bool,
    /// Problems; one, except for a publication.
    pub merged: Vec<Merged>,
    /// Items that the asker may read.
    pub items: Vec<Item>,
    /// Whether there are more of them than shown.
    pub more_items: bool,
    /// Measures of these items.
    pub measures: Vec<Measure>,
    /// Evidence of these items.
    pub evidence: Vec<Evidence>,
    /// What was published to the asker.
    pub lines: Vec<Line>,
}
