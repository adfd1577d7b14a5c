//! The vote. These pages stand on a route whose cookies are dropped before anything reads them.

use ::store::params;
use askama::Template;
use axum::extract::{Path, State as Ext};
use axum::response::Response;
use ballot::seal::Ballot;
use serde::Deserialize;

use super::super::actions;
use super::super::model::{self, Evaluation, Event, Item};
use super::super::store;
use crate::app::App;
use crate::auth::session::digest;
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;
use crate::view::{PostForm, Shell, page, see};

#[derive(Template)]
#[template(path = "evaluation/pages/ballot.html")]
struct BallotPage {
    shell: Shell,
    name: String,
    items: Vec<(i64, String)>,
    remark: String,
    problems: Vec<String>,
}

#[derive(Template)]
#[template(path = "evaluation/pages/cast.html")]
struct CastPage {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "evaluation/pages/enter.html")]
struct EnterPage {
    shell: Shell,
}

/// `GET /vote/`: for whoever holds a printed code and no camera. No query.
pub async fn enter(shell: Shell) -> Result<Response> {
    page(&EnterPage { shell })
}

/// A code as it is typed.
#[derive(Deserialize)]
pub struct EnterForm {
    #[serde(default)]
    code: String,
}

/// `POST /vote/`.
pub async fn entered(shell: Shell, PostForm(form): PostForm<EnterForm>) -> Result<Response> {
    let code = model::typed_code(&form.code);
    if code.is_empty() || code.len() > 64 || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return page(&EnterPage { shell });
    }
    Ok(see(format!("/vote/{code}")))
}

/// `GET /vote/{code}`. No session reaches this page. Three queries.
pub async fn ballot(Ext(app): Ext<App>, shell: Shell, Path(code): Path<String>) -> Result<Response> {
    ballot_page(&app, shell, &code, String::new(), Vec::new()).await
}

async fn ballot_page(app: &App, shell: Shell, code: &str, remark: String, problems: Vec<String>) -> Result<Response> {
    let (evaluation, items) = behind(app, code).await?;
    let t = shell.t;
    let items = items.iter().map(|i| (i.ordinal, t.evaluation_item(&i.kind, &i.title))).collect();
    page(&BallotPage { shell, name: evaluation.name, items, remark, problems })
}

/// The open evaluation behind a code.
async fn behind(app: &App, code: &str) -> Result<(Evaluation, Vec<Item>)> {
    let hash = digest(&model::typed_code(code));
    app.db
        .glance(move |tx| {
            let id: Id = tx
                .one(&store::BY_CODE, &params![&hash], |row| row.get(0))?
                .ok_or(Error::rule(Rule::VoteCodeUnknown))?;
            let evaluation = store::find(tx, &id)?.ok_or(Error::NotFound)?;
            evaluation.state.next(Event::Vote).ok_or(Error::rule(Rule::VoteNotOpen))?;
            let items = store::items(tx, &id)?;
            Ok((evaluation, items))
        })
        .await
}

/// A ballot as it comes from the form: `a1`, `a2`, … and a remark.
#[derive(Deserialize)]
pub struct CastForm {
    #[serde(default)]
    text: String,
    #[serde(flatten)]
    answers: std::collections::HashMap<String, String>,
}

/// `POST /vote/{code}`.
pub async fn cast(
    Ext(app): Ext<App>,
    shell: Shell,
    Path(code): Path<String>,
    PostForm(form): PostForm<CastForm>,
) -> Result<Response> {
    let (_, items) = behind(&app, &code).await?;
    let codes: Vec<String> =
        items.iter().map(|i| form.answers.get(&format!("a{}", i.ordinal)).cloned().unwrap_or_default()).collect();
    let cast = async {
        let answers = model::answers(&codes, items.len()).ok_or(Error::field("answer", Rule::UnknownChoice))?;
        actions::vote(&app, &code, Ballot { answers, text: remark(&form.text)?, group: 0 }).await
    };
    match cast.await {
        Ok(()) => page(&CastPage { shell }),
        Err(error @ Error::Invalid(_)) => {
            let problems = shell.t.error(&error);
            let mut response = ballot_page(&app, shell, &code, form.text, problems).await?;
            *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(error) => Err(error),
    }
}

/// A remark of at most 1,000 characters.
pub(super) fn remark(text: &str) -> Result<String> {
    let mut fields = Fields::default();
    let remark = fields.optional("text", text, 1_000).unwrap_or_default();
    fields.finish()?;
    Ok(remark)
}
