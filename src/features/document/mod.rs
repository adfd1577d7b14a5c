//! Official documents (公文): what was laid down elsewhere, or written here, as a numbered document; and their register.
//!
//! Words: a **number** (发文字号) is organ, year in 〔〕 and serial; **laid down** (定稿): text and figures are kept with their hash
//! and never change; **void** (作废): it does not hold any more, its number and text stay.
//!
//! Invariants: serials of an organ, year and kind are 1, 2, 3 … without a gap; a document made from a text laid down elsewhere
//! takes every figure from that text; the same document always gives the same file (R97).

pub mod actions;
mod make;
pub mod model;
mod pages;
pub mod store;
#[cfg(test)]
mod tests;

pub use pages::routes;
