//! Extractors. A handler's signature says who may call it.

use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::session::{Session, Visit};
use super::{Actor, Permission};
use crate::error::{Error, Refusal};

/// Anyone, logged in or not.
#[derive(Clone, Debug)]
pub struct Visitor(pub Option<Arc<Session>>);

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        Ok(Visitor(parts.extensions.get::<Visit>().and_then(|v| v.session.clone())))
    }
}

/// Anyone who is logged in.
#[derive(Clone, Debug)]
pub struct LoggedIn(pub Arc<Session>);

impl Deref for LoggedIn {
    type Target = Actor;
    fn deref(&self) -> &Actor {
        &self.0.actor
    }
}

impl<S: Send + Sync> FromRequestParts<S> for LoggedIn {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        parts.extensions.get::<Visit>().and_then(|v| v.session.clone()).map(LoggedIn).ok_or(Error::LoginNeeded)
    }
}

/// Somebody whose roles allow the verb somewhere. The action still checks the object itself.
#[derive(Clone, Debug)]
pub struct May<P>(pub Arc<Session>, PhantomData<P>);

impl<P> Deref for May<P> {
    type Target = Actor;
    fn deref(&self) -> &Actor {
        &self.0.actor
    }
}

impl<S: Send + Sync, P: Permission> FromRequestParts<S> for May<P> {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let LoggedIn(session) = LoggedIn::from_request_parts(parts, state).await?;
        if session.actor.reach(P::VERB).is_nothing() {
            return Err(Error::Refused(Refusal::Role));
        }
        Ok(May(session, PhantomData))
    }
}
