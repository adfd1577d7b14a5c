//! A row of a result.

use crate::error::StoreError;
use crate::value::FromValue;

/// A row of a result, valid until the next one is read.
pub struct Row<'a>(pub(crate) Source<'a>);

pub(crate) enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

impl Row<'_> {
    /// The value of a column, counted from 0.
    ///
    /// # Errors
    /// [`StoreError::Type`] when the column holds something else or does not exist.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T, StoreError> {
        let value = match &self.0 {
            Source::Sqlite(row) => crate::sqlite::column(row, column)?,
            Source::Postgres(row) => crate::pg::column(row, column)?,
        };
        T::from_value(value).map_err(|error| match error {
            StoreError::Type { expected, found, .. } => StoreError::Type { column, expected, found },
            other => other,
        })
    }

    /// How many columns the row has.
    #[must_use]
    pub fn width(&self) -> usize {
        match &self.0 {
            Source::Sqlite(row) => row.as_ref().column_count(),
            Source::Postgres(row) => row.len(),
        }
    }
}
