//! What lies in the box: slips of one size, sealed.

use crypto_box::{PublicKey, SecretKey, aead::OsRng};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The size of every slip before sealing, in bytes. The longest text and the fields beside it fit; every slip is padded to it,
/// because a length would single out long opinions among those of a day. A text is laid in as UTF-16, in which Chinese takes
/// two bytes a character instead of three: with that and the sealing, a row takes one page of SQLite beside its own and not
/// three, and the writing of pages is most of what a slip costs.
const SIZE: usize = 4_864;

/// What one person dropped: fields and a text. Which fields, the parent's slice decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// What it is: `point`, `comment`, `rating`, `objection`, `message`.
    pub kind: String,
    /// The fields, such as line, population, subject.
    pub fields: std::collections::BTreeMap<String, String>,
    /// The original, as it was sent.
    pub text: String,
    /// The receipt's key after release.
    pub receipt: String,
}

/// The text lies outside the JSON, so that no escaping can make it grow past the size.
#[derive(Serialize, Deserialize)]
struct Head {
    k: String,
    f: std::collections::BTreeMap<String, String>,
    r: String,
}

/// Pads and seals.
pub fn seal(slip: &Slip, public: &[u8; 32]) -> Result<Vec<u8>> {
    let head = Head { k: slip.kind.clone(), f: slip.fields.clone(), r: slip.receipt.clone() };
    let head = serde_json::to_vec(&head).map_err(|e| Error::Internal(e.to_string()))?;
    let text: Vec<u8> = slip.text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = |n: usize| u32::try_from(n).map(u32::to_le_bytes).map_err(|_| Error::TooLarge);
    let mut plain = Vec::with_capacity(SIZE);
    plain.extend_from_slice(&length(head.len())?);
    plain.extend_from_slice(&head);
    plain.extend_from_slice(&length(text.len())?);
    plain.extend_from_slice(&text);
    if plain.len() > SIZE {
        return Err(Error::TooLarge);
    }
    plain.resize(SIZE, 0);
    PublicKey::from(*public).seal(&mut OsRng, &plain).map_err(|_| Error::Internal("sealing failed".into()))
}

/// Opens a slip; `None` for bytes that were not sealed to this key or were changed since.
pub fn open(sealed: &[u8], secret: &[u8; 32]) -> Option<Slip> {
    let plain = SecretKey::from(*secret).unseal(sealed).ok()?;
    let (head, rest) = take(&plain)?;
    let (text, _) = take(rest)?;
    let head: Head = serde_json::from_slice(head).ok()?;
    // Slips of an earlier version, which was twice as large, hold UTF-8.
    let text = if plain.len() == SIZE { utf16(text)? } else { String::from_utf8(text.to_vec()).ok()? };
    Some(Slip { kind: head.k, fields: head.f, text, receipt: head.r })
}

fn utf16(bytes: &[u8]) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<2>();
    let units = units.iter().map(|unit| u16::from_le_bytes(*unit));
    if rest.is_empty() { char::decode_utf16(units).collect::<Result<_, _>>().ok() } else { None }
}

fn take(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)
}
