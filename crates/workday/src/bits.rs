//! One bit per day, with a running count per word: counting and finding the n-th working day without loops over days.

use crate::range::DAYS;

const WORD: usize = 64;
const WORDS: usize = DAYS.div_ceil(WORD);

/// Which days of the covered years are worked.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct WorkBits {
    words: Vec<u64>,
    /// Working days before each word.
    before: Vec<usize>,
    total: usize,
}

impl WorkBits {
    /// Monday to Friday everywhere. Day 0, 1900-01-01, is a Monday.
    pub(crate) fn weekdays() -> Self {
        let mut words = vec![0_u64; WORDS];
        for (number, word) in words.iter_mut().enumerate() {
            let start = number * WORD;
            for offset in 0..WORD {
                let day = start + offset;
                if day < DAYS && day % 7 < 5 {
                    *word |= 1 << offset;
                }
            }
        }
        let mut bits = Self { words, before: Vec::new(), total: 0 };
        bits.count();
        bits
    }

    /// Changes days, then counts once. Days outside are ignored; callers have checked them.
    pub(crate) fn change(&mut self, days: impl IntoIterator<Item = (usize, bool)>) {
        for (day, working) in days {
            if day < DAYS
                && let Some(word) = self.words.get_mut(day / WORD)
            {
                let mask = 1 << (day % WORD);
                if working {
                    *word |= mask;
                } else {
                    *word &= !mask;
                }
            }
        }
        self.count();
    }

    fn count(&mut self) {
        let mut sum = 0;
        self.before.clear();
        for word in &self.words {
            self.before.push(sum);
            sum += ones(*word);
        }
        self.total = sum;
    }

    /// Whether day `day` is worked.
    pub(crate) fn get(&self, day: usize) -> bool {
        self.words.get(day / WORD).is_some_and(|word| word >> (day % WORD) & 1 == 1)
    }

    /// Working days up to and including `day`.
    pub(crate) fn rank(&self, day: usize) -> usize {
        let number = day / WORD;
        match (self.words.get(number), self.before.get(number)) {
            (Some(word), Some(before)) => before + ones(word << (WORD - 1 - day % WORD)),
            _ => self.total,
        }
    }

    /// The day of the `nth` working day, counted from 1.
    pub(crate) fn select(&self, nth: usize) -> Option<usize> {
        if nth == 0 || nth > self.total {
            return None;
        }
        let number = self.before.partition_point(|before| *before < nth).checked_sub(1)?;
        let mut word = *self.words.get(number)?;
        // Clear the lowest set bits until the wanted one is the lowest: at most 63 steps, five a week.
        for _ in 1..nth.checked_sub(*self.before.get(number)?)? {
            word &= word.wrapping_sub(1);
        }
        Some(number * WORD + usize::try_from(word.trailing_zeros()).ok()?)
    }

    /// Days whose bit differs, ascending.
    pub(crate) fn differing(&self, other: &Self) -> Vec<usize> {
        let mut days = Vec::new();
        for (number, (left, right)) in self.words.iter().zip(&other.words).enumerate() {
            if left != right {
                days.extend((0..WORD).filter(|bit| (left ^ right) >> bit & 1 == 1).map(|bit| number * WORD + bit));
            }
        }
        days
    }
}

fn ones(word: u64) -> usize {
    usize::try_from(word.count_ones()).unwrap_or(WORD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rank_and_select_agree_with_counting() {
        let mut bits = WorkBits::weekdays();
        bits.change([(0, false), (5, true), (63, true), (64, false), (DAYS - 1, true), (DAYS, true)]);
        let mut seen = 0;
        for day in 0..DAYS {
            if bits.get(day) {
                seen += 1;
                assert_eq!(bits.select(seen), Some(day));
            }
            assert_eq!(bits.rank(day), seen);
        }
        assert_eq!(bits.total, seen);
        assert_eq!(bits.select(0), None);
        assert_eq!(bits.select(seen + 1), None);
        assert!(!bits.get(DAYS), "beyond the last day nothing is worked");
    }

    #[test]
    fn differing_lists_each_changed_day_once() {
        let plain = WorkBits::weekdays();
        let mut changed = plain.clone();
        changed.change([(0, false), (1, true), (200, !plain.get(200))]);
        assert_eq!(plain.differing(&changed), [0, 200], "day 1 was a working day already");
        assert_eq!(plain.differing(&plain), [0_usize; 0]);
    }
}
