//! Hashes of API keys that other systems made: read, bounded, and verified in their own scheme.

pub mod argon2;
pub mod bcrypt;
pub mod error;
pub mod field;
pub mod hash;
pub mod pbkdf2;
pub mod scrypt;
