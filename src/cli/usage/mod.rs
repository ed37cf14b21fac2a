//! `keyctl usage`: what was used, and what it cost. One file per verb, or per pair of verbs that
//! belong together.

pub mod export;
pub mod list;
pub mod orphans;
pub mod reprice;
pub mod row;
pub mod selection;
pub mod summary;
pub mod upkeep;
pub mod verb;
