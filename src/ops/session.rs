//! A session: an open database, its keys, who acts, and when.

use std::sync::Arc;

use crate::domain::audit::{Actor, ActorKind, Event, Outcome};
use crate::domain::permission::Grant;
use crate::domain::time::{Span, Timestamp};
use crate::ops::error::{Error, Kind};
use crate::secret::keyring::{DataKey, Keyring};
use crate::secret::master_key::MasterKey;
use crate::store::announcement as announcement_rows;
use crate::store::audit as audit_rows;
use crate::store::data_key;
use crate::store::db::{Read, Store, Write};
use crate::store::operator as operator_rows;
use crate::store::setting;

/// How long nothing may have been recorded before the clock is thought to be ahead.
const MAX_QUIET: Span = Span::from_secs(7 * 86_400);

/// How far the clock may go back unnoticed.
const MAX_STEP_BACK: Span = Span::from_secs(60);

/// How often it is told that a sealed value does not open.
const UNOPENED_INTERVAL: Span = Span::from_secs(60);

/// What an op that changes something works with.
#[derive(Debug)]
pub struct Session {
    /// The database.
    pub store: Store,
    /// Its data keys, unwrapped.
    pub keyring: Arc<Keyring>,
    /// Who acts.
    pub actor: Actor,
    /// When: one instant for the whole command or batch.
    pub now: Timestamp,
}

/// What became of a request to create something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created<N, E = N> {
    /// It was made.
    New(N),
    /// It stood already, as asked for.
    Existing(E),
}

/// What to do where a name is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfExists {
    /// It is a conflict.
    Fail,
    /// It is fine if it is what was asked for.
    Accept,
}

impl IfExists {
    /// What `--if-not-exists` asks for.
    pub const fn from_flag(accept: bool) -> Self {
        if accept { Self::Accept } else { Self::Fail }
    }
}

impl Session {
    /// Makes a change that gateways obey at their next request: one transaction, with an entry in
    /// the audit log for each event that `body` returns. If the log cannot be written, nothing
    /// is (R-K4).
    ///
    /// # Errors
    /// What `body` returns, or what the store says.
    pub fn change<T>(
        &mut self,
        body: impl FnOnce(&Write<'_>, &Keyring) -> Result<(T, Vec<Event>), Error>,
    ) -> Result<T, Error> {
        self.change_telling(body)
    }

    /// As [`Session::change`], for more events than should be in memory at once.
    ///
    /// # Errors
    /// As [`Session::change`].
    pub fn change_telling<T, E>(
        &mut self,
        body: impl FnOnce(&Write<'_>, &Keyring) -> Result<(T, E), Error>,
    ) -> Result<T, Error>
    where
        E: IntoIterator<Item = Event>,
    {
        let write = self.store.write()?;
        let (value, events) = body(&write, &self.keyring)?;
        tell(&write, &self.keyring, &self.actor, events, self.now)?;
        write.commit_authority()?;
        Ok(value)
    }

    /// As [`Session::change`], for a change that may find reasons against itself: it is undone, and
    /// they are returned.
    ///
    /// # Errors
    /// As [`Session::change`]; reasons are no error.
    pub fn change_unless<T, R>(
        &mut self,
        body: impl FnOnce(&Write<'_>) -> Result<Result<(T, Vec<Event>), R>, Error>,
    ) -> Result<Result<T, R>, Error> {
        let write = self.store.write()?;
        let (value, events) = match body(&write)? {
            Ok(changed) => changed,
            Err(reasons) => return Ok(Err(reasons)),
        };
        tell(&write, &self.keyring, &self.actor, events, self.now)?;
        write.commit_authority()?;
        Ok(Ok(value))
    }

    /// As [`Session::change`], for a change of what gateways do not decide from: they hear
    /// nothing of it.
    ///
    /// # Errors
    /// As [`Session::change`].
    pub fn change_aside<T>(
        &mut self,
        body: impl FnOnce(&Write<'_>, &Keyring) -> Result<(T, Vec<Event>), Error>,
    ) -> Result<T, Error> {
        let write = self.store.write()?;
        let (value, events) = body(&write, &self.keyring)?;
        tell(&write, &self.keyring, &self.actor, events, self.now)?;
        write.commit()?;
        Ok(value)
    }

    /// Refuses to go by the clock where it is far ahead of the newest entry of the log: what is old
    /// by it may not be old at all (R-J4).
    ///
    /// # Errors
    /// [`Kind::Refused`].
    pub fn refuse_suspicious_clock(&self) -> Result<(), Error> {
        let newest = audit_rows::newest_at(&self.store.read()?)?;
        let Some(newest) = newest.filter(|at| at.saturating_add(MAX_QUIET) < self.now) else {
            return Ok(());
        };
        let message = format!("it is {}, and the newest audit entry is of {newest}", self.now);
        Err(Error::new(Kind::Refused, "clock.suspicious", message)
            .why("nothing was recorded for more than 7 days, or the clock is ahead")
            .fix("where the clock is right: keyctl audit anchor, then try again"))
    }

    /// Puts on record that the clock was set back by more than a minute since the newest entry,
    /// once (R-J4). `clock` must have been read just now: what was read long ago is behind without
    /// any step. Returns the instant of that entry, where there was such a step.
    ///
    /// # Errors
    /// What the store says.
    pub fn record_clock_step(&mut self, clock: Timestamp) -> Result<Option<Timestamp>, Error> {
        let stepped = |read: &Read<'_>| {
            let newest = audit_rows::newest_at(read)?;
            Ok::<_, Error>(newest.filter(|at| clock.saturating_add(MAX_STEP_BACK) < *at))
        };
        if stepped(&self.store.read()?)?.is_none() {
            return Ok(None);
        }
        // Another gateway may have told it since.
        let write = self.store.write()?;
        let Some(newest) = stepped(&write)? else { return Ok(None) };
        let event = Event::ok("integrity.clock_back", "clock")
            .with_outcome(Outcome::Error)
            .with("from", newest.to_string())
            .with("to", clock.to_string());
        audit_rows::append(&write, &self.keyring, &self.actor, event, clock)?;
        write.commit()?;
        Ok(Some(newest))
    }

    /// Puts on record that a sealed value does not open in its place: once a minute at most for each
    /// target (R-A7).
    ///
    /// # Errors
    /// What the store says.
    pub fn record_unopened(&mut self, target: &str, event: Event) -> Result<(), Error> {
        let since = self.now.saturating_sub(UNOPENED_INTERVAL);
        let read = self.store.read()?;
        let told = audit_rows::was_told(&read, event.action, target, since)?;
        drop(read);
        if told { Ok(()) } else { self.record(event) }
    }

    /// Writes an entry of something that changed nothing gateways decide from.
    ///
    /// # Errors
    /// What the store says.
    pub fn record(&mut self, event: Event) -> Result<(), Error> {
        self.change_aside(|_, _| Ok(((), vec![event])))
    }
}

/// Puts on record what was done. Where the owner of the file did it who is no operator, every
/// operator who may do everything is told at their next command.
fn tell(
    write: &Write<'_>,
    keyring: &Keyring,
    actor: &Actor,
    events: impl IntoIterator<Item = Event>,
    now: Timestamp,
) -> Result<(), Error> {
    let recovers = actor.kind == ActorKind::Owner && !actor.grants.includes(&Grant::Everything);
    for event in events {
        if recovers && event.outcome == Outcome::Ok {
            announce_recovery(write, actor, &event, now)?;
        }
        audit_rows::append(write, keyring, actor, event, now)?;
    }
    Ok(())
}

fn announce_recovery(
    write: &Write<'_>,
    actor: &Actor,
    event: &Event,
    now: Timestamp,
) -> Result<(), Error> {
    let owner = actor.id.as_deref().unwrap_or_default();
    let target = event.target.as_deref().unwrap_or_default();
    let text = format!("the owner of the file, \"{owner}\", did {} {target}", event.action);
    let mut told = Vec::new();
    for operator in operator_rows::list(write)? {
        if operator.grants().includes(&Grant::Everything) && !told.contains(&operator.user_id) {
            announcement_rows::insert(write, operator.user_id, &text, now)?;
            told.push(operator.user_id);
        }
    }
    Ok(())
}

/// Opens the data keys of a database.
///
/// # Errors
/// [`Kind::Integrity`] where the master key is another database's, or a data key is damaged.
pub fn unlock(store: &Store, master_key: &MasterKey) -> Result<Keyring, Error> {
    let read = store.read()?;
    let expected = setting::get(&read, setting::KEK_ID)?;
    if expected != master_key.id().as_str() {
        return Err(Error::new(
            Kind::Integrity,
            "master_key.wrong",
            "this is not the master key of this database",
        )
        .why(format!("the database wants key id {expected}, this key has {}", master_key.id())));
    }
    let install = setting::get(&read, setting::INSTALL)?;
    let keys = unwrap_all(&read, &install, master_key)?;
    Keyring::new(install, keys).ok_or_else(|| damaged("a data key is missing"))
}

/// The context that a data key is wrapped in: a wrapped key moved to another row does not open.
pub fn wrap_context<'a>(install: &'a str, purpose: &'a str, numbers: &'a [u8; 8]) -> [&'a [u8]; 4] {
    [b"keyctl/wrap/v1", install.as_bytes(), purpose.as_bytes(), numbers]
}

/// The row and the version of a data key, as its context holds them.
pub fn wrap_numbers(id: u32, version: u32) -> [u8; 8] {
    (u64::from(id) << 32 | u64::from(version)).to_be_bytes()
}

fn unwrap_all(
    read: &Read<'_>,
    install: &str,
    master_key: &MasterKey,
) -> Result<Vec<DataKey>, Error> {
    let mut keys = Vec::new();
    for row in data_key::list(read)? {
        let numbers = wrap_numbers(row.id, row.version);
        let context = wrap_context(install, row.purpose.as_str(), &numbers);
        let key = master_key
            .unwrap(&context, &row.wrapped)
            .map_err(|_| damaged("a data key does not open in its row"))?;
        keys.push(DataKey { id: row.id, purpose: row.purpose, version: row.version, key });
    }
    Ok(keys)
}

fn damaged(message: &str) -> Error {
    Error::new(Kind::Integrity, "master_key.damaged", message).fix("restore a backup")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::key::KeyRef;
    use crate::domain::provider::{Dialect, Fallback};
    use crate::domain::user::UserKind;
    use crate::ops::audit_proof;
    use crate::ops::fixture::{Fixture, NOW};
    use crate::ops::key::create::{Request, create};
    use crate::ops::key::status::{self, RevokeTarget};
    use crate::ops::provider;
    use crate::ops::user::create as user;
    use crate::secret::random;
    use crate::store::db::Options;

    /// One change of each noun; none of them has been made before.
    fn changes(session: &mut Session) -> Vec<Result<(), Error>> {
        let user = user::Request {
            email: None,
            handle: Some("bob".parse().unwrap()),
            display_name: None,
            kind: UserKind::Person,
            role: "basic".to_owned(),
            budget: None,
        };
        let key = Request::new("ada".parse().unwrap(), "new".parse().unwrap());
        let demo = provider::Request {
            name: "demo".parse().unwrap(),
            dialect: Dialect::Demo,
            base_url: None,
            routes: vec!["demo-*".parse().unwrap()],
            auth: None,
            fallback: Fallback::None,
            allow_private: false,
        };
        let old = RevokeTarget::Keys(vec!["ada/old".parse::<KeyRef>().unwrap()]);
        let rng = &mut random::system();
        vec![
            user::create(session, &user, IfExists::Fail).map(drop),
            create(session, &key, IfExists::Fail, rng, |_| Ok(())).map(drop),
            status::revoke(session, &old, None).map(drop),
            provider::add(session, demo).map(drop),
            session.record(Event::ok("db.backup", "db:1")),
        ]
    }

    fn house() -> Fixture {
        let mut house = Fixture::new();
        house.user("ada");
        house.key("ada", "old");
        house
    }

    /// All that the changes could have changed, counted.
    fn counted(house: &Fixture) -> (i64, (u64, u64)) {
        let sql = "SELECT (SELECT count(*) FROM users) + 100 * (SELECT count(*) FROM keys)
                       + 10000 * (SELECT count(*) FROM keys WHERE status = 'revoked')
                       + 1000000 * (SELECT count(*) FROM providers)
                       + 100000000 * (SELECT count(*) FROM audit_log)";
        (house.number(sql), house.generations())
    }

    #[test]
    fn a_change_that_cannot_be_told_is_not_made() {
        for damage in ["DELETE FROM audit_head", "DROP TABLE audit_head"] {
            let mut house = house();
            let before = counted(&house);
            house.sql(damage);
            for outcome in changes(&mut house.session) {
                outcome.unwrap_err();
            }
            assert_eq!(counted(&house), before, "{damage}");
        }
        // Cut off by someone without the master key: the next entry must not sign that.
        let mut cut = house();
        cut.sql(
            "DROP TRIGGER audit_log_stays;
             DELETE FROM audit_log WHERE seq = (SELECT max(seq) FROM audit_log);
             UPDATE audit_head SET count = (SELECT max(seq) FROM audit_log),
                 head_hash = (SELECT hash FROM audit_log ORDER BY seq DESC LIMIT 1)",
        );
        let before = counted(&cut);
        for outcome in changes(&mut cut.session) {
            assert_eq!(outcome.unwrap_err().kind, Kind::Integrity);
        }
        assert_eq!(counted(&cut), before, "cut off");

        let mut house = house();
        let before = counted(&house);
        for outcome in changes(&mut house.session) {
            outcome.unwrap();
        }
        assert_ne!(counted(&house), before, "the same changes, told");
    }

    #[test]
    fn a_dry_run_keeps_nothing() {
        let house = house();
        let before = counted(&house);
        for outcome in changes(&mut house.dry_session()) {
            outcome.unwrap();
        }
        assert_eq!(counted(&house), before);
        audit_proof::verify(&house.session.store, &house.session.keyring, &[], |_| ()).unwrap();
    }

    #[test]
    fn a_locked_database_is_busy_and_nothing_is_changed() {
        let house = house();
        let before = counted(&house);
        let hasty = Options { busy_timeout: Duration::from_millis(20), ..Options::COMMAND };
        let mut session = house.session_with(hasty);
        let locker = house.connection();
        locker.execute_batch("BEGIN IMMEDIATE").unwrap();
        for outcome in changes(&mut session) {
            assert_eq!(outcome.unwrap_err().kind, Kind::Busy);
        }
        locker.execute_batch("ROLLBACK").unwrap();
        assert_eq!(counted(&house), before);
        for outcome in changes(&mut session) {
            outcome.unwrap();
        }
    }

    #[test]
    fn a_newer_schema_stops_every_change_under_way() {
        let mut house = house();
        let before = counted(&house);
        house.sql("PRAGMA user_version = 99");
        for outcome in changes(&mut house.session) {
            assert_eq!(outcome.unwrap_err().kind, Kind::Version);
        }
        assert_eq!(counted(&house), before);
    }

    #[test]
    fn a_clock_that_was_set_back_is_told_once() {
        let mut house = house();
        let at = |seconds: i64| Timestamp::from_micros(NOW.micros() + seconds * 1_000_000);
        let told = |house: &Fixture| {
            house.told().iter().filter(|told| told.starts_with("integrity.clock_back")).count()
        };
        for (clock, times) in [(at(0), 0), (at(-60), 0), (at(-61), 1), (at(-62), 1), (at(5), 1)] {
            house.session.record_clock_step(clock).unwrap();
            assert_eq!(told(&house), times, "{clock}");
        }
        let entry = house.entries().pop().unwrap();
        assert_eq!((entry.outcome.as_str(), entry.at), ("error", at(-61)));
        assert!(entry.details.contains(&NOW.to_string()), "{}", entry.details);
        house.session.now = at(600);
        house.session.record(Event::ok("db.backup", "db:1")).unwrap();
        house.session.record_clock_step(at(0)).unwrap();
        assert_eq!(told(&house), 2, "the next step is another");
    }

    #[test]
    fn a_clock_far_ahead_of_the_log_is_not_gone_by() {
        let mut house = house();
        let days = |days: u32| NOW.saturating_add(Span::from_secs(86_400 * days));
        house.session.now = days(7);
        house.session.refuse_suspicious_clock().unwrap();
        house.session.now = days(8);
        let error = house.session.refuse_suspicious_clock().unwrap_err();
        assert_eq!((error.kind, error.code), (Kind::Refused, "clock.suspicious"));
        house.session.record(Event::ok("db.backup", "db:1")).unwrap();
        house.session.refuse_suspicious_clock().unwrap();
    }

    #[test]
    fn what_does_not_open_is_told_once_a_minute_for_each_row() {
        let mut house = house();
        let mut tell = |target: &str, seconds| {
            house.session.now = NOW.saturating_add(Span::from_secs(seconds));
            let event = Event::ok("seal.open_failed", target).with_outcome(Outcome::Error);
            house.session.record_unopened(target, event).unwrap();
        };
        tell("key:1", 0);
        tell("key:1", 60);
        tell("key:2", 60);
        tell("key:1", 61);
        let told = house.told();
        let told: Vec<_> = told.iter().filter(|told| told.starts_with("seal.")).collect();
        let [one, two] = ["seal.open_failed key:1", "seal.open_failed key:2"];
        assert_eq!(told, [one, two, one]);
    }

    #[test]
    fn another_databases_master_key_is_refused_with_both_ids() {
        let (house, other) = (Fixture::new(), Fixture::new());
        let error = unlock(&house.session.store, &other.master_key).unwrap_err();
        assert_eq!((error.kind, error.code), (Kind::Integrity, "master_key.wrong"));
        let why = error.why.unwrap();
        for id in [house.master_key.id(), other.master_key.id()] {
            assert!(why.contains(id.as_str()), "{why}");
        }
    }

    #[test]
    fn a_data_key_opens_in_its_own_row_only() {
        let swap = "UPDATE data_keys SET wrapped =
                        (SELECT wrapped FROM data_keys WHERE purpose = 'seal')
                    WHERE purpose = 'token'";
        for damage in [
            swap,
            "UPDATE data_keys SET purpose = 'token', version = 2 WHERE id = 2",
            "UPDATE data_keys SET version = 2 WHERE id = 1",
            "UPDATE data_keys SET wrapped = zeroblob(length(wrapped)) WHERE id = 4",
            "UPDATE settings SET value = 'elsewhere' WHERE name = 'install'",
            "DELETE FROM data_keys WHERE purpose = 'audit'",
        ] {
            let house = Fixture::new();
            unlock(&house.session.store, &house.master_key).unwrap();
            house.sql(damage);
            let error = unlock(&house.session.store, &house.master_key).unwrap_err();
            assert_eq!(
                (error.kind, error.code),
                (Kind::Integrity, "master_key.damaged"),
                "{damage}"
            );
        }
    }
}
