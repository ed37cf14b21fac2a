//! Step-ups: proofs that hold for a while, for one terminal of one OS user since the machine
//! started (R-B6).

use rusqlite::{OptionalExtension, named_params};

use crate::domain::step_up::Place;
use crate::domain::time::Timestamp;
use crate::domain::user::UserId;
use crate::store::column::instant;
use crate::store::db::{Read, Write};
use crate::store::error::Error;

/// When a user last proved at a place who they are, since the machine started.
///
/// # Errors
/// As any read.
pub fn find(read: &Read<'_>, user: UserId, place: &Place) -> Result<Option<Timestamp>, Error> {
    let sql = "SELECT proved_at FROM step_ups
               WHERE user_id = :user_id AND os_uid = :os_uid AND terminal = :terminal
                   AND boot = :boot";
    let values = named_params! {
        ":user_id": user.0,
        ":os_uid": place.os_uid,
        ":terminal": place.terminal,
        ":boot": place.boot,
    };
    Ok(read.prepare(sql)?.query_row(values, |row| instant(row, "proved_at")).optional()?)
}

/// Remembers that a user has proved at a place who they are.
///
/// # Errors
/// As any write.
pub fn put(
    write: &Write<'_>,
    user: UserId,
    place: &Place,
    proved_at: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO step_ups (user_id, os_uid, terminal, boot, proved_at)
               VALUES (:user_id, :os_uid, :terminal, :boot, :proved_at)
               ON CONFLICT (user_id, os_uid, terminal) DO UPDATE
               SET boot = :boot, proved_at = :proved_at";
    write.prepare(sql)?.execute(named_params! {
        ":user_id": user.0,
        ":os_uid": place.os_uid,
        ":terminal": place.terminal,
        ":boot": place.boot,
        ":proved_at": proved_at.micros(),
    })?;
    Ok(())
}
