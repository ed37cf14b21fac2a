//! Budgets: setting them, how they stand, what requests hold of them and are charged, and counting.

pub mod account;
pub mod alert;
pub mod allow;
pub mod bookkeeper;
pub mod check;
pub mod count;
pub mod fixture;
pub mod hold;
pub mod list;
pub mod raise;
pub mod recount;
pub mod set;
pub mod settle;
