//! Plain values that parse on entry: whoever holds one need not check it again.
//!
//! Nothing here reads a file, a clock (but for [`time::Clock`], the one place) or the
//! environment, and nothing here knows of SQL, HTTP or a terminal.

pub mod activity;
pub mod audit;
pub mod calendar;
pub mod credential;
pub mod dashboard;
pub mod durability;
pub mod email;
pub mod gcra;
pub mod import;
pub mod key;
pub mod legacy;
pub mod model;
pub mod money;
pub mod name;
pub mod page;
pub mod period;
pub mod permission;
pub mod price;
pub mod provider;
pub mod rate;
pub mod restriction;
pub mod role;
pub mod rotation;
pub mod route;
pub mod setting;
pub mod shared;
pub mod term;
pub mod time;
pub mod token;
pub mod usage;
pub mod user;
pub mod version;
pub mod word;
