//! The audit log: a chain of hashes whose end carries a tag (R-K1, R-K2).

use rusqlite::{OptionalExtension, Row, named_params};

use crate::domain::audit::{Actor, Entry, Event, Head};
use crate::domain::page::{Listing, Page};
use crate::domain::time::Timestamp;
use crate::secret::digest::{constant_time_eq, sha256};
use crate::secret::keyring::Keyring;
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
    /// Only this actor's.
    pub actor: Option<String>,
    /// Only those that ended so.
    pub outcome: Option<String>,
    /// Only from this instant on.
    pub since: Option<Timestamp>,
    /// Only before this instant.
    pub until: Option<Timestamp>,
}

impl Filter {
    fn conditions(&self) -> Conditions {
        Conditions::default()
            .matches("action", self.event.as_deref())
            .equal("actor_id", self.actor.clone())
            .equal("outcome", self.outcome.clone())
            .compare("at", ">=", self.since.map(Timestamp::micros))
            .compare("at", "<", self.until.map(Timestamp::micros))
    }
}

/// Where the chain of a log breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Break {
    /// This entry was altered, moved, or follows a gap.
    Entry(u64),
    /// Entries after this one are missing, or were added without the tag.
    Tail(u64),
    /// The tag on the head is not ours: another key, or the head was altered.
    Mac,
}

/// Begins an empty log.
///
/// # Errors
/// [`Error::Duplicate`] where it has begun.
pub fn begin(write: &Write<'_>, keyring: &Keyring) -> Result<(), Error> {
    let head = Head { epoch: 1, count: 0, hash: [0; 32] };
    let sql = "INSERT INTO audit_head (id, epoch, count, head_hash, mac)
               VALUES (1, 1, 0, $1, $2)";
    write.prepare(sql)?.execute((head.hash, keyring.audit_mac(&[&head.canonical()])))?;
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
    if !constant_time_eq(&keyring.audit_mac(&[&head.canonical()]), &tag) {
        return Err(Error::Unexpected("the tag of the audit log's head"));
    }
    let mut details = actor.circumstances.clone();
    details.extend(event.details);
    let entry = Entry {
        seq: head.count + 1,
        at,
        actor_type: actor.kind.as_str().to_owned(),
        actor_id: actor.id.clone(),
        action: event.action.to_owned(),
        target: event.target,
        outcome: event.outcome.as_str().to_owned(),
        request_id: event.request_id,
        source: Some(actor.source.to_owned()),
        details: serde_json::Value::Object(details).to_string(),
    };
    let hash = sha256(&[&entry.canonical(&head.hash)]);
    insert(write, &entry, &hash)?;
    let head = Head { epoch: head.epoch, count: entry.seq, hash };
    let sql = "UPDATE audit_head SET count = $1, head_hash = $2, mac = $3 WHERE id = 1";
    let mac = keyring.audit_mac(&[&head.canonical()]);
    write.change_one("the audit log's head", sql, (head.count.cast_signed(), hash, mac))?;
    Ok(entry.seq)
}

/// The end of the log and its tag.
///
/// # Errors
/// [`Error::Unexpected`] where it is missing.
pub fn head(read: &Read<'_>) -> Result<(Head, [u8; 32]), Error> {
    let sql = "SELECT epoch, count, head_hash, mac FROM audit_head WHERE id = 1";
    let found = read.prepare(sql)?.query_row([], |row| {
        let (epoch, count): (i64, i64) = (row.get(0)?, row.get(1)?);
        let head =
            Head { epoch: epoch.cast_unsigned(), count: count.cast_unsigned(), hash: row.get(2)? };
        Ok((head, row.get(3)?))
    });
    found.optional()?.ok_or(Error::Unexpected("the audit log's head"))
}

/// When the newest entry was written; `None` in an empty log.
///
/// # Errors
/// As any read.
pub fn newest_at(read: &Read<'_>) -> Result<Option<Timestamp>, Error> {
    let sql = "SELECT at FROM audit_log ORDER BY seq DESC LIMIT 1";
    let at: Option<i64> = read.prepare(sql)?.query_row([], |row| row.get(0)).optional()?;
    Ok(at.map(Timestamp::from_micros))
}

/// Walks the whole chain; returns the head where it holds, and the first break where not. The tag
/// is checked where there is a keyring.
///
/// # Errors
/// As any read.
pub fn verify(read: &Read<'_>, keyring: Option<&Keyring>) -> Result<Result<Head, Break>, Error> {
    let (head, mac) = head(read)?;
    if keyring.is_some_and(|ring| !constant_time_eq(&ring.audit_mac(&[&head.canonical()]), &mac)) {
        return Ok(Err(Break::Mac));
    }
    let mut select =
        read.prepare(&format!("SELECT {} FROM audit_log ORDER BY seq", LOG.columns))?;
    let mut rows = select.query([])?;
    let (mut count, mut previous) = (0, [0; 32]);
    while let Some(row) = rows.next()? {
        let entry = from_row(row)?;
        let hash: [u8; 32] = row.get("hash")?;
        if entry.seq > head.count {
            return Ok(Err(Break::Tail(head.count)));
        }
        let expected = sha256(&[&entry.canonical(&previous)]);
        if entry.seq != count + 1 || !constant_time_eq(&expected, &hash) {
            return Ok(Err(Break::Entry(entry.seq)));
        }
        (count, previous) = (entry.seq, hash);
    }
    if count != head.count || previous != head.hash {
        return Ok(Err(Break::Tail(count)));
    }
    Ok(Ok(head))
}

/// A page of entries.
///
/// # Errors
/// [`Error::Unexpected`] where the list has no such order.
pub fn list(read: &Read<'_>, filter: &Filter, page: &Page) -> Result<Listing<Entry>, Error> {
    page::list(read, &LOG, filter.conditions(), page, from_row)
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
    write.prepare(sql)?.execute(named_params! {
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
