//! Work on a schedule. Rows, not memory: whatever must happen later stands in the database, so any process can do it
//! and none is done twice.

mod forgetting;
mod lease;
mod queue;
mod schedule;
pub mod store;
mod sweeping;
#[cfg(test)]
mod tests;

pub use forgetting::{Traces, forget, must_forget};
pub use lease::hold;
pub use queue::{Kind, enqueue, work};
pub use schedule::{run, tick};
pub use sweeping::{sweep, sweep_older};
