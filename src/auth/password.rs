//! Passwords: argon2id, few at once. A storm of logins queues here and leaves the cores to the readers.
//!
//! The queue is short and its wait is told: who finds no place in it, or has stood in it for long, hears in how many seconds
//! to come back, each a different number, so that all who were sent away do not come back together. Nothing is kept of them;
//! what is typed is forgotten with the answer.

mod queue;

use std::sync::OnceLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};

use crate::error::{Error, Result, Rule};
use queue::Queue;

/// The least length of a password, in characters.
pub const SHORTEST: usize = 10;

/// The one queue of this process.
fn queue() -> &'static Queue {
    static QUEUE: OnceLock<Queue> = OnceLock::new();
    QUEUE.get_or_init(|| Queue::new(std::thread::available_parallelism().map_or(1, usize::from)))
}

/// The stored form of a password. Errors: [`Rule::PasswordShort`], [`Error::Crowded`].
pub async fn hash(password: String) -> Result<String> {
    if password.chars().count() < SHORTEST {
        return Err(Error::field("password", Rule::PasswordShort));
    }
    queue()
        .in_turn("", move || {
            Argon2::default()
                .hash_password(password.as_bytes())
                .map(|h| h.to_string())
                .map_err(|e| Error::Internal(e.to_string()))
        })
        .await?
}

/// Whether the password of this login fits. With `None` (no such account) it spends the same time, so that the answer's
/// delay does not tell which logins exist. Errors: [`Error::Crowded`].
pub async fn verify(login: &str, password: String, stored: Option<String>) -> Result<bool> {
    let work = move || match stored {
        Some(stored) => {
            PasswordHash::new(&stored).is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok())
        }
        None => {
            drop(Argon2::default().hash_password(password.as_bytes()));
            false
        }
    };
    queue().in_turn(login, work).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_only_itself() {
        let stored = hash("ten characters".into()).await.unwrap();
        assert!(verify("zhang", "ten characters".into(), Some(stored.clone())).await.unwrap());
        assert!(!verify("zhang", "ten charakters".into(), Some(stored)).await.unwrap());
        assert!(!verify("nobody", "ten characters".into(), None).await.unwrap());
        assert!(matches!(hash("short".into()).await, Err(Error::Invalid(_))));
    }
}
