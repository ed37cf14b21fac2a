//! Keys: making, finding, judging and ending them.

pub mod create;
pub mod identify;
pub mod list;
pub mod mint;
pub mod reveal;
pub mod set;
pub mod status;
pub mod verify;
