//! Texts of `statistics`.

use super::texts;

texts! {}
