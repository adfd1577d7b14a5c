//! One page of a list.

use crate::cursor::Cursor;
use crate::error::StoreError;
use crate::list::{Group, List, Query};
use crate::row::Row;
use crate::tx::Tx;
use crate::value::Value;

/// Some rows, and where to go on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T> {
    /// The rows, in order.
    pub rows: Vec<T>,
    /// The place after the last row; `None` when there are no more.
    pub next: Option<Cursor>,
}

impl Tx<'_> {
    /// Reads one page of a list.
    ///
    /// # Errors
    /// [`StoreError::Query`] for a filter, order or cursor that the list does not have; otherwise what the engine refuses, or
    /// the first error of `f`.
    pub fn page<T>(
        &mut self,
        list: &List,
        query: &Query,
        mut f: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Page<T>, StoreError> {
        let order = list.order_of(query)?;
        let (sql, params) = list.page_sql(query)?;
        let wanted = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let mut rows = Vec::new();
        let mut last = None;
        let mut more = false;
        self.each(&sql, &params, |row| {
            if rows.len() == wanted {
                more = true;
                return Ok(());
            }
            let width = row.width();
            let value: Value = row.get(width.saturating_sub(2))?;
            let id: Value = row.get(width.saturating_sub(1))?;
            if value == Value::Null || id == Value::Null {
                // Pages after this one would silently lose such rows: better no page at all.
                return Err(StoreError::Query(format!("{}: the order {} met a null", list.name, order.key)));
            }
            rows.push(f(row)?);
            last = Some(Cursor { order: order.key.to_owned(), value, id });
            Ok(())
        })?;
        Ok(Page { rows, next: last.filter(|_| more) })
    }

    /// How many rows all pages of a list have.
    ///
    /// # Errors
    /// [`StoreError::Query`] for a filter that the list does not have; otherwise what the engine refuses.
    pub fn count(&mut self, list: &List, query: &Query) -> Result<u64, StoreError> {
        let (sql, params) = list.count_sql(query)?;
        Ok(self.one(&sql, &params, |row| row.get(0))?.unwrap_or(0))
    }

    /// The rows of all pages of a list, counted group by group: the group's key, what it is called, its number of rows, and the
    /// group's further counts. At most 500 groups, by what they are called.
    ///
    /// # Errors
    /// [`StoreError::Query`] for a filter that the list does not have; otherwise what the engine refuses, or the first error of `f`.
    pub fn groups<T>(
        &mut self,
        list: &List,
        group: &Group,
        values: &[Value],
        query: &Query,
        f: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let (sql, params) = list.group_sql(group, values, query)?;
        self.all(&sql, &params, f)
    }
}
