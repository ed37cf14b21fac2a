//! Keys: making, finding, judging and ending them.

pub mod create;
pub mod foreign;
pub mod identify;
pub mod import;
pub mod import_plan;
pub mod import_request;
pub mod list;
pub mod mint;
pub mod status;
pub mod upgrade;
pub mod verify;
