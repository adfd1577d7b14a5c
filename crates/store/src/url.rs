//! Where the database is.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::error::StoreError;

/// The two engines behind the door.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Engine {
    /// The embedded one: a file.
    Sqlite,
    /// A server.
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// The address of a database: `sqlite:PATH`, or `postgres://user:password@host:port/name?…` (also several hosts and
/// `target_session_attrs=read-write`). It prints itself without the password.
#[derive(Clone)]
pub struct DatabaseUrl(pub(crate) Address);

#[derive(Clone)]
pub(crate) enum Address {
    Sqlite(PathBuf),
    Postgres { config: Box<postgres::Config>, shown: String },
}

impl DatabaseUrl {
    /// The address of a SQLite file.
    #[must_use]
    pub fn sqlite(path: impl Into<PathBuf>) -> Self {
        Self(Address::Sqlite(path.into()))
    }

    /// The engine that answers at this address.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.0 {
            Address::Sqlite(_) => Engine::Sqlite,
            Address::Postgres { .. } => Engine::Postgres,
        }
    }

    /// The address as the tools of PostgreSQL take it, without the password, which they find in `PGPASSWORD` or `.pgpass`;
    /// `None` on SQLite.
    #[must_use]
    pub fn for_tools(&self) -> Option<String> {
        let Address::Postgres { config, .. } = &self.0 else { return None };
        let ports = config.get_ports();
        let hosts: Vec<String> = config
            .get_hosts()
            .iter()
            .enumerate()
            .map(|(at, host)| {
                let name = match host {
                    postgres::config::Host::Tcp(name) => name.clone(),
                    postgres::config::Host::Unix(path) => path.display().to_string().replace('/', "%2F"),
                };
                let port = ports.get(at).or(ports.first()).copied().unwrap_or(5432);
                format!("{name}:{port}")
            })
            .collect();
        let user = config.get_user().map_or_else(String::new, |user| format!("{user}@"));
        let several = if hosts.len() > 1 { "?target_session_attrs=read-write" } else { "" };
        Some(format!("postgres://{user}{}/{}{several}", hosts.join(","), config.get_dbname().unwrap_or_default()))
    }

    /// The file of a SQLite database.
    #[must_use]
    pub fn path(&self) -> Option<&std::path::Path> {
        match &self.0 {
            Address::Sqlite(path) => Some(path),
            Address::Postgres { .. } => None,
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            // `sqlite://data.db` is what other tools write; both mean the path.
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.contains('?') || path == ":memory:" {
                return Err(StoreError::Other("sqlite: needs the path of a file and takes no options".to_owned()));
            }
            return Ok(Self::sqlite(path));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            // The parser's error repeats no value, so the password stays out of the message.
            let config: postgres::Config = text
                .parse()
                .map_err(|error: postgres::Error| StoreError::Other(format!("the database address: {error}")))?;
            return Ok(Self(Address::Postgres { shown: shown(&config), config: Box::new(config) }));
        }
        Err(StoreError::Other("a database address starts with sqlite: or postgres://".to_owned()))
    }
}

fn shown(config: &postgres::Config) -> String {
    let hosts: Vec<String> = config
        .get_hosts()
        .iter()
        .map(|host| match host {
            postgres::config::Host::Tcp(name) => name.clone(),
            postgres::config::Host::Unix(path) => path.display().to_string(),
        })
        .collect();
    format!("postgres://{}/{}", hosts.join(","), config.get_dbname().unwrap_or_default())
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Address::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Address::Postgres { shown, .. } => f.write_str(shown),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
