//! The summary: its versions, one of them, the editor, the document.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

use super::{Asked, key};
use crate::app::App;
use crate::auth::{Actor, LoggedIn, Verb};
use crate::consequences;
use crate::error::{Error, Result};
use crate::features::closing::actions::{self, SummaryDraft, readable_summary};
use crate::features::closing::document::document;
use crate::features::closing::model::{Blocks, CODES, SummaryText, value};
use crate::features::closing::store::{self, Of, Summary};
use crate::id::Id;
use crate::view::download::{self, DOCX, Place};
use crate::view::input::{Input, shown, wrong_fields};
use crate::view::{PostForm, Shell, see};

#[derive(Template)]
#[template(path = "closing/pages/summaries.html")]
struct ListPage {
    shell: Shell,
    of: Of,
    rows: Vec<Summary>,
    may_begin: bool,
    input: Input,
}

#[derive(Template)]
#[template(path = "closing/pages/summary.html")]
struct ShowPage {
    shell: Shell,
    of: Of,
    it: Summary,
    blocks: Vec<(&'static str, String)>,
    sentence: String,
    may_edit: bool,
    may_freeze: bool,
    may_revise: bool,
    may_publish: bool,
    input: Input,
}

#[derive(Template)]
#[template(path = "closing/pages/summary_edit.html")]
struct EditPage {
    shell: Shell,
    it: Summary,
    codes: Vec<(&'static str, String)>,
    fields: [&'static str; 4],
    input: Input,
}

/// `GET /summaries`: two queries.
pub async fn list(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    page(&app, shell, &session.actor, asked, None).await
}

async fn page(app: &App, shell: Shell, actor: &Actor, asked: Asked, input: Option<Input>) -> Result<Response> {
    let (reader, campaign) = (actor.clone(), asked.campaign()?);
    let (of, rows) = app
        .db
        .read(move |tx| {
            let of = store::campaign_or_active(tx, campaign.as_ref())?;
            reader.permit_read(Verb::SummaryRead, &of.object(of.is_published()))?;
            let mut rows = store::summaries(tx, &of.id)?;
            // A draft is shown to those who write and lay down.
            let inside = reader.permit(Verb::SummaryRead, &of.object(false)).is_ok();
            rows.retain(|row| row.frozen || inside);
            Ok::<_, Error>((of, rows))
        })
        .await?;
    let edits = of.is_open() && actor.permit(Verb::SummaryEdit, &of.object(false)).is_ok();
    let default = || Input::filled(&[("title", shell.t.summary_default(&of.short_name))]);
    let input = input.unwrap_or_else(default);
    let page = ListPage { may_begin: edits && rows.is_empty(), rows, of, input, shell };
    shown(&page, &page.input)
}

/// `POST /summaries`: one unit of work.
pub async fn create(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let input = Input::posted(form);
    let campaign = key(input.value("campaign"))?;
    match wrong_fields(actions::begin_summary(&app, &session.actor, &campaign, input.value("title")).await)? {
        Ok(id) => Ok(see(format!("/summaries/{id}/edit"))),
        Err(wrong) => {
            let asked = Asked { campaign: campaign.to_string(), ..Asked::default() };
            page(&app, shell, &session.actor, asked, Some(input.with(wrong))).await
        }
    }
}

/// `GET /summaries/{id}`: two queries, and those of the figures while it is a draft.
pub async fn show(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
) -> Result<Response> {
    one(&app, shell, &session.actor, key(&id)?, Input::default()).await
}

async fn one(app: &App, shell: Shell, actor: &Actor, id: Id, input: Input) -> Result<Response> {
    let (reader, today) = (actor.clone(), shell.today);
    let (of, it, newest, figures) = app
        .db
        .read(move |tx| {
            let (it, of) = readable_summary(tx, &reader, &id)?;
            let newest = store::summaries(tx, &of.id)?.first().map_or(0, |s| s.no);
            let figures = match it.frozen_text.as_deref().and_then(SummaryText::parse) {
                Some(text) => text.figures,
                None => consequences::campaign_figures(tx, &of.id, today)?,
            };
            Ok::<_, Error>((of, it, newest, figures))
        })
        .await?;
    let frozen = it.frozen_text.as_deref().and_then(SummaryText::parse);
    // A draft is shown with the figures of today; where a name is unknown, as it was written.
    let blocks = match &frozen {
        Some(text) => text.blocks.clone(),
        None => it.blocks.filled(&figures).unwrap_or_else(|_| it.blocks.clone()),
    };
    let may = |verb| of.is_open() && actor.permit(verb, &of.object(false)).is_ok();
    let t = shell.t;
    let page = ShowPage {
        blocks: blocks.all().map(|(code, text)| (t.summary_block(code), text.to_owned())).into(),
        sentence: value(&figures, if t.0 == crate::text::Lang::Zh { "/sentence" } else { "/sentence_en" }),
        may_edit: !it.frozen && may(Verb::SummaryEdit),
        may_freeze: !it.frozen && may(Verb::SummaryFreeze) && it.written_by != actor.person.id,
        may_revise: it.frozen && it.no == newest && may(Verb::SummaryFreeze),
        may_publish: it.frozen && actor.permit(Verb::PublicationCreate, &of.object(false)).is_ok(),
        of,
        it,
        input,
        shell,
    };
    shown(&page, &page.input)
}

/// `GET /summaries/{id}/edit`: two queries, and those of the figures.
pub async fn form(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
) -> Result<Response> {
    edit_page(&app, shell, &session.actor, key(&id)?, None).await
}

async fn edit_page(app: &App, shell: Shell, actor: &Actor, id: Id, input: Option<Input>) -> Result<Response> {
    let (writer, today) = (actor.clone(), shell.today);
    let (it, figures) = app
        .db
        .read(move |tx| {
            let (it, of) = readable_summary(tx, &writer, &id)?;
            actions::permit(&writer, Verb::SummaryEdit, &of)?;
            let figures = consequences::campaign_figures(tx, &of.id, today)?;
            Ok::<_, Error>((it, figures))
        })
        .await?;
    let input = input.unwrap_or_else(|| {
        let mut values = vec![("title", it.title.clone()), ("version", it.version.to_string())];
        values.extend(it.blocks.all().map(|(code, text)| (code, text.to_owned())));
        Input::filled(&values)
    });
    let t = shell.t;
    let page = EditPage {
        codes: CODES.iter().map(|(code, at)| (t.summary_code(code), value(&figures, at))).collect(),
        fields: ["achievements", "experience", "problems", "shortcomings"],
        it,
        input,
        shell,
    };
    shown(&page, &page.input)
}

/// `POST /summaries/{id}/edit`: one unit of work.
pub async fn save(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let id = key(&id)?;
    let input = Input::posted(form);
    let value = |name: &str| input.value(name).replace("\r\n", "\n");
    let draft = SummaryDraft {
        title: value("title"),
        blocks: Blocks {
            achievements: value("achievements"),
            experience: value("experience"),
            problems: value("problems"),
            shortcomings: value("shortcomings"),
        },
    };
    let seen = input.value("version").parse().unwrap_or(0);
    match wrong_fields(actions::save_summary(&app, &session.actor, &id, seen, &draft).await)? {
        Ok(()) => Ok(see(format!("/summaries/{id}"))),
        Err(wrong) => edit_page(&app, shell, &session.actor, id, Some(input.with(wrong))).await,
    }
}

/// `POST /summaries/{id}/{verb}`: freeze, revise or publish; one unit of work.
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
    let to = match verb.as_str() {
        "freeze" => {
            let seen = input.value("version").parse().unwrap_or(0);
            actions::freeze_summary(&app, actor, &id, seen).await.map(|()| format!("/summaries/{id}"))
        }
        "revise" => {
            let next = actions::revise_summary(&app, actor, &id, input.value("reason")).await;
            next.map(|next| format!("/summaries/{next}"))
        }
        "publish" => {
            let made = actions::publish_summary(&app, actor, &id).await;
            made.map(|publication| format!("/publications/{publication}"))
        }
        _ => return Err(Error::NotFound),
    };
    match wrong_fields(to)? {
        Ok(path) => Ok(see(path)),
        Err(wrong) => one(&app, shell, actor, id, input.with(wrong)).await,
    }
}

/// The text that was laid down, for whoever may read it. Two queries.
async fn frozen(app: &App, actor: &Actor, id: &str) -> Result<(String, String)> {
    let (reader, id) = (actor.clone(), key(id)?);
    let (found, _) = app.db.read(move |tx| readable_summary(tx, &reader, &id)).await?;
    found.frozen_text.zip(found.frozen_hash).ok_or(Error::NotFound)
}

/// `GET /summaries/{id}/document`: the .docx.
pub async fn docx(State(app): State<App>, LoggedIn(session): LoggedIn, Path(id): Path<String>) -> Result<Response> {
    let (text, hash) = frozen(&app, &session.actor, &id).await?;
    let text = SummaryText::parse(&text).ok_or_else(|| Error::Internal("a summary could not be read".into()))?;
    let content = document(&text, &hash)?.to_docx().map_err(|problem| Error::Internal(problem.to_string()))?;
    download::file(&format!("{}.docx", text.title), DOCX, Place::Attachment, content)
}

/// `GET /summaries/{id}/text`: the text that the hash was computed from.
pub async fn text(State(app): State<App>, LoggedIn(session): LoggedIn, Path(id): Path<String>) -> Result<Response> {
    let (text, _) = frozen(&app, &session.actor, &id).await?;
    download::file("summary.json", "application/json; charset=utf-8", Place::Attachment, text.into_bytes())
}
