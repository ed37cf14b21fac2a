//! Keys: making, finding, judging and revoking them.

use std::io;

use rand_core::CryptoRng;

use crate::domain::audit::Event;
use crate::domain::key::{Activity, Key, KeyId, KeyRef, KeyStatus};
use crate::domain::name::Name;
use crate::domain::page::{Listing, Page};
use crate::domain::token::{self, ALPHABET, Brand, Environment, Finder, Prefix};
use crate::domain::user::{User, UserRef};
use crate::ops::decide::{self, Refusal};
use crate::ops::error::{Error, Kind, suggest};
use crate::ops::session::Session;
use crate::ops::user::{self, Created, IfExists};
use crate::secret::keyring::Keyring;
use crate::secret::random;
use crate::secret::value::Secret;
use crate::store::db::{Read, Store};
use crate::store::error::Error as StoreError;
use crate::store::key::{self as key_rows, Credential, NewSecret, Which};
use crate::store::setting;
use crate::store::usage as usage_rows;

/// What a new key is to be.
#[derive(Clone, Debug)]
pub struct Request {
    /// Whose it is.
    pub user: UserRef,
    /// Its name.
    pub name: Name,
    /// The word in it that tells live keys from test keys.
    pub environment: Environment,
}

/// A new key with its secret, which exists in this one value.
#[derive(Debug)]
pub struct Minted {
    /// The key.
    pub key: Key,
    /// The whole of it, to be shown once.
    pub secret: Secret<String>,
}

/// Creates a key. `deliver` gets it before the change is kept: if it fails, nothing was made.
///
/// # Errors
/// [`Kind::NotFound`] for the user, [`Kind::Conflict`] where that user has a living key of that
/// name (with [`IfExists::Accept`] it is returned instead), or what `deliver` says.
pub fn create(
    session: &mut Session,
    request: &Request,
    if_exists: IfExists,
    rng: &mut impl CryptoRng,
    deliver: impl FnOnce(&Minted) -> Result<(), Error>,
) -> Result<Created<Minted, Key>, Error> {
    let now = session.now;
    session.change(|write, keyring| {
        let user = user::get(write, &request.user)?;
        let path = KeyRef::Path(user.handle.clone(), request.name.clone());
        let living = key_rows::find(write, &path)?.into_iter().find(is_alive);
        Err(Error::new(Kind::Internal, "", ""))
    })
}
