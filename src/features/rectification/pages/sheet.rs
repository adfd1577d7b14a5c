//! Importing a ledger: the file is checked, the result shown, and written when it is confirmed.

use ::store::{StoreError, params};
use askama::Template;
use axum::extract::{Path, State as App_};
use axum::response::Response;

use super::key;
use crate::app::App;
use crate::audit::Act;
use crate::auth::{Actor, May, may};
use crate::error::{Error, Result, Rule};
use crate::features::rectification::sheet::{LedgerReport, import_ledger};
use crate::features::rectification::store;
use crate::id::Id;
use crate::text::T;
use crate::view::{self, NoFields, PostForm, Shell, Upload, page};

#[derive(Template)]
#[template(path = "rectification/pages/import.html")]
struct ImportPage {
    shell: Shell,
    wrong: Vec<String>,
}

#[derive(Template)]
#[template(path = "rectification/pages/import_result.html")]
struct ResultPage {
    shell: Shell,
    id: Id,
    file_name: String,
    result: LedgerReport,
}

impl ResultPage {
    fn heading(&self, column: &usize) -> String {
        T::LEDGER_COLUMNS.get(*column).map(|c| self.shell.t.heading(c)).unwrap_or_default()
    }
}

/// `GET /items/import`: no query.
pub(super) async fn form(_may: May<may::ItemEdit>, shell: Shell) -> Result<Response> {
    page(&ImportPage { shell, wrong: Vec::new() })
}

/// `POST /items/import`: reads the file once and keeps it for the confirmation.
pub(super) async fn upload(
    App_(app): App_<App>,
    actor: May<may::ItemEdit>,
    shell: Shell,
    upload: Upload,
) -> Result<Response> {
    let Some(file) = upload.file("file") else {
        let wrong = vec![shell.t.field_at(shell.t.sheet_import_file(), shell.t.rule(Rule::Missing))];
        return view::again(&ImportPage { shell, wrong });
    };
    let act = Act::by(&actor, app.clock.now());
    let today = act.now.today().to_string();
    let read = import_ledger(&app, Some(&*actor), act, None, file.bytes.to_vec(), &file.name, true).await;
    if let Err(error) = read {
        return refused(shell, error);
    }
    let (blobs, bytes) = (app.blobs.clone(), file.bytes.clone());
    let kept = tokio::task::spawn_blocking(move || blobs.put(&bytes)).await;
    let hash = kept.map_err(|e| Error::Internal(e.to_string()))??;
    let (id, me) = (Id::random(), actor.person.id.clone());
    let name: String = file.name.chars().filter(|c| !c.is_control()).take(100).collect();
    let key = id.clone();
    let written = app.db.write(move |tx| {
        tx.run(&store::DELETE_UPLOAD, &params!["", &today])?;
        tx.run(&store::INSERT_UPLOAD, &params![&key, &hash, &name, &me, &today])
    });
    written.await.map_err(|e: StoreError| Error::from(e))?;
    Ok(view::see(format!("/items/import/{id}")))
}

/// What is wrong with the file as a whole goes back to the page of the upload; the rest is an error page.
fn refused(shell: Shell, error: Error) -> Result<Response> {
    match error {
        Error::Rule(..) | Error::TooLarge => {
            let wrong = shell.t.error(&error);
            view::again(&ImportPage { shell, wrong })
        }
        other => Err(other),
    }
}

async fn waiting(app: &App, actor: &Actor, id: &str) -> Result<(Id, Vec<u8>, String)> {
    let id = key(id)?;
    let (upload, me) = (id.clone(), actor.person.id.clone());
    let found = app.db.read(move |tx| {
        tx.one(&store::UPLOAD, &params![&upload, &me], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))
    });
    let (hash, name) = found.await.map_err(|e: StoreError| Error::from(e))?.ok_or(Error::NotFound)?;
    let blobs = app.blobs.clone();
    let bytes = tokio::task::spawn_blocking(move || blobs.get(&hash)).await;
    Ok((id, bytes.map_err(|e| Error::Internal(e.to_string()))??, name))
}

/// `GET /items/import/{id}`: what would change.
pub(super) async fn result(
    App_(app): App_<App>,
    actor: May<may::ItemEdit>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    let (id, bytes, file_name) = waiting(&app, &actor, &id).await?;
    let act = Act::by(&actor, app.clock.now());
    match import_ledger(&app, Some(&*actor), act, None, bytes, &file_name, true).await {
        Ok(result) => show(shell, id, file_name, result),
        Err(error) => refused(shell, error),
    }
}

fn show(shell: Shell, id: Id, file_name: String, result: LedgerReport) -> Result<Response> {
    let shown = ResultPage { shell, id, file_name, result };
    if shown.result.report.is_well() { page(&shown) } else { view::again(&shown) }
}

/// `POST /items/import/{id}`: writes what was read. What went wrong meanwhile shows the result again.
pub(super) async fn write(
    App_(app): App_<App>,
    actor: May<may::ItemEdit>,
    shell: Shell,
    Path(id): Path<String>,
    _form: PostForm<NoFields>,
) -> Result<Response> {
    let (id, bytes, file_name) = waiting(&app, &actor, &id).await?;
    let act = Act::by(&actor, app.clock.now());
    let today = act.now.today().to_string();
    match import_ledger(&app, Some(&*actor), act, None, bytes, &file_name, false).await {
        Ok(result) if result.written => {
            let done = app.db.write(move |tx| tx.run(&store::DELETE_UPLOAD, &params![&id, &today]));
            done.await.map_err(|e: StoreError| Error::from(e))?;
            Ok(view::see("/items"))
        }
        Ok(result) => show(shell, id, file_name, result),
        Err(error) => refused(shell, error),
    }
}
