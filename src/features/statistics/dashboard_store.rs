//! What leaders look at, counted: departments by lamp, weeks, what is overdue and whose, the five key links of each unit.

use ::store::{Row, StoreError, Tx, params, statements};
use jiff::civil::Date;

use super::day;
use crate::id::Id;

/// An item whose lamp is red, yellow or green on the day `$2`.
macro_rules! shines {
    () => {
        "i.state not in ('closed', 'suspended') and i.red_from is not null
         and not (i.bucket = 'next' and i.start_on is not null and i.start_on > $2)"
    };
}

statements! {
    /// Items that count, those done, and their measures.
    pub RATES = "select count(*), count(*) filter (where i.bucket = 'done'), cast(coalesce(sum(i.measures), 0) as bigint),
        cast(coalesce(sum(i.measures_done), 0) as bigint)
        from v_rectification_item i where i.campaign_id = $1 and i.state <> 'superseded'";
    /// The lamps of each lead department; what another item took over counts there.
    pub LAMPS = concat!("select coalesce(i.lead_unit_id, ''), coalesce(i.lead_unit, ''), count(*),
        count(*) filter (where ", shines!(), " and i.red_from <= $2),
        count(*) filter (where ", shines!(), " and i.red_from > $2 and i.yellow_from <= $2),
        count(*) filter (where ", shines!(), " and i.yellow_from > $2),
        count(*) filter (where i.state = 'suspended' or (i.bucket = 'next' and i.start_on > $2 and i.red_from is not null)),
        count(*) filter (where i.state = 'closed')
        from v_rectification_item i where i.campaign_id = $1 and i.state <> 'superseded' group by 1, 2 order by 2, 1 limit 500");
    /// What is overdue, longest first.
    pub OVERDUE = concat!("select i.id, i.item_no, i.problem, coalesce(i.lead_unit, ''), coalesce(i.owner, ''), coalesce(p.name, ''), i.due_on
        from v_rectification_item i left join v_organisation_person p on p.id = i.lead_cadre_id
        where i.campaign_id = $1 and i.state <> 'superseded' and ", shines!(), " and i.red_from <= $2 order by i.due_on, i.id limit 8");
    /// Items by the day of their approval.
    pub APPROVED_BY_DAY = "select i.approved_on, count(*) from v_rectification_item i
        where i.campaign_id = $1 and i.state <> 'superseded' and i.approved_on is not null group by i.approved_on order by 1";
    /// Items by the deadline first set.
    pub DUE_BY_DAY = "select i.original_due_on, count(*) from v_rectification_item i
        where i.campaign_id = $1 and i.bucket not in ('suspended', 'superseded') and i.original_due_on is not null
        group by i.original_due_on order by 1";
    /// Items by the day they were done.
    pub DONE_BY_DAY = "select i.done_on, count(*) from v_rectification_item i
        where i.campaign_id = $1 and i.bucket = 'done' and i.done_on is not null group by i.done_on order by 1";
    /// The key links of each unit that leads items: items, with a cause, approved, done, overdue.
    pub KEY_LINKS = concat!("select coalesce(i.lead_unit_id, ''), coalesce(i.lead_unit, ''), count(*),
        count(*) filter (where i.cause <> ''), count(*) filter (where i.approved_on is not null),
        count(*) filter (where i.bucket = 'done'), count(*) filter (where ", shines!(), " and i.red_from <= $2)
        from v_rectification_item i where i.campaign_id = $1 and i.state <> 'superseded' and i.lead_unit_id is not null
        group by 1, 2 order by 2, 1 limit 500");
    /// Lasting mechanisms by unit.
    pub MECHANISMS_BY_UNIT = "select m.unit_id, count(*) from v_closing_mechanism m where m.campaign_id = $1 and m.state = 'listed'
        group by m.unit_id";
    /// Departments and mass organisations: each has its five lamps, also while it leads nothing.
    pub DEPARTMENTS = "select u.id, u.name from v_organisation_unit u where u.kind in ('department', 'mass_org')
        order by u.name_key, u.id limit 500";
}

/// Items and their measures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "plain")]
pub struct Rates {
    pub items: i64,
    pub done: i64,
    pub measures: i64,
    pub measures_done: i64,
}

/// A department and its items by lamp.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "plain")]
pub struct DeptLamps {
    pub id: String,
    pub name: String,
    pub items: i64,
    /// Red, yellow, green, grey, blue.
    pub lamps: [i64; 5],
}

/// An item that is late, and whose it is: a duty of office.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "plain")]
pub struct Late {
    pub id: Id,
    pub no: String,
    pub problem: String,
    pub unit: String,
    pub owner: String,
    pub lead: String,
    pub due_on: Option<Date>,
}

/// Days and how many items.
pub type ByDay = Vec<(Date, i64)>;

fn by_day(row: &Row<'_>) -> Result<Option<(Date, i64)>, StoreError> {
    Ok(day(row, 0)?.zip(Some(row.get(1)?)))
}

/// All of the page for leaders but the totals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "plain")]
pub struct Look {
    pub rates: Rates,
    pub lamps: Vec<DeptLamps>,
    pub late: Vec<Late>,
    pub approved: ByDay,
    pub due: ByDay,
    pub done: ByDay,
}

/// Six queries.
pub fn look(tx: &mut Tx<'_>, campaign: &Id, today: Date) -> Result<Look, StoreError> {
    let of = params![campaign, today.to_string()];
    let rates = tx.one(&RATES, &params![campaign], |row| {
        Ok(Rates { items: row.get(0)?, done: row.get(1)?, measures: row.get(2)?, measures_done: row.get(3)? })
    })?;
    let lamps = tx.all(&LAMPS, &of, |row| {
        Ok(DeptLamps {
            id: row.get(0)?,
            name: row.get(1)?,
            items: row.get(2)?,
            lamps: [row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?],
        })
    })?;
    let late = tx.all(&OVERDUE, &of, |row| {
        Ok(Late {
            id: row.get(0)?,
            no: row.get(1)?,
            problem: row.get(2)?,
            unit: row.get(3)?,
            owner: row.get(4)?,
            lead: row.get(5)?,
            due_on: day(row, 6)?,
        })
    })?;
    let mut days = |sql| -> Result<ByDay, StoreError> {
        Ok(tx.all(sql, &params![campaign], by_day)?.into_iter().flatten().collect())
    };
    let (approved, due, done) = (days(&APPROVED_BY_DAY)?, days(&DUE_BY_DAY)?, days(&DONE_BY_DAY)?);
    Ok(Look { rates: rates.unwrap_or_default(), lamps, late, approved, due, done })
}

/// A unit and what there is for its key links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "plain")]
pub struct UnitLinks {
    pub id: String,
    pub name: String,
    pub items: i64,
    pub with_cause: i64,
    pub approved: i64,
    pub done: i64,
    pub late: i64,
    pub mechanisms: i64,
}

/// The units and their key links, in the order of their names; three queries.
pub fn key_links(tx: &mut Tx<'_>, campaign: &Id, today: Date) -> Result<Vec<UnitLinks>, StoreError> {
    let mut units: Vec<UnitLinks> = tx.all(&DEPARTMENTS, &params![], |row| {
        Ok(UnitLinks { id: row.get(0)?, name: row.get(1)?, ..UnitLinks::default() })
    })?;
    let leading = tx.all(&KEY_LINKS, &params![campaign, today.to_string()], |row| {
        Ok(UnitLinks {
            id: row.get(0)?,
            name: row.get(1)?,
            items: row.get(2)?,
            with_cause: row.get(3)?,
            approved: row.get(4)?,
            done: row.get(5)?,
            late: row.get(6)?,
            mechanisms: 0,
        })
    })?;
    for unit in leading {
        match units.iter_mut().find(|one| one.id == unit.id) {
            Some(one) => *one = unit,
            // A unit of the grass roots that leads something.
            None => units.push(unit),
        }
    }
    tx.each(&MECHANISMS_BY_UNIT, &params![campaign], |row| {
        let (id, n): (Option<String>, i64) = (row.get(0)?, row.get(1)?);
        if let Some(unit) = id.and_then(|id| units.iter_mut().find(|one| one.id == id)) {
            unit.mechanisms = n;
        }
        Ok(())
    })?;
    Ok(units)
}
