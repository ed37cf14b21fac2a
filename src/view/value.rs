//! What a cell of a list or a field of an object can hold.

use std::net::IpAddr;

use zeroize::Zeroizing;

use crate::domain::money::Nanos;
use crate::domain::shared::Shared;
use crate::domain::time::Timestamp;

/// One value, before it is known who will read it. It has no `Debug`, because a secret shown
/// once passes through it.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// Absent: `-` in a table, empty in TSV and CSV, `null` in JSON.
    Null,
    /// Text of any origin; escaped on output (R-L1) and guarded in CSV (R-L2).
    Text(String),
    /// The same for text that many rows have in common.
    Shared(Shared),
    /// Sixteen bytes, shown in hexadecimal.
    Bytes([u8; 16]),
    /// The address of a host.
    Address(IpAddr),
    /// The number of an object.
    Id(i64),
    /// A count or an amount without currency.
    Int(i64),
    /// Nano-dollars. JSON splits a field `cost_usd` into `cost_nanos` and `cost_usd`.
    Money(Nanos),
    /// An instant.
    Time(Timestamp),
    /// Yes or no.
    Bool(bool),
    /// Several short texts: globs, networks, permissions.
    List(Vec<String>),
    /// A word of a fixed set that people look for: a table colours it.
    Status(String),
    /// A secret shown once.
    Secret(Zeroizing<String>),
    /// A JSON object or array that is stored as such.
    Json(serde_json::Value),
    /// Fields within a field.
    Object(Vec<(&'static str, Value)>),
    /// Several values, usually objects.
    Array(Vec<Value>),
}

impl Value {
    /// A status word.
    pub fn status(word: &str) -> Self {
        Self::Status(word.to_owned())
    }

    /// The text of whatever displays itself: a name, a prefix, a glob.
    #[expect(clippy::needless_pass_by_value, reason = "reads as the other conversions")]
    pub fn text(value: impl ToString) -> Self {
        Self::Text(value.to_string())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<IpAddr> for Value {
    fn from(address: IpAddr) -> Self {
        Self::Address(address)
    }
}

impl From<Shared> for Value {
    fn from(text: Shared) -> Self {
        Self::Shared(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

/// A count, at most `i64::MAX`: no count of ours comes near it.
impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// As for a `u64`.
impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Int(number.into())
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl From<Nanos> for Value {
    fn from(money: Nanos) -> Self {
        Self::Money(money)
    }
}

impl From<Timestamp> for Value {
    fn from(instant: Timestamp) -> Self {
        Self::Time(instant)
    }
}

impl From<Vec<String>> for Value {
    fn from(texts: Vec<String>) -> Self {
        Self::List(texts)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
