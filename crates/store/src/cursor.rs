//! Where a page ended.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::StoreError;
use crate::value::Value;

/// The place after the last row of a page: its order's key, the value of the ordering column and the row's id. As text it is
/// opaque and fits into an address. It is not secret and not signed: a forged one only begins the page elsewhere in a list
/// whose rows are filtered all the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cursor {
    pub(crate) order: String,
    pub(crate) value: Value,
    pub(crate) id: Value,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![1]; // the format's version
        for value in [&Value::Text(self.order.clone()), &self.value, &self.id] {
            put(&mut bytes, value);
        }
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl FromStr for Cursor {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| broken())?;
        let rest = bytes.strip_prefix(&[1]).ok_or_else(broken)?;
        let (order, rest) = take(rest)?;
        let (value, rest) = take(rest)?;
        let (id, rest) = take(rest)?;
        match (order, rest) {
            (Value::Text(order), []) => Ok(Self { order, value, id }),
            _ => Err(broken()),
        }
    }
}

fn broken() -> StoreError {
    StoreError::Query("this is not the address of a page".to_owned())
}

fn put(bytes: &mut Vec<u8>, value: &Value) {
    let (tag, content) = match value {
        Value::Null => (0, Vec::new()),
        Value::Int(number) => (1, number.to_be_bytes().to_vec()),
        Value::Text(text) => (2, text.as_bytes().to_vec()),
        Value::Blob(content) => (3, content.clone()),
    };
    bytes.push(tag);
    bytes.extend_from_slice(&u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes());
    bytes.extend_from_slice(&content);
}

fn take(bytes: &[u8]) -> Result<(Value, &[u8]), StoreError> {
    let (tag, rest) = bytes.split_first().ok_or_else(broken)?;
    let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(broken)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| broken())?;
    let (content, rest) = rest.split_at_checked(length).ok_or_else(broken)?;
    let value = match tag {
        1 => Value::Int(i64::from_be_bytes(content.try_into().map_err(|_| broken())?)),
        2 => Value::Text(String::from_utf8(content.to_vec()).map_err(|_| broken())?),
        3 => Value::Blob(content.to_vec()),
        _ => return Err(broken()),
    };
    Ok((value, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            any::<i64>().prop_map(Value::Int),
            any::<String>().prop_map(Value::Text),
            any::<Vec<u8>>().prop_map(Value::Blob)
        ]
    }

    proptest! {
        #[test]
        fn there_and_back(order in any::<String>(), value in value(), id in value()) {
            let cursor = Cursor { order, value, id };
            let text = cursor.to_string();
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
            prop_assert_eq!(text.parse::<Cursor>().unwrap(), cursor);
        }

        #[test]
        fn rubbish_is_refused(text in any::<String>(), bytes in any::<Vec<u8>>()) {
            drop(text.parse::<Cursor>());
            drop(URL_SAFE_NO_PAD.encode(bytes).parse::<Cursor>());
        }
    }
}
