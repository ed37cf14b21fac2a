//! The schema, as an append-only list of steps, forward only (R-C6).

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use crate::store::error::Error;

const STEPS: &[M<'static>] = &[
    M::up(include_str!("migrations/0001_first.sql")),
    M::up(include_str!("migrations/0002_key_life.sql")).foreign_key_check(),
    M::up(include_str!("migrations/0003_key_operations.sql")),
];

/// The schema this binary speaks.
#[expect(clippy::cast_possible_wrap, reason = "there are few steps")]
pub const VERSION: i64 = STEPS.len() as i64;

/// "kctl": tells a keyctl database from any other.
pub const APPLICATION_ID: i32 = 0x6b63_746c;

/// Builds the schema in an empty database.
///
/// # Errors
/// Whatever `SQLite` says; nothing is left half built.
pub(in crate::store) fn create(conn: &mut Connection) -> Result<(), Error> {
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    to_latest(conn)
}

/// A table that is made anew is dropped while others name it, so the database looks at what names
/// what only at the end of a step.
fn to_latest(conn: &mut Connection) -> Result<(), Error> {
    conn.pragma_update(None, "foreign_keys", false)?;
    let migrated = Migrations::from_slice(STEPS).to_latest(conn).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
        other => Error::Sqlite(other.to_string()),
    });
    conn.pragma_update(None, "foreign_keys", true)?;
    migrated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_applies() {
        Migrations::from_slice(STEPS).validate().unwrap();
    }
}
