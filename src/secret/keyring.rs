//! The data keys, unwrapped: what each purpose signs, digests or seals with.

use rand_core::CryptoRng;

use crate::secret::digest::{Mac256, constant_time_eq};
use crate::secret::password::{Bound, Cost, HashFailure, needs_rehash};
use crate::secret::seal::{self, OpenError};
use crate::secret::value::Secret;

/// What a data key is for. One key never serves two purposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The pepper of API-key digests.
    Token,
    /// The keyed layer of password hashes.
    Password,
    /// Sealed values: provider keys.
    Seal,
    /// The tag on the audit log's head.
    Audit,
}

impl Purpose {
    /// Every purpose, in the order `init` makes their keys.
    pub const ALL: [Self; 4] = [Self::Token, Self::Password, Self::Seal, Self::Audit];

    /// The word that stands for it in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Password => "password",
            Self::Seal => "seal",
            Self::Audit => "audit",
        }
    }
}

/// One version of a data key.
#[derive(Clone, Debug)]
pub struct DataKey {
    /// Its row in `data_keys`; what a digest or an envelope names.
    pub id: u32,
    /// What it is for.
    pub purpose: Purpose,
    /// Higher is newer.
    pub version: u32,
    /// The key itself.
    pub key: Secret<[u8; 32]>,
}

/// The place a sealed value belongs to. Every field is bound into the seal, so a value moved to
/// another row, owner, provider or base URL does not open (R-A7).
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The table.
    pub table: &'a str,
    /// The column.
    pub column: &'a str,
    /// The row's immutable id.
    pub row: i64,
    /// The owner's id; 0 for the system.
    pub owner: i64,
    /// The provider's dialect.
    pub provider: &'a str,
    /// Scheme, host and port of the provider.
    pub origin: &'a str,
    /// The version of the record's layout.
    pub version: u32,
}

/// All data keys of a database, unwrapped.
#[derive(Debug)]
pub struct Keyring {
    install: String,
    keys: Vec<DataKey>,
    token: Vec<(u32, Mac256)>,
    audit: Mac256,
}

impl std::fmt::Debug for Mac256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mac256(***)")
    }
}

impl Keyring {
    /// Takes the keys of the installation `install` in: sealed values are bound to it. `None` where
    /// a purpose has no key.
    pub fn new(install: String, mut keys: Vec<DataKey>) -> Option<Self> {
        keys.sort_by_key(|key| key.version);
        if !Purpose::ALL.iter().all(|p| keys.iter().any(|key| key.purpose == *p)) {
            return None;
        }
        let token = keys
            .iter()
            .filter(|key| key.purpose == Purpose::Token)
            .map(|key| (key.id, Mac256::new(&key.key)))
            .collect();
        let audit = keys.iter().rfind(|key| key.purpose == Purpose::Audit)?;
        let audit = Mac256::new(&audit.key);
        Some(Self { install, keys, token, audit })
    }

    /// The digest of an API key under the newest pepper, and that pepper's id.
    pub fn digest_token(&self, token: &[u8]) -> (u32, [u8; 32]) {
        let (id, mac) = &self.token[self.token.len() - 1];
        (*id, mac.tag(&[token]))
    }

    /// Whether `token` has `digest` under the pepper `key_id`, in constant time. An unknown pepper
    /// costs the same work and answers no (R-A4).
    pub fn token_matches(&self, token: &[u8], key_id: u32, digest: &[u8; 32]) -> bool {
        let named = self.token.iter().find(|(id, _)| *id == key_id);
        let (_, mac) = named.unwrap_or(&self.token[self.token.len() - 1]);
        constant_time_eq(&mac.tag(&[token]), digest) && named.is_some()
    }

    /// The id of the data key that [`Keyring::seal`] uses, for counting its uses.
    pub fn seal_key_id(&self) -> u32 {
        self.newest(Purpose::Seal).id
    }

    /// Seals a value for its place.
    pub fn seal(&self, place: &Place<'_>, value: &[u8], rng: &mut impl CryptoRng) -> Vec<u8> {
        let key = self.newest(Purpose::Seal);
        self.in_place(place, |context| seal::seal(&key.key, key.id, context, value, rng))
    }

    /// Opens a value in its place.
    ///
    /// # Errors
    /// [`OpenError`] where it was sealed for another place, under another key, or was altered.
    pub fn open(&self, place: &Place<'_>, envelope: &[u8]) -> Result<Secret<Vec<u8>>, OpenError> {
        let id = seal::key_id(envelope).ok_or(OpenError)?;
        let key = self.keys.iter().find(|key| key.id == id && key.purpose == Purpose::Seal);
        let key = key.ok_or(OpenError)?;
        self.in_place(place, |context| seal::open(&key.key, context, envelope))
    }

    /// The slow hash of a password or a code of a user, and the id of the data key it is under.
    ///
    /// # Errors
    /// [`HashFailure::OutOfMemory`].
    pub fn slow_hash(
        &self,
        user: i64,
        secret: &[u8],
        cost: Cost,
        rng: &mut impl CryptoRng,
    ) -> Result<(u32, String), HashFailure> {
        let key = self.newest(Purpose::Password);
        let bound = Bound { key: &key.key, place: &user.to_be_bytes() };
        Ok((key.id, bound.hash(secret, cost, rng)?))
    }

    /// Whether a stored hash under the data key `key_id` is that of a password or a code of a user.
    ///
    /// # Errors
    /// [`HashFailure`]: it is damaged, its data key included, or there is no memory for it.
    pub fn slow_hash_matches(
        &self,
        user: i64,
        secret: &[u8],
        key_id: u32,
        stored: &str,
    ) -> Result<bool, HashFailure> {
        let key = self.keys.iter().find(|k| k.id == key_id && k.purpose == Purpose::Password);
        let key = key.ok_or(HashFailure::Damaged)?;
        Bound { key: &key.key, place: &user.to_be_bytes() }.verify(secret, stored)
    }

    /// Whether a slow hash is to be made anew at its next use: its cost is below `now`, or its data
    /// key is not the newest.
    pub fn slow_hash_is_old(&self, key_id: u32, stored: &str, now: Cost) -> bool {
        self.newest(Purpose::Password).id != key_id || needs_rehash(stored, now)
    }

    /// The tag over the audit log's head (R-K2).
    pub fn audit_mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        self.audit.tag(parts)
    }

    fn newest(&self, purpose: Purpose) -> &DataKey {
        let newest = self.keys.iter().rfind(|key| key.purpose == purpose);
        newest.unwrap_or(&self.keys[0])
    }

    fn in_place<T>(&self, place: &Place<'_>, with: impl FnOnce(&[&[u8]]) -> T) -> T {
        with(&[
            b"keyctl/seal/v1",
            self.install.as_bytes(),
            place.table.as_bytes(),
            place.column.as_bytes(),
            &place.row.to_be_bytes(),
            &place.owner.to_be_bytes(),
            place.provider.as_bytes(),
            place.origin.as_bytes(),
            &place.version.to_be_bytes(),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::random;

    fn keyring() -> Keyring {
        of_install("here")
    }

    fn of_install(install: &str) -> Keyring {
        let keys = (1..).zip(Purpose::ALL).map(|(id, purpose)| DataKey {
            id,
            purpose,
            version: 1,
            key: Secret::new([u8::try_from(id).unwrap(); 32]),
        });
        Keyring::new(install.to_owned(), keys.collect()).unwrap()
    }

    const HOME: Place<'static> = Place {
        table: "provider_keys",
        column: "sealed",
        row: 1,
        owner: 0,
        provider: "openai",
        origin: "https://api.openai.com:443",
        version: 1,
    };

    #[test]
    fn a_sealed_value_opens_only_at_home() {
        let ring = keyring();
        let sealed = ring.seal(&HOME, b"sk-real", &mut random::system());
        assert_eq!(ring.open(&HOME, &sealed).unwrap().expose(), b"sk-real");
        let elsewhere = [
            Place { table: "keys", ..HOME },
            Place { row: 2, ..HOME },
            Place { owner: 1, ..HOME },
            Place { provider: "ollama", ..HOME },
            Place { origin: "https://evil.example:443", ..HOME },
        ];
        for place in elsewhere {
            assert_eq!(ring.open(&place, &sealed).unwrap_err(), OpenError, "{place:?}");
        }
        assert_eq!(of_install("there").open(&HOME, &sealed).unwrap_err(), OpenError);
    }

    #[test]
    fn a_digest_needs_its_pepper() {
        let ring = keyring();
        let (id, digest) = ring.digest_token(b"key");
        assert!(ring.token_matches(b"key", id, &digest));
        assert!(!ring.token_matches(b"kez", id, &digest));
        assert!(!ring.token_matches(b"key", id + 1, &digest));
    }

    #[test]
    fn a_slow_hash_holds_for_its_user_and_its_data_key() {
        let (ring, cost) = (keyring(), Cost { memory_kib: 8, passes: 1, lanes: 1 });
        let (id, hash) = ring.slow_hash(7, b"secret", cost, &mut random::system()).unwrap();
        let matches = |user, secret: &[u8], id| ring.slow_hash_matches(user, secret, id, &hash);
        assert_eq!(matches(7, b"secret", id), Ok(true));
        assert_eq!(matches(8, b"secret", id), Ok(false));
        assert_eq!(matches(7, b"Secret", id), Ok(false));
        assert_eq!(matches(7, b"secret", id + 1), Err(HashFailure::Damaged));
        assert!(!ring.slow_hash_is_old(id, &hash, cost));
        assert!(ring.slow_hash_is_old(id, &hash, Cost::PASSWORD));
        assert!(ring.slow_hash_is_old(id - 1, &hash, cost));
    }

    #[test]
    fn a_missing_purpose_is_noticed() {
        let mut keys = keyring().keys;
        keys.pop();
        assert!(Keyring::new(String::new(), keys).is_none());
    }
}
