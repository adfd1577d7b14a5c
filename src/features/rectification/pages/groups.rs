//! The ledger gathered by department, lamp, line, kind or category: each number leads to exactly its rows.

use super::filters::Filters;
use crate::features::rectification::store::{By, Gathered};
use crate::text::T;

/// A row of the gathered ledger; a number without rows, or of rows that the address cannot tell apart, has no link.
pub(super) struct GroupRow {
    pub(super) name: String,
    pub(super) lamp: Option<String>,
    /// What is counted, the number, and where it leads.
    pub(super) numbers: Vec<(&'static str, u64, Option<String>)>,
}

/// The rows, in the order of their names; nothing here is sorted by how many are late.
pub(super) fn rows(t: T, filters: &Filters, by: By, found: Vec<Gathered>) -> Vec<GroupRow> {
    found.into_iter().map(|one| row(t, filters, by, one)).collect()
}

fn row(t: T, filters: &Filters, by: By, one: Gathered) -> GroupRow {
    let value = if one.key.is_empty() { "none" } else { one.key.as_str() };
    let here = [("group", ""), (by.filter(), value)];
    // An item without a category cannot be asked for by it.
    let told_apart = by != By::Category || !one.key.is_empty();
    let with = |what: &'static str, n: u64, free: &str, change: (&'static str, &'static str)| {
        let href = || filters.href(&[here.as_slice(), &[change]].concat());
        (what, n, (n > 0 && told_apart && free.is_empty()).then(href))
    };
    let name = match by {
        By::Kind => t.item_kind_word(&one.key).to_owned(),
        By::Lamp if one.key == "none" => t.item_group_no_lamp().to_owned(),
        By::Lamp => t.item_lamp_word(&one.key).to_owned(),
        By::Dept if one.key.is_empty() => t.item_group_no_dept().to_owned(),
        By::Line if one.key.is_empty() => t.item_group_no_line().to_owned(),
        By::Dept | By::Line | By::Category => one.name.clone(),
    };
    GroupRow {
        name,
        lamp: (by == By::Lamp && one.key != "none").then(|| one.key.clone()),
        numbers: vec![
            (t.item_group_all(), one.items, told_apart.then(|| filters.href(&here))),
            with(t.item_group_done(), one.done, &filters.bucket, ("bucket", "done")),
            with(t.item_overdue(), one.late, &filters.lamp, ("lamp", "red")),
        ],
    }
}
