//! `keyctl key rotate` and `keyctl key regenerate`

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{ArgGroup, Args};

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::key::deliver::{Courier, PATIENCE};
use crate::cli::key::round::{self, Destination, Round};
use crate::cli::key::row::told;
use crate::cli::out_dir::OutDir;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::cli::secret_out::SecretOut;
use crate::domain::key::{Key, KeyRef};
use crate::domain::rotation::{Ending, Grace, Rotation, RotationId};
use crate::domain::user::UserRef;
use crate::ops::error::Error;
use crate::ops::key::list;
use crate::ops::key::offer;
use crate::ops::key::rotate;
use crate::ops::session::Session;

/// `key rotate` and `key regenerate`
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("which").args(["keys", "due"]).required(true)))]
#[command(group(ArgGroup::new("whereto").args(["out", "env_name"]).multiple(true)
    .conflicts_with_all(["out_dir", "deliver_cmd"])))]
pub struct Rotate {
    /// USER/NAME, unique name, number or public prefix of each key
    #[arg(value_name = "KEY")]
    keys: Vec<KeyRef>,

    /// Rotate every active key whose --rotate-every has passed, the oldest first
    #[arg(long)]
    due: bool,

    /// With --due: only keys of this user
    #[arg(long, value_name = "U", conflicts_with = "keys")]
    user: Option<UserRef>,

    /// With --due: so many keys at most
    #[arg(long, value_name = "N", conflicts_with = "keys")]
    max: Option<NonZeroU32>,

    /// Let the old secret go on for this time, 0 to 30d; else for what the setting rotation.grace
    /// says, or with `regenerate` not at all
    #[arg(long, value_name = "24h", conflicts_with = "compromised")]
    grace: Option<Grace>,

    /// End the old secret at once, and say in the audit log that others may have it
    #[arg(long)]
    compromised: bool,

    /// Name the rotation, so that a retry rotates nothing
    #[arg(long, value_name = "ID")]
    rotation_id: Option<RotationId>,

    /// Write each secret to DIR/USER/KEY-NAME, mode 0600, in place of the one before
    #[arg(long, value_name = "DIR", conflicts_with = "deliver_cmd")]
    out_dir: Option<PathBuf>,

    #[arg(
        long,
        value_name = "CMD",
        value_parser = command,
        help = "Give each secret to this command on stdin, with user/name as KEYCTL_KEY in its \
                environment; the old one goes on if it fails"
    )]
    deliver_cmd: Option<String>,

    #[command(flatten)]
    out: SecretOut,
}

impl Rotate {
    /// Whether it is about one key that was named.
    fn is_single(&self) -> bool {
        !self.due && self.keys.len() == 1
    }

    /// Refuses what would leave secrets without a name, or in one file.
    fn check(&self, output: &Output) -> Result<(), Failure> {
        let shown = self.out_dir.is_none() && self.deliver_cmd.is_none();
        let refused = |what: &str| {
            Err(Failure::usage("key.several", format!("{what} is for one key"))
                .fix("add --out-dir DIR"))
        };
        match &self.out {
            _ if self.is_single() || !shown => Ok(()),
            SecretOut { out: Some(_), .. } => refused("--out"),
            SecretOut { env_name: Some(_), .. } => refused("--env-name"),
            _ if output.is_quiet() => refused("--quiet without --out-dir"),
            _ => Ok(()),
        }
    }

    fn rotation(&self, default: Option<Grace>, session: &Session) -> Result<Rotation, Error> {
        let ending = match (self.compromised, self.grace.or(default)) {
            (true, _) => Ending::Compromised,
            (false, Some(grace)) => Ending::After(grace),
            (false, None) => Ending::After(rotate::default_grace(&session.store)?),
        };
        Ok(Rotation { ending, id: self.rotation_id.clone() })
    }

    /// The keys to rotate, each once, as they are seen now.
    fn keys(&self, session: &Session) -> Result<Vec<Key>, Error> {
        if self.due {
            let max = self.max.map(|max| max.get() as usize);
            return rotate::due(&session.store, self.user.as_ref(), max, session.now);
        }
        let mut keys: Vec<Key> = Vec::new();
        for reference in &self.keys {
            let key = list::show(&session.store, reference)?.0;
            if keys.iter().all(|known| known.id != key.id) {
                keys.push(key);
            }
        }
        Ok(keys)
    }
}

/// A command that does something: a shell is pleased with a blank one too, and the secret would be
/// gone.
fn command(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        return Err("this command would deliver to nobody".to_owned());
    }
    Ok(text.to_owned())
}

/// Runs the verb; `grace` is what is given where the options say nothing.
pub fn run(
    args: &Rotate,
    grace: Option<Grace>,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    if output.columns_help(&round::columns())? {
        return Ok(());
    }
    args.check(output)?;
    let mut session = access.session(output)?;
    let rotation = args.rotation(grace, &session)?;
    let destination = match (&args.out_dir, &args.deliver_cmd) {
        _ if access.is_dry_run() => Destination::Nowhere,
        (Some(path), _) => Destination::Directory(OutDir::open(path)?),
        (None, Some(command)) => {
            let variables = access.inherited();
            let courier = Courier { command, variables, patience: PATIENCE };
            Destination::Command(courier, offer::take_turn(&session)?)
        }
        (None, None) => Destination::Shown(&args.out),
    };
    if let Destination::Directory(directory) = &destination {
        directory.recover(&session, output)?;
    }
    let keys = args.keys(&session)?;
    if rotation.ending.is_immediate() && !keys.is_empty() && !access.is_dry_run() {
        prompt.confirm(output, &format!("end the secret of {} at once?", told(&keys)))?;
    }
    let mut round = Round { session: &mut session, rotation: &rotation, destination: &destination };
    match keys.as_slice() {
        [key] if args.is_single() => round.one(key, output),
        keys => round.several(keys, args.due, output),
    }
}
