//! The operations of this slice for programs.

use ::store::{Query, Row, StoreError, params};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, PlanDraft, PlanDraftItem, readable};
use super::model::{Change, Difference, part};
use super::store::{self, COLUMNS, VERSIONS, Version};
use crate::api::{Api, Call, Given, Listed, Reason};
use crate::auth::Verb;
use crate::consequences::plan_text::{PlanItem, PlanText};
use crate::error::{Error, Result, Rule};
use crate::id::Id;

/// A version in the list.
#[derive(Serialize, ToSchema)]
struct PlanLineOut {
    id: Id,
    number: i64,
    state: String,
    title: String,
    approved_on: Option<String>,
    /// The campaign's short name.
    campaign: String,
}

fn line(row: &Row<'_>) -> Result<PlanLineOut, StoreError> {
    Ok(PlanLineOut {
        id: row.get(0)?,
        number: row.get(1)?,
        state: row.get(2)?,
        title: row.get(3)?,
        approved_on: row.get(4)?,
        campaign: row.get(5)?,
    })
}

/// A measure and how one sees that it is done.
#[derive(Serialize, ToSchema)]
struct PlanMeasureOut {
    text: String,
    criterion: String,
}

/// An item of a plan.
#[derive(Serialize, ToSchema)]
struct PlanItemOut {
    id: Id,
    no: String,
    /// `rectify`, `special` or `system`.
    part: String,
    problem: String,
    kind: String,
    requirement: String,
    due_on: Option<String>,
    review_months: Option<i64>,
    lead_cadre: String,
    lead_unit: String,
    owner: String,
    measures: Vec<PlanMeasureOut>,
}

impl PlanItemOut {
    fn of(item: PlanItem) -> PlanItemOut {
        let measures = item.measures.into_iter();
        PlanItemOut {
            id: item.id,
            no: item.no,
            part: item.part,
            problem: item.problem,
            kind: item.kind,
            requirement: item.requirement,
            due_on: item.due_on,
            review_months: item.review_months,
            lead_cadre: item.lead_cadre,
            lead_unit: item.lead_unit,
            owner: item.owner,
            measures: measures.map(|m| PlanMeasureOut { text: m.text, criterion: m.criterion }).collect(),
        }
    }
}

/// A version as it stands, with the version of its text that an edit names.
#[derive(Serialize, ToSchema)]
struct PlanOut {
    id: Id,
    campaign: Id,
    number: i64,
    state: &'static str,
    title: String,
    preface: String,
    general: String,
    safeguards: String,
    three_parts: bool,
    items: Vec<PlanItemOut>,
    approved_on: Option<String>,
    return_reason: Option<String>,
    amend_reason: Option<String>,
    publication: Option<Id>,
    /// Of the text that was laid down.
    final_hash: Option<String>,
    version: i64,
}

impl PlanOut {
    fn of((it, text): (Version, PlanText)) -> PlanOut {
        PlanOut {
            id: it.id,
            campaign: it.campaign,
            number: it.no,
            state: it.state.code(),
            title: text.title,
            preface: text.preface,
            general: text.general,
            safeguards: text.safeguards,
            three_parts: text.three_parts,
            items: text.items.into_iter().map(PlanItemOut::of).collect(),
            approved_on: it.approved_on,
            return_reason: it.return_reason,
            amend_reason: it.amend_reason,
            publication: it.publication,
            final_hash: it.final_hash,
            version: it.version,
        }
    }
}

/// One thing that differs.
#[derive(Serialize, ToSchema)]
struct PlanFieldChangeOut {
    field: &'static str,
    before: String,
    after: String,
}

impl PlanFieldChangeOut {
    fn of(change: Change) -> PlanFieldChangeOut {
        PlanFieldChangeOut { field: change.field, before: change.before, after: change.after }
    }
}

/// An item that is in both versions and differs.
#[derive(Serialize, ToSchema)]
struct PlanItemChangeOut {
    item: PlanItemOut,
    changes: Vec<PlanFieldChangeOut>,
}

/// What differs between two versions.
#[derive(Serialize, ToSchema)]
struct PlanDifferenceOut {
    /// The numbers of the two.
    before: i64,
    after: i64,
    texts: Vec<PlanFieldChangeOut>,
    added: Vec<PlanItemOut>,
    removed: Vec<PlanItemOut>,
    changed: Vec<PlanItemChangeOut>,
}

/// A campaign's plan begins.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPlanIn {
    campaign: Id,
    title: String,
}

/// An item that is in it; what is left out stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanItemIn {
    item: Id,
    /// `rectify`, which is meant where it is left out, `special` or `system`.
    part: Option<String>,
    requirement: Option<String>,
    due_on: Option<String>,
}

/// A draft as it is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanDraftIn {
    title: String,
    #[serde(default)]
    preface: String,
    #[serde(default)]
    general: String,
    #[serde(default)]
    safeguards: String,
    #[serde(default)]
    three_parts: bool,
    /// In order; an item that is left out is taken out.
    items: Vec<PlanItemIn>,
    /// The version that was looked at; another one in between is refused as stale.
    seen: Option<i64>,
}

impl PlanDraftIn {
    fn draft(self) -> Result<PlanDraft> {
        let mut given = Given::new();
        let mut items = Vec::with_capacity(self.items.len());
        for item in self.items {
            let code = item.part.as_deref().unwrap_or("rectify");
            let found = given.code("part", Some(code), part).unwrap_or_default();
            let due_on = given.day("due_on", item.due_on.as_deref());
            items.push(PlanDraftItem {
                item: item.item,
                part: found.to_owned(),
                requirement: item.requirement,
                due_on,
            });
        }
        given.finish(Some(PlanDraft {
            title: self.title,
            preface: self.preface,
            general: self.general,
            safeguards: self.safeguards,
            three_parts: self.three_parts,
            items,
        }))
    }
}

async fn list(c: Call) -> Result<Listed<PlanLineOut>> {
    let allowed = c.actor.reach(Verb::PlanRead).predicate(&c.actor.person.id, &COLUMNS);
    let mut query = c.paged(Query::new().allowed(allowed))?;
    if let Some(id) = c.asked_id("campaign")? {
        query = query.filter("campaign", params![id]);
    }
    let page = c.app.db.read(move |tx| tx.page(&VERSIONS, &query, line).map_err(Error::from)).await?;
    Ok(Listed::of(page, |row| row))
}

async fn show(c: Call) -> Result<PlanOut> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let read = c.app.db.read(move |tx| {
        let it = readable(tx, &actor, &id)?;
        let text = store::text(tx, &it)?;
        Ok::<_, Error>((it, text))
    });
    read.await.map(PlanOut::of)
}

async fn differ(c: Call) -> Result<PlanDifferenceOut> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let wrong = |_| Error::Rule(Rule::WrongParameter, "with".to_owned());
    let with: Option<i64> = c.asked("with").map(str::parse).transpose().map_err(wrong)?;
    let read = c.app.db.read(move |tx| actions::compare(tx, &actor, &id, with)).await?;
    let (it, before, Difference { texts, added, removed, changed }) = read;
    let fields = |changes: Vec<Change>| changes.into_iter().map(PlanFieldChangeOut::of).collect();
    Ok(PlanDifferenceOut {
        before,
        after: it.no,
        texts: fields(texts),
        added: added.into_iter().map(PlanItemOut::of).collect(),
        removed: removed.into_iter().map(PlanItemOut::of).collect(),
        changed: changed
            .into_iter()
            .map(|c| PlanItemChangeOut { item: PlanItemOut::of(c.item), changes: fields(c.changes) })
            .collect(),
    })
}

async fn save(c: Call, input: PlanDraftIn) -> Result<()> {
    let seen = input.seen;
    actions::save_plan(&c.app, &c.actor, &c.id("id")?, seen, &input.draft()?).await
}

/// The operations.
pub fn api() -> Api {
    Api::new("plan")
        .get("/plans", "listPlans", "Versions of plans, the newest first.", &["campaign", "after", "limit"], list)
        .get("/plans/{id}", "readPlan", "One version.", &[], show)
        .get("/plans/{id}/difference", "comparePlans", "What it changed of the one before.", &["with"], differ)
        .post("/plans", "createPlan", "A campaign's plan begins.", |c: Call, n: NewPlanIn| async move {
            actions::create_plan(&c.app, &c.actor, &n.campaign, &n.title).await
        })
        .put("/plans/{id}", "savePlan", "Writes a draft, or revises it after the comments.", save)
        .act("/plans/{id}/submit", "submitPlan", "Puts it before the secretary.", |c: Call| async move {
            actions::submit_plan(&c.app, &c.actor, &c.id("id")?).await
        })
        .act("/plans/{id}/approve", "approvePlan", "The secretary approves.", |c: Call| async move {
            actions::approve_plan(&c.app, &c.actor, &c.id("id")?).await
        })
        .post("/plans/{id}/return", "returnPlan", "The secretary returns it.", |c: Call, r: Reason| async move {
            actions::return_plan(&c.app, &c.actor, &c.id("id")?, &r.reason).await
        })
        .act(
            "/plans/{id}/publish",
            "publishPlan",
            "Prepares its publication, whose key it gives.",
            |c: Call| async move { actions::prepare_publication(&c.app, &c.actor, &c.id("id")?).await },
        )
        .act("/plans/{id}/finalise", "finalisePlan", "Lays it down after the comments.", |c: Call| async move {
            actions::finalise_plan(&c.app, &c.actor, &c.id("id")?).await
        })
        .post("/plans/{id}/amend", "amendPlan", "A draft of the next version.", |c: Call, r: Reason| async move {
            actions::amend_plan(&c.app, &c.actor, &c.id("id")?, &r.reason).await
        })
}
