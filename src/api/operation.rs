//! What a slice writes down of its operations, and what an operation is handed.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use ::store::{Cursor, Page, Query};
use axum::body::Bytes;
use axum::http::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::caller::Access;
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result, Rule};
use crate::id::Id;

/// The answer of an operation: a status and JSON.
pub type Answered = (StatusCode, String);

type Running = Pin<Box<dyn Future<Output = Result<Answered>> + Send>>;

/// What an operation is handed when somebody calls it.
pub struct Call {
    /// The product.
    pub app: App,
    /// Who calls.
    pub actor: Actor,
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

/// A page of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Listed<T> {
    /// The rows.
    pub items: Vec<T>,
    /// What `after` is to be for the next page; null after the last one.
    pub next: Option<String>,
}

impl<T> Listed<T> {
    /// A page of the store, each row as the API shows it.
    pub fn of<R>(page: Page<R>, show: impl FnMut(R) -> T) -> Listed<T> {
        Listed { items: page.rows.into_iter().map(show).collect(), next: page.next.map(|c| c.to_string()) }
    }
    /// A list that is short enough for one page.
    pub fn whole(items: Vec<T>) -> Listed<T> {
        Listed { items, next: None }
    }
}

impl<T: ToSchema> PartialSchema for Listed<T> {
    fn schema() -> RefOr<Schema> {
        use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Ref, SchemaType, Type};
        let item = Ref::from_schema_name(T::name());
        let next = ObjectBuilder::new().schema_type(SchemaType::Array(vec![Type::String, Type::Null]));
        ObjectBuilder::new()
            .property("items", ArrayBuilder::new().items(item))
            .property("next", next)
            .required("items")
            .required("next")
            .into()
    }
}

impl<T: ToSchema> ToSchema for Listed<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        format!("{}Page", T::name()).into()
    }
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

/// What a write gives back.
pub trait Answer: Clone + Send + 'static {
    /// Its JSON.
    type Body: Serialize + ToSchema;
    /// Its status.
    const STATUS: StatusCode;
    /// As JSON.
    fn body(&self) -> Self::Body;
}

/// Done, and nothing more to say.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Done {}

/// Something new.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Made {
    /// Its key.
    id: Id,
}

/// Several new things.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MadeSeveral {
    /// Their keys.
    ids: Vec<Id>,
}

impl Answer for () {
    type Body = Done;
    const STATUS: StatusCode = StatusCode::OK;
    fn body(&self) -> Done {
        Done {}
    }
}

impl Answer for Id {
    type Body = Made;
    const STATUS: StatusCode = StatusCode::CREATED;
    fn body(&self) -> Made {
        Made { id: self.clone() }
    }
}

impl Answer for Vec<Id> {
    type Body = MadeSeveral;
    const STATUS: StatusCode = StatusCode::CREATED;
    fn body(&self) -> MadeSeveral {
        MadeSeveral { ids: self.clone() }
    }
}

fn answered(status: StatusCode, body: &impl Serialize) -> Result<Answered> {
    let text = serde_json::to_string(body).map_err(|e| Error::Internal(e.to_string()))?;
    Ok((status, text))
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

/// How an operation is carried out.
pub(super) enum Run {
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
    /// The answer from what the unit of work returned, where they are the same.
    pub(super) answer: fn(&dyn Any) -> Option<Answered>,
}

impl Operation {
    /// What a token needs for it.
    pub fn access(&self) -> Access {
        if self.method == Method::GET { Access::Read } else { Access::Write }
    }
    /// Whether nobody does it.
    pub fn is_anonymous(&self) -> bool {
        matches!(self.run, Run::Nobody(_))
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

fn somebody(run: impl Fn(Call, Bytes) -> Running + Send + Sync + 'static) -> Run {
    Run::Somebody(Arc::new(run))
}

fn nobody(run: impl Fn(Nobody, Bytes) -> Running + Send + Sync + 'static) -> Run {
    Run::Nobody(Arc::new(run))
}

fn parsed<I: DeserializeOwned>(bytes: &Bytes) -> Result<I> {
    serde_json::from_slice(bytes).map_err(|error| Error::Rule(Rule::UnreadableJson, error.to_string()))
}

const NO_QUERY: &[&str] = &[];

fn no_answer(_: &dyn Any) -> Option<Answered> {
    None
}

fn answer_of<T: Answer>(value: &dyn Any) -> Option<Answered> {
    value.downcast_ref::<T>().and_then(|value| answered(T::STATUS, &value.body()).ok())
}

impl Api {
    /// Nothing yet.
    pub fn new(slice: &'static str) -> Api {
        Api { slice, operations: Vec::new() }
    }

    fn with(mut self, operation: Operation) -> Api {
        self.operations.push(operation);
        self
    }

    /// `GET`: reads.
    pub fn get<O, Fut>(
        self,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        query: &'static [&'static str],
        run: impl Fn(Call) -> Fut + Send + Sync + 'static,
    ) -> Api
    where
        O: Serialize + ToSchema,
        Fut: Future<Output = Result<O>> + Send + 'static,
    {
        let mut schemas = Vec::new();
        let output = schema_of::<O>(&mut schemas);
        let run = somebody(move |call, _| {
            let read = run(call);
            Box::pin(async move { answered(StatusCode::OK, &read.await?) })
        });
        let slice = self.slice;
        let (method, body, status) = (Method::GET, Body::None, StatusCode::OK);
        let answer: fn(&dyn Any) -> Option<Answered> = no_answer;
        self.with(Operation { method, path, name, slice, summary, query, body, status, output, schemas, run, answer })
    }

    fn write<I, T, Fut>(
        self,
        method: Method,
        at: [&'static str; 3],
        run: impl Fn(Call, I) -> Fut + Send + Sync + 'static,
    ) -> Api
    where
        I: DeserializeOwned + ToSchema + 'static,
        T: Answer,
        Fut: Future<Output = Result<T>> + Send + 'static,
    {
        let mut schemas = Vec::new();
        let body = Body::Json(schema_of::<I>(&mut schemas));
        let output = schema_of::<T::Body>(&mut schemas);
        let run = somebody(move |call, bytes: Bytes| match parsed(&bytes) {
            Ok(input) => {
                let done = run(call, input);
                Box::pin(async move { answered(T::STATUS, &done.await?.body()) })
            }
            Err(error) => Box::pin(std::future::ready(Err(error))),
        });
        let ([path, name, summary], slice, query, status) = (at, self.slice, NO_QUERY, T::STATUS);
        let answer = answer_of::<T>;
        self.with(Operation { method, path, name, slice, summary, query, body, status, output, schemas, run, answer })
    }

    /// `POST` with JSON: a verb.
    pub fn post<I, T, Fut>(
        self,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        run: impl Fn(Call, I) -> Fut + Send + Sync + 'static,
    ) -> Api
    where
        I: DeserializeOwned + ToSchema + 'static,
        T: Answer,
        Fut: Future<Output = Result<T>> + Send + 'static,
    {
        self.write(Method::POST, [path, name, summary], run)
    }

    /// `PUT` with JSON: sets what is there.
    pub fn put<I, T, Fut>(
        self,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        run: impl Fn(Call, I) -> Fut + Send + Sync + 'static,
    ) -> Api
    where
        I: DeserializeOwned + ToSchema + 'static,
        T: Answer,
        Fut: Future<Output = Result<T>> + Send + 'static,
    {
        self.write(Method::PUT, [path, name, summary], run)
    }

    fn bare<T, Fut>(
        self,
        method: Method,
        (body, query): (Body, &'static [&'static str]),
        at: [&'static str; 3],
        run: impl Fn(Call, Bytes) -> Fut + Send + Sync + 'static,
    ) -> Api
    where
        T: Answer,
        Fut: Future<Output = Result<T>> + Send + 'static,
    {
        let mut schemas = Vec::new();
        let output = schema_of::<T::Body>(&mut schemas);
        let run = somebody(move |call, bytes: Bytes| {
            let done = run(call, bytes);
            Box::pin(async move { answered(T::STATUS, &done.await?.body()) })
        });
        let ([path, name, summary], slice, status, answer) = (at, self.slice, T::STATUS, answer_of::<T>);
        self.with(Operation { method, path, name, slice, summary, query, body, status, output, schemas, run, answer })
    }

    /// `POST` without a body: a verb that needs no word.
    pub fn act<T, Fut>(
        self,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        run: impl Fn(Call) -> Fut + Send + Sync + 'static,
    ) -> Api
    where
        T: Answer,
        Fut: Future<Output = Result<T>> + Send + 'static,
    {
        self.bare(Method::POST, (Body::None, &[]), [path, name, summary], move |call, _| run(call))
    }

    /// `DELETE`.
    pub fn delete<T, Fut>(
        self,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        run: impl Fn(Call) -> Fut + Send + Sync + 'static,
    ) -> Api
    where
        T: Answer,
        Fut: Future<Output = Result<T>> + Send + 'static,
    {
        self.bare(Method::DELETE, (Body::None, &[]), [path, name, summary], move |call, _| run(call))
    }

    /// `POST` of a file as it is, of at most so many bytes; its name is the parameter `name`.
    pub fn file<T, Fut>(
        self,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        longest: usize,
        run: impl Fn(Call, Bytes) -> Fut + Send + Sync + 'static,
    ) -> Api
    where
        T: Answer,
        Fut: Future<Output = Result<T>> + Send + 'static,
    {
        self.bare(Method::POST, (Body::File(longest), &["name"]), [path, name, summary], run)
    }

    /// `POST` by nobody.
    pub fn anonymous<I, O, Fut>(
        self,
        path: &'static str,
        name: &'static str,
        summary: &'static str,
        run: impl Fn(Nobody, I) -> Fut + Send + Sync + 'static,
    ) -> Api
    where
        I: DeserializeOwned + ToSchema + 'static,
        O: Serialize + ToSchema,
        Fut: Future<Output = Result<O>> + Send + 'static,
    {
        let mut schemas = Vec::new();
        let body = Body::Json(schema_of::<I>(&mut schemas));
        let output = schema_of::<O>(&mut schemas);
        let status = StatusCode::CREATED;
        let run = nobody(move |nobody, bytes: Bytes| match parsed(&bytes) {
            Ok(input) => {
                let done = run(nobody, input);
                Box::pin(async move { answered(status, &done.await?) })
            }
            Err(error) => Box::pin(std::future::ready(Err(error))),
        });
        let (method, slice, query) = (Method::POST, self.slice, NO_QUERY);
        let answer: fn(&dyn Any) -> Option<Answered> = no_answer;
        self.with(Operation { method, path, name, slice, summary, query, body, status, output, schemas, run, answer })
    }
}
