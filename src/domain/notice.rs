//! Notices: what people are told of without asking, and how often that is tried.

use std::str::FromStr;

use serde_json::{Map, Value, json};

use crate::domain::time::{Span, Timestamp};
use crate::domain::word::UnknownWord;

/// For how long the delivery of a notice is tried.
pub const LIFETIME: Span = Span::from_secs(3 * 86_400);

/// For how long a notice belongs to whoever has begun to deliver it. Every try ends before that.
pub const LEASE: Span = Span::from_secs(600);

/// How long to wait after the first try that failed, the second and so on; the last goes on.
const BACKOFF_SECS: [u32; 5] = [60, 5 * 60, 30 * 60, 2 * 3600, 12 * 3600];

/// A way that notices take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// E-mail.
    Mail,
    /// A POST to a URL.
    Webhook,
    /// A program on this machine.
    Command,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 3] = [Self::Mail, Self::Webhook, Self::Command];

    /// The word that stands for it in the database and in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Webhook => "webhook",
            Self::Command => "command",
        }
    }
}

impl FromStr for Channel {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        let found = Self::ALL.into_iter().find(|channel| channel.as_str() == word);
        let expected = "mail, webhook, command";
        found.ok_or_else(|| UnknownWord { word: word.to_owned(), expected })
    }
}

/// How far a notice has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is to be delivered.
    Waiting,
    /// It was.
    Delivered,
    /// It could not be for [`LIFETIME`].
    GivenUp,
}

impl State {
    /// The word that stands for it in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::GivenUp => "given_up",
        }
    }
}

/// Something to tell.
#[derive(Clone, Debug)]
pub struct NewNotice {
    /// What sort of thing it is, such as `key.expiring`.
    pub kind: String,
    /// What it is about, such as `key:12`.
    pub subject: String,
    /// What it is told once for: another notice of the same occasion is not queued.
    pub occasion: String,
    /// One line for people. Characters that would begin another are taken out.
    pub summary: String,
    /// Names, numbers and prefixes; nothing secret.
    pub details: Map<String, Value>,
}

impl NewNotice {
    /// What every channel gets of it, but for its number.
    pub fn payload(&self, at: Timestamp) -> Value {
        json!({
            "kind": self.kind,
            "subject": self.subject,
            "at": at.to_string(),
            "summary": one_line(&self.summary),
            "details": self.details,
        })
    }
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A notice on one channel, as it is listed.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its number.
    pub id: i64,
    /// What sort of thing it is.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// The way it takes.
    pub channel: Channel,
    /// How far it has come.
    pub state: State,
    /// How often it was tried.
    pub tries: i64,
    /// When it was queued.
    pub created_at: Timestamp,
    /// When it is tried next.
    pub next_try_at: Option<Timestamp>,
    /// When it was delivered.
    pub delivered_at: Option<Timestamp>,
    /// Why the last try failed.
    pub last_error: Option<String>,
}

/// A notice that somebody is delivering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// Its number.
    pub id: i64,
    /// The way it takes.
    pub channel: Channel,
    /// Which try this is, from 1.
    pub tries: i64,
    /// When it was queued.
    pub created_at: Timestamp,
    /// What it says: `kind`, `subject`, `at`, `summary` and `details`.
    pub payload: Map<String, Value>,
}

impl Claimed {
    /// What it says with its number, as JSON: the same bytes at every try.
    pub fn body(&self) -> String {
        let mut body = self.payload.clone();
        body.insert("id".to_owned(), self.id.into());
        Value::Object(body).to_string()
    }

    /// When it is tried again after a failure at `now`; `None` where it is given up.
    pub fn next_try(&self, now: Timestamp) -> Option<Timestamp> {
        let failed = usize::try_from(self.tries).unwrap_or(1).max(1);
        let wait = BACKOFF_SECS[(failed - 1).min(BACKOFF_SECS.len() - 1)];
        let next = now.saturating_add(Span::from_secs(wait));
        (next <= self.created_at.saturating_add(LIFETIME)).then_some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_grow_apart_until_three_days_are_over() {
        let created_at: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        let mut claimed =
            Claimed { id: 1, channel: Channel::Mail, tries: 1, created_at, payload: Map::new() };
        let mut waits = Vec::new();
        let mut now = created_at;
        while let Some(next) = claimed.next_try(now) {
            waits.push((next.micros() - now.micros()) / 60_000_000);
            (now, claimed.tries) = (next, claimed.tries + 1);
        }
        assert_eq!(waits, [1, 5, 30, 120, 720, 720, 720, 720, 720]);
    }

    #[test]
    fn what_is_told_is_one_line() {
        let notice = NewNotice {
            kind: "key.expiring".to_owned(),
            subject: "key:1".to_owned(),
            occasion: "x".to_owned(),
            summary: "a\r\nBcc: b".to_owned(),
            details: Map::new(),
        };
        let payload = notice.payload(Timestamp::from_micros(0));
        assert_eq!(payload["summary"], "a  Bcc: b");
        assert_eq!(payload["at"], "1970-01-01T00:00:00Z");
    }

    #[test]
    fn the_body_is_the_same_at_every_try() {
        let payload = json!({"kind": "k", "at": "t"}).as_object().unwrap().clone();
        let created_at = Timestamp::from_micros(0);
        let claimed = Claimed { id: 7, channel: Channel::Mail, tries: 1, created_at, payload };
        let again = Claimed { tries: 2, ..claimed.clone() };
        assert_eq!(claimed.body(), r#"{"at":"t","id":7,"kind":"k"}"#);
        assert_eq!(claimed.body(), again.body());
    }
}
