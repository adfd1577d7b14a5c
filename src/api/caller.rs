//! Who calls: a program by its token, or a browser by its session.

use axum::http::header;
use axum::http::request::Parts;
use subtle::ConstantTimeEq;

use super::operation::Operation;
use crate::app::App;
use crate::auth::session::{Visit, digest};
use crate::auth::{Actor, store as accounts};
use crate::error::{Error, Result, Rule};

/// What a call does, and a token may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Only reads.
    Read,
    /// Reads and writes.
    Write,
}

impl Access {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Access::Read => "read",
            Access::Write => "write",
        }
    }
    /// From its code.
    pub fn parse(code: &str) -> Option<Access> {
        [Access::Read, Access::Write].into_iter().find(|a| a.code() == code)
    }
}

/// What a token may be used for, never more than its owner may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scopes {
    /// Reading, or writing too.
    pub access: Access,
    /// The slices; none named means all.
    pub slices: Vec<String>,
}

impl Scopes {
    /// The slices that a token can be confined to.
    pub const SLICES: &'static [&'static str] = &[
        "account",
        "organisation",
        "campaign",
        "closing",
        "opinion",
        "merging",
        "rectification",
        "plan",
        "publication",
        "supervision",
        "evaluation",
        "auditing",
        "statistics",
        "search",
    ];

    /// As they stand in the database: `read` or `write:opinion,merging`.
    pub fn text(&self) -> String {
        match self.slices.as_slice() {
            [] => self.access.code().to_owned(),
            slices => format!("{}:{}", self.access.code(), slices.join(",")),
        }
    }
    /// From the database; what cannot be read allows nothing.
    pub fn parse(text: &str) -> Option<Scopes> {
        let (access, slices) = text.split_once(':').unwrap_or((text, ""));
        let slices: Vec<String> = slices.split(',').filter(|s| !s.is_empty()).map(str::to_owned).collect();
        Some(Scopes { access: Access::parse(access)?, slices })
    }
    /// Whether they cover an operation of a slice.
    pub fn cover(&self, slice: &str, access: Access) -> bool {
        access <= self.access && (self.slices.is_empty() || self.slices.iter().any(|s| s == slice))
    }
}

/// Who calls, and by what.
pub(super) struct Caller {
    pub actor: Actor,
    /// The hash of the token, for calls by token.
    pub token: Option<String>,
}

impl Caller {
    /// Finds the caller and refuses what the token is not for. A token that came is looked at alone, whatever cookie is
    /// with it. Two queries.
    pub async fn find(app: &App, parts: &Parts, operation: &Operation) -> Result<Caller> {
        let Some(given) = parts.headers.get(header::AUTHORIZATION) else { return by_session(parts, operation) };
        let secret = given.to_str().ok().and_then(|v| v.strip_prefix("Bearer ")).ok_or(Error::LoginNeeded)?;
        let (hash, today) = (digest(secret.trim()), app.clock.now().today());
        let key = hash.clone();
        let found = app.db.read(move |tx| accounts::actor_of_token(tx, &key, today)).await.map_err(Error::Store)?;
        let (actor, scopes) = found.ok_or(Error::LoginNeeded)?;
        let covered = Scopes::parse(&scopes).is_some_and(|s| s.cover(operation.slice, operation.access()));
        if !covered {
            let needed = format!("{}:{}", operation.access().code(), operation.slice);
            return Err(Error::Rule(Rule::TokenScope, needed));
        }
        Ok(Caller { actor, token: Some(hash) })
    }
}

/// A session reads as it is; to write, the page's script says the session's token in a header that no other site can set.
fn by_session(parts: &Parts, operation: &Operation) -> Result<Caller> {
    let visit = parts.extensions.get::<Visit>();
    let session = visit.and_then(|v| v.session.clone()).ok_or(Error::LoginNeeded)?;
    if operation.access() == Access::Write {
        let given = parts.headers.get("x-csrf-token").map(|v| v.as_bytes()).unwrap_or_default();
        if !bool::from(session.csrf.as_bytes().ct_eq(given)) {
            return Err(Error::Csrf);
        }
    }
    Ok(Caller { actor: session.actor.clone(), token: None })
}
