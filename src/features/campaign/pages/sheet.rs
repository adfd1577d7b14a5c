//! The tasks of a campaign as a table.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::key;
use crate::app::App;
use crate::audit::Act;
use crate::auth::{Actor, LoggedIn, Verb};
use crate::error::{Error, Result};
use crate::features::campaign::actions;
use crate::features::campaign::model::Campaign;
use crate::features::campaign::sheet::{export_tasks, import_tasks};
use crate::features::campaign::store;
use crate::id::Id;
use crate::tables::write::Kind;
use crate::text::T;
use crate::view::import::{About, Checked, Sent};
use crate::view::{self, NoFields, PostForm, Shell, Upload, download};

/// Which kind of file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AskedFile {
    file: String,
}

async fn of(app: &App, actor: &Actor, id: &Id, verb: Verb) -> Result<Campaign> {
    let (id, actor) = (id.clone(), actor.clone());
    let read = app.db.read(move |tx| {
        let campaign = store::find(tx, &id)?.ok_or(Error::NotFound)?;
        actions::permit(&actor, verb, &campaign).map(|()| campaign)
    });
    read.await
}

fn about(t: T, campaign: &Campaign) -> About {
    About {
        what: format!("tasks {}", campaign.id),
        at: format!("/campaigns/{}/tasks/import", campaign.id),
        back: (format!("/campaigns/{}/tasks", campaign.id), campaign.short_name.clone()),
        title: t.tasks_import(),
        lead: t.tasks_import_lead(),
        file_hint: t.structure_import_file_hint(),
        blank: None,
    }
}

async fn read(app: &App, actor: &Actor, t: T, campaign: &Id, sent: Sent) -> Result<Checked> {
    let act = Act::by(actor, app.clock.now());
    let file = (sent.bytes, sent.name.as_str());
    let done = import_tasks(app, Some(actor), act, campaign, file, sent.dry_run).await?;
    let report = done.report;
    let bad = report.bad_rows();
    let well = usize::try_from(report.rows).unwrap_or(usize::MAX).saturating_sub(bad);
    Ok(Checked {
        sub: match report.is_well() {
            true => t.tasks_import_counts(done.new, done.same),
            false => t.import_rows_bad(report.rows, well, bad),
        },
        facts: Vec::new(),
        changes: done.changes,
        write: (done.new > 0).then(|| t.tasks_import_write(done.new)),
        number: done.new,
        written: done.written,
        report,
    })
}

/// `GET /campaigns/{id}/tasks/export`: two queries, and a line in the audit trail.
pub async fn export(
    State(app): State<App>,
    me: LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
    Query(asked): Query<AskedFile>,
) -> Result<Response> {
    let (id, kind) = (key(&id)?, Kind::parse(&asked.file).ok_or(Error::NotFound)?);
    let campaign = of(&app, &me, &id, Verb::CampaignRead).await?;
    let act = Act::by(&me, app.clock.now());
    let bytes = export_tasks(&app, Some(&me), act, &id, shell.t.0, kind).await?;
    let name = format!("{}.{}", shell.t.sheet_tasks_file(campaign.short_name, shell.today), kind.code());
    download::file(&name, kind.media(), download::Place::Attachment, bytes)
}

/// `GET /campaigns/{id}/tasks/import`: one query.
pub async fn form(State(app): State<App>, me: LoggedIn, shell: Shell, Path(id): Path<String>) -> Result<Response> {
    let campaign = of(&app, &me, &key(&id)?, Verb::CampaignEdit).await?;
    let about = about(shell.t, &campaign);
    view::import::form(shell, about)
}

/// `POST /campaigns/{id}/tasks/import`.
pub async fn upload(
    State(app): State<App>,
    me: LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
    upload: Upload,
) -> Result<Response> {
    let campaign = of(&app, &me, &key(&id)?, Verb::CampaignEdit).await?;
    let (t, about) = (shell.t, about(shell.t, &campaign));
    view::import::upload(&app, &me, shell, about, &upload, |sent| read(&app, &me, t, &campaign.id, sent)).await
}

/// `GET /campaigns/{id}/tasks/import/{upload}`.
pub async fn result(
    State(app): State<App>,
    me: LoggedIn,
    shell: Shell,
    Path((id, sent)): Path<(String, String)>,
) -> Result<Response> {
    let campaign = of(&app, &me, &key(&id)?, Verb::CampaignEdit).await?;
    let (t, about) = (shell.t, about(shell.t, &campaign));
    view::import::result(&app, &me, shell, about, &sent, |sent| read(&app, &me, t, &campaign.id, sent)).await
}

/// `POST /campaigns/{id}/tasks/import/{upload}`.
pub async fn write(
    State(app): State<App>,
    me: LoggedIn,
    shell: Shell,
    Path((id, sent)): Path<(String, String)>,
    _form: PostForm<NoFields>,
) -> Result<Response> {
    let campaign = of(&app, &me, &key(&id)?, Verb::CampaignEdit).await?;
    let (t, about) = (shell.t, about(shell.t, &campaign));
    let reading = |sent| read(&app, &me, t, &campaign.id, sent);
    let done = |_: &Checked| format!("/campaigns/{}/tasks", campaign.id);
    view::import::write(&app, &me, shell, about, &sent, (reading, done)).await
}
