//! Search: one field that finds opinions, problems, items, publications, people, each only as far as one may see. Opinions
//! are found by their words (two-character words included); the few rows of the other kinds by their text.
//!
//! Route: `/search?q=…`.

mod api;
mod pages;
pub mod store;
#[cfg(test)]
mod tests;

pub use api::api;
pub use pages::routes;
