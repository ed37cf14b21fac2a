//! Whom an entry of the audit log concerns: it names its target by number, and users and keys also
//! in its details, by the names that they had then.

use rusqlite::types::Value;

use crate::domain::key::{KeyId, KeyRef};
use crate::domain::user::{UserId, UserRef};
use crate::store::db::Read;
use crate::store::error::Error;
use crate::store::page::Conditions;

/// What entries say of a user or a key: it is looked for under all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concern {
    /// `user:12` or `key:12`: entries about it.
    targets: Vec<String>,
    /// The numbers of users whose keys are looked for as well.
    owners: Vec<i64>,
    /// Names that entries about something else mention it by.
    names: Vec<Mention>,
}

/// A name in the details of an entry, while it meant the one that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mention {
    name: String,
    is_user: bool,
    from: i64,
    to: i64,
}

impl Concern {
    /// Whether nothing that is or was in the database has that name.
    pub fn is_unknown(&self) -> bool {
        self.targets.is_empty()
    }

    fn merge(&mut self, other: Self) {
        self.targets.extend(other.targets);
        self.owners.extend(other.owners);
        self.names.extend(other.names);
    }

    /// Adds that an entry concerns it. Each way of naming it has an index of its own, so the
    /// entries are gathered and not searched for.
    pub(in crate::store) fn add_to(&self, conditions: Conditions) -> Conditions {
        conditions.worded(|values| {
            let mut bind = |value: Value| {
                values.push(value);
                format!("${}", values.len())
            };
            let mut found = Vec::new();
            for target in &self.targets {
                let target = bind(target.clone().into());
                found.push(format!("target = {target}"));
            }
            for owner in &self.owners {
                let owner = bind((*owner).into());
                found.push(format!(
                    "target IN (SELECT 'key:' || id FROM keys WHERE user_id = {owner})"
                ));
            }
            for Mention { name, is_user, from, to } in &self.names {
                if *is_user {
                    // A target that is a user is that user, whoever else had the name.
                    let handle = bind(name.clone().into());
                    let lived = life(&mut bind, *from, *to);
                    found.push(format!(
                        "user = {handle} AND coalesce(target, '') NOT GLOB 'user:*' AND {lived}"
                    ));
                    // A slash is followed by a zero, so this is what begins with `handle/`.
                    let begin = bind(format!("{name}/").into());
                    let end = bind(format!("{name}0").into());
                    let lived = life(&mut bind, *from, *to);
                    found.push(format!(
                        "key >= {begin} AND key < {end}
                         AND coalesce(target, '') NOT GLOB 'key:*' AND {lived}"
                    ));
                } else {
                    let key = bind(name.clone().into());
                    let lived = life(&mut bind, *from, *to);
                    found.push(format!(
                        "key = {key} AND coalesce(target, '') NOT GLOB 'key:*' AND {lived}"
                    ));
                }
            }
            let gathered: Vec<_> = found
                .into_iter()
                .map(|condition| format!("SELECT seq FROM audit_log WHERE {condition}"))
                .collect();
            format!("seq IN ({})", gathered.join(" UNION ALL "))
        })
    }
}

/// That an entry is of the time in which a name meant somebody.
fn life(bind: &mut impl FnMut(Value) -> String, from: i64, to: i64) -> String {
    let (from, to) = (bind(from.into()), bind(to.into()));
    format!("at BETWEEN {from} AND {to}")
}

/// Everybody who has, or had before they were removed, that number, handle or e-mail.
///
/// # Errors
/// As any read.
pub fn of_user(read: &Read<'_>, user: &UserRef) -> Result<Concern, Error> {
    let (condition, value): (_, Value) = match user {
        UserRef::Id(id) => ("id = $1", id.0.into()),
        UserRef::Email(email) => ("email = $1", email.to_string().into()),
        UserRef::Handle(handle) => ("handle = $1", handle.to_string().into()),
    };
    let sql = format!(
        "SELECT id, handle, created_at, coalesce(removed_at, {}) FROM users WHERE {condition}",
        i64::MAX
    );
    let mut concern = Concern::default();
    let mut select = read.prepare(&sql)?;
    let mut rows = select.query([&value])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        concern.targets.push(format!("user:{id}"));
        concern.owners.push(id);
        let (name, from, to) = (row.get(1)?, row.get(2)?, row.get(3)?);
        concern.names.push(Mention { name, is_user: true, from, to });
    }
    drop(rows);
    if let (true, UserRef::Handle(handle)) = (concern.is_unknown(), user) {
        // Perhaps a handle that somebody had before they were renamed.
        let told = "SELECT DISTINCT target FROM audit_log
                    WHERE user = $1 AND target GLOB 'user:[0-9]*'";
        for id in told_targets(read, told, handle.as_str())? {
            concern.merge(of_user(read, &UserRef::Id(UserId(id)))?);
        }
        let name = handle.to_string();
        concern.names.push(Mention { name, is_user: true, from: i64::MIN, to: i64::MAX });
    }
    Ok(concern)
}

/// Every key, dead ones too, that has or had that number, name or prefix.
///
/// # Errors
/// As any read.
pub fn of_key(read: &Read<'_>, key: &KeyRef) -> Result<Concern, Error> {
    const BRAND: &str = "(SELECT value FROM settings WHERE name = 'brand')";
    let of_version =
        |which: &str| format!("keys.id IN (SELECT key_id FROM key_secrets WHERE prefix {which})");
    let (condition, values) = match key {
        KeyRef::Id(id) => ("keys.id = $1".to_owned(), vec![id.to_string()]),
        KeyRef::Path(user, name) => {
            ("handle = $1 AND name = $2".to_owned(), vec![user.to_string(), name.to_string()])
        }
        KeyRef::Name(name) => ("name = $1".to_owned(), vec![name.to_string()]),
        KeyRef::Prefix(prefix) if prefix.len() == 12 => {
            let both = format!("IN ({BRAND} || '_live_' || $1, {BRAND} || '_test_' || $1, $1)");
            (of_version(&both), vec![prefix.clone()])
        }
        KeyRef::Prefix(prefix) => (of_version("= $1"), vec![prefix.clone()]),
    };
    let sql = format!(
        "SELECT keys.id, handle || '/' || name, keys.created_at FROM keys
         JOIN users ON users.id = user_id WHERE {condition}"
    );
    let mut concern = Concern::default();
    let mut select = read.prepare(&sql)?;
    let mut rows = select.query(rusqlite::params_from_iter(values))?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        concern.targets.push(format!("key:{id}"));
        let (name, from) = (row.get(1)?, row.get(2)?);
        concern.names.push(Mention { name, is_user: false, from, to: i64::MAX });
    }
    drop(rows);
    if let (true, KeyRef::Path(..)) = (concern.is_unknown(), key) {
        let name = key.to_string();
        // Perhaps what a key was called before it, or its user, was renamed.
        let told = "SELECT DISTINCT target FROM audit_log
                    WHERE key = $1 AND target GLOB 'key:[0-9]*'";
        for id in told_targets(read, told, &name)? {
            concern.merge(of_key(read, &KeyRef::Id(KeyId(id)))?);
        }
        concern.names.push(Mention { name, is_user: false, from: i64::MIN, to: i64::MAX });
    }
    Ok(concern)
}

/// The numbers of the targets that a query finds for a name.
fn told_targets(read: &Read<'_>, sql: &str, name: &str) -> Result<Vec<i64>, Error> {
    let mut select = read.prepare(sql)?;
    let targets = select.query_map([name], |row| row.get::<_, String>(0))?;
    let targets: Vec<String> = targets.collect::<Result<_, _>>()?;
    let number = |target: &String| target.split_once(':').and_then(|(_, id)| id.parse().ok());
    Ok(targets.iter().filter_map(number).collect())
}
