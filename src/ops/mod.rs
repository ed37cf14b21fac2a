//! The use cases, one file per noun: one transaction and one audit entry each.
//!
//! The command line and the gateway both call these; neither holds a rule of its own. Nothing
//! here prints, prompts, or reads the environment or the clock.

pub mod announcement;
pub mod attempt;
pub mod audit;
pub mod authority;
pub mod configuration;
pub mod db;
pub mod decide;
pub mod error;
pub mod find;
pub mod fixture;
pub mod key;
pub mod migrate;
pub mod operator;
pub mod price;
pub mod proof;
pub mod provider;
pub mod role;
pub mod session;
pub mod setting;
pub mod step_up;
pub mod two_factor;
pub mod usage;
pub mod user;
