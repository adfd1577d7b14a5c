//! Campaigns (主题活动): slogan, phases with their months and mandatory activities, tasks with exactly one accountable
//! person, the working group. Several campaigns run side by side without seeing each other (R26).
//!
//! Invariants: a phase begins after the one before it, or out of turn with a reason; no mandatory activity is silently
//! dropped; a task without exactly one accountable person does not run; no campaign is active without a mobilisation.
//!
//! Routes: `/campaigns`, `/campaigns/new`, `/campaigns/{id}/admin|edit|group`, `/phases/{id}`, `/tasks/{id}` and their
//! forms. The page everybody reads, `/` and `/campaigns/{id}`, gathers from all slices and stands in `statistics`.

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod ribbon;
pub mod sheet;
pub mod store;
pub mod template;
mod words;

#[cfg(test)]
mod tests;

pub use actions::{remedial_tasks, task_wanted};
pub use api::api;
pub use pages::routes;
pub use store::active;
