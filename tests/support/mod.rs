//! What tests from outside share.

pub(crate) mod client;
pub(crate) mod house;
pub(crate) mod stage;
pub(crate) mod upstream;
