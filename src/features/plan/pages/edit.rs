//! The editor: the texts, and which items are in it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;

use crate::app::App;
use crate::auth::{Actor, LoggedIn, Verb};
use crate::consequences::plan_text::PARTS;
use crate::error::{Error, Result, Rule};
use crate::features::plan::actions::{self, PlanDraft, PlanDraftItem, readable};
use crate::features::plan::model::PlanEvent;
use crate::features::plan::store::{self, Planned, Version};
use crate::id::Id;
use crate::view::Wrong;
use crate::view::fields::Fields;
use crate::view::{self, PostForm, Shell, see};

/// The plan as the form sends it. The fields of the items are parallel: one of each for every item, in order.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct PlanForm {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    title: String,
    #[serde(default)]
    preface: String,
    #[serde(default)]
    general: String,
    #[serde(default)]
    safeguards: String,
    #[serde(default)]
    three_parts: String,
    #[serde(default)]
    include: Vec<String>,
    #[serde(default)]
    item: Vec<String>,
    #[serde(default)]
    part: Vec<String>,
    #[serde(default)]
    requirement: Vec<String>,
    #[serde(default)]
    due_on: Vec<String>,
}

impl PlanForm {
    fn of(it: &Version, inside: &[Planned]) -> PlanForm {
        let mut form = PlanForm {
            version: it.version,
            title: it.title.clone(),
            preface: it.preface.clone(),
            general: it.general.clone(),
            safeguards: it.safeguards.clone(),
            three_parts: if it.three_parts { "yes".to_owned() } else { String::new() },
            ..PlanForm::default()
        };
        for planned in inside {
            let item = planned.as_planned();
            form.include.push(item.id.to_string());
            form.item.push(item.id.to_string());
            form.part.push(item.part);
            form.requirement.push(item.requirement);
            form.due_on.push(item.due_on.unwrap_or_default());
        }
        form
    }

    fn draft(&self) -> Result<PlanDraft> {
        let at = |column: &[String], at: usize| column.get(at).cloned().unwrap_or_default();
        let mut fields = Fields::default();
        let mut items = Vec::new();
        for (n, id) in self.item.iter().enumerate().filter(|(_, id)| self.include.contains(id)) {
            let Some(item) = Id::parse(id) else { continue };
            let due_on: Option<Date> = match at(&self.due_on, n).trim() {
                "" => None,
                day => day.parse().ok().or_else(|| {
                    fields.wrong("due_on", Rule::NotADate);
                    None
                }),
            };
            let requirement = Some(at(&self.requirement, n)).filter(|text| !text.trim().is_empty());
            items.push(PlanDraftItem { item, part: at(&self.part, n), requirement, due_on });
        }
        fields.finish()?;
        Ok(PlanDraft {
            title: self.title.clone(),
            preface: self.preface.clone(),
            general: self.general.clone(),
            safeguards: self.safeguards.clone(),
            three_parts: self.three_parts == "yes",
            items,
        })
    }
}

/// An item in the editor.
struct Choice {
    planned: Planned,
    included: bool,
    part: String,
    requirement: String,
    due_on: String,
    /// Its requirement and deadline may be changed here: an approved item changes by the plan alone.
    open: bool,
}

#[derive(Template)]
#[template(path = "plan/pages/edit.html")]
struct Page {
    shell: Shell,
    it: Version,
    form: PlanForm,
    choices: Vec<Choice>,
    parts: Vec<&'static str>,
    wrong: Wrong,
}

/// `GET /plans/{id}/edit`. Six queries.
pub async fn form(State(app): State<App>, actor: LoggedIn, shell: Shell, Path(id): Path<String>) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    page(&app, &actor, shell, &id, None, Wrong::default()).await
}

async fn page(
    app: &App,
    actor: &Actor,
    shell: Shell,
    id: &Id,
    typed: Option<PlanForm>,
    wrong: Wrong,
) -> Result<Response> {
    let (me, key) = (actor.clone(), id.clone());
    let (it, inside, all) = app
        .db
        .read(move |tx| {
            let it = readable(tx, &me, &key)?;
            me.permit(Verb::PlanEdit, &it.object(false))?;
            if it.state.next(PlanEvent::Save).is_none() {
                return Err(Error::rule(Rule::WrongState));
            }
            Ok((it.clone(), store::items(tx, &it)?, store::choices(tx, &it.campaign)?))
        })
        .await?;
    let form = typed.unwrap_or_else(|| PlanForm::of(&it, &inside));
    let choices = all.into_iter().map(|planned| choice(planned, &form)).collect();
    let page = Page { shell, it, form, choices, parts: PARTS.to_vec(), wrong };
    Ok(page.wrong.answer(view::page(&page)?))
}

fn choice(planned: Planned, form: &PlanForm) -> Choice {
    let at = form.item.iter().position(|id| id == planned.item.id.as_str());
    let typed = |column: &[String]| at.and_then(|at| column.get(at)).cloned();
    let item = &planned.item;
    Choice {
        included: form.include.iter().any(|id| id == item.id.as_str()),
        part: typed(&form.part).unwrap_or_else(|| item.part.clone()),
        requirement: typed(&form.requirement).unwrap_or_else(|| item.requirement.clone()),
        due_on: typed(&form.due_on).unwrap_or_else(|| item.due_on.clone().unwrap_or_default()),
        open: !planned.is_done(),
        planned,
    }
}

/// `POST /plans/{id}/edit`.
pub async fn save(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<PlanForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let saved = match form.draft() {
        Ok(draft) => actions::save_plan(&app, &actor, &id, Some(form.version), &draft).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => Ok(see(format!("/plans/{id}?done=save"))),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t, shell.t.publication_stale())?;
            page(&app, &actor, shell, &id, Some(form), wrong).await
        }
    }
}
