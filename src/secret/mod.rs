//! Secrets: values that do not print, the master key, sealing, digests.
//!
//! The only room that handles plaintext secrets; it knows nothing of the rest of the house.

pub mod common_password;
pub mod digest;
pub mod file;
pub mod imported;
pub mod keyring;
pub mod master_key;
pub mod password;
pub mod process;
pub mod random;
pub mod seal;
pub mod totp;
pub mod value;
