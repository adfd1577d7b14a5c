//! Texts of `organisation`.

use super::texts;

texts! {
    people_title = "人员", "People";
}
