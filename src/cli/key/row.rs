//! Keys as rows and records.

use crate::cli::access::DatabaseAccess;
use crate::domain::key::{Activity, Key};
use crate::domain::time::Timestamp;
use crate::domain::version::{Use, Version};
use crate::view::column::Column;
use crate::view::record::Record;
use crate::view::value::Value;

/// The columns of a list of keys.
pub const COLUMNS: &[Column] = &[
    Column::number("id", "ID"),
    Column::word("user", "USER"),
    Column::word("name", "NAME"),
    Column::word("preview", "PREVIEW"),
    Column::word("status", "STATUS"),
    Column::word("role", "ROLE").minor(),
    Column::ago("created_at", "CREATED").minor(),
    Column::ago("last_used_at", "LAST USED"),
    Column::ago("expires_at", "EXPIRES"),
    Column::ago("revoked_at", "REVOKED").minor(),
    Column::number("requests", "REQUESTS").minor(),
    Column::money("cost_usd", "COST").minor(),
];

/// A key as a row of [`COLUMNS`].
pub fn row(key: &Key, activity: Activity, now: Timestamp) -> Vec<Value> {
    vec![
        Value::Id(key.id.0),
        key.user_label.as_str().into(),
        Value::text(&key.name),
        key.preview().into(),
        Value::status(key.status_at(now).as_str()),
        key.role.as_str().into(),
        key.created_at.into(),
        activity.last_used_at.into(),
        key.term.expires_at.into(),
        key.revoked_at.into(),
        activity.requests.into(),
        activity.cost.into(),
    ]
}

/// A key as a record, at the instant of the command.
pub fn record(key: &Key, activity: Activity, access: &DatabaseAccess) -> Record {
    Record::of_row("key", COLUMNS, row(key, activity, access.now))
}

/// The record of a key with all that bounds it and every version that takes requests.
pub fn detailed(record: Record, key: &Key, versions: &[Version], now: Timestamp) -> Record {
    let restrictions = &key.restrictions;
    let living = versions.iter().filter(|version| version.is_alive(now));
    record
        .with("permissions", restrictions.permissions.as_ref().map(|own| texts(&own.0)))
        .with("models", some(&restrictions.models))
        .with("networks", some(&restrictions.networks))
        .with("lifetime", key.term.lifetime.map(|span| span.to_string()))
        .with("rotate_every", key.rotate_every.map(|span| span.to_string()))
        .with("due_at", key.due_at())
        .with("sunset_at", key.sunset_at)
        .with("recoverable", key.recoverable)
        .with("versions", Value::Array(living.map(version).collect()))
}

/// A version: who still uses it, since when and until when.
fn version(version: &Version) -> Value {
    let Use { last_used_at, last_used_from, requests } = version.usage;
    Value::Object(vec![
        ("prefix", Value::text(&version.prefix)),
        ("state", Value::status(version.state.as_str())),
        ("created_at", version.created_at.into()),
        ("valid_until", version.valid_until.into()),
        ("last_used_at", last_used_at.into()),
        ("last_used_from", last_used_from.map(|address| address.to_string()).into()),
        ("requests", requests.into()),
    ])
}

/// A list that narrows a key; `null` where it narrows nothing.
fn some<T: ToString>(list: &[T]) -> Option<Vec<String>> {
    (!list.is_empty()).then(|| texts(list))
}

fn texts<T: ToString>(list: &[T]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

/// Keys in a message: the one, or how many.
pub fn told(keys: &[Key]) -> String {
    match keys {
        [key] => format!("key \"{}\" ({})", key.path(), key.preview()),
        [first, .., last] if keys.iter().all(|key| key.user_id == first.user_id) => {
            let (user, count) = (&first.user, keys.len());
            format!("{count} keys of user \"{user}\", \"{}\" to \"{}\"", first.name, last.name)
        }
        keys => format!("{} keys", keys.len()),
    }
}
