//! Texts of `merging`.

use super::texts;

texts! {}
