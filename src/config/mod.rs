//! Settings of one installation.

use std::net::SocketAddr;
use std::path::PathBuf;

use store::DatabaseUrl;

use crate::blobs::{Blobs, FilesUrl};
use crate::server::Limits;

/// The settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder that holds everything that is not in the database: files, keys, the audit anchor.
    pub data: PathBuf,
    /// Where the database is; by default a SQLite file in `data`.
    pub database: DatabaseUrl,
    /// A standby of the database, for reads that cost much.
    pub replica: Option<DatabaseUrl>,
    /// Where files are kept, unless in `data`.
    pub files: Option<FilesUrl>,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// Whether people reach it over TLS, so that cookies are marked.
    pub secure: bool,
    /// Where figures for Prometheus are given, if at all.
    pub metrics: Option<SocketAddr>,
    /// Whether this is the demonstration.
    pub demo: bool,
    /// The second place of the box's keys; the first is in `data`. Losing both loses what lies in the box.
    pub second_keys: Option<PathBuf>,
    /// The hour of the day, Asia/Shanghai, at which the box is opened.
    pub box_hour: i8,
    /// What a client may ask of the server.
    pub limits: Limits,
}

impl Config {
    /// The settings of an installation in one folder, everything else as shipped.
    pub fn in_folder(data: PathBuf) -> Config {
        let database = DatabaseUrl::sqlite(data.join("shuangcu.db"));
        let listen = SocketAddr::from(([127, 0, 0, 1], 8080));
        Config {
            data,
            database,
            replica: None,
            files: None,
            listen,
            secure: false,
            metrics: None,
            demo: false,
            second_keys: None,
            box_hour: 18,
            limits: Limits::default(),
        }
    }

    /// The two folders of the box's keys.
    pub fn key_folders(&self) -> [PathBuf; 2] {
        [self.data.join("keys"), self.second_keys.clone().unwrap_or_else(|| self.data.join("keys-second"))]
    }

    /// Where files are kept.
    pub fn files(&self) -> FilesUrl {
        self.files.clone().unwrap_or_else(|| FilesUrl::Folder(self.data.join("blobs")))
    }

    /// Opens the place of the files.
    pub fn blobs(&self) -> std::io::Result<Blobs> {
        Blobs::at(&self.files())
    }

    /// The file of the audit anchor.
    pub fn anchor(&self) -> PathBuf {
        self.data.join("audit.anchor")
    }
}
