//! Files in a folder of this machine, or one that several machines share. Written by hand and not by `object_store`, whose
//! local store syncs neither the file nor the folder: after a power cut a row could name a file that is not there.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::is_hash;

#[derive(Clone, Debug)]
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(super) fn open(path: PathBuf) -> io::Result<Folder> {
        fs::create_dir_all(&path)?;
        Ok(Folder { path })
    }

    /// Also where it is already: an old file that no row names yet must not be swept away under the row that is going to.
    pub(super) fn put(&self, hash: &str, content: &[u8]) -> io::Result<()> {
        let path = self.file(hash);
        let folder = path.parent().unwrap_or(&self.path);
        if !folder.is_dir() {
            fs::create_dir_all(folder)?;
            File::open(&self.path)?.sync_all()?;
        }
        let draft = folder.join(format!("{}.part", crate::random::secret()));
        let written = write_synced(&draft, content).and_then(|()| fs::rename(&draft, &path));
        if written.is_err() {
            drop(fs::remove_file(&draft));
        }
        written?;
        File::open(folder)?.sync_all()
    }

    pub(super) fn get(&self, hash: &str) -> io::Result<Vec<u8>> {
        fs::read(self.file(hash))
    }

    pub(super) fn older_than(&self, age: Duration) -> io::Result<Vec<String>> {
        let latest = if age.is_zero() { None } else { self.now()?.checked_sub(age) };
        let mut found = Vec::new();
        for folder in fs::read_dir(&self.path)? {
            let folder = folder?.path();
            if !folder.is_dir() {
                continue;
            }
            for file in fs::read_dir(folder)? {
                let file = file?;
                let name = file.file_name().to_string_lossy().into_owned();
                let old = match latest {
                    None => age.is_zero(),
                    Some(latest) => file.metadata()?.modified()? <= latest,
                };
                if old && is_hash(&name) {
                    found.push(name);
                }
            }
        }
        Ok(found)
    }

    pub(super) fn remove(&self, hash: &str) -> io::Result<()> {
        match fs::remove_file(self.file(hash)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    /// The time by the clock that dates the files: of this machine, or of the one that shares the folder.
    pub(super) fn now(&self) -> io::Result<SystemTime> {
        let draft = self.path.join(format!("{}.part", crate::random::secret()));
        let now = File::create(&draft).and_then(|file| file.metadata()).and_then(|meta| meta.modified());
        drop(fs::remove_file(&draft));
        now
    }

    fn file(&self, hash: &str) -> PathBuf {
        self.path.join(hash.get(..2).unwrap_or("00")).join(hash)
    }
}

fn write_synced(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(content)?;
    file.sync_all()
}
