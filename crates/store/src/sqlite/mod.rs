//! The embedded engine: one writer thread, several readers, one file.

mod authorizer;
mod glance;
mod lock;
mod open;
mod statement;
mod worker;

pub(crate) use authorizer::{install, lift};
pub(crate) use glance::Glances;
pub(crate) use lock::{Claim, private};
pub(crate) use open::{prepare_file, reader, writer};
pub(crate) use statement::{batch, column, each, error, prepare, run};
pub(crate) use worker::{Work, serve_reads, serve_writes};
