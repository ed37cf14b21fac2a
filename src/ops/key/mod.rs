//! Keys: making, finding, judging and ending them.

pub mod anonymous;
pub mod create;
pub mod explain;
pub mod identify;
pub mod list;
pub mod mint;
pub mod offer;
pub mod remote;
pub mod rotate;
pub mod status;
pub mod succession;
pub mod verify;
