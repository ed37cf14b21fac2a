//! All SQL, one file per noun. No `rusqlite` type leaves this room.
