//! The small forms on an item's page. Each does one thing and shows the item again; what is refused is shown at its form
//! with everything that was written.

use axum::extract::{Path, State as App_};
use axum::response::Response;

use super::item::answer;
use super::{Input, date, key, number};
use crate::app::App;
use crate::auth::{LoggedIn, May, may};
use crate::error::{Error, Result};
use crate::features::rectification::actions::{self, MeasureDraft};
use crate::view::fields::Fields;
use crate::view::{PostForm, Shell};

fn measure(input: &Input) -> Result<MeasureDraft> {
    let mut fields = Fields::default();
    let node_on = fields.optional_date("node_on", input.get("node_on"));
    fields.finish()?;
    Ok(MeasureDraft { text: input.get("measure").to_owned(), criterion: input.get("criterion").to_owned(), node_on })
}

/// `POST /items/{id}/measures`.
pub(super) async fn add_measure(
    App_(app): App_<App>,
    may: May<may::ItemEdit>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let id = key(&id)?;
    let done = match measure(&input) {
        Ok(draft) => actions::add_measure(&app, &may, &id, &draft).await.map(drop),
        Err(error) => Err(error),
    };
    answer(&app, shell, &may, &id, "measure", &input, done).await
}

/// `POST /items/{id}/measures/{measure}`.
pub(super) async fn edit_measure(
    App_(app): App_<App>,
    may: May<may::ItemEdit>,
    shell: Shell,
    Path((id, at)): Path<(String, String)>,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let (id, at) = (key(&id)?, key(&at)?);
    let done = match measure(&input) {
        Ok(draft) => actions::edit_measure(&app, &may, &id, &at, &draft).await,
        Err(error) => Err(error),
    };
    answer(&app, shell, &may, &id, &format!("edit-{at}"), &input, done).await
}

/// `POST /items/{id}/measures/{measure}/remove`.
pub(super) async fn delete_measure(
    App_(app): App_<App>,
    may: May<may::ItemEdit>,
    shell: Shell,
    Path((id, at)): Path<(String, String)>,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let (id, at) = (key(&id)?, key(&at)?);
    let done = actions::delete_measure(&app, &may, &id, &at).await;
    answer(&app, shell, &may, &id, "remove", &input, done).await
}

/// `POST /items/{id}/measures/{measure}/done`.
pub(super) async fn finish_measure(
    App_(app): App_<App>,
    may: May<may::ItemProgress>,
    shell: Shell,
    Path((id, at)): Path<(String, String)>,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let (id, at) = (key(&id)?, key(&at)?);
    let done = match date("done_on", input.get("done_on")) {
        Ok(on) => actions::finish_measure(&app, &may, &id, &at, input.get("result"), on).await,
        Err(error) => Err(error),
    };
    answer(&app, shell, &may, &id, &format!("done-{at}"), &input, done).await
}

/// `POST /items/{id}/approve`.
pub(super) async fn approve(
    App_(app): App_<App>,
    may: May<may::ItemApprove>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let id = key(&id)?;
    let done = actions::approve_item(&app, &may, &id).await;
    answer(&app, shell, &may, &id, "approve", &input, done).await
}

/// `POST /items/{id}/start`; after a reopening with a new deadline.
pub(super) async fn start(
    App_(app): App_<App>,
    may: May<may::ItemProgress>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let id = key(&id)?;
    let done = match input.get("new_due_on") {
        "" => actions::start_item(&app, &may, &id, None).await,
        text => match date("new_due_on", text) {
            Ok(due) => actions::start_item(&app, &may, &id, Some(due)).await,
            Err(error) => Err(error),
        },
    };
    answer(&app, shell, &may, &id, "start", &input, done).await
}

/// `POST /items/{id}/progress`.
pub(super) async fn progress(
    App_(app): App_<App>,
    may: May<may::ItemProgress>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let id = key(&id)?;
    let done = match number("percent", input.get("percent")) {
        Ok(percent) => actions::log_progress(&app, &may, &id, input.get("progress"), percent).await,
        Err(error) => Err(error),
    };
    answer(&app, shell, &may, &id, "progress", &input, done).await
}

/// `POST /items/{id}/extension`.
pub(super) async fn ask_extension(
    App_(app): App_<App>,
    may: May<may::ItemExtend>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let id = key(&id)?;
    let done = match date("new_due_on", input.get("new_due_on")) {
        Ok(due) => actions::ask_extension(&app, &may, &id, due, input.get("extension_reason")).await.map(drop),
        Err(error) => Err(error),
    };
    answer(&app, shell, &may, &id, "extension", &input, done).await
}

/// `POST /items/{id}/extension/{extension}`.
pub(super) async fn decide_extension(
    App_(app): App_<App>,
    may: May<may::ItemExtendDecide>,
    shell: Shell,
    Path((id, at)): Path<(String, String)>,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let (id, at) = (key(&id)?, key(&at)?);
    let done = match choice(&input, "grant", "refuse") {
        Ok(grant) => actions::decide_extension(&app, &may, &id, &at, grant, input.get("decision_reason")).await,
        Err(error) => Err(error),
    };
    answer(&app, shell, &may, &id, "decide-extension", &input, done).await
}

/// Which of two buttons was pressed.
fn choice(input: &Input, yes: &str, no: &str) -> Result<bool> {
    match input.get("decision") {
        said if said == yes => Ok(true),
        said if said == no => Ok(false),
        _ => Err(Error::field("decision", crate::error::Rule::UnknownChoice)),
    }
}

/// `POST /items/{id}/suspend`.
pub(super) async fn suspend(
    App_(app): App_<App>,
    may: May<may::ItemApprove>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let id = key(&id)?;
    let done = actions::suspend_item(&app, &may, &id, input.get("suspend_reason")).await;
    answer(&app, shell, &may, &id, "suspend", &input, done).await
}

/// `POST /items/{id}/resume`.
pub(super) async fn resume(
    App_(app): App_<App>,
    may: May<may::ItemApprove>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let id = key(&id)?;
    let done = actions::resume_item(&app, &may, &id).await;
    answer(&app, shell, &may, &id, "resume", &input, done).await
}

/// `POST /items/{id}/supersede`.
pub(super) async fn supersede(
    App_(app): App_<App>,
    may: May<may::ItemApprove>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let id = key(&id)?;
    let done = actions::supersede_item(&app, &may, &id, input.get("into"), input.get("supersede_reason")).await;
    answer(&app, shell, &may, &id, "supersede", &input, done).await
}

/// `POST /items/{id}/look-back`: it holds, or it is back.
pub(super) async fn look_back(
    App_(app): App_<App>,
    LoggedIn(session): LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let (id, actor, note) = (key(&id)?, &session.actor, input.get("look_back_note"));
    let done = match choice(&input, "keep", "rebound") {
        Ok(true) => actions::keep_closed(&app, actor, &id, note).await,
        Ok(false) => actions::reopen_item(&app, actor, &id, note).await,
        Err(error) => Err(error),
    };
    answer(&app, shell, actor, &id, "look-back", &input, done).await
}

/// `POST /items/{id}/cycle`: the period of a long-term item is accepted or returned.
pub(super) async fn cycle(
    App_(app): App_<App>,
    may: May<may::ItemReviewLead>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let id = key(&id)?;
    let done = match choice(&input, "accept", "return") {
        Ok(accept) => actions::review_cycle(&app, &may, &id, accept, input.get("opinion")).await,
        Err(error) => Err(error),
    };
    answer(&app, shell, &may, &id, "cycle", &input, done).await
}
