//! The pages of every import: a file is sent, read, shown with what would change, and written when that is confirmed. What
//! differs from one import to another stands in its [`About`] and in what it makes of a file.

use std::future::Future;

use askama::Template;
use axum::response::Response;

use super::{Shell, Upload, again, page, see};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::tables::{Report, waiting};

/// An import as its pages tell of it.
#[derive(Clone, Debug)]
pub struct About {
    /// What the waiting file is kept under.
    pub what: String,
    /// The address of the upload; the result is one step below it.
    pub at: String,
    /// Where one came from, and its name.
    pub back: (String, String),
    /// The heading.
    pub title: &'static str,
    /// What it does and what not.
    pub lead: &'static str,
    /// Beside the field of the file.
    pub file_hint: &'static str,
    /// The address of an empty table, where there is one.
    pub blank: Option<&'static str>,
}

/// A cell that is, or would be, changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The row's number in the sender's program.
    pub row: u32,
    /// What the row is about.
    pub name: String,
    /// Its page, where it has one.
    pub href: Option<String>,
    /// The column's heading.
    pub column: String,
    /// What stands there.
    pub before: String,
    /// What would stand there.
    pub after: String,
}

/// What an import made of a file.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// The rows, and what is wrong with them.
    pub report: Report,
    /// In one line.
    pub sub: String,
    /// Numbers worth knowing.
    pub facts: Vec<(&'static str, String)>,
    /// Cell by cell, where that can be said.
    pub changes: Vec<Changed>,
    /// The words of the button that writes; `None` where there is nothing to write.
    pub write: Option<String>,
    /// How many things are, or would be, written.
    pub number: u32,
    /// Whether it was written.
    pub written: bool,
}

/// A file on its way into an import.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Its name on the sender's machine.
    pub name: String,
    /// Whether it is only looked at.
    pub dry_run: bool,
}

#[derive(Template)]
#[template(path = "view/import.html")]
struct UploadPage {
    shell: Shell,
    about: About,
    wrong: Vec<String>,
}

#[derive(Template)]
#[template(path = "view/import_result.html")]
struct ResultPage {
    shell: Shell,
    about: About,
    id: Id,
    file_name: String,
    result: Checked,
}

/// The page of the upload. No query.
pub fn form(shell: Shell, about: About) -> Result<Response> {
    page(&UploadPage { shell, about, wrong: Vec::new() })
}

/// Reads the file once, keeps it for the confirmation, and leads to the result, a page that can be reloaded.
pub async fn upload<Fut: Future<Output = Result<Checked>>>(
    app: &App,
    actor: &Actor,
    shell: Shell,
    about: About,
    upload: &Upload,
    read: impl FnOnce(Sent) -> Fut,
) -> Result<Response> {
    let Some(file) = upload.file("file") else {
        let wrong = vec![shell.t.field_at(shell.t.import_file(), shell.t.rule(Rule::Missing))];
        return again(&UploadPage { shell, about, wrong });
    };
    let sent = Sent { bytes: file.bytes.to_vec(), name: file.name.clone(), dry_run: true };
    if let Err(error) = read(sent).await {
        return refused(shell, about, error);
    }
    let id = waiting::keep(app, actor, &about.what, &file.name, file.bytes.to_vec()).await?;
    Ok(see(format!("{}/{id}", about.at)))
}

/// What is wrong with the file as a whole goes back to the page of the upload; the rest is an error page.
fn refused(shell: Shell, about: About, error: Error) -> Result<Response> {
    match error {
        Error::Rule(..) | Error::TooLarge => {
            let wrong = shell.t.error(&error);
            again(&UploadPage { shell, about, wrong })
        }
        other => Err(other),
    }
}

/// What would change.
pub async fn result<Fut: Future<Output = Result<Checked>>>(
    app: &App,
    actor: &Actor,
    shell: Shell,
    about: About,
    id: &str,
    read: impl FnOnce(Sent) -> Fut,
) -> Result<Response> {
    let id = Id::parse(id).ok_or(Error::NotFound)?;
    let (bytes, file_name) = waiting::kept(app, actor, &about.what, &id).await?;
    match read(Sent { bytes, name: file_name.clone(), dry_run: true }).await {
        Ok(result) => show(ResultPage { shell, about, id, file_name, result }),
        Err(error) => refused(shell, about, error),
    }
}

fn show(shown: ResultPage) -> Result<Response> {
    if shown.result.report.is_well() { page(&shown) } else { again(&shown) }
}

/// Writes what was read, and leads to `done`. Bad rows that came up meanwhile (a unit renamed) show the result again.
pub async fn write<Fut: Future<Output = Result<Checked>>>(
    app: &App,
    actor: &Actor,
    shell: Shell,
    about: About,
    id: &str,
    (read, done): (impl FnOnce(Sent) -> Fut, impl FnOnce(&Checked) -> String),
) -> Result<Response> {
    let id = Id::parse(id).ok_or(Error::NotFound)?;
    let (bytes, file_name) = waiting::kept(app, actor, &about.what, &id).await?;
    match read(Sent { bytes, name: file_name.clone(), dry_run: false }).await {
        Ok(result) if result.written => {
            waiting::done(app, &id).await?;
            Ok(see(done(&result)))
        }
        Ok(result) => show(ResultPage { shell, about, id, file_name, result }),
        Err(error) => refused(shell, about, error),
    }
}
