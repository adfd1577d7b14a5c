//! The verifier: reads the whole trail and whatever it vouches for, and lists what does not fit.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use store::{Db, Sql, StoreError, Tx, params};

use super::anchor;
use super::sealer::{GENESIS, block_hash, leaf};
use super::store::{
    BATCHED_POINTS, BATCHES, BLOCKS, FILES, FROZEN, LINES, ORIGINALS, RELEASED_POINTS, RELEASES, RESULTS,
};
use super::trail::line_hash;
use super::{content_hash, merkle_root};
use crate::blobs::Blobs;
use crate::clock::Now;
use crate::error::Result;

/// How long a line may wait for the sealer, in seconds.
const PATIENCE: i64 = 60;

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A line's content does not fit its hash.
    LineChanged(String),
    /// A block's lines do not fit its root or count: one was deleted, inserted or moved.
    BlockLines(i64),
    /// A block does not fit its hash or the block before.
    BlockBroken(i64),
    /// A line names a block that is not there.
    BlockMissing(i64),
    /// The anchor knows a block that the database lacks or holds differently.
    Anchor(i64),
    /// The database holds blocks that the anchor lacks.
    AnchorBehind(i64),
    /// The anchor cannot be read.
    AnchorUnreadable(String),
    /// A line has waited too long for the sealer, or carries a time to come.
    Unsealed(String),
    /// An original, a frozen text or a file that is not what the trail recorded.
    Content(String),
    /// A row that no line of the trail vouches for.
    Unrecorded(String),
    /// A row that the trail vouches for is gone.
    Gone(String),
    /// The points of one release of the box, or of one import or split, are not those that were recorded.
    Release(String),
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Finding::LineChanged(id) => write!(f, "audit line {id}: its content was changed"),
            Finding::BlockLines(no) => write!(f, "block {no}: a line was deleted, inserted or moved"),
            Finding::BlockBroken(no) => write!(f, "block {no}: broken or not linked to the block before"),
            Finding::BlockMissing(no) => write!(f, "block {no}: missing, though lines name it"),
            Finding::Anchor(no) => write!(f, "block {no}: the anchor records another one, or it was cut off"),
            Finding::AnchorBehind(no) => write!(f, "block {no}: not in the anchor"),
            Finding::AnchorUnreadable(why) => write!(f, "the anchor cannot be read: {why}"),
            Finding::Unsealed(id) => write!(f, "audit line {id}: unsealed for over {PATIENCE} s"),
            Finding::Content(what) => write!(f, "{what}: its content is not what was recorded"),
            Finding::Unrecorded(what) => write!(f, "{what}: no audit line vouches for it"),
            Finding::Gone(what) => write!(f, "{what}: recorded, but gone"),
            Finding::Release(what) => write!(f, "{what}: its points are not those that were recorded"),
        }
    }
}

/// What a verification saw.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Lines read.
    pub lines: u64,
    /// Blocks read.
    pub blocks: u64,
    /// Originals, frozen texts and files compared.
    pub contents: u64,
    /// What does not fit; empty when all is well.
    pub findings: Vec<Finding>,
}

struct Block {
    previous: String,
    root: String,
    count: i64,
    sealed_at: String,
    hash: String,
}

/// Verifies. `anchor` is the file of heads; one that is missing is a finding unless there are no blocks at all.
pub async fn verify(db: &Db, blobs: &Blobs, anchor: &Path, now: Now) -> Result<Report> {
    let anchor = anchor.to_owned();
    let blobs = blobs.clone();
    db.read(move |tx| {
        let mut report = Report::default();
        let blocks = check_blocks(tx, &mut report)?;
        let vouched = check_lines(tx, &blocks, now, &mut report)?;
        check_anchor(&anchor, &blocks, &mut report);
        let mut seen = HashSet::new();
        check_contents(tx, &vouched, &blobs, &mut seen, &mut report)?;
        check_sets(tx, ("box_release", &RELEASES, &RELEASED_POINTS), &vouched, &mut seen, &mut report)?;
        check_sets(tx, ("point_batch", &BATCHES, &BATCHED_POINTS), &vouched, &mut seen, &mut report)?;
        check_gone(&vouched, &seen, &mut report);
        Ok(report)
    })
    .await
}

fn check_blocks(tx: &mut Tx<'_>, report: &mut Report) -> Result<BTreeMap<i64, Block>, StoreError> {
    let mut blocks = BTreeMap::new();
    let mut expected = (1, GENESIS.to_owned());
    tx.each(&BLOCKS, &params![], |row| {
        let no: i64 = row.get(0)?;
        let block = Block {
            previous: row.get(1)?,
            root: row.get(2)?,
            count: row.get(3)?,
            sealed_at: row.get(4)?,
            hash: row.get(5)?,
        };
        let own = block_hash(no, &block.previous, &block.root, block.count, &block.sealed_at);
        if (no, &block.previous) != (expected.0, &expected.1) || own != block.hash {
            report.findings.push(Finding::BlockBroken(no));
        }
        expected = (no + 1, block.hash.clone());
        report.blocks += 1;
        blocks.insert(no, block);
        Ok(())
    })?;
    Ok(blocks)
}

/// What the trail vouches for: object → the hash recorded last.
type Vouched = HashMap<String, String>;

fn check_lines(
    tx: &mut Tx<'_>,
    blocks: &BTreeMap<i64, Block>,
    now: Now,
    report: &mut Report,
) -> Result<Vouched, StoreError> {
    let mut vouched = Vouched::new();
    let mut leaves: BTreeMap<i64, Vec<blake3::Hash>> = BTreeMap::new();
    tx.each(&LINES, &params![], |row| {
        let (id, data, hash): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let block: Option<i64> = row.get(3)?;
        report.lines += 1;
        if line_hash(&id, &data).to_hex().as_str() != hash {
            report.findings.push(Finding::LineChanged(id.clone()));
        }
        match block {
            Some(no) => leaves.entry(no).or_default().push(leaf(&hash)),
            None if waited(&id, now).is_none_or(|s| !(0..=PATIENCE).contains(&s)) => {
                report.findings.push(Finding::Unsealed(id))
            }
            None => {}
        }
        let fields: serde_json::Value = serde_json::from_str(&data).unwrap_or_default();
        let text = |name: &str| fields.get(name).and_then(|v| v.as_str()).map(str::to_owned);
        if let (Some(object), Some(hash)) = (text("object"), text("hash")) {
            vouched.insert(object, hash);
        }
        Ok(())
    })?;
    for (no, block) in blocks {
        let lines = leaves.remove(no).unwrap_or_default();
        let count = i64::try_from(lines.len()).unwrap_or(-1);
        if count != block.count || merkle_root(lines).to_hex().as_str() != block.root {
            report.findings.push(Finding::BlockLines(*no));
        }
    }
    report.findings.extend(leaves.into_keys().map(Finding::BlockMissing));
    Ok(vouched)
}

/// Seconds since the line was written, from its time-ordered key.
fn waited(id: &str, now: Now) -> Option<i64> {
    let millis = i64::from_str_radix(id.get(..12)?, 16).ok()?;
    Some(now.seconds() - millis / 1000)
}

fn check_anchor(path: &Path, blocks: &BTreeMap<i64, Block>, report: &mut Report) {
    if blocks.is_empty() && !path.exists() {
        return;
    }
    let heads = match anchor::read(path) {
        Ok(heads) => heads,
        Err(e) => return report.findings.push(Finding::AnchorUnreadable(e.to_string())),
    };
    let known: BTreeMap<i64, String> = heads.into_iter().map(|h| (h.no, h.hash)).collect();
    for (no, hash) in &known {
        if blocks.get(no).is_none_or(|b| b.hash != *hash) {
            report.findings.push(Finding::Anchor(*no));
        }
    }
    // Only a gap is wrong: the newest block may have been sealed after the anchor was copied, or its append was cut
    // off by a crash; the next sealing makes up for it.
    let newest = known.keys().next_back().copied().unwrap_or(0);
    let gaps = blocks.keys().filter(|no| **no < newest && !known.contains_key(no));
    report.findings.extend(gaps.map(|no| Finding::AnchorBehind(*no)));
}

fn check_contents(
    tx: &mut Tx<'_>,
    vouched: &Vouched,
    blobs: &Blobs,
    seen: &mut HashSet<String>,
    report: &mut Report,
) -> Result<(), StoreError> {
    for statement in [&ORIGINALS, &FROZEN, &RESULTS] {
        tx.each(statement, &params![], |row| {
            let (kind, id): (String, String) = (row.get(0)?, row.get(1)?);
            let (text, hash): (Option<String>, String) = (row.get(2)?, row.get(3)?);
            let needs_line: bool = row.get(4)?;
            let object = format!("{kind}:{id}");
            report.contents += 1;
            let own = content_hash(text.unwrap_or_default().as_bytes());
            if own != hash || vouched.get(&object).is_some_and(|recorded| *recorded != hash) {
                report.findings.push(Finding::Content(object.clone()));
            }
            if needs_line && !vouched.contains_key(&object) {
                report.findings.push(Finding::Unrecorded(object.clone()));
            }
            seen.insert(object);
            Ok(())
        })?;
    }
    tx.each(&FILES, &params![], |row| {
        let (id, hash): (String, String) = (row.get(0)?, row.get(1)?);
        let object = format!("evidence:{id}");
        report.contents += 1;
        if blobs.get(&hash).is_err() || vouched.get(&object).is_some_and(|recorded| *recorded != hash) {
            report.findings.push(Finding::Content(object.clone()));
        }
        if !vouched.contains_key(&object) {
            report.findings.push(Finding::Unrecorded(object.clone()));
        }
        seen.insert(object);
        Ok(())
    })?;
    Ok(())
}

/// Anonymous points, and points written down together, have no line of their own: the release or the batch that
/// brought them recorded the root of the whole set.
fn check_sets(
    tx: &mut Tx<'_>,
    (kind, sets, members): (&str, &Sql, &Sql),
    vouched: &Vouched,
    seen: &mut HashSet<String>,
    report: &mut Report,
) -> Result<(), StoreError> {
    let sets: Vec<(String, i64, String)> =
        tx.all(sets, &params![], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for (id, count, root) in sets {
        let object = format!("{kind}:{id}");
        seen.insert(object.clone());
        if vouched.get(&object) != Some(&root) {
            report.findings.push(Finding::Unrecorded(object.clone()));
        }
        let points: Vec<blake3::Hash> = tx.all(members, &params![&id], |row| {
            let (id, hash): (String, String) = (row.get(0)?, row.get(1)?);
            Ok(crate::letterbox::release_leaf(&id, &hash))
        })?;
        if i64::try_from(points.len()).unwrap_or(-1) != count || merkle_root(points).to_hex().as_str() != root {
            report.findings.push(Finding::Release(object));
        }
    }
    Ok(())
}

/// Nothing that the trail vouches for may be missing.
fn check_gone(vouched: &Vouched, seen: &HashSet<String>, report: &mut Report) {
    let gone = vouched.keys().filter(|object| {
        let kind = object.split(':').next().unwrap_or_default();
        let known = ["point", "comment", "publication", "plan", "bulletin", "evidence", "box_release", "point_batch"];
        let known = known.contains(&kind);
        known && !seen.contains(*object)
    });
    report.findings.extend(gone.map(|object| Finding::Gone(object.clone())));
}
