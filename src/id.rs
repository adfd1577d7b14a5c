//! Identifiers. Two kinds, chosen by what they would give away.

use std::fmt;

use serde::{Deserialize, Serialize};
use store::{FromValue, StoreError, Value, ValueRef};

/// The key of a row: 32 lower-case hexadecimal digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id(String);

impl Id {
    /// A key that tells nothing: version 4. Points, receipts, ballots, sessions and whatever else stands near an
    /// anonymous act take this one.
    pub fn random() -> Id {
        Id(uuid::Uuid::new_v4().simple().to_string())
    }

    /// A key that sorts by the time of its making: version 7. Only for rows whose time is no secret (audit lines,
    /// progress logs, jobs), where the order of arrival is the order of the list.
    pub fn ordered(now: crate::clock::Now) -> Id {
        let seconds = u64::try_from(now.0.as_second()).unwrap_or(0);
        let nanos = u32::try_from(now.0.subsec_nanosecond()).unwrap_or(0);
        let stamp = uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos);
        Id(uuid::Uuid::new_v7(stamp).simple().to_string())
    }

    /// Reads an identifier from outside; anything that is not 32 hexadecimal digits is `None`, and so "not found".
    pub fn parse(text: &str) -> Option<Id> {
        let well = text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        well.then(|| Id(text.to_owned()))
    }

    /// The text form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first six digits: enough for a person to tell rows apart, used where a running number would tell an order.
    pub fn short(&self) -> &str {
        self.0.get(..6).unwrap_or(&self.0)
    }
}

impl TryFrom<String> for Id {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Id, &'static str> {
        Id::parse(&text).ok_or("a key has 32 hexadecimal digits")
    }
}
impl From<Id> for String {
    fn from(id: Id) -> String {
        id.0
    }
}
impl utoipa::PartialSchema for Id {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
        ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).pattern(Some("^[0-9a-f]{32}$")).into()
    }
}
impl utoipa::ToSchema for Id {}
impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl From<Id> for Value {
    fn from(id: Id) -> Value {
        Value::Text(id.0)
    }
}
impl From<&Id> for Value {
    fn from(id: &Id) -> Value {
        Value::Text(id.0.clone())
    }
}
impl FromValue for Id {
    fn from_value(v: ValueRef<'_>) -> Result<Self, StoreError> {
        String::from_value(v).map(Id)
    }
}
