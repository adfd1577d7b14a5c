//! The versions of a campaign's plan, and its beginning.

use ::store::{Cursor, Query as Rows, StoreError, Value, params};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::app::App;
use crate::auth::{Actor, LoggedIn, Object, Verb};
use crate::error::{Error, Result};
use crate::features::plan::actions;
use crate::features::plan::store::{self, COLUMNS, VERSIONS};
use crate::id::Id;
use crate::view::Wrong;
use crate::view::{self, PostForm, Shell, see};

/// What the address and the form say.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    campaign: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    after: String,
}

struct Entry {
    id: Id,
    no: i64,
    state: String,
    title: String,
    approved: String,
    campaign: String,
}

#[derive(Template)]
#[template(path = "plan/pages/list.html")]
struct Page {
    shell: Shell,
    rows: Vec<Entry>,
    next: Option<Cursor>,
    campaigns: Vec<(Id, String)>,
    campaign: String,
    /// Where the reader may begin a plan, when there is none.
    may_begin: bool,
    title: String,
    wrong: Wrong,
}

/// `GET /plans`: of one campaign, or of all. Two queries.
pub async fn list(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    page(&app, &actor, shell, asked, Wrong::default()).await
}

async fn page(app: &App, actor: &Actor, shell: Shell, asked: Asked, wrong: Wrong) -> Result<Response> {
    let mut rows = Rows::new().allowed(actor.reach(Verb::PlanRead).predicate(&actor.person.id, &COLUMNS)).limit(30);
    let chosen = Id::parse(&asked.campaign);
    if let Some(campaign) = &chosen {
        rows = rows.filter("campaign", vec![Value::from(campaign)]);
    }
    let after: Option<Cursor> = asked.after.parse().ok();
    let days = shell.clone();
    let (found, campaigns) = app
        .db
        .read(move |tx| {
            let page = tx.page(&VERSIONS, &rows.clone().after(after.clone()), |row| {
                let approved: Option<String> = row.get(4)?;
                Ok(Entry {
                    id: row.get(0)?,
                    no: row.get(1)?,
                    state: row.get(2)?,
                    title: row.get(3)?,
                    approved: days.day_or_dash(&approved.and_then(|day| day.parse().ok())),
                    campaign: row.get(5)?,
                })
            })?;
            let campaigns = tx.all(&store::CAMPAIGNS, &params![], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok::<_, StoreError>((page, campaigns))
        })
        .await?;
    let may = |campaign: &Id| {
        let object = Object { campaign: Some(campaign.clone()), ..Object::default() };
        actor.permit(Verb::PlanEdit, &object).is_ok()
    };
    let mine: Vec<(Id, String)> = campaigns.into_iter().filter(|(id, _)| may(id)).collect();
    let page = Page {
        may_begin: found.rows.is_empty() && !mine.is_empty(),
        rows: found.rows,
        next: found.next,
        campaigns: mine,
        campaign: asked.campaign,
        title: asked.title,
        shell,
        wrong,
    };
    Ok(page.wrong.answer(view::page(&page)?))
}

/// `POST /plans`.
pub async fn create(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    PostForm(form): PostForm<Asked>,
) -> Result<Response> {
    let campaign = Id::parse(&form.campaign).ok_or(Error::NotFound)?;
    match actions::create_plan(&app, &actor, &campaign, &form.title).await {
        Ok(id) => Ok(see(format!("/plans/{id}/edit"))),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t, shell.t.publication_stale())?;
            page(&app, &actor, shell, form, wrong).await
        }
    }
}
