//! Texts of `audit`.

use super::texts;

texts! {}
