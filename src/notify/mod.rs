//! Carrying queued notices out: by mail, to a webhook, to a command.
//!
//! What is told, and when, is decided in `ops`; here is only how it gets there. Several deliverers
//! may run at once, gateways and `keyctl notice deliver`: each claims a notice before it tries.

pub mod background;
pub mod command;
pub mod deliver;
pub mod failure;
pub mod mail;
pub mod webhook;
