//! `keyctl audit`: who did what, and the proof that the log is whole. One file per verb, or per pair
//! of verbs that belong together.

pub mod accept;
pub mod export;
pub mod follow;
pub mod list;
pub mod proof;
pub mod prune;
pub mod row;
pub mod verb;
