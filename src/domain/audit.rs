//! The audit log: what an entry says and the bytes that are hashed.

use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};

use crate::domain::event;
use crate::domain::permission::{Grant, Grants};
use crate::domain::time::Timestamp;
use crate::domain::user::UserId;
use crate::domain::word::UnknownWord;

/// The longest string from outside that an entry keeps, in bytes (R-K4).
const MAX_FOREIGN_BYTES: usize = 256;

/// The circumstance that becomes the request of an entry rather than a detail of it.
pub const REQUEST: &str = "request";

/// How what an entry tells of ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Ok,
    /// It was refused.
    Denied,
    /// It failed.
    Error,
}

impl Outcome {
    /// The word that stands for it in the database and in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Denied => "denied",
            Self::Error => "error",
        }
    }
}

impl FromStr for Outcome {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "ok" => Ok(Self::Ok),
            "denied" => Ok(Self::Denied),
            "error" => Ok(Self::Error),
            _ => Err(UnknownWord { word: word.to_owned(), expected: "ok, denied, error" }),
        }
    }
}

/// What kind of actor did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    /// An OS user bound to a keyctl user.
    Operator,
    /// An OS user who is nobody in keyctl; the file's permissions let them in.
    Owner,
    /// A key, over HTTP.
    Key,
    /// The gateway.
    Gateway,
}

impl ActorKind {
    /// The word that stands for it in the database and in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Owner => "owner",
            Self::Key => "key",
            Self::Gateway => "gateway",
        }
    }
}

/// Who acts, from where: the first half of every entry.
#[derive(Clone, Debug)]
pub struct Actor {
    /// What kind of actor.
    pub kind: ActorKind,
    /// The handle of the operator or the name of the OS user; `None` for the gateway.
    pub id: Option<String>,
    /// Where it came in: `cli` or `gateway`.
    pub source: &'static str,
    /// The keyctl user who acts; `None` for the gateway and for an OS user who is nobody here.
    pub user: Option<UserId>,
    /// What the actor may do, and the most that it can give to others (R-F2).
    pub grants: Grants,
    /// Of a command the OS user, host, tty and the words typed; of a request its id ([`REQUEST`]),
    /// `ip` and `user_agent`. They end in the entry's details.
    pub circumstances: Map<String, Value>,
}

impl Actor {
    /// Somebody who may do everything because keyctl itself acts: a gateway, or `init`.
    pub fn keyctl(kind: ActorKind, source: &'static str) -> Self {
        Self {
            kind,
            id: None,
            source,
            user: None,
            grants: Grants(vec![Grant::Everything]),
            circumstances: Map::new(),
        }
    }
}

/// What was done: the second half of every entry.
#[derive(Clone, Debug)]
pub struct Event {
    /// A name of the event catalogue, such as `key.revoke`.
    pub action: &'static str,
    /// What it was done to, such as `key:12`.
    pub target: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// The request it belongs to.
    pub request_id: Option<String>,
    /// Names, numbers and prefixes; nothing secret (R-K4).
    pub details: Map<String, Value>,
}

impl Event {
    /// Something done. The action stands in the catalogue of events.
    pub fn ok(action: &'static str, target: impl fmt::Display) -> Self {
        debug_assert!(event::find(action).is_some(), "{action} is not in the catalogue of events");
        Self {
            action,
            target: Some(target.to_string()),
            outcome: Outcome::Ok,
            request_id: None,
            details: Map::new(),
        }
    }

    /// Something that was found wrong or refused.
    #[must_use]
    pub fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = outcome;
        self
    }

    /// Adds a detail.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }
}

/// Cuts a string that came from outside to the 256 bytes that an entry keeps of it, and marks the
/// cut (R-K4).
pub fn clip(text: &str) -> String {
    if text.len() <= MAX_FOREIGN_BYTES {
        return text.to_owned();
    }
    let cut = text.floor_char_boundary(MAX_FOREIGN_BYTES);
    format!("{}…[truncated]", &text[..cut])
}

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the log, from 1, without gaps.
    pub seq: u64,
    /// When; it informs, `seq` orders (R-J4).
    pub at: Timestamp,
    /// What kind of actor.
    pub actor_type: String,
    /// Which one.
    pub actor_id: Option<String>,
    /// A name of the event catalogue.
    pub action: String,
    /// What it was done to.
    pub target: Option<String>,
    /// `ok`, `denied` or `error`.
    pub outcome: String,
    /// The request it belongs to.
    pub request_id: Option<String>,
    /// Where it came in: `cli` or `gateway`.
    pub source: Option<String>,
    /// A JSON object.
    pub details: String,
}

impl Entry {
    /// The bytes whose SHA-256 is this entry's hash (R-K1).
    pub fn canonical(&self, previous: &[u8; 32]) -> Vec<u8> {
        let texts = [
            Some(self.actor_type.as_str()),
            self.actor_id.as_deref(),
            Some(self.action.as_str()),
            self.target.as_deref(),
            Some(self.outcome.as_str()),
            self.request_id.as_deref(),
            self.source.as_deref(),
            Some(self.details.as_str()),
        ];
        let mut bytes = Vec::new();
        write_canonical(
            &mut bytes,
            self.seq,
            self.at,
            texts.map(|t| t.map(str::as_bytes)),
            previous,
        );
        bytes
    }
}

/// Writes the bytes whose SHA-256 is an entry's hash (R-K1) in the place of what is in `bytes`:
/// lengths before contents, so that there is one encoding. The texts are actor type and id, action,
/// target, outcome, request id, source and details.
pub fn write_canonical(
    bytes: &mut Vec<u8>,
    seq: u64,
    at: Timestamp,
    texts: [Option<&[u8]>; 8],
    previous: &[u8; 32],
) {
    bytes.clear();
    bytes.extend_from_slice(b"keyctl-audit-v1\0");
    bytes.extend_from_slice(&seq.to_be_bytes());
    bytes.extend_from_slice(&at.micros().to_be_bytes());
    for text in texts {
        write_text(bytes, text);
    }
    bytes.extend_from_slice(previous);
}

/// A text after its length, or the length that stands for none.
fn write_text(bytes: &mut Vec<u8>, text: Option<&[u8]>) {
    match text {
        None => bytes.extend_from_slice(&[0xff; 4]),
        Some(text) => {
            // A text beyond 4 GiB cannot be stored, so the length always fits.
            let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(text);
        }
    }
}

/// The end of the log, sealed with a tag so that a cut tail shows (R-K2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Raised whenever the log goes on from something else than its signed end.
    pub epoch: u64,
    /// How many entries the log has had: what retention removed counts too.
    pub count: u64,
    /// The hash of the last one; zeros for none.
    pub hash: [u8; 32],
}

impl Head {
    /// The bytes that the tag covers.
    pub fn canonical(&self) -> Vec<u8> {
        let mut bytes = b"keyctl-audit-head-v1\0".to_vec();
        bytes.extend(self.epoch.to_be_bytes());
        bytes.extend(self.count.to_be_bytes());
        bytes.extend(self.hash);
        bytes
    }
}

/// Where the log begins: every entry up to this one is gone, or no longer vouched for (R-K5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The last entry before the beginning.
    pub seq: u64,
    /// Its hash, on which the next one is built.
    pub hash: [u8; 32],
    /// How many entries were removed with it; 0 where they stay but prove nothing.
    pub count: u64,
    /// When it was set.
    pub at: Timestamp,
    /// Who set it.
    pub actor: Option<String>,
}

impl Checkpoint {
    /// The bytes that its tag covers.
    pub fn canonical(&self) -> Vec<u8> {
        let mut bytes = b"keyctl-audit-checkpoint-v1\0".to_vec();
        bytes.extend(self.seq.to_be_bytes());
        bytes.extend(self.hash);
        bytes.extend(self.count.to_be_bytes());
        bytes.extend(self.at.micros().to_be_bytes());
        write_text(&mut bytes, self.actor.as_deref().map(str::as_bytes));
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_strings_are_clipped_between_characters() {
        assert_eq!(clip("short"), "short");
        let cut = clip(&"é".repeat(300));
        assert!(cut.ends_with("…[truncated]"));
        assert!(cut.len() <= MAX_FOREIGN_BYTES + "…[truncated]".len());
    }
}
