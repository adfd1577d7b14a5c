//! Proposals of departments for programs.

use ::store::{Query, params};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::{Api, Call, Listed};
use crate::auth::{Object, Verb};
use crate::error::{Error, Refusal, Result};
use crate::features::merging::actions::{self, Wish};
use crate::features::merging::store::proposals::{self as rows, PROPOSALS, Proposal};
use crate::id::Id;

/// A proposal to merge.
#[derive(Serialize, ToSchema)]
struct ProposalOut {
    id: Id,
    /// `open`, `accepted`, `declined` or `withdrawn`.
    state: &'static str,
    summary: String,
    category: String,
    /// The item that the points are to join; nothing: a new one.
    into: Option<Id>,
    reason: String,
    points: i64,
    by: String,
    on: String,
    answer: Option<String>,
    /// What came of it.
    item: Option<Id>,
}

impl ProposalOut {
    fn of(p: Proposal) -> ProposalOut {
        ProposalOut {
            id: p.id,
            state: p.state.code(),
            summary: p.summary,
            category: p.category,
            into: p.into,
            reason: p.reason,
            points: p.points,
            by: p.by_name,
            on: p.on,
            answer: p.answer,
            item: p.item,
        }
    }
}

/// What a department proposes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProposalIn {
    points: Vec<Id>,
    /// An item that is there; or the words of a new one.
    into: Option<Id>,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    category: String,
    reason: String,
}

/// What the office makes of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProposalAccepted {
    /// An item that is there; or the words of a new one.
    into: Option<Id>,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    category: String,
    /// Empty: the reason of the proposal.
    #[serde(default)]
    reason: String,
}

/// Why it is declined.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProposalDeclined {
    answer: String,
}

/// Those who read merging see what holds no point of theirs or about them; others see their own.
async fn list(c: Call) -> Result<Listed<ProposalOut>> {
    let (campaign, me) = (c.id("id")?, c.actor.person.id.clone());
    let object = Object { campaign: Some(campaign.clone()), ..Object::default() };
    let query = Query::new().filter("campaign", params![&campaign]);
    let query = if c.actor.permit(Verb::MergeRead, &object).is_ok() {
        query.filter("free", params![&me, &me])
    } else if c.actor.reach(Verb::MergePropose).is_nothing() {
        return Err(Error::Refused(Refusal::Role));
    } else {
        query.filter("by", params![&me])
    };
    let query = c.paged(query)?;
    let page = c.app.db.read(move |tx| tx.page(&PROPOSALS, &query, rows::proposal).map_err(Error::from));
    Ok(Listed::of(page.await?, ProposalOut::of))
}

async fn propose(c: Call, input: ProposalIn) -> Result<Id> {
    let wish = Wish { into: input.into, summary: input.summary, category: input.category, reason: input.reason };
    actions::propose(&c.app, &c.actor, &input.points, &wish).await
}

async fn accept(c: Call, input: ProposalAccepted) -> Result<Id> {
    let wish = Wish { into: input.into, summary: input.summary, category: input.category, reason: input.reason };
    actions::accept_proposal(&c.app, &c.actor, &c.id("id")?, &wish).await
}

/// The operations.
pub fn with_proposals(api: Api) -> Api {
    let about = "What departments propose to merge, the newest first.";
    api.get("/campaigns/{id}/merge-proposals", "listMergeProposals", about, &["after", "limit"], list)
        .post("/merge-proposals", "proposeMerging", "Proposes; nothing is merged by it.", propose)
        .post("/merge-proposals/{id}/accept", "acceptMergeProposal", "Merges by it.", accept)
        .post(
            "/merge-proposals/{id}/decline",
            "declineMergeProposal",
            "Declines it, with an answer.",
            |c: Call, d: ProposalDeclined| async move {
                actions::decline_proposal(&c.app, &c.actor, &c.id("id")?, &d.answer).await
            },
        )
        .act("/merge-proposals/{id}/withdraw", "withdrawMergeProposal", "Takes one's own back.", |c: Call| async move {
            actions::withdraw_proposal(&c.app, &c.actor, &c.id("id")?).await
        })
}
