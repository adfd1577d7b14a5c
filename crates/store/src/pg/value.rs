//! Values on PostgreSQL's wire.

use std::error::Error;

use bytes::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::error::StoreError;
use crate::value::{Value, ValueRef};

type Wire<T> = Result<T, Box<dyn Error + Sync + Send>>;

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Wire<IsNull> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(number) => match *kind {
                Type::INT8 => number.to_sql(kind, out),
                Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
                Type::INT2 => i16::try_from(*number)?.to_sql(kind, out),
                Type::BOOL if *number == 0 || *number == 1 => (*number == 1).to_sql(kind, out),
                _ => Err(format!("a whole number where PostgreSQL expects {kind}").into()),
            },
            Value::Text(text) => match *kind {
                Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN => {
                    text.as_str().to_sql(kind, out)
                }
                _ => Err(format!("text where PostgreSQL expects {kind}").into()),
            },
            Value::Blob(bytes) => match *kind {
                Type::BYTEA => bytes.as_slice().to_sql(kind, out),
                _ => Err(format!("bytes where PostgreSQL expects {kind}").into()),
            },
        }
    }

    // Judged value by value above, so that the message says what was given.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for ValueRef<'a> {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Wire<Self> {
        Ok(match *kind {
            Type::INT8 => Self::Int(i64::from_sql(kind, raw)?),
            Type::INT4 => Self::Int(i64::from(i32::from_sql(kind, raw)?)),
            Type::INT2 => Self::Int(i64::from(i16::from_sql(kind, raw)?)),
            Type::OID => Self::Int(i64::from(u32::from_sql(kind, raw)?)),
            Type::BOOL => Self::Int(i64::from(bool::from_sql(kind, raw)?)),
            Type::BYTEA => Self::Blob(raw),
            _ => Self::Text(<&str>::from_sql(kind, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Wire<Self> {
        Ok(Self::Null)
    }

    fn accepts(kind: &Type) -> bool {
        matches!(
            *kind,
            Type::INT8
                | Type::INT4
                | Type::INT2
                | Type::OID
                | Type::BOOL
                | Type::BYTEA
                | Type::TEXT
                | Type::VARCHAR
                | Type::BPCHAR
                | Type::NAME
                | Type::UNKNOWN
        )
    }
}

pub(crate) fn column(row: &postgres::Row, column: usize) -> Result<ValueRef<'_>, StoreError> {
    row.try_get(column).map_err(|_| StoreError::Type {
        column,
        expected: "a value of the door",
        found: row.columns().get(column).map_or_else(
            || "no such column".to_owned(),
            |found| format!("PostgreSQL's {}: cast it", found.type_().name()),
        ),
    })
}
