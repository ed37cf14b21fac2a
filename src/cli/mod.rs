//! Words to calls, results to words: one file per noun.

pub mod environment;
pub mod exit;
pub mod global;
pub mod output;
pub mod progress;
pub mod prompt;
pub mod secret_out;
pub mod unparsed;
