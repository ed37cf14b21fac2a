//! All SQL, one file per noun. No `rusqlite` type leaves this room.
//!
//! `db` opens the file and hands out transactions; `queue` and `revision` are the two small files
//! beside the database by which processes take turns and gateways notice changes.

pub mod adjustment;
pub mod announcement;
pub mod attempt;
pub mod audit;
pub mod audit_concern;
pub mod audit_proof;
pub mod backup_code;
pub mod block;
pub mod budget;
pub mod budget_list;
pub mod budget_period;
pub mod column;
pub mod data_key;
pub mod db;
pub mod delivery;
pub mod error;
pub mod key;
pub mod key_activity;
pub mod key_operation;
pub mod key_secret;
pub mod limit;
pub mod migrate;
pub mod notice;
pub mod operator;
pub mod page;
pub mod password;
pub mod price;
pub mod provider;
pub mod queue;
pub mod reservation;
pub mod revision;
pub mod role;
pub mod rollup;
pub mod second_factor;
pub mod setting;
pub mod step_up;
pub mod suspicion;
pub mod usage;
pub mod usage_names;
pub mod usage_prune;
pub mod usage_scan;
pub mod usage_sum;
pub mod user;
