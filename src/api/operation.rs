//! What a slice writes down of its operations, and what an operation is handed.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use ::store::{Cursor, Query};
use axum::body::Bytes;
use axum::http::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use super::answer::{Answer, Answered, answer_of, answered};
use super::caller::Access;
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::tables::write::Kind;
use crate::text::Lang;

/// Where an operation is and what it is called: path, name, summary.
type At = [&'static str; 3];

type Running = Pin<Box<dyn Future<Output = Result<Answered>> + Send>>;

/// What an operation is handed when somebody calls it.
pub struct Call {
    /// The product.
    pub app: App,
    /// Who calls.
    pub actor: Actor,
    /// The language of what is written for people.
    pub lang: Lang,
    pub(super) path: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
}

/// What an anonymous operation is handed: nobody.
pub struct Nobody {
    /// The product.
    pub app: App,
    pub(super) path: Vec<(String, String)>,
}

fn first<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).filter(|v| !v.is_empty())
}

impl Nobody {
    /// A part of the path.
    pub fn part(&self, name: &str) -> &str {
        first(&self.path, name).unwrap_or("")
    }
}

impl Call {
    /// A part of the path.
    pub fn part(&self, name: &str) -> &str {
        first(&self.path, name).unwrap_or("")
    }
    /// The key in the path; what is none is not found.
    pub fn id(&self, name: &str) -> Result<Id> {
        Id::parse(self.part(name)).ok_or(Error::NotFound)
    }
    /// A parameter of the query.
    pub fn asked(&self, name: &str) -> Option<&str> {
        first(&self.query, name)
    }
    /// Which kind of file is asked for.
    pub fn kind(&self) -> Result<Kind> {
        self.asked("file").and_then(Kind::parse).ok_or_else(|| Error::Rule(Rule::WrongParameter, "file".to_owned()))
    }
    /// Whether a file is only to be looked at.
    pub fn dry_run(&self) -> Result<bool> {
        match self.asked("dry_run") {
            None | Some("no") => Ok(false),
            Some("yes") => Ok(true),
            Some(_) => Err(Error::Rule(Rule::WrongParameter, "dry_run".to_owned())),
        }
    }
    /// A key in the query.
    pub fn asked_id(&self, name: &'static str) -> Result<Option<Id>> {
        let wrong = || Error::Rule(Rule::WrongParameter, name.to_owned());
        self.asked(name).map(|text| Id::parse(text).ok_or_else(wrong)).transpose()
    }
    /// Which page of a list: `limit` rows, 50 unless asked otherwise, after the place `after`.
    pub fn paged(&self, query: Query) -> Result<Query> {
        let wrong = |name: &str| Error::Rule(Rule::WrongParameter, name.to_owned());
        let limit = match self.asked("limit") {
            None => 50,
            Some(text) => text.parse().ok().filter(|n| (1..=200).contains(n)).ok_or_else(|| wrong("limit"))?,
        };
        let after: Option<Cursor> = self.asked("after").map(str::parse).transpose().map_err(|_| wrong("after"))?;
        Ok(query.limit(limit).after(after))
    }
}

/// What is sent with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// Nothing.
    None,
    /// JSON of the schema of this name.
    Json(String),
    /// A file as it is.
    File(usize),
}

/// A table that is taken away.
pub struct Taken {
    /// Its kind.
    pub kind: Kind,
    /// The file.
    pub bytes: Vec<u8>,
}

type Taking = Pin<Box<dyn Future<Output = Result<Taken>> + Send>>;

/// How an operation is carried out.
pub(super) enum Run {
    /// A table, taken away by somebody.
    Table(Arc<dyn Fn(Call) -> Taking + Send + Sync>),
    /// By somebody.
    Somebody(Arc<dyn Fn(Call, Bytes) -> Running + Send + Sync>),
    /// By nobody.
    Nobody(Arc<dyn Fn(Nobody, Bytes) -> Running + Send + Sync>),
}

/// One operation.
pub struct Operation {
    /// `GET` reads; anything else writes.
    pub method: Method,
    /// Its path below [`super::ROOT`].
    pub path: &'static str,
    /// Its name in the document, unique.
    pub name: &'static str,
    /// The slice.
    pub slice: &'static str,
    /// What it does.
    pub summary: &'static str,
    pub(super) query: &'static [&'static str],
    pub(super) body: Body,
    pub(super) status: StatusCode,
    pub(super) output: String,
    pub(super) schemas: Vec<(String, RefOr<Schema>)>,
    pub(super) run: Run,
    /// Whether a key is kept beside it. A row with the hash of what was sent gives away what few words could have been sent.
    pub(super) keeps: bool,
    /// The answer from what the unit of work returned, where they are the same.
    pub(super) answer: fn(&dyn Any) -> Option<Answered>,
}

impl Operation {
    /// What a token needs for it.
    pub fn access(&self) -> Access {
        if self.method == Method::GET { Access::Read } else { Access::Write }
    }
    /// Whether it answers with a file.
    pub fn is_table(&self) -> bool {
        matches!(self.run, Run::Table(_))
    }
    /// Whether nobody does it.
    pub fn is_anonymous(&self) -> bool {
        matches!(self.run, Run::Nobody(_))
    }
    /// A body of JSON.
    fn takes<I: Input>(&mut self) {
        self.body = Body::Json(schema_of::<I>(&mut self.schemas));
    }
}

/// The operations of a slice.
pub struct Api {
    pub(super) slice: &'static str,
    pub(super) operations: Vec<Operation>,
}

fn schema_of<T: ToSchema>(schemas: &mut Vec<(String, RefOr<Schema>)>) -> String {
    schemas.push((T::name().into_owned(), T::schema()));
    T::schemas(schemas);
    T::name().into_owned()
}

fn parsed<I: DeserializeOwned>(bytes: &Bytes) -> Result<I> {
    serde_json::from_slice(bytes).map_err(|error| Error::Rule(Rule::UnreadableJson, error.to_string()))
}

/// The body of a request, and the words that stand for it in the document.
pub trait Input: DeserializeOwned + ToSchema + Send + 'static {}

impl<I: DeserializeOwned + ToSchema + Send + 'static> Input for I {}

/// What an operation does with who calls and what was sent.
pub trait Does<W, I, O>: Send + Sync + 'static {
    /// Does it.
    fn run(&self, who: W, input: I) -> Pin<Box<dyn Future<Output = Result<O>> + Send>>;
}

impl<F, Fut, W, I, O> Does<W, I, O> for F
where
    F: Fn(W, I) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<O>> + Send + 'static,
{
    fn run(&self, who: W, input: I) -> Pin<Box<dyn Future<Output = Result<O>> + Send>> {
        Box::pin(self(who, input))
    }
}

/// The same where nothing is sent.
pub trait Acts<O>: Send + Sync + 'static {
    /// Does it.
    fn run(&self, call: Call) -> Pin<Box<dyn Future<Output = Result<O>> + Send>>;
}

impl<F, Fut, O> Acts<O> for F
where
    F: Fn(Call) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<O>> + Send + 'static,
{
    fn run(&self, call: Call) -> Pin<Box<dyn Future<Output = Result<O>> + Send>> {
        Box::pin(self(call))
    }
}

impl Api {
    /// Nothing yet.
    pub fn new(slice: &'static str) -> Api {
        Api { slice, operations: Vec::new() }
    }

    /// Adds an operation that reads nothing, answers 200 and keeps no answer; the callers change what is otherwise.
    fn with<O: ToSchema>(mut self, method: Method, at: At, run: Run, change: impl FnOnce(&mut Operation)) -> Api {
        let [path, name, summary] = at;
        let mut schemas = Vec::new();
        let output = schema_of::<O>(&mut schemas);
        let mut operation = Operation {
            method,
            path,
            name,
            slice: self.slice,
            summary,
            query: &[],
            body: Body::None,
            status: StatusCode::OK,
            output,
            schemas,
            run,
            keeps: false,
            answer: |_| None,
        };
        change(&mut operation);
        self.operations.push(operation);
        self
    }

    fn write<T: Answer>(self, method: Method, at: At, run: Run, body: impl FnOnce(&mut Operation)) -> Api {
        self.with::<T::Body>(method, at, run, |operation| {
            operation.status = T::STATUS;
            operation.answer = answer_of::<T>;
            operation.keeps = operation.method == Method::POST;
            body(operation);
        })
    }

    fn with_json<I: Input, T: Answer>(self, method: Method, at: At, run: impl Does<Call, I, T>) -> Api {
        let run = Run::Somebody(Arc::new(move |call, bytes: Bytes| {
            let done = parsed(&bytes).map(|input| run.run(call, input));
            Box::pin(async move { answered(T::STATUS, &done?.await?.body()) })
        }));
        self.write::<T>(method, at, run, Operation::takes::<I>)
    }

    fn without_body<T: Answer>(self, method: Method, at: At, run: impl Acts<T>) -> Api {
        let run = Run::Somebody(Arc::new(move |call, _| {
            let done = run.run(call);
            Box::pin(async move { answered(T::STATUS, &done.await?.body()) })
        }));
        self.write::<T>(method, at, run, |_| {})
    }

    /// `GET`: reads.
    pub fn get<O: Serialize + ToSchema + 'static>(
        self,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        query: &'static [&'static str],
        run: impl Acts<O>,
    ) -> Api {
        let run = Run::Somebody(Arc::new(move |call, _| {
            let read = run.run(call);
            Box::pin(async move { answered(StatusCode::OK, &read.await?) })
        }));
        self.with::<O>(Method::GET, [path, name, summary], run, |operation| operation.query = query)
    }

    /// `GET` of a table as a file; the parameter `file` says of which kind.
    pub fn table(
        self,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        query: &'static [&'static str],
        run: impl Acts<Taken>,
    ) -> Api {
        let run = Run::Table(Arc::new(move |call| run.run(call)));
        self.with::<super::answer::Done>(Method::GET, [path, name, summary], run, |operation| operation.query = query)
    }

    /// `POST` with JSON: a verb.
    pub fn post<I: Input, T: Answer>(
        self,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        run: impl Does<Call, I, T>,
    ) -> Api {
        self.with_json(Method::POST, [path, name, summary], run)
    }

    /// `POST` with JSON of what somebody says through the box: whatever key is sent, nothing is kept of it.
    pub fn unkept<I: Input, T: Answer>(
        mut self,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        run: impl Does<Call, I, T>,
    ) -> Api {
        self = self.post(path, name, summary, run);
        if let Some(operation) = self.operations.last_mut() {
            operation.keeps = false;
        }
        self
    }

    /// `PUT` with JSON: sets what is there.
    pub fn put<I: Input, T: Answer>(
        self,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        run: impl Does<Call, I, T>,
    ) -> Api {
        self.with_json(Method::PUT, [path, name, summary], run)
    }

    /// `POST` without a body: a verb that needs no word.
    pub fn act<T: Answer>(
        self,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        run: impl Acts<T>,
    ) -> Api {
        self.without_body(Method::POST, [path, name, summary], run)
    }

    /// `DELETE`.
    pub fn delete<T: Answer>(
        self,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        run: impl Acts<T>,
    ) -> Api {
        self.without_body(Method::DELETE, [path, name, summary], run)
    }

    /// `POST` of a file as it is, of at most so many bytes; its name is the parameter `name`.
    pub fn file<T: Answer>(
        self,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        (longest, query): (usize, &'static [&'static str]),
        run: impl Does<Call, Bytes, T>,
    ) -> Api {
        let run = Run::Somebody(Arc::new(move |call, bytes| {
            let done = run.run(call, bytes);
            Box::pin(async move { answered(T::STATUS, &done.await?.body()) })
        }));
        self.write::<T>(Method::POST, [path, name, summary], run, |operation| {
            (operation.body, operation.query) = (Body::File(longest), query);
        })
    }

    /// `POST` by nobody.
    pub fn anonymous<I: Input, O: Serialize + ToSchema + 'static>(
        self,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        run: impl Does<Nobody, I, O>,
    ) -> Api {
        let run = Run::Nobody(Arc::new(move |nobody, bytes: Bytes| {
            let done = parsed(&bytes).map(|input| run.run(nobody, input));
            Box::pin(async move { answered(StatusCode::CREATED, &done?.await?) })
        }));
        self.with::<O>(Method::POST, [path, name, summary], run, |operation| {
            operation.status = StatusCode::CREATED;
            operation.takes::<I>();
        })
    }
}
