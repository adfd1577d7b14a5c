//! What an operation answers: a page of a list, nothing, or the keys of what is new.

use std::any::Any;

use ::store::Page;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::error::{Error, Result};
use crate::id::Id;

/// The answer of an operation: a status and JSON.
pub type Answered = (StatusCode, String);

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

pub(super) fn answered(status: StatusCode, body: &impl Serialize) -> Result<Answered> {
    let text = serde_json::to_string(body).map_err(|e| Error::Internal(e.to_string()))?;
    Ok((status, text))
}

/// The answer from what a unit of work returned, where the unit returns what the action does.
pub(super) fn answer_of<T: Answer>(value: &dyn Any) -> Option<Answered> {
    value.downcast_ref::<T>().and_then(|value| answered(T::STATUS, &value.body()).ok())
}
