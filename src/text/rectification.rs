//! Texts of `rectification`.

use super::texts;

texts! {}
