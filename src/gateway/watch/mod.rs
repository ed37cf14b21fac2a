//! Watching beside the requests: what was refused, and what looks suspicious.
//!
//! A worker notes for itself, and once a second hands what it noted to one thread, which adds up,
//! judges, and has what is worth it written by the thread that makes changes. All of it is in the
//! memory of one gateway: a second one counts for itself, and what a `kill -9` finds unwritten is
//! lost. What both would tell, the database tells once.

pub mod blocks;
pub mod denials;
pub mod networks;
pub mod observer;
pub mod spend;
pub mod upstreams;
pub mod watcher;
