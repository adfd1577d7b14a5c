//! The audit trail. A unit of work writes its line together with its rows; one sealer links lines into blocks; a
//! verifier finds whatever was changed, deleted, inserted or moved (R95, I9; PRIVACY.md).

mod anchor;
mod sealer;
pub mod store;
#[cfg(test)]
mod tests;
mod trail;
mod verify;

pub use anchor::up_to as anchor_up_to;
pub use sealer::seal;
pub use trail::{Act, Entry, Who, record};
pub use verify::{Finding, Report, verify};

/// The hash of a text or a file as it stands in audit lines and rows: BLAKE3, 64 hexadecimal digits.
pub fn content_hash(content: &[u8]) -> String {
    blake3::hash(content).to_hex().to_string()
}

/// The Merkle root of a sequence of leaves; of nothing, the hash of nothing. An odd node goes up as it is.
pub fn merkle_root(leaves: impl IntoIterator<Item = blake3::Hash>) -> blake3::Hash {
    let mut level: Vec<blake3::Hash> = leaves.into_iter().collect();
    if level.is_empty() {
        return blake3::hash(b"");
    }
    while level.len() > 1 {
        level = level.chunks(2).map(pair).collect();
    }
    level.first().copied().unwrap_or_else(|| blake3::hash(b""))
}

fn pair(nodes: &[blake3::Hash]) -> blake3::Hash {
    match nodes {
        [left, right] => {
            let mut hasher = blake3::Hasher::new_derive_key("shuangcu 2026 merkle node");
            hasher.update(left.as_bytes()).update(right.as_bytes());
            hasher.finalize()
        }
        [single] => *single,
        _ => blake3::hash(b""),
    }
}
