//! The values that both engines hold, and nothing else: dates are ISO text, booleans 0 or 1, ids text.

use std::borrow::Cow;

use crate::error::StoreError;

/// A value on its way into the database.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// No value.
    Null,
    /// A whole number, also for booleans (0, 1).
    Int(i64),
    /// UTF-8 text without NUL.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// A value on its way out, borrowed from the row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueRef<'a> {
    /// No value.
    Null,
    /// A whole number.
    Int(i64),
    /// UTF-8 text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

impl ValueRef<'_> {
    /// The value, owned.
    #[must_use]
    pub fn to_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Int(number) => Value::Int(number),
            Self::Text(text) => Value::Text(text.to_owned()),
            Self::Blob(bytes) => Value::Blob(bytes.to_owned()),
        }
    }
}

/// A Rust type that can be read from a column.
pub trait FromValue: Sized {
    /// Reads the value; [`StoreError::mismatch`] is the error for a value of another kind.
    ///
    /// # Errors
    /// When the value is of another kind or out of range.
    fn from_value(value: ValueRef<'_>) -> Result<Self, StoreError>;
}

macro_rules! whole_numbers {
    ($($kind:ty),*) => { $(
        impl FromValue for $kind {
            fn from_value(value: ValueRef<'_>) -> Result<Self, StoreError> {
                match value {
                    ValueRef::Int(number) => {
                        <$kind>::try_from(number).map_err(|_| StoreError::mismatch(stringify!($kind), value))
                    }
                    _ => Err(StoreError::mismatch(stringify!($kind), value)),
                }
            }
        }
    )* };
}
whole_numbers!(i64, i32, u8, u16, u32, u64, usize);

impl FromValue for bool {
    fn from_value(value: ValueRef<'_>) -> Result<Self, StoreError> {
        match value {
            ValueRef::Int(0) => Ok(false),
            ValueRef::Int(1) => Ok(true),
            _ => Err(StoreError::mismatch("bool (0 or 1)", value)),
        }
    }
}

impl FromValue for String {
    fn from_value(value: ValueRef<'_>) -> Result<Self, StoreError> {
        match value {
            ValueRef::Text(text) => Ok(text.to_owned()),
            _ => Err(StoreError::mismatch("text", value)),
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: ValueRef<'_>) -> Result<Self, StoreError> {
        match value {
            ValueRef::Blob(bytes) => Ok(bytes.to_owned()),
            _ => Err(StoreError::mismatch("bytes", value)),
        }
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: ValueRef<'_>) -> Result<Self, StoreError> {
        match value {
            ValueRef::Blob(bytes) => {
                bytes.try_into().map_err(|_| StoreError::mismatch("bytes of another length", value))
            }
            _ => Err(StoreError::mismatch("bytes", value)),
        }
    }
}

impl FromValue for Value {
    fn from_value(value: ValueRef<'_>) -> Result<Self, StoreError> {
        Ok(value.to_value())
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: ValueRef<'_>) -> Result<Self, StoreError> {
        match value {
            ValueRef::Null => Ok(None),
            other => T::from_value(other).map(Some),
        }
    }
}

macro_rules! into_int {
    ($($kind:ty),*) => { $(
        impl From<$kind> for Value {
            fn from(number: $kind) -> Self {
                Value::Int(i64::from(number))
            }
        }
        impl From<&$kind> for Value {
            fn from(number: &$kind) -> Self {
                Value::Int(i64::from(*number))
            }
        }
    )* };
}
into_int!(i64, i32, u8, u16, u32, bool);

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}
impl From<&&str> for Value {
    fn from(text: &&str) -> Self {
        Value::Text((*text).to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}
impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Value::Text(text.clone())
    }
}
impl From<Cow<'_, str>> for Value {
    fn from(text: Cow<'_, str>) -> Self {
        Value::Text(text.into_owned())
    }
}
impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Value::Blob(bytes)
    }
}
impl From<&Vec<u8>> for Value {
    fn from(bytes: &Vec<u8>) -> Self {
        Value::Blob(bytes.clone())
    }
}
impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Value::Blob(bytes.to_owned())
    }
}
impl<const N: usize> From<[u8; N]> for Value {
    fn from(bytes: [u8; N]) -> Self {
        Value::Blob(bytes.to_vec())
    }
}
impl<const N: usize> From<&[u8; N]> for Value {
    fn from(bytes: &[u8; N]) -> Self {
        Value::Blob(bytes.to_vec())
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}
impl<T: Clone + Into<Value>> From<&Option<T>> for Value {
    fn from(value: &Option<T>) -> Self {
        value.clone().map_or(Value::Null, Into::into)
    }
}
impl From<&Value> for Value {
    fn from(value: &Value) -> Self {
        value.clone()
    }
}

/// The parameters of a statement: `params![id, &title, 3]` is `[Value; 3]`, for `$1`, `$2` and `$3`.
#[macro_export]
macro_rules! params {
    () => { [$crate::Value::Null; 0] };
    ($($value:expr),+ $(,)?) => { [$($crate::Value::from($value)),+] };
}
