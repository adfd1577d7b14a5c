//! After the vote: paper sheets, the count, confirmation, publication.

use std::collections::BTreeMap;

use ::store::{Tx, params};
use ballot::bulletin::Bulletin;
use ballot::counts::{Counts, Turnout};
use ballot::grade::Answer;
use ballot::seal::{LockedKey, TellerKey, UnlockedKey};

use super::super::model::{Event, Item, State, codes};
use super::design::sealing;
use super::{find, reasoned, step, store};
use crate::app::App;
use crate::audit::{Act, Entry, content_hash, record};
use crate::auth::{Actor, Verb};
use crate::consequences::{self, Fact};
use crate::error::{Error, Refusal, Result, Rule};
use crate::id::Id;
use crate::random;

/// `evaluation.close`: a teller ends the vote.
pub async fn close(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let evaluation = find(tx, &id)?;
            actor.permit(Verb::EvaluationClose, &evaluation.object())?;
            place_of(tx, &id, &actor)?;
            step(tx, &act, &evaluation, Event::Close, "evaluation.close", None).map(drop)
        })
        .await
}

/// The job: ends the vote the day after its last day.
pub async fn close_when_due(app: &App, id: &Id) -> Result<()> {
    let now = app.clock.now();
    let id = id.clone();
    app.db
        .write(move |tx| {
            let evaluation = find(tx, &id)?;
            if evaluation.state == State::Open && evaluation.closes_on < now.today() {
                step(tx, &Act::system(now), &evaluation, Event::Close, "evaluation.close", None)?;
            }
            Ok(())
        })
        .await
}

/// The actor's place among the tellers; whoever opened the evaluation has none (SPEC 5.2).
fn place_of(tx: &mut Tx<'_>, id: &Id, actor: &Actor) -> Result<usize> {
    let place = store::tellers(tx, id)?.iter().position(|t| t.person == actor.person.id);
    place.ok_or(Error::Refused(Refusal::Role))
}

/// `evaluation.enter_sheet`: a teller types in a paper ballot, after voting is over. The same sheet may be typed again
/// until the count.
pub async fn enter_sheet(
    app: &App,
    actor: &Actor,
    id: &Id,
    sheet: i64,
    answers: Vec<Answer>,
    remark: String,
) -> Result<()> {
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let evaluation = find(tx, &id)?;
            actor.permit(Verb::EvaluationCount, &evaluation.object())?;
            place_of(tx, &id, &actor)?;
            if evaluation.state != State::Closed {
                return Err(Error::rule(Rule::WrongState));
            }
            tx.run(&store::PUT_PAPER, &params![&id, sheet, &actor.person.id, codes(&answers), &remark])?;
            Ok(())
        })
        .await
}

/// What lies on the table when the urn is opened.
struct Opened {
    ballots: Vec<Vec<Answer>>,
    remarks: Vec<String>,
    turnout: Turnout,
}

/// `evaluation.count`: both tellers at one desk. Everything is opened and shuffled in memory; one unit of work writes the
/// counts and the bulletin and takes the sealed ballots, the sheets, the codes and the locked keys away. More returned than
/// issued voids the evaluation (G13). Errors: a wrong passphrase, sheets on which the tellers differ.
pub async fn count(app: &App, actor: &Actor, id: &Id, passphrases: [String; 2]) -> Result<State> {
    let (caller, wanted) = (actor.clone(), id.clone());
    let (evaluation, items, keys, sealed, sheets, issued) = app
        .db
        .read(move |tx| {
            let evaluation = find(tx, &wanted)?;
            caller.permit(Verb::EvaluationCount, &evaluation.object())?;
            place_of(tx, &wanted, &caller)?;
            if evaluation.opened_by.as_ref() == Some(&caller.person.id) {
                return Err(Error::Refused(Refusal::Conflict));
            }
            evaluation.state.next(Event::Count).ok_or(Error::rule(Rule::WrongState))?;
            let sealed: Vec<Vec<u8>> = tx.all(&store::BALLOTS, &params![&wanted], |row| row.get(0))?;
            let issued = store::issued(tx, &wanted)?;
            Ok((
                evaluation,
                store::items(tx, &wanted)?,
                keys(tx, &wanted)?,
                sealed,
                store::sheets(tx, &wanted)?,
                issued,
            ))
        })
        .await?;
    let mut papers = agreed(&sheets, items.len())?;
    let opening = tokio::task::spawn_blocking(move || open_all(&keys, &passphrases, &sealed)).await;
    let (mut ballots, mut remarks) = opening.map_err(|e| Error::Internal(e.to_string()))??;
    let (all_issued, on_paper) = (issued.0.unsigned_abs(), issued.1.unsigned_abs());
    let too_many_papers = u64::try_from(papers.len()).unwrap_or(u64::MAX) > on_paper;
    for (answers, remark) in papers.drain(..) {
        ballots.push(answers);
        remarks.push(remark);
    }
    remarks.retain(|r| !r.trim().is_empty());
    random::shuffle(&mut remarks);
    random::shuffle(&mut ballots);
    let returned = u64::try_from(ballots.len()).unwrap_or(u64::MAX);
    let turnout = Turnout { eligible: evaluation.turnout.eligible, issued: all_issued, returned };
    let void = turnout.is_void() || too_many_papers;
    let opened = Opened { ballots, remarks, turnout };
    let act = Act::by(actor, app.clock.now());
    let id = id.clone();
    let to = app
        .db
        .write(move |tx| {
            let evaluation = find(tx, &id)?;
            let to = if void {
                record(tx, &act, numbers(&id, &opened.turnout))?;
                step(tx, &act, &evaluation, Event::Invalidate, "evaluation.invalidate", Some("R > F"))?
            } else {
                write_result(tx, &act, &id, &items, &opened)?;
                step(tx, &act, &evaluation, Event::Count, "evaluation.count", None)?
            };
            for sql in [&store::DELETE_BALLOTS, &store::DELETE_PAPERS, &store::FORGET_CODES, &store::FORGET_SECRETS] {
                tx.run(sql, &params![&id])?;
            }
            Ok::<State, Error>(to)
        })
        .await?;
    forget(app).await?;
    Ok(to)
}

fn keys(tx: &mut Tx<'_>, id: &Id) -> Result<[TellerKey; 2]> {
    let mut keys = Vec::new();
    for teller in store::tellers(tx, id)? {
        let (Some(public), Some(secret)) = (teller.public, teller.secret) else {
            return Err(Error::rule(Rule::TellersWithoutKey));
        };
        let secret: LockedKey = serde_json::from_str(&secret).map_err(|e| Error::Internal(e.to_string()))?;
        let public = public.try_into().map_err(|_| Error::Internal("a teller's key has a wrong length".into()))?;
        keys.push(TellerKey { public, secret });
    }
    keys.try_into().map_err(|_| Error::rule(Rule::TwoTellers))
}

type Plain = (Vec<Vec<Answer>>, Vec<String>);

fn open_all(keys: &[TellerKey; 2], passphrases: &[String; 2], sealed: &[Vec<u8>]) -> Result<Plain> {
    let [first, second] = keys;
    let [one, two] = passphrases;
    let unlocked: [UnlockedKey; 2] = [first.unlock(one).map_err(sealing)?, second.unlock(two).map_err(sealing)?];
    let (mut ballots, mut remarks) = (Vec::with_capacity(sealed.len()), Vec::new());
    for bytes in sealed {
        let ballot = ballot::seal::open(bytes, &unlocked).map_err(sealing)?;
        ballots.push(ballot.answers);
        remarks.push(ballot.text);
    }
    Ok((ballots, remarks))
}

/// Sheets count where both tellers typed the same; the others are named, so that the tellers look again.
fn agreed(sheets: &[store::Sheet], items: usize) -> Result<Vec<(Vec<Answer>, String)>> {
    let mut by_number: BTreeMap<i64, Vec<&store::Sheet>> = BTreeMap::new();
    for sheet in sheets {
        by_number.entry(sheet.number).or_default().push(sheet);
    }
    let mut all = Vec::with_capacity(by_number.len());
    for (number, typed) in by_number {
        match typed.as_slice() {
            [a, b] if a.answers == b.answers => {
                let codes: Vec<String> = a.answers.chars().map(String::from).collect();
                let answers = super::super::model::answers(&codes, items);
                all.push((answers.ok_or(Error::Internal("a sheet cannot be read".into()))?, a.remark.clone()));
            }
            _ => return Err(Error::Rule(Rule::SheetsDiffer, number.to_string())),
        }
    }
    Ok(all)
}

fn numbers(id: &Id, turnout: &Turnout) -> Entry {
    let entry = Entry::new("evaluation.turnout", "evaluation", id).with("eligible", turnout.eligible);
    entry.with("issued", turnout.issued).with("returned", turnout.returned)
}

fn write_result(tx: &mut Tx<'_>, act: &Act, id: &Id, items: &[Item], opened: &Opened) -> Result<()> {
    let names: Vec<String> = items.iter().map(|i| i.title.clone()).collect();
    let bulletin = Bulletin::of(&names, &opened.ballots, |answers| random::shuffle(answers));
    for (item, (_, counts)) in items.iter().zip(bulletin.counts()) {
        store::set_counts(tx, id, item.ordinal, &counts)?;
    }
    let text = bulletin.to_text();
    let hash = content_hash(text.as_bytes());
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let row = params![id, number(opened.turnout.issued), number(opened.turnout.returned), &text, &hash];
    tx.run(&store::SET_RESULT, &row)?;
    for remark in &opened.remarks {
        tx.run(&store::INSERT_REMARK, &params![Id::random(), id, remark])?;
    }
    record(tx, act, numbers(id, &opened.turnout))?;
    record(tx, act, Entry::new("evaluation.bulletin", "bulletin", id).hash(&hash))?;
    Ok(())
}

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

/// `evaluation.require_remedial`†: SEC, when a headline is below the threshold.
pub async fn require_remedial(app: &App, actor: &Actor, id: &Id, reason: &str) -> Result<()> {
    let (act, reason) = (Act::by(actor, app.clock.now()), reasoned(reason)?);
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let evaluation = find(tx, &id)?;
            actor.permit(Verb::EvaluationApprove, &evaluation.object())?;
            let below = store::items(tx, &id)?.iter().any(|i| i.counts.is_some_and(|c| evaluation.is_below(&c)));
            if !below {
                return Err(Error::rule(Rule::AboveThreshold));
            }
            step(tx, &act, &evaluation, Event::RequireRemedial, "evaluation.require_remedial", Some(&reason)).map(drop)
        })
        .await
}

/// `evaluation.invalidate`†: SEC, before the confirmation. What was cast is destroyed unopened.
pub async fn invalidate(app: &App, actor: &Actor, id: &Id, reason: &str) -> Result<()> {
    let (act, reason) = (Act::by(actor, app.clock.now()), reasoned(reason)?);
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let evaluation = find(tx, &id)?;
            actor.permit(Verb::EvaluationApprove, &evaluation.object())?;
            step(tx, &act, &evaluation, Event::Invalidate, "evaluation.invalidate", Some(&reason))?;
            for sql in [&store::DELETE_BALLOTS, &store::DELETE_PAPERS, &store::FORGET_CODES, &store::FORGET_SECRETS] {
                tx.run(sql, &params![&id])?;
            }
            Ok::<(), Error>(())
        })
        .await?;
    forget(app).await
}

/// Deleted rows still stand in the log and in the free pages of the database until these are emptied.
async fn forget(app: &App) -> Result<()> {
    Ok(app.db.forget(&["sealed_ballot", "paper_ballot", "evaluation_teller", "roster_entry"]).await?)
}
