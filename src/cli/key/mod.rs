//! `keyctl key`: the keys that programs call the gateway with. One file per verb, or per pair of
//! verbs that belong together.

pub mod create;
pub mod identify;
pub mod import;
pub mod list;
pub mod row;
pub mod status;
pub mod verb;
pub mod verify;
