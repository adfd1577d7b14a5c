//! The maintenance page: while it stands, every page answers 503 with when to come back, and nothing is written.
//!
//! Where it is noted: on SQLite, whose database nobody else may write while the server runs, in a file of the data folder; on
//! PostgreSQL in a row, so that all processes see it. Every process looks at both, so the file also works by hand, for one
//! process, while the database is away. A process looks at most once a second, whatever it serves.
//!
//! What somebody sent meanwhile is not taken and not kept: the answer gives it back as a form, ready to be sent again, since
//! a page of ours is kept by no browser and the way back would lead to this page too.

mod page;
pub mod store;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ::store::{Db, Engine, Options, StoreError, params};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::config::Config;

/// How old a process's knowledge may be.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The name of the row.
const ROW: &str = "maintenance";

/// What is said to whoever comes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// When it will be over, Asia/Shanghai, as far as is known.
    pub until: Option<DateTime>,
    /// A sentence of the administrator.
    #[serde(default)]
    pub say: String,
}

impl Notice {
    /// What was noted. Anything that is there holds, also an empty file made by hand.
    fn parse(text: &str) -> Notice {
        serde_json::from_str(text).unwrap_or_default()
    }
}

/// The file in the data folder.
fn file(config: &Config) -> PathBuf {
    config.data.join("maintenance.json")
}

/// Puts the page up, or takes it down with `None`; works while servers run.
pub fn switch(config: &Config, notice: Option<&Notice>) -> anyhow::Result<()> {
    let text = notice.map(serde_json::to_string).transpose()?;
    if config.database.path().is_none() {
        // Nothing but the row: the schema is left alone, whichever version of the program serves.
        let db = Db::open(&config.database, Options::default())?;
        let row = text.clone();
        db.write_blocking(move |tx| match &row {
            Some(text) => tx.run(&store::PUT, &params![ROW, text]),
            None => tx.run(&store::DELETE, &params![ROW]),
        })?;
    }
    match (text, config.database.path()) {
        (Some(text), Some(_)) => {
            std::fs::create_dir_all(&config.data)?;
            std::fs::write(file(config), text)?;
        }
        (Some(_), None) => {}
        (None, _) => match std::fs::remove_file(file(config)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        },
    }
    Ok(())
}

/// Whether the page stands, as the file and the row say now.
pub fn standing(config: &Config, db: &Db) -> Result<Option<Notice>, StoreError> {
    if let Ok(text) = std::fs::read_to_string(file(config)) {
        return Ok(Some(Notice::parse(&text)));
    }
    if db.engine() == Engine::Sqlite {
        return Ok(None);
    }
    let row: Option<String> = db.read_blocking(|tx| tx.one(&store::ROW, &params![ROW], |row| row.get(0)))?;
    Ok(row.map(|text| Notice::parse(&text)))
}

/// The same without holding up a thread that serves.
pub async fn stands(app: &App) -> Option<Notice> {
    let asked = app.clone();
    match tokio::task::spawn_blocking(move || standing(&asked.config, &asked.db)).await {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => {
            tracing::warn!(%error, "whether the maintenance page stands could not be read");
            None
        }
        Err(_) => None,
    }
}

/// What a process knows, and since when.
#[derive(Clone, Default)]
pub struct Watch(Arc<Mutex<(Option<Instant>, Option<Arc<Notice>>)>>);

impl Watch {
    /// The notice, looked up again when it is older than a second. Whoever looks does so alone; the others go by what was known.
    async fn notice(&self, app: &App) -> Option<Arc<Notice>> {
        {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if known.0.is_some_and(|at| at.elapsed() < LOOK_EVERY) {
                return known.1.clone();
            }
            known.0 = Some(Instant::now());
        }
        let found = stands(app).await.map(Arc::new);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.clone_from(&found);
        found
    }
}

/// The layer around everything that asks the database. Whether the process lives, and its style sheet, are answered as ever.
pub async fn layer(State((app, watch)): State<(App, Watch)>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path == "/healthz" || path.starts_with("/assets/") {
        return next.run(request).await;
    }
    match watch.notice(&app).await {
        None => next.run(request).await,
        Some(_) if path == "/readyz" => (StatusCode::SERVICE_UNAVAILABLE, "under maintenance").into_response(),
        Some(notice) => page::answer(&app, &notice, request).await,
    }
}
