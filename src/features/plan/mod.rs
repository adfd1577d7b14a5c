//! The rectification plan (整改方案): which problems are rectified, how, by when and by whom; put before the people, revised
//! after what they said, and laid down.
//!
//! **Words**: version 版, preface 前言, general requirements 总体要求, safeguards 保障措施; the parts 整改方案, 专项整治方案,
//! 制度建设计划; amendment 修订; final 定稿.
//!
//! **Invariants**: every item has requirement, deadline, owner, lead cadre, lead department and a measure with its criterion
//! (R69); a round was closed before (R82); nobody approves what he submitted; nothing is final while a comment has no
//! disposition (R72); a final text never changes and the audit trail vouches for its hash (I10); an approved item changes by an
//! amendment only.
//!
//! The items belong to `rectification`, what is published to `publication`; both are reached through `consequences` alone.

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod store;
#[cfg(test)]
mod tests;

pub use actions::{publication_closed, publication_opened, publication_revoked};
pub use api::api;
pub use pages::routes;
