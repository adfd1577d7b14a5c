//! Texts of `campaign`.

use super::texts;

texts! {}
