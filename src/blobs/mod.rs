//! Files by the hash of their content, in a folder or in an S3-compatible store. A file is kept, whole and for good, before the
//! row that names it is written; a file no row names is swept away after a day.

mod folder;
mod remote;
#[cfg(test)]
mod tests;

use std::io;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use folder::Folder;
use remote::Remote;

/// Where files are kept, as it is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilesUrl {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket, and what the names in it begin with.
    S3 {
        /// The bucket.
        bucket: String,
        /// Empty, or a path without `/` at its ends.
        prefix: String,
    },
}

impl FromStr for FilesUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<FilesUrl, String> {
        if let Some(rest) = text.strip_prefix("s3://") {
            let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
            if bucket.is_empty() || bucket.contains(['@', ':', '?']) {
                return Err("files are kept in s3://BUCKET/PREFIX; the rest is set by AWS_… variables".to_owned());
            }
            return Ok(FilesUrl::S3 { bucket: bucket.to_owned(), prefix: prefix.trim_matches('/').to_owned() });
        }
        match text.strip_prefix("file://") {
            Some(path) if path.starts_with('/') => Ok(FilesUrl::Folder(PathBuf::from(path))),
            _ => Err("files are kept in file:///FOLDER or s3://BUCKET/PREFIX".to_owned()),
        }
    }
}

impl std::fmt::Display for FilesUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            FilesUrl::Folder(path) => write!(f, "{}", path.display()),
            FilesUrl::S3 { bucket, prefix } if prefix.is_empty() => write!(f, "s3://{bucket}"),
            FilesUrl::S3 { bucket, prefix } => write!(f, "s3://{bucket}/{prefix}"),
        }
    }
}

/// The files. Every call blocks its thread: from a task of the server through `spawn_blocking`.
#[derive(Clone, Debug)]
pub struct Blobs(Place);

#[derive(Clone, Debug)]
enum Place {
    Folder(Folder),
    Remote(Arc<Remote>),
}

impl Blobs {
    /// Opens a folder, making it if it is not there.
    pub fn open(folder: PathBuf) -> io::Result<Blobs> {
        Ok(Blobs(Place::Folder(Folder::open(folder)?)))
    }

    /// Opens the place that is set. A store on the network is not asked for anything yet: the server starts without it.
    pub fn at(url: &FilesUrl) -> io::Result<Blobs> {
        match url {
            FilesUrl::Folder(folder) => Blobs::open(folder.clone()),
            FilesUrl::S3 { bucket, prefix } => {
                Ok(Blobs(Place::Remote(Arc::new(Remote::open(bucket, prefix, |name| std::env::var(name).ok())?))))
            }
        }
    }

    /// Writes a file and returns the hash (BLAKE3, 64 hexadecimal digits) under which it is found. It is on disk, or the store
    /// has vouched for it, when this returns. Writing the same content again only makes it young again.
    pub fn put(&self, content: &[u8]) -> io::Result<String> {
        let hash = blake3::hash(content).to_hex().to_string();
        match &self.0 {
            Place::Folder(folder) => folder.put(&hash, content)?,
            Place::Remote(remote) => remote.put(&hash, content)?,
        }
        Ok(hash)
    }

    /// The content under a hash, checked: a file that was changed where it lies is an error, never served.
    pub fn get(&self, hash: &str) -> io::Result<Vec<u8>> {
        if !is_hash(hash) {
            return Err(io::Error::new(io::ErrorKind::NotFound, "this is not the hash of a file"));
        }
        let content = match &self.0 {
            Place::Folder(folder) => folder.get(hash)?,
            Place::Remote(remote) => remote.get(hash)?,
        };
        if blake3::hash(&content).to_hex().as_str() == hash {
            Ok(content)
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidData, "the file's content does not fit its hash"))
        }
    }

    /// The hashes of all files, in their order: the order of a folder would tell in which they came.
    pub fn all(&self) -> io::Result<Vec<String>> {
        self.older_than(Duration::ZERO)
    }

    /// The hashes of the files that were last written at least so long ago, by the clock of where they lie, in their order.
    pub fn older_than(&self, age: Duration) -> io::Result<Vec<String>> {
        let mut all = match &self.0 {
            Place::Folder(folder) => folder.older_than(age)?,
            Place::Remote(remote) => remote.older_than(age)?,
        };
        all.sort_unstable();
        Ok(all)
    }

    /// Takes a file away. One that is not there is no error.
    pub fn remove(&self, hash: &str) -> io::Result<()> {
        match &self.0 {
            _ if !is_hash(hash) => Ok(()),
            Place::Folder(folder) => folder.remove(hash),
            Place::Remote(remote) => remote.remove(hash),
        }
    }

    /// Whether files can be written and read there now.
    pub fn probe(&self) -> io::Result<()> {
        match &self.0 {
            Place::Folder(folder) => folder.now().map(drop),
            Place::Remote(remote) => remote.now().map(drop),
        }
    }
}

/// Whether a name is that of a file.
pub fn is_hash(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}
