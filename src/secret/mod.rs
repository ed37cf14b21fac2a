//! Secrets: values that do not print, the master key, sealing, digests.
//!
//! The only room that handles plaintext secrets; it knows nothing of the rest of the house.
