//! Tellers' keys and sealed ballots (PRIVACY.md, The vote). Each ballot is sealed twice the moment it is cast, to the one
//! teller's public key and then to the other's. A teller's secret key is locked with the teller's passphrase from the
//! beginning, so both must come together to count. Before that nobody, administrators included, can compute a result.
//!
//! One key split into two halves would do the same, but both tellers would have to make it together at one desk before
//! anybody can vote; two keys are made whenever it suits each.

use argon2::Argon2;
use crypto_box::{PublicKey, SecretKey, aead::OsRng};
use crypto_secretbox::XSalsa20Poly1305;
use crypto_secretbox::aead::{Aead, KeyInit};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::grade::Answer;

/// The size of every ballot before sealing, in bytes: 200 items and a free text of 1,000 characters of four bytes fit.
const SIZE: usize = 5 * 1024;

/// Why something could not be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// A passphrase is wrong, or a half does not belong to this evaluation.
    #[error("the passphrases do not open this evaluation")]
    WrongPassphrase,
    /// A passphrase has fewer than twelve characters.
    #[error("a passphrase has at least 12 characters")]
    ShortPassphrase,
    /// The ballot is larger than its fixed size.
    #[error("the ballot is too large")]
    TooLarge,
    /// The sealed bytes were not made for this key, or were changed.
    #[error("a sealed ballot is damaged")]
    Damaged,
    /// The system's random numbers or the key derivation failed.
    #[error("the cryptography failed")]
    Failed,
}

/// A secret key, locked with a teller's passphrase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockedKey {
    salt: String,
    nonce: String,
    locked: String,
}

/// A teller's key: the public half to seal, the locked secret half to count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellerKey {
    /// The public key.
    pub public: [u8; 32],
    /// The secret key, locked.
    pub secret: LockedKey,
}

/// The fewest characters of a passphrase.
pub const SHORTEST: usize = 12;

/// What one person says: an answer for each item, in the items' order, and a free text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballot {
    /// The answers.
    pub answers: Vec<Answer>,
    /// 您的意见和建议; empty for none.
    pub text: String,
    /// The number of the voter's group, where there are results by group; 0 for none. It is sealed with the answers, and only
    /// sums of groups that may be shown ever leave the count.
    pub group: u16,
}

impl TellerKey {
    /// Makes a key and locks it. Errors: [`SealError::ShortPassphrase`], [`SealError::Failed`].
    pub fn make(passphrase: &str) -> Result<TellerKey, SealError> {
        if passphrase.chars().count() < SHORTEST {
            return Err(SealError::ShortPassphrase);
        }
        let secret = SecretKey::generate(&mut OsRng);
        let bytes = Zeroizing::new(secret.to_bytes());
        Ok(TellerKey { public: *secret.public_key().as_bytes(), secret: lock(&bytes, passphrase)? })
    }

    /// What stands in the opening notice and the audit trail before the first ballot: the public key itself, in
    /// hexadecimal, so that nothing needs to be trusted to have hashed it.
    pub fn fingerprint(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.public)
    }

    /// Unlocks the secret key. Errors: [`SealError::WrongPassphrase`].
    pub fn unlock(&self, passphrase: &str) -> Result<UnlockedKey, SealError> {
        let secret = SecretKey::from(*Zeroizing::new(unlock(&self.secret, passphrase)?));
        if *secret.public_key().as_bytes() != self.public {
            return Err(SealError::WrongPassphrase);
        }
        Ok(UnlockedKey(secret))
    }
}

/// Seals a ballot to both tellers' public keys. Every sealed ballot has the same length.
pub fn seal(ballot: &Ballot, publics: &[[u8; 32]; 2]) -> Result<Vec<u8>, SealError> {
    let mut answers = String::with_capacity(ballot.answers.len());
    for answer in &ballot.answers {
        answers.push_str(answer.code());
    }
    let mut plain = Zeroizing::new(Vec::with_capacity(SIZE));
    for part in [answers.as_bytes(), ballot.text.as_bytes()] {
        let length = u16::try_from(part.len()).map_err(|_| SealError::TooLarge)?;
        plain.extend_from_slice(&length.to_le_bytes());
        plain.extend_from_slice(part);
    }
    plain.extend_from_slice(&ballot.group.to_le_bytes());
    if plain.len() > SIZE {
        return Err(SealError::TooLarge);
    }
    plain.resize(SIZE, 0);
    let [first, second] = publics;
    let inner = PublicKey::from(*first).seal(&mut OsRng, &plain).map_err(|_| SealError::Failed)?;
    PublicKey::from(*second).seal(&mut OsRng, &inner).map_err(|_| SealError::Failed)
}

/// A secret key in memory for the time of a count; it is overwritten when dropped.
pub struct UnlockedKey(SecretKey);

/// Opens a ballot with both keys, in the order in which it was sealed to them. Errors: [`SealError::Damaged`].
pub fn open(sealed: &[u8], keys: &[UnlockedKey; 2]) -> Result<Ballot, SealError> {
    let [first, second] = keys;
    let inner = second.0.unseal(sealed).map_err(|_| SealError::Damaged)?;
    let plain = Zeroizing::new(first.0.unseal(&inner).map_err(|_| SealError::Damaged)?);
    let (answers, rest) = part(&plain).ok_or(SealError::Damaged)?;
    let (text, rest) = part(rest).ok_or(SealError::Damaged)?;
    let group = u16::from_le_bytes(*rest.first_chunk::<2>().ok_or(SealError::Damaged)?);
    let answers: Option<Vec<Answer>> = answers.chars().map(|c| Answer::parse(c.encode_utf8(&mut [0; 4]))).collect();
    Ok(Ballot { answers: answers.ok_or(SealError::Damaged)?, text: text.to_owned(), group })
}

fn part(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    let (text, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
    Some((std::str::from_utf8(text).ok()?, rest))
}

fn lock(secret: &[u8; 32], passphrase: &str) -> Result<LockedKey, SealError> {
    let (salt, nonce) = (random::<16>()?, random::<24>()?);
    let cipher = XSalsa20Poly1305::new(&derived(passphrase, &salt)?.into());
    let locked = cipher.encrypt(&nonce.into(), secret.as_slice()).map_err(|_| SealError::Failed)?;
    let text = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    Ok(LockedKey { salt: text(&salt), nonce: text(&nonce), locked: text(&locked) })
}

fn unlock(key: &LockedKey, passphrase: &str) -> Result<[u8; 32], SealError> {
    let bytes = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(|_| SealError::Damaged);
    let (salt, nonce, locked) = (bytes(&key.salt)?, bytes(&key.nonce)?, bytes(&key.locked)?);
    let nonce: [u8; 24] = nonce.try_into().map_err(|_| SealError::Damaged)?;
    let cipher = XSalsa20Poly1305::new(&derived(passphrase, &salt)?.into());
    let plain =
        Zeroizing::new(cipher.decrypt(&nonce.into(), locked.as_slice()).map_err(|_| SealError::WrongPassphrase)?);
    plain.as_slice().try_into().map_err(|_| SealError::Damaged)
}

/// Argon2id with its defaults (19 MiB, two passes): a guess costs as much as a login's.
fn derived(passphrase: &str, salt: &[u8]) -> Result<[u8; 32], SealError> {
    let mut key = [0u8; 32];
    Argon2::default().hash_password_into(passphrase.as_bytes(), salt, &mut key).map_err(|_| SealError::Failed)?;
    Ok(key)
}

fn random<const N: usize>() -> Result<[u8; N], SealError> {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).map_err(|_| SealError::Failed)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::Grade;

    const PHRASES: [&str; 2] = ["first teller's phrase", "second teller's phrase"];

    fn tellers() -> ([TellerKey; 2], [[u8; 32]; 2]) {
        let keys = PHRASES.map(|p| TellerKey::make(p).unwrap());
        let publics = [keys[0].public, keys[1].public];
        (keys, publics)
    }

    fn unlocked(keys: &[TellerKey; 2]) -> [UnlockedKey; 2] {
        [keys[0].unlock(PHRASES[0]).unwrap(), keys[1].unlock(PHRASES[1]).unwrap()]
    }

    fn ballot(text: &str) -> Ballot {
        Ballot {
            answers: vec![Answer::Grade(Grade::Satisfied), Answer::Blank, Answer::Grade(Grade::Unaware)],
            text: text.into(),
            group: 7,
        }
    }

    #[test]
    fn both_tellers_open_what_neither_can_alone() {
        let (keys, publics) = tellers();
        let sealed = seal(&ballot("fine"), &publics).unwrap();
        assert_eq!(open(&sealed, &unlocked(&keys)).unwrap(), ballot("fine"));
        assert!(matches!(keys[0].unlock(PHRASES[1]), Err(SealError::WrongPassphrase)));
        let [first, _] = unlocked(&keys);
        let [again, _] = unlocked(&keys);
        assert_eq!(open(&sealed, &[first, again]), Err(SealError::Damaged));
        assert_eq!(TellerKey::make("too short"), Err(SealError::ShortPassphrase));
    }

    #[test]
    fn all_sealed_ballots_have_one_length_and_no_two_are_alike() {
        let (_, publics) = tellers();
        let long = seal(&ballot(&"\u{20000}".repeat(1000)), &publics).unwrap();
        let short = seal(&ballot(""), &publics).unwrap();
        assert_eq!(long.len(), short.len());
        assert_ne!(short, seal(&ballot(""), &publics).unwrap());
        assert_eq!(seal(&ballot(&"x".repeat(6000)), &publics), Err(SealError::TooLarge));
    }

    #[test]
    fn a_changed_or_foreign_ballot_is_damaged() {
        let ((keys, publics), (_, foreign)) = (tellers(), tellers());
        let mut sealed = seal(&ballot(""), &publics).unwrap();
        assert_eq!(open(&seal(&ballot(""), &foreign).unwrap(), &unlocked(&keys)), Err(SealError::Damaged));
        sealed[40] ^= 1;
        assert_eq!(open(&sealed, &unlocked(&keys)), Err(SealError::Damaged));
    }
}
