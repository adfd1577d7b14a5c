//! The evaluation's key and sealed ballots (PRIVACY.md, The vote). Each ballot is sealed to the evaluation's public key
//! the moment it is cast. The secret key exists for a moment when it is made: it is split into two halves, each locked
//! with one teller's passphrase, and is put together again only at the count. Before that nobody, administrators
//! included, can compute a result.

use argon2::Argon2;
use crypto_box::{PublicKey, SecretKey, aead::OsRng};
use crypto_secretbox::aead::{Aead, KeyInit};
use crypto_secretbox::XSalsa20Poly1305;
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

/// One teller's half of the secret key, locked with the teller's passphrase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockedHalf {
    salt: String,
    nonce: String,
    locked: String,
}

/// The key of an evaluation: public half to seal, two locked halves of the secret one to count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluationKey {
    /// The public key.
    pub public: [u8; 32],
    /// The tellers' halves, in the order of the passphrases.
    pub halves: [LockedHalf; 2],
}

/// What one person says: an answer for each item, in the items' order, and a free text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballot {
    /// The answers.
    pub answers: Vec<Answer>,
    /// 您的意见和建议; empty for none.
    pub text: String,
}

impl EvaluationKey {
    /// Makes a key and locks its halves. Errors: [`SealError::ShortPassphrase`], [`SealError::Failed`].
    pub fn make(passphrases: [&str; 2]) -> Result<EvaluationKey, SealError> {
        if passphrases.iter().any(|p| p.chars().count() < 12) {
            return Err(SealError::ShortPassphrase);
        }
        let secret = SecretKey::generate(&mut OsRng);
        let public = *secret.public_key().as_bytes();
        let bytes = Zeroizing::new(secret.to_bytes());
        let first = Zeroizing::new(random::<32>()?);
        let second = Zeroizing::new(xor(&bytes, &first));
        let [one, two] = passphrases;
        Ok(EvaluationKey { public, halves: [lock(&first, one)?, lock(&second, two)?] })
    }

    /// What stands in the opening notice and the audit trail before the first ballot: the public key itself, in
    /// hexadecimal, so that nothing needs to be trusted to have hashed it.
    pub fn fingerprint(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.public)
    }

    /// Puts the secret key together. Errors: [`SealError::WrongPassphrase`].
    pub fn unlock(&self, passphrases: [&str; 2]) -> Result<CountingKey, SealError> {
        let [one, two] = &self.halves;
        let [first, second] = passphrases;
        let secret = Zeroizing::new(xor(&unlock(one, first)?, &unlock(two, second)?));
        let secret = SecretKey::from(*secret);
        if *secret.public_key().as_bytes() != self.public {
            return Err(SealError::WrongPassphrase);
        }
        Ok(CountingKey(secret))
    }
}

/// Seals a ballot to an evaluation's public key. Every sealed ballot has the same length.
pub fn seal(ballot: &Ballot, public: &[u8; 32]) -> Result<Vec<u8>, SealError> {
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
    if plain.len() > SIZE {
        return Err(SealError::TooLarge);
    }
    plain.resize(SIZE, 0);
    PublicKey::from(*public).seal(&mut OsRng, &plain).map_err(|_| SealError::Failed)
}

/// The secret key, in memory for the time of a count; it is overwritten when dropped.
pub struct CountingKey(SecretKey);

impl CountingKey {
    /// Opens a ballot. Errors: [`SealError::Damaged`].
    pub fn open(&self, sealed: &[u8]) -> Result<Ballot, SealError> {
        let plain = Zeroizing::new(self.0.unseal(sealed).map_err(|_| SealError::Damaged)?);
        let (answers, rest) = part(&plain).ok_or(SealError::Damaged)?;
        let (text, _) = part(rest).ok_or(SealError::Damaged)?;
        let answers: Option<Vec<Answer>> = answers.chars().map(|c| Answer::parse(c.encode_utf8(&mut [0; 4]))).collect();
        Ok(Ballot { answers: answers.ok_or(SealError::Damaged)?, text: text.to_owned() })
    }
}

fn part(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    let (text, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
    Some((std::str::from_utf8(text).ok()?, rest))
}

fn lock(half: &[u8; 32], passphrase: &str) -> Result<LockedHalf, SealError> {
    let (salt, nonce) = (random::<16>()?, random::<24>()?);
    let cipher = XSalsa20Poly1305::new(&derived(passphrase, &salt)?.into());
    let locked = cipher.encrypt(&nonce.into(), half.as_slice()).map_err(|_| SealError::Failed)?;
    let text = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    Ok(LockedHalf { salt: text(&salt), nonce: text(&nonce), locked: text(&locked) })
}

fn unlock(half: &LockedHalf, passphrase: &str) -> Result<[u8; 32], SealError> {
    let bytes = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(|_| SealError::Damaged);
    let (salt, nonce, locked) = (bytes(&half.salt)?, bytes(&half.nonce)?, bytes(&half.locked)?);
    let nonce: [u8; 24] = nonce.try_into().map_err(|_| SealError::Damaged)?;
    let cipher = XSalsa20Poly1305::new(&derived(passphrase, &salt)?.into());
    let plain = Zeroizing::new(cipher.decrypt(&nonce.into(), locked.as_slice()).map_err(|_| SealError::WrongPassphrase)?);
    plain.as_slice().try_into().map_err(|_| SealError::Damaged)
}

/// Argon2id with its defaults (19 MiB, two passes): a guess costs as much as a login's.
fn derived(passphrase: &str, salt: &[u8]) -> Result<[u8; 32], SealError> {
    let mut key = [0u8; 32];
    Argon2::default().hash_password_into(passphrase.as_bytes(), salt, &mut key).map_err(|_| SealError::Failed)?;
    Ok(key)
}

fn xor(a: &[u8; 32], b: &[u8; 32]) -> [u8; 32] {
    let mut out = *a;
    for (x, y) in out.iter_mut().zip(b) {
        *x ^= y;
    }
    out
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

    fn ballot(text: &str) -> Ballot {
        Ballot { answers: vec![Answer::Grade(Grade::Satisfied), Answer::Blank, Answer::Grade(Grade::Unaware)], text: text.into() }
    }

    #[test]
    fn two_passphrases_open_what_one_cannot() {
        let key = EvaluationKey::make(PHRASES).unwrap();
        let sealed = seal(&ballot("很好"), &key.public).unwrap();
        assert_eq!(key.unlock(PHRASES).unwrap().open(&sealed).unwrap(), ballot("很好"));
        assert!(matches!(key.unlock([PHRASES[0], PHRASES[0]]), Err(SealError::WrongPassphrase)));
        assert!(matches!(key.unlock([PHRASES[1], PHRASES[0]]), Err(SealError::WrongPassphrase)));
        assert_eq!(EvaluationKey::make(["short", PHRASES[1]]), Err(SealError::ShortPassphrase));
    }

    #[test]
    fn all_sealed_ballots_have_one_length_and_no_two_are_alike() {
        let key = EvaluationKey::make(PHRASES).unwrap();
        let long = seal(&ballot(&"\u{20000}".repeat(1000)), &key.public).unwrap();
        let short = seal(&ballot(""), &key.public).unwrap();
        assert_eq!(long.len(), short.len());
        assert_ne!(short, seal(&ballot(""), &key.public).unwrap());
        assert_eq!(seal(&ballot(&"x".repeat(6000)), &key.public), Err(SealError::TooLarge));
    }

    #[test]
    fn a_changed_or_foreign_ballot_is_damaged() {
        let (key, other) = (EvaluationKey::make(PHRASES).unwrap(), EvaluationKey::make(PHRASES).unwrap());
        let mut sealed = seal(&ballot(""), &key.public).unwrap();
        let counting = key.unlock(PHRASES).unwrap();
        assert_eq!(counting.open(&seal(&ballot(""), &other.public).unwrap()), Err(SealError::Damaged));
        sealed[40] ^= 1;
        assert_eq!(counting.open(&sealed), Err(SealError::Damaged));
    }
}
