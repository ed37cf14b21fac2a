//! The verdict on a request: may this key do this, and who serves it.
//!
//! One code path for the gateway, `key explain`, `key verify` and `/api/auth/v2/validate`. It
//! decides from values: those of [`Snapshot`] and of the key, which [`find`] finds, both as of a
//! revision, beyond which a gateway may not hold them (R-E1). A presented secret is judged first ([`recognize`]), because a
//! state is told only to who knows it (R-G9); then [`decide`] makes each [`Check`] in turn.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::domain::credential::{Credential, HashOf, StoredSecret};
use crate::domain::key::KeyStatus;
use crate::domain::model::ModelGlob;
use crate::domain::permission::{Grants, Permission};
use crate::domain::provider::{Dialect, Fallback, Provider};
use crate::domain::time::Timestamp;
use crate::domain::token::{self, PublicParts};
use crate::domain::user::{UserId, UserStatus};
use crate::domain::version::{self, VersionState};
use crate::ops::error::Error;
use crate::ops::snapshot::Snapshot;
use crate::secret::keyring::Keyring;
use crate::store::db::{Read, Store};
use crate::store::key_secret as secret_rows;
use crate::store::provider::{self as provider_rows, SealedKey};
use crate::store::setting;

/// Why a request is not served. A gateway tells less of it than an operator sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The request carries no credential.
    NoCredential,
    /// Two credentials that differ, or one twice (R-G8).
    TwoCredentials,
    /// What it carries has not the form of a key.
    Malformed,
    /// No key has this prefix.
    Unknown,
    /// A key has this prefix, and another secret.
    WrongSecret,
    /// The key was revoked.
    Revoked,
    /// The key has expired.
    Expired,
    /// The key has another secret by now, and this one's grace has ended.
    Rotated,
    /// The key's user is disabled.
    UserDisabled,
    /// The key is suspended.
    Suspended,
    /// The key may not be used from there.
    AddressDenied,
    /// The key or the role of its user lacks this permission.
    PermissionMissing(Permission),
    /// The key may not use this model.
    ModelDenied(String),
    /// No provider of any dialect serves this model.
    ModelUnknown(String),
    /// Only a provider of another dialect serves this model.
    OtherDialect(String),
    /// Neither the user nor the system has a key for the provider (R-H4).
    ProviderKeyMissing,
    /// A budget has no money for it; when that begins anew, if it does.
    BudgetExhausted(Option<Timestamp>),
    /// A budget has money for it, but only once what is in flight turns out to cost less.
    BudgetInFlight,
    /// A budget applies, and the model has no price (R-I2).
    NotPriced(String),
}

impl Refusal {
    /// A stable name for scripts, logs and metrics.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoCredential => "no_credential",
            Self::TwoCredentials => "two_credentials",
            Self::Malformed => "malformed",
            Self::Unknown => "unknown",
            Self::WrongSecret => "wrong_secret",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
            Self::Rotated => "rotated",
            Self::UserDisabled => "user_disabled",
            Self::Suspended => "suspended",
            Self::AddressDenied => "address_denied",
            Self::PermissionMissing(_) => "permission_missing",
            Self::ModelDenied(_) => "model_denied",
            Self::ModelUnknown(_) => "model_unknown",
            Self::OtherDialect(_) => "other_dialect",
            Self::ProviderKeyMissing => "provider_key_missing",
            Self::BudgetExhausted(_) => "budget_exhausted",
            Self::BudgetInFlight => "budget_in_flight",
            Self::NotPriced(_) => "model_not_priced",
        }
    }

    /// The reason, for an operator.
    pub fn reason(&self) -> String {
        match self {
            Self::NoCredential => "no credential was given".to_owned(),
            Self::TwoCredentials => "two different credentials were given".to_owned(),
            Self::Malformed => "it has not the form of a key, or a typo in it".to_owned(),
            Self::Unknown => "no key here has this prefix".to_owned(),
            Self::WrongSecret => "a key here has this prefix, with another secret".to_owned(),
            Self::Revoked => "the key was revoked".to_owned(),
            Self::Expired => "the key has expired".to_owned(),
            Self::Rotated => "the key was rotated, and the grace of this secret ended".to_owned(),
            Self::UserDisabled => "the key's user is disabled".to_owned(),
            Self::Suspended => "the key is suspended".to_owned(),
            Self::AddressDenied => "the key may not be used from there".to_owned(),
            Self::PermissionMissing(wanted) => format!("the key or its role lacks {wanted}"),
            Self::ModelDenied(model) => format!("the key may not use model {model:?}"),
            Self::ModelUnknown(model) => format!("no provider serves model {model:?}"),
            Self::OtherDialect(model) => {
                format!("model {model:?} is served in another dialect only")
            }
            Self::ProviderKeyMissing => {
                "neither the user nor the system has a key for the provider".to_owned()
            }
            Self::BudgetExhausted(Some(at)) => format!("a budget is spent until {at}"),
            Self::BudgetExhausted(None) => "a budget is spent".to_owned(),
            Self::BudgetInFlight => "all that is left of a budget is held in flight".to_owned(),
            Self::NotPriced(model) => {
                format!("a budget applies, and model {model:?} has no price")
            }
        }
    }
}
/// The revision that the database is at.
///
/// # Errors
/// What the store says.
pub fn generation(store: &Store) -> Result<u64, Error> {
    Ok(setting::generation(&store.read()?)?)
}

/// The key of a public prefix, and the revision at which it stood so.
///
/// # Errors
/// What the store says; never "unknown" for a database that cannot be read (R-C3).
pub fn find(store: &Store, prefix: &str) -> Result<(u64, Option<Credential>), Error> {
    let read = store.read()?;
    Ok((setting::generation(&read)?, secret_rows::find_credential(&read, prefix)?))
}

/// The form of a presented key, checked without the database.
///
/// # Errors
/// [`Refusal::Malformed`].
pub fn parse(presented: &[u8]) -> Result<PublicParts<'_>, Refusal> {
    token::parse(presented).ok_or(Refusal::Malformed)
}

/// What is known of a presented key once it was compared with what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recognition<'k> {
    /// It is that key.
    Right,
    /// It is that key if it has this hash, which takes too long to find out between two requests.
    Hash(&'k str, HashOf),
}

/// Compares a presented key with the one that was found under its prefix. An unknown prefix costs
/// the same work (R-A4).
///
/// # Errors
/// [`Refusal::Unknown`], [`Refusal::WrongSecret`].
pub fn recognize<'k>(
    keyring: &Keyring,
    presented: &[u8],
    found: Option<&'k Credential>,
) -> Result<Recognition<'k>, Refusal> {
    let (data_key_id, digest) = match found.map(|key| &key.stored) {
        Some(StoredSecret::Digest { digest, data_key_id }) => (*data_key_id, digest),
        Some(StoredSecret::Imported { hash, of }) => return Ok(Recognition::Hash(hash, *of)),
        None => (0, &[0; 32]),
    };
    let right = keyring.token_matches(presented, data_key_id, digest);
    match (found, right) {
        (None, _) => Err(Refusal::Unknown),
        (Some(_), false) => Err(Refusal::WrongSecret),
        (Some(_), true) => Ok(Recognition::Right),
    }
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is not asked about.
    NotAsked,
    /// From somewhere that is not known, which is in no network.
    Unknown,
    /// From that address.
    Address(IpAddr),
}

impl From<Option<IpAddr>> for Origin {
    fn from(address: Option<IpAddr>) -> Self {
        address.map_or(Self::Unknown, Self::Address)
    }
}

/// A request, as far as it is known: what is `None` is not asked about.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// What is decided by.
    pub snapshot: &'a Snapshot,
    /// The key that it came with.
    pub key: &'a Credential,
    /// When.
    pub now: Timestamp,
    /// From where.
    pub origin: Origin,
    /// What it needs.
    pub permission: Option<Permission>,
    /// The dialect that it speaks.
    pub dialect: Option<Dialect>,
    /// The model that it runs.
    pub model: Option<&'a str>,
}

impl<'a> Case<'a> {
    /// A key alone: is it alive?
    pub fn of(snapshot: &'a Snapshot, key: &'a Credential, now: Timestamp) -> Self {
        let origin = Origin::NotAsked;
        Self { snapshot, key, now, origin, permission: None, dialect: None, model: None }
    }
}

/// One thing that is looked at before a request is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The key is not revoked.
    Revocation,
    /// Its term has not ended (R-E2).
    Expiry,
    /// Its secret is the current one, or within its grace (R-E3).
    Version,
    /// Its user is not disabled.
    User,
    /// It is not suspended.
    Suspension,
    /// It may be used from there.
    Network,
    /// It and the role of its user allow what is asked (R-F2).
    Permission,
    /// It may use the model.
    Model,
    /// Somebody serves the model in the dialect of the request.
    Provider,
}

/// What a check comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing stands against it.
    Passed,
    /// The case does not say what it would need.
    NotAsked,
    /// It is refused.
    Refused(Refusal),
}

impl Verdict {
    fn unless(refused: bool, refusal: impl FnOnce() -> Refusal) -> Self {
        if refused { Self::Refused(refusal()) } else { Self::Passed }
    }
}

impl Check {
    /// Every check, in the order they are made: what ends a key stands before what bounds it.
    pub const ALL: [Self; 9] = [
        Self::Revocation,
        Self::Expiry,
        Self::Version,
        Self::User,
        Self::Suspension,
        Self::Network,
        Self::Permission,
        Self::Model,
        Self::Provider,
    ];

    /// A stable name for scripts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Revocation => "revocation",
            Self::Expiry => "expiry",
            Self::Version => "version",
            Self::User => "user",
            Self::Suspension => "suspension",
            Self::Network => "network",
            Self::Permission => "permission",
            Self::Model => "model",
            Self::Provider => "provider",
        }
    }

    /// Makes it.
    pub fn judge(self, case: &Case<'_>) -> Verdict {
        let key = case.key;
        match self {
            Self::Revocation => {
                Verdict::unless(key.status == KeyStatus::Revoked, || Refusal::Revoked)
            }
            Self::Expiry => {
                Verdict::unless(key.status.at(case.now, key.term) == KeyStatus::Expired, || {
                    Refusal::Expired
                })
            }
            Self::Version => Verdict::unless(
                !version::is_alive(key.version_state, key.valid_until, case.now),
                || Refusal::Rotated,
            ),
            Self::User => {
                Verdict::unless(key.user_status != UserStatus::Active, || Refusal::UserDisabled)
            }
            Self::Suspension => {
                Verdict::unless(key.status == KeyStatus::Suspended, || Refusal::Suspended)
            }
            Self::Network => match case.origin {
                Origin::NotAsked => Verdict::NotAsked,
                Origin::Unknown => network(key, None),
                Origin::Address(address) => network(key, Some(address)),
            },
            Self::Permission => match &case.permission {
                None => Verdict::NotAsked,
                Some(wanted) => Verdict::unless(!may(case.snapshot, key, wanted), || {
                    Refusal::PermissionMissing(wanted.clone())
                }),
            },
            Self::Model => match case.model {
                None => Verdict::NotAsked,
                Some(model) => Verdict::unless(!key.restrictions.allow_model(model), || {
                    Refusal::ModelDenied(model.to_owned())
                }),
            },
            Self::Provider => match (case.dialect, case.model) {
                (Some(dialect), Some(model)) => match provider(case.snapshot, dialect, model) {
                    Ok(_) => Verdict::Passed,
                    Err(refusal) => Verdict::Refused(refusal),
                },
                _ => Verdict::NotAsked,
            },
        }
    }
}

impl Check {
    /// What it looks at, for an operator; empty where the case does not say what it would need.
    pub fn detail(self, case: &Case<'_>) -> String {
        let key = case.key;
        match self {
            Self::Revocation | Self::Suspension => {
                format!("key {}/{} is {}", key.user, key.name, key.status.as_str())
            }
            Self::Expiry => match (key.status, key.term.expires_at) {
                (KeyStatus::Expired, _) => "its end is on record".to_owned(),
                (_, Some(at)) if key.term.has_ended(case.now) => format!("it ended at {at}"),
                (_, Some(at)) => format!("it ends at {at}"),
                (_, None) => "it has no end".to_owned(),
            },
            Self::Version => {
                let state = key.version_state.as_str();
                match key.valid_until {
                    Some(at) => format!("version {} is {state}, until {at}", key.prefix),
                    None => format!("version {} is {state}", key.prefix),
                }
            }
            Self::User => format!("user {} is {}", key.user, key.user_status.as_str()),
            Self::Network => match (case.origin, key.restrictions.networks.as_slice()) {
                (Origin::NotAsked, []) => "any address".to_owned(),
                (Origin::NotAsked, networks) => format!("only from {}", joined(networks)),
                (Origin::Unknown, []) => "any address, this one unknown".to_owned(),
                (Origin::Unknown, networks) => {
                    format!("unknown address, only from {}", joined(networks))
                }
                (Origin::Address(address), []) => format!("{address}, any address"),
                (Origin::Address(address), networks) => {
                    format!("{address}, only from {}", joined(networks))
                }
            },
            Self::Permission => case.permission.as_ref().map_or_else(String::new, |wanted| {
                let grants = grants(case.snapshot, key);
                format!("{wanted} of {}", grants.join(" and of "))
            }),
            Self::Model => match (case.model, key.restrictions.models.as_slice()) {
                (None, _) => String::new(),
                (Some(model), []) => format!("{model:?}, any model"),
                (Some(model), globs) => {
                    let globs: Vec<&str> = globs.iter().map(ModelGlob::as_str).collect();
                    format!("{model:?}, only {}", globs.join(", "))
                }
            },
            Self::Provider => match (case.dialect, case.model) {
                (Some(dialect), Some(model)) => match provider(case.snapshot, dialect, model) {
                    Ok(provider) => format!("provider {} serves {model:?}", provider.name),
                    Err(_) => format!("nobody serves {model:?} in dialect {}", dialect.as_str()),
                },
                _ => String::new(),
            },
        }
    }
}

/// What each of the roles and the key itself grants.
fn grants(snapshot: &Snapshot, key: &Credential) -> Vec<String> {
    let role = |id: i64| match snapshot.roles.get(&id) {
        Some(role) => format!("role {} ({})", role.name, role.permissions),
        None => "a role that is not there".to_owned(),
    };
    let mut grants = vec![role(key.role_id)];
    grants.extend(key.restrictions.role_id.map(role));
    grants.extend(key.restrictions.permissions.as_ref().map(|own| format!("the key ({own})")));
    grants
}

fn joined(networks: &[IpNet]) -> String {
    networks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Whether a request is served, as far as the case says.
///
/// # Errors
/// What the first check that refuses says.
pub fn decide(case: &Case<'_>) -> Result<(), Refusal> {
    Check::ALL.into_iter().try_for_each(|check| match check.judge(case) {
        Verdict::Passed | Verdict::NotAsked => Ok(()),
        Verdict::Refused(refusal) => Err(refusal),
    })
}

/// Whether somebody stopped a key at once, so that what it began must end too. A term or a grace
/// that ends stops only what has not begun.
pub fn is_stopped(key: &Credential) -> bool {
    matches!(key.status, KeyStatus::Revoked | KeyStatus::Suspended)
        || key.user_status != UserStatus::Active
        || key.version_state == VersionState::Withdrawn
}

fn network(key: &Credential, address: Option<IpAddr>) -> Verdict {
    Verdict::unless(!key.restrictions.allow_address(address), || Refusal::AddressDenied)
}

/// Whether a key has a permission: the role of its user, its own role and its own permissions must
/// each allow it, as they stand now. A role that is not there allows nothing (R-F1, R-F2).
pub fn may(snapshot: &Snapshot, key: &Credential, wanted: &Permission) -> bool {
    let role_allows =
        |id| snapshot.roles.get(&id).is_some_and(|role| role.permissions.allows(wanted));
    let restrictions = &key.restrictions;
    role_allows(key.role_id)
        && restrictions.role_id.is_none_or(role_allows)
        && restrictions.permissions.as_ref().is_none_or(|own| own.allows(wanted))
}

/// All that a key may do: what the role of its user, its own role and its own permissions each
/// give, as they stand now (R-F2).
pub fn effective(snapshot: &Snapshot, key: &Credential) -> Grants {
    let role =
        |id| snapshot.roles.get(&id).map(|role| role.permissions.clone()).unwrap_or_default();
    let mut grants = role(key.role_id);
    if let Some(own) = key.restrictions.role_id {
        grants = grants.within(&role(own));
    }
    match &key.restrictions.permissions {
        Some(own) => grants.within(own),
        None => grants,
    }
}

/// The provider of the path's dialect that serves a model: the first whose routes match.
///
/// # Errors
/// [`Refusal::OtherDialect`] where only another dialect's provider would, else
/// [`Refusal::ModelUnknown`].
pub fn provider<'s>(
    snapshot: &'s Snapshot,
    dialect: Dialect,
    model: &str,
) -> Result<&'s Provider, Refusal> {
    let mut serving = snapshot.providers.iter().filter(|provider| provider.routes_model(model));
    match serving.clone().find(|provider| provider.dialect.serves(dialect)) {
        Some(provider) => Ok(provider),
        None if serving.next().is_some() => Err(Refusal::OtherDialect(model.to_owned())),
        None => Err(Refusal::ModelUnknown(model.to_owned())),
    }
}

/// The stored key that a request of a user is sent to a provider with: the user's own, else the
/// system's where the provider falls back to it. `None` where there is neither (R-H4).
///
/// # Errors
/// What the store says.
pub fn provider_key(
    read: &Read<'_>,
    provider: &Provider,
    user: UserId,
) -> Result<Option<SealedKey>, Error> {
    let own = provider_rows::find_key(read, provider.id, Some(user))?;
    match own {
        None if provider.fallback == Fallback::System => {
            Ok(provider_rows::find_key(read, provider.id, None)?)
        }
        own => Ok(own),
    }
}

/// Every provider of a dialect, in the order they are asked.
pub fn providers(snapshot: &Snapshot, dialect: Dialect) -> impl Iterator<Item = &Provider> {
    snapshot.providers.iter().filter(move |provider| provider.dialect.serves(dialect))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::route::Route;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::snapshot::load;

    /// A database with these providers: name, dialect, route.
    fn house(providers: &[(&str, &str, &str)]) -> Fixture {
        let house = Fixture::new();
        for (name, dialect, route) in providers {
            house.sql(&format!(
                "INSERT INTO providers (name, dialect, base_url, routes, auth, fallback,
                                        allow_private, created_at)
                 VALUES ('{name}', '{dialect}', 'https://{name}.example', '[\"{route}\"]', 'none',
                         'none', 0, {})",
                NOW.micros()
            ));
        }
        house
    }

    fn asked(house: &Fixture, dialect: Dialect, model: &str) -> Result<String, Refusal> {
        let snapshot = load(&house.session.store).unwrap();
        provider(&snapshot, dialect, model).map(|provider| provider.name.to_string())
    }

    #[test]
    fn the_first_provider_of_the_dialect_whose_route_matches_is_asked() {
        let house = house(&[
            ("local", "ollama", "*"),
            ("mini", "openai", "gpt-*-mini"),
            ("main", "openai", "gpt-*"),
            ("late", "openai", "gpt-5"),
        ]);
        let named = |name: &str| Ok(name.to_owned());
        assert_eq!(asked(&house, Dialect::OpenAi, "gpt-5"), named("main"));
        assert_eq!(asked(&house, Dialect::OpenAi, "gpt-5-mini"), named("mini"));
        assert_eq!(asked(&house, Dialect::Ollama, "gpt-5"), named("local"));
        let llama = "llama3".to_owned();
        assert_eq!(
            asked(&house, Dialect::OpenAi, "llama3"),
            Err(Refusal::OtherDialect(llama.clone()))
        );
        house.sql("UPDATE providers SET removed_at = 1 WHERE name = 'local'");
        assert_eq!(asked(&house, Dialect::OpenAi, "llama3"), Err(Refusal::ModelUnknown(llama)));
    }

    #[test]
    fn the_demo_serves_every_dialect() {
        let house = house(&[("demo", "demo", "demo-*")]);
        for dialect in [Dialect::OpenAi, Dialect::Ollama] {
            assert_eq!(asked(&house, dialect, "demo-echo"), Ok("demo".to_owned()));
        }
    }

    #[test]
    fn what_no_role_grants_is_denied() {
        let mut house = Fixture::new();
        let key = house.key("root", "ci").key;
        let key = find(&house.session.store, key.prefix.as_str()).unwrap().1.unwrap();
        house.sql("UPDATE roles SET permissions = 'chat:read' WHERE name = 'contributor'");
        let snapshot = load(&house.session.store).unwrap();
        let may = |role_id, route: Route| {
            may(&snapshot, &Credential { role_id, ..key.clone() }, &route.permission())
        };
        let [basic, contributor, admin, nobody] = [1, 2, 4, 99];
        assert!(may(basic, Route::OpenAiChat) && may(admin, Route::OpenAiChat));
        assert!(may(contributor, Route::OpenAiModels) && !may(contributor, Route::OpenAiChat));
        assert!(!may(nobody, Route::OpenAiModels));
    }

    #[test]
    fn a_database_that_cannot_be_read_knows_no_answer() {
        let house = Fixture::new();
        house.sql("DROP TABLE key_secrets");
        assert!(find(&house.session.store, "sk_live_000000000000").is_err());
        house.sql("UPDATE roles SET permissions = 'chat:' WHERE name = 'basic'");
        load(&house.session.store).unwrap_err();
    }
}
