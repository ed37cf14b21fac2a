//! Price lists of others, read without ever passing through a float (R-I1).

pub mod csv;
pub mod decimal;
pub mod entry;
pub mod litellm;
pub mod litellm_entry;
pub mod members;
