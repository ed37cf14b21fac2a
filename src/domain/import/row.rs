//! One row of an import file: a key that another system made.

use std::fmt;

use zeroize::Zeroizing;

use crate::domain::credential::HashOf;
use crate::domain::import::cells::{Cells, Table};
use crate::domain::import::error::{ImportError, RowError};
use crate::domain::legacy::{LegacyPrefix, split_at_last_underscore};
use crate::domain::name::Name;
use crate::domain::role;
use crate::domain::time::TimeSpec;
use crate::domain::token;
use crate::domain::user::UserRef;

/// The columns, or in JSON the members, in the order of the documentation.
#[derive(Clone, Copy)]
enum Column {
    /// Whose key it is.
    User,
    /// What the key is called.
    Name,
    /// Its public part.
    Prefix,
    /// All of the key, in the clear.
    Key,
    /// A hash of it.
    Hash,
    /// What of the key was hashed.
    HashOf,
    /// The role of its user.
    Role,
    /// When it stops.
    ExpiresAt,
}

impl From<Column> for usize {
    fn from(column: Column) -> Self {
        column as Self
    }
}

/// The longest key, in bytes.
const KEY_MAX: usize = 512;

/// A key to import. Its `Debug` shows no secret.
#[derive(Debug)]
pub struct Row {
    /// Whose key it is: a handle or an e-mail, never a number, since another system's numbers
    /// mean other users.
    pub user: UserRef,
    /// What it is called, made into a name by [`Name::from_label`]; the prefix made into one
    /// where the file does not say. Two rows may come to have the same.
    pub name: Name,
    /// Its public part. `None` where the file gives none: then only a key in the clear or an
    /// unsalted hash of one can be found.
    pub prefix: Option<LegacyPrefix>,
    /// The key or its hash.
    pub credential: ImportedCredential,
    /// The role of its user, normalized; `None` where the file does not say.
    pub role: Option<String>,
    /// When it stops; `None` where the file does not say.
    pub expires: Option<RowExpiry>,
}

/// What the file has of the key itself.
pub enum ImportedCredential {
    /// All of it in the clear, as clients present it: 1 to 512 visible ASCII characters, and not a
    /// key of our own form. If the row has a prefix, it is what stands before the key's last
    /// underscore.
    Key(Zeroizing<String>),
    /// A hash, not yet understood.
    Hash {
        /// As the other system stored it.
        text: Zeroizing<String>,
        /// What of the key was hashed.
        of: HashOf,
    },
}

/// The kind, and of a hash what it is of.
impl fmt::Debug for ImportedCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(_) => f.write_str("Key(***)"),
            Self::Hash { of, .. } => write!(f, "Hash(***, {of:?})"),
        }
    }
}

/// When an imported key stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowExpiry {
    /// Not by itself.
    Never,
    /// At an instant, [`TimeSpec::Exact`], or with the first one of a day, [`TimeSpec::Day`]; by
    /// which zone's clock is for the caller to say.
    At(TimeSpec),
}

impl Table for Row {
    const COLUMNS: &'static [&'static str] =
        &["user", "name", "prefix", "key", "hash", "hash_of", "role", "expires_at"];

    const REQUIRED: &'static [&'static [&'static str]] = &[&["user"], &["key", "hash"]];

    fn from_cells(cells: Cells) -> Result<Self, ImportError> {
        Ok(Self::understand(cells)?)
    }
}

impl Row {
    fn understand(mut cells: Cells) -> Result<Self, RowError> {
        let user = user(cells.get(Column::User).ok_or(RowError::NoUser)?)?;
        let prefix = cells.get(Column::Prefix).map(str::parse::<LegacyPrefix>).transpose()?;
        let label = cells.get(Column::Name).or_else(|| prefix.as_ref().map(LegacyPrefix::as_str));
        let name = Name::from_label(label.ok_or(RowError::NoName)?);
        let role = cells.get(Column::Role).map(role::normalize);
        let expires = cells.get(Column::ExpiresAt).map(expiry).transpose()?;
        let credential = credential(&mut cells, prefix.as_ref())?;
        Ok(Self { user, name, prefix, credential, role, expires })
    }
}

fn user(text: &str) -> Result<UserRef, RowError> {
    match text.parse() {
        Ok(UserRef::Id(_)) => Err(RowError::UserNumber),
        Ok(user) => Ok(user),
        Err(_) if text.bytes().all(|byte| byte.is_ascii_digit()) => Err(RowError::UserNumber),
        Err(_) => Err(RowError::User),
    }
}

fn expiry(text: &str) -> Result<RowExpiry, RowError> {
    if text == "never" {
        return Ok(RowExpiry::Never);
    }
    match text.parse() {
        Ok(at @ (TimeSpec::Day(_) | TimeSpec::Exact(_))) => Ok(RowExpiry::At(at)),
        _ => Err(RowError::ExpiresAt),
    }
}

fn credential(
    cells: &mut Cells,
    prefix: Option<&LegacyPrefix>,
) -> Result<ImportedCredential, RowError> {
    let hash_of = cells.get(Column::HashOf).map(str::parse::<HashOf>).transpose();
    let hash_of = hash_of.map_err(|_| RowError::HashOf)?;
    match (cells.take(Column::Key), cells.take(Column::Hash)) {
        (None, None) => Err(RowError::NoCredential),
        (Some(_), Some(_)) => Err(RowError::TwoCredentials),
        (Some(_), None) if hash_of.is_some() => Err(RowError::HashOfNothing),
        (Some(key), None) => checked_key(key, prefix),
        (None, Some(text)) => {
            let implied = if prefix.is_some() { HashOf::Secret } else { HashOf::Key };
            let of = hash_of.unwrap_or(implied);
            if of == HashOf::Secret && prefix.is_none() {
                return Err(RowError::SecretWithoutPrefix);
            }
            Ok(ImportedCredential::Hash { text, of })
        }
    }
}

/// A key that can be presented, and is found by its prefix when it is.
fn checked_key(
    key: Zeroizing<String>,
    prefix: Option<&LegacyPrefix>,
) -> Result<ImportedCredential, RowError> {
    if key.len() > KEY_MAX || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(RowError::Key);
    }
    if token::parse(key.as_bytes()).is_some() {
        return Err(RowError::OwnKey);
    }
    if let Some(prefix) = prefix
        && split_at_last_underscore(key.as_bytes()).is_none_or(|(p, _)| p != prefix.as_str())
    {
        return Err(RowError::KeyPrefix);
    }
    Ok(ImportedCredential::Key(key))
}
