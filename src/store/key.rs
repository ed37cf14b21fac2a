//! Keys: the stable identities.

use ipnet::IpNet;
use rusqlite::{OptionalExtension, Row, named_params};

use crate::domain::key::{Key, KeyId, KeyRef, KeyStatus};
use crate::domain::model::ModelGlob;
use crate::domain::name::Name;
use crate::domain::page::{Listing, Page};
use crate::domain::restriction::Restrictions;
use crate::domain::term::Term;
use crate::domain::time::{Span, Timestamp};
use crate::domain::user::UserId;
use crate::domain::version::VersionId;
use crate::store::column::{
    instant, instant_option, list_option, parsed, parsed_option, prefix, span_option,
};
use crate::store::db::{Read, Write};
use crate::store::error::Error;
use crate::store::page::{self, Conditions, Source};
use crate::store::usage::user_label;

/// When a key ends: at its own end, or before that with its sunset. Null for never.
const ENDS_AT: &str = "min(coalesce(expires_at, sunset_at), coalesce(sunset_at, expires_at))";

const KEYS: Source = Source {
    columns: concat!(
        "keys.id, keys.user_id, handle, ",
        user_label!(),
        " AS user_label, keys.name, key_secrets.id AS version_id, prefix, last_four, keys.status,
              roles.name AS role, keys.role_id, keys.permissions, models, networks,
              min(coalesce(expires_at, sunset_at), coalesce(sunset_at, expires_at)) AS ends_at,
              keys.lifetime_micros, rotate_every_micros,
              key_secrets.created_at AS rotated_at, imported, sunset_at,
              sealed IS NOT NULL AS recoverable, keys.created_at, keys.revoked_at"
    ),
    // A key has all of these. Joined so, SQLite begins with the keys and reads a page of them in
    // order; else it sorts them all for each page.
    from: "keys
           LEFT JOIN key_secrets ON key_secrets.key_id = keys.id AND state = 'current'
           LEFT JOIN users ON users.id = keys.user_id
           LEFT JOIN roles ON roles.id = coalesce(keys.role_id, users.role_id)",
    id: "keys.id",
    orders: &[
        ("id", "keys.id"),
        ("user", "handle"),
        ("name", "keys.name"),
        ("status", "keys.status"),
        ("role", "roles.name"),
        ("created_at", "keys.created_at"),
        (
            "expires_at",
            "min(coalesce(expires_at, 9223372036854775807),
                 coalesce(sunset_at, 9223372036854775807))",
        ),
        ("revoked_at", "coalesce(keys.revoked_at, 0)"),
    ],
};

/// Which keys a list or a count covers; a field that is `None` or false excludes nothing.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    /// The instant at which a status is judged.
    pub now: Timestamp,
    /// Only those of this user.
    pub user: Option<UserId>,
    /// Only those of this status.
    pub status: Option<KeyStatus>,
    /// Only living ones that end at this instant or before.
    pub expiring_by: Option<Timestamp>,
    /// Only living ones that were not used since, and were made before.
    pub unused_since: Option<Timestamp>,
    /// Only those whose current version another system made.
    pub imported: bool,
    /// Only active ones whose rotation is due.
    pub due: bool,
    /// Only those that a role of this number bounds beside that of their user.
    pub role: Option<i64>,
}

impl Filter {
    /// All keys, as they are at an instant.
    pub const fn at(now: Timestamp) -> Self {
        Self {
            now,
            user: None,
            status: None,
            expiring_by: None,
            unused_since: None,
            imported: false,
            due: false,
            role: None,
        }
    }

    fn conditions(&self) -> Conditions {
        let now = self.now.micros();
        // As `KeyStatus::at` has it: a key whose term has ended is expired, seen or not.
        let status = format!(
            "CASE WHEN keys.status IN ('active', 'suspended') AND {ENDS_AT} <= {now}
             THEN 'expired' ELSE keys.status END"
        );
        let living =
            format!("keys.status IN ('active', 'suspended') AND coalesce({ENDS_AT} > {now}, 1)");
        Conditions::default()
            .equal("keys.user_id", self.user.map(|user| user.0))
            .equal("keys.role_id", self.role)
            .equal(&status, self.status.map(|status| status.as_str().to_owned()))
            .when(self.expiring_by.is_some() || self.unused_since.is_some(), &living)
            .compare(ENDS_AT, "<=", self.expiring_by.map(Timestamp::micros))
            .compare("keys.created_at", "<", self.unused_since.map(Timestamp::micros))
            .compare(
                "(SELECT coalesce(max(last_used_at), 0) FROM key_activity
                  JOIN key_secrets AS used ON used.id = secret_id WHERE used.key_id = keys.id)",
                "<",
                self.unused_since.map(Timestamp::micros),
            )
            .when(self.imported, "imported = 1")
            .when(self.due, "keys.status = 'active'")
            .when(self.due, &living)
            .compare("key_secrets.created_at + rotate_every_micros", "<=", self.due.then_some(now))
    }
}

/// A key to store.
#[derive(Debug)]
pub struct NewKey<'a> {
    /// Whose it is.
    pub user: UserId,
    /// Its name.
    pub name: &'a Name,
    /// What narrows it.
    pub restrictions: &'a Restrictions,
    /// How long it lives.
    pub term: Term,
    /// How long after a rotation the next one is due.
    pub rotate_every: Option<Span>,
    /// Until when an imported key is exempt from the lifetime of its role.
    pub sunset_at: Option<Timestamp>,
    /// When it is made.
    pub created_at: Timestamp,
}

/// A page of keys.
///
/// # Errors
/// [`Error::Unexpected`] where the list has no such order.
pub fn list(read: &Read<'_>, filter: &Filter, page: &Page) -> Result<Listing<Key>, Error> {
    page::list(read, &KEYS, filter.conditions(), page, from_row)
}

/// Every key that the filter covers, by number.
///
/// # Errors
/// As any read.
pub fn list_all(read: &Read<'_>, filter: &Filter) -> Result<Vec<Key>, Error> {
    let mut keys = Vec::new();
    let mut page = Page::default();
    loop {
        let listing = list(read, filter, &page)?;
        keys.extend(listing.items);
        match listing.next {
            Some(next) => page.after = Some(next),
            None => return Ok(keys),
        }
    }
}

/// How many keys.
///
/// # Errors
/// As any read.
pub fn count(read: &Read<'_>, filter: &Filter) -> Result<u64, Error> {
    let alone = !(filter.imported || filter.due);
    let source = Source { from: if alone { "keys" } else { KEYS.from }, ..KEYS };
    page::count(read, &source, &filter.conditions())
}

/// What keys can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    page::sort_columns(&KEYS)
}

/// The keys that a reference names: none, one, or for a bare name several. The living stand before
/// the dead, the newest first. A prefix names its key whichever version it is of. The keys of a
/// removed user are not found by its handle, which another user may have by now.
///
/// # Errors
/// As any read.
pub fn find(read: &Read<'_>, key: &KeyRef) -> Result<Vec<Key>, Error> {
    const BRAND: &str = "(SELECT value FROM settings WHERE name = 'brand')";
    let of_version =
        |which: &str| format!("keys.id IN (SELECT key_id FROM key_secrets WHERE prefix {which})");
    let (condition, values) = match key {
        KeyRef::Id(id) => ("keys.id = $1".to_owned(), vec![id.to_string()]),
        KeyRef::Path(user, name) => {
            let condition = "handle = $1 AND keys.name = $2 AND users.status <> 'removed'";
            (condition.to_owned(), vec![user.to_string(), name.to_string()])
        }
        KeyRef::Name(name) => ("keys.name = $1".to_owned(), vec![name.to_string()]),
        KeyRef::Prefix(prefix) if prefix.len() == 12 => {
            let both = format!("IN ({BRAND} || '_live_' || $1, {BRAND} || '_test_' || $1, $1)");
            (of_version(&both), vec![prefix.clone()])
        }
        KeyRef::Prefix(prefix) => (of_version("= $1"), vec![prefix.clone()]),
    };
    let sql = format!(
        "SELECT {} FROM {} WHERE {condition}
         ORDER BY keys.status IN ('expired', 'revoked'), keys.id DESC LIMIT 100",
        KEYS.columns, KEYS.from
    );
    let mut select = read.prepare(&sql)?;
    let values = rusqlite::params_from_iter(values);
    Ok(select.query_map(values, from_row)?.collect::<Result<_, _>>()?)
}

/// The first few keys one of whose prefixes begins with a text, or of ours the 12 characters at its
/// end.
///
/// # Errors
/// As any read.
pub fn list_starting_with(read: &Read<'_>, beginning: &str) -> Result<Vec<Key>, Error> {
    // A range, which the index of prefixes serves; no prefix has a character beyond its end.
    const BEGINS: &str = "prefix >= start AND prefix < start || char(1114111)";
    let sql = format!(
        "WITH brand (brand) AS (SELECT value FROM settings WHERE name = 'brand'),
              starts (start) AS (SELECT $1 UNION ALL SELECT brand || '_live_' || $1 FROM brand
                                 UNION ALL SELECT brand || '_test_' || $1 FROM brand)
         SELECT {} FROM {}
         WHERE keys.id IN (SELECT key_id FROM starts CROSS JOIN key_secrets ON {BEGINS} LIMIT 10)
         ORDER BY keys.id",
        KEYS.columns, KEYS.from
    );
    let mut select = read.prepare(&sql)?;
    Ok(select.query_map([beginning], from_row)?.collect::<Result<_, _>>()?)
}

/// Every `user/name` of a living key, for suggesting the one that was meant.
///
/// # Errors
/// As any read.
pub fn list_paths(read: &Read<'_>) -> Result<Vec<String>, Error> {
    let sql = "SELECT handle || '/' || name FROM keys JOIN users ON users.id = user_id
               WHERE keys.status IN ('active', 'suspended') ORDER BY keys.id LIMIT 10000";
    let mut select = read.prepare(sql)?;
    Ok(select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Stores a key; its first version follows.
///
/// # Errors
/// [`Error::Duplicate`] where the user has a living key of that name.
pub fn insert(write: &Write<'_>, key: &NewKey<'_>) -> Result<KeyId, Error> {
    let sql = "INSERT INTO keys (user_id, name, status, role_id, permissions, models, networks,
                   expires_at, lifetime_micros, rotate_every_micros, sunset_at, created_at)
               VALUES (:user_id, :name, 'active', :role_id, :permissions, :models, :networks,
                   :expires_at, :lifetime, :rotate_every, :sunset_at, :created_at)
               RETURNING id";
    let Restrictions { role_id, permissions, models, networks } = key.restrictions;
    let id = write.prepare(sql)?.query_row(
        named_params! {
            ":user_id": key.user.0,
            ":name": key.name.as_str(),
            ":role_id": role_id,
            ":permissions": permissions.as_ref().map(ToString::to_string),
            ":models": models_to_text(models),
            ":networks": networks_to_text(networks),
            ":expires_at": key.term.expires_at.map(Timestamp::micros),
            ":lifetime": key.term.lifetime.map(Span::micros),
            ":rotate_every": key.rotate_every.map(Span::micros),
            ":sunset_at": key.sunset_at.map(Timestamp::micros),
            ":created_at": key.created_at.micros(),
        },
        |row| row.get(0),
    )?;
    Ok(KeyId(id))
}

/// How long a key lives by itself, whatever its sunset: what a rotation gives it anew.
///
/// # Errors
/// [`Error::Unexpected`] where there is no such key.
pub fn own_term(read: &Read<'_>, key: KeyId) -> Result<Term, Error> {
    let sql = "SELECT expires_at AS ends_at, lifetime_micros FROM keys WHERE id = $1";
    let found = read.prepare(sql)?.query_row([key.0], term).optional()?;
    found.ok_or(Error::Unexpected("the key"))
}

/// Moves a key from one status to another.
///
/// # Errors
/// [`Error::Unexpected`] where it has not the status that it is to leave.
pub fn set_status(
    write: &Write<'_>,
    key: KeyId,
    from: KeyStatus,
    to: KeyStatus,
) -> Result<(), Error> {
    let sql = "UPDATE keys SET status = $1 WHERE id = $2 AND status = $3";
    write.change_one("the key", sql, (to.as_str(), key.0, from.as_str()))
}

/// Marks a key that is not revoked yet as revoked.
///
/// # Errors
/// [`Error::Unexpected`] where it is revoked.
pub fn mark_revoked(write: &Write<'_>, key: KeyId, at: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE keys SET status = 'revoked', revoked_at = $1
               WHERE id = $2 AND status <> 'revoked'";
    write.change_one("the key", sql, (at.micros(), key.0))
}

/// Gives a living key another term.
///
/// # Errors
/// [`Error::Unexpected`] where it is not alive.
pub fn set_term(write: &Write<'_>, key: KeyId, term: Term) -> Result<(), Error> {
    let sql = "UPDATE keys SET expires_at = $1, lifetime_micros = $2
               WHERE id = $3 AND status IN ('active', 'suspended')";
    let expires_at = term.expires_at.map(Timestamp::micros);
    write.change_one("the key", sql, (expires_at, term.lifetime.map(Span::micros), key.0))
}

/// Ends the exemption of an imported key from the lifetime of its role.
///
/// # Errors
/// [`Error::Unexpected`] where there is no such key.
pub fn clear_sunset(write: &Write<'_>, key: KeyId) -> Result<(), Error> {
    write.change_one("the key", "UPDATE keys SET sunset_at = NULL WHERE id = $1", [key.0])
}

/// What of a key can be changed beside its term and its status.
#[derive(Clone, Debug)]
pub struct Traits<'a> {
    /// Its name.
    pub name: &'a Name,
    /// How long after a rotation the next one is due.
    pub rotate_every: Option<Span>,
    /// The only models it may use.
    pub models: &'a [ModelGlob],
    /// The only networks it may be used from.
    pub networks: &'a [IpNet],
}

/// Changes the traits of a living key.
///
/// # Errors
/// [`Error::Duplicate`] where another living key of the user has the name, [`Error::Unexpected`]
/// where it is not alive.
pub fn set_traits(write: &Write<'_>, key: KeyId, traits: &Traits<'_>) -> Result<(), Error> {
    let sql = "UPDATE keys SET name = $1, rotate_every_micros = $2, models = $3, networks = $4
               WHERE id = $5 AND status IN ('active', 'suspended')";
    let models = models_to_text(traits.models);
    let networks = networks_to_text(traits.networks);
    let every = traits.rotate_every.map(Span::micros);
    write.change_one("the key", sql, (traits.name.as_str(), every, models, networks, key.0))
}

fn models_to_text(models: &[ModelGlob]) -> Option<String> {
    let globs: Vec<&str> = models.iter().map(ModelGlob::as_str).collect();
    (!globs.is_empty()).then(|| serde_json::Value::from(globs).to_string())
}

fn networks_to_text(networks: &[IpNet]) -> Option<String> {
    let networks: Vec<String> = networks.iter().map(ToString::to_string).collect();
    (!networks.is_empty()).then(|| serde_json::Value::from(networks).to_string())
}

/// What narrows the key of a row.
///
/// # Errors
/// What `rusqlite` says of a damaged column.
pub(in crate::store) fn restrictions(row: &Row<'_>) -> rusqlite::Result<Restrictions> {
    Ok(Restrictions {
        role_id: row.get("role_id")?,
        permissions: parsed_option(row, "permissions")?,
        models: list_option(row, "models")?,
        networks: list_option(row, "networks")?,
    })
}

/// How long the key of a row lives: until its sunset at most.
///
/// # Errors
/// What `rusqlite` says of a damaged column.
pub(in crate::store) fn term(row: &Row<'_>) -> rusqlite::Result<Term> {
    Ok(Term {
        expires_at: instant_option(row, "ends_at")?,
        lifetime: span_option(row, "lifetime_micros")?,
    })
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Key> {
    Ok(Key {
        id: KeyId(row.get("id")?),
        user_id: UserId(row.get("user_id")?),
        user: parsed(row, "handle")?,
        user_label: row.get("user_label")?,
        name: parsed(row, "name")?,
        version_id: VersionId(row.get("version_id")?),
        prefix: prefix(row)?,
        last_four: row.get("last_four")?,
        status: parsed(row, "status")?,
        role: row.get("role")?,
        restrictions: restrictions(row)?,
        term: term(row)?,
        rotate_every: span_option(row, "rotate_every_micros")?,
        rotated_at: instant(row, "rotated_at")?,
        imported: row.get("imported")?,
        sunset_at: instant_option(row, "sunset_at")?,
        recoverable: row.get("recoverable")?,
        created_at: instant(row, "created_at")?,
        revoked_at: instant_option(row, "revoked_at")?,
    })
}
