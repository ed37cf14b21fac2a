//! API keys for a self-hosted LLM gateway: one binary, one `SQLite` file.
//!
//! Floors are layers and columns are nouns: `keyctl key revoke` is `cli::key` → `ops::key` →
//! `store::key` → `domain::key`. The command line and the gateway are two doors to the same
//! `ops`, so neither holds a rule of its own. Imports point down, never in a circle;
//! `tests/layers.rs` holds the table.

pub mod cli;
pub mod domain;
pub mod gateway;
pub mod notify;
pub mod ops;
pub mod secret;
pub mod store;
pub mod view;
