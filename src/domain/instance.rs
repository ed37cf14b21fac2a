//! Gateways that run.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;

use crate::domain::time::Timestamp;

/// What tells one gateway from all others, also from those of before: 16 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceId(String);

impl InstanceId {
    /// The id of 8 random bytes.
    pub fn new(random: [u8; 8]) -> Self {
        Self(HEXLOWER.encode(&random))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// It becomes part of a file's name, so nothing but its digits is taken.
impl FromStr for InstanceId {
    type Err = InstanceError;

    fn from_str(text: &str) -> Result<Self, InstanceError> {
        let plain =
            text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if plain { Ok(Self(text.to_owned())) } else { Err(InstanceError) }
    }
}

/// A text that is no id of a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the id of a gateway has 16 hexadecimal digits")]
pub struct InstanceError;

/// A gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Its id.
    pub id: InstanceId,
    /// Where it listens.
    pub address: String,
    /// Since when.
    pub started_at: Timestamp,
}
