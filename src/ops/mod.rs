//! The use cases, one file per noun: one transaction and one audit entry each.
//!
//! The command line and the gateway both call these; neither holds a rule of its own. Nothing
//! here prints, prompts, or reads the environment or the clock.

pub mod announcement;
pub mod attempt;
pub mod audit;
pub mod audit_proof;
pub mod audit_retention;
pub mod authority;
pub mod budget;
pub mod channel;
pub mod configuration;
pub mod dashboard;
pub mod db;
pub mod decide;
pub mod error;
pub mod export;
pub mod find;
pub mod fixture;
pub mod grounds;
pub mod import;
pub mod key;
pub mod limit;
pub mod migrate;
pub mod notice;
pub mod occasion;
pub mod operator;
pub mod orphan;
pub mod price;
pub mod price_check;
pub mod price_import;
pub mod proof;
pub mod provider;
pub mod reprice;
pub mod role;
pub mod rollup;
pub mod scope;
pub mod security;
pub mod session;
pub mod setting;
pub mod snapshot;
pub mod spend;
pub mod step_up;
pub mod summary;
pub mod two_factor;
pub mod usage;
pub mod user;
