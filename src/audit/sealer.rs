//! The sealer: links unsealed lines into blocks. It runs at least every second while the server runs and before any
//! command exits; a lease sees to it that one process seals at a time.

use std::path::Path;

use store::{Db, StoreError, Tx, params};

use super::anchor::{self, Head};
use super::merkle_root;
use super::store::{HEAD, HEADS_BETWEEN, INSERT_BLOCK, SEAL_LINE, UNSEALED};
use crate::clock::Now;
use crate::error::Result;

/// The previous hash of the first block.
pub(super) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Seals whatever is unsealed and appends the heads to the anchor. Returns how many lines were sealed.
pub async fn seal(db: &Db, anchor: &Path, now: Now) -> Result<u64> {
    let mut lines = 0;
    loop {
        let block = db.write(move |tx| seal_once(tx, now)).await?;
        let Some((head, count)) = block else { return Ok(lines) };
        lines += count;
        let mut heads = forgotten(db, anchor, head.no).await?;
        heads.push(head);
        anchor::append(anchor, &heads)?;
    }
}

/// How many blocks may be missing at the anchor's end. More is no accident, and stays to be found.
const FORGOTTEN: i64 = 8;

/// Blocks just before the newest that the anchor's end lacks: a crash, or a primary that was lost before it could say that the
/// block is written, falls between the block and its line in the anchor. An anchor that is not there at all is not made anew.
async fn forgotten(db: &Db, anchor: &Path, newest: i64) -> Result<Vec<Head>> {
    let Some(last) = anchor::last(anchor)? else { return Ok(Vec::new()) };
    let missing = newest - 1 - last;
    if !(1..=FORGOTTEN).contains(&missing) {
        return Ok(Vec::new());
    }
    let row = |row: &store::Row<'_>| Ok(Head { no: row.get(0)?, hash: row.get(1)? });
    Ok(db.read(move |tx| tx.all(&HEADS_BETWEEN, &params![last, newest], row)).await?)
}

fn seal_once(tx: &mut Tx<'_>, now: Now) -> Result<Option<(Head, u64)>, StoreError> {
    let lines: Vec<(String, String)> = tx.all(&UNSEALED, &params![], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if lines.is_empty() {
        return Ok(None);
    }
    let head: Option<(i64, String)> = tx.one(&HEAD, &params![], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (no, previous) = head.map_or((1, GENESIS.to_owned()), |(no, hash)| (no + 1, hash));
    let root = merkle_root(lines.iter().map(|(_, hash)| leaf(hash))).to_hex().to_string();
    let count = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let sealed_at = now.stamp();
    let hash = block_hash(no, &previous, &root, count, &sealed_at);
    for (id, _) in &lines {
        tx.run(&SEAL_LINE, &params![id, no])?;
    }
    tx.run(&INSERT_BLOCK, &params![no, &previous, &root, count, &sealed_at, &hash])?;
    Ok(Some((Head { no, hash }, count.unsigned_abs())))
}

/// A line's hash as a leaf of the tree.
pub(super) fn leaf(line_hash: &str) -> blake3::Hash {
    blake3::hash(line_hash.as_bytes())
}

/// The hash of a block.
pub(super) fn block_hash(no: i64, previous: &str, root: &str, count: i64, sealed_at: &str) -> String {
    let text = format!("{no}\n{previous}\n{root}\n{count}\n{sealed_at}");
    blake3::Hash::from(blake3::derive_key("shuangcu 2026 audit block", text.as_bytes())).to_hex().to_string()
}
