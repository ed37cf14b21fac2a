//! `keyctl key reveal`

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::key::row::record;
use crate::cli::output::Output;
use crate::cli::secret_out::{self, SecretOut};
use crate::domain::key::KeyRef;
use crate::ops::key::list;
use crate::ops::key::mint::Minted;
use crate::ops::key::reveal;

/// `key reveal`
#[derive(Args, Debug)]
pub struct Reveal {
    /// USER/NAME, unique name, number or public prefix of the key
    #[arg(value_name = "KEY")]
    key: KeyRef,

    #[command(flatten)]
    out: SecretOut,
}

/// Runs the verb.
pub fn run(args: &Reveal, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let Minted { key, secret } = reveal::reveal(&mut access.session(output)?, &args.key)?;
    // A dry run keeps no entry of it, so it shows nothing (R-E5).
    if output.would(&format!("revealed key \"{}\"", key.path())) {
        return Ok(());
    }
    let (_, activity) = list::show(&access.store()?, &KeyRef::Id(key.id))?;
    let prepared = secret_out::prepare(&args.out, key.prefix.as_str(), &secret)?;
    prepared.publish(output, record(&key, activity, access)).map_err(|failure| match failure {
        Failure::Unwritten(_) => failure
            .why("the secret was not displayed")
            .fix(format!("keyctl key reveal {}", key.path())),
        other => other,
    })
}
