//! What leaders look at, as pure rules: weeks, and the lamps of the five key links (R83). No I/O.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Weeks on the page; older ones are summed up in the first.
const WEEKS: usize = 26;

/// A week's end and how many items had been approved, were due, and were done by then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "plain")]
pub struct Week {
    /// Its Sunday, or today in the week that runs.
    pub to: Date,
    pub approved: i64,
    pub due: i64,
    pub done: i64,
}

/// The weeks from the first approval to today, each with the sums up to its end.
pub fn weeks(approved: &[(Date, i64)], due: &[(Date, i64)], done: &[(Date, i64)], today: Date) -> Vec<Week> {
    let Some(first) = approved.iter().chain(done).map(|(day, _)| *day).min() else { return Vec::new() };
    let sum = |days: &[(Date, i64)], to: Date| days.iter().filter(|(day, _)| *day <= to).map(|(_, n)| n).sum();
    let mut ends = Vec::new();
    let mut to = today;
    while ends.len() < WEEKS && (to >= first || ends.is_empty()) {
        ends.push(to);
        // The Sunday before.
        let back = i64::from(to.weekday().since(Weekday::Sunday));
        match to.checked_sub(if back == 0 { 7 } else { back }.days()) {
            Ok(before) => to = before,
            Err(_) => break,
        }
    }
    ends.reverse();
    let week = |to| Week { to, approved: sum(approved, to), due: sum(due, to), done: sum(done, to) };
    ends.into_iter().map(week).collect()
}

/// One of the five key links (关键环节).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyLink {
    /// 查摆问题: problems were found.
    Find,
    /// 找准差距: why is written down.
    Gap,
    /// 明确整改方向: requirement, deadline and owner are approved.
    Direction,
    /// 落实整改措施: items are done.
    Carry,
    /// 建立长效机制: a mechanism is listed.
    Last,
}

impl KeyLink {
    /// In their order.
    pub const ALL: [KeyLink; 5] = [KeyLink::Find, KeyLink::Gap, KeyLink::Direction, KeyLink::Carry, KeyLink::Last];
}

/// The lamp of a link: nothing yet is grey, late is red, all is green, a part is yellow.
pub fn link_lamp(n: i64, of: i64, late: bool) -> &'static str {
    match (n, of) {
        _ if late => "red",
        (0, _) | (_, 0) => "grey",
        (n, of) if n >= of => "green",
        _ => "yellow",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weeks_end_on_sundays_and_sum_up_what_came_before() {
        let day = |d| date(2008, 7, d);
        // 8 July 2008 was a Tuesday.
        let weeks = weeks(&[(day(1), 2), (day(7), 1)], &[(day(6), 1), (day(20), 5)], &[(day(8), 1)], day(8));
        let told: Vec<_> = weeks.iter().map(|w| (w.to, w.approved, w.due, w.done)).collect();
        assert_eq!(told, [(day(6), 2, 1, 0), (day(8), 3, 1, 1)]);
        assert_eq!(super::weeks(&[], &[(day(1), 1)], &[], day(8)), []);
        let long = super::weeks(&[(date(2007, 1, 1), 4)], &[], &[], day(8));
        assert_eq!((long.len(), long[0].approved), (26, 4));
        // A Sunday is its own week's end, once.
        assert_eq!(super::weeks(&[(day(6), 1)], &[], &[], day(6)).len(), 1);
    }

    #[test]
    fn r83_a_link_has_a_lamp_for_each_standing() {
        assert_eq!(link_lamp(0, 0, false), "grey");
        assert_eq!(link_lamp(0, 3, false), "grey");
        assert_eq!(link_lamp(1, 3, false), "yellow");
        assert_eq!(link_lamp(3, 3, false), "green");
        assert_eq!(link_lamp(2, 3, true), "red");
    }
}
