//! account in the database.

use ::store::{List, statements};

statements! {}

/// The lists of this slice, for the test that prepares each on both engines.
pub const LISTS: &[&List] = &[];
