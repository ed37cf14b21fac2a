//! Words to calls, results to words: one file per noun.

pub mod app;
pub mod audit;
pub mod db;
pub mod door;
pub mod environment;
pub mod exit;
pub mod global;
pub mod init;
pub mod key;
pub mod output;
pub mod page;
pub mod period;
pub mod price;
pub mod progress;
pub mod prompt;
pub mod provider;
pub mod quickstart;
pub mod role;
pub mod scope;
pub mod secret_out;
pub mod serve;
pub mod unparsed;
pub mod usage;
pub mod user;
pub mod words;
