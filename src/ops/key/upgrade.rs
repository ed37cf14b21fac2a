//! Leaving digests in the place of imported hashes, once the keys themselves were seen.

use crate::domain::version::VersionId;
use crate::ops::error::Error;
use crate::ops::session::Session;
use crate::secret::keyring::Keyring;
use crate::store::key_secret as secret_rows;

/// The digest of a key that was recognized by the hash it was imported with.
#[derive(Clone, Copy)]
pub struct Upgrade {
    /// The version that it is of.
    pub version: VersionId,
    /// The data key that the digest was made under.
    pub data_key_id: u32,
    /// The digest of the whole key.
    pub digest: [u8; 32],
}

/// The version alone.
impl std::fmt::Debug for Upgrade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Upgrade({}, ***)", self.version)
    }
}

impl Upgrade {
    /// The digest of a presented key, for a version that it may turn out to be.
    pub fn new(keyring: &Keyring, version: VersionId, presented: &[u8]) -> Self {
        let (data_key_id, digest) = keyring.digest_token(presented);
        Self { version, data_key_id, digest }
    }
}

/// Leaves digests in the place of hashes, in one transaction; returns how many were still there.
/// Nothing that is decided changes by it, so gateways keep what they hold and the audit log has
/// nothing to tell.
///
/// # Errors
/// What the store says.
pub fn upgrade(session: &mut Session, upgrades: &[Upgrade]) -> Result<usize, Error> {
    session.store.give_way();
    let write = session.store.write()?;
    let mut stored = 0;
    for Upgrade { version, data_key_id, digest } in upgrades {
        if secret_rows::upgrade(&write, *version, digest, *data_key_id)? {
            stored += 1;
        }
    }
    write.commit()?;
    Ok(stored)
}
