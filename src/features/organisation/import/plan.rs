//! From a table to what would be written. Pure: the register is handed in.
//!
//! Who is who: by the staff number where the row has one; otherwise by name and unit, when exactly one such person is
//! registered. A row with a number also finds the one person of that name and unit who has none yet and gives it to him.
//! Empty cells leave what is registered as it is.

use std::collections::HashMap;

use ::store::{StoreError, Tx};

use super::super::model::{Category, PersonFacts, parse_party};
use super::super::store;
use crate::auth::PartyStatus;
use crate::error::Rule;
use crate::id::Id;
use crate::tables::{BadRow, Report, Table, TableRow};
use crate::text::T;

const NAME: usize = 0;
const UNIT: usize = 1;
const STAFF_NO: usize = 2;
const BRANCH: usize = 3;
const CATEGORY: usize = 4;
const PARTY: usize = 5;
const POST: usize = 6;
const LEADING: usize = 7;

/// The longest text of a cell.
const LONGEST: usize = 60;

/// A registered person.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) id: Id,
    pub(super) facts: PersonFacts,
    pub(super) left: bool,
}

/// What is registered.
#[derive(Debug, Default)]
pub(super) struct Register {
    pub(super) people: Vec<Known>,
    /// By the name without white space: the key and the name.
    pub(super) units: HashMap<String, (Id, String)>,
    /// The same for branches.
    pub(super) branches: HashMap<String, (Id, String)>,
    /// Person, unit, title, leading.
    pub(super) posts: HashMap<(Id, Id, String), bool>,
}

impl Register {
    /// Four queries.
    pub(super) fn load(tx: &mut Tx<'_>) -> Result<Register, StoreError> {
        let people = tx.all(&store::EVERYBODY, &[], |row| {
            let facts = PersonFacts {
                staff_no: row.get(1)?,
                name: row.get(2)?,
                category: store::category(&row.get::<String>(3)?),
                party: store::party(&row.get::<String>(4)?),
                unit: row.get(5)?,
                branch: row.get(6)?,
            };
            Ok(Known { id: row.get(0)?, facts, left: row.get::<Option<String>>(7)?.is_some() })
        })?;
        let posts = tx.all(&store::EVERY_POST, &[], |row| {
            Ok(((row.get(0)?, row.get(1)?, row.get::<String>(2)?), row.get::<bool>(3)?))
        })?;
        let names = |nodes: Vec<store::Node>| nodes.into_iter().map(|n| (plain(&n.name), (n.id, n.name))).collect();
        Ok(Register {
            people,
            units: names(store::units(tx)?),
            branches: names(store::party_orgs(tx)?),
            posts: posts.into_iter().collect(),
        })
    }
}

/// A person to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Staged {
    pub(super) person: Id,
    pub(super) is_new: bool,
    pub(super) facts: PersonFacts,
    /// Title in the person's unit, and whether it is a leading post.
    pub(super) post: Option<(String, bool)>,
}

/// What an import would do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) report: Report,
    pub(super) rows: Vec<Staged>,
    pub(super) new: u32,
    pub(super) changed: u32,
    pub(super) same: u32,
}

/// How names of units are compared: without white space.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).collect()
}

struct Planner<'a> {
    table: &'a Table,
    register: &'a Register,
    me: Option<&'a Id>,
    by_number: HashMap<&'a str, &'a Known>,
    by_name: HashMap<(&'a str, &'a Id), Vec<&'a Known>>,
    /// In this file: who stands in which row.
    numbers: HashMap<String, u32>,
    /// In this file: rows by name and unit, and whether one of them has no staff number.
    names: HashMap<(String, Id), (u32, bool)>,
    targets: HashMap<Id, u32>,
    near: HashMap<String, String>,
    plan: Plan,
}

/// Plans the import of a table.
pub(super) fn plan(table: &Table, register: &Register, me: Option<&Id>) -> Plan {
    let mut by_number = HashMap::new();
    let mut by_name: HashMap<(&str, &Id), Vec<&Known>> = HashMap::new();
    for known in &register.people {
        if let Some(no) = &known.facts.staff_no {
            by_number.insert(no.as_str(), known);
        }
        if let (Some(unit), false) = (&known.facts.unit, known.left) {
            by_name.entry((known.facts.name.as_str(), unit)).or_default().push(known);
        }
    }
    let report = Report {
        rows: u32::try_from(table.rows.len() + table.bad.len()).unwrap_or(u32::MAX),
        bad: table.bad.clone(),
        ignored: table.ignored.clone(),
    };
    let mut planner = Planner {
        table,
        register,
        me,
        by_number,
        by_name,
        numbers: HashMap::new(),
        names: HashMap::new(),
        targets: HashMap::new(),
        near: HashMap::new(),
        plan: Plan { report, ..Plan::default() },
    };
    for row in &table.rows {
        planner.row(row);
    }
    planner.plan.report.bad.sort_by_key(|bad| bad.row);
    planner.plan
}

impl<'a> Planner<'a> {
    fn bad(&mut self, row: &TableRow, column: usize, rule: Rule, value: &str) {
        let heading = self.table.heading(T::PEOPLE_COLUMNS, column);
        self.plan.report.bad.push(BadRow::new(row.number, heading, rule, value));
    }

    /// A cell, trimmed and checked; empty is `None`.
    fn cell(&mut self, row: &TableRow, column: usize) -> Option<String> {
        let text = row.text(column).trim();
        let wrong = match text {
            _ if text.contains('\0') => Some(Rule::NulCharacter),
            _ if text.chars().any(char::is_control) => Some(Rule::ControlCharacter),
            _ if text.chars().count() > LONGEST => Some(Rule::TooLong),
            _ => None,
        };
        if let Some(rule) = wrong {
            self.bad(row, column, rule, text);
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn choice<V>(&mut self, row: &TableRow, column: usize, read: impl Fn(&str) -> Option<V>) -> Option<V> {
        let text = self.cell(row, column)?;
        let found = read(&text.to_lowercase());
        if found.is_none() {
            let rule = if column == LEADING { Rule::YesOrNo } else { Rule::UnknownChoice };
            self.bad(row, column, rule, &text);
        }
        found
    }

    /// A unit or branch by name. Unknown ones are reported with the nearest known name, never invented.
    fn node(&mut self, row: &TableRow, column: usize) -> Option<Id> {
        let text = self.cell(row, column)?;
        let (known, rule) = match column {
            UNIT => (&self.register.units, Rule::UnknownUnit),
            _ => (&self.register.branches, Rule::UnknownBranch),
        };
        let found = known.get(&plain(&text)).map(|(id, _)| id.clone());
        if found.is_none() {
            let near = match self.near.get(&text) {
                Some(near) => near.clone(),
                None => nearest(&text, known.values().map(|(_, name)| name)),
            };
            let value = if near.is_empty() { text.clone() } else { format!("{text} ≈ {near}") };
            self.near.insert(text, near);
            self.bad(row, column, rule, &value);
        }
        found
    }

    fn row(&mut self, row: &TableRow) {
        let before = self.plan.report.bad.len();
        let name = self.cell(row, NAME);
        if name.is_none() {
            self.bad(row, NAME, Rule::Missing, "");
        }
        let unit = self.node(row, UNIT);
        if row.text(UNIT).trim().is_empty() {
            self.bad(row, UNIT, Rule::Missing, "");
        }
        let staff_no = self.cell(row, STAFF_NO);
        let branch = self.node(row, BRANCH);
        let category = self.choice(row, CATEGORY, |t| T::read_category(t).and_then(Category::parse));
        let party = self.choice(row, PARTY, |t| T::read_party(t).and_then(parse_party));
        let post = self.cell(row, POST);
        let leading = self.choice(row, LEADING, T::read_yes);
        if leading == Some(true) && post.is_none() {
            self.bad(row, POST, Rule::PostMissing, "");
        }
        let (Some(name), Some(unit)) = (name, unit) else { return };
        self.twice_in_file(row, &name, &unit, staff_no.as_deref());
        let Some(known) = self.known(row, &name, &unit, staff_no.as_deref()) else { return };
        if self.plan.report.bad.len() > before {
            return;
        }
        let old = known.map(|k| &k.facts);
        let facts = PersonFacts {
            name,
            staff_no: staff_no.or_else(|| old.and_then(|o| o.staff_no.clone())),
            category: category.or(old.map(|o| o.category)).unwrap_or(Category::Staff),
            party: party.or(old.map(|o| o.party)).unwrap_or(PartyStatus::None),
            unit: Some(unit),
            branch: branch.or_else(|| old.and_then(|o| o.branch.clone())),
        };
        self.take(row, known, facts, post, leading);
    }

    /// Rows of one file that cannot be told apart.
    fn twice_in_file(&mut self, row: &TableRow, name: &str, unit: &Id, staff_no: Option<&str>) {
        if let Some(no) = staff_no {
            match self.numbers.get(no).copied() {
                Some(first) => self.bad(row, STAFF_NO, Rule::StaffNoTwice, &format!("{no} ({first})")),
                None => drop(self.numbers.insert(no.to_owned(), row.number)),
            }
        }
        let key = (name.to_owned(), unit.clone());
        match self.names.get(&key).copied() {
            Some((first, nameless)) if nameless || staff_no.is_none() => {
                self.bad(row, NAME, Rule::PersonTwice, &format!("{name} ({first})"));
            }
            Some(_) => {}
            None => drop(self.names.insert(key, (row.number, staff_no.is_none()))),
        }
    }

    /// Who is meant: `Some(None)` is somebody new; `None` cannot be told and was reported.
    fn known(&mut self, row: &TableRow, name: &str, unit: &Id, staff_no: Option<&str>) -> Option<Option<&'a Known>> {
        let namesakes = namesakes(&self.by_name, name, unit);
        let found: Option<&'a Known> = match staff_no {
            Some(no) => match self.by_number.get(no).copied() {
                Some(known) if known.facts.name != name => {
                    let other = known.facts.name.clone();
                    self.bad(row, STAFF_NO, Rule::StaffNoOtherName, &format!("{no} ({other})"));
                    return None;
                }
                Some(known) => Some(known),
                None => match namesakes
                    .iter()
                    .copied()
                    .filter(|k| k.facts.staff_no.is_none())
                    .collect::<Vec<_>>()
                    .as_slice()
                {
                    [one] => Some(*one),
                    [] => None,
                    _ => {
                        self.bad(row, NAME, Rule::PersonExists, name);
                        return None;
                    }
                },
            },
            None => match namesakes.as_slice() {
                [] => None,
                [one] => Some(*one),
                _ => {
                    self.bad(row, NAME, Rule::PersonExists, name);
                    return None;
                }
            },
        };
        let Some(known) = found else { return Some(None) };
        if let Some(first) = self.targets.insert(known.id.clone(), row.number) {
            self.bad(row, NAME, Rule::PersonTwice, &format!("{name} ({first})"));
            return None;
        }
        Some(Some(known))
    }

    fn take(
        &mut self,
        row: &TableRow,
        known: Option<&Known>,
        facts: PersonFacts,
        post: Option<String>,
        leading: Option<bool>,
    ) {
        let Some(old) = known else {
            self.plan.new += 1;
            let post = post.map(|title| (title, leading == Some(true)));
            self.plan.rows.push(Staged { person: Id::random(), is_new: true, facts, post });
            return;
        };
        let held = |title: &str| {
            let unit = facts.unit.clone()?;
            self.register.posts.get(&(old.id.clone(), unit, title.to_owned())).copied()
        };
        // An empty leading cell leaves the mark of a post that is there.
        let post = post.map(|title| {
            let mark = leading.or_else(|| held(&title)).unwrap_or(false);
            (title, mark)
        });
        let post_changes = post.as_ref().is_some_and(|(title, mark)| held(title) != Some(*mark));
        if self.me == Some(&old.id) && (old.facts.party != facts.party || post_changes) {
            self.bad(row, NAME, Rule::OwnRecord, &facts.name);
            return;
        }
        if old.facts == facts && !post_changes && !old.left {
            self.plan.same += 1;
            return;
        }
        self.plan.changed += 1;
        self.plan.rows.push(Staged { person: old.id.clone(), is_new: false, facts, post });
    }
}

/// The registered people of a name in a unit.
fn namesakes<'a>(by_name: &HashMap<(&'a str, &'a Id), Vec<&'a Known>>, name: &str, unit: &Id) -> Vec<&'a Known> {
    // The map's keys live as long as the register; a key that lives shorter is asked for all the same.
    let found = by_name.get::<(&str, &Id)>(&(name, unit));
    found.cloned().unwrap_or_default()
}

/// The known name that differs least, if it is near: a slip of the keyboard, not another unit.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a String>) -> String {
    let name: Vec<char> = name.chars().take(LONGEST).collect();
    let most = (name.len() / 3).max(1);
    let best = known.map(|k| (distance(&name, k), k)).min();
    best.filter(|(d, _)| *d <= most && name.len() > 1).map(|(_, k)| k.clone()).unwrap_or_default()
}

/// How many characters must be changed, added or taken away.
fn distance(a: &[char], b: &str) -> usize {
    let mut line: Vec<usize> = (0..=a.len()).collect();
    for (n, b) in b.chars().enumerate() {
        let mut corner = n;
        let mut left = n + 1;
        if let Some(first) = line.first_mut() {
            *first = left;
        }
        for (a, cell) in a.iter().zip(line.iter_mut().skip(1)) {
            let cost = if *a == b { corner } else { corner.min(left).min(*cell) + 1 };
            corner = *cell;
            left = cost;
            *cell = cost;
        }
    }
    line.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_a_slip_away() {
        let known = ["abcdef".to_owned(), "xyz".to_owned()];
        assert_eq!(nearest("abcdeg", known.iter()), "abcdef");
        assert_eq!(nearest("abdef", known.iter()), "abcdef");
        assert_eq!(nearest("qqqqqq", known.iter()), "");
        assert_eq!(distance(&['k', 'i', 't', 't', 'e', 'n'], "sitting"), 3);
    }
}
