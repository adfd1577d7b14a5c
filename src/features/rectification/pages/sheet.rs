//! Importing a ledger.

use axum::extract::{Path, State as App_};
use axum::response::Response;

use crate::app::App;
use crate::audit::Act;
use crate::auth::{Actor, May, may};
use crate::error::Result;
use crate::features::rectification::sheet::{Change, import_ledger};
use crate::text::T;
use crate::view::import::{About, Changed, Checked, Sent};
use crate::view::{self, NoFields, PostForm, Shell, Upload};

fn about(t: T) -> About {
    About {
        what: "ledger".to_owned(),
        at: "/items/import".to_owned(),
        back: ("/items".to_owned(), t.item_ledger().to_owned()),
        title: t.sheet_import(),
        lead: t.sheet_import_lead(),
        file_hint: t.sheet_import_file_hint(),
        blank: None,
    }
}

async fn read(app: &App, actor: &Actor, t: T, sent: Sent) -> Result<Checked> {
    let act = Act::by(actor, app.clock.now());
    let done = import_ledger(app, Some(actor), act, None, sent.bytes, &sent.name, sent.dry_run).await?;
    let (report, cells) = (done.report, done.changes.len());
    let changed = |change: Change| Changed {
        row: change.row,
        href: Some(format!("/items/{}", change.item)),
        name: change.no,
        column: T::LEDGER_COLUMNS.get(change.column).map(|c| t.heading(c)).unwrap_or_default(),
        before: change.before,
        after: change.after,
    };
    Ok(Checked {
        sub: match report.is_well() {
            true => t.sheet_import_well(report.rows, cells),
            false => t.sheet_import_bad(report.rows, report.bad_rows()),
        },
        facts: Vec::new(),
        changes: done.changes.into_iter().map(changed).collect(),
        write: (cells > 0).then(|| t.sheet_import_write(cells)),
        number: u32::try_from(cells).unwrap_or(u32::MAX),
        written: done.written,
        report,
    })
}

/// `GET /items/import`: no query.
pub(super) async fn form(_may: May<may::ItemEdit>, shell: Shell) -> Result<Response> {
    let about = about(shell.t);
    view::import::form(shell, about)
}

/// `POST /items/import`.
pub(super) async fn upload(
    App_(app): App_<App>,
    actor: May<may::ItemEdit>,
    shell: Shell,
    upload: Upload,
) -> Result<Response> {
    let t = shell.t;
    view::import::upload(&app, &actor, shell, about(t), &upload, |sent| read(&app, &actor, t, sent)).await
}

/// `GET /items/import/{id}`.
pub(super) async fn result(
    App_(app): App_<App>,
    actor: May<may::ItemEdit>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    let t = shell.t;
    view::import::result(&app, &actor, shell, about(t), &id, |sent| read(&app, &actor, t, sent)).await
}

/// `POST /items/import/{id}`.
pub(super) async fn write(
    App_(app): App_<App>,
    actor: May<may::ItemEdit>,
    shell: Shell,
    Path(id): Path<String>,
    _form: PostForm<NoFields>,
) -> Result<Response> {
    let t = shell.t;
    let reading = |sent| read(&app, &actor, t, sent);
    let done = |_: &Checked| "/items".to_owned();
    view::import::write(&app, &actor, shell, about(t), &id, (reading, done)).await
}
