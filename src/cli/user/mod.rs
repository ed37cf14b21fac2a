//! `keyctl user`: the people and services that keys belong to.

pub mod create;
pub mod import;
pub mod list;
pub mod passwd;
pub mod password;
pub mod remove;
pub mod row;
pub mod set;
pub mod status;
pub mod verb;
