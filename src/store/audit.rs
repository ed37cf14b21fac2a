//! The audit log: a chain of hashes whose end carries a tag (R-K1, R-K2).

use rusqlite::{OptionalExtension, Row, named_params};

use crate::domain::audit::{Actor, Entry, Event, Head, REQUEST};
use crate::domain::page::{Listing, Page};
use crate::domain::time::Timestamp;
use crate::secret::digest::{constant_time_eq, sha256};
use crate::secret::keyring::Keyring;
use crate::store::audit_concern::Concern;
use crate::store::db::{Read, Write};
use crate::store::error::Error;
use crate::store::page::{self, Conditions, Source};

const LOG: Source = Source {
    columns: "seq, at, actor_type, actor_id, action, target, outcome, request_id, source, details,
              hash",
    from: "audit_log",
    id: "seq",
    orders: &[("seq", "seq"), ("time", "at"), ("action", "action")],
};

/// Which entries a list or a count covers; a field that is `None` excludes nothing.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only events whose name matches: `*` stands for any run of characters.
    pub event: Option<String>,
    /// Only what concerns this user.
    pub user: Option<Concern>,
    /// Only what concerns this key.
    pub key: Option<Concern>,
    /// Only this actor's.
    pub actor: Option<String>,
    /// Only those of requests from this address.
    pub ip: Option<String>,
    /// Only those that ended so.
    pub outcome: Option<String>,
    /// Only from this instant on.
    pub since: Option<Timestamp>,
    /// Only before this instant.
    pub until: Option<Timestamp>,
    /// Only after this entry.
    pub after: Option<u64>,
}

impl Filter {
    fn conditions(&self) -> Conditions {
        let concerns = [self.user.as_ref(), self.key.as_ref()];
        let conditions = Conditions::default()
            .matches("action", self.event.as_deref())
            .equal("actor_id", self.actor.clone())
            .equal("ip", self.ip.clone())
            .equal("outcome", self.outcome.clone())
            .compare("at", ">=", self.since.map(Timestamp::micros))
            .compare("at", "<", self.until.map(Timestamp::micros))
            .compare("seq", ">", self.after.map(u64::cast_signed));
        concerns.into_iter().flatten().fold(conditions, |all, concern| concern.add_to(all))
    }
}

/// Begins an empty log.
///
/// # Errors
/// [`Error::Duplicate`] where it has begun.
pub fn begin(write: &Write<'_>, keyring: &Keyring) -> Result<(), Error> {
    let head = Head { epoch: 1, count: 0, hash: [0; 32] };
    let sql = "INSERT INTO audit_head (id, epoch, count, head_hash, mac)
               VALUES (1, 1, 0, $1, $2)";
    write.prepare(sql)?.execute((head.hash, head_tag(keyring, &head)))?;
    Ok(())
}

/// Appends an entry; returns its number.
///
/// # Errors
/// [`Error::Unexpected`] where the log has no head, or one that this database's key did not sign:
/// the change it tells of must then fail too (R-K4).
pub fn append(
    write: &Write<'_>,
    keyring: &Keyring,
    actor: &Actor,
    event: Event,
    at: Timestamp,
) -> Result<u64, Error> {
    let (head, tag) = head(write)?;
    // A head that was put back by hand would be signed anew, and what was cut off be forgotten.
    if !constant_time_eq(&head_tag(keyring, &head), &tag) {
        return Err(Error::Unexpected("the tag of the audit log's head"));
    }
    let mut details = actor.circumstances.clone();
    let request = details.remove(REQUEST);
    let request = request.as_ref().and_then(|id| id.as_str()).map(str::to_owned);
    details.extend(event.details);
    let entry = Entry {
        seq: head.count + 1,
        at,
        actor_type: actor.kind.as_str().to_owned(),
        actor_id: actor.id.clone(),
        action: event.action.to_owned(),
        target: event.target,
        outcome: event.outcome.as_str().to_owned(),
        request_id: event.request_id.or(request),
        source: Some(actor.source.to_owned()),
        details: serde_json::Value::Object(details).to_string(),
    };
    let hash = sha256(&[&entry.canonical(&head.hash)]);
    insert(write, &entry, &hash)?;
    let head = Head { epoch: head.epoch, count: entry.seq, hash };
    let sql = "UPDATE audit_head SET count = $1, head_hash = $2, mac = $3 WHERE id = 1";
    let mac = head_tag(keyring, &head);
    write.change_one("the audit log's head", sql, (head.count.cast_signed(), hash, mac))?;
    Ok(entry.seq)
}

/// The end of the log and its tag.
///
/// # Errors
/// [`Error::Unexpected`] where it is missing.
pub fn head(read: &Read<'_>) -> Result<(Head, [u8; 32]), Error> {
    find_head(read)?.ok_or(Error::Unexpected("the audit log's head"))
}

/// The end of the log and its tag; `None` where it is missing.
///
/// # Errors
/// As any read.
pub fn find_head(read: &Read<'_>) -> Result<Option<(Head, [u8; 32])>, Error> {
    let sql = "SELECT epoch, count, head_hash, mac FROM audit_head WHERE id = 1";
    let found = read.prepare(sql)?.query_row([], |row| {
        let (epoch, count): (i64, i64) = (row.get(0)?, row.get(1)?);
        let head =
            Head { epoch: epoch.cast_unsigned(), count: count.cast_unsigned(), hash: row.get(2)? };
        Ok((head, row.get(3)?))
    });
    Ok(found.optional()?)
}

/// The tag that belongs on a head (R-K2).
pub fn head_tag(keyring: &Keyring, head: &Head) -> [u8; 32] {
    keyring.audit_mac(&[&head.canonical()])
}

/// The instant of the newest entry; `None` in an empty log.
///
/// # Errors
/// As any read.
pub fn newest_at(read: &Read<'_>) -> Result<Option<Timestamp>, Error> {
    let sql = "SELECT at FROM audit_log ORDER BY seq DESC LIMIT 1";
    let found = read.prepare(sql)?.query_row([], |row| row.get(0)).optional()?;
    Ok(found.map(Timestamp::from_micros))
}

/// Whether one of the newest thousand entries tells of this, from an instant on.
///
/// # Errors
/// As any read.
pub fn was_told(
    read: &Read<'_>,
    action: &str,
    target: &str,
    since: Timestamp,
) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM audit_log
               WHERE seq > (SELECT max(seq) FROM audit_log) - 1000
                   AND action = $1 AND target = $2 AND at >= $3";
    let found = read.prepare(sql)?.query_row((action, target, since.micros()), |_| Ok(()));
    Ok(found.optional()?.is_some())
}

/// A page of entries.
///
/// # Errors
/// [`Error::Unexpected`] where the list has no such order.
pub fn list(read: &Read<'_>, filter: &Filter, page: &Page) -> Result<Listing<Entry>, Error> {
    page::list(read, &LOG, filter.conditions(), page, from_row)
}

/// As [`list`], each entry with its hash.
///
/// # Errors
/// As [`list`].
pub fn list_hashed(
    read: &Read<'_>,
    filter: &Filter,
    page: &Page,
) -> Result<Listing<(Entry, [u8; 32])>, Error> {
    page::list(read, &LOG, filter.conditions(), page, |row| Ok((from_row(row)?, row.get("hash")?)))
}

/// How many entries.
///
/// # Errors
/// As any read.
pub fn count(read: &Read<'_>, filter: &Filter) -> Result<u64, Error> {
    page::count(read, &LOG, &filter.conditions())
}

/// What entries can be sorted by.
pub fn sort_columns() -> Vec<&'static str> {
    page::sort_columns(&LOG)
}

/// One entry and its hash.
///
/// # Errors
/// As any read.
pub fn find(read: &Read<'_>, seq: u64) -> Result<Option<(Entry, [u8; 32])>, Error> {
    let mut select =
        read.prepare(&format!("SELECT {} FROM audit_log WHERE seq = $1", LOG.columns))?;
    let found = select.query_row([seq.cast_signed()], |row| Ok((from_row(row)?, row.get("hash")?)));
    Ok(found.optional()?)
}

fn insert(write: &Write<'_>, entry: &Entry, hash: &[u8; 32]) -> Result<(), Error> {
    let sql = "INSERT INTO audit_log (seq, at, actor_type, actor_id, action, target, outcome,
                                      request_id, source, details, hash)
               VALUES (:seq, :at, :actor_type, :actor_id, :action, :target, :outcome,
                       :request_id, :source, :details, :hash)";
    write
        .prepare(sql)?
        .execute(named_params! {
            ":seq": entry.seq.cast_signed(),
            ":at": entry.at.micros(),
            ":actor_type": entry.actor_type,
            ":actor_id": entry.actor_id,
            ":action": entry.action,
            ":target": entry.target,
            ":outcome": entry.outcome,
            ":request_id": entry.request_id,
            ":source": entry.source,
            ":details": entry.details,
            ":hash": hash,
        })
        .map_err(|error| match Error::from(error) {
            // The head does not know of an entry that has the next number.
            Error::Duplicate(_) => Error::Unexpected("the end of the audit log"),
            other => other,
        })?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let seq: i64 = row.get("seq")?;
    Ok(Entry {
        seq: seq.cast_unsigned(),
        at: Timestamp::from_micros(row.get("at")?),
        actor_type: row.get("actor_type")?,
        actor_id: row.get("actor_id")?,
        action: row.get("action")?,
        target: row.get("target")?,
        outcome: row.get("outcome")?,
        request_id: row.get("request_id")?,
        source: row.get("source")?,
        details: row.get("details")?,
    })
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;
    use crate::secret::digest::Mac256;
    use crate::secret::value::Secret;

    #[test]
    fn the_vectors_of_r_k1_and_r_k2() {
        let entry = |seq, at, actor: (&str, Option<&str>), action: &str, target: &str| Entry {
            seq,
            at: Timestamp::from_micros(at),
            actor_type: actor.0.to_owned(),
            actor_id: actor.1.map(str::to_owned),
            action: action.to_owned(),
            target: Some(target.to_owned()),
            outcome: "ok".to_owned(),
            request_id: None,
            source: None,
            details: "{}".to_owned(),
        };
        let first = entry(1, 1_700_000_000_000, ("system", None), "db.init", "db:1");
        let hash = sha256(&[&first.canonical(&[0; 32])]);
        assert_eq!(
            HEXLOWER.encode(&hash),
            "a3d3ea22560e930943ae31e16709533b5655152da8a22306df6c51f8b60a9841"
        );
        let second = Entry {
            request_id: Some("req_1".to_owned()),
            source: Some("cli".to_owned()),
            details: r#"{"name":"ci"}"#.to_owned(),
            ..entry(2, 1_700_000_001_000, ("user", Some("u_1")), "key.create", "key:k_1")
        };
        let hash = sha256(&[&second.canonical(&hash)]);
        assert_eq!(
            HEXLOWER.encode(&hash),
            "ef2a59d8261dde9a4decf701c38eba9e15188c600dab141b41e545adf4d98036"
        );
        let head = Head { epoch: 1, count: 2, hash };
        let mac = Mac256::new(&Secret::new([0x24; 32])).tag(&[&head.canonical()]);
        assert_eq!(
            HEXLOWER.encode(&mac),
            "2c1500d7f776343ffcbf5e3390b5240b47e31b108046d60ea7387222075df9ca"
        );
    }
}
