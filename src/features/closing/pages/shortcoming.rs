//! The register of shortcomings.

use std::collections::HashMap;

use ::store::{Cursor, Query as Rows, params};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

use super::{Asked, key};
use crate::app::App;
use crate::auth::{Actor, LoggedIn, Verb};
use crate::error::{Error, Result};
use crate::features::closing::actions::{self, CarryFacts, ShortcomingFacts};
use crate::features::closing::model::ShortcomingState;
use crate::features::closing::store::{self, Of, Shortcoming};
use crate::id::Id;
use crate::view::fields::Fields;
use crate::view::input::{Input, shown, wrong_fields};
use crate::view::{PostForm, Shell, see};

#[derive(Template)]
#[template(path = "closing/pages/shortcomings.html")]
struct Page {
    shell: Shell,
    of: Of,
    rows: Vec<Shortcoming>,
    next: Option<String>,
    phases: Vec<(Id, String, bool)>,
    may_edit: bool,
    may_waive: bool,
    input: Input,
}

impl Page {
    fn is_open(&self, row: &Shortcoming) -> bool {
        row.state == ShortcomingState::Open
    }
    /// What a form of this row holds: what was sent, or nothing.
    fn of_row(&self, row: &Shortcoming) -> Input {
        if self.input.value("id") == row.id.as_str() { self.input.clone() } else { Input::default() }
    }
    /// What the form for a new one holds.
    fn fresh(&self) -> Input {
        if self.input.value("id").is_empty() { self.input.clone() } else { Input::default() }
    }
}

/// `GET /shortcomings`: three queries.
pub async fn list(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    page(&app, shell, &session.actor, asked, Input::default()).await
}

async fn page(app: &App, shell: Shell, actor: &Actor, asked: Asked, input: Input) -> Result<Response> {
    let (reader, campaign) = (actor.clone(), asked.campaign()?);
    let after: Option<Cursor> = asked.after.parse().ok();
    let (of, found, phases) = app
        .db
        .read(move |tx| {
            let of = store::campaign_or_active(tx, campaign.as_ref())?;
            // The register is the office's working paper: what is published of it stands in the summary.
            reader.permit_read(Verb::CampaignRead, &of.object(false))?;
            let query = Rows::new().filter("campaign", params![&of.id]).limit(30).after(after.clone());
            let found = tx.page(&store::SHORTCOMINGS, &query, store::shortcoming)?;
            let phases = store::phases(tx, &of.id)?;
            Ok::<_, Error>((of, found, phases))
        })
        .await?;
    let may = |verb| of.is_open() && actor.permit(verb, &of.object(false)).is_ok();
    let page = Page {
        may_edit: may(Verb::ShortcomingEdit),
        may_waive: may(Verb::ShortcomingWaive),
        rows: found.rows,
        next: found.next.map(|c| c.to_string()),
        phases,
        of,
        input,
        shell,
    };
    shown(&page, &page.input)
}

/// `POST /shortcomings`: one unit of work.
pub async fn create(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let input = Input::posted(form);
    let campaign = key(input.value("campaign"))?;
    let facts = ShortcomingFacts {
        phase: input.value("phase").to_owned(),
        text: input.value("text").to_owned(),
        owner: input.value("owner").to_owned(),
    };
    match wrong_fields(actions::add_shortcoming(&app, &session.actor, &campaign, &facts).await)? {
        Ok(_) => Ok(see(format!("/shortcomings?campaign={campaign}"))),
        Err(wrong) => again(&app, shell, &session.actor, &campaign, input.with(wrong)).await,
    }
}

async fn again(app: &App, shell: Shell, actor: &Actor, campaign: &Id, input: Input) -> Result<Response> {
    let asked = Asked { campaign: campaign.to_string(), ..Asked::default() };
    page(app, shell, actor, asked, input).await
}

/// `POST /shortcomings/{id}/{verb}`: carry, waive or reopen; one unit of work.
pub async fn act(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path((id, verb)): Path<(String, String)>,
    PostForm(mut form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let id = key(&id)?;
    form.insert("id".to_owned(), id.to_string());
    let input = Input::posted(form);
    let actor = &session.actor;
    let done = match verb.as_str() {
        "carry" => carry(&app, actor, &id, &input).await,
        "waive" => actions::waive_shortcoming(&app, actor, &id, input.value("reason")).await,
        "reopen" => actions::reopen_shortcoming(&app, actor, &id, input.value("reason")).await,
        _ => return Err(Error::NotFound),
    };
    let done = wrong_fields(done)?;
    let wanted = id.clone();
    let found = app.db.read(move |tx| tx.one(&store::SHORTCOMING, &params![&wanted], store::shortcoming)).await?;
    let campaign = found.ok_or(Error::NotFound)?.campaign;
    match done {
        Ok(()) => Ok(see(format!("/shortcomings?campaign={campaign}#s-{id}"))),
        Err(wrong) => again(&app, shell, actor, &campaign, input.with(wrong)).await,
    }
}

async fn carry(app: &App, actor: &Actor, id: &Id, input: &Input) -> Result<()> {
    let mut fields = Fields::default();
    let due_on = input.date(&mut fields, "due_on");
    if !fields.errors.is_empty() {
        fields.text("title", input.value("title"), 100);
        fields.text("deliverable", input.value("deliverable"), 200);
    }
    fields.finish()?;
    let facts = CarryFacts {
        title: input.value("title").to_owned(),
        deliverable: input.value("deliverable").to_owned(),
        due_on,
        accountable: input.value("accountable").to_owned(),
    };
    actions::carry_shortcoming(app, actor, id, &facts).await.map(drop)
}
