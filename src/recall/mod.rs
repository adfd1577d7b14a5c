//! What was read once and still holds. A page that many people look at and few change is counted once and remembered
//! until somebody writes something it was counted from.
//!
//! It is never wrong: the triggers of migration 0016 count every write to the tables that remembered values are read from,
//! in the transaction that writes; a value is given only to a snapshot that sees the same count as the one it was read from.
//! So several processes on one database need not tell each other anything. Refused alternatives: rows with running
//! totals (each new rule of counting would have to be told to every writer, and all writers would meet at the same
//! rows), and a time of keeping (a page would be wrong for so long).

pub mod store;

#[cfg(test)]
mod tests;

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use ::store::{List, Query, StoreError, Tx};

/// How many values are kept. They are as many as kinds of readers: units × branches × roles that look at the same day.
const MOST: usize = 1_000;

type Kept = HashMap<(TypeId, String), Arc<dyn Any + Send + Sync>>;

/// The memory of one process.
#[derive(Default)]
pub struct Recall(Mutex<(i64, Kept)>);

impl Recall {
    /// The value under `key`: remembered if nothing was written since, else made by `make` in the same snapshot. Everything
    /// that `make` depends on must be in the key or in a watched table (a test holds the statements against the triggers).
    /// One query when it is remembered.
    pub fn get<T, E>(
        &self,
        tx: &mut Tx<'_>,
        key: String,
        make: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<Arc<T>, E>
    where
        T: Send + Sync + 'static,
        E: From<StoreError>,
    {
        let version = version(tx)?;
        self.at(version, key, || make(tx))
    }

    /// The same where the count was already read in this snapshot.
    pub fn at<T, E>(&self, version: i64, key: String, make: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E>
    where
        T: Send + Sync + 'static,
    {
        let key = (TypeId::of::<T>(), key);
        if let Some(known) = self.find(version, &key) {
            return Ok(known);
        }
        let made = Arc::new(make()?);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever still sees an older state keeps what he made to himself.
        if version > kept.0 {
            *kept = (version, Kept::new());
        }
        if version == kept.0 {
            if kept.1.len() >= MOST {
                kept.1.clear();
            }
            let value: Arc<dyn Any + Send + Sync> = made.clone();
            kept.1.insert(key, value);
        }
        Ok(made)
    }

    /// How many rows a list has. A list that is counted over and over, its pages and tabs, looks through its rows once.
    pub fn count(&self, version: i64, tx: &mut Tx<'_>, list: &List, query: &Query) -> Result<u64, StoreError> {
        let key = format!("{} {:?}", list.name, query.of_all_pages());
        self.at(version, key, || tx.count(list, query)).map(|count| *count)
    }

    /// What is remembered under `key` and still holds. For the first, short look at a page that is mostly remembered; where
    /// something is missing, the page is read as a whole.
    pub fn known<T: Send + Sync + 'static>(&self, version: i64, key: String) -> Option<Arc<T>> {
        self.find(version, &(TypeId::of::<T>(), key))
    }

    fn find<T: Send + Sync + 'static>(&self, version: i64, key: &(TypeId, String)) -> Option<Arc<T>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = if kept.0 == version { kept.1.get(key).cloned() } else { None };
        drop(kept);
        found.and_then(|value| value.downcast().ok())
    }
}

/// The count of changes that this snapshot sees.
pub fn version(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    Ok(tx.one(&store::VERSION, &[], |row| row.get(0))?.unwrap_or_default())
}
