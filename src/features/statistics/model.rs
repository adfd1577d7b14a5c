//! What is counted, and what small numbers must not give away. No I/O.

use crate::text::T;

#[path = "model_look.rs"]
pub mod look;

/// Cells of fewer anonymous points than this are not shown (SPEC 2.2).
pub const K: i64 = 5;

/// Opinion points of a campaign by fate. Their sum is every raw point: none is lost (I1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Points {
    /// Merged into a problem.
    pub merged: i64,
    /// Answered without a problem.
    pub answered: i64,
    /// Referred to another body.
    pub referred: i64,
    /// Not adopted, with a reason.
    pub declined: i64,
    /// Handed to the discipline channel: a number and nothing else.
    pub routed: i64,
    /// Taken back by whoever spoke.
    pub withdrawn: i64,
    /// Without a fate yet.
    pub waiting: i64,
}

impl Points {
    /// All raw points; a sheet that was split counts as its parts.
    pub fn raw(&self) -> i64 {
        self.merged + self.answered + self.referred + self.declined + self.routed + self.withdrawn + self.waiting
    }

    /// Adds points of a fate.
    pub fn add(&mut self, fate: &str, n: i64) {
        match fate {
            "merged" => self.merged += n,
            "answered" => self.answered += n,
            "referred" => self.referred += n,
            "not_adopted" => self.declined += n,
            "routed" => self.routed += n,
            "withdrawn" => self.withdrawn += n,
            _ => self.waiting += n,
        }
    }
}

/// Merged items by where they stand (R58). The sum is every merged item (I4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// All their rectification items are done.
    pub done: i64,
    /// Under way.
    pub doing: i64,
    /// All their rectification items belong to the next stage.
    pub next: i64,
    /// Explained why not now.
    pub explained: i64,
    /// Wholly suspended.
    pub suspended: i64,
    /// No rectification item yet.
    pub unplanned: i64,
}

impl Problems {
    /// All merged items.
    pub fn merged(&self) -> i64 {
        self.done + self.doing + self.next + self.explained + self.suspended + self.unplanned
    }

    /// Adds problems of a bucket.
    pub fn add(&mut self, bucket: &str, n: i64) {
        match bucket {
            "done" => self.done += n,
            "doing" => self.doing += n,
            "next" => self.next += n,
            "explained" => self.explained += n,
            "suspended" => self.suspended += n,
            _ => self.unplanned += n,
        }
    }

    /// Of one bucket.
    pub fn of(&self, bucket: Bucket) -> i64 {
        match bucket {
            Bucket::Done => self.done,
            Bucket::Doing => self.doing,
            Bucket::Next => self.next,
            Bucket::Explained => self.explained,
            Bucket::Suspended => self.suspended,
            Bucket::Unplanned => self.unplanned,
        }
    }
}

/// Where a problem stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bucket {
    /// 已整改完成.
    Done,
    /// 正在整改.
    Doing,
    /// 下阶段整改.
    Next,
    /// 说明暂不整改.
    Explained,
    /// 中止.
    Suspended,
    /// 还没有整改事项.
    Unplanned,
}

impl Bucket {
    /// In the order of pages.
    pub const ALL: [Bucket; 6] =
        [Bucket::Done, Bucket::Doing, Bucket::Next, Bucket::Unplanned, Bucket::Explained, Bucket::Suspended];

    /// The code in addresses and views.
    pub fn code(self) -> &'static str {
        match self {
            Bucket::Done => "done",
            Bucket::Doing => "doing",
            Bucket::Next => "next",
            Bucket::Explained => "explained",
            Bucket::Suspended => "suspended",
            Bucket::Unplanned => "unplanned",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Bucket> {
        Bucket::ALL.into_iter().find(|b| b.code() == code)
    }

    /// What it is called.
    pub fn name(self, t: T) -> &'static str {
        match self {
            Bucket::Done => t.figures_done(),
            Bucket::Doing => t.figures_doing(),
            Bucket::Next => t.figures_next(),
            Bucket::Explained => t.figures_explained(),
            Bucket::Suspended => t.figures_suspended(),
            Bucket::Unplanned => t.figures_unplanned(),
        }
    }
}

/// Rectification items of the ledger. One problem may have several, and an item may come from elsewhere, so these numbers
/// stand apart from the problems and say so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Struck off.
    pub done: i64,
    /// Under way.
    pub doing: i64,
    /// Of the next stage.
    pub next: i64,
    /// Suspended.
    pub suspended: i64,
    /// Merged into another item.
    pub superseded: i64,
    /// Open and over their due date by a working day or more.
    pub overdue: i64,
    /// Due so far, by the date first set.
    pub due_so_far: i64,
    /// Of these, done by that date. An extension does not change it.
    pub on_time: i64,
}

impl Ledger {
    /// Every item.
    pub fn total(&self) -> i64 {
        self.done + self.doing + self.next + self.suspended + self.superseded
    }
}

/// What pages, programs and the command line all show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Opinion points.
    pub points: Points,
    /// Merged items.
    pub problems: Problems,
    /// Rectification items.
    pub ledger: Ledger,
}

impl Totals {
    /// The standard sentence of SPEC 2.12.
    pub fn sentence(&self, t: T) -> String {
        let p = &self.problems;
        t.figures_sentence(self.points.raw(), p.merged(), p.done, p.doing, p.next)
    }
}

/// By what the points are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// The way they came.
    Channel,
    /// The line.
    Line,
    /// The category.
    Category,
    /// Agency or grass roots.
    Population,
    /// Whom they are about.
    Subject,
    /// Opinion or suggestion.
    Kind,
}

impl Dimension {
    /// In the order of the page.
    pub const ALL: [Dimension; 6] = [
        Dimension::Category,
        Dimension::Line,
        Dimension::Population,
        Dimension::Subject,
        Dimension::Kind,
        Dimension::Channel,
    ];

    /// The filter of the list of points.
    pub fn code(self) -> &'static str {
        match self {
            Dimension::Channel => "channel",
            Dimension::Line => "line",
            Dimension::Category => "category",
            Dimension::Population => "population",
            Dimension::Subject => "subject",
            Dimension::Kind => "kind",
        }
    }
}

/// A row of a breakdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The value, a code or a key; nothing for points whose field is sealed or not set.
    pub value: Option<String>,
    /// Its name where it has one of its own (a line, a category).
    pub name: Option<String>,
    /// Whether the field is sealed rather than not set.
    pub sealed: bool,
    /// Points.
    pub points: i64,
    /// Of these, anonymous.
    pub anonymous: i64,
    /// Whether the number is not shown.
    pub withheld: bool,
}

/// Withholds cells with few anonymous points, and one more, so that the total gives nothing away by subtraction (G15).
/// The row of sealed fields tells nothing about anybody, so it stays.
pub fn withhold(cells: &mut [Cell]) {
    for cell in cells.iter_mut() {
        cell.withheld = !cell.sealed && cell.anonymous > 0 && cell.anonymous < K;
    }
    let hidden = cells.iter().filter(|c| c.withheld).count();
    if hidden != 1 {
        return;
    }
    // The smallest other cell costs the reader least; the sealed row only when there is no other.
    let second = cells.iter_mut().filter(|c| !c.withheld).min_by_key(|c| (c.sealed, c.points));
    if let Some(cell) = second {
        cell.withheld = true;
    }
}

/// A breakdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakdown {
    /// By what.
    pub by: Dimension,
    /// The rows, largest first, withheld and unnamed ones last.
    pub cells: Vec<Cell>,
}

/// Everything on the page of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The totals.
    pub totals: Totals,
    /// The breakdowns of the points.
    pub breakdowns: Vec<Breakdown>,
}
