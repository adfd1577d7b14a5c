//! Import of people: upload, the result of reading, the confirmation. The file waits between the two, so that what is
//! written is what was read, and only for whoever sent it.

use ::store::params;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

use super::super::export::export_people;
use super::super::import::{self, ImportReport};
use super::super::store;
use crate::app::App;
use crate::audit::Act;
use crate::auth::{Actor, May, may};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::tables::write::Kind;
use crate::text::T;
use crate::view::{self, NoFields, PostForm, Shell, Upload, download};

#[derive(Template)]
#[template(path = "organisation/pages/import.html")]
struct ImportPage {
    shell: Shell,
    wrong: Vec<String>,
}

#[derive(Template)]
#[template(path = "organisation/pages/import_result.html")]
struct ResultPage {
    shell: Shell,
    id: Id,
    file_name: String,
    sub: String,
    result: ImportReport,
}

/// No query.
pub async fn show(_actor: May<may::PeopleImport>, shell: Shell) -> Result<Response> {
    view::page(&ImportPage { shell, wrong: Vec::new() })
}

/// The headings as a .csv with the mark that spreadsheets need to read it as UTF-8.
pub async fn blank(_actor: May<may::PeopleImport>, shell: Shell) -> Result<Response> {
    let english = usize::from(shell.t.0 == crate::text::Lang::En);
    let heading = |names: &'static [&'static str]| {
        let ascii = names.iter().find(|n| n.is_ascii()).copied();
        if english == 1 { ascii } else { names.first().copied() }.unwrap_or_default()
    };
    let headings: Vec<&str> = T::PEOPLE_COLUMNS.iter().map(|c| heading(c.names)).collect();
    let body = format!("\u{feff}{}\r\n", headings.join(","));
    let name = shell.t.blank_people_table();
    download::file(name, "text/csv; charset=utf-8", download::Place::Attachment, body.into_bytes())
}

/// The kind of file that is asked for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct AskedFile {
    file: String,
}

/// Everybody who is here, as a file that can be imported again; a query for each five hundred people.
pub async fn export(
    State(app): State<App>,
    actor: May<may::PeopleRead>,
    shell: Shell,
    Query(asked): Query<AskedFile>,
) -> Result<Response> {
    let kind = Kind::parse(&asked.file).ok_or(Error::NotFound)?;
    super::super::model::permit(&actor, crate::auth::Verb::PeopleRead)?;
    let bytes = export_people(&app, Act::by(&actor, app.clock.now()), shell.t.0, kind).await?;
    let name = format!("{}.{}", shell.t.sheet_people_file(shell.today), kind.code());
    download::file(&name, kind.media(), download::Place::Attachment, bytes)
}

/// Reads the file once, keeps it for the confirmation, and shows the result on a page that can be reloaded.
pub async fn upload(
    State(app): State<App>,
    actor: May<may::PeopleImport>,
    shell: Shell,
    upload: Upload,
) -> Result<Response> {
    let Some(file) = upload.file("file") else {
        let wrong = vec![shell.t.field_at(shell.t.import_file(), shell.t.rule(Rule::Missing))];
        return view::again(&ImportPage { shell, wrong });
    };
    let act = Act::by(&actor, app.clock.now());
    let today = act.now.today().to_string();
    if let Err(error) = import::people(&app, act, file.bytes.to_vec(), &file.name, true).await {
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
    written.await.map_err(|e: ::store::StoreError| Error::from(e))?;
    Ok(view::see(format!("/people/import/{id}")))
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
    let id = Id::parse(id).ok_or(Error::NotFound)?;
    let (key, me) = (id.clone(), actor.person.id.clone());
    let found = app.db.read(move |tx| {
        let row = |row: &::store::Row<'_>| Ok((row.get::<String>(0)?, row.get::<String>(1)?));
        tx.one(&store::UPLOAD, &params![&key, &me], row).map_err(Error::from)
    });
    let (hash, name) = found.await?.ok_or(Error::NotFound)?;
    let blobs = app.blobs.clone();
    let bytes = tokio::task::spawn_blocking(move || blobs.get(&hash)).await;
    Ok((id, bytes.map_err(|e| Error::Internal(e.to_string()))??, name))
}

/// Six queries and the reading of the file.
pub async fn result(
    State(app): State<App>,
    actor: May<may::PeopleImport>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    let (id, bytes, file_name) = waiting(&app, &actor, &id).await?;
    let act = Act::by(&actor, app.clock.now());
    match import::people(&app, act, bytes, &file_name, true).await {
        Ok(result) => show_result(shell, id, file_name, result),
        Err(error) => refused(shell, error),
    }
}

fn show_result(shell: Shell, id: Id, file_name: String, result: ImportReport) -> Result<Response> {
    let (report, bad) = (&result.report, result.report.bad_rows());
    let well = usize::try_from(report.rows).unwrap_or(usize::MAX).saturating_sub(bad);
    let sub = if report.is_well() {
        shell.t.import_rows_well(report.rows)
    } else {
        shell.t.import_rows_bad(report.rows, well, bad)
    };
    let page = ResultPage { sub, file_name, id, shell, result };
    if page.result.report.is_well() { view::page(&page) } else { view::again(&page) }
}

/// Writes what was read. Bad rows that came up meanwhile (a unit renamed) show the result again.
pub async fn write(
    State(app): State<App>,
    actor: May<may::PeopleImport>,
    shell: Shell,
    Path(id): Path<String>,
    _form: PostForm<NoFields>,
) -> Result<Response> {
    let (id, bytes, file_name) = waiting(&app, &actor, &id).await?;
    let act = Act::by(&actor, app.clock.now());
    let today = act.now.today().to_string();
    match import::people(&app, act, bytes, &file_name, false).await {
        Ok(result) if result.written => {
            let key = id.clone();
            let done = app.db.write(move |tx| tx.run(&store::DELETE_UPLOAD, &params![&key, &today]));
            done.await.map_err(|e: ::store::StoreError| Error::from(e))?;
            Ok(view::see(format!("/people?written={}", result.to_write())))
        }
        Ok(result) => show_result(shell, id, file_name, result),
        Err(error) => refused(shell, error),
    }
}
