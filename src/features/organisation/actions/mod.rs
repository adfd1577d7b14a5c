//! The verbs of this slice.

mod people;
mod structure;

pub use people::{add_person, add_post, edit_person, remove_post, set_left};
pub use structure::{
    add_line, add_party_org, add_position, add_unit, edit_line, edit_party_org, edit_unit, remove_position, write_line,
    write_party_org, write_unit,
};
