//! The operations of this slice for programs.

use ::store::{Row, StoreError, params};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, Edit};
use super::model::Why;

use super::store::{self, ITEMS};
use crate::api::{Api, Call, Listed};
use crate::error::{Error, Result};
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

const FILTERS: &[&str] = &["campaign", "state", "bucket", "category", "after", "limit"];

async fn list(c: Call) -> Result<Listed<MergedItemOut>> {
    let mut query = c.paged(store::visible(&c.actor)?)?;
    for key in ["campaign", "state", "bucket", "category"] {
        if let Some(value) = c.asked(key) {
            query = query.filter(key, params![value]);
        }
    }
    let page = c.app.db.read(move |tx| tx.page(&ITEMS, &query, line).map_err(Error::from)).await?;
    Ok(Listed::of(page, |item| item))
}

/// The operations.
pub fn api() -> Api {
    Api::new("merging")
        .get("/merged", "listMergedItems", "The merged items that one may see.", FILTERS, list)
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
        .post("/merged/{id}/split", "splitMergedItem", "One becomes two.", |c: Call, s: SplitItemIn| async move {
            let (id, words) = (c.id("id")?, (&s.summary, &s.category));
            actions::split_item(&c.app, &c.actor, &id, s.seen, &s.points, words.0, words.1, &s.reason).await
        })
        .act("/campaigns/{id}/merging/undo", "undoMerging", "Takes one's own last step back.", |c: Call| async move {
            actions::undo(&c.app, &c.actor, &c.id("id")?).await.map(drop)
        })
}
