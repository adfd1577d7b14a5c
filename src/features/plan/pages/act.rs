//! The steps of a plan. What stands against one is shown on its page.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::show::page;
use crate::app::App;
use crate::auth::LoggedIn;
use crate::error::{Error, Result};
use crate::features::plan::actions;
use crate::id::Id;
use crate::view::Wrong;
use crate::view::{PostForm, Shell, see};

/// What the small forms send.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ActForm {
    #[serde(default)]
    reason: String,
}

/// `POST /plans/{id}/{verb}`.
pub async fn act(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    Path((id, verb)): Path<(String, String)>,
    PostForm(form): PostForm<ActForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let here = format!("/plans/{id}?done={verb}");
    let done = match verb.as_str() {
        "submit" => actions::submit_plan(&app, &actor, &id).await.map(|()| here),
        "approve" => actions::approve_plan(&app, &actor, &id).await.map(|()| here),
        "return" => actions::return_plan(&app, &actor, &id, &form.reason).await.map(|()| here),
        "publish" => {
            actions::prepare_publication(&app, &actor, &id).await.map(|draft| format!("/publications/{draft}"))
        }
        "finalise" => actions::finalise_plan(&app, &actor, &id).await.map(|()| here),
        "amend" => {
            actions::amend_plan(&app, &actor, &id, &form.reason).await.map(|next| format!("/plans/{next}?done=amend"))
        }
        _ => Err(Error::NotFound),
    };
    match done {
        Ok(to) => Ok(see(to)),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t, shell.t.publication_stale())?;
            page(&app, &actor, shell, &id, "", form.reason, wrong).await
        }
    }
}
