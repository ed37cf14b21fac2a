//! The life of a request: authenticate, authorize, admit, forward, meter.
//!
//! One file each, in the order a request meets them; `life` calls them in turn, `server` wires
//! them to sockets, `writer` is the one thread that commits. What is decided is decided in `ops`.

pub mod activity;
pub mod address;
pub mod admit;
pub mod audit_watch;
pub mod authenticate;
pub mod authority;
pub mod authorize;
pub mod body;
pub mod bound;
pub mod changes;
pub mod client;
pub mod client_rate;
pub mod connect;
pub mod demo;
pub mod dialect;
pub mod expiry;
pub mod foreign;
pub mod forward;
pub mod free_tier;
pub mod gather;
pub mod health;
pub mod life;
pub mod lifecycle;
pub mod limiter;
pub mod listing;
pub mod meter;
pub mod notice;
pub mod passing;
pub mod pool;
pub mod probe;
pub mod reply;
pub mod server;
pub mod timeouts;
pub mod unopened;
pub mod upkeep;
pub mod verifier;
pub mod watch;
pub mod worker;
pub mod writer;
