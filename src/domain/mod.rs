//! Plain values that parse on entry: whoever holds one need not check it again.
//!
//! Nothing here reads a file, a clock (but for [`time::Clock`], the one place) or the
//! environment, and nothing here knows of SQL, HTTP or a terminal.

pub mod account;
pub mod activity;
pub mod anchor;
pub mod attempt;
pub mod audit;
pub mod book;
pub mod budget;
pub mod calendar;
pub mod credential;
pub mod dashboard;
pub mod denial;
pub mod display_name;
pub mod durability;
pub mod email;
pub mod event;
pub mod expiry;
pub mod gcra;
pub mod import;
pub mod instance;
pub mod json;
pub mod key;
pub mod legacy;
pub mod limit;
pub mod model;
pub mod money;
pub mod name;
pub mod network;
pub mod notice;
pub mod operator;
pub mod page;
pub mod period;
pub mod permission;
pub mod price;
pub mod price_import;
pub mod provider;
pub mod rate;
pub mod restriction;
pub mod role;
pub mod rotation;
pub mod route;
pub mod scope;
pub mod setting;
pub mod shared;
pub mod step_up;
pub mod term;
pub mod time;
pub mod token;
pub mod two_factor;
pub mod usage;
pub mod user;
pub mod version;
pub mod word;
