//! Who is asking, and what they may do. One permission table ([`matrix`]) answers both `can(actor, verb, object)` and
//! "which rows may this actor list" ([`Reach`]); the permission is a type in the handler's signature ([`May`]).

mod actor;
mod extract;
pub mod matrix;
pub mod password;
mod reach;
pub mod session;
pub mod store;
mod verb;

pub use actor::{Actor, Grant, PartyStatus, Person};
pub use extract::{LoggedIn, May, Visitor};
pub use matrix::Role;
pub use reach::{Columns, Object, Reach};
pub use verb::{Permission, Verb, may};

#[cfg(test)]
mod tests;
