//! Import of people.

use axum::extract::{Path, Query, State};
use axum::response::Response;

use super::super::export::export_people;
use super::super::import;
use crate::app::App;
use crate::audit::Act;
use crate::auth::{May, may};
use crate::error::{Error, Result};
use crate::tables::write::Kind;
use crate::text::T;
use crate::view::import::{About, Checked, Sent};
use crate::view::{self, NoFields, PostForm, Shell, Upload, download};

fn about(t: T) -> About {
    About {
        what: "people".to_owned(),
        at: "/people/import".to_owned(),
        back: ("/people".to_owned(), t.people_title().to_owned()),
        title: t.import_title(),
        lead: t.import_lead(),
        file_hint: t.import_file_hint(),
        blank: Some("/people/import/blank"),
    }
}

/// `GET /people/import`.
pub async fn show(_actor: May<may::PeopleImport>, shell: Shell) -> Result<Response> {
    let about = about(shell.t);
    view::import::form(shell, about)
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
    pub(super) file: String,
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

/// Six queries and the reading of the file.
async fn read(app: &App, act: Act, t: T, sent: Sent) -> Result<Checked> {
    let done = import::people(app, act, sent.bytes, &sent.name, sent.dry_run).await?;
    let (report, to_write) = (done.report, done.new.saturating_add(done.changed));
    let bad = report.bad_rows();
    let well = usize::try_from(report.rows).unwrap_or(usize::MAX).saturating_sub(bad);
    Ok(Checked {
        sub: if report.is_well() { t.import_rows_well(report.rows) } else { t.import_rows_bad(report.rows, well, bad) },
        facts: vec![
            (t.import_new(), t.import_people(done.new)),
            (t.import_changed(), t.import_people(done.changed)),
            (t.import_same(), t.import_people(done.same)),
        ],
        write: (to_write > 0).then(|| t.import_write(to_write)),
        number: to_write,
        written: done.written,
        changes: Vec::new(),
        report,
    })
}

/// `POST /people/import`.
pub async fn upload(
    State(app): State<App>,
    actor: May<may::PeopleImport>,
    shell: Shell,
    upload: Upload,
) -> Result<Response> {
    let (t, act) = (shell.t, Act::by(&actor, app.clock.now()));
    view::import::upload(&app, &actor, shell, about(t), &upload, |sent| read(&app, act, t, sent)).await
}

/// `GET /people/import/{id}`.
pub async fn result(
    State(app): State<App>,
    actor: May<may::PeopleImport>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    let (t, act) = (shell.t, Act::by(&actor, app.clock.now()));
    view::import::result(&app, &actor, shell, about(t), &id, |sent| read(&app, act, t, sent)).await
}

/// `POST /people/import/{id}`.
pub async fn write(
    State(app): State<App>,
    actor: May<may::PeopleImport>,
    shell: Shell,
    Path(id): Path<String>,
    _form: PostForm<NoFields>,
) -> Result<Response> {
    let (t, act) = (shell.t, Act::by(&actor, app.clock.now()));
    let reading = |sent| read(&app, act, t, sent);
    let done = |checked: &Checked| format!("/people?written={}", checked.number);
    view::import::write(&app, &actor, shell, about(t), &id, (reading, done)).await
}
