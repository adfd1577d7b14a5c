//! Texts of `account`.

use super::texts;

texts! {}
