//! Files of users, and of API keys that another system made.

pub mod bad_line;
pub mod cells;
pub mod error;
pub mod file;
pub mod json;
pub mod row;
pub mod user;
pub mod user_error;
