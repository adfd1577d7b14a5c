//! Texts of `organisation`.

use super::texts;

texts! {}
