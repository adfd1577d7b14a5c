//! The slice as its users see it, on both engines.

mod access;
mod door;
mod rules;
