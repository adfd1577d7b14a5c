//! Supervision (督办): slips that chase an item which is nearly due, due or late. SPEC 2.5.
//!
//! Words: a **slip** (督办单) has a colour (blue: three working days left; yellow: due today; red: late, and again every five
//! working days), a number of its year, one person who answers and others who read a copy. A slip that got no reply makes the
//! next one **escalate**: head of the department, leading cadre, secretary.
//!
//! Invariants: numbers are never reused; one slip of a colour for one due date (red ones five working days apart); an item
//! whose close-out was applied for is not chased; the calendar is looked at once a day, whichever process does it.

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod store;
#[cfg(test)]
mod tests;

pub use actions::look_at_the_calendar;
pub use api::api;
pub use pages::routes;
