//! Evidence: handing it in, and out.

use axum::extract::{Path, State as App_};
use axum::response::Response;

use super::item::answer;
use super::{Input, key};
use crate::app::App;
use crate::auth::{LoggedIn, May, may};
use crate::error::{Error, Result, Rule};
use crate::features::rectification::actions;
use crate::features::rectification::model::FileType;
use crate::view::download::{self, Place};
use crate::view::{PostForm, Shell, Upload};

/// `POST /items/{id}/evidence`: a file of at most 20 MiB.
pub(super) async fn add_file(
    App_(app): App_<App>,
    may: May<may::ItemProgress>,
    shell: Shell,
    Path(id): Path<String>,
    upload: Upload,
) -> Result<Response> {
    let id = key(&id)?;
    let done = match upload.file("file") {
        Some(file) => actions::add_file(&app, &may, &id, &file.name, &file.bytes).await.map(drop),
        None => Err(Error::field("file", Rule::Missing)),
    };
    answer(&app, shell, &may, &id, "evidence", &Input(upload.fields), done).await
}

/// `POST /items/{id}/link`.
pub(super) async fn add_link(
    App_(app): App_<App>,
    may: May<may::ItemProgress>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let id = key(&id)?;
    let done = actions::add_link(&app, &may, &id, input.get("link_name"), input.get("url")).await.map(drop);
    answer(&app, shell, &may, &id, "link", &input, done).await
}

/// `GET /evidence/{id}`: 4 queries and the file, whose content is checked against its hash. Pictures and PDF are shown,
/// everything else is saved; the browser never guesses what it is.
pub(super) async fn hand_out(
    App_(app): App_<App>,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
) -> Result<Response> {
    let (name, media, content) = actions::read_file(&app, &session.actor, &key(&id)?).await?;
    let place = if FileType::shown_inline(&media) { Place::Inline } else { Place::Attachment };
    download::file(&name, &media, place, content)
}
