//! The outbox: what is to be told, on which channel, and how far that went.

use rusqlite::{OptionalExtension, Row, named_params};
use serde_json::{Map, Value};

use crate::domain::notice::{Channel, Claimed, Listed, NewNotice, State};
use crate::domain::page::{Listing, Page};
use crate::domain::time::Timestamp;
use crate::store::column::{instant_option, parsed};
use crate::store::db::{Read, Write};
use crate::store::error::{Error, unreadable};
use crate::store::page::{self, Conditions, Source};

const OUTBOX: Source = Source {
    columns: "id, kind, subject, channel, tries, created_at, next_try_at, delivered_at, last_error",
    from: "notices",
    id: "id",
    orders: &[
        ("id", "id"),
        ("kind", "kind"),
        ("channel", "channel"),
        ("tries", "tries"),
        ("created_at", "created_at"),
    ],
};

/// A living key that ends soon.
#[derive(Clone, Debug)]
pub struct Expiring {
    /// Its number.
    pub key_id: i64,
    /// The handle of its user.
    pub user: String,
    /// Its name.
    pub name: String,
    /// The public prefix of its current version.
    pub prefix: String,
    /// When that version was made.
    pub made_at: Timestamp,
    /// When the key ends.
    pub expires_at: Timestamp,
}

/// Queues a notice on a channel, unless its occasion was told there already. Says whether it was
/// queued.
///
/// # Errors
/// As any write.
pub fn insert(
    write: &Write<'_>,
    notice: &NewNotice,
    channel: Channel,
    at: Timestamp,
) -> Result<bool, Error> {
    let sql = "INSERT INTO notices (kind, subject, channel, occasion, payload, created_at, tries,
                                    next_try_at)
               VALUES (:kind, :subject, :channel, :occasion, :payload, :at, 0, :at)
               ON CONFLICT (occasion, channel) DO NOTHING";
    let queued = write.prepare(sql)?.execute(named_params! {
        ":kind": notice.kind,
        ":subject": notice.subject,
        ":channel": channel.as_str(),
        ":occasion": notice.occasion,
        ":payload": notice.payload(at).to_string(),
        ":at": at.micros(),
    })?;
    Ok(queued > 0)
}

/// How many notices are to be tried by now.
///
/// # Errors
/// As any read.
pub fn count_due(read: &Read<'_>, now: Timestamp) -> Result<u64, Error> {
    let sql = "SELECT count(*) FROM notices WHERE next_try_at <= $1";
    let count: i64 = read.prepare(sql)?.query_row([now.micros()], |row| row.get(0))?;
    Ok(count.cast_unsigned())
}

/// Takes the notice that has been due for longest on one of these channels, until `until`.
///
/// # Errors
/// As any write.
pub fn claim(
    write: &Write<'_>,
    channels: &[Channel],
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Claimed>, Error> {
    let sql = "UPDATE notices SET tries = tries + 1, next_try_at = :until
               WHERE id = (SELECT id FROM notices
                           WHERE next_try_at <= :now
                               AND channel IN (SELECT value FROM json_each(:channels))
                           ORDER BY next_try_at, id LIMIT 1)
               RETURNING id, channel, tries, created_at, payload";
    let channels: Vec<&str> = channels.iter().map(|channel| channel.as_str()).collect();
    let parameters = named_params! {
        ":until": until.micros(),
        ":now": now.micros(),
        ":channels": Value::from(channels).to_string(),
    };
    let claimed = write.prepare(sql)?.query_row(parameters, |row| {
        let payload: String = row.get("payload")?;
        let payload: Map<String, Value> = serde_json::from_str(&payload).map_err(unreadable)?;
        Ok(Claimed {
            id: row.get("id")?,
            channel: parsed(row, "channel")?,
            tries: row.get("tries")?,
            created_at: Timestamp::from_micros(row.get("created_at")?),
            payload,
        })
    });
    Ok(claimed.optional()?)
}

/// Notes that a notice was delivered, whoever has claimed it meanwhile.
///
/// # Errors
/// As any write.
pub fn delivered(write: &Write<'_>, id: i64, at: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE notices SET delivered_at = :at, next_try_at = NULL, last_error = NULL
               WHERE id = :id AND delivered_at IS NULL";
    write.prepare(sql)?.execute(named_params! { ":at": at.micros(), ":id": id })?;
    Ok(())
}

/// Notes that a try failed, and when the next is to be, `None` for never; unless somebody else has
/// claimed the notice meanwhile. Says whether it was noted.
///
/// # Errors
/// As any write.
pub fn failed(
    write: &Write<'_>,
    claimed: &Claimed,
    error: &str,
    next: Option<Timestamp>,
) -> Result<bool, Error> {
    let sql = "UPDATE notices SET next_try_at = :next, last_error = :error
               WHERE id = :id AND tries = :tries AND delivered_at IS NULL";
    let noted = write.prepare(sql)?.execute(named_params! {
        ":next": next.map(Timestamp::micros),
        ":error": error,
        ":id": claimed.id,
        ":tries": claimed.tries,
    })?;
    Ok(noted > 0)
}

/// Deletes what was delivered or given up and queued before an instant.
///
/// # Errors
/// As any write.
pub fn prune(write: &Write<'_>, before: Timestamp) -> Result<(), Error> {
    let sql = "DELETE FROM notices WHERE next_try_at IS NULL AND created_at < $1";
    write.prepare(sql)?.execute([before.micros()])?;
    Ok(())
}

/// The living keys that end after `now` and not after `until`.
///
/// # Errors
/// As any read.
pub fn expiring(read: &Read<'_>, now: Timestamp, until: Timestamp) -> Result<Vec<Expiring>, Error> {
    let sql = "SELECT keys.id, handle, keys.name, prefix, key_secrets.created_at AS made_at,
                      expires_at
               FROM keys
               JOIN users ON users.id = keys.user_id
               JOIN key_secrets ON key_secrets.key_id = keys.id AND state = 'current'
               WHERE keys.status IN ('active', 'suspended') AND users.status = 'active'
                   AND expires_at > $1 AND expires_at <= $2
               ORDER BY expires_at, keys.id";
    let mut select = read.prepare(sql)?;
    let rows = select.query_map([now.micros(), until.micros()], |row| {
        Ok(Expiring {
            key_id: row.get("id")?,
            user: row.get("handle")?,
            name: row.get("name")?,
            prefix: row.get("prefix")?,
            made_at: Timestamp::from_micros(row.get("made_at")?),
            expires_at: Timestamp::from_micros(row.get("expires_at")?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A page of the outbox, on every channel or one.
///
/// # Errors
/// [`Error::Unexpected`] where the list has no such order.
pub fn list(read: &Read<'_>, page: &Page) -> Result<Listing<Listed>, Error> {
    page::list(read, &OUTBOX, Conditions::default(), page, from_row)
}

/// How many notices there are.
///
/// # Errors
/// As any read.
pub fn count(read: &Read<'_>) -> Result<u64, Error> {
    page::count(read, &OUTBOX, &Conditions::default())
}

/// What notices can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    page::sort_columns(&OUTBOX)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Listed> {
    let next_try_at = instant_option(row, "next_try_at")?;
    let delivered_at = instant_option(row, "delivered_at")?;
    Ok(Listed {
        id: row.get("id")?,
        kind: row.get("kind")?,
        subject: row.get("subject")?,
        channel: parsed(row, "channel")?,
        state: match (delivered_at, next_try_at) {
            (Some(_), _) => State::Delivered,
            (None, Some(_)) => State::Waiting,
            (None, None) => State::GivenUp,
        },
        tries: row.get("tries")?,
        created_at: Timestamp::from_micros(row.get("created_at")?),
        next_try_at,
        delivered_at,
        last_error: row.get("last_error")?,
    })
}
