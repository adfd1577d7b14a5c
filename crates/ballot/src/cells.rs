//! Small numbers. A cell with fewer than k is withheld, and a second one with it, so that the total less the cells
//! shown does not give the withheld one back (G15; PRIVACY.md, Small numbers).

/// A number of a table that adds up to a printed total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// May be shown.
    Shown(u64),
    /// Must not be shown, nor linked.
    Withheld,
}

/// Which cells of a row that adds up to a printed total may be shown. Empty cells say nothing of anyone and stay shown,
/// unless one is needed as the second. Withheld are all cells of 1 to k − 1; and, while what is withheld adds up to less
/// than k or is one cell alone, the smallest of the others, so that neither the cell nor a group under k can be computed.
pub fn withhold(counts: &[u64], k: u64) -> Vec<Cell> {
    let mut hidden: Vec<bool> = counts.iter().map(|n| *n > 0 && *n < k).collect();
    if hidden.iter().any(|h| *h) {
        loop {
            let sum: u64 = counts.iter().zip(&hidden).filter(|(_, h)| **h).fold(0, |s, (n, _)| s.saturating_add(*n));
            let number = hidden.iter().filter(|h| **h).count();
            if number >= 2 && sum >= k {
                break;
            }
            // The smallest that is not empty; only if there is none, an empty one.
            let next = counts
                .iter()
                .enumerate()
                .filter(|(i, _)| hidden.get(*i) == Some(&false))
                .min_by_key(|(i, n)| (**n == 0, **n, *i))
                .map(|(i, _)| i);
            match next.and_then(|i| hidden.get_mut(i)) {
                Some(place) => *place = true,
                None => break,
            }
        }
    }
    counts.iter().zip(hidden).map(|(n, h)| if h { Cell::Withheld } else { Cell::Shown(*n) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn g15_a_small_line_takes_a_second_one_with_it() {
        assert_eq!(withhold(&[40, 3, 12], 5), [Cell::Shown(40), Cell::Withheld, Cell::Withheld]);
        assert_eq!(withhold(&[40, 12], 5), [Cell::Shown(40), Cell::Shown(12)]);
        assert_eq!(withhold(&[2, 2, 9, 30], 5), [Cell::Withheld, Cell::Withheld, Cell::Withheld, Cell::Shown(30)]);
        assert_eq!(withhold(&[3, 0], 5), [Cell::Withheld, Cell::Withheld]);
    }

    proptest! {
        #[test]
        fn subtraction_never_gives_a_small_cell(counts in prop::collection::vec(0u64..30, 2..12)) {
            let cells = withhold(&counts, 5);
            let hidden: Vec<u64> = counts.iter().zip(&cells).filter(|(_, c)| **c == Cell::Withheld).map(|(n, _)| *n).collect();
            prop_assert!(counts.iter().zip(&cells).all(|(n, c)| *n == 0 || *n >= 5 || *c == Cell::Withheld));
            let all_hidden = hidden.len() == counts.len();
            prop_assert!(hidden.is_empty() || all_hidden || (hidden.len() >= 2 && hidden.iter().sum::<u64>() >= 5));
        }
    }
}
