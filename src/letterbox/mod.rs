//! The box (意见箱). An anonymous point, a message by receipt, a rating, an objection, an anonymous comment is dropped
//! here **alone**: no audit line, no job, no counter, no search token, no session in that unit of work. A release,
//! daily at a fixed hour and when a round or publication closes, opens the box, shuffles, writes everything under
//! random keys in one unit with one audit line, and destroys the key of the day (PRIVACY.md, The box).

mod drop;
mod keys;
mod receipt;
mod release;
mod seal;
pub mod store;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::RwLock;

pub use drop::{drop_into, is_aside, is_waiting, take_back};
pub use keys::prepare;
pub use receipt::Receipt;
pub use release::{Due, Opened, open_box, release_leaf};
pub use seal::Slip;

/// The box of this process: where the days' private keys lie, and the public keys it has seen.
#[derive(Debug)]
pub struct Letterbox {
    keys: keys::KeyFolders,
    public: RwLock<HashMap<String, [u8; 32]>>,
}

impl Letterbox {
    /// Opens the two folders that hold the private keys.
    pub fn open(folders: [PathBuf; 2]) -> io::Result<Letterbox> {
        Ok(Letterbox { keys: keys::KeyFolders::open(folders)?, public: RwLock::default() })
    }
}
