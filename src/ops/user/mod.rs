//! Users: the people and services that keys belong to.

pub mod create;
pub mod import;
pub mod import_plan;
pub mod list;
pub mod password;
pub mod remove;
pub mod set;
pub mod status;
