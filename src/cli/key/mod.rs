//! `keyctl key`: the keys that programs call the gateway with. One file per verb, or per pair of
//! verbs that belong together.

pub mod create;
pub mod deliver;
pub mod explain;
pub mod identify;
pub mod import;
pub mod list;
pub mod refresh;
pub mod reveal;
pub mod rotate;
pub mod round;
pub mod row;
pub mod set;
pub mod status;
pub mod verb;
pub mod verify;
