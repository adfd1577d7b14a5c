//! Shuangcu 双促: themed campaigns that close the loop from opinion to result. See ARCHITECTURE.md for the way through.

pub mod api;
pub mod app;
#[cfg(test)]
mod attack;
pub mod audit;
pub mod auth;
pub mod blobs;
pub mod cli;
pub mod clock;
pub mod config;
pub mod consequences;
pub mod demo;
pub mod embed;
pub mod error;
pub mod features;
pub mod health;
pub mod id;
pub mod jobs;
pub mod letterbox;
pub mod maintenance;
pub mod metrics;
pub mod random;
pub mod recall;
pub mod router;
pub mod schema;
pub mod server;
pub mod tables;
#[cfg(any(test, feature = "testing"))]
#[allow(clippy::unwrap_used, missing_docs, reason = "for tests only")]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod text;
pub mod view;

pub use store;
