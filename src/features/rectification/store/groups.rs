//! The ledger gathered: how many items, how many of them done, how many late, group by group.

use ::store::{Group, Query, StoreError, Tx, Value};
use jiff::civil::Date;

use super::*;

/// By what the ledger is gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The lead department.
    Dept,
    /// The lines that its lead department leads; an item of a department with two lines stands in both.
    Line,
    /// The lamp of today.
    Lamp,
    /// The kind.
    Kind,
    /// The category.
    Category,
}

/// What is counted in each group besides its items.
macro_rules! counts {
    () => {
        concat!(
            ", count(*) filter (where i.state in ('closed', 'long_term_ok')), count(*) filter (where ",
            shines!(),
            " and i.red_from <= ?)"
        )
    };
}

impl By {
    /// All of them, in the order of the page.
    pub const ALL: [By; 5] = [By::Dept, By::Lamp, By::Line, By::Kind, By::Category];

    /// The word in addresses.
    pub fn code(self) -> &'static str {
        match self {
            By::Dept => "unit",
            By::Line => "line",
            By::Lamp => "lamp",
            By::Kind => "kind",
            By::Category => "category",
        }
    }

    /// From the word.
    pub fn parse(code: &str) -> Option<By> {
        By::ALL.into_iter().find(|by| by.code() == code)
    }

    /// The filter that leads to the rows of a group.
    pub fn filter(self) -> &'static str {
        if self == By::Dept { "dept" } else { self.code() }
    }

    fn group(self) -> Group {
        let (of, join) = match self {
            By::Dept => ("coalesce(i.lead_unit_id, ''), coalesce(u.name, '')", ""),
            By::Line => (
                "coalesce(gl.id, ''), coalesce(gl.name, '')",
                "left join v_organisation_line gl on gl.lead_unit_id = i.lead_unit_id",
            ),
            By::Lamp => (
                "case when i.state = 'closed' then 'blue'
                 when i.state = 'suspended' or (i.state in ('drafted', 'not_started') and i.start_on > ? and i.red_from is not null)
                 then 'grey' when i.state = 'superseded' or i.red_from is null then 'none' when i.red_from <= ? then 'red'
                 when i.yellow_from <= ? then 'yellow' else 'green' end, ''",
                "",
            ),
            By::Kind => ("i.kind, ''", ""),
            By::Category => ("i.category, i.category", ""),
        };
        Group { key: self.code(), of, join, counts: counts!() }
    }
}

/// A group with its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "plain")]
pub struct Gathered {
    pub key: String,
    pub name: String,
    pub items: u64,
    pub done: u64,
    pub late: u64,
}

/// The groups of a query; one statement.
pub fn gathered(tx: &mut Tx<'_>, by: By, query: &Query, today: Date) -> Result<Vec<Gathered>, StoreError> {
    let days = if by == By::Lamp { 5 } else { 2 };
    let values = vec![Value::from(today.to_string()); days];
    tx.groups(&LEDGER, &by.group(), &values, query, |row| {
        Ok(Gathered { key: row.get(0)?, name: row.get(1)?, items: row.get(2)?, done: row.get(3)?, late: row.get(4)? })
    })
}
