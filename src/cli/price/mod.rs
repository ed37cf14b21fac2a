//! `keyctl price`: what models cost.

pub mod check;
pub mod import;
pub mod verb;
