//! Trace: the chain opinion point → merged item → rectification item → measures → evidence → publication, from any of its
//! nodes and both ways (R94), only as far as the asker may see. It names no author: where a person spoke under their name,
//! the point's own page says so to those who may know.
//!
//! Routes: `/trace/{kind}/{id}` with kind `point`, `merged`, `item`, `publication`.

mod model;
mod pages;
pub mod store;

pub use pages::routes;
