//! Passwords: argon2id, a bounded number at once. A storm of logins queues here and leaves the cores to the readers.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use tokio::sync::Semaphore;

use crate::error::{Error, Result, Rule};

/// Hashing takes 19 MiB and some 25 ms of one core each; more at once would only slow each other and everybody else.
const AT_ONCE: usize = 2;
/// How many may wait before newcomers are asked to come back in a few seconds (about ten seconds of queue).
const WAITING: usize = 400;

static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);
static PLACES: Semaphore = Semaphore::const_new(WAITING);

/// The least length of a password, in characters.
pub const SHORTEST: usize = 10;

/// The stored form of a password. Errors: [`Rule::PasswordShort`], [`Rule::TooManyLogins`].
pub async fn hash(password: String) -> Result<String> {
    if password.chars().count() < SHORTEST {
        return Err(Error::field("password", Rule::PasswordShort));
    }
    in_turn(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|h| h.to_string())
            .map_err(|e| Error::Internal(e.to_string()))
    })
    .await?
}

/// Whether the password fits. With `None` (no such account) it spends the same time, so that the answer's delay does
/// not tell which logins exist.
pub async fn verify(password: String, stored: Option<String>) -> Result<bool> {
    in_turn(move || match stored {
        Some(stored) => {
            PasswordHash::new(&stored).is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok())
        }
        None => {
            drop(Argon2::default().hash_password(password.as_bytes()));
            false
        }
    })
    .await
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _place = PLACES.try_acquire().map_err(|_| Error::rule(Rule::TooManyLogins))?;
    let _turn = TURNS.acquire().await.map_err(|e| Error::Internal(e.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|e| Error::Internal(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_only_itself() {
        let stored = hash("ten characters".into()).await.unwrap();
        assert!(verify("ten characters".into(), Some(stored.clone())).await.unwrap());
        assert!(!verify("ten charakters".into(), Some(stored)).await.unwrap());
        assert!(!verify("ten characters".into(), None).await.unwrap());
        assert!(matches!(hash("short".into()).await, Err(Error::Invalid(_))));
    }
}
