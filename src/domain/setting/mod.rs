//! Settings: their names, what values they take, and what holds where none is set.

pub mod catalogue;
pub mod kind;
