//! Figures, problems, to-dos and the campaign page.

pub mod ground;
mod look;
mod pages;

use proptest::prelude::*;

use super::model::{Bucket, Cell, K, Points, Problems, Totals, withhold};
use crate::text::{Lang, T};

fn cell(value: Option<&str>, sealed: bool, points: i64, anonymous: i64) -> Cell {
    Cell { value: value.map(str::to_owned), name: None, sealed, points, anonymous, withheld: false }
}

#[test]
fn the_sentence_is_the_seeds() {
    let totals = Totals {
        points: Points { merged: 23, ..Points::default() },
        problems: Problems { done: 2, doing: 2, next: 2, ..Problems::default() },
        ..Totals::default()
    };
    assert_eq!(
        totals.sentence(T(Lang::Zh)),
        "共征求到意见23条，归并为6条，其中已整改完成2条，正在整改2条，下阶段整改2条。"
    );
    assert!(totals.sentence(T(Lang::En)).starts_with("Opinions collected: 23;"));
}

#[test]
fn a_small_cell_takes_a_second_one_with_it() {
    let mut cells = [cell(Some("a"), false, 20, 9), cell(Some("b"), false, 3, 3), cell(Some("c"), false, 8, 0)];
    withhold(&mut cells);
    assert!(!cells[0].withheld && cells[1].withheld && cells[2].withheld, "b is small, c is the smallest other");
}

#[test]
fn two_small_cells_hide_each_other_and_named_ones_are_shown() {
    let mut cells = [cell(Some("a"), false, 20, 9), cell(Some("b"), false, 3, 3), cell(Some("c"), false, 2, 1)];
    withhold(&mut cells);
    assert!(!cells[0].withheld && cells[1].withheld && cells[2].withheld);
    let mut named = [cell(Some("a"), false, 1, 0), cell(Some("b"), false, 2, 0)];
    withhold(&mut named);
    assert!(named.iter().all(|c| !c.withheld));
}

proptest! {
    /// G15: nothing small is shown, and no single gap is left that the total would fill.
    #[test]
    fn nothing_small_is_shown_or_found_by_subtraction(
        raw in proptest::collection::vec((0_i64..12, 0_i64..12, proptest::bool::weighted(0.2)), 0..12)
    ) {
        let mut cells: Vec<Cell> = raw
            .iter()
            .enumerate()
            .map(|(i, (named, anonymous, sealed))| cell(Some(&i.to_string()), *sealed, named + anonymous, *anonymous))
            .collect();
        withhold(&mut cells);
        for cell in &cells {
            prop_assert!(cell.withheld || cell.sealed || cell.anonymous == 0 || cell.anonymous >= K);
        }
        let hidden = cells.iter().filter(|c| c.withheld).count();
        prop_assert!(hidden != 1 || cells.len() == 1);
    }

    /// I1, I4: what is added by fate and by bucket is what is counted in the sum.
    #[test]
    fn sums_are_complete(points in proptest::collection::vec(0_i64..50, 7), problems in proptest::collection::vec(0_i64..50, 6)) {
        let mut by_fate = Points::default();
        let fates = ["merged", "answered", "referred", "not_adopted", "routed", "withdrawn", "waiting"];
        for (fate, n) in fates.iter().zip(&points) {
            by_fate.add(fate, *n);
        }
        prop_assert_eq!(by_fate.raw(), points.iter().sum::<i64>());
        let mut by_bucket = Problems::default();
        for (bucket, n) in Bucket::ALL.iter().zip(&problems) {
            by_bucket.add(bucket.code(), *n);
            prop_assert_eq!(by_bucket.of(*bucket), *n);
        }
        prop_assert_eq!(by_bucket.merged(), problems.iter().sum::<i64>());
    }
}
