//! `keyctl key`: the keys that programs call the gateway with. One file per verb, or per pair of
//! verbs that belong together.

pub mod create;
pub mod deliver;
