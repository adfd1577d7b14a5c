//! The list of campaigns, a new one, and its facts.

use std::collections::HashMap;

use ::store::{Cursor, Query, params};
use askama::Template;
use axum::extract::{Path, Query as Asked, State};
use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use super::key;
use crate::app::App;
use crate::auth::{Actor, LoggedIn, Verb};
use crate::error::{Error, FieldError, Refusal, Result, Rule};
use crate::features::campaign::actions::{self, CampaignFacts, NewCampaign, Start};
use crate::features::campaign::model::Campaign;
use crate::features::campaign::{store, template};
use crate::id::Id;
use crate::text::T;
use crate::view::fields::Fields;
use crate::view::input::{Input, unprocessable, wrong_fields};
use crate::view::{PostForm, Shell, page as render, see};

/// Where the list goes on.
#[derive(Deserialize)]
pub struct After {
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "campaign/pages/list.html")]
struct List {
    shell: Shell,
    rows: Vec<Campaign>,
    next: Option<String>,
    may_create: bool,
}

#[derive(Template)]
#[template(path = "campaign/pages/edit.html")]
struct Edit {
    shell: Shell,
    title: &'static str,
    input: Input,
    is_new: bool,
    templates: Vec<(String, String)>,
    /// Whether a finished campaign is among them.
    follows: bool,
    back: String,
}

/// `GET /campaigns`: one query.
pub async fn list(State(app): State<App>, shell: Shell, Asked(after): Asked<After>) -> Result<Response> {
    let cursor: Option<Cursor> = match after.after.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Error::NotFound)?),
    };
    let query = match &shell.actor {
        Some(actor) => Query::new().allowed(actor.reach(Verb::CampaignRead).predicate(&actor.person.id, &store::REACH)),
        None => Query::new().filter("published", Vec::new()),
    };
    let query = query.after(cursor);
    let page = app.db.read(move |tx| tx.page(&store::CAMPAIGNS, &query, store::campaign).map_err(Error::from)).await?;
    let may_create = shell.actor.as_ref().is_some_and(actions::may_create);
    render(&List { may_create, rows: page.rows, next: page.next.map(|c| c.to_string()), shell })
}

/// Which campaign a new one follows.
#[derive(Deserialize)]
pub struct From {
    #[serde(default)]
    from: String,
}

/// `GET /campaigns/new`: one query.
pub async fn form_new(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Asked(asked): Asked<From>,
) -> Result<Response> {
    creator(&session.actor)?;
    let over = over(&app, &session.actor).await?;
    let year = shell.today.year();
    let mut input = vec![
        ("year", year.to_string()),
        ("starts_on", format!("{year}-01-01")),
        ("ends_on", format!("{year}-12-31")),
        ("template", "four_phases".to_owned()),
    ];
    if let Some(old) = over.iter().find(|c| c.id.as_str() == asked.from) {
        let next = old.year.saturating_add(1);
        input = vec![
            ("slogan", old.slogan.clone()),
            ("host", old.host.clone()),
            ("content", old.content.clone()),
            ("year", next.to_string()),
            ("starts_on", a_year_on(old.starts_on).to_string()),
            ("ends_on", a_year_on(old.ends_on).to_string()),
            ("template", follows(&old.id)),
            ("people", "yes".to_owned()),
        ];
    }
    render(&new_page(shell, Input::filled(&input), &over))
}

fn a_year_on(day: Date) -> Date {
    day.checked_add(1.year()).unwrap_or(day)
}

fn follows(id: &Id) -> String {
    format!("campaign:{id}")
}

/// Campaigns that are over and that the actor may read, the newest first. One query.
async fn over(app: &App, actor: &Actor) -> Result<Vec<Campaign>> {
    let allowed = actor.reach(Verb::CampaignRead).predicate(&actor.person.id, &store::REACH);
    let query = Query::new().allowed(allowed).filter("over", Vec::new()).limit(20);
    Ok(app.db.read(move |tx| tx.page(&store::CAMPAIGNS, &query, store::campaign).map_err(Error::from)).await?.rows)
}

fn creator(actor: &Actor) -> Result<()> {
    if actions::may_create(actor) { Ok(()) } else { Err(Error::Refused(Refusal::Role)) }
}

fn new_page(shell: Shell, input: Input, over: &[Campaign]) -> Edit {
    let t = shell.t;
    let templates = templates(t, over);
    let back = "/campaigns".to_owned();
    Edit { title: t.campaign_new(), input, is_new: true, templates, follows: !over.is_empty(), back, shell }
}

fn templates(t: T, over: &[Campaign]) -> Vec<(String, String)> {
    let ready = [
        ("four_phases", t.campaign_template_four_phases()),
        ("two_phases", t.campaign_template_two_phases()),
        ("", t.campaign_template_none()),
    ];
    let ready = ready.into_iter().map(|(code, name)| (code.to_owned(), name.to_owned()));
    let over = over.iter().map(|c| (follows(&c.id), t.campaign_template_follows(&c.short_name, c.year)));
    over.chain(ready).collect()
}

/// What the form begins with; wrong where it is none of those offered.
fn start(input: &Input, t: T, wrong: &mut Vec<FieldError>) -> Start {
    let code = input.value("template");
    if code.is_empty() {
        return Start::Blank;
    }
    if let Some(campaign) = code.strip_prefix("campaign:").and_then(Id::parse) {
        return Start::Follows { campaign, people: input.value("people") == "yes" };
    }
    match template::find(code) {
        Some(found) => Start::Ready(found, t.0),
        None => {
            wrong.push(FieldError { field: "template", rule: Rule::UnknownChoice });
            Start::Blank
        }
    }
}

/// `POST /campaigns/new`: one unit of work.
pub async fn create(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    creator(&session.actor)?;
    let input = Input::posted(form);
    let (facts, mut wrong) = facts(&input);
    let start = start(&input, shell.t, &mut wrong);
    if wrong.is_empty() {
        let created = actions::create_campaign(&app, &session.actor, NewCampaign { facts, start }).await;
        match wrong_fields(created)? {
            Ok(id) => return Ok(see(format!("/campaigns/{id}/admin"))),
            Err(found) => wrong = found,
        }
    }
    let over = over(&app, &session.actor).await?;
    Ok(unprocessable(render(&new_page(shell, input.with(wrong), &over))?))
}

/// The facts of a form, and everything that is wrong with them.
fn facts(input: &Input) -> (CampaignFacts, Vec<FieldError>) {
    let mut fields = Fields::default();
    let facts = CampaignFacts {
        short_name: input.value("short_name").to_owned(),
        slogan: input.value("slogan").to_owned(),
        year: i16::try_from(input.number(&mut fields, "year")).unwrap_or(0),
        host: input.value("host").to_owned(),
        content: input.value("content").to_owned(),
        starts_on: input.date(&mut fields, "starts_on"),
        ends_on: input.date(&mut fields, "ends_on"),
    };
    facts.check(&mut fields);
    let mut wrong: Vec<FieldError> = Vec::new();
    for error in fields.errors {
        // The first finding about a field says enough.
        if !wrong.iter().any(|e| e.field == error.field) {
            wrong.push(error);
        }
    }
    (facts, wrong)
}

fn edit_page(shell: Shell, id: &Id, input: Input) -> Edit {
    let t = shell.t;
    let back = format!("/campaigns/{id}/admin");
    Edit { title: t.campaign_edit_title(), input, is_new: false, templates: Vec::new(), follows: false, back, shell }
}

/// `GET /campaigns/{id}/edit`: one query.
pub async fn form_edit(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
) -> Result<Response> {
    let id = key(&id)?;
    let wanted = id.clone();
    let found = app
        .db
        .read(move |tx| {
            let campaign = store::find(tx, &wanted)?.ok_or(Error::NotFound)?;
            actions::permit(&session.actor, Verb::CampaignEdit, &campaign)?;
            Ok::<_, Error>(campaign)
        })
        .await?;
    let input = Input::filled(&[
        ("slogan", found.slogan),
        ("short_name", found.short_name),
        ("host", found.host),
        ("year", found.year.to_string()),
        ("starts_on", found.starts_on.to_string()),
        ("ends_on", found.ends_on.to_string()),
        ("content", found.content),
    ]);
    render(&edit_page(shell, &id, input))
}

/// `POST /campaigns/{id}/edit`: one unit of work.
pub async fn edit(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let id = key(&id)?;
    let input = Input::posted(form);
    let (facts, wrong) = facts(&input);
    let wanted = id.clone();
    let actor = session.actor.clone();
    // Whoever may not edit it is told so before being told what is wrong with the fields.
    app.db
        .read(move |tx| {
            let campaign = tx.one(&store::FIND, &params![&wanted], store::campaign)?.ok_or(Error::NotFound)?;
            actions::permit(&actor, Verb::CampaignEdit, &campaign)
        })
        .await?;
    if !wrong.is_empty() {
        return Ok(unprocessable(render(&edit_page(shell, &id, input.with(wrong)))?));
    }
    match wrong_fields(actions::edit_campaign(&app, &session.actor, &id, facts).await)? {
        Ok(()) => Ok(see(format!("/campaigns/{id}/admin"))),
        Err(wrong) => Ok(unprocessable(render(&edit_page(shell, &id, input.with(wrong)))?)),
    }
}
