//! The verdict on a request: may this key do this, and who serves it.
//!
//! One code path for the gateway and for `key verify`. It decides from values; where they come
//! from, and how long a gateway may hold them, is [`load`], [`find`] and the revision (R-E1).

use std::collections::HashMap;

use crate::domain::credential::Credential;
use crate::domain::key::KeyStatus;
use crate::domain::permission::{Grants, Permission};
use crate::domain::price::Price;
use crate::domain::provider::{Dialect, Provider};
use crate::domain::route::Route;
use crate::domain::token::{self, PublicParts};
use crate::domain::user::UserStatus;
use crate::ops::error::Error;
use crate::secret::keyring::Keyring;
use crate::store::db::Store;
use crate::store::key as key_rows;
use crate::store::price as price_rows;
use crate::store::provider as provider_rows;
use crate::store::role as role_rows;
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
    /// The key's user is disabled.
    UserDisabled,
    /// The role of the key's user lacks this permission.
    PermissionMissing(Permission),
    /// No provider of any dialect serves this model.
    ModelUnknown(String),
    /// Only a provider of another dialect serves this model.
    OtherDialect(String),
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
            Self::UserDisabled => "user_disabled",
            Self::PermissionMissing(_) => "permission_missing",
            Self::ModelUnknown(_) => "model_unknown",
            Self::OtherDialect(_) => "other_dialect",
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
            Self::UserDisabled => "the key's user is disabled".to_owned(),
            Self::PermissionMissing(wanted) => format!("its role lacks {wanted}"),
            Self::ModelUnknown(model) => format!("no provider serves model {model:?}"),
            Self::OtherDialect(model) => {
                format!("model {model:?} is served in another dialect only")
            }
        }
    }
}

/// What all requests are decided by, as of one revision.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// The revision.
    pub generation: u64,
    /// What each role permits.
    pub roles: HashMap<i64, Grants>,
    /// The providers, in the order they are asked.
    pub providers: Vec<Provider>,
    /// Every price.
    pub prices: Vec<Price>,
}

/// Reads what all requests are decided by.
///
/// # Errors
/// What the store says.
pub fn load(store: &Store) -> Result<Snapshot, Error> {
    let read = store.read()?;
    let roles = role_rows::list(&read)?;
    Ok(Snapshot {
        generation: setting::generation(&read)?,
        roles: roles.into_iter().map(|role| (role.id, role.permissions)).collect(),
        providers: provider_rows::list(&read)?,
        prices: price_rows::list(&read)?,
    })
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
    Ok((setting::generation(&read)?, key_rows::find_credential(&read, prefix)?))
}

/// The form of a presented key, checked without the database.
///
/// # Errors
/// [`Refusal::Malformed`].
pub fn parse(presented: &[u8]) -> Result<PublicParts<'_>, Refusal> {
    token::parse(presented).ok_or(Refusal::Malformed)
}

/// Whether a presented key is the one that was found under its prefix, and alive. An unknown
/// prefix costs the same work (R-A4), and a state is told only to who knows the secret (R-G9).
///
/// # Errors
/// The refusal.
pub fn authenticate(
    keyring: &Keyring,
    presented: &[u8],
    found: Option<&Credential>,
) -> Result<(), Refusal> {
    let (data_key_id, digest) = found.map_or((0, &[0; 32]), |key| (key.data_key_id, &key.digest));
    let right = keyring.token_matches(presented, data_key_id, digest);
    let Some(key) = found else { return Err(Refusal::Unknown) };
    if !right {
        return Err(Refusal::WrongSecret);
    }
    match (key.status, key.user_status) {
        (KeyStatus::Revoked, _) => Err(Refusal::Revoked),
        (KeyStatus::Active, UserStatus::Disabled) => Err(Refusal::UserDisabled),
        (KeyStatus::Active, UserStatus::Active) => Ok(()),
    }
}

/// Whether the role of the key's user permits the route, as that role stands now (R-F2).
///
/// # Errors
/// [`Refusal::PermissionMissing`], also for a role that is not there (R-F1).
pub fn authorize(snapshot: &Snapshot, role_id: i64, route: Route) -> Result<(), Refusal> {
    let wanted = route.permission();
    match snapshot.roles.get(&role_id) {
        Some(grants) if grants.allows(&wanted) => Ok(()),
        _ => Err(Refusal::PermissionMissing(wanted)),
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

/// Every provider of a dialect, in the order they are asked.
pub fn providers(snapshot: &Snapshot, dialect: Dialect) -> impl Iterator<Item = &Provider> {
    snapshot.providers.iter().filter(move |provider| provider.dialect.serves(dialect))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::fixture::{Fixture, NOW};

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
        let house = Fixture::new();
        house.sql("UPDATE roles SET permissions = 'chat:read' WHERE name = 'contributor'");
        let snapshot = load(&house.session.store).unwrap();
        let may = |role, route| authorize(&snapshot, role, route).is_ok();
        let [basic, contributor, admin, nobody] = [1, 2, 4, 99];
        assert!(may(basic, Route::OpenAiChat) && may(admin, Route::OpenAiChat));
        assert!(may(contributor, Route::OpenAiModels) && !may(contributor, Route::OpenAiChat));
        assert!(!may(nobody, Route::OpenAiModels));
        let refused = authorize(&snapshot, contributor, Route::OllamaChat).unwrap_err();
        assert_eq!(refused.reason(), "its role lacks chat:write");
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
