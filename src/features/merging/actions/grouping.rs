//! Runs of the grouping: asked for by a person, computed by a job outside any unit of work, staged for people to judge.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use ::merge::{Constraints, Group, Merged, Opinion, Settings, merge};
use ::store::params;

use super::super::model::{DecisionKind, RunEvent, RunState, level};
use super::super::store;
use super::super::store::groups::{self, RunRow};
use crate::app::App;
use crate::audit::{Act, Entry, content_hash, record};
use crate::auth::{Actor, Object, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::jobs;

/// Points beyond this number are not grouped.
const MOST_POINTS: u32 = 50_000;
/// Pairs of decisions that a run reads.
const MOST_PAIRS: u32 = 20_000;
/// Points staged in one unit of work.
const CHUNK: usize = 400;

/// Asks for a run over the unsorted points of a round. Returns its key; one that waits already is not doubled.
pub async fn ask_run(app: &App, actor: &Actor, round: &Id, depth: &str) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    level(depth).ok_or_else(|| Error::field("level", Rule::UnknownChoice))?;
    let (actor, round, depth) = (actor.clone(), round.clone(), depth.to_owned());
    app.db
        .write(move |tx| {
            let campaign: Option<Id> = tx.one(&store::FIND_ROUND, &params![&round], |row| row.get(1))?;
            let campaign = campaign.ok_or(Error::NotFound)?;
            let object = Object { campaign: Some(campaign.clone()), ..Object::default() };
            actor.permit(Verb::MergeEdit, &object)?;
            if let Some(waiting) = tx.one(&groups::WAITING_RUN, &params![&round], |row| row.get(0))? {
                return Ok(waiting);
            }
            let id = Id::ordered(act.now);
            let no = store::next_number(tx, &campaign, "merge_run")?;
            let today = act.now.today();
            let row = params![&id, &campaign, &round, no, &depth, &actor.person.id, today.to_string()];
            tx.run(&groups::INSERT_RUN, &row)?;
            record(tx, &act, Entry::new("merge.run", "merge_run", &id).with("no", no).with("level", depth.as_str()))?;
            jobs::enqueue(tx, &act, jobs::Kind::GroupPoints, &id, today)?;
            Ok(id)
        })
        .await
}

struct Ground {
    unsorted: Vec<(Id, String)>,
    sorted: Vec<(Id, String, Id)>,
    pairs: Vec<(DecisionKind, Id, Id)>,
}

/// Computes a run that was asked for. Done twice, it does nothing the second time; broken off, it begins anew.
pub async fn group_when_asked(app: &App, run: &Id) -> Result<()> {
    let id = run.clone();
    let found = app
        .db
        .read(move |tx| {
            let Some(run) = groups::find_run(tx, &id)?.filter(|run| run.state == RunState::Waiting) else {
                return Ok::<_, Error>(None);
            };
            let two = |row: &::store::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let ground = Ground {
                unsorted: tx.all(&groups::UNSORTED, &params![&run.round, MOST_POINTS], two)?,
                sorted: tx.all(&groups::SORTED, &params![&run.campaign, MOST_POINTS], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })?,
                pairs: groups::pairs(tx, &run.campaign, MOST_PAIRS)?,
            };
            Ok(Some((run, ground)))
        })
        .await?;
    let Some((row, ground)) = found else { return Ok(()) };
    let depth = level(&row.level).ok_or_else(|| Error::Internal(format!("no such level: {}", row.level)))?;
    let computed = tokio::task::spawn_blocking(move || compute(&ground, depth)).await;
    match computed {
        Ok(computed) => stage(app, run, &row, computed).await,
        Err(error) => {
            tracing::error!(%error, "a grouping failed");
            settle(app, run, RunEvent::Fail, None).await
        }
    }
}

struct Computed {
    groups: Vec<Staged>,
    record: ::merge::RunRecord,
}

/// A group on its way into the staging table.
struct Staged {
    cohesion: i64,
    item: Option<Id>,
    aside: bool,
    points: Vec<StagedPoint>,
}

struct StagedPoint {
    id: Id,
    nearest: Option<Id>,
    score: i64,
    copy_of: Option<Id>,
}

fn compute(ground: &Ground, level: ::merge::Level) -> Computed {
    let began = Instant::now();
    let unsorted = ground.unsorted.iter().map(|(id, text)| Opinion { id: id.as_str(), text });
    let sorted = ground.sorted.iter().map(|(id, text, _)| Opinion { id: id.as_str(), text });
    let opinions: Vec<Opinion<'_>> = unsorted.chain(sorted).collect();
    // One thread: people work on the same machine.
    let settings = Settings { level, threads: 1, reasons: false, ..Settings::default() };
    let merged = merge(&opinions, &constraints(ground), &settings);
    let record = merged.record(began.elapsed());
    Computed { groups: staged(&merged, ground), record }
}

/// What people decided, as the method takes it: each item that takes points in is a confirmed group.
fn constraints(ground: &Ground) -> Constraints {
    let mut items: HashMap<&Id, Vec<String>> = HashMap::new();
    for (point, _, item) in &ground.sorted {
        items.entry(item).or_default().push(point.to_string());
    }
    let mut confirmed: Vec<Vec<String>> = items.into_values().collect();
    confirmed.sort();
    let of = |kind| {
        let pairs = ground.pairs.iter().filter(move |(k, ..)| *k == kind);
        pairs.map(|(_, a, b)| (a.to_string(), b.to_string())).collect()
    };
    Constraints { must: of(DecisionKind::Together), cannot: of(DecisionKind::Apart), confirmed }
}

/// Groups with at least one unsorted point: two of them, or one that would join an item.
fn staged(merged: &Merged, ground: &Ground) -> Vec<Staged> {
    let items: HashMap<&str, &Id> = ground.sorted.iter().map(|(id, _, item)| (id.as_str(), item)).collect();
    let aside: HashSet<(&Id, &Id)> =
        ground.pairs.iter().filter(|(k, ..)| *k == DecisionKind::Aside).map(|(_, a, b)| (a, b)).collect();
    let leads: HashSet<&Id> = aside.iter().map(|(lead, _)| *lead).collect();
    let found = merged.groups.iter().filter_map(|group| one(group, &items));
    let mut all: Vec<Staged> = found.collect();
    for group in &mut all {
        // It is as it was put aside while every point of it was there then; a new one brings it back.
        group.aside = leads.iter().any(|lead| group.points.iter().all(|p| aside.contains(&(*lead, &p.id))));
    }
    all
}

fn one(group: &Group, items: &HashMap<&str, &Id>) -> Option<Staged> {
    let item = group.members.iter().find_map(|m| items.get(m.id.as_str())).map(|id| (*id).clone());
    let points: Vec<StagedPoint> = group
        .members
        .iter()
        .filter(|m| !items.contains_key(m.id.as_str()))
        .filter_map(|m| {
            Some(StagedPoint {
                id: Id::parse(&m.id)?,
                nearest: m.reason.nearest.as_deref().and_then(Id::parse),
                score: hundredths(m.reason.score),
                copy_of: m.copy_of.as_deref().and_then(Id::parse),
            })
        })
        .collect();
    let enough = points.len() > 1 || (item.is_some() && !points.is_empty());
    enough.then(|| Staged { cohesion: hundredths(group.cohesion), item, aside: false, points })
}

#[allow(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a score between 0 and a few units")]
fn hundredths(score: f32) -> i64 {
    (score * 100.0).round() as i64
}

/// Writes the groups in chunks, then the run's record; until that is there, the page shows the run before.
async fn stage(app: &App, run: &Id, row: &RunRow, computed: Computed) -> Result<()> {
    clear(app, run).await?;
    let mut rows: Vec<(i64, Staged)> = (1..).zip(computed.groups).collect();
    while !rows.is_empty() {
        let mut points = 0;
        let fits = rows.iter().take_while(|(_, group)| {
            let before = points;
            points += group.points.len();
            before == 0 || points <= CHUNK
        });
        let rest = rows.split_off(fits.count());
        let chunk = std::mem::replace(&mut rows, rest);
        let (run, round) = (run.clone(), row.round.clone());
        app.db
            .write(move |tx| {
                for (ordinal, group) in &chunk {
                    let id = Id::random();
                    let aside = i64::from(group.aside);
                    let row = params![&id, &run, &round, *ordinal, group.cohesion, group.item.clone(), aside];
                    tx.run(&groups::INSERT_SUGGESTION, &row)?;
                    for (rank, p) in (1_i64..).zip(&group.points) {
                        let row = params![&id, &p.id, rank, p.nearest.clone(), p.score, p.copy_of.clone()];
                        tx.run(&groups::INSERT_MEMBER, &row)?;
                    }
                }
                Ok::<_, Error>(())
            })
            .await?;
    }
    settle(app, run, RunEvent::Finish, Some(computed.record)).await?;
    let (run, round) = (run.clone(), row.round.clone());
    let old: Vec<Id> = app
        .db
        .read(move |tx| tx.all(&groups::STALE_RUNS, &params![&round, &run], |row| row.get(0)))
        .await
        .map_err(|e: ::store::StoreError| Error::from(e))?;
    for run in old {
        clear(app, &run).await?;
    }
    Ok(())
}

async fn clear(app: &App, run: &Id) -> Result<()> {
    let run = run.clone();
    app.db
        .write(move |tx| {
            tx.run(&groups::CLEAR_MEMBERS, &params![&run])?;
            tx.run(&groups::CLEAR_SUGGESTIONS, &params![&run])?;
            Ok(())
        })
        .await
}

async fn settle(app: &App, run: &Id, event: RunEvent, done: Option<::merge::RunRecord>) -> Result<()> {
    let act = Act::system(app.clock.now());
    let to = RunState::Waiting.next(event).ok_or_else(|| Error::rule(Rule::WrongState))?;
    let text = done.as_ref().map(serde_json::to_string).transpose().map_err(|e| Error::Internal(e.to_string()))?;
    let method = done.map(|record| record.method);
    let run = run.clone();
    app.db
        .write(move |tx| {
            if tx.run(&groups::SETTLE_RUN, &params![&run, to.code(), method.clone(), text.clone()])? != 1 {
                return Ok(());
            }
            let mut entry = Entry::new("merge.run_done", "merge_run", &run).states(RunState::Waiting.code(), to.code());
            if let Some(text) = &text {
                entry = entry.with("record", content_hash(text.as_bytes()));
            }
            record(tx, &act, entry)?;
            Ok(())
        })
        .await
}
