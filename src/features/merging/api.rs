//! The operations of this slice for programs.

use ::store::{Row, StoreError, params};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

mod proposals;

use super::actions::{self, Edit, Target};
use super::model::{DecisionKind, Why};
use super::store::{self, ITEMS, groups};
use crate::api::{Api, Call, Listed, Taken, one};
use crate::audit::Act;
use crate::auth::{Object, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;

/// A merged item with how many points it holds and where its rectification stands.
#[derive(Serialize, ToSchema)]
struct MergedItemOut {
    id: Id,
    no: i64,
    summary: String,
    category: String,
    is_key: bool,
    state: String,
    points: i64,
    bucket: String,
}

fn line(row: &Row<'_>) -> Result<MergedItemOut, StoreError> {
    Ok(MergedItemOut {
        id: row.get(0)?,
        no: row.get(1)?,
        summary: row.get(2)?,
        category: row.get(3)?,
        is_key: row.get(4)?,
        state: row.get(5)?,
        points: row.get(6)?,
        bucket: row.get(7)?,
    })
}

/// Points that become a merged item.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewItemIn {
    points: Vec<Id>,
    summary: String,
    category: String,
    /// Why they belong together; may be empty.
    #[serde(default)]
    why: String,
}

/// Points that join an item.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct JoinIn {
    points: Vec<Id>,
    #[serde(default)]
    why: String,
}

/// The words of an item.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WordsIn {
    summary: String,
    category: String,
    is_key: bool,
    /// The version that was looked at; another one in between is refused as stale.
    seen: Option<i64>,
}

/// A reason, and the version that was looked at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SeenIn {
    #[serde(default)]
    reason: String,
    seen: Option<i64>,
}

/// What the secretary looked at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConfirmIn {
    seen: Option<i64>,
}

/// Which item goes in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AbsorbIn {
    from: Id,
    #[serde(default)]
    reason: String,
    seen: Option<i64>,
}

/// Points that go over to another item.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MoveIn {
    points: Vec<Id>,
    into: Id,
    #[serde(default)]
    reason: String,
    seen: Option<i64>,
}

/// Points that leave for an item of their own.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SplitItemIn {
    points: Vec<Id>,
    summary: String,
    category: String,
    #[serde(default)]
    reason: String,
    seen: Option<i64>,
}

/// A suggested group: points that look alike to the program, for a person to judge.
#[derive(Serialize, ToSchema)]
struct SuggestedOut {
    id: Id,
    /// How alike they are, in hundredths.
    cohesion: i64,
    /// The number of the item that they would join.
    item: Option<i64>,
    points: i64,
    /// The words of the point that speaks for the group.
    text: String,
}

/// A point of a suggested group.
#[derive(Serialize, ToSchema)]
struct SuggestedPointOut {
    id: Id,
    text: String,
    sign: String,
    /// Withheld in a small cell.
    population: Option<String>,
    /// In hundredths, against the nearest one.
    score: i64,
    nearest: Option<Id>,
    /// The point that stands for all copies of this text.
    stands_for: Id,
    /// Whether its fields are set, so that it can be merged.
    has_fields: bool,
}

/// A suggested group with the points that one may sort.
#[derive(Serialize, ToSchema)]
struct SuggestedGroupOut {
    round: Id,
    campaign: Id,
    cohesion: i64,
    item: Option<Id>,
    /// What found it.
    method: String,
    /// Whether it was put aside.
    aside: bool,
    /// At most 200.
    points: Vec<SuggestedPointOut>,
}

/// What people decided about suggestions; later runs keep to it.
#[derive(Serialize, ToSchema)]
struct DecisionOut {
    id: Id,
    /// `together`, `apart` or `aside`.
    kind: String,
    reason: String,
    made_on: String,
    by: Option<String>,
    withdrawn: bool,
    pairs: i64,
}

/// How alike a group is to be: `fine`, `careful`, `broad` or `topics`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GroupingIn {
    level: String,
}

/// Points of a suggested group that become an item, or join one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FollowIn {
    points: Vec<Id>,
    /// The item that they join; left out, a new one is made of summary and category.
    into: Option<Id>,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    reason: String,
}

/// What is decided about points of one campaign.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MergeDecisionIn {
    /// `together`, `apart` or `aside`.
    kind: String,
    points: Vec<Id>,
    /// Those from which they are kept apart.
    #[serde(default)]
    others: Vec<Id>,
    /// The suggested group that is put aside.
    group: Option<Id>,
    #[serde(default)]
    reason: String,
}

async fn export_summary(c: Call) -> Result<Taken> {
    let (kind, act) = (c.kind()?, Act::by(&c.actor, c.app.clock.now()));
    let asked = super::export::Asked::by(&c.actor, &c.id("id")?)?;
    let bytes = super::export::export_summary(&c.app, act, &asked, c.lang, kind).await?;
    Ok(Taken { kind, bytes })
}

/// Points of a group that are told.
const SHOWN: u32 = 200;

/// The newest run's groups; `after` is a place in their order.
async fn suggested(c: Call) -> Result<Listed<SuggestedOut>> {
    let wrong = |name: &str| Error::Rule(Rule::WrongParameter, name.to_owned());
    let limit: u32 = match c.asked("limit") {
        None => 50,
        Some(text) => text.parse().ok().filter(|n| (1..=200).contains(n)).ok_or_else(|| wrong("limit"))?,
    };
    let after: i64 = c.asked("after").map_or(Ok(0), |text| text.parse().map_err(|_| wrong("after")))?;
    let aside = match c.asked("aside") {
        None | Some("no") => false,
        Some("yes") => true,
        Some(_) => return Err(wrong("aside")),
    };
    let (actor, round) = (c.actor.clone(), c.id("id")?);
    let read = c.app.db.read(move |tx| {
        actions::round_to_sort(tx, &actor, &round)?;
        let run: Option<Id> = tx.one(&groups::LAST_DONE, &params![&round], |row| row.get(0))?;
        let Some(run) = run else { return Ok(Vec::new()) };
        Ok::<_, Error>(groups::groups(tx, &run, &actor.person.id, after, aside, limit.saturating_add(1))?)
    });
    let mut found = read.await?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| more).map(|group| group.ordinal.to_string());
    let one = |g: groups::GroupLine| SuggestedOut {
        id: g.id,
        cohesion: g.cohesion,
        item: g.item.map(|(no, _)| no),
        points: g.points,
        text: g.text,
    };
    Ok(Listed { items: found.into_iter().map(one).collect(), next })
}

async fn suggested_group(c: Call) -> Result<SuggestedGroupOut> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let read = c.app.db.read(move |tx| {
        let group = actions::group_to_sort(tx, &actor, &id)?;
        Ok::<_, Error>((group, groups::all_members(tx, &id, &actor.person.id, SHOWN)?))
    });
    let (group, members) = read.await?;
    let point = |m: groups::MemberRow| SuggestedPointOut {
        id: m.id,
        text: m.text,
        sign: m.sign,
        population: m.population.filter(|_| !m.hidden),
        score: m.score,
        nearest: m.nearest,
        stands_for: m.fold,
        has_fields: m.has_fields,
    };
    Ok(SuggestedGroupOut {
        round: group.round,
        campaign: group.campaign,
        cohesion: group.cohesion,
        item: group.item.map(|(id, ..)| id),
        method: group.method,
        aside: group.aside,
        points: members.into_iter().map(point).collect(),
    })
}

async fn follow(c: Call, input: FollowIn) -> Result<Id> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let group = c.app.db.read(move |tx| actions::group_to_sort(tx, &actor, &id)).await?;
    let target = match input.into {
        Some(item) => Target::Known(item),
        None => Target::New { summary: input.summary, category: input.category },
    };
    actions::follow(&c.app, &c.actor, &group, &input.points, &target, &input.reason).await
}

async fn decide(c: Call, input: MergeDecisionIn) -> Result<Id> {
    let kind = one("kind", &input.kind, DecisionKind::parse)?;
    let group = input.group.as_ref();
    actions::decide(&c.app, &c.actor, kind, &input.points, &input.others, group, &input.reason).await
}

async fn decisions(c: Call) -> Result<Listed<DecisionOut>> {
    let campaign = c.id("id")?;
    c.actor.permit_read(Verb::MergeEdit, &Object { campaign: Some(campaign.clone()), ..Object::default() })?;
    let before = c.asked_id("after")?.map(|id| id.to_string()).unwrap_or_default();
    let mut found = c.app.db.read(move |tx| groups::decisions(tx, &campaign, &before, 51).map_err(Error::from)).await?;
    let more = found.len() > 50;
    found.truncate(50);
    let next = found.last().filter(|_| more).map(|decision| decision.id.to_string());
    let one = |d: groups::DecisionLine| DecisionOut {
        id: d.id,
        kind: d.kind,
        reason: d.reason,
        made_on: d.made_on,
        by: d.person,
        withdrawn: d.withdrawn,
        pairs: d.pairs,
    };
    Ok(Listed { items: found.into_iter().map(one).collect(), next })
}

const FILTERS: &[&str] = &["campaign", "state", "bucket", "category", "after", "limit"];

async fn list(c: Call) -> Result<Listed<MergedItemOut>> {
    let mut query = c.paged(store::visible(&c.actor)?)?;
    for key in ["campaign", "state", "bucket", "category"] {
        if let Some(value) = c.asked(key) {
            query = query.filter(key, params![value]);
        }
    }
    let me = c.actor.person.id.clone();
    let page = c.app.db.read(move |tx| {
        let mut page = tx.page(&ITEMS, &query, line)?;
        let hidden = store::about_me(tx, &me)?;
        page.rows.iter_mut().for_each(|row| row.points = hidden.less(&row.id, row.points));
        Ok::<_, Error>(page)
    });
    let page = page.await?;
    Ok(Listed::of(page, |item| item))
}

/// The operations.
pub fn api() -> Api {
    let api = Api::new("merging")
        .get("/merged", "listMergedItems", "The merged items that one may see.", FILTERS, list)
        .table(
            "/campaigns/{id}/summary",
            "exportSummary",
            "The summary of opinions as a file.",
            &["file"],
            export_summary,
        )
        .post("/merged", "createMergedItem", "Points become an item.", |c: Call, n: NewItemIn| async move {
            let why = Why::said(&n.why);
            actions::create_merged_item(&c.app, &c.actor, &n.points, &n.summary, &n.category, &why).await
        })
        .post("/merged/{id}/points", "mergePoints", "Points join an item.", |c: Call, j: JoinIn| async move {
            actions::merge_points(&c.app, &c.actor, &c.id("id")?, &j.points, &Why::said(&j.why)).await
        })
        .post("/points/{id}/unmerge", "unmergePoint", "A point leaves its item.", |c: Call, s: SeenIn| async move {
            actions::unmerge_point(&c.app, &c.actor, &c.id("id")?, s.seen, &s.reason).await
        })
        .put("/merged/{id}", "editMergedItem", "Changes the words.", |c: Call, w: WordsIn| async move {
            let edit = Edit { summary: w.summary, category: w.category, is_key: w.is_key };
            actions::edit_item(&c.app, &c.actor, &c.id("id")?, w.seen, &edit).await
        })
        .post(
            "/merged/{id}/confirm",
            "confirmMergedItem",
            "The secretary agrees.",
            |c: Call, s: ConfirmIn| async move { actions::confirm(&c.app, &c.actor, &c.id("id")?, s.seen).await },
        )
        .post("/merged/{id}/explain", "explainMergedItem", "Explains.", |c: Call, s: SeenIn| async move {
            actions::explain(&c.app, &c.actor, &c.id("id")?, s.seen, &s.reason).await
        })
        .post("/merged/{id}/absorb", "absorbMergedItem", "One goes into another.", |c: Call, a: AbsorbIn| async move {
            actions::absorb(&c.app, &c.actor, &c.id("id")?, &a.from, a.seen, &a.reason).await
        })
        .post("/merged/{id}/move", "movePoints", "Points go over to another item.", |c: Call, m: MoveIn| async move {
            actions::move_points(&c.app, &c.actor, &c.id("id")?, m.seen, &m.points, &m.into, &m.reason).await
        })
        .post("/merged/{id}/split", "splitMergedItem", "One becomes two.", |c: Call, s: SplitItemIn| async move {
            let (id, words) = (c.id("id")?, (&s.summary, &s.category));
            actions::split_item(&c.app, &c.actor, &id, s.seen, &s.points, words.0, words.1, &s.reason).await
        })
        .act("/campaigns/{id}/merging/undo", "undoMerging", "Takes one's own last step back.", |c: Call| async move {
            actions::undo(&c.app, &c.actor, &c.id("id")?).await.map(drop)
        });
    proposals::with_proposals(with_suggestions(api))
}

fn with_suggestions(api: Api) -> Api {
    api.post(
        "/rounds/{id}/groupings",
        "askGrouping",
        "Asks for groups of what is unsorted.",
        |c: Call, g: GroupingIn| async move { actions::ask_run(&c.app, &c.actor, &c.id("id")?, &g.level).await },
    )
    .get("/rounds/{id}/suggested", "listSuggested", "The newest groups.", &["aside", "after", "limit"], suggested)
    .get("/suggested/{id}", "readSuggested", "One group with its points.", &[], suggested_group)
    .post("/suggested/{id}/accept", "acceptSuggested", "Its points become an item, or join one.", follow)
    .get("/campaigns/{id}/merge-decisions", "listMergeDecisions", "The newest first.", &["after"], decisions)
    .post("/merge-decisions", "decideMerging", "Together, never together, or aside.", decide)
    .act(
        "/merge-decisions/{id}/withdraw",
        "withdrawMergeDecision",
        "Takes a decision back.",
        |c: Call| async move { actions::withdraw_decision(&c.app, &c.actor, &c.id("id")?).await.map(drop) },
    )
}
