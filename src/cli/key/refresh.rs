//! `keyctl key refresh`

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::key::round;
use crate::cli::output::Output;
use crate::cli::secret_out::{self, SecretOut};
use crate::domain::key::KeyRef;
use crate::ops::key::refresh;
use crate::secret::random;

/// `key refresh`
#[derive(Args, Debug)]
pub struct Refresh {
    /// USER/NAME, unique name, number or public prefix of the key
    #[arg(value_name = "KEY")]
    key: KeyRef,

    #[command(flatten)]
    out: SecretOut,
}

/// Runs the verb.
pub fn run(args: &Refresh, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let mut session = access.session(output)?;
    let mut prepared = None;
    let rng = &mut random::system();
    let refreshed = refresh::refresh(&mut session, &args.key, rng, |prefix, secret| {
        if !access.is_dry_run() {
            prepared = Some(secret_out::prepare(&args.out, prefix.as_str(), secret)?);
        }
        Ok(())
    })?;
    let path = refreshed.key.path();
    if output.would(&format!("refreshed key \"{path}\"")) {
        return Ok(());
    }
    let Some(prepared) = prepared else { return Ok(()) };
    if args.out.out.is_none() && !refreshed.key.recoverable {
        output.note("the key is shown this once");
    }
    let receipt = round::receipt(&session, &refreshed)?;
    prepared.publish(output, receipt).map_err(|failure| match failure {
        Failure::Op(_) => failure,
        other => other.fix(format!("keyctl key rotate {path}")),
    })
}
