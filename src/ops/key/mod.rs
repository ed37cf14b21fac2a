//! Keys: making, finding, judging and ending them.

pub mod anonymous;
pub mod create;
pub mod explain;
pub mod foreign;
pub mod identify;
pub mod import;
pub mod import_plan;
pub mod import_request;
pub mod list;
pub mod mint;
pub mod offer;
pub mod refresh;
pub mod remote;
pub mod reveal;
pub mod rotate;
pub mod set;
pub mod status;
pub mod succession;
pub mod upgrade;
pub mod verify;
