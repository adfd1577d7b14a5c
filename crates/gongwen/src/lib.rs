//! Chinese official documents (公文) as .docx from plain structs: page, type area, grid, fonts, levels, numbers and
//! page feet of GB/T 9704-2012 (SPEC 2.13), and the looser layout of speeches, summaries and minutes. No I/O: bytes out.
//!
//! The same [`Document`] always gives the same bytes, so that a text that was frozen can be laid out again at any time
//! and its hash still holds.

mod document;
mod layout;
pub mod numeral;
mod part;
mod title;
mod write;

pub use document::{Annex, Block, Column, Document, Head, Imprint, Problem, Seal, Signature, Table};
pub use layout::Font;
pub use title::break_title;
