//! Suggestions: which items and points does this point look like? An index per campaign in this process's memory, made
//! from the database when it is first asked for and brought up to date when points or steps have changed since. Nothing
//! of it is stored; a sealed round will get an index of its own that dies with its session.
//!
//! Memory: about 1.5 KiB a point of 70 characters (`merge::Index`), at most [`MOST_POINTS`] points of [`MOST_CAMPAIGNS`]
//! campaigns; the campaign that was asked for longest ago goes first.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use ::store::{StoreError, params};
use merge::Index;

use super::model::Why;
use super::store;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::Id;

/// Points beyond this number are not compared.
pub const MOST_POINTS: u32 = 50_000;
/// Campaigns whose index is kept.
pub const MOST_CAMPAIGNS: usize = 4;
/// More changes than this since the last look: the index is made anew.
const MOST_CHANGES: usize = 500;
/// From this score on it is shown as a suggestion at all (`merge::Index::suggest`).
const CLOSE: f32 = 0.7;

/// Something that the point looks like.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// The merged item, or the point where it is in none.
    pub target: Target,
    /// Whether it is close, not only "perhaps".
    pub close: bool,
    /// In hundredths.
    pub score: i64,
    /// The nearest point there.
    pub nearest: Option<Id>,
    /// What the two share, longest first.
    pub shared: Vec<String>,
    /// Places or numbers in which they differ.
    pub differing: Vec<(String, String)>,
}

/// What was found alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An item.
    Item(Id),
    /// A point in no item.
    Point(Id),
}

impl Near {
    /// The reason that goes into the ledger when the suggestion is followed.
    pub fn why(&self) -> Why {
        Why {
            said: String::new(),
            method: Some(merge::METHOD.to_owned()),
            score: Some(self.score),
            shared: self.shared.clone(),
        }
    }
}

/// An index with what it was made from.
#[derive(Default)]
struct Kept {
    index: Index,
    /// Point → item, for all that is in the index.
    places: HashMap<Id, Option<Id>>,
    /// The number of points and of the newest step when it was looked at last.
    seen: Option<(i64, i64)>,
}

type Shelf = Vec<(Id, Arc<Mutex<Kept>>)>;

/// Campaign keys are random, so one shelf serves every database of the process.
static SHELF: Mutex<Shelf> = Mutex::new(Vec::new());

fn kept(campaign: &Id) -> Arc<Mutex<Kept>> {
    let mut shelf = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
    let found = shelf.iter().position(|(id, _)| id == campaign);
    let entry = match found {
        Some(at) => shelf.remove(at),
        None => (campaign.clone(), Arc::default()),
    };
    let kept = entry.1.clone();
    shelf.push(entry);
    if shelf.len() > MOST_CAMPAIGNS {
        shelf.remove(0);
    }
    kept
}

/// What a point looks like, the best first. Two queries when nothing changed since the last look, else three and one for
/// each changed point, at most [`MOST_CHANGES`].
pub async fn suggest(app: &App, campaign: &Id, point: &Id, text: &str, limit: usize) -> Result<Vec<Near>> {
    let kept = kept(campaign);
    let (campaign, mine) = (campaign.clone(), kept.clone());
    let news = app.db.read(move |tx| look(tx, &campaign, &mine)).await?;
    let (point, text) = (point.clone(), text.to_owned());
    let found = tokio::task::spawn_blocking(move || {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        take_in(&mut kept, news);
        let groups = kept.index.suggest(&text, limit.saturating_add(1));
        groups.into_iter().filter_map(|group| near(&kept, &point, group)).take(limit).collect()
    });
    found.await.map_err(|e| Error::Internal(e.to_string()))
}

fn near(kept: &Kept, point: &Id, group: merge::Suggestion) -> Option<Near> {
    let target = Id::parse(&group.group)?;
    if target == *point {
        return None;
    }
    let target = if kept.places.contains_key(&target) { Target::Point(target) } else { Target::Item(target) };
    Some(Near {
        target,
        close: group.score >= CLOSE,
        score: hundredths(group.score),
        nearest: group.reason.nearest.as_deref().and_then(Id::parse),
        shared: group.reason.shared,
        differing: group.reason.differing,
    })
}

#[allow(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a score between 0 and a few units")]
fn hundredths(score: f32) -> i64 {
    (score * 100.0).round() as i64
}

/// What changed since the last look.
enum News {
    Nothing,
    Anew(Vec<(Id, String, Option<Id>)>, (i64, i64)),
    Changes { put: Vec<(Id, String, Option<Id>)>, gone: Vec<Id>, seen: (i64, i64) },
}

fn look(tx: &mut ::store::Tx<'_>, campaign: &Id, kept: &Mutex<Kept>) -> Result<News, StoreError> {
    let count: i64 = tx.one(&store::COUNT_POINTS, &params![campaign], |row| row.get(0))?.unwrap_or(0);
    let step: i64 = tx.one(&store::NEWEST_STEP, &params![campaign], |row| row.get(0))?.unwrap_or(0);
    let now = (count, step);
    let seen = kept.lock().unwrap_or_else(PoisonError::into_inner).seen;
    if seen == Some(now) {
        return Ok(News::Nothing);
    }
    if seen.is_some() {
        let all: Vec<(Id, Option<Id>)> =
            tx.all(&store::PLACES, &params![campaign, MOST_POINTS], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (changed, gone) = compare(&all, &kept.lock().unwrap_or_else(PoisonError::into_inner).places);
        if changed.len() <= MOST_CHANGES {
            let mut put = Vec::with_capacity(changed.len());
            for (id, item) in changed {
                if let Some(text) = tx.one(&store::TEXT, &params![&id], |row| row.get::<String>(0))? {
                    put.push((id, text, item));
                }
            }
            return Ok(News::Changes { put, gone, seen: now });
        }
    }
    let all =
        tx.all(&store::TEXTS, &params![campaign, MOST_POINTS], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(News::Anew(all, now))
}

type Places = Vec<(Id, Option<Id>)>;

fn compare(all: &[(Id, Option<Id>)], known: &HashMap<Id, Option<Id>>) -> (Places, Vec<Id>) {
    let changed = all.iter().filter(|(id, item)| known.get(id) != Some(item)).cloned().collect();
    let here: std::collections::HashSet<&Id> = all.iter().map(|(id, _)| id).collect();
    (changed, known.keys().filter(|id| !here.contains(id)).cloned().collect())
}

fn take_in(kept: &mut Kept, news: News) {
    let (put, gone, seen) = match news {
        News::Nothing => return,
        News::Anew(all, seen) => {
            *kept = Kept::default();
            (all, Vec::new(), seen)
        }
        News::Changes { put, gone, seen } => (put, gone, seen),
    };
    for id in gone {
        kept.index.remove(id.as_str());
        kept.places.remove(&id);
    }
    for (id, text, item) in put {
        // A point in no item is a group of its own.
        kept.index.add(id.as_str(), &text, item.as_ref().unwrap_or(&id).as_str());
        kept.places.insert(id, item);
    }
    kept.seen = Some(seen);
}
