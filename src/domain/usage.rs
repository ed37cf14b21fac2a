//! Usage: what a request used, and how it ended.

use std::net::IpAddr;
use std::rc::Rc;
use std::str::FromStr;

use crate::domain::budget::Reservation;
use crate::domain::key::KeyId;
use crate::domain::money::Nanos;
use crate::domain::route::Route;
use crate::domain::shared::Shared;
use crate::domain::time::Timestamp;
use crate::domain::word::UnknownWord;

/// Token counts in the ledger's terms: `cached` and `cache_write` are parts of `input`,
/// `reasoning` is a part of `output`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// All input.
    pub input: u64,
    /// All output.
    pub output: u64,
    /// Input read from the provider's cache.
    pub cached: u64,
    /// Input written to the provider's cache.
    pub cache_write: u64,
    /// Output spent on reasoning.
    pub reasoning: u64,
}

/// How a forwarded request ended (R-I6). The number is what the ledger stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Outcome {
    /// Answered, with usage reported.
    Ok = 1,
    /// The provider was not reached; no byte was sent.
    NotSent = 2,
    /// The provider answered with an error.
    UpstreamError = 3,
    /// Answered without usable counts: charged by its bound.
    Estimated = 4,
    /// The client went away.
    ClientAbort = 5,
    /// The provider broke off or fell silent after the request was sent.
    UpstreamAbort = 6,
    /// The gateway ended before it was known: charged what was held for it.
    Unknown = 7,
}

impl Outcome {
    /// Every outcome, in the order of its number.
    pub const ALL: [Self; 7] = [
        Self::Ok,
        Self::NotSent,
        Self::UpstreamError,
        Self::Estimated,
        Self::ClientAbort,
        Self::UpstreamAbort,
        Self::Unknown,
    ];

    /// The word that stands for it in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NotSent => "not_sent",
            Self::UpstreamError => "upstream_error",
            Self::Estimated => "estimated",
            Self::ClientAbort => "client_abort",
            Self::UpstreamAbort => "upstream_abort",
            Self::Unknown => "unknown",
        }
    }

    /// The number that the ledger stores.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The outcome that the ledger's number stands for.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// Whose provider key was used (R-H4). The number is what the ledger stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Payer {
    /// None was needed.
    Nobody = 0,
    /// The system's.
    System = 1,
    /// The user's own.
    User = 2,
}

impl Payer {
    /// The word that stands for it in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::System => "system",
            Self::User => "user",
        }
    }

    /// The payer that the ledger's number stands for.
    pub fn from_code(code: u8) -> Option<Self> {
        [Self::Nobody, Self::System, Self::User].into_iter().find(|payer| *payer as u8 == code)
    }
}

/// A request that is to be forwarded under a budget: all that its row needs should nobody be left
/// to meter it.
#[derive(Clone, Debug)]
pub struct InFlight {
    /// Its id, as the client sees it.
    pub request_id: [u8; 16],
    /// When it was admitted.
    pub at: Timestamp,
    /// The key it came with.
    pub key_id: KeyId,
    /// The version of that key.
    pub secret_id: i64,
    /// The provider that is to run it.
    pub provider_id: i64,
    /// The model, as the client named it.
    pub model: String,
    /// What it asks for.
    pub route: Route,
    /// Whose provider key is used.
    pub payer: Payer,
    /// The most that it can use (R-I2).
    pub bound: Tokens,
    /// The client's address.
    pub client: Option<IpAddr>,
}

impl InFlight {
    /// Its row where it was never known how it ended: all that was held is charged (R-I6).
    pub fn lost(&self, reservation: Reservation) -> NewUsage {
        NewUsage {
            at: self.at,
            request_id: self.request_id,
            key_id: self.key_id,
            secret_id: self.secret_id,
            provider_id: self.provider_id,
            model: self.model.clone(),
            route: self.route,
            status: 0,
            outcome: Outcome::Unknown,
            payer: self.payer,
            tokens: self.bound,
            cost: Some(reservation.held),
            duration_ms: 0,
            first_byte_ms: None,
            client: self.client,
            implausible: false,
            reservation: Some(reservation),
        }
    }
}

/// A request as the gateway meters it.
#[derive(Clone, Debug)]
pub struct NewUsage {
    /// When it was admitted; it belongs to the period of this instant (R-J3).
    pub at: Timestamp,
    /// Its id, as the client saw it.
    pub request_id: [u8; 16],
    /// The key it came with.
    pub key_id: KeyId,
    /// The version of that key.
    pub secret_id: i64,
    /// The provider that ran it.
    pub provider_id: i64,
    /// The model, as the client named it.
    pub model: String,
    /// What it asked for.
    pub route: Route,
    /// The status that the client saw.
    pub status: u16,
    /// How it ended.
    pub outcome: Outcome,
    /// Whose provider key was used.
    pub payer: Payer,
    /// What it used.
    pub tokens: Tokens,
    /// What that cost; `None` without a price.
    pub cost: Option<Nanos>,
    /// From admission to the end of the reply.
    pub duration_ms: u32,
    /// From admission to the first byte of the reply.
    pub first_byte_ms: Option<u32>,
    /// The client's address.
    pub client: Option<IpAddr>,
    /// The provider reported counts that cannot be true; audited.
    pub implausible: bool,
    /// What it held of its budgets, where any applied.
    pub reservation: Option<Reservation>,
}

/// A row of the ledger as it is shown.
#[derive(Clone, Debug)]
pub struct UsageRow {
    /// Its number; rows stand in the order of their commit.
    pub id: i64,
    /// When it was admitted.
    pub at: Timestamp,
    /// Its id, as the client saw it.
    pub request_id: String,
    /// The handle of its user; of a removed one with `#` and its number behind it, since another may
    /// have the handle by now.
    pub user: String,
    /// The e-mail of its user.
    pub email: Option<String>,
    /// The role its user has now.
    pub role: String,
    /// The name of its key.
    pub key: String,
    /// The public prefix of that key's version.
    pub key_prefix: String,
    /// The client's address.
    pub client: Option<IpAddr>,
    /// The name of its provider.
    pub provider: String,
    /// The model.
    pub model: String,
    /// The path.
    pub route: &'static str,
    /// The status that the client saw.
    pub status: i64,
    /// How it ended.
    pub outcome: Outcome,
    /// Whose provider key was used.
    pub payer: Payer,
    /// What it used.
    pub tokens: Tokens,
    /// What that cost; `None` without a price.
    pub cost: Option<Nanos>,
    /// From admission to the end of the reply.
    pub duration_ms: i64,
    /// From admission to the first byte of the reply.
    pub first_byte_ms: Option<i64>,
}

/// The names that all rows of a version of a key have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionNames {
    /// The handle of its user.
    pub user: Shared,
    /// The e-mail of its user.
    pub email: Option<Shared>,
    /// The name of its key.
    pub key: Shared,
    /// Its public prefix.
    pub key_prefix: Shared,
}

/// A row of the ledger as it is exported: what many rows have in common is shared.
#[derive(Clone, Debug)]
pub struct ExportRow {
    /// When it was admitted.
    pub at: Timestamp,
    /// Its id, as the client saw it.
    pub request_id: [u8; 16],
    /// The names of its user and key.
    pub version: Rc<VersionNames>,
    /// The client's address.
    pub client: Option<IpAddr>,
    /// The name of its provider.
    pub provider: Shared,
    /// The model.
    pub model: Shared,
    /// The path.
    pub route: &'static str,
    /// The status that the client saw.
    pub status: i64,
    /// How it ended.
    pub outcome: Outcome,
    /// What it used.
    pub tokens: Tokens,
    /// What that cost; `None` without a price.
    pub cost: Option<Nanos>,
    /// From admission to the end of the reply.
    pub duration_ms: i64,
    /// From admission to the first byte of the reply.
    pub first_byte_ms: Option<i64>,
}

/// What a summary is grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// The user's handle.
    User,
    /// `user/name` of the key.
    Key,
    /// The model.
    Model,
    /// The provider.
    Provider,
    /// The role of the user.
    Role,
    /// The client's address.
    Client,
    /// The day in the accounting zone.
    Day,
    /// The hour in the accounting zone.
    Hour,
    /// The month in the accounting zone.
    Month,
}

impl Dimension {
    /// Every dimension, in the order the help names them.
    pub const ALL: [Self; 9] = [
        Self::User,
        Self::Key,
        Self::Model,
        Self::Provider,
        Self::Role,
        Self::Client,
        Self::Day,
        Self::Hour,
        Self::Month,
    ];

    /// The word that stands for it, also its column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Key => "key",
            Self::Model => "model",
            Self::Provider => "provider",
            Self::Role => "role",
            Self::Client => "client",
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Month => "month",
        }
    }
}

impl Dimension {
    /// Whether only the rows of the ledger tell it, not their sums by day.
    pub const fn needs_rows(self) -> bool {
        matches!(self, Self::Client | Self::Hour)
    }

    /// Whether it follows from the key.
    pub const fn is_of_key(self) -> bool {
        matches!(self, Self::User | Self::Key | Self::Role)
    }

    /// Whether it is a stretch of time.
    pub const fn is_of_time(self) -> bool {
        matches!(self, Self::Day | Self::Hour | Self::Month)
    }
}

impl FromStr for Dimension {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|dimension| dimension.as_str() == word).ok_or(UnknownWord {
            word: word.to_owned(),
            expected: "user, key, model, provider, role, client, day, hour, month",
        })
    }
}

/// The sums of a group of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many requests.
    pub requests: i64,
    /// What they used.
    pub tokens: Tokens,
    /// What the priced ones cost.
    pub cost: Nanos,
    /// How many had no price.
    pub unpriced_requests: i64,
}

impl Totals {
    /// What the priced ones cost; `None` where none of several is priced: that is unknown, never
    /// nothing.
    pub const fn known_cost(&self) -> Option<Nanos> {
        let unknown = self.requests > 0 && self.unpriced_requests >= self.requests;
        if unknown { None } else { Some(self.cost) }
    }

    /// The sums of one request.
    pub const fn of(tokens: Tokens, cost: Option<Nanos>) -> Self {
        let (cost, unpriced_requests) = match cost {
            Some(cost) => (cost, 0),
            None => (Nanos(0), 1),
        };
        Self { requests: 1, tokens, cost, unpriced_requests }
    }

    /// Adds the sums of another group. Each stays at the greatest number that a column holds: what
    /// a request or a provider claims may be any number, and no report shall fail for it.
    pub fn merge(&mut self, other: &Self) {
        let (sum, tokens) = (&mut self.tokens, &other.tokens);
        let add = |one: &mut u64, other: u64| {
            *one = one.saturating_add(other).min(i64::MAX.cast_unsigned());
        };
        add(&mut sum.input, tokens.input);
        add(&mut sum.output, tokens.output);
        add(&mut sum.cached, tokens.cached);
        add(&mut sum.cache_write, tokens.cache_write);
        add(&mut sum.reasoning, tokens.reasoning);
        self.requests = self.requests.saturating_add(other.requests);
        self.cost = Nanos(self.cost.0.saturating_add(other.cost.0));
        self.unpriced_requests = self.unpriced_requests.saturating_add(other.unpriced_requests);
    }
}
