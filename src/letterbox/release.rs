//! Opening the box.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use store::{Tx, params};

use super::keys::{box_day, find, forget_public_key};
use super::seal::{Slip, open};
use super::store::{
    DELETE_DROP, DELETE_KEY, DUE_BY_DAY, DUE_OF_PARENT, FINISH_RELEASE, INSERT_ASIDE, INSERT_RELEASE, KEY_DAYS, KEYS,
    KEYS_OF_BOX, SLIP,
};
use crate::app::{App, words_ready};
use crate::audit::{Act, Entry, merkle_root, record};
use crate::clock::Now;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::jobs::{self, Traces};

/// Which slips to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// Every box whose opening hour has passed.
    ByHour,
    /// Everything of one parent that is closing, such as `round:KEY`.
    Parent(String),
}

/// What one release hands to the slice that owns the parent: the slips in random order, with no trace of their keys
/// in the box.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The release.
    pub release: Id,
    /// Whose slips they are.
    pub parent: String,
    /// The box's day: the only time that is left.
    pub day: Date,
    /// The slips, shuffled.
    pub slips: Vec<Slip>,
    /// How many slips of the whole box are alike in kind and fields, where the box is opened in more than one part: what is too
    /// rare to be shown is too rare in the box, not in its part. Empty where the slips are the whole box.
    pub alike: Arc<Alike>,
}

/// Numbers of slips by what they are and what their fields say.
pub type Alike = HashMap<(String, BTreeMap<String, String>), u64>;

/// A leaf of a release's Merkle root.
pub fn release_leaf(id: &str, content_hash: &str) -> blake3::Hash {
    blake3::hash(format!("{id}\n{content_hash}").as_bytes())
}

/// At most about so many slips are released by one unit of work, so that a very full box neither fills the memory nor keeps other
/// writers waiting for long. A fuller box is opened in parts of equal size, and which slip goes into which part is drawn by lot
/// and forgotten: the keys of slips are in every backup of the box, so parts by key would tell which points a slip may have
/// become. There is never a small last part. Tests open in parts what they can drop in a moment.
const PART: i64 = if cfg!(test) { 300 } else { 2_000 };

/// A group of slips that is due: whose, of which day, how many.
type Group = (String, String, i64);

/// Opens what is due. Each part of a parent's day is one release: one unit of work that writes the slips' rows under
/// random keys, one audit line with their number and root, and takes the sealed rows away. A slip that was damaged is set
/// aside, sealed as it is. Afterwards the log of the database is emptied and keys that nothing needs any more are
/// destroyed. Returns the number of slips released.
pub async fn open_box(app: &App, due: Due) -> Result<usize> {
    let now = app.clock.now();
    let last = box_day(now, app.config.box_hour).yesterday().unwrap_or(Date::MIN);
    let groups: Vec<Group> = app
        .db
        .read(move |tx| {
            let group = |row: &store::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            match &due {
                Due::ByHour => tx.all(&DUE_BY_DAY, &params![last.to_string()], group),
                Due::Parent(parent) => tx.all(&DUE_OF_PARENT, &params![parent], group),
            }
        })
        .await?;
    // One box that cannot be opened keeps none of the others closed; it is tried again at the next opening.
    let (mut released, mut failed) = (0, None);
    for group in groups {
        match open_group(app, group, now).await {
            Ok(count) => released += count,
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    // A log that somebody reads for long keeps no key alive; the mark stays, and the schedule tries again.
    destroy_spent_keys(app, last).await?;
    jobs::forget(app).await?;
    failed.map_or(Ok(released), Err)
}

async fn open_group(app: &App, (parent, day, count): Group, now: Now) -> Result<usize> {
    let name = day.clone();
    let public = app.db.read(move |tx| find(tx, &name)).await?;
    let lost = || Error::Internal(format!("the key of the box of {day} is in neither of its two places"));
    let secret = public.and_then(|p| app.letterbox.keys.secret(&day, &p)).ok_or_else(lost)?;
    // The slips become texts that can be found.
    words_ready().await;
    let group = (parent.as_str(), day.as_str());
    let parts = (count + PART - 1) / PART;
    let mut lots = if parts > 1 { draw_lots(app, group, parts).await? } else { Vec::new() };
    let alike = Arc::new(count_alike(app, &lots, &secret).await?);
    // The last part is whatever is left: it takes along what was dropped in the meantime.
    lots.pop();
    let (mut released, mut ahead) = (0, None);
    for part in 0..=lots.len() {
        let due = match (ahead.take(), lots.get(part)) {
            (Some(opened), _) => opened,
            (None, Some(lot)) => unseal(app, lot.clone(), &secret).await?,
            (None, None) => unseal(app, keys_of(app, group).await?, &secret).await?,
        };
        let written = release(app, group, due, &alike, now);
        let done = match lots.get(part + 1) {
            // While the writer writes this part, the next is opened.
            Some(next) => {
                let (done, opened) = tokio::join!(written, unseal(app, next.clone(), &secret));
                ahead = Some(opened?);
                done
            }
            None => written.await,
        };
        match done {
            Ok(count) => released += count,
            // Another process is opening the same box: what it takes is released by it.
            Err(Error::Stale) => break,
            Err(other) => return Err(other),
        }
    }
    Ok(released)
}

/// The keys of all slips of a box.
async fn keys_of(app: &App, (parent, day): (&str, &str)) -> Result<Vec<String>> {
    let (parent, day) = (parent.to_owned(), day.to_owned());
    let keys = app.db.read(move |tx| tx.all(&KEYS_OF_BOX, &params![&parent, &day], |row| row.get(0))).await;
    keys.map_err(db)
}

/// The keys of a box in parts of equal size, by lot.
async fn draw_lots(app: &App, group: (&str, &str), parts: i64) -> Result<Vec<Vec<String>>> {
    let mut keys = keys_of(app, group).await?;
    crate::random::shuffle(&mut keys);
    let size = keys.len().div_ceil(usize::try_from(parts).unwrap_or(1)).max(1);
    Ok(keys.chunks(size).map(<[String]>::to_vec).collect())
}

/// Some slips of a box, opened. What was damaged is as it lay there.
struct Unsealed {
    keys: Vec<String>,
    slips: Vec<Slip>,
    damaged: Vec<(String, Vec<u8>)>,
}

/// Reads and opens slips by their keys; one that another process has taken is left out.
async fn unseal(app: &App, keys: Vec<String>, secret: &[u8; 32]) -> Result<Unsealed> {
    let sealed: Vec<(String, Vec<u8>)> = app
        .db
        .read(move |tx| {
            let mut sealed = Vec::with_capacity(keys.len());
            for key in &keys {
                let bytes: Option<Vec<u8>> = tx.one(&SLIP, &params![key], |row| row.get(0))?;
                sealed.extend(bytes.map(|bytes| (key.clone(), bytes)));
            }
            Ok::<_, store::StoreError>(sealed)
        })
        .await?;
    let mut opened = Unsealed { keys: Vec::with_capacity(sealed.len()), slips: Vec::new(), damaged: Vec::new() };
    for (key, bytes) in sealed {
        opened.keys.push(key.clone());
        match open(&bytes, secret) {
            Some(slip) => opened.slips.push(slip),
            None => opened.damaged.push((key, bytes)),
        }
    }
    Ok(opened)
}

/// Opens every slip of a box in parts and forgets it again; what stays is how many say the same.
async fn count_alike(app: &App, lots: &[Vec<String>], secret: &[u8; 32]) -> Result<Alike> {
    let mut alike = Alike::new();
    for lot in lots {
        for slip in unseal(app, lot.clone(), secret).await?.slips {
            *alike.entry((slip.kind, slip.fields)).or_default() += 1;
        }
    }
    Ok(alike)
}

async fn release(app: &App, group: (&str, &str), due: Unsealed, alike: &Arc<Alike>, now: Now) -> Result<usize> {
    let (parent, day) = group;
    let Unsealed { keys, mut slips, damaged } = due;
    if keys.is_empty() {
        return Ok(0);
    }
    if !damaged.is_empty() {
        tracing::error!(day, count = damaged.len(), "slips of the box were damaged; they were set aside");
    }
    crate::random::shuffle(&mut slips);
    let day_of_box: Date = day.parse().map_err(|_| Error::Internal("a box without a day".into()))?;
    let opened =
        Opened { release: Id::random(), parent: parent.to_owned(), day: day_of_box, slips, alike: Arc::clone(alike) };
    let day = day.to_owned();
    app.db
        .write(move |tx| {
            for key in &keys {
                if tx.run(&DELETE_DROP, &params![key])? != 1 {
                    return Err(Error::Stale);
                }
            }
            let act = Act::system(now);
            set_aside(tx, &act, &opened, &damaged)?;
            jobs::must_forget(tx, Traces::Box)?;
            if opened.slips.is_empty() {
                return Ok(0);
            }
            // The row stands before the points that name it; its number and root follow when they are written.
            tx.run(&INSERT_RELEASE, &params![&opened.release, &opened.parent, &day])?;
            let mut leaves = crate::consequences::box_opened(tx, &act, &opened)?;
            leaves.sort_unstable();
            let root =
                merkle_root(leaves.iter().map(|(id, hash)| release_leaf(id.as_str(), hash))).to_hex().to_string();
            let count = i64::try_from(leaves.len()).unwrap_or(i64::MAX);
            tx.run(&FINISH_RELEASE, &params![&opened.release, count, &root])?;
            let entry = Entry::new("box.release", "box_release", &opened.release);
            let entry = entry.with("parent", opened.parent.clone()).with("day", day.clone()).with("count", count);
            record(tx, &act, entry.hash(&root))?;
            Ok(opened.slips.len())
        })
        .await
}

/// Keeps what cannot be opened, and says in the trail of which box and how many: whoever runs the round and whoever
/// administers the system must know that voices were lost.
fn set_aside(tx: &mut Tx<'_>, act: &Act, opened: &Opened, damaged: &[(String, Vec<u8>)]) -> Result<()> {
    if damaged.is_empty() {
        return Ok(());
    }
    let day = opened.day.to_string();
    for (key, bytes) in damaged {
        tx.run(&INSERT_ASIDE, &params![key, &opened.parent, &day, bytes.clone()])?;
    }
    let entry = Entry::new("box.set_aside", "box", &opened.parent).with("day", day).with("count", damaged.len());
    Ok(record(tx, act, entry)?)
}

/// A key goes when its day's opening hour has passed and nothing of that day lies in the box. It is given up in the
/// database first, in a unit that sees no slip of the day, so that no drop that is still on its way can be sealed to a key
/// that is no more; then its files go, and those that a crash in between left behind.
async fn destroy_spent_keys(app: &App, last: Date) -> Result<()> {
    let days: Vec<String> =
        app.db.read(move |tx| tx.all(&KEY_DAYS, &params![last.to_string()], |row| row.get(0))).await.map_err(db)?;
    for day in days {
        forget_public_key(app, &day);
        app.db.write(move |tx| tx.run(&DELETE_KEY, &params![&day]).map(drop)).await.map_err(db)?;
    }
    let in_use: Vec<Vec<u8>> = app.db.read(|tx| tx.all(&KEYS, &[], |row| row.get(0))).await.map_err(db)?;
    let in_use: Vec<[u8; 32]> = in_use.into_iter().filter_map(|key| key.try_into().ok()).collect();
    app.letterbox.keys.sweep(&last.to_string(), &in_use)?;
    Ok(())
}

fn db(error: store::StoreError) -> Error {
    error.into()
}
