//! The server engine: several writer and reader threads, each with a connection of its own.
//!
//! The blocking client runs an event loop of its own and would panic on a thread of an async runtime; it lives on these
//! threads only.

mod error;
mod live;
mod session;
mod value;
mod worker;

pub(crate) use error::error;
pub(crate) use live::Live;
pub(crate) use session::{Session, off_runtime};
pub(crate) use value::column;
pub(crate) use worker::{Writer, serve_reads, serve_writes};
