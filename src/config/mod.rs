//! Settings of one installation.

use std::net::SocketAddr;
use std::path::PathBuf;

use store::DatabaseUrl;

use crate::server::Limits;

/// The settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder that holds everything that is not in the database: files, keys, the audit anchor.
    pub data: PathBuf,
    /// Where the database is; by default a SQLite file in `data`.
    pub database: DatabaseUrl,
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

    /// The file of the audit anchor.
    pub fn anchor(&self) -> PathBuf {
        self.data.join("audit.anchor")
    }
}
