//! The schema, as an append-only list of steps, forward only (R-C6).

use rusqlite::Connection;

use crate::store::error::Error;

const STEPS: &[&str] = &[
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_key_life.sql"),
    include_str!("migrations/0003_people.sql"),
    include_str!("migrations/0004_notices.sql"),
    include_str!("migrations/0005_rollup.sql"),
    include_str!("migrations/0006_money.sql"),
];

/// The schema this binary speaks.
#[expect(clippy::cast_possible_wrap, reason = "there are few steps")]
pub const VERSION: i64 = STEPS.len() as i64;

/// "kctl": tells a keyctl database from any other.
pub const APPLICATION_ID: i32 = 0x6b63_746c;

/// Takes the steps that lead from a schema to this binary's, inside the transaction of whoever
/// calls, so that what belongs to a migration is kept or undone along with it.
///
/// A step may drop a table that others name and make it anew. The caller switches `foreign_keys`
/// off, which a transaction cannot do, and looks at the end whether every reference holds.
///
/// # Errors
/// Whatever `SQLite` says of a step.
pub(in crate::store) fn upgrade(conn: &Connection, from: i64) -> Result<(), Error> {
    let taken = usize::try_from(from).unwrap_or(0);
    for step in STEPS.iter().skip(taken) {
        conn.execute_batch(step)?;
    }
    Ok(conn.pragma_update(None, "user_version", VERSION)?)
}
