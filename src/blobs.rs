//! Files by the hash of their content. A file is on disk, whole and synced, before the row that names it is written;
//! a file no row names is swept away after a day.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder of files.
#[derive(Clone, Debug)]
pub struct Blobs {
    folder: PathBuf,
}

impl Blobs {
    /// Opens the folder, making it if it is not there.
    pub fn open(folder: PathBuf) -> io::Result<Blobs> {
        fs::create_dir_all(&folder)?;
        Ok(Blobs { folder })
    }

    /// Writes a file and returns the hash (BLAKE3, 64 hexadecimal digits) under which it is found. Writing the same
    /// content again changes nothing.
    pub fn put(&self, content: &[u8]) -> io::Result<String> {
        let hash = blake3::hash(content).to_hex().to_string();
        let path = self.path(&hash);
        if path.exists() {
            return Ok(hash);
        }
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder)?;
        let draft = folder.join(format!("{}.part", crate::random::secret()));
        let written = write_synced(&draft, content).and_then(|()| fs::rename(&draft, &path));
        if written.is_err() {
            drop(fs::remove_file(&draft));
        }
        written?;
        File::open(folder)?.sync_all()?;
        Ok(hash)
    }

    /// The content under a hash, checked: a file that was changed on disk is an error, never served.
    pub fn get(&self, hash: &str) -> io::Result<Vec<u8>> {
        let content = fs::read(self.path(hash))?;
        if blake3::hash(&content).to_hex().as_str() == hash {
            Ok(content)
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidData, "the file's content does not fit its hash"))
        }
    }

    /// The hashes of all files, in their order: the order of a folder would tell in which they came.
    pub fn all(&self) -> io::Result<Vec<String>> {
        let mut all = Vec::new();
        for folder in fs::read_dir(&self.folder)? {
            let folder = folder?.path();
            if !folder.is_dir() {
                continue;
            }
            for file in fs::read_dir(folder)? {
                let name = file?.file_name().to_string_lossy().into_owned();
                if is_hash(&name) {
                    all.push(name);
                }
            }
        }
        all.sort_unstable();
        Ok(all)
    }

    fn path(&self, hash: &str) -> PathBuf {
        self.folder.join(hash.get(..2).unwrap_or("00")).join(hash)
    }
}

/// Whether a name is that of a file in the folder.
pub fn is_hash(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn write_synced(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(content)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_is_got_and_a_changed_file_is_not_served() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path().join("blobs")).unwrap();
        let hash = blobs.put(b"evidence").unwrap();
        assert_eq!(blobs.put(b"evidence").unwrap(), hash);
        assert_eq!(blobs.get(&hash).unwrap(), b"evidence");
        fs::write(blobs.path(&hash), b"something else").unwrap();
        assert_eq!(blobs.get(&hash).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
