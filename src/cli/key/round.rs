//! A round of rotations: where their secrets go, and what is told of each.

use crate::cli::exit::Failure;
use crate::cli::key::deliver::Courier;
use crate::cli::key::row::{COLUMNS, row};
use crate::cli::out_dir::OutDir;
use crate::cli::output::Output;
use crate::cli::secret_out::{self, Given, Prepared, SecretOut};
use crate::domain::key::{Key, KeyRef};
use crate::domain::rotation::Rotation;
use crate::domain::time::Clock;
use crate::domain::token::Prefix;
use crate::ops::error::{Error, Kind};
use crate::ops::key::list;
use crate::ops::key::offer;
use crate::ops::key::rotate;
use crate::ops::key::succession::Rotated;
use crate::ops::session::{Created, Session};
use crate::secret::random;
use crate::secret::value::Secret;
use crate::view::column::Column;
use crate::view::record::Record;
use crate::view::table::Table;
use crate::view::value::Value;

/// What a rotation tells beside the key.
const MADE: [Column; 7] = [
    Column::word("prefix", "PREFIX").minor(),
    Column::number("version", "VERSION").minor(),
    Column::ago("valid_until", "UNTIL").minor(),
    Column::word("previous_prefix", "PREVIOUS").minor(),
    Column::ago("previous_valid_until", "PREVIOUS UNTIL"),
    Column::word("secret", "SECRET"),
    Column::word("out", "OUT"),
];

/// What is told of a rotated key: the columns of a list of keys, and what the rotation made.
pub fn columns() -> Vec<Column> {
    [COLUMNS, &MADE].concat()
}

/// Where new secrets go.
pub enum Destination<'a> {
    /// To standard output, or to the one file.
    Shown(&'a SecretOut),
    /// To a directory.
    Directory(OutDir),
    /// To a command, one at a time.
    Command(Courier<'a>, offer::Turn),
    /// Nowhere, because nothing is kept.
    Nowhere,
}

/// The rotations of one command.
pub struct Round<'a> {
    /// The database.
    pub session: &'a mut Session,
    /// What is done with each key.
    pub rotation: &'a Rotation,
    /// Where the secrets go.
    pub destination: &'a Destination<'a>,
}

/// A rotation that was made, and what is still to be given out.
struct Done {
    rotated: Rotated,
    prepared: Option<Prepared>,
}

impl Round<'_> {
    /// Rotates the one key that was named.
    pub fn one(&mut self, key: &Key, output: &mut Output) -> Result<(), Failure> {
        let done = self.rotate(key)?;
        if output.would(&format!("rotated key \"{}\"", key.path())) {
            return Ok(());
        }
        let record = receipt(self.session, &done.rotated)?;
        let Destination::Shown(out) = self.destination else {
            let given = done.give()?;
            let record = record.with("secret", given.secret).with("out", given.out);
            return if output.is_quiet() { Ok(()) } else { output.receipt(&record) };
        };
        if let Some(prepared) = done.prepared {
            if out.out.is_none() && !key.recoverable {
                output.note("the key is shown this once");
            }
            let again = format!("keyctl key rotate {}", key.path());
            return prepared.publish(output, record).map_err(|failure| match failure {
                Failure::Op(_) => failure,
                other => other.fix(again),
            });
        }
        output.note("this rotation was made before, and only a new secret can be shown");
        if output.is_quiet() || out.env_name.is_some() {
            return Ok(());
        }
        output.receipt(&record.with("secret", Value::Null).with("out", Value::Null))
    }

    /// Rotates several keys, each by itself; what fails is told, a line for each.
    pub fn several(&mut self, keys: &[Key], due: bool, output: &mut Output) -> Result<(), Failure> {
        let mut table = Table::new("key.list", columns());
        let mut shown = Vec::new();
        let mut failed = false;
        for (number, key) in keys.iter().enumerate() {
            let done = self.rotate(key).and_then(|done| {
                let prefix = done.rotated.version.prefix.to_string();
                let row = made(self.session, &done.rotated)?;
                Ok((prefix, row, done.give()?))
            });
            match done {
                Ok((prefix, mut row, given)) => {
                    shown.extend(matches!(given.secret, Value::Secret(_)).then_some(prefix));
                    row.extend([given.secret, given.out]);
                    if !output.would(&format!("rotated key \"{}\"", key.path())) {
                        table.push(row);
                    }
                }
                // Another run was faster, so that it is due no longer.
                Err(failure) if due && is_no_longer_due(&failure) => {}
                Err(failure) if ends_all(&failure) && table.rows.is_empty() && !failed => {
                    return Err(failure);
                }
                Err(failure) => {
                    failed = true;
                    output.error_of(&format!("key \"{}\"", key.path()), &failure);
                    let left = keys.len() - number - 1;
                    if ends_all(&failure) && left > 0 {
                        output.warn(&format!("{left} more keys were not tried"));
                    }
                    if ends_all(&failure) {
                        break;
                    }
                }
            }
        }
        if !matches!(self.destination, Destination::Nowhere) && !output.is_quiet() {
            output.receipts(&table).map_err(|failure| undisplayed(failure, &shown, output))?;
        }
        if failed { Err(Failure::Partial) } else { Ok(()) }
    }

    /// Rotates a key, up to what can only be done after the commit.
    fn rotate(&mut self, key: &Key) -> Result<Done, Failure> {
        // A command that delivers may take a minute, so that each step has an instant of its own.
        self.session.now = Clock::System.now();
        if let Destination::Command(courier, turn) = self.destination {
            let rotated = self.deliver(key, courier, turn)?;
            return Ok(Done { rotated, prepared: None });
        }
        let mut prepared = None;
        let deliver = |prefix: &Prefix, secret: &Secret<String>| {
            let prefix = prefix.as_str();
            prepared = match self.destination {
                Destination::Shown(out) => Some(secret_out::prepare(out, prefix, secret)?),
                Destination::Directory(dir) => {
                    Some(dir.prepare((&key.user, &key.name), prefix, secret)?)
                }
                Destination::Command(..) | Destination::Nowhere => None,
            };
            Ok(())
        };
        let rng = &mut random::system();
        let rotated = rotate::rotate(self.session, key, self.rotation, rng, deliver)?;
        // A retry that ran beside this one has made it, with a secret of its own.
        let prepared = prepared.filter(|_| rotated.secret.is_some());
        Ok(Done { rotated, prepared })
    }

    /// Rotates a key by way of a command, which is run while no transaction is open (R-C2).
    fn deliver(
        &mut self,
        key: &Key,
        courier: &Courier<'_>,
        turn: &offer::Turn,
    ) -> Result<Rotated, Failure> {
        let rng = &mut random::system();
        let offer = match offer::offer(self.session, turn, key, self.rotation, rng)? {
            Created::New(offer) => offer,
            Created::Existing(made) => return Ok(made),
        };
        let carried = courier.carry(&key.path(), &offer.secret);
        self.session.now = Clock::System.now();
        let failure = match carried {
            Ok(()) => match offer::confirm(self.session, &offer) {
                Ok(rotated) => return Ok(rotated),
                Err(error) => Failure::undelivered(error.code, error.message)
                    .why("the command succeeded, but the secret that it got is taken back"),
            },
            Err(why) => {
                let text = format!("the new secret of key \"{}\" was not delivered", key.path());
                Failure::undelivered("key.undelivered", text)
                    .why(format!("{why}; the old one goes on"))
            }
        };
        // Where this fails as well, the offer ends by itself.
        offer::withdraw(self.session, &offer).ok();
        Err(failure)
    }
}

/// A rotation as a row of the columns but the last two.
fn made(session: &Session, rotated: &Rotated) -> Result<Vec<Value>, Error> {
    let key = &rotated.key;
    let activity = list::show(&session.store, &KeyRef::Id(key.id))?.1;
    let previous = rotated.previous.as_ref();
    let mut values = row(key, activity, session.now);
    values.extend([
        Value::text(&rotated.version.prefix),
        Value::Id(rotated.version.id.0),
        rotated.version.valid_until.into(),
        previous.map(|version| version.prefix.to_string()).into(),
        previous.and_then(|version| version.valid_until).into(),
    ]);
    Ok(values)
}

/// What is told of a rotation that was made, but for its secret.
pub fn receipt(session: &Session, rotated: &Rotated) -> Result<Record, Error> {
    let columns = [COLUMNS, &MADE[..MADE.len() - 2]].concat();
    Ok(Record::of_row("key", &columns, made(session, rotated)?))
}

impl Done {
    /// What is told of the secret, once its file has its name.
    fn give(self) -> Result<Given, Error> {
        match self.prepared {
            Some(mut prepared) => prepared.give(),
            None => Ok(Given { secret: Value::Null, out: Value::Null }),
        }
    }
}

/// Whether a key that was due is due no longer: it was rotated or stopped meanwhile.
fn is_no_longer_due(failure: &Failure) -> bool {
    matches!(failure, Failure::Op(error) if ["key.rotated", "key.status"].contains(&error.code))
}

/// Whether a failure is that of the database, so that no other key can be rotated either.
fn ends_all(failure: &Failure) -> bool {
    match failure {
        Failure::Op(error) => {
            matches!(error.kind, Kind::Busy | Kind::Integrity | Kind::Version)
        }
        _ => false,
    }
}

/// Says which keys have a secret that nobody has seen (R-L5).
fn undisplayed(failure: Failure, prefixes: &[String], output: &mut Output) -> Failure {
    if prefixes.is_empty() {
        return failure;
    }
    let why = format!("these keys exist, but were not displayed: {}", prefixes.join(", "));
    if matches!(failure, Failure::BrokenPipe) {
        output.warn(&why);
    }
    failure.why(why).fix("rotate them again")
}
