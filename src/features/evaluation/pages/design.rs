//! The list of evaluations, and the form of a new one.

use ::store::params;
use askama::Template;
use axum::extract::{Query, State as Ext};
use axum::response::Response;
use ballot::rate::Variant;
use serde::Deserialize;

use super::super::actions::{self, NewEvaluation};
use super::super::model::Evaluation;
use super::super::store;
use crate::app::App;
use crate::auth::{LoggedIn, May, Object, Verb, may};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::view::fields::Fields;
use crate::view::{PostForm, Shell, page, see};

/// Which campaign a list is of.
#[derive(Deserialize, Default)]
pub struct OfCampaign {
    #[serde(default)]
    campaign: String,
}

#[derive(Template)]
#[template(path = "evaluation/pages/list.html")]
struct ListPage {
    shell: Shell,
    campaign: Option<Id>,
    may_create: bool,
    open_for_me: Vec<(Id, String, String)>,
    evaluations: Vec<Evaluation>,
}

/// `GET /evaluations?campaign=KEY`: the evaluations of a campaign that one may see, and those one may vote in. Two queries.
pub async fn list(Ext(app): Ext<App>, me: LoggedIn, shell: Shell, Query(of): Query<OfCampaign>) -> Result<Response> {
    let campaign = Id::parse(&of.campaign);
    let actor = (*me).clone();
    let asked = campaign.clone();
    let (open_for_me, evaluations) = app
        .db
        .read(move |tx| {
            let mine = tx.all(&store::OPEN_FOR_ME, &params![&actor.person.id], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
            let all = asked.as_ref().map(|c| store::of_campaign(tx, c)).transpose()?.unwrap_or_default();
            let visible = all.into_iter().filter(|e| actions::may_see(&actor, e)).collect();
            Ok::<(Vec<(Id, String, String)>, Vec<Evaluation>), Error>((mine, visible))
        })
        .await?;
    let object = Object { campaign: campaign.clone(), ..Object::default() };
    let may_create = campaign.is_some() && me.permit(Verb::EvaluationEdit, &object).is_ok();
    page(&ListPage { shell, campaign, may_create, open_for_me, evaluations })
}

#[derive(Template)]
#[template(path = "evaluation/pages/new.html")]
struct NewPage {
    shell: Shell,
    form: NewForm,
    problems: Vec<String>,
    people: Vec<(Id, String, String)>,
    units: Vec<(Id, String)>,
}

/// What the office fills in.
#[derive(Deserialize, Default, Clone)]
pub struct NewForm {
    #[serde(default)]
    campaign: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    closes_on: String,
    #[serde(default)]
    threshold: String,
    #[serde(default)]
    variant: String,
    #[serde(default)]
    scope: Vec<String>,
    #[serde(default)]
    first_teller: String,
    #[serde(default)]
    second_teller: String,
    #[serde(default)]
    merged_items: String,
    #[serde(default)]
    by_group: String,
}

impl NewForm {
    fn has_scope(&self, key: &str) -> bool {
        self.scope.iter().any(|s| s == key)
    }
}

/// `GET /evaluations/new?campaign=KEY`. Two queries.
pub async fn new(
    Ext(app): Ext<App>,
    _may: May<may::EvaluationEdit>,
    shell: Shell,
    Query(of): Query<OfCampaign>,
) -> Result<Response> {
    let form =
        NewForm { campaign: of.campaign, threshold: "80".into(), merged_items: "yes".into(), ..NewForm::default() };
    new_page(&app, shell, form, Vec::new()).await
}

async fn new_page(app: &App, shell: Shell, form: NewForm, problems: Vec<String>) -> Result<Response> {
    let (people, units) = app
        .db
        .read(|tx| {
            let people = tx.all(&store::PEOPLE, &params![], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get::<Option<String>>(2)?.unwrap_or_default()))
            })?;
            let units = tx.all(&store::UNITS, &params![], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok::<_, Error>((people, units))
        })
        .await?;
    page(&NewPage { shell, form, problems, people, units })
}

/// `POST /evaluations/new`.
pub async fn create(
    Ext(app): Ext<App>,
    me: May<may::EvaluationEdit>,
    shell: Shell,
    PostForm(form): PostForm<NewForm>,
) -> Result<Response> {
    let made = match read_new(&form) {
        Ok(new) => actions::create(&app, &me, new).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(id) => Ok(see(format!("/evaluations/{id}"))),
        Err(error @ Error::Invalid(_)) => {
            let problems = shell.t.error(&error);
            let mut response = new_page(&app, shell, form, problems).await?;
            *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(error) => Err(error),
    }
}

fn read_new(form: &NewForm) -> Result<NewEvaluation> {
    let mut fields = Fields::default();
    let name = fields.text("name", &form.name, 100);
    let closes_on = fields.date("closes_on", &form.closes_on);
    let threshold = fields.choice("threshold", &form.threshold, |t| t.parse().ok());
    let campaign = fields.choice("campaign", &form.campaign, Id::parse);
    let first = fields.choice("tellers", &form.first_teller, Id::parse);
    let second = fields.choice("tellers", &form.second_teller, Id::parse);
    let scopes = form
        .scope
        .iter()
        .filter_map(|s| match s.as_str() {
            "everyone" => Some(("everyone".to_owned(), String::new())),
            unit => Id::parse(unit).map(|id| ("unit".to_owned(), id.to_string())),
        })
        .collect();
    fields.finish()?;
    let (Some(threshold), Some(campaign), Some(first), Some(second)) = (threshold, campaign, first, second) else {
        return Err(Error::NotFound);
    };
    let variant = if form.variant == "valid" { Variant::Valid } else { Variant::Judging };
    let merged_items = form.merged_items == "yes";
    let tellers = [first, second];
    Ok(NewEvaluation {
        campaign,
        name,
        closes_on,
        threshold,
        variant,
        scopes,
        tellers,
        merged_items,
        by_group: form.by_group == "yes",
    })
}
