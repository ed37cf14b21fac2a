//! What looks suspicious, told once an hour; and refusals, told added up.
//!
//! Gateways notice in their own memory. What they tell goes through here, where the database knows
//! what was told within the hour, whoever told it.

use std::net::IpAddr;

use serde_json::{Map, Value};

use crate::domain::audit::{Event, Outcome};
use crate::domain::denial::{Subject, Tally};
use crate::domain::key::{Key, KeyId, KeyRef};
use crate::domain::money::Nanos;
use crate::domain::network::Network;
use crate::domain::setting::catalogue::{
    SECURITY_NETWORKS, SECURITY_REVOKED_KEY, SECURITY_SPEND, SECURITY_SPEND_FLOOR,
    SECURITY_TWO_FACTOR, SECURITY_UPSTREAM,
};
use crate::domain::time::{Span, Timestamp};
use crate::domain::user::{User, UserId, UserRef};
use crate::ops::configuration;
use crate::ops::error::Error;
use crate::ops::occasion;
use crate::ops::session::Session;
use crate::store::audit as audit_rows;
use crate::store::db::{Read, Store, Write};
use crate::store::key as key_rows;
use crate::store::provider as provider_rows;
use crate::store::suspicion;
use crate::store::user as user_rows;

/// How long the same is not told again of the same subject.
pub const REPEAT: Span = Span::from_secs(3_600);

/// What counts as suspicious, as far as the gateway judges it behind its requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Whether the use of a revoked key does.
    pub revoked_key: bool,
    /// From how many networks a key may be used within an hour; `None` for any number.
    pub networks: Option<u32>,
    /// How many times the mean hour of a week an hour may cost; `None` for any amount.
    pub spend: Option<u32>,
    /// What an hour may always cost.
    pub spend_floor: Nanos,
    /// How many per cent of the requests to a provider may fail; `None` for all.
    pub upstream_percent: Option<u32>,
}

/// Reads what counts as suspicious.
///
/// # Errors
/// What the store says.
pub fn rules(store: &Store) -> Result<Rules, Error> {
    let read = store.read()?;
    Ok(Rules {
        revoked_key: configuration::flag(&read, SECURITY_REVOKED_KEY)?,
        networks: configuration::threshold(&read, SECURITY_NETWORKS)?,
        spend: configuration::threshold(&read, SECURITY_SPEND)?,
        spend_floor: configuration::amount(&read, SECURITY_SPEND_FLOOR)?,
        upstream_percent: configuration::threshold(&read, SECURITY_UPSTREAM)?,
    })
}

/// Something that looks suspicious.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suspicion {
    /// A key was used after it was revoked.
    RevokedKey {
        /// Which.
        key: KeyId,
        /// From where; `None` where it is not known.
        ip: Option<IpAddr>,
    },
    /// A key was used from many networks within an hour.
    NewNetworks {
        /// Which.
        key: KeyId,
        /// The networks.
        networks: Vec<Network>,
        /// How many would not have been told.
        allowed: u32,
    },
    /// Many keys failed from one address.
    Failures {
        /// The address.
        ip: IpAddr,
        /// How long it is refused.
        block: Span,
    },
    /// A user spent far more than usual.
    Spend {
        /// Who.
        user: UserId,
        /// In the hour.
        spent: Nanos,
        /// In the mean hour of the week before.
        usual: Nanos,
    },
    /// Many requests to a provider failed within five minutes.
    UpstreamFailing {
        /// Which provider.
        provider: i64,
        /// Of how many requests.
        requests: u64,
        /// How many.
        failed: u64,
    },
}

impl Suspicion {
    /// The event that tells it.
    pub const fn action(&self) -> &'static str {
        match self {
            Self::RevokedKey { .. } => "security.revoked_key",
            Self::NewNetworks { .. } => "security.new_networks",
            Self::Failures { .. } => "security.failures",
            Self::Spend { .. } => "security.spend",
            Self::UpstreamFailing { .. } => "security.upstream_failing",
        }
    }

    /// About whom or what it is.
    pub fn subject(&self) -> String {
        match self {
            Self::RevokedKey { key, .. } | Self::NewNetworks { key, .. } => {
                format!("key:{}", key.0)
            }
            Self::Failures { ip, .. } => format!("client:{ip}"),
            Self::Spend { user, .. } => format!("user:{}", user.0),
            Self::UpstreamFailing { provider, .. } => format!("provider:{provider}"),
        }
    }

    fn event(&self, read: &Read<'_>) -> Result<Event, Error> {
        let event = Event::ok(self.action(), self.subject());
        Ok(match self {
            Self::RevokedKey { key, ip } => of_key(read, event, *key)?
                .with_outcome(Outcome::Denied)
                .with("ip", ip.map(|ip| ip.to_string())),
            Self::NewNetworks { key, networks, allowed } => {
                let listed: Vec<_> = networks.iter().map(ToString::to_string).collect();
                of_key(read, event, *key)?.with("networks", listed).with("allowed", *allowed)
            }
            Self::Failures { ip, block } => event
                .with_outcome(Outcome::Denied)
                .with("ip", ip.to_string())
                .with("refused_for", block.to_string()),
            Self::Spend { user, spent, usual } => {
                let found = user_rows::find(read, &UserRef::Id(*user))?;
                event
                    .with("user", found.as_ref().map(|user| user.handle.as_str()))
                    .with("spent_usd", spent.to_string())
                    .with("usual_usd", usual.to_string())
            }
            Self::UpstreamFailing { provider, requests, failed } => event
                .with_outcome(Outcome::Error)
                .with("provider", provider_name(read, *provider)?)
                .with("requests", *requests)
                .with("failed", *failed),
        })
    }
}

/// The event, unless the same was told of the same subject within the hour. What calls this appends
/// it in the same transaction.
///
/// # Errors
/// What the store says.
pub fn tell(
    write: &Write<'_>,
    event: Event,
    subject: &str,
    now: Timestamp,
) -> Result<Option<Event>, Error> {
    let told = suspicion::find(write, event.action, subject)?;
    // One from beyond the hour to come is the work of a clock that was set back since.
    if told.is_some_and(|at| now.since(at) < REPEAT && at.since(now) < REPEAT) {
        return Ok(None);
    }
    suspicion::forget(write, now.saturating_sub(REPEAT))?;
    suspicion::put(write, event.action, subject, now)?;
    occasion::queue_security(write, event.action, subject, &event.details, now)?;
    Ok(Some(event))
}

/// The event that failed codes have locked a user, where that is to be told and was not within the
/// hour. What locks the user appends it in the same transaction.
///
/// # Errors
/// What the store says.
pub fn two_factor(write: &Write<'_>, user: &User, now: Timestamp) -> Result<Option<Event>, Error> {
    if !configuration::flag(write, SECURITY_TWO_FACTOR)? {
        return Ok(None);
    }
    let subject = format!("user:{}", user.id.0);
    let event = Event::ok("security.two_factor", &subject)
        .with_outcome(Outcome::Denied)
        .with("user", user.handle.as_str());
    tell(write, event, &subject, now)
}

/// Tells suspicions in one transaction, but what was told within the hour.
///
/// # Errors
/// What the store says; then nothing is told.
pub fn report(session: &mut Session, suspicions: &[Suspicion]) -> Result<(), Error> {
    let write = session.store.write()?;
    let mut told = false;
    for suspicion in suspicions {
        let event = suspicion.event(&write)?;
        if let Some(event) = tell(&write, event, &suspicion.subject(), session.now)? {
            audit_rows::append(&write, &session.keyring, &session.actor, event, session.now)?;
            told = true;
        }
    }
    // Nothing was written where nothing was told, so nothing need be durable.
    if told { Ok(write.commit()?) } else { Ok(()) }
}

/// Tells refusals, added up by subject, in one transaction.
///
/// # Errors
/// What the store says; then nothing is told.
pub fn record_denials(session: &mut Session, tallies: &[(Subject, Tally)]) -> Result<(), Error> {
    if tallies.is_empty() {
        return Ok(());
    }
    let write = session.store.write()?;
    for (subject, tally) in tallies {
        let event = denied(&write, subject, tally)?;
        audit_rows::append(&write, &session.keyring, &session.actor, event, session.now)?;
    }
    Ok(write.commit()?)
}

/// Adds whose key it is and what it is called.
fn of_key(read: &Read<'_>, event: Event, key: KeyId) -> Result<Event, Error> {
    let found = key_rows::find(read, &KeyRef::Id(key))?;
    let found = found.first();
    Ok(event
        .with("user", found.map(|key| key.user_label.as_str()))
        .with("key", found.map(Key::path)))
}

fn provider_name(read: &Read<'_>, id: i64) -> Result<Option<String>, Error> {
    let all = provider_rows::list(read)?;
    Ok(all.into_iter().find(|provider| provider.id == id).map(|found| found.name.to_string()))
}

fn denied(read: &Read<'_>, subject: &Subject, tally: &Tally) -> Result<Event, Error> {
    const ACTION: &str = "auth.denied";
    let event = match subject {
        Subject::Key(prefix) => {
            let found = key_rows::find(read, &KeyRef::Prefix(prefix.clone()))?;
            let event = match found.first() {
                Some(key) => {
                    of_key(read, Event::ok(ACTION, format_args!("key:{}", key.id.0)), key.id)?
                }
                None => Event::ok(ACTION, "key:unknown"),
            };
            event.with("prefix", prefix.as_str())
        }
        Subject::Client(address) => Event::ok(ACTION, format_args!("client:{address}")),
        Subject::UnknownClients => Event::ok(ACTION, "client:unknown"),
        Subject::Others => Event::ok(ACTION, "client:others"),
    };
    let reasons = tally.reasons.iter();
    let reasons = reasons.map(|(reason, number)| ((*reason).to_owned(), Value::from(*number)));
    Ok(event
        .with_outcome(Outcome::Denied)
        .with("number", tally.number())
        .with("reasons", reasons.collect::<Map<_, _>>())
        .with("first", tally.first.to_string())
        .with("last", tally.last.to_string())
        .with("ip", tally.ip.map(|ip| ip.to_string()))
        .with("user_agent", tally.agent.as_deref()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::denial::Denial;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::setting::set;
    use crate::secret::random;
    use crate::store::db::Options;

    const FAILURES: Suspicion = Suspicion::Failures {
        ip: IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1)),
        block: Span::from_secs(300),
    };

    fn after(seconds: u32) -> Timestamp {
        NOW.saturating_add(Span::from_secs(seconds))
    }

    fn security(house: &Fixture) -> Vec<String> {
        house.told().into_iter().filter(|told| told.starts_with("security.")).collect()
    }

    #[test]
    fn the_same_of_the_same_is_told_once_an_hour_whoever_tells_it() {
        let mut house = Fixture::new();
        let mut other = house.session_with(Options::GATEWAY);
        let revoked = Suspicion::RevokedKey { key: KeyId(7), ip: None };
        report(&mut house.session, &[FAILURES, FAILURES, revoked.clone()]).unwrap();
        other.now = after(3_599);
        report(&mut other, &[FAILURES]).unwrap();
        assert_eq!(
            security(&house),
            ["security.failures client:192.0.2.1", "security.revoked_key key:7"]
        );
        other.now = after(3_600);
        report(&mut other, &[FAILURES, revoked]).unwrap();
        assert_eq!(security(&house).len(), 4);
        assert_eq!(house.number("SELECT count(*) FROM suspicions"), 2, "the old are forgotten");
    }

    #[test]
    fn a_clock_that_was_set_back_silences_nothing() {
        let mut house = Fixture::new();
        house.session.now = after(1_000_000);
        report(&mut house.session, &[FAILURES]).unwrap();
        house.session.now = NOW;
        report(&mut house.session, &[FAILURES]).unwrap();
        assert_eq!(security(&house).len(), 2);
    }

    #[test]
    fn what_was_told_already_is_not_even_written() {
        let mut house = Fixture::new();
        report(&mut house.session, &[FAILURES]).unwrap();
        let version = "SELECT count(*) + (SELECT sum(told_at) FROM suspicions) FROM audit_log";
        let before = house.number(version);
        house.session.now = after(60);
        report(&mut house.session, &[FAILURES]).unwrap();
        assert_eq!(house.number(version), before);
    }

    #[test]
    fn a_lock_by_failed_codes_is_told_with_what_locks_unless_nobody_wants_it() {
        let mut house = Fixture::new();
        let ada = house.user("ada");
        let lock = |house: &mut Fixture| {
            let (ada, now) = (ada.clone(), house.session.now);
            house
                .session
                .change(|write, _| Ok(((), two_factor(write, &ada, now)?.into_iter().collect())))
        };
        lock(&mut house).unwrap();
        lock(&mut house).unwrap();
        assert_eq!(security(&house), ["security.two_factor user:2"]);
        house.session.now = after(7_200);
        set(&mut house.session, "security.two-factor", "false", &mut random::system()).unwrap();
        lock(&mut house).unwrap();
        assert_eq!(security(&house).len(), 1);
    }

    #[test]
    fn refusals_are_told_added_up_with_whose_key_it_was() {
        let mut house = Fixture::new();
        house.user("ada");
        let key = house.key("ada", "ci").key;
        let agent = "x".repeat(10);
        let denial = Denial { reason: "suspended", ip: None, agent: Some(&agent), at: after(1) };
        let mut tally = Tally::once(&denial);
        tally.add(&denial);
        let gone = Tally::once(&Denial { reason: "wrong_secret", ..denial });
        let tallies = [
            (Subject::Key(key.prefix.to_string()), tally),
            (Subject::Key("sk_live_000000000000".to_owned()), gone.clone()),
            (Subject::UnknownClients, gone.clone()),
            (Subject::Others, gone),
        ];
        record_denials(&mut house.session, &tallies).unwrap();
        let told: Vec<_> = house.told().into_iter().rev().take(4).collect();
        assert_eq!(
            told,
            [
                "auth.denied client:others",
                "auth.denied client:unknown",
                "auth.denied key:unknown",
                "auth.denied key:1"
            ]
        );
        let entry = house.entries().into_iter().rev().nth(3).unwrap();
        let details: Value = serde_json::from_str(&entry.details).unwrap();
        assert_eq!(details["key"], "ada/ci");
        assert_eq!(details["reasons"].to_string(), r#"{"suspended":2}"#);
        assert_eq!(details["first"], after(1).to_string());
    }
}
