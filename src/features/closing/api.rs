//! The operations of this slice for programs.

use ::store::{Query, params};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, CarryFacts, MechanismFacts, ShortcomingFacts, SummaryDraft, readable_summary};
use super::model::Blocks;
use super::store::{self, Mechanism, Shortcoming, Summary};
use crate::api::{Api, Call, Listed, day};
use crate::auth::Verb;
use crate::error::{Error, Result, Rule};
use crate::id::Id;

/// A shortcoming.
#[derive(Serialize, ToSchema)]
struct ShortcomingOut {
    id: Id,
    phase: Id,
    text: String,
    owner: String,
    recorded_on: String,
    /// `open`, `carried` or `waived`.
    state: &'static str,
    task: Option<Id>,
    reason: Option<String>,
}

impl ShortcomingOut {
    fn of(s: Shortcoming) -> ShortcomingOut {
        let recorded_on = s.recorded_on.to_string();
        let (id, phase, text, owner, task, reason) = (s.id, s.phase, s.text, s.owner_name, s.task, s.reason);
        ShortcomingOut { id, phase, text, owner, recorded_on, state: s.state.code(), task, reason }
    }
}

/// A new shortcoming.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ShortcomingIn {
    phase: Id,
    text: String,
    /// A key, a name or a staff number.
    owner: String,
}

/// The task that a shortcoming becomes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CarryIn {
    title: String,
    deliverable: String,
    due_on: String,
    /// A key, a name or a staff number.
    accountable: String,
}

/// A reason.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WhyIn {
    reason: String,
}

/// A lasting mechanism.
#[derive(Serialize, ToSchema)]
struct MechanismOut {
    id: Id,
    /// `rule`, `duty` or `review`.
    kind: &'static str,
    title: String,
    text: String,
    unit: String,
    owner: String,
    problem: Option<Id>,
    starts_on: String,
    every_months: Option<i64>,
    next_on: Option<String>,
    listed: bool,
    reason: Option<String>,
    /// What an edit must name, so that nobody overwrites what he has not seen.
    version: i64,
}

impl MechanismOut {
    fn of(m: Mechanism) -> MechanismOut {
        MechanismOut {
            id: m.id,
            kind: m.kind.code(),
            title: m.title,
            text: m.text,
            unit: m.unit_name,
            owner: m.owner_name,
            problem: m.problem,
            starts_on: m.starts_on.to_string(),
            every_months: m.every_months,
            next_on: m.next_on.map(|day| day.to_string()),
            listed: m.listed,
            reason: m.reason,
            version: m.version,
        }
    }
}

/// The facts of a mechanism.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MechanismIn {
    kind: String,
    title: String,
    text: String,
    unit: Id,
    /// A key, a name or a staff number.
    owner: String,
    problem: Option<Id>,
    starts_on: String,
    every_months: Option<i64>,
    /// The version that was looked at; only for an edit.
    version: Option<i64>,
}

impl MechanismIn {
    fn facts(self) -> Result<MechanismFacts> {
        Ok(MechanismFacts {
            starts_on: day("starts_on", &self.starts_on)?,
            kind: self.kind,
            title: self.title,
            text: self.text,
            unit: self.unit.to_string(),
            owner: self.owner,
            problem: self.problem.map(|id| id.to_string()).unwrap_or_default(),
            every_months: self.every_months,
        })
    }
}

/// What was found at a review.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReviewIn {
    held_on: String,
    finding: String,
}

/// A version of a summary.
#[derive(Serialize, ToSchema)]
struct SummaryOut {
    id: Id,
    no: i64,
    /// `draft` or `frozen`.
    state: &'static str,
    title: String,
    achievements: String,
    experience: String,
    problems: String,
    shortcomings: String,
    frozen_on: Option<String>,
    hash: Option<String>,
    /// The text that the hash was computed from.
    text: Option<String>,
    version: i64,
}

impl SummaryOut {
    fn of(s: Summary) -> SummaryOut {
        SummaryOut {
            id: s.id,
            no: s.no,
            state: if s.frozen { "frozen" } else { "draft" },
            title: s.title,
            achievements: s.blocks.achievements,
            experience: s.blocks.experience,
            problems: s.blocks.problems,
            shortcomings: s.blocks.shortcomings,
            frozen_on: s.frozen_on.map(|day| day.to_string()),
            hash: s.frozen_hash,
            text: s.frozen_text,
            version: s.version,
        }
    }
}

/// The title of a new summary.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SummaryNew {
    title: String,
}

/// What an office writes. Figures stand in braces by their names.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SummaryIn {
    title: String,
    #[serde(default)]
    achievements: String,
    #[serde(default)]
    experience: String,
    #[serde(default)]
    problems: String,
    #[serde(default)]
    shortcomings: String,
    /// The version that was looked at.
    version: i64,
}

/// Which version is laid down.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LayDownIn {
    version: i64,
}

async fn shortcomings(c: Call) -> Result<Listed<ShortcomingOut>> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let query = c.paged(Query::new().filter("campaign", params![&id]))?;
    let read = c.app.db.read(move |tx| {
        let of = store::campaign(tx, &id)?;
        actor.permit_read(Verb::CampaignRead, &of.object(false))?;
        Ok::<_, Error>(tx.page(&store::SHORTCOMINGS, &query, store::shortcoming)?)
    });
    Ok(Listed::of(read.await?, ShortcomingOut::of))
}

async fn mechanisms(c: Call) -> Result<Listed<MechanismOut>> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let query = c.paged(Query::new().filter("campaign", params![&id]))?;
    let read = c.app.db.read(move |tx| {
        let of = store::campaign(tx, &id)?;
        actor.permit_read(Verb::MechanismRead, &of.object(of.is_published()))?;
        Ok::<_, Error>(tx.page(&store::MECHANISMS, &query, store::mechanism)?)
    });
    Ok(Listed::of(read.await?, MechanismOut::of))
}

async fn summaries(c: Call) -> Result<Listed<SummaryOut>> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let read = c.app.db.read(move |tx| {
        let of = store::campaign(tx, &id)?;
        actor.permit_read(Verb::SummaryRead, &of.object(of.is_published()))?;
        let inside = actor.permit(Verb::SummaryRead, &of.object(false)).is_ok();
        let mut rows = store::summaries(tx, &id)?;
        rows.retain(|row| row.frozen || inside);
        Ok::<_, Error>(rows)
    });
    Ok(Listed::whole(read.await?.into_iter().map(SummaryOut::of).collect()))
}

async fn summary(c: Call) -> Result<SummaryOut> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let (found, _) = c.app.db.read(move |tx| readable_summary(tx, &actor, &id)).await?;
    Ok(SummaryOut::of(found))
}

async fn edit_mechanism(c: Call, input: MechanismIn) -> Result<()> {
    let seen = input.version.ok_or_else(|| Error::field("version", Rule::Missing))?;
    actions::edit_mechanism(&c.app, &c.actor, &c.id("id")?, seen, &input.facts()?).await
}

async fn carry(c: Call, input: CarryIn) -> Result<Id> {
    let due_on: Date = day("due_on", &input.due_on)?;
    let facts =
        CarryFacts { title: input.title, deliverable: input.deliverable, due_on, accountable: input.accountable };
    actions::carry_shortcoming(&c.app, &c.actor, &c.id("id")?, &facts).await
}

async fn save_summary(c: Call, input: SummaryIn) -> Result<()> {
    let blocks = Blocks {
        achievements: input.achievements,
        experience: input.experience,
        problems: input.problems,
        shortcomings: input.shortcomings,
    };
    let draft = SummaryDraft { title: input.title, blocks };
    actions::save_summary(&c.app, &c.actor, &c.id("id")?, input.version, &draft).await
}

/// The operations.
pub fn api() -> Api {
    with_summaries(with_mechanisms(with_shortcomings(Api::new("closing"))))
}

fn with_shortcomings(api: Api) -> Api {
    let paged = &["after", "limit"];
    api.get("/campaigns/{id}/shortcomings", "listShortcomings", "The register of shortcomings.", paged, shortcomings)
        .post(
            "/campaigns/{id}/shortcomings",
            "addShortcoming",
            "Records a shortcoming.",
            |c: Call, s: ShortcomingIn| async move {
                let facts = ShortcomingFacts { phase: s.phase.to_string(), text: s.text, owner: s.owner };
                actions::add_shortcoming(&c.app, &c.actor, &c.id("id")?, &facts).await
            },
        )
        .post("/shortcomings/{id}/carry", "carryShortcoming", "Carries it on as a task.", carry)
        .post("/shortcomings/{id}/waive", "waiveShortcoming", "Says why not.", |c: Call, w: WhyIn| async move {
            actions::waive_shortcoming(&c.app, &c.actor, &c.id("id")?, &w.reason).await
        })
        .post("/shortcomings/{id}/reopen", "reopenShortcoming", "Takes it up again.", |c: Call, w: WhyIn| async move {
            actions::reopen_shortcoming(&c.app, &c.actor, &c.id("id")?, &w.reason).await
        })
}

fn with_mechanisms(api: Api) -> Api {
    let paged = &["after", "limit"];
    api.get("/campaigns/{id}/mechanisms", "listMechanisms", "The list of lasting mechanisms.", paged, mechanisms)
        .post("/campaigns/{id}/mechanisms", "addMechanism", "Lists one more.", |c: Call, m: MechanismIn| async move {
            actions::add_mechanism(&c.app, &c.actor, &c.id("id")?, &m.facts()?).await
        })
        .put("/mechanisms/{id}", "editMechanism", "Changes one.", edit_mechanism)
        .post("/mechanisms/{id}/end", "endMechanism", "It no longer holds.", |c: Call, w: WhyIn| async move {
            actions::end_mechanism(&c.app, &c.actor, &c.id("id")?, &w.reason).await
        })
        .post("/mechanisms/{id}/reviews", "reviewMechanism", "What was found.", |c: Call, r: ReviewIn| async move {
            let held_on = day("held_on", &r.held_on)?;
            actions::review_mechanism(&c.app, &c.actor, &c.id("id")?, held_on, &r.finding).await
        })
}

fn with_summaries(api: Api) -> Api {
    api.get("/campaigns/{id}/summaries", "listSummaries", "The versions of the summary.", &[], summaries)
        .post("/campaigns/{id}/summaries", "beginSummary", "Begins the summary.", |c: Call, s: SummaryNew| async move {
            actions::begin_summary(&c.app, &c.actor, &c.id("id")?, &s.title).await
        })
        .get("/summaries/{id}", "readSummary", "One version.", &[], summary)
        .put("/summaries/{id}", "saveSummary", "Writes a draft.", save_summary)
        .post("/summaries/{id}/freeze", "freezeSummary", "Lays it down.", |c: Call, s: LayDownIn| async move {
            actions::freeze_summary(&c.app, &c.actor, &c.id("id")?, s.version).await
        })
        .post(
            "/summaries/{id}/revise",
            "reviseSummary",
            "A draft of the next version.",
            |c: Call, w: WhyIn| async move { actions::revise_summary(&c.app, &c.actor, &c.id("id")?, &w.reason).await },
        )
        .act("/summaries/{id}/publish", "publishSummary", "A draft of a publication with it.", |c: Call| async move {
            actions::publish_summary(&c.app, &c.actor, &c.id("id")?).await
        })
}
