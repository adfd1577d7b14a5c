//! After the vote: paper sheets, the count, confirmation, publication.

use std::collections::BTreeMap;

use ::store::{Tx, params};
use ballot::bulletin::Bulletin;
use ballot::cells::Cell;
use ballot::counts::{Counts, Turnout};
use ballot::grade::Answer;
use ballot::seal::{LockedKey, TellerKey, UnlockedKey};

use super::super::model::{Event, Item, State, codes};
use super::design::sealing;
use super::{find, step, store};
use crate::app::App;
use crate::audit::{Act, Entry, content_hash, record};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Refusal, Result, Rule};
use crate::id::Id;
use crate::jobs::{self, Traces};
use crate::random;
use crate::text::{Lang, T};

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
pub(super) fn place_of(tx: &mut Tx<'_>, id: &Id, actor: &Actor) -> Result<usize> {
    let place = store::tellers(tx, id)?.iter().position(|t| t.person == actor.person.id);
    place.ok_or(Error::Refused(Refusal::Role))
}

/// A paper ballot as it is typed in.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The number that was written on it when it was taken out of the urn.
    pub number: i64,
    /// The group that is printed on it; 0 for none.
    pub group: u16,
    /// The answers.
    pub answers: Vec<Answer>,
    /// The remark on it; may be empty.
    pub remark: String,
}

/// `evaluation.enter_sheet`: a teller types in a paper ballot, after voting is over. The same sheet may be typed again
/// until the count.
pub async fn enter_sheet(app: &App, actor: &Actor, id: &Id, sheet: Sheet) -> Result<()> {
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let evaluation = find(tx, &id)?;
            actor.permit(Verb::EvaluationCount, &evaluation.object())?;
            place_of(tx, &id, &actor)?;
            if evaluation.state != State::Closed {
                return Err(Error::rule(Rule::WrongState));
            }
            let groups = store::groups(tx, &id)?;
            if sheet.group != 0 && !groups.iter().any(|g| g.no == sheet.group) {
                return Err(Error::field("group", Rule::UnknownChoice));
            }
            let answers = codes(&sheet.answers);
            let group = i64::from(sheet.group);
            let row = params![&id, sheet.number, &actor.person.id, answers, &sheet.remark, group];
            tx.run(&store::PUT_PAPER, &row)?;
            Ok(())
        })
        .await
}

/// What lies on the table when the urn is opened.
struct Opened {
    ballots: Vec<Vec<Answer>>,
    remarks: Vec<String>,
    turnout: Turnout,
    groups: Vec<GroupCounts>,
}

/// The counts of a group that may be shown: its number, and for each item its ordinal and counts.
type GroupCounts = (u16, Vec<(i64, Counts)>);

/// A ballot with its group.
type Vote = (u16, Vec<Answer>);

/// `evaluation.count`: both tellers at one desk. Everything is opened and shuffled in memory; one unit of work writes the
/// counts and the bulletin and takes the sealed ballots, the sheets, the codes and the locked keys away. More returned than
/// issued voids the evaluation (G13). Errors: a wrong passphrase, sheets on which the tellers differ.
pub async fn count(app: &App, actor: &Actor, id: &Id, passphrases: [String; 2]) -> Result<State> {
    let (caller, wanted) = (actor.clone(), id.clone());
    let (evaluation, items, keys, sealed, sheets, issued, groups) = app
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
                store::groups(tx, &wanted)?,
            ))
        })
        .await?;
    let mut papers = agreed(&sheets, items.len())?;
    let opening = tokio::task::spawn_blocking(move || open_all(&keys, &passphrases, &sealed)).await;
    let (mut votes, mut remarks) = opening.map_err(|e| Error::Internal(e.to_string()))??;
    let (all_issued, on_paper) = (issued.0.unsigned_abs(), issued.1.unsigned_abs());
    let too_many_papers = u64::try_from(papers.len()).unwrap_or(u64::MAX) > on_paper;
    for (vote, remark) in papers.drain(..) {
        votes.push(vote);
        remarks.push(remark);
    }
    remarks.retain(|r| !r.trim().is_empty());
    random::shuffle(&mut remarks);
    random::shuffle(&mut votes);
    let groups = shown_groups(&groups, &votes, &items, evaluation.k);
    let ballots: Vec<Vec<Answer>> = votes.into_iter().map(|(_, answers)| answers).collect();
    let returned = u64::try_from(ballots.len()).unwrap_or(u64::MAX);
    let turnout = Turnout { eligible: evaluation.turnout.eligible, issued: all_issued, returned };
    let void = turnout.is_void() || too_many_papers;
    let opened = Opened { ballots, remarks, turnout, groups };
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
            take_away(tx, &id)?;
            Ok::<State, Error>(to)
        })
        .await?;
    // Where somebody reads for long, the schedule tries again.
    jobs::forget(app).await?;
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

type Plain = (Vec<Vote>, Vec<String>);

fn open_all(keys: &[TellerKey; 2], passphrases: &[String; 2], sealed: &[Vec<u8>]) -> Result<Plain> {
    let [first, second] = keys;
    let [one, two] = passphrases;
    let unlocked: [UnlockedKey; 2] = [first.unlock(one).map_err(sealing)?, second.unlock(two).map_err(sealing)?];
    let (mut votes, mut remarks) = (Vec::with_capacity(sealed.len()), Vec::new());
    for bytes in sealed {
        let ballot = ballot::seal::open(bytes, &unlocked).map_err(sealing)?;
        votes.push((ballot.group, ballot.answers));
        remarks.push(ballot.text);
    }
    Ok((votes, remarks))
}

/// Sheets count where both tellers typed the same; the others are named, so that the tellers look again.
fn agreed(sheets: &[store::Sheet], items: usize) -> Result<Vec<(Vote, String)>> {
    let mut by_number: BTreeMap<i64, Vec<&store::Sheet>> = BTreeMap::new();
    for sheet in sheets {
        by_number.entry(sheet.number).or_default().push(sheet);
    }
    let mut all = Vec::with_capacity(by_number.len());
    for (number, typed) in by_number {
        match typed.as_slice() {
            [a, b] if a.answers == b.answers && a.group == b.group => {
                let codes: Vec<String> = a.answers.chars().map(String::from).collect();
                let answers = super::super::model::answers(&codes, items);
                let answers = answers.ok_or(Error::Internal("a sheet cannot be read".into()))?;
                all.push(((a.group, answers), a.remark.clone()));
            }
            _ => return Err(Error::Rule(Rule::SheetsDiffer, number.to_string())),
        }
    }
    Ok(all)
}

/// What may be kept of the groups: those with fewer than k ballots are withheld, and others with them so that subtraction
/// from the whole gives nothing (G15). What is withheld is never written down.
fn shown_groups(groups: &[store::GroupResult], votes: &[Vote], items: &[Item], k: u64) -> Vec<GroupCounts> {
    // Sheets without a group belong to a group of their own, which is withheld like any other.
    let numbers: Vec<u16> = groups.iter().map(|g| g.no).chain([0]).collect();
    let of = |no: u16| votes.iter().filter(move |(group, _)| *group == no);
    let returned: Vec<u64> = numbers.iter().map(|no| u64::try_from(of(*no).count()).unwrap_or(u64::MAX)).collect();
    let cells = ballot::cells::withhold(&returned, k);
    let shown = numbers.iter().zip(cells).filter(|(no, cell)| **no != 0 && *cell != Cell::Withheld);
    shown
        .map(|(no, _)| {
            let counts = items.iter().enumerate().map(|(n, item)| {
                let answers = of(*no).map(|(_, answers)| answers.get(n).copied().unwrap_or(Answer::Blank));
                (item.ordinal, Counts::of(answers))
            });
            (*no, counts.collect())
        })
        .collect()
}

fn numbers(id: &Id, turnout: &Turnout) -> Entry {
    let entry = Entry::new("evaluation.turnout", "evaluation", id).with("eligible", turnout.eligible);
    entry.with("issued", turnout.issued).with("returned", turnout.returned)
}

fn write_result(tx: &mut Tx<'_>, act: &Act, id: &Id, items: &[Item], opened: &Opened) -> Result<()> {
    let t = T(Lang::Zh);
    let names: Vec<String> = items.iter().map(|i| t.evaluation_item(&i.kind, &i.title)).collect();
    let bulletin = Bulletin::of(&names, &opened.ballots, |answers| random::shuffle(answers));
    for (item, (_, counts)) in items.iter().zip(bulletin.counts()) {
        store::set_counts(tx, id, item.ordinal, &counts)?;
    }
    let text = bulletin.to_text();
    let hash = content_hash(text.as_bytes());
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let row = params![id, number(opened.turnout.issued), number(opened.turnout.returned), &text, &hash];
    tx.run(&store::SET_RESULT, &row)?;
    for (no, counts) in &opened.groups {
        store::set_group(tx, id, *no, counts)?;
    }
    for remark in &opened.remarks {
        tx.run(&store::INSERT_REMARK, &params![Id::random(), id, remark])?;
    }
    record(tx, act, numbers(id, &opened.turnout))?;
    record(tx, act, Entry::new("evaluation.bulletin", "bulletin", id).hash(&hash))?;
    Ok(())
}

/// Everything that was cast, handed out or locked goes, and a mark says that its traces are to be erased too: deleted rows
/// still stand in the log and in free pages of the database until these are emptied.
pub(super) fn take_away(tx: &mut Tx<'_>, id: &Id) -> Result<()> {
    let all = [
        &store::DELETE_BALLOTS,
        &store::DELETE_PAPERS,
        &store::DELETE_REISSUES,
        &store::FORGET_CODES,
        &store::FORGET_SECRETS,
    ];
    for sql in all {
        tx.run(sql, &params![id])?;
    }
    Ok(jobs::must_forget(tx, Traces::Vote)?)
}
