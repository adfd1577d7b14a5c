//! The working group.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query as Asked, State};
use axum::response::Response;
use serde::Deserialize;

use super::{Choice, key, people};
use crate::app::App;
use crate::auth::{LoggedIn, Verb};
use crate::error::{Error, Result};
use crate::features::campaign::actions;
use crate::features::campaign::model::{Campaign, Duty};
use crate::features::campaign::store::{self, Member};
use crate::id::Id;
use crate::view::fields::Fields;
use crate::view::input::{Input, shown, wrong_fields};
use crate::view::{PostForm, Shell, see};

/// Part of a name.
#[derive(Deserialize, Default)]
pub struct Who {
    /// What the name holds.
    #[serde(default)]
    pub who: String,
}

#[derive(Template)]
#[template(path = "campaign/pages/group.html")]
struct Group {
    shell: Shell,
    campaign: Campaign,
    members: Vec<Member>,
    people: Vec<Choice>,
    duties: Vec<(&'static str, &'static str)>,
    who: String,
    input: Input,
}

/// `GET /campaigns/{id}/group`: three queries.
pub async fn page(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    Asked(who): Asked<Who>,
) -> Result<Response> {
    let input = Input::filled(&[("duty", Duty::Member.code().to_owned())]);
    show(&app, shell, &session.actor, key(&id)?, who.who, input).await
}

async fn show(
    app: &App,
    shell: Shell,
    actor: &crate::auth::Actor,
    id: Id,
    who: String,
    input: Input,
) -> Result<Response> {
    let (reader, name) = (actor.clone(), who.clone());
    let (campaign, members, people) = app
        .db
        .read(move |tx| {
            let campaign = store::find(tx, &id)?.ok_or(Error::NotFound)?;
            actions::permit(&reader, Verb::GroupEdit, &campaign)
                .or_else(|refused| actions::permit(&reader, Verb::CampaignApprove, &campaign).map_err(|_| refused))?;
            Ok::<_, Error>((campaign, store::group(tx, &id)?, people(tx, &name)?))
        })
        .await?;
    let duties = Duty::ALL.iter().map(|d| (d.code(), d.name(shell.t))).collect();
    let page = Group { shell, campaign, members, people, duties, who, input };
    shown(&page, &page.input)
}

/// `POST /campaigns/{id}/group`: one unit of work.
pub async fn put(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let id = key(&id)?;
    let input = Input::posted(form);
    let mut fields = Fields::default();
    let person = fields.choice("person", input.value("person"), Id::parse);
    let duty = fields.choice("duty", input.value("duty"), Duty::parse);
    let (Some(person), Some(duty)) = (person, duty) else {
        return show(&app, shell, &session.actor, id, String::new(), input.with(fields.errors)).await;
    };
    let done = actions::put_member(&app, &session.actor, &id, &person, duty, input.value("division")).await;
    match wrong_fields(done)? {
        Ok(()) => Ok(see(format!("/campaigns/{id}/group"))),
        Err(wrong) => show(&app, shell, &session.actor, id, String::new(), input.with(wrong)).await,
    }
}

/// `POST /campaigns/{id}/group/remove`: one unit of work.
pub async fn remove(
    State(app): State<App>,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let (id, input) = (key(&id)?, Input::posted(form));
    actions::remove_member(&app, &session.actor, &id, &key(input.value("person"))?).await?;
    Ok(see(format!("/campaigns/{id}/group")))
}
