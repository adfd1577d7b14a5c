//! Texts of `publication`.

use super::texts;

texts! {}
