//! Before the vote: design, approval, roster, tellers' keys, opening.

use ::store::params;
use ballot::rate::Variant;
use ballot::seal::{SealError, TellerKey};
use jiff::civil::Date;

use super::super::model::{Event, FIXED_ITEMS, groups};
use super::{find, step, store};
use crate::app::App;
use crate::audit::{Act, Entry, content_hash, record};
use crate::auth::{Actor, Object, Verb};
use crate::error::{Error, FieldError, Result, Rule};
use crate::id::Id;
use crate::jobs;

/// What the office fills in.
#[derive(Clone, Debug)]
pub struct NewEvaluation {
    /// The campaign.
    pub campaign: Id,
    /// The name.
    pub name: String,
    /// The last day of voting.
    pub closes_on: Date,
    /// The threshold in per cent.
    pub threshold: u32,
    /// The variant of the headline rate.
    pub variant: Variant,
    /// Who may vote: `(everyone | unit | branch, key)`.
    pub scopes: Vec<(String, String)>,
    /// The two tellers.
    pub tellers: [Id; 2],
    /// Whether each planned or resolved problem becomes an item of its own.
    pub merged_items: bool,
    /// Whether each department gets a result of its own.
    pub by_group: bool,
}

/// Fewer than this on a roster or in a result say too much about each (PRIVACY.md, Small numbers).
const K: i64 = 5;

/// `evaluation.create`: a draft with its items. Errors: wrong fields, refused outside the office's campaign.
pub async fn create(app: &App, actor: &Actor, new: NewEvaluation) -> Result<Id> {
    let mut wrong = Vec::new();
    let mut check = |ok: bool, field: &'static str, rule: Rule| {
        if !ok {
            wrong.push(FieldError { field, rule });
        }
    };
    let [first, second] = &new.tellers;
    check(!new.name.trim().is_empty(), "name", Rule::Missing);
    check(new.closes_on >= app.clock.now().today(), "closes_on", Rule::DayPassed);
    check((1..=100).contains(&new.threshold), "threshold", Rule::NotANumber);
    check(!new.scopes.is_empty(), "scope", Rule::ScopeEmpty);
    check(first != second, "tellers", Rule::TwoTellers);
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), Id::random());
    app.db
        .write(move |tx| {
            actor
                .permit(Verb::EvaluationEdit, &Object { campaign: Some(new.campaign.clone()), ..Object::default() })?;
            let weights = ballot::rate::Weights::default();
            let row = params![
                &id,
                &new.campaign,
                new.name.trim(),
                new.threshold,
                store::variant_code(new.variant),
                weights.basically,
                weights.dissatisfied,
                K,
                new.closes_on.to_string(),
                ballot::FORMULA_VERSION,
                None::<Id>,
                &actor.person.id,
                new.by_group
            ];
            tx.run(&store::INSERT, &row)?;
            let mut ordinal = 0_i64;
            for kind in FIXED_ITEMS {
                ordinal += 1;
                tx.run(&store::INSERT_ITEM, &params![&id, ordinal, kind, None::<String>, kind])?;
            }
            if new.merged_items {
                let problems: Vec<(Id, String)> =
                    tx.all(&store::MERGED_ITEMS, &params![&new.campaign], |row| Ok((row.get(0)?, row.get(1)?)))?;
                for (problem, summary) in problems {
                    ordinal += 1;
                    tx.run(&store::INSERT_ITEM, &params![&id, ordinal, "merged", &problem, summary])?;
                }
            }
            for (kind, scope) in &new.scopes {
                tx.run(&store::INSERT_SCOPE, &params![&id, kind, scope])?;
            }
            for (place, teller) in (0_i64..).zip(&new.tellers) {
                tx.run(&store::INSERT_TELLER, &params![&id, teller, place])?;
            }
            record(tx, &act, Entry::new("evaluation.create", "evaluation", &id).with("items", ordinal))?;
            Ok(id.clone())
        })
        .await
}

/// `evaluation.approve`: SEC fixes items, grades, formula, scope, threshold and k.
pub async fn approve(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let evaluation = find(tx, &id)?;
            actor.permit(Verb::EvaluationApprove, &evaluation.object())?;
            step(tx, &act, &evaluation, Event::Approve, "evaluation.approve", None).map(drop)
        })
        .await
}

/// `evaluation.freeze_roster`: WG writes down who may vote. The voters must have been informed first: a report-back of
/// this campaign is published (SPEC 5.3). A roster under k is refused: each vote on it would be known.
pub async fn freeze_roster(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let evaluation = find(tx, &id)?;
            actor.permit(Verb::EvaluationEdit, &evaluation.object())?;
            refuse_teller(tx, &id, &actor)?;
            let informed = tx.one(&store::INFORMED, &params![&evaluation.campaign], |row| row.get::<i64>(0))?;
            if informed.unwrap_or(0) == 0 {
                return Err(Error::rule(Rule::ReportBackFirst));
            }
            tx.run(&store::FILL_ROSTER, &params![&id])?;
            let roster: Vec<String> = tx.all(&store::ROSTER, &params![&id], |row| row.get(0))?;
            let size = i64::try_from(roster.len()).unwrap_or(i64::MAX);
            if size < K {
                return Err(Error::rule(Rule::RosterSmall));
            }
            if evaluation.by_group {
                put_in_groups(tx, &id)?;
            }
            let hash = content_hash(roster.join("\n").as_bytes());
            tx.run(&store::SET_ROSTER, &params![&id, &hash, size])?;
            record(
                tx,
                &act,
                Entry::new("evaluation.roster", "evaluation", &id).with("size", size).with("roster", hash),
            )?;
            step(tx, &act, &evaluation, Event::FreezeRoster, "evaluation.freeze_roster", None).map(drop)
        })
        .await
}

/// Groups by department; small ones are joined before anybody votes (PRIVACY.md, The vote).
fn put_in_groups(tx: &mut ::store::Tx<'_>, id: &Id) -> Result<()> {
    let units: Vec<(String, String, i64)> =
        tx.all(&store::UNITS_OF_ROSTER, &params![id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let units = units.into_iter().map(|(unit, name, people)| (unit, name, people.unsigned_abs())).collect();
    for (no, group) in (1_i64..).zip(groups(units)) {
        let eligible = i64::try_from(group.eligible).unwrap_or(i64::MAX);
        tx.run(&store::INSERT_GROUP, &params![id, no, &group.name, eligible])?;
        for unit in &group.units {
            tx.run(&store::PUT_IN_GROUP, &params![id, no, unit])?;
        }
    }
    Ok(())
}

/// `evaluation.make_key`: a teller's own key, locked with a passphrase that is never stored. Before opening only.
pub async fn make_key(app: &App, actor: &Actor, id: &Id, passphrase: String) -> Result<()> {
    let made = tokio::task::spawn_blocking(move || TellerKey::make(&passphrase)).await;
    let key = made.map_err(|e| Error::Internal(e.to_string()))?.map_err(sealing)?;
    let secret = serde_json::to_string(&key.secret).map_err(|e| Error::Internal(e.to_string()))?;
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let evaluation = find(tx, &id)?;
            actor.permit(Verb::EvaluationCount, &evaluation.object())?;
            let before = matches!(evaluation.state, super::State::Draft | super::State::Approved | super::State::Ready);
            let row = params![&id, &actor.person.id, key.public.to_vec(), &secret];
            if !before || tx.run(&store::SET_TELLER_KEY, &row)? != 1 {
                return Err(Error::rule(Rule::WrongState));
            }
            record(
                tx,
                &act,
                Entry::new("evaluation.make_key", "evaluation", &id).with("public_key", key.fingerprint()),
            )?;
            Ok(())
        })
        .await
}

/// `evaluation.open`: WG, but neither teller: who opens does not count (SPEC 5.2).
pub async fn open(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let evaluation = find(tx, &id)?;
            actor.permit(Verb::EvaluationEdit, &evaluation.object())?;
            refuse_teller(tx, &id, &actor)?;
            if store::tellers(tx, &id)?.iter().filter(|t| t.public.is_some()).count() != 2 {
                return Err(Error::rule(Rule::TellersWithoutKey));
            }
            step(tx, &act, &evaluation, Event::Open, "evaluation.open", None)?;
            tx.run(&store::SET_OPENED, &params![&id, &actor.person.id])?;
            let after = evaluation.closes_on.tomorrow().unwrap_or(evaluation.closes_on);
            jobs::enqueue(tx, &act, jobs::Kind::CloseEvaluation, &id, after)?;
            Ok(())
        })
        .await
}

/// A teller neither edits the roster, nor hands out ballots, nor opens.
pub(super) fn refuse_teller(tx: &mut ::store::Tx<'_>, id: &Id, actor: &Actor) -> Result<()> {
    let is_teller = store::tellers(tx, id)?.iter().any(|t| t.person == actor.person.id);
    if is_teller { Err(Error::Refused(crate::error::Refusal::Conflict)) } else { Ok(()) }
}

/// A failure of sealing as a rule that a person understands.
pub(super) fn sealing(error: SealError) -> Error {
    match error {
        SealError::ShortPassphrase => Error::field("passphrase", Rule::PassphraseShort),
        SealError::WrongPassphrase => Error::field("passphrase", Rule::PassphraseWrong),
        SealError::TooLarge => Error::TooLarge,
        SealError::Damaged | SealError::Failed => Error::Internal(error.to_string()),
    }
}
