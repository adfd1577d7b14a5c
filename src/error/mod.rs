//! One closed error type. A user sees what happened, why, and what to do; each code is a key in the two languages.
//! An [`Error`] travels up by `?`; [`render`] turns it into a page or into problem JSON (RFC 9457).

mod render;
mod rule;

pub use render::render;
pub use rule::Rule;

use store::StoreError;

/// The result of whatever can fail in the product.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is nothing here, or nothing that the asker may see: the two look alike (I11).
    #[error("not found")]
    NotFound,
    /// The asker may see it but not do this.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// Nobody is logged in.
    #[error("login needed")]
    LoginNeeded,
    /// Fields of the input are wrong; nothing was written.
    #[error("invalid input: {0:?}")]
    Invalid(Vec<FieldError>),
    /// A rule of the product forbids it now; the text tells which and what to do. The second part names the place
    /// (an item's number, a row, a date) and may be empty.
    #[error("rule {0:?} {1}")]
    Rule(Rule, String),
    /// Too many ask for the same costly thing; in so many seconds there is room.
    #[error("crowded, come back in {0} s")]
    Crowded(u32),
    /// The input is larger than its limit.
    #[error("too large")]
    TooLarge,
    /// Somebody else changed it in the meantime.
    #[error("stale")]
    Stale,
    /// The form's token does not fit the session: another site sent it, or the session is over.
    #[error("forged or outdated form")]
    Csrf,
    /// The storage failed; nothing was written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something that should not happen; nothing was written.
    #[error("internal: {0}")]
    Internal(String),
}

/// Why the permission table said no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No role of the actor allows this verb here.
    Role,
    /// A role would allow it, but a conflict rule of SPEC 5.2 forbids it to this person (own application, subject of
    /// the opinion, same person twice).
    Conflict,
}

/// A wrong field: its name in the form and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name in the form or column.
    pub field: &'static str,
    /// What is wrong.
    pub rule: Rule,
}

impl Error {
    /// A rule that needs no place.
    pub fn rule(rule: Rule) -> Error {
        Error::Rule(rule, String::new())
    }

    /// One wrong field.
    pub fn field(field: &'static str, rule: Rule) -> Error {
        Error::Invalid(vec![FieldError { field, rule }])
    }

    /// The code that stands in problem JSON, stable for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Error::NotFound => "not_found",
            Error::Refused(Refusal::Role) => "refused",
            Error::Refused(Refusal::Conflict) => "refused_conflict",
            Error::LoginNeeded => "login_needed",
            Error::Invalid(_) => "invalid",
            Error::Rule(rule, _) => rule.code(),
            Error::Crowded(_) => "crowded",
            Error::TooLarge => "too_large",
            Error::Stale => "stale",
            Error::Csrf => "csrf",
            Error::Store(StoreError::Full) => "disk_full",
            Error::Store(StoreError::CommitUnknown) => "outcome_unknown",
            Error::Store(e) if e.is_transient() => "busy",
            Error::Store(_) | Error::Internal(_) => "internal",
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(e: std::io::Error) -> Self {
        if e.kind() == std::io::ErrorKind::StorageFull {
            Error::Store(StoreError::Full)
        } else {
            Error::Internal(e.to_string())
        }
    }
}
