//! The storage door: one SQL text over SQLite (embedded) or PostgreSQL.
//!
//! A write is a **unit of work**: a synchronous closure over [`Tx`] that either happens entirely or not at all.
//! [`Db::write`] returns once the unit is on disk. Many waiting units share one commit (group commit), each inside a
//! savepoint of its own, so that an error or a panic in one of them leaves the others alone. A unit may be run
//! more than once, hence `FnMut`: no mail, no file, no clock and no random number that must not repeat inside it.
//!
//! There is no business in this crate and no query builder: statements are named constants ([`statements!`]) in the
//! subset of SQL that both engines run (see the README), and [`List`] composes pages of lists from such constants.

mod beside;
mod copy;
mod cursor;
mod db;
mod dialect;
mod error;
mod forget;
mod list;
mod migrate;
mod options;
mod page;
mod pg;
mod queue;
mod replica;
mod row;
mod scan;
mod snapshot;
mod sql;
mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;
mod text;
mod tx;
mod unit;
mod url;
mod value;

pub use beside::{Beside, with_beside};
pub use copy::{Compared, Copy, Stage};
pub use cursor::Cursor;
pub use db::Db;
pub use dialect::translate;
pub use error::StoreError;
pub use list::{Group, List, Order, Predicate, Query};
pub use migrate::{Applied, Migration};
pub use options::Options;
pub use page::Page;
pub use row::Row;
pub use sql::Sql;
pub use tx::Tx;
pub use url::{DatabaseUrl, Engine};
pub use value::{FromValue, Value, ValueRef};
