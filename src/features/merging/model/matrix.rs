//! Small numbers in a table of two dimensions (G15; PRIVACY.md, Small numbers); no I/O.
//!
//! A cell with 1 to k − 1 anonymous points is withheld, and others with it, until nobody who reads the table with its sums
//! can narrow that cell to fewer than k possible numbers. What a reader can compute is not guessed at but computed: the
//! table with its sums is a flow network in which each withheld cell may change as far as other withheld cells of its row
//! and column can make up for it. The alternative, a second cell in each row and column, was refused: on a table with two
//! sums it still leaves cells that follow from the others.

use std::collections::VecDeque;

/// Under this number of anonymous points a cell is withheld.
pub const K: i64 = 5;

/// A cell of the table, before it is known whether it may be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Points.
    pub points: i64,
    /// Of these, anonymous.
    pub anonymous: i64,
    /// Its row or column gathers sealed fields, which tell nothing of anybody.
    pub sealed: bool,
}

impl Count {
    /// Whether it must not be shown by itself.
    pub fn is_small(&self) -> bool {
        !self.sealed && self.anonymous > 0 && self.anonymous < K
    }
}

/// A table with its sums: the last row and the last column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    counts: Vec<Vec<Count>>,
    hidden: Vec<Vec<bool>>,
}

/// A place in the table.
type Place = (usize, usize);

impl Table {
    /// The table of these cells, row by row, each row of the same length, with its sums; what may not be shown is withheld.
    pub fn of(mut counts: Vec<Vec<Count>>) -> Table {
        let width = counts.first().map_or(0, Vec::len);
        for row in &mut counts {
            let sum = sum(row.iter());
            row.push(sum);
        }
        let foot = (0..=width).map(|at| sum(counts.iter().filter_map(|row| row.get(at)))).collect();
        counts.push(foot);
        let hidden = counts.iter().map(|row| vec![false; row.len()]).collect();
        let mut table = Table { counts, hidden };
        table.withhold();
        table
    }

    /// Rows without the sums.
    pub fn rows(&self) -> usize {
        self.counts.len().saturating_sub(1)
    }
    /// Columns without the sums.
    pub fn columns(&self) -> usize {
        self.counts.first().map_or(0, |row| row.len().saturating_sub(1))
    }
    /// A number that may be shown; the last row and column are the sums.
    pub fn shown(&self, row: usize, column: usize) -> Option<i64> {
        (!self.is_hidden((row, column))).then(|| self.count((row, column)).points)
    }
    /// Whether anything is withheld.
    pub fn withholds(&self) -> bool {
        self.hidden.iter().flatten().any(|hidden| *hidden)
    }

    fn count(&self, (row, column): Place) -> Count {
        self.counts.get(row).and_then(|row| row.get(column)).copied().unwrap_or_default()
    }
    fn is_hidden(&self, (row, column): Place) -> bool {
        self.hidden.get(row).and_then(|row| row.get(column)).copied().unwrap_or(true)
    }
    fn hide(&mut self, (row, column): Place) {
        if let Some(place) = self.hidden.get_mut(row).and_then(|row| row.get_mut(column)) {
            *place = true;
        }
    }
    fn places(&self) -> impl Iterator<Item = Place> + use<> {
        let (rows, columns) = (self.rows(), self.columns());
        (0..=rows).flat_map(move |row| (0..=columns).map(move |column| (row, column)))
    }
    /// A sum of a row or a column, which stands against its cells; the sum of all stands with them.
    fn is_sum(&self, (row, column): Place) -> bool {
        (row == self.rows()) != (column == self.columns())
    }

    fn withhold(&mut self) {
        let small: Vec<Place> = self.places().filter(|place| self.count(*place).is_small()).collect();
        for place in &small {
            self.hide(*place);
        }
        // A sum is withheld with its smallest neighbour, as in the figures, where these sums stand too.
        for lying in [true, false] {
            self.second_sum(lying);
        }
        for place in small {
            while self.play(place) < K {
                if !self.cover(place) {
                    break;
                }
            }
        }
    }

    /// One sum alone would follow from the others and the sum of all.
    fn second_sum(&mut self, lying: bool) {
        let (rows, columns) = (self.rows(), self.columns());
        let sums: Vec<Place> =
            if lying { (0..columns).map(|c| (rows, c)).collect() } else { (0..rows).map(|r| (r, columns)).collect() };
        let (hidden, open): (Vec<Place>, Vec<Place>) = sums.into_iter().partition(|place| self.is_hidden(*place));
        let next = open.into_iter().min_by_key(|place| (self.count(*place).sealed, self.count(*place).points));
        if let (1, Some(next)) = (hidden.len(), next) {
            self.hide(next);
        }
    }

    /// By how much a withheld number may differ as far as a reader can tell: how far up and how far down, at most k.
    fn play(&self, place: Place) -> i64 {
        let up = self.flow(place, true);
        // It may shrink only as far as there is something of it.
        let down = self.flow(place, false).min(self.count(place).points);
        up + down
    }

    /// How much of a change of one withheld number the others can make up for, at most k. Signed so that each row and each
    /// column adds up to nothing: cells and the sum of all with plus, sums of rows and columns with minus.
    fn flow(&self, place: Place, up: bool) -> i64 {
        // A sum that goes up goes down in the signed table.
        let rises = up != self.is_sum(place);
        let mut change: Vec<Vec<i64>> = self.counts.iter().map(|row| vec![0; row.len()]).collect();
        let mut total = 0;
        while total < K {
            let Some(path) = self.path(place, rises, &change) else { break };
            for (n, (row, column)) in path.iter().enumerate() {
                // Along the path signed numbers rise and fall in turn; the first step balances the place itself.
                let step = if (n % 2 == 0) == rises { -1 } else { 1 };
                if let Some(cell) = change.get_mut(*row).and_then(|row| row.get_mut(*column)) {
                    *cell += step;
                }
            }
            total += 1;
        }
        total
    }

    /// Whether a signed number can still rise or fall by one.
    fn can(&self, place: Place, rise: bool, change: &[Vec<i64>]) -> bool {
        if !self.is_hidden(place) {
            return false;
        }
        let moved = change.get(place.0).and_then(|row| row.get(place.1)).copied().unwrap_or(0);
        // Plus may rise without end and fall to nothing; minus the other way.
        match (self.is_sum(place), rise) {
            (false, true) | (true, false) => true,
            (false, false) => self.count(place).points + moved > 0,
            (true, true) => self.count(place).points - moved > 0,
        }
    }

    /// A way from the place's row to its column over other withheld numbers, which fall and rise (or rise and fall) in turn.
    fn path(&self, place: Place, rises: bool, change: &[Vec<i64>]) -> Option<Vec<Place>> {
        let (rows, columns) = (self.rows() + 1, self.columns() + 1);
        // Nodes: rows, then columns. From a row by the opposite move to a column, from a column by the same move to a row.
        let mut from: Vec<Option<usize>> = vec![None; rows + columns];
        let mut queue = VecDeque::from([place.0]);
        let mut seen = vec![false; rows + columns];
        if let Some(start) = seen.get_mut(place.0) {
            *start = true;
        }
        while let Some(node) = queue.pop_front() {
            let next: Vec<usize> = if node < rows {
                (0..columns)
                    .filter(|c| (node, *c) != place && self.can((node, *c), !rises, change))
                    .map(|c| rows + c)
                    .collect()
            } else {
                (0..rows).filter(|r| (*r, node - rows) != place && self.can((*r, node - rows), rises, change)).collect()
            };
            for to in next {
                if seen.get(to) == Some(&false) {
                    if let (Some(mark), Some(back)) = (seen.get_mut(to), from.get_mut(to)) {
                        (*mark, *back) = (true, Some(node));
                    }
                    queue.push_back(to);
                }
            }
        }
        let mut at = rows + place.1;
        if seen.get(at) != Some(&true) {
            return None;
        }
        let mut path = Vec::new();
        while let Some(Some(before)) = from.get(at).copied() {
            path.push(if before < rows { (before, at - rows) } else { (at, before - rows) });
            at = before;
        }
        path.reverse();
        Some(path)
    }

    /// Withholds further cells so that a place is covered: the rectangle that costs the reader least of those which give the
    /// most play. Sums are never added: they stand elsewhere. False when there is nothing left to withhold.
    fn cover(&mut self, place: Place) -> bool {
        let (rows, columns) = (self.rows(), self.columns());
        let free = |at: Place| !self.is_hidden(at);
        let usable = |at: Place| self.is_hidden(at) || (at.0 < rows && at.1 < columns);
        let mut best: Option<((i64, i64, usize), [Place; 3])> = None;
        for row in (0..=rows).filter(|row| *row != place.0) {
            for column in (0..=columns).filter(|column| *column != place.1) {
                let corners = [(place.0, column), (row, place.1), (row, column)];
                let cost: i64 = corners.iter().filter(|c| free(**c)).map(|c| self.count(*c).points).sum();
                let added = corners.iter().filter(|c| free(**c)).count();
                if added == 0 || !corners.iter().all(|c| usable(*c)) {
                    continue;
                }
                let n = |at: Place| self.count(at).points;
                let [beside, below, across] = corners;
                let play = n(beside).min(n(below)) + n(place).min(n(across));
                let rank = (-play.min(K), cost, added);
                if best.as_ref().is_none_or(|(least, _)| rank < *least) {
                    best = Some((rank, corners));
                }
            }
        }
        if let Some((_, corners)) = best {
            corners.into_iter().for_each(|corner| self.hide(corner));
            return true;
        }
        // No rectangle is left: the smallest cell that is still shown, until the inside is withheld as a whole.
        let left = self.places().filter(|at| at.0 < rows && at.1 < columns && free(*at));
        match left.min_by_key(|at| (self.count(*at).points == 0, self.count(*at).points)) {
            Some(at) => {
                self.hide(at);
                true
            }
            None => false,
        }
    }
}

fn sum<'c>(counts: impl Iterator<Item = &'c Count> + Clone) -> Count {
    Count {
        points: counts.clone().map(|c| c.points).sum(),
        anonymous: counts.clone().map(|c| c.anonymous).sum(),
        sealed: counts.clone().all(|c| c.sealed) && counts.count() > 0,
    }
}
