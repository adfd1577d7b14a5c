//! The days' keys. The public half stands in the database, so that any process can seal. The private half lies in two
//! folders outside database and backups, and only a release reads it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crypto_box::{SecretKey, aead::OsRng};
use jiff::civil::Date;
use store::{Tx, params};

use super::store::{INSERT_KEY, PUBLIC_KEY};
use crate::app::App;
use crate::clock::Now;
use crate::error::{Error, Result};

#[derive(Debug)]
pub(super) struct KeyFolders([PathBuf; 2]);

impl KeyFolders {
    pub(super) fn open(folders: [PathBuf; 2]) -> io::Result<KeyFolders> {
        for folder in &folders {
            fs::create_dir_all(folder)?;
            private(folder, 0o700)?;
        }
        Ok(KeyFolders(folders))
    }

    /// The name holds the beginning of the public half, so that two processes that make a day's key at the same time
    /// never overwrite each other's file.
    fn path(folder: &Path, day: &str, public: &[u8; 32]) -> PathBuf {
        let mark = data_encoding::HEXLOWER.encode(public.get(..8).unwrap_or_default());
        folder.join(format!("box-{day}-{mark}.key"))
    }

    /// Both copies are on disk before the public half is used: a slip sealed to a lost key would be lost.
    fn write(&self, day: &str, public: &[u8; 32], secret: &[u8; 32]) -> io::Result<()> {
        for folder in &self.0 {
            let path = Self::path(folder, day, public);
            let mut file = own_file().open(&path)?;
            private(&path, 0o600)?;
            file.write_all(data_encoding::HEXLOWER.encode(secret).as_bytes())?;
            file.sync_all()?;
            fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    /// The private key of a day, from whichever place still has it and fits the public half.
    pub(super) fn secret(&self, day: &str, public: &[u8; 32]) -> Option<[u8; 32]> {
        self.0.iter().find_map(|folder| {
            let text = fs::read(Self::path(folder, day, public)).ok()?;
            let bytes = data_encoding::HEXLOWER.decode(text.trim_ascii()).ok()?;
            let secret: [u8; 32] = bytes.try_into().ok()?;
            (SecretKey::from(secret).public_key().as_bytes() == public).then_some(secret)
        })
    }

    /// Overwrites and removes both copies.
    pub(super) fn destroy(&self, day: &str, public: &[u8; 32]) -> io::Result<()> {
        for folder in &self.0 {
            let path = Self::path(folder, day, public);
            if path.exists() {
                wipe(folder, &path)?;
            }
        }
        Ok(())
    }

    /// Destroys every key of a day up to `last` that is none of those in use: what a crash between giving up a key and
    /// destroying it left behind, or one that lost the race to be the day's.
    pub(super) fn sweep(&self, last: &str, in_use: &[[u8; 32]]) -> io::Result<()> {
        for folder in &self.0 {
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
                let Some(rest) = name.strip_prefix("box-").and_then(|n| n.strip_suffix(".key")) else { continue };
                let Some((day, _)) = rest.split_at_checked(10) else { continue };
                let used = in_use.iter().any(|public| Self::path(folder, day, public) == path);
                if day <= last && !used {
                    wipe(folder, &path)?;
                }
            }
        }
        Ok(())
    }
}

fn wipe(folder: &Path, path: &Path) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).open(path)?;
    file.write_all(&[b'0'; 64])?;
    file.sync_all()?;
    fs::remove_file(path)?;
    fs::File::open(folder)?.sync_all()
}

/// A new file that nobody else may read from its first moment on.
fn own_file() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(unix)]
fn private(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn private(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// The day whose box takes what is dropped now: today's until its opening hour, then tomorrow's.
pub fn box_day(now: Now, hour: i8) -> Date {
    let today = now.today();
    if now.hour() < hour { today } else { today.tomorrow().unwrap_or(today) }
}

/// Makes the keys of the box that is open now and of the next one, ahead of need: a key made at the first drop would
/// tell, by its file's time, when that was. Called at start and by the schedule.
pub async fn prepare(app: &App) -> Result<()> {
    let day = box_day(app.clock.now(), app.config.box_hour);
    for day in [day, day.tomorrow().unwrap_or(day)] {
        public_key(app, &day.to_string()).await?;
    }
    Ok(())
}

/// The public key of a day's box; made if there is none.
pub(super) async fn public_key(app: &App, day: &str) -> Result<[u8; 32]> {
    let known = app.letterbox.public.read().ok().and_then(|keys| keys.get(day).copied());
    if let Some(key) = known {
        return Ok(key);
    }
    let name = day.to_owned();
    let stored = app.db.read(move |tx| find(tx, &name)).await?;
    let key = match stored {
        Some(key) => key,
        None => make(app, day).await?,
    };
    if let Ok(mut keys) = app.letterbox.public.write() {
        keys.insert(day.to_owned(), key);
    }
    Ok(key)
}

/// The next drop asks the database again.
pub(super) fn forget_public_key(app: &App, day: &str) {
    if let Ok(mut keys) = app.letterbox.public.write() {
        keys.remove(day);
    }
}

pub(super) fn find(tx: &mut Tx<'_>, day: &str) -> Result<Option<[u8; 32]>> {
    let bytes: Option<Vec<u8>> = tx.one(&PUBLIC_KEY, &params![day], |row| row.get(0))?;
    bytes
        .map(|b| b.try_into().map_err(|_| Error::Internal("a public key of the box has a wrong length".into())))
        .transpose()
}

async fn make(app: &App, day: &str) -> Result<[u8; 32]> {
    let secret = SecretKey::generate(&mut OsRng);
    let public = *secret.public_key().as_bytes();
    app.letterbox.keys.write(day, &public, &secret.to_bytes())?;
    let name = day.to_owned();
    let winner = app
        .db
        .write(move |tx| {
            tx.run(&INSERT_KEY, &params![&name, public.to_vec()])?;
            find(tx, &name)?.ok_or_else(|| Error::Internal("the box's key was not stored".into()))
        })
        .await?;
    if winner != public {
        app.letterbox.keys.destroy(day, &public)?;
    }
    Ok(winner)
}
