//! The life of a request: authenticate, authorize, forward, meter.
//!
//! One file each, in the order a request meets them; `server` wires them to sockets, `writer` is
//! the one thread that commits. What is decided is decided in `ops`.

pub mod address;
pub mod body;
pub mod bound;
pub mod connect;
pub mod demo;
pub mod dialect;
