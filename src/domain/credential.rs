//! Credentials: what is stored of a presented key, for the verdict on it.

use crate::domain::key::{KeyId, KeyStatus};
use crate::domain::name::Name;
use crate::domain::token::Prefix;
use crate::domain::user::{UserId, UserStatus};

/// What is known of a presented key before its digest is compared.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The key.
    pub key_id: KeyId,
    /// The version of it.
    pub secret_id: i64,
    /// Its public prefix.
    pub prefix: Prefix,
    /// Its name.
    pub name: Name,
    /// Whether it is served.
    pub status: KeyStatus,
    /// Whose it is.
    pub user_id: UserId,
    /// The handle of whose it is.
    pub user: Name,
    /// Whether that user's keys are served.
    pub user_status: UserStatus,
    /// The number of that user's role.
    pub role_id: i64,
    /// The digest of the whole key.
    pub digest: [u8; 32],
    /// The data key that the digest was made under.
    pub data_key_id: u32,
}
