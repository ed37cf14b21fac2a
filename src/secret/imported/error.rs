//! Why the text of a hash is refused. No message repeats any part of it but its cost.

use std::fmt;

/// What a hash was computed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// SHA-256 without a salt.
    Sha256,
    /// bcrypt, `$2a$`, `$2b$` and `$2y$`.
    Bcrypt,
    /// PBKDF2 with HMAC of SHA-1, SHA-256 or SHA-512.
    Pbkdf2,
    /// scrypt.
    Scrypt,
    /// Argon2d, Argon2i or Argon2id.
    Argon2,
}

impl Scheme {
    /// The word that stands for it in the database, in arguments and in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Bcrypt => "bcrypt",
            Self::Pbkdf2 => "pbkdf2",
            Self::Scrypt => "scrypt",
            Self::Argon2 => "argon2",
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Why a text is not accepted as a hash.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// Of no known scheme.
    #[error(
        "not a hash of a known scheme: give SHA-256 as 64 hex digits, or bcrypt, PBKDF2, scrypt \
         or Argon2 as bcrypt, passlib, Werkzeug, Django or argon2-cffi write it"
    )]
    Unknown,
    /// Longer than any that those write.
    #[error("a hash of {0} bytes is too long: give at most 1024")]
    TooLong(usize),
    /// A part that does not have its form.
    #[error("the {part} of this {scheme} hash is not {expected}")]
    Malformed {
        /// Of which scheme the rest looks.
        scheme: Scheme,
        /// Which part of it.
        part: &'static str,
        /// What belongs there.
        expected: &'static str,
    },
    /// A PBKDF2 hash without its count: what verifies it depends on who reads it.
    #[error(
        "this pbkdf2 hash does not say its iterations: give them, as in pbkdf2:sha256:260000$..."
    )]
    NoIterations,
    /// A cost that no honest system chose, or that would stall this one.
    #[error("the {parameter} of this {scheme} hash is {value}, not between {min} and {max}")]
    Cost {
        /// Of which scheme.
        scheme: Scheme,
        /// What the cost is counted in.
        parameter: &'static str,
        /// What the hash asks for.
        value: u64,
        /// The least that is accepted.
        min: u64,
        /// The most that is accepted.
        max: u64,
    },
}
