//! 销号: the application and the page on which the reviewers decide.

use askama::Template;
use axum::extract::{Path, State as App_};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::item::{Read, ShownStep, read, shown_steps, who_reviews};
use super::{Input, Tried, key};
use crate::app::App;
use crate::auth::{Actor, LoggedIn, May, Verb, may};
use crate::error::{Error, Refusal, Result, Rule};
use crate::features::rectification::actions::{self, Application};
use crate::features::rectification::model::{Event, Step};
use crate::features::rectification::store;
use crate::id::Id;
use crate::view::{PostForm, Shell, page, see};

#[derive(Template)]
#[template(path = "rectification/pages/apply.html")]
struct ApplyPage {
    shell: Shell,
    tried: Tried,
    read: Read,
    dept: String,
    lead: String,
}

impl ApplyPage {
    /// What stands in a measure's field: what was sent, else the result written when it was done.
    fn result(&self, id: &Id, written: &Option<String>) -> String {
        if self.tried.is_refused() {
            return self.tried.kept("close", &format!("result-{id}")).to_owned();
        }
        written.clone().unwrap_or_default()
    }
    /// All evidence is offered as chosen; what was taken away stays away.
    fn chosen(&self, id: &Id) -> bool {
        !self.tried.is_refused() || self.tried.input.all("proof").any(|p| p == id.as_str())
    }
    fn left(&self) -> &str {
        self.tried.kept("close", "left")
    }
    fn wrong(&self, field: &str) -> Option<&'static str> {
        self.tried.wrong("close", field)
    }
}

/// `GET /items/{id}/close`: 14 queries at most.
pub(super) async fn application(
    App_(app): App_<App>,
    may: May<may::ItemApplyClose>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    application_form(&app, shell, &may, &key(&id)?, Tried::default()).await
}

async fn application_form(app: &App, shell: Shell, actor: &Actor, id: &Id, tried: Tried) -> Result<Response> {
    let (who, id, today) = (actor.clone(), id.clone(), shell.today);
    let found = app.db.read(move |tx| {
        let found = read(tx, &who, &id, today)?;
        who.permit(Verb::ItemApplyClose, &found.item.object())?;
        if !found.item.standing().allows(Event::ApplyClose) {
            return Err(Error::rule(Rule::WrongState));
        }
        Ok(found)
    });
    let read = found.await?;
    let (dept, lead) = (who_reviews(shell.t, &read, Step::Dept), who_reviews(shell.t, &read, Step::Lead));
    page(&ApplyPage { shell, tried, read, dept, lead })
}

/// `POST /items/{id}/close`.
pub(super) async fn apply(
    App_(app): App_<App>,
    may: May<may::ItemApplyClose>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let id = key(&id)?;
    let result = |(name, text): &(String, String)| {
        let measure = name.strip_prefix("result-").and_then(Id::parse)?;
        Some((measure, text.clone()))
    };
    let application = Application {
        results: input.0.iter().filter_map(result).collect(),
        evidence: input.all("proof").filter_map(Id::parse).collect(),
        left: input.get("left").to_owned(),
    };
    match actions::apply_close(&app, &may, &id, &application).await {
        Ok(()) => Ok(see(format!("/items/{id}"))),
        Err(error @ (Error::Invalid(_) | Error::Rule(Rule::MeasuresOpen | Rule::EvidenceMissing, _))) => {
            let tried = Tried::new(shell.t, "close", error, &input)?;
            let shown = application_form(&app, shell, &may, &id, tried).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
        }
        Err(other) => Err(other),
    }
}

#[derive(Template)]
#[template(path = "rectification/pages/review.html")]
struct ReviewPage {
    step: Step,
    steps: Vec<ShownStep>,
    /// Each measure with its criterion and what the application says of it.
    said: Vec<(String, String, String)>,
    proofs: Vec<Id>,
    left: String,
    applied: String,
    agree: String,
    read: Read,
    tried: Tried,
    shell: Shell,
}

/// `GET /items/{id}/review`: 16 queries at most.
pub(super) async fn review(
    App_(app): App_<App>,
    LoggedIn(session): LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    review_form(&app, shell, &session.actor, &key(&id)?, Tried::default()).await
}

async fn review_form(app: &App, shell: Shell, actor: &Actor, id: &Id, tried: Tried) -> Result<Response> {
    let (who, id, today) = (actor.clone(), id.clone(), shell.today);
    let found = app.db.read(move |tx| {
        let found = read(tx, &who, &id, today)?;
        let step = found.review.ok_or(Error::Refused(Refusal::Role))?;
        let (results, proofs) = store::application(tx, &id, found.item.attempt)?;
        Ok::<_, Error>((found, step, results, proofs))
    });
    let (read, step, results, proofs) = found.await?;
    let t = shell.t;
    let said = read.measures.iter().map(|m| {
        let result = results.iter().find(|(id, _)| *id == m.id).map(|(_, text)| text.clone());
        (m.text.clone(), m.criterion.clone(), result.unwrap_or_default())
    });
    let applied = read.steps.iter().find(|s| s.attempt == read.item.attempt && s.step == Step::Apply);
    page(&ReviewPage {
        step,
        steps: shown_steps(app, &shell, &read),
        said: said.collect(),
        proofs,
        left: applied.map(|s| s.opinion.clone()).unwrap_or_default(),
        applied: applied.map(|s| t.item_applied(&s.name, shell.day(&s.on))).unwrap_or_default(),
        agree: match step {
            Step::Dept => t.item_agree_dept(who_reviews(t, &read, Step::Lead)),
            Step::Lead => t.item_agree_lead().to_owned(),
            _ => t.item_agree_final().to_owned(),
        },
        read,
        tried,
        shell,
    })
}

/// `POST /items/{id}/review`: the form names its step, so that a page left open does not decide in another one.
pub(super) async fn decide(
    App_(app): App_<App>,
    LoggedIn(session): LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(input): PostForm<Input>,
) -> Result<Response> {
    let (id, actor, opinion) = (key(&id)?, &session.actor, input.get("opinion"));
    let agree = match input.get("decision") {
        "agree" => true,
        "return" => false,
        _ => {
            let tried = Tried::new(shell.t, "review", Error::field("decision", Rule::UnknownChoice), &input)?;
            let shown = review_form(&app, shell, actor, &id, tried).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response());
        }
    };
    let done = match Step::parse(input.get("step")) {
        Some(Step::Dept) => actions::review_dept(&app, actor, &id, agree, opinion).await,
        Some(Step::Lead) => actions::review_lead(&app, actor, &id, agree, opinion).await,
        Some(Step::Final) => actions::review_final(&app, actor, &id, agree, opinion).await,
        _ => Err(Error::rule(Rule::UnreadableForm)),
    };
    match done {
        Ok(()) => Ok(see(format!("/items/{id}"))),
        Err(error @ Error::Invalid(_)) => {
            let tried = Tried::new(shell.t, "review", error, &input)?;
            let shown = review_form(&app, shell, actor, &id, tried).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
        }
        Err(other) => Err(other),
    }
}
