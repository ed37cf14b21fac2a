//! Files of API keys that another system made.

pub mod cells;
pub mod error;
pub mod file;
pub mod json;
pub mod row;
