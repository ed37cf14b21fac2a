//! Minting: what every new secret of a key goes through.

use rand_core::CryptoRng;

use crate::domain::audit::{Actor, Event};
use crate::domain::credential::StoredSecret;
use crate::domain::key::Key;
use crate::domain::permission::{Grant, Grants};
use crate::domain::restriction::Restrictions;
use crate::domain::role::Role;
use crate::domain::term::TermError;
use crate::domain::time::Span;
use crate::domain::token::{self, BASE62, Brand, Environment, Prefix};
use crate::domain::user::UserId;
use crate::domain::version::VersionId;
use crate::ops::authority::check_given;
use crate::ops::error::{Error, Kind};
use crate::secret::keyring::{Keyring, Place};
use crate::secret::random;
use crate::secret::value::Secret;
use crate::store::data_key;
use crate::store::db::{Read, Write};
use crate::store::key_secret::{self as secret_rows, NewSecret};
use crate::store::role as role_rows;
use crate::store::setting;

/// A key with a new secret, which exists in this one value.
#[derive(Debug)]
pub struct Minted {
    /// The key.
    pub key: Key,
    /// The whole of it, to be shown once.
    pub secret: Secret<String>,
}

/// A new secret under the brand of this database.
///
/// # Errors
/// What the store says.
pub fn mint(
    read: &Read<'_>,
    environment: Environment,
    rng: &mut impl CryptoRng,
) -> Result<Secret<String>, Error> {
    let brand: Brand = setting::get(read, setting::BRAND)?.parse().map_err(|_| malformed())?;
    let id = random::characters::<12>(rng, BASE62);
    let body = Secret::new(random::bytes::<32>(rng));
    Ok(Secret::new(token::compose(&brand, environment, &id, body.expose())))
}

/// The public prefix of a new secret.
///
/// # Errors
/// [`Kind::Integrity`] where it has not the form of a key.
pub fn prefix(secret: &Secret<String>) -> Result<Prefix, Error> {
    token::parse(secret.expose().as_bytes()).map(Prefix::from).ok_or_else(malformed)
}

/// What is stored of a new secret: its public parts and its digest.
///
/// # Errors
/// [`Kind::Integrity`] where it has not the form of a key.
pub fn digest(
    keyring: &Keyring,
    secret: &Secret<String>,
    rotation_id: Option<String>,
) -> Result<NewSecret, Error> {
    let text = secret.expose().as_bytes();
    let parts = token::parse(text).ok_or_else(malformed)?;
    let last_four = parts.last_four.to_owned();
    let (data_key_id, digest) = keyring.digest_token(text);
    let stored = StoredSecret::Digest { digest, data_key_id };
    Ok(NewSecret { prefix: Prefix::from(parts), last_four, stored, imported: false, rotation_id })
}

/// Keeps a sealed copy of a version's secret, so that it can be revealed. Whatever makes the next
/// version of a recoverable key calls this too, or the key would be recoverable no longer.
///
/// # Errors
/// [`Kind::Refused`] where the data key has sealed as many values as it may.
pub fn keep_copy(
    write: &Write<'_>,
    keyring: &Keyring,
    (version, owner): (VersionId, UserId),
    secret: &Secret<String>,
    rng: &mut impl CryptoRng,
) -> Result<(), Error> {
    data_key::record_use(write, keyring.seal_key_id())?;
    let sealed = keyring.seal(&place(version, owner), secret.expose().as_bytes(), rng);
    Ok(secret_rows::set_sealed(write, version, &sealed)?)
}

/// The place that the copy of a version's secret is sealed for: its row and its owner.
pub const fn place(version: VersionId, owner: UserId) -> Place<'static> {
    Place {
        table: "key_secrets",
        column: "sealed",
        row: version.0,
        owner: owner.0,
        provider: "",
        origin: "",
        version: 1,
    }
}

/// The roles that bound a key: that of its user, and its own where it has one.
#[derive(Clone, Debug)]
pub struct Bounds {
    user_role: Role,
    own_role: Option<Role>,
}

impl Bounds {
    /// The roles of a key that narrows the role of its user.
    ///
    /// # Errors
    /// [`Kind::Refused`] where the key is to have more than its user has (R-F2).
    pub fn new(
        read: &Read<'_>,
        user_role: Role,
        restrictions: &Restrictions,
    ) -> Result<Self, Error> {
        let own_role = restrictions.role_id.map(|id| role_rows::get(read, id)).transpose()?;
        if let Some(own) = &own_role
            && let Some(grant) = user_role.permissions.excess(&own.permissions)
        {
            return Err(beyond(&format!("role \"{}\"", own.name), grant, &user_role));
        }
        let bounds = Self { user_role, own_role };
        if let Some(own) = &restrictions.permissions {
            for role in bounds.roles() {
                if let Some(grant) = role.permissions.excess(own) {
                    return Err(beyond("the key", grant, role));
                }
            }
        }
        Ok(bounds)
    }

    /// The roles of a key that stands.
    ///
    /// # Errors
    /// What the store says.
    pub fn of(read: &Read<'_>, key: &Key) -> Result<Self, Error> {
        let own_role = key.restrictions.role_id.map(|id| role_rows::get(read, id)).transpose()?;
        Ok(Self { user_role: role_rows::of_user(read, key.user_id)?, own_role })
    }

    /// What a key under them may do, whose own permissions are these.
    pub fn grants(&self, own: Option<&Grants>) -> Grants {
        let roles = self.roles().map(|role| &role.permissions).chain(own);
        roles.fold(Grants(vec![Grant::Everything]), |grants, more| grants.within(more))
    }

    /// The longest that a key under them may live; `None` for ever (R-E6).
    pub fn ceiling(&self) -> Option<Span> {
        self.roles().filter_map(|role| role.lifetime).min()
    }

    /// Why a term is refused, in the words of these roles.
    pub fn refused(&self, error: TermError) -> Error {
        let refused = Error::new(Kind::Refused, "key.term", "the key cannot live until then");
        let strictest = self.roles().filter(|role| role.lifetime.is_some());
        match (error, strictest.min_by_key(|role| role.lifetime)) {
            (TermError::BeyondRole(ceiling), Some(role)) => refused
                .why(format!("keys of role \"{}\" live for {ceiling} at most", role.name))
                .fix(format!("give --expires {ceiling} or less, or another role")),
            (error, _) => refused.why(error.to_string()),
        }
    }

    fn roles(&self) -> impl Iterator<Item = &Role> {
        std::iter::once(&self.user_role).chain(&self.own_role)
    }
}

/// Refuses to change a key that has more than the actor has (R-F2).
///
/// # Errors
/// [`Kind::Denied`].
pub fn check_held(read: &Read<'_>, actor: &Actor, key: &Key) -> Result<(), Error> {
    let held = Bounds::of(read, key)?.grants(key.restrictions.permissions.as_ref());
    check_given(actor, &held, &format!("key \"{}\"", key.path()))
}

/// An event about a key.
pub fn about(action: &'static str, key: &Key) -> Event {
    Event::ok(action, format_args!("key:{}", key.id))
        .with("key", key.path())
        .with("prefix", key.prefix.as_str())
}

fn beyond(what: &str, grant: &Grant, role: &Role) -> Error {
    Error::new(
        Kind::Refused,
        "key.beyond_role",
        format!("{what} would give more than its user has"),
    )
    .why(format!("role \"{}\" does not give {grant}", role.name))
    .fix(format!("keyctl role show {}", role.name))
}

fn malformed() -> Error {
    Error::new(Kind::Integrity, "setting.brand", "the brand of this database is malformed")
}
