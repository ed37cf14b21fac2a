//! The use cases, one file per noun: one transaction and one audit entry each.
//!
//! The command line and the gateway both call these; neither holds a rule of its own. Nothing
//! here prints, prompts, or reads the environment or the clock.

pub mod audit;
pub mod dashboard;
pub mod db;
pub mod decide;
pub mod error;
pub mod export;
pub mod find;
pub mod fixture;
pub mod key;
pub mod migrate;
pub mod operator;
pub mod price;
pub mod provider;
pub mod reprice;
pub mod role;
pub mod rollup;
pub mod session;
pub mod setting;
pub mod summary;
pub mod usage;
pub mod user;
