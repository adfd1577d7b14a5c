//! Texts of `opinion`.

use super::texts;

texts! {}
