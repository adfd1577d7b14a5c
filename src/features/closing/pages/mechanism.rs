//! The list of lasting mechanisms, one of them, and its form.

use std::collections::HashMap;

use ::store::{Cursor, Query as Rows, Tx, params};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

use super::{Asked, key};
use crate::app::App;
use crate::auth::{Actor, LoggedIn, Verb};
use crate::error::{Error, Result, Rule};
use crate::features::closing::actions::{self, MechanismFacts, may_review};
use crate::features::closing::model::MechanismKind;
use crate::features::closing::store::{self, Mechanism, Of, Review};
use crate::id::Id;
use crate::view::fields::Fields;
use crate::view::input::{Input, shown, wrong_fields};
use crate::view::{PostForm, Shell, see};

#[derive(Template)]
#[template(path = "closing/pages/mechanisms.html")]
struct ListPage {
    shell: Shell,
    of: Of,
    rows: Vec<Mechanism>,
    next: Option<String>,
    form: Option<Choices>,
    input: Input,
}

#[derive(Template)]
#[template(path = "closing/pages/mechanism.html")]
struct ShowPage {
    shell: Shell,
    of: Of,
    it: Mechanism,
    reviews: Vec<Review>,
    may_edit: bool,
    may_end: bool,
    may_review: bool,
    input: Input,
}

#[derive(Template)]
#[template(path = "closing/pages/mechanism_edit.html")]
struct EditPage {
    shell: Shell,
    it: Mechanism,
    form: Choices,
    input: Input,
}

/// What the form offers.
pub struct Choices {
    kinds: Vec<&'static str>,
    units: Vec<(Id, String)>,
    problems: Vec<(Id, String)>,
}

fn choices(tx: &mut Tx<'_>, campaign: &Id) -> Result<Choices> {
    Ok(Choices {
        kinds: MechanismKind::ALL.iter().map(|k| k.code()).collect(),
        units: tx.all(&store::UNITS, &params![], |row| Ok((row.get(0)?, row.get(1)?)))?,
        problems: tx.all(&store::PROBLEMS, &params![campaign], |row| Ok((row.get(0)?, row.get(2)?)))?,
    })
}

/// `GET /mechanisms`: four queries.
pub async fn list(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    page(&app, shell, &session.actor, asked, Input::default()).await
}

fn readable(actor: &Actor, of: &Of) -> Result<()> {
    actor.permit_read(Verb::MechanismRead, &of.object(of.is_published()))
}

async fn page(app: &App, shell: Shell, actor: &Actor, asked: Asked, input: Input) -> Result<Response> {
    let (reader, campaign) = (actor.clone(), asked.campaign()?);
    let (after, unit): (Option<Cursor>, _) = (asked.after.parse().ok(), Id::parse(&asked.unit));
    let (of, found, form) = app
        .db
        .read(move |tx| {
            let of = store::campaign_or_active(tx, campaign.as_ref())?;
            readable(&reader, &of)?;
            let mut query = Rows::new().filter("campaign", params![&of.id]).limit(30).after(after.clone());
            if let Some(unit) = &unit {
                query = query.filter("listed", params![1]).filter("unit", params![unit]);
            }
            let found = tx.page(&store::MECHANISMS, &query, store::mechanism)?;
            let may = of.is_open() && reader.permit(Verb::MechanismEdit, &of.object(false)).is_ok();
            let form = if may { Some(choices(tx, &of.id)?) } else { None };
            Ok::<_, Error>((of, found, form))
        })
        .await?;
    let next = found.next.map(|c| c.to_string());
    let page = ListPage { rows: found.rows, next, form, of, input, shell };
    shown(&page, &page.input)
}

/// The facts of a form.
fn facts(input: &Input) -> Result<MechanismFacts> {
    let mut fields = Fields::default();
    let months = match input.value("every_months").trim() {
        "" => None,
        text => text.parse().map(Some).unwrap_or_else(|_| {
            fields.wrong("every_months", Rule::NotANumber);
            None
        }),
    };
    let starts_on = input.date(&mut fields, "starts_on");
    if !fields.errors.is_empty() {
        fields.text("title", input.value("title"), super::super::model::TITLE_LONGEST);
        fields.text("text", input.value("text"), super::super::model::TEXT_LONGEST);
    }
    fields.finish()?;
    let value = |name: &str| input.value(name).to_owned();
    Ok(MechanismFacts {
        kind: value("kind"),
        title: value("title"),
        text: value("text"),
        unit: value("unit"),
        owner: value("owner"),
        problem: value("problem"),
        starts_on,
        every_months: months,
    })
}

/// `POST /mechanisms`: one unit of work.
pub async fn create(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let input = Input::posted(form);
    let campaign = key(input.value("campaign"))?;
    let added = match facts(&input) {
        Ok(facts) => actions::add_mechanism(&app, &session.actor, &campaign, &facts).await,
        Err(wrong) => Err(wrong),
    };
    match wrong_fields(added)? {
        Ok(_) => Ok(see(format!("/mechanisms?campaign={campaign}"))),
        Err(wrong) => {
            let asked = Asked { campaign: campaign.to_string(), ..Asked::default() };
            page(&app, shell, &session.actor, asked, input.with(wrong)).await
        }
    }
}

fn found(tx: &mut Tx<'_>, actor: &Actor, id: &Id) -> Result<(Of, Mechanism)> {
    let it = tx.one(&store::MECHANISM, &params![id], store::mechanism)?.ok_or(Error::NotFound)?;
    let of = store::campaign(tx, &it.campaign)?;
    readable(actor, &of)?;
    Ok((of, it))
}

/// `GET /mechanisms/{id}`: three queries.
pub async fn show(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
) -> Result<Response> {
    one(&app, shell, &session.actor, key(&id)?, Input::default()).await
}

async fn one(app: &App, shell: Shell, actor: &Actor, id: Id, input: Input) -> Result<Response> {
    let reader = actor.clone();
    let (of, it, reviews) = app
        .db
        .read(move |tx| {
            let (of, it) = found(tx, &reader, &id)?;
            let reviews = store::reviews(tx, &it.id)?;
            Ok::<_, Error>((of, it, reviews))
        })
        .await?;
    let edits = it.listed && actor.permit(Verb::MechanismEdit, &of.object(false)).is_ok();
    let page = ShowPage {
        may_edit: edits && of.is_open(),
        may_end: edits,
        may_review: may_review(actor, &it, &of),
        reviews,
        of,
        it,
        input,
        shell,
    };
    shown(&page, &page.input)
}

/// `GET /mechanisms/{id}/edit`: four queries.
pub async fn form(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
) -> Result<Response> {
    edit_page(&app, shell, &session.actor, key(&id)?, None).await
}

async fn edit_page(app: &App, shell: Shell, actor: &Actor, id: Id, input: Option<Input>) -> Result<Response> {
    let reader = actor.clone();
    let (it, form) = app
        .db
        .read(move |tx| {
            let (of, it) = found(tx, &reader, &id)?;
            actions::permit(&reader, Verb::MechanismEdit, &of)?;
            let form = choices(tx, &of.id)?;
            Ok::<_, Error>((it, form))
        })
        .await?;
    let input = input.unwrap_or_else(|| {
        Input::filled(&[
            ("kind", it.kind.code().to_owned()),
            ("title", it.title.clone()),
            ("text", it.text.clone()),
            ("unit", it.unit.to_string()),
            ("owner", it.owner_name.clone()),
            ("problem", it.problem.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("starts_on", it.starts_on.to_string()),
            ("every_months", it.every_months.map(|n| n.to_string()).unwrap_or_default()),
            ("version", it.version.to_string()),
        ])
    });
    let page = EditPage { it, form, input, shell };
    shown(&page, &page.input)
}

/// `POST /mechanisms/{id}/edit`: one unit of work.
pub async fn edit(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let id = key(&id)?;
    let input = Input::posted(form);
    let seen = input.value("version").parse().unwrap_or(0);
    let saved = match facts(&input) {
        Ok(facts) => actions::edit_mechanism(&app, &session.actor, &id, seen, &facts).await,
        Err(wrong) => Err(wrong),
    };
    match wrong_fields(saved)? {
        Ok(()) => Ok(see(format!("/mechanisms/{id}"))),
        Err(wrong) => edit_page(&app, shell, &session.actor, id, Some(input.with(wrong))).await,
    }
}

/// `POST /mechanisms/{id}/{verb}`: end or review; one unit of work.
pub async fn act(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path((id, verb)): Path<(String, String)>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let id = key(&id)?;
    let input = Input::posted(form);
    let actor = &session.actor;
    let done = match verb.as_str() {
        "end" => actions::end_mechanism(&app, actor, &id, input.value("reason")).await,
        "review" => {
            let mut fields = Fields::default();
            let held_on = input.date(&mut fields, "held_on");
            match fields.finish() {
                Ok(()) => actions::review_mechanism(&app, actor, &id, held_on, input.value("finding")).await,
                Err(wrong) => Err(wrong),
            }
        }
        _ => return Err(Error::NotFound),
    };
    match wrong_fields(done)? {
        Ok(()) => Ok(see(format!("/mechanisms/{id}"))),
        Err(wrong) => one(&app, shell, actor, id, input.with(wrong)).await,
    }
}
