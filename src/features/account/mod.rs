//! account: set-up, logins, invitations, roles, and the pages that say who may do what and how people are protected.
//!
//! Words: *account* 账号, *invitation* 邀请, *grant* 指派 of a role in a scope for a term, *notice* to an account's owner.
//! Invariants: set-up opens once; the administrator holds and grants no business role and comes by none through a password;
//! nobody grants himself a role; a secret (session, invitation, set-up token) is stored as its digest; nothing here keeps a
//! time finer than a day except audit lines of acts that are no login.

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod store;

pub use actions::{add_user, ensure_token};
pub use api::api;
pub use pages::routes;

#[cfg(test)]
mod tests;
