//! Units, Party organisations and lines as tables.

use axum::extract::{Path, Query, State};
use axum::response::Response;

use super::super::import::{Part, export_structure, structure};
use super::super::model;
use super::import::AskedFile;
use crate::app::App;
use crate::audit::Act;
use crate::auth::{LoggedIn, Verb};
use crate::error::{Error, Result};
use crate::tables::write::Kind;
use crate::text::T;
use crate::view::import::{About, Checked, Sent};
use crate::view::{self, NoFields, PostForm, Shell, Upload, download};

fn part(code: &str) -> Result<Part> {
    Part::parse(code).ok_or(Error::NotFound)
}

fn about(t: T, part: Part) -> About {
    About {
        what: part.code().to_owned(),
        at: format!("/structure/{}/import", part.code()),
        back: ("/units".to_owned(), t.units_title().to_owned()),
        title: t.structure_import(part.code()),
        lead: t.structure_import_lead(),
        file_hint: t.structure_import_file_hint(),
        blank: None,
    }
}

async fn read(app: &App, act: Act, t: T, part: Part, sent: Sent) -> Result<Checked> {
    let done = structure(app, act, part, sent.bytes, &sent.name, sent.dry_run).await?;
    let (report, number) = (done.report, done.new.saturating_add(done.changed));
    let bad = report.bad_rows();
    let well = usize::try_from(report.rows).unwrap_or(usize::MAX).saturating_sub(bad);
    Ok(Checked {
        sub: match report.is_well() {
            true => t.structure_import_counts(done.new, done.changed, done.same),
            false => t.import_rows_bad(report.rows, well, bad),
        },
        facts: Vec::new(),
        changes: done.changes,
        write: (number > 0).then(|| t.structure_import_write(number)),
        number,
        written: done.written,
        report,
    })
}

/// `GET /structure/{part}/export`: at most three queries, and a line in the audit trail.
pub async fn export(
    State(app): State<App>,
    me: LoggedIn,
    shell: Shell,
    Path(code): Path<String>,
    Query(asked): Query<AskedFile>,
) -> Result<Response> {
    let (part, kind) = (part(&code)?, Kind::parse(&asked.file).ok_or(Error::NotFound)?);
    model::permit(&me, Verb::PeopleRead)?;
    let bytes = export_structure(&app, Act::by(&me, app.clock.now()), part, shell.t.0, kind).await?;
    let name = shell.t.sheet_structure_file(shell.t.structure_part(part.code()), shell.today);
    download::file(&format!("{name}.{}", kind.code()), kind.media(), download::Place::Attachment, bytes)
}

/// `GET /structure/{part}/import`: no query.
pub async fn form(me: LoggedIn, shell: Shell, Path(code): Path<String>) -> Result<Response> {
    let part = part(&code)?;
    model::permit(&me, part.verb())?;
    let about = about(shell.t, part);
    view::import::form(shell, about)
}

/// `POST /structure/{part}/import`.
pub async fn upload(
    State(app): State<App>,
    me: LoggedIn,
    shell: Shell,
    Path(code): Path<String>,
    upload: Upload,
) -> Result<Response> {
    let part = part(&code)?;
    model::permit(&me, part.verb())?;
    let (t, act) = (shell.t, Act::by(&me, app.clock.now()));
    view::import::upload(&app, &me, shell, about(t, part), &upload, |sent| read(&app, act, t, part, sent)).await
}

/// `GET /structure/{part}/import/{id}`.
pub async fn result(
    State(app): State<App>,
    me: LoggedIn,
    shell: Shell,
    Path((code, id)): Path<(String, String)>,
) -> Result<Response> {
    let part = part(&code)?;
    model::permit(&me, part.verb())?;
    let (t, act) = (shell.t, Act::by(&me, app.clock.now()));
    view::import::result(&app, &me, shell, about(t, part), &id, |sent| read(&app, act, t, part, sent)).await
}

/// `POST /structure/{part}/import/{id}`.
pub async fn write(
    State(app): State<App>,
    me: LoggedIn,
    shell: Shell,
    Path((code, id)): Path<(String, String)>,
    _form: PostForm<NoFields>,
) -> Result<Response> {
    let part = part(&code)?;
    model::permit(&me, part.verb())?;
    let (t, act) = (shell.t, Act::by(&me, app.clock.now()));
    let reading = |sent| read(&app, act, t, part, sent);
    let done = |_: &Checked| "/units".to_owned();
    view::import::write(&app, &me, shell, about(t, part), &id, (reading, done)).await
}
