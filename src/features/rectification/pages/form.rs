//! The form of a draft.

use askama::Template;
use axum::extract::{Path, Query as Asked, State as App_};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{Input, Tried, key, number};
use crate::app::App;
use crate::auth::{Actor, May, Object, Verb, may};
use crate::error::{Error, Result, Rule};
use crate::features::rectification::actions::{create_item, edit_item, find_person, readable};
use crate::features::rectification::model::{Event, Kind, Source, Span};
use crate::features::rectification::store::{self, Draft, Item, Offers};
use crate::id::Id;
use crate::view::fields::Fields;
use crate::view::{PostForm, Shell, page, see};

#[derive(Template)]
#[template(path = "rectification/pages/form.html")]
struct FormPage {
    shell: Shell,
    tried: Tried,
    input: Input,
    item: Option<(Id, String)>,
    span: Span,
    points: Option<(Id, i64)>,
    offers: Offers,
    action: String,
}

impl FormPage {
    fn value(&self, field: &str) -> &str {
        self.input.get(field)
    }
    fn chosen(&self, field: &str, value: &str) -> bool {
        self.input.all(field).any(|v| v == value)
    }
    fn wrong(&self, field: &str) -> Option<&'static str> {
        self.tried.wrong("item", field)
    }
}

/// Where a new item comes from.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Origin {
    merged: String,
    campaign: String,
}

/// `GET /items/new?merged=ID`, or `?campaign=ID` for a problem from another source: 6 queries.
pub(super) async fn new(
    App_(app): App_<App>,
    may: May<may::ItemCreate>,
    shell: Shell,
    Asked(origin): Asked<Origin>,
) -> Result<Response> {
    new_form(&app, shell, &may, &origin, Tried::default()).await
}

async fn new_form(app: &App, shell: Shell, actor: &Actor, origin: &Origin, tried: Tried) -> Result<Response> {
    let actor = actor.clone();
    let (merged_id, campaign) = (Id::parse(&origin.merged), Id::parse(&origin.campaign));
    let (merged_key, action) = (merged_id.clone(), "/items/new".to_owned());
    let (merged, campaign, span, offers) = app
        .db
        .read(move |tx| {
            let merged = match &merged_id {
                Some(id) => Some(store::merged(tx, id)?.ok_or(Error::NotFound)?),
                None => None,
            };
            let campaign = merged.as_ref().map(|m| m.campaign.clone()).or(campaign.clone()).ok_or(Error::NotFound)?;
            actor.permit_read(Verb::ItemCreate, &Object { campaign: Some(campaign.clone()), ..Object::default() })?;
            let (_, span) = store::campaign(tx, &campaign)?.ok_or(Error::NotFound)?;
            let offers = store::offers(tx, &campaign)?;
            Ok::<_, Error>((merged, campaign, span, offers))
        })
        .await?;
    let mut input = tried.input.clone();
    if input.0.is_empty() {
        let mut put = |name: &str, value: &str| input.0.push((name.to_owned(), value.to_owned()));
        put("source", if merged.is_some() { Source::Opinion.code() } else { Source::SelfCheck.code() });
        put("kind", Kind::TimeLimited.code());
        if let Some(merged) = &merged {
            put("problem", &merged.summary);
            put("category", &merged.category);
        }
    }
    input.0.retain(|(name, _)| name != "campaign" && name != "merged");
    input.0.push(("campaign".to_owned(), campaign.to_string()));
    if let Some(id) = &merged_key {
        input.0.push(("merged".to_owned(), id.to_string()));
    }
    let points = merged_key.zip(merged.map(|m| m.points));
    answer(FormPage { shell, tried, input, item: None, span, points, offers, action })
}

fn answer(form: FormPage) -> Result<Response> {
    let refused = form.tried.is_refused();
    let shown = page(&form)?;
    Ok(if refused { (StatusCode::UNPROCESSABLE_ENTITY, shown).into_response() } else { shown })
}

/// `POST /items/new`.
pub(super) async fn create(
    App_(app): App_<App>,
    may: May<may::ItemCreate>,
    shell: Shell,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let origin = Origin { merged: input.get("merged").to_owned(), campaign: input.get("campaign").to_owned() };
    let campaign = key(&origin.campaign)?;
    let written = match draft(&app, &may, &input).await {
        Ok(draft) => create_item(&app, &may, &campaign, Id::parse(&origin.merged).as_ref(), &draft).await,
        Err(error) => Err(error),
    };
    match written {
        Ok(id) => Ok(see(format!("/items/{id}"))),
        Err(error) => {
            let tried = Tried::new(shell.t, "item", error, &input)?;
            new_form(&app, shell, &may, &origin, tried).await
        }
    }
}

/// `GET /items/{id}/edit`: 10 queries.
pub(super) async fn edit(
    App_(app): App_<App>,
    may: May<may::ItemEdit>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    edit_form(&app, shell, &may, &key(&id)?, Tried::default()).await
}

async fn edit_form(app: &App, shell: Shell, actor: &Actor, id: &Id, tried: Tried) -> Result<Response> {
    let (actor, key) = (actor.clone(), id.clone());
    let found = app.db.read(move |tx| {
        let item = readable(tx, &actor, &key)?;
        actor.permit(Verb::ItemEdit, &item.object())?;
        if !item.standing().allows(Event::Approve) {
            return Err(Error::rule(Rule::WrongState));
        }
        let names = [named(tx, &item.owner)?, named(tx, &item.lead_cadre)?];
        Ok::<_, Error>((store::offers(tx, &item.campaign)?, item, names))
    });
    let (offers, item, [owner, lead]) = found.await?;
    let input = if tried.is_refused() { tried.input.clone() } else { filled(&shell, &item, owner, lead) };
    answer(FormPage {
        action: format!("/items/{id}/edit"),
        span: item.span,
        points: item.merged_item.clone().map(|m| (m, item.points)),
        item: Some((item.id, item.no)),
        shell,
        tried,
        input,
        offers,
    })
}

type Named = Option<(String, Option<String>)>;

fn named(tx: &mut ::store::Tx<'_>, id: &Option<Id>) -> Result<Named> {
    match id {
        Some(id) => Ok(store::person(tx, id)?),
        None => Ok(None),
    }
}

/// What the form shows of a stored draft.
fn filled(shell: &Shell, item: &Item, owner: Named, lead: Named) -> Input {
    let person = |named: Named| match named {
        Some((name, Some(unit))) => shell.t.item_person_of(name, unit),
        Some((name, None)) => name,
        None => String::new(),
    };
    let day = |day: Option<jiff::civil::Date>| day.map(|d| d.to_string()).unwrap_or_default();
    let mut pairs = vec![
        ("version", item.version.to_string()),
        ("source", item.source.code().to_owned()),
        ("problem", item.problem.clone()),
        ("category", item.category.clone()),
        ("cause", item.cause.clone()),
        ("kind", item.kind.code().to_owned()),
        ("requirement", item.requirement.clone()),
        ("owner", person(owner)),
        ("lead_cadre", person(lead)),
        ("lead_unit", item.lead_unit.as_ref().map(Id::to_string).unwrap_or_default()),
        ("start_on", day(item.dates.start)),
        ("due_on", day(item.dates.due)),
        ("review_months", item.review_months.map(|m| m.to_string()).unwrap_or_default()),
        ("note", item.note.clone()),
    ];
    pairs.extend(item.assist.iter().map(|(id, _)| ("assist", id.to_string())));
    Input(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// `POST /items/{id}/edit`.
pub(super) async fn update(
    App_(app): App_<App>,
    may: May<may::ItemEdit>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let id = key(&id)?;
    let seen = input.get("version").parse().map_err(|_| Error::Stale)?;
    let written = match draft(&app, &may, &input).await {
        Ok(draft) => edit_item(&app, &may, &id, seen, &draft).await,
        Err(error) => Err(error),
    };
    match written {
        Ok(()) => Ok(see(format!("/items/{id}"))),
        Err(error) => {
            let tried = Tried::new(shell.t, "item", error, &input)?;
            edit_form(&app, shell, &may, &id, tried).await
        }
    }
}

/// Reads the form; what is wrong is told all at once.
async fn draft(app: &App, actor: &Actor, input: &Input) -> Result<Draft> {
    let mut fields = Fields::default();
    let source = fields.choice("source", input.get("source"), Source::parse);
    let kind = fields.choice("kind", input.get("kind"), Kind::parse);
    let start_on = fields.optional_date("start_on", input.get("start_on"));
    let due_on = fields.optional_date("due_on", input.get("due_on"));
    let unit = |text: &str| Id::parse(text.trim());
    let lead_unit = match input.get("lead_unit") {
        "" => None,
        text => fields.choice("lead_unit", text, unit),
    };
    let assist = input.all("assist").filter_map(unit).collect();
    let mut own = |found: Result<Option<Id>>| match found {
        Ok(found) => Ok(found),
        Err(Error::Invalid(errors)) => {
            fields.errors.extend(errors);
            Ok(None)
        }
        Err(other) => Err(other),
    };
    let owner = own(find_person(app, actor, "owner", input.get("owner")).await)?;
    let lead_cadre = own(find_person(app, actor, "lead_cadre", input.get("lead_cadre")).await)?;
    let review_months = number("review_months", input.get("review_months")).or_else(|error| match error {
        Error::Invalid(errors) => {
            fields.errors.extend(errors);
            Ok(None)
        }
        other => Err(other),
    })?;
    for required in ["problem", "category"] {
        if input.get(required).trim().is_empty() {
            fields.wrong(required, Rule::Missing);
        }
    }
    fields.finish()?;
    let text = |field: &str| input.get(field).to_owned();
    Ok(Draft {
        source: source.unwrap_or(Source::SelfCheck),
        problem: text("problem"),
        category: text("category"),
        cause: text("cause"),
        kind: kind.unwrap_or(Kind::TimeLimited),
        requirement: text("requirement"),
        lead_cadre,
        lead_unit,
        assist,
        owner,
        start_on,
        due_on,
        review_months,
        note: text("note"),
    })
}
