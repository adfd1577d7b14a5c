//! The operations of this slice for programs. None casts a ballot, collects or prints a voting code, or takes a passphrase:
//! a program that could would stand between a voter and the urn. None tells who has voted.

use ::store::{Query, Row, StoreError, params};
use ballot::counts::Counts;
use ballot::rate::Variant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, NewEvaluation, Seen, Sheet};
use super::model::{self, Item};
use super::store;
use crate::api::{Api, Call, Given, Listed, Reason, day};
use crate::auth::{Reach, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;

/// An evaluation in the list.
#[derive(Serialize, ToSchema)]
struct EvaluationLineOut {
    id: Id,
    campaign: Id,
    name: String,
    state: String,
    closes_on: String,
}

fn line(row: &Row<'_>) -> Result<EvaluationLineOut, StoreError> {
    Ok(EvaluationLineOut {
        id: row.get(0)?,
        campaign: row.get(1)?,
        name: row.get(2)?,
        state: row.get(3)?,
        closes_on: row.get(4)?,
    })
}

/// The answers to an item, counted.
#[derive(Serialize, ToSchema)]
struct CountsOut {
    satisfied: u64,
    basically: u64,
    dissatisfied: u64,
    unaware: u64,
    blank: u64,
    invalid: u64,
}

impl CountsOut {
    fn of(c: Counts) -> CountsOut {
        CountsOut {
            satisfied: c.satisfied,
            basically: c.basically,
            dissatisfied: c.dissatisfied,
            unaware: c.unaware,
            blank: c.blank,
            invalid: c.invalid,
        }
    }
}

/// What is asked.
#[derive(Serialize, ToSchema)]
struct EvaluationItemOut {
    ordinal: i64,
    kind: String,
    title: String,
    merged_item: Option<Id>,
    /// Null until both tellers have confirmed, and where fewer than k ballots came back.
    counts: Option<CountsOut>,
}

impl EvaluationItemOut {
    fn of(item: Item) -> EvaluationItemOut {
        EvaluationItemOut {
            ordinal: item.ordinal,
            kind: item.kind,
            title: item.title,
            merged_item: item.merged_item,
            counts: item.counts.map(CountsOut::of),
        }
    }
}

/// A group of voters; one that is too small, or that subtraction would give away, has no numbers.
#[derive(Serialize, ToSchema)]
struct EvaluationGroupOut {
    number: u16,
    /// Empty for the smaller departments together.
    name: String,
    eligible: u64,
    returned: Option<u64>,
    /// In the order of the items.
    counts: Vec<CountsOut>,
}

/// A teller.
#[derive(Serialize, ToSchema)]
struct TellerOut {
    person: Id,
    name: String,
    /// In hexadecimal digits; null until it is made.
    public_key: Option<String>,
    confirmed: bool,
}

/// The numbers of a round.
#[derive(Serialize, ToSchema)]
struct TurnoutOut {
    eligible: u64,
    issued: u64,
    returned: u64,
}

/// An evaluation as one may read it.
#[derive(Serialize, ToSchema)]
struct EvaluationOut {
    id: Id,
    campaign: Id,
    name: String,
    state: &'static str,
    closes_on: String,
    threshold: u32,
    /// `judging` or `valid`: what the headline is counted by.
    variant: &'static str,
    k: u64,
    remedial_of: Option<Id>,
    by_group: bool,
    reason: Option<String>,
    tellers: Vec<TellerOut>,
    items: Vec<EvaluationItemOut>,
    groups: Vec<EvaluationGroupOut>,
    /// Null until both tellers have confirmed: a number that grows tells when somebody voted.
    turnout: Option<TurnoutOut>,
    /// Whether too few ballots came back to be shown.
    withheld: bool,
    bulletin_hash: Option<String>,
    /// Only for those who run it.
    remarks: Vec<String>,
}

impl EvaluationOut {
    fn of(seen: Seen) -> EvaluationOut {
        let e = seen.evaluation;
        let teller = |t: store::Teller| TellerOut {
            person: t.person,
            name: t.name,
            public_key: t.public.map(|key| data_encoding::HEXLOWER.encode(&key)),
            confirmed: t.confirmed,
        };
        let group = |g: store::GroupResult| EvaluationGroupOut {
            number: g.no,
            name: g.name,
            eligible: g.eligible,
            returned: g.returned,
            counts: g.counts.into_iter().map(CountsOut::of).collect(),
        };
        let turnout =
            TurnoutOut { eligible: e.turnout.eligible, issued: e.turnout.issued, returned: e.turnout.returned };
        EvaluationOut {
            id: e.id,
            campaign: e.campaign,
            name: e.name,
            state: e.state.code(),
            closes_on: e.closes_on.to_string(),
            threshold: e.threshold,
            variant: store::variant_code(e.variant),
            k: e.k,
            remedial_of: e.remedial_of,
            by_group: e.by_group,
            reason: e.reason,
            tellers: seen.tellers.into_iter().map(teller).collect(),
            items: seen.items.into_iter().map(EvaluationItemOut::of).collect(),
            groups: seen.groups.into_iter().map(group).collect(),
            turnout: seen.results.then_some(turnout),
            withheld: seen.withheld,
            bulletin_hash: e.bulletin_hash.filter(|_| seen.results && !seen.withheld),
            remarks: seen.remarks,
        }
    }
}

/// Who may vote: `everyone`, or a `unit` or `branch` with its key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VotersIn {
    kind: String,
    #[serde(default)]
    id: String,
}

/// An evaluation to begin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewEvaluationIn {
    campaign: Id,
    name: String,
    closes_on: String,
    /// The headline asks for a remedial round below this percentage.
    threshold: u32,
    /// `judging`, which is meant where it is left out, or `valid`.
    variant: Option<String>,
    voters: Vec<VotersIn>,
    first_teller: Id,
    second_teller: Id,
    /// Whether each problem of the campaign is asked about too.
    #[serde(default)]
    merged_items: bool,
    /// Whether large departments get results of their own.
    #[serde(default)]
    by_group: bool,
}

impl NewEvaluationIn {
    fn design(self) -> Result<NewEvaluation> {
        let mut given = Given::new();
        let name = given.text("name", Some(self.name), 100);
        let name = given.need("name", name);
        let closes_on = given.day("closes_on", Some(&self.closes_on));
        let closes_on = given.need("closes_on", closes_on);
        let variant = self.variant.as_deref().unwrap_or("judging");
        let variant = given.code("variant", Some(variant), |code| match code {
            "judging" => Some(Variant::Judging),
            "valid" => Some(Variant::Valid),
            _ => None,
        });
        let mut scopes = Vec::new();
        for voters in &self.voters {
            let known = |kind: &str| match (kind, Id::parse(&voters.id)) {
                ("everyone", _) if voters.id.is_empty() => Some(("everyone".to_owned(), String::new())),
                ("unit" | "branch", Some(id)) => Some((kind.to_owned(), id.to_string())),
                _ => None,
            };
            scopes.extend(given.code("voters", Some(&voters.kind), known));
        }
        let whole = name.zip(closes_on).zip(variant);
        let whole = whole.map(|((name, closes_on), variant)| NewEvaluation {
            campaign: self.campaign,
            name,
            closes_on,
            threshold: self.threshold,
            variant,
            scopes,
            tellers: [self.first_teller, self.second_teller],
            merged_items: self.merged_items,
            by_group: self.by_group,
        });
        given.finish(whole)
    }
}

/// A person on the roster.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VoterIn {
    person: Id,
}

/// A person on the roster who lost a printed code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LostIn {
    person: Id,
    reason: String,
}

/// A paper ballot as a teller types it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaperSheetIn {
    /// The number that was written on it when it was taken out of the urn.
    number: i64,
    /// The group that is printed on it; 0 for none.
    #[serde(default)]
    group: u16,
    /// One code an item: `S` satisfied, `B` basically, `N` not, `U` unaware, `A` or nothing blank, `I` invalid.
    answers: Vec<String>,
    #[serde(default)]
    remark: String,
}

/// A remedial round until a day.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RemedialIn {
    reason: String,
    closes_on: String,
}

/// The published answers, item by item.
#[derive(Serialize, ToSchema)]
struct BulletinOut {
    text: String,
}

async fn list(c: Call) -> Result<Listed<EvaluationLineOut>> {
    let reach = c.actor.reach(Verb::EvaluationRead);
    // Published ones are everybody's; tellers and voters know of theirs.
    let reach = Reach { published: true, own: true, ..reach };
    let mut query = c.paged(Query::new().allowed(reach.predicate(&c.actor.person.id, &store::COLUMNS)))?;
    if let Some(id) = c.asked_id("campaign")? {
        query = query.filter("campaign", params![id]);
    }
    let mut given = Given::new();
    if let Some(state) = given.code("state", c.asked("state"), model::State::parse) {
        query = query.filter("state", params![state.code()]);
    }
    given.finish(Some(()))?;
    let page = c.app.db.read(move |tx| tx.page(&store::EVALUATIONS, &query, line).map_err(Error::from)).await?;
    Ok(Listed::of(page, |row| row))
}

async fn show(c: Call) -> Result<EvaluationOut> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    c.app.db.read(move |tx| actions::read(tx, &actor, &id)).await.map(EvaluationOut::of)
}

async fn bulletin(c: Call) -> Result<BulletinOut> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let text = c.app.db.read(move |tx| actions::bulletin(tx, &actor, &id)).await?;
    Ok(BulletinOut { text })
}

async fn enter_sheet(c: Call, input: PaperSheetIn) -> Result<()> {
    let mut given = Given::new();
    let remark = given.text("remark", Some(input.remark), 1_000).unwrap_or_default();
    given.finish(Some(()))?;
    let answers = model::answers(&input.answers, input.answers.len());
    let answers = answers.ok_or(Error::field("answer", Rule::UnknownChoice))?;
    let sheet = Sheet { number: input.number, group: input.group, answers, remark };
    actions::enter_sheet(&c.app, &c.actor, &c.id("id")?, sheet).await
}

/// The operations.
pub fn api() -> Api {
    let api = Api::new("evaluation")
        .get(
            "/evaluations",
            "listEvaluations",
            "Those that one may see.",
            &["campaign", "state", "after", "limit"],
            list,
        )
        .get("/evaluations/{id}", "readEvaluation", "One evaluation, with what may be shown of its result.", &[], show)
        .get("/evaluations/{id}/bulletin", "readBulletin", "The answers, shuffled item by item.", &[], bulletin)
        .post("/evaluations", "createEvaluation", "A new one, as a draft.", |c: Call, n: NewEvaluationIn| async move {
            actions::create(&c.app, &c.actor, n.design()?).await
        })
        .act(
            "/evaluations/{id}/approve",
            "approveEvaluation",
            "The secretary fixes the design.",
            |c: Call| async move { actions::approve(&c.app, &c.actor, &c.id("id")?).await },
        )
        .act("/evaluations/{id}/freeze-roster", "freezeRoster", "Writes down who may vote.", |c: Call| async move {
            actions::freeze_roster(&c.app, &c.actor, &c.id("id")?).await
        })
        .act("/evaluations/{id}/open", "openEvaluation", "The vote begins.", |c: Call| async move {
            actions::open(&c.app, &c.actor, &c.id("id")?).await
        })
        .act("/evaluations/{id}/close", "closeEvaluation", "A teller ends the vote.", |c: Call| async move {
            actions::close(&c.app, &c.actor, &c.id("id")?).await
        });
    with_outcome(with_paper(api))
}

fn with_paper(api: Api) -> Api {
    api.post(
        "/evaluations/{id}/paper",
        "issuePaper",
        "A paper ballot was handed out.",
        |c: Call, v: VoterIn| async move {
            actions::issue_paper(&c.app, &c.actor, &c.id("id")?, &v.person, false).await.map(drop)
        },
    )
    .post("/evaluations/{id}/lost-codes", "askReissue", "A printed code was lost.", |c: Call, l: LostIn| async move {
        actions::ask_reissue(&c.app, &c.actor, &c.id("id")?, &l.person, &l.reason).await
    })
    .post("/evaluations/{id}/sheets", "enterSheet", "A teller types a paper ballot in.", enter_sheet)
}

fn with_outcome(api: Api) -> Api {
    api.act("/evaluations/{id}/confirm", "confirmEvaluation", "A teller confirms the count.", |c: Call| async move {
        actions::confirm(&c.app, &c.actor, &c.id("id")?).await
    })
    .act("/evaluations/{id}/publish", "publishEvaluation", "Everybody may read it.", |c: Call| async move {
        actions::publish(&c.app, &c.actor, &c.id("id")?).await
    })
    .post("/evaluations/{id}/remedial", "requireRemedial", "Once more.", |c: Call, r: RemedialIn| async move {
        let closes_on = day("closes_on", &r.closes_on)?;
        actions::require_remedial(&c.app, &c.actor, &c.id("id")?, &r.reason, closes_on).await
    })
    .post("/evaluations/{id}/void", "voidEvaluation", "Asks, or agrees, that it is void.", |c: Call, r: Reason| async move {
        actions::invalidate(&c.app, &c.actor, &c.id("id")?, &r.reason).await.map(drop)
    })
}
