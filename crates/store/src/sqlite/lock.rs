//! The claim of the one process that writes a file.
//!
//! SQLite lets several processes write in turn. Two processes of this product must not: each would seal, sweep and
//! deliver. The claim is a lock on a file beside the database, given back by the system even when the process dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::error::StoreError;

/// Held as long as the writer lives.
pub(crate) struct Claim {
    _file: File,
}

impl Claim {
    pub(crate) fn take(database: &Path) -> Result<Self, StoreError> {
        let path = beside(database);
        let mut file = private(OpenOptions::new().read(true).write(true).create(true).truncate(false))
            .open(&path)
            .map_err(|error| StoreError::Other(format!("{}: {error}", path.display())))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // The number is a help for the reader of the message; without it the message is still right.
                drop(file.read_to_string(&mut holder));
                return Err(StoreError::Locked(format!(
                    "another process{} is writing {}: stop it first, or open the database for reading only",
                    process(&holder),
                    database.display()
                )));
            }
            Err(TryLockError::Error(error)) => {
                return Err(StoreError::Other(format!("{}: {error}", path.display())));
            }
        }
        drop(file.set_len(0).and_then(|()| write!(file, "{}", std::process::id())));
        Ok(Self { _file: file })
    }
}

fn process(holder: &str) -> String {
    holder.trim().parse::<u32>().map_or_else(|_| String::new(), |number| format!(" (number {number})"))
}

fn beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

/// Files of the database are for their owner only; SQLite gives its own side files the rights of the main one.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}
