//! What becomes of a count: confirmation, publication, a remedial round, or nothing because it is void.

use ::store::{Tx, params};
use ballot::counts::Counts;
use jiff::civil::Date;

use super::super::model::{Evaluation, Event, Side, State};
use super::counting::{place_of, take_away};
use super::{find, reasoned, step, store};
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Verb};
use crate::consequences::{self, Fact};
use crate::error::{Error, FieldError, Refusal, Result, Rule};
use crate::id::Id;
use crate::jobs;
use crate::text::{Lang, T};

/// `evaluation.confirm`: each teller, logged in; the second one's word freezes the result.
pub async fn confirm(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let evaluation = find(tx, &id)?;
            actor.permit(Verb::EvaluationCount, &evaluation.object())?;
            place_of(tx, &id, &actor)?;
            if evaluation.state != State::Counted || tx.run(&store::CONFIRM, &params![&id, &actor.person.id])? != 1 {
                return Err(Error::rule(Rule::WrongState));
            }
            if store::tellers(tx, &id)?.iter().all(|t| t.confirmed) {
                step(tx, &act, &evaluation, Event::Confirm, "evaluation.confirm", None)?;
            } else {
                record(tx, &act, Entry::new("evaluation.confirm", "evaluation", &id))?;
            }
            Ok(())
        })
        .await
}

/// `evaluation.publish`: WG. An item whose dissatisfaction exceeds what the threshold leaves, in a vote of at least k that
/// judge, reopens the rectification of its problem.
pub async fn publish(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let evaluation = find(tx, &id)?;
            actor.permit(Verb::EvaluationEdit, &evaluation.object())?;
            step(tx, &act, &evaluation, Event::Publish, "evaluation.publish", None)?;
            tx.run(&store::SET_PUBLIC, &params![&id])?;
            for item in store::items(tx, &id)? {
                let (Some(problem), Some(counts)) = (item.merged_item, item.counts) else { continue };
                if is_dissatisfied(&counts, evaluation.threshold, evaluation.k) {
                    consequences::apply(tx, &act, &Fact::ProblemDissatisfied(problem))?;
                }
            }
            Ok(())
        })
        .await
}

/// Whether a problem's vote reopens it: the headline is below the threshold, and at least k judged.
fn is_dissatisfied(counts: &Counts, threshold: u32, k: u64) -> bool {
    counts.judging() >= k
        && ballot::rate::satisfied_or_basically(counts, ballot::rate::Variant::Judging).is_below_percent(threshold)
}

/// `evaluation.require_remedial`†: SEC, when a headline is below the threshold. Each item below it becomes a task of the
/// campaign, and a new evaluation with the same items, voters and tellers is drafted, which votes until `closes_on`. The
/// answer about a result of fewer than k ballots is the same whatever they say. Returns the new evaluation.
pub async fn require_remedial(app: &App, actor: &Actor, id: &Id, reason: &str, closes_on: Date) -> Result<Id> {
    let (act, reason) = (Act::by(actor, app.clock.now()), reasoned(reason)?);
    if closes_on <= act.now.today() {
        return Err(Error::Invalid(vec![FieldError { field: "closes_on", rule: Rule::DayPassed }]));
    }
    let (actor, id, new) = (actor.clone(), id.clone(), Id::random());
    app.db
        .write(move |tx| {
            let evaluation = find(tx, &id)?;
            actor.permit(Verb::EvaluationApprove, &evaluation.object())?;
            evaluation.state.next(Event::RequireRemedial).ok_or(Error::rule(Rule::WrongState))?;
            if evaluation.turnout.returned < evaluation.k {
                return Err(Error::rule(Rule::ResultWithheld));
            }
            let items = store::items(tx, &id)?;
            let below: Vec<_> =
                items.iter().filter(|i| i.counts.is_some_and(|c| evaluation.is_below(&c))).cloned().collect();
            if below.is_empty() {
                return Err(Error::rule(Rule::AboveThreshold));
            }
            step(tx, &act, &evaluation, Event::RequireRemedial, "evaluation.require_remedial", Some(&reason))?;
            draft_again(tx, &act, &actor, &evaluation, &new, closes_on)?;
            // Stored words are the organisation's own, in its language.
            let t = T(Lang::Zh);
            let tasks = below.iter().map(|item| {
                let title = t.evaluation_item(&item.kind, &item.title);
                let rate = item.counts.map(|c| evaluation.headline(&c).to_string()).unwrap_or_default();
                let title: String = t.evaluation_task(title).chars().take(100).collect();
                (title, t.evaluation_task_result(rate, evaluation.threshold))
            });
            let fact =
                Fact::RemedialRequired { campaign: evaluation.campaign.clone(), tasks: tasks.collect(), closes_on };
            consequences::apply(tx, &act, &fact)?;
            Ok(new.clone())
        })
        .await
}

/// The remedial round as a draft: as the first one was, linked to it.
fn draft_again(tx: &mut Tx<'_>, act: &Act, actor: &Actor, old: &Evaluation, new: &Id, closes_on: Date) -> Result<()> {
    let name: String = T(Lang::Zh).evaluation_again_name(&old.name).chars().take(100).collect();
    let k = i64::try_from(old.k).unwrap_or(i64::MAX);
    let row = params![
        new,
        &old.campaign,
        name,
        old.threshold,
        store::variant_code(old.variant),
        old.weights.basically,
        old.weights.dissatisfied,
        k,
        closes_on.to_string(),
        ballot::FORMULA_VERSION,
        &old.id,
        &actor.person.id,
        old.by_group
    ];
    tx.run(&store::INSERT, &row)?;
    let items = store::items(tx, &old.id)?;
    for item in &items {
        tx.run(&store::INSERT_ITEM, &params![new, item.ordinal, &item.kind, &item.merged_item, &item.title])?;
    }
    let scopes: Vec<(String, String)> =
        tx.all(&store::SCOPES, &params![&old.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (kind, scope) in &scopes {
        tx.run(&store::INSERT_SCOPE, &params![new, kind, scope])?;
    }
    for (place, teller) in (0_i64..).zip(store::tellers(tx, &old.id)?) {
        tx.run(&store::INSERT_TELLER, &params![new, &teller.person, place])?;
    }
    let entry = Entry::new("evaluation.create", "evaluation", new).with("items", items.len());
    Ok(record(tx, act, entry.with("remedial_of", old.id.to_string()))?)
}

/// `evaluation.invalidate`†: SEC and one of the tellers, two persons, before the confirmation. The first asks, the second
/// agrees; then what was cast is destroyed unopened. Returns where the evaluation stands now.
pub async fn invalidate(app: &App, actor: &Actor, id: &Id, reason: &str) -> Result<State> {
    let (act, reason) = (Act::by(actor, app.clock.now()), reasoned(reason)?);
    let (actor, id) = (actor.clone(), id.clone());
    let state = app
        .db
        .write(move |tx| {
            let evaluation = find(tx, &id)?;
            let sides = sides(tx, &evaluation, &actor)?;
            let Some(side) = sides.first() else { return Err(Error::Refused(Refusal::Role)) };
            evaluation.state.next(Event::Invalidate).ok_or(Error::rule(Rule::WrongState))?;
            let agreed = evaluation.void.as_ref().filter(|asked| asked.is_agreed_by(&actor.person.id, &sides));
            let Some(asked) = agreed else {
                tx.run(&store::ASK_VOID, &params![&id, &actor.person.id, side.code(), &reason])?;
                record(tx, &act, Entry::new("evaluation.ask_invalidate", "evaluation", &id).reason(&reason))?;
                return Ok(evaluation.state);
            };
            let both = if asked.reason == reason { reason.clone() } else { format!("{} / {reason}", asked.reason) };
            let to = step(tx, &act, &evaluation, Event::Invalidate, "evaluation.invalidate", Some(&both))?;
            take_away(tx, &id)?;
            Ok::<State, Error>(to)
        })
        .await?;
    jobs::forget(app).await?;
    Ok(state)
}

/// For which offices somebody may speak here.
fn sides(tx: &mut Tx<'_>, evaluation: &Evaluation, actor: &Actor) -> Result<Vec<Side>> {
    let mut sides = Vec::new();
    if actor.permit(Verb::EvaluationApprove, &evaluation.object()).is_ok() {
        sides.push(Side::Secretary);
    }
    let counts = actor.permit(Verb::EvaluationClose, &evaluation.object()).is_ok();
    if counts && place_of(tx, &evaluation.id, actor).is_ok() {
        sides.push(Side::Teller);
    }
    Ok(sides)
}
