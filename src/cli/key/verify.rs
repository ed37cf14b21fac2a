//! `keyctl key verify`

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::key::row::record;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::domain::key::KeyRef;
use crate::ops::decide::Refusal;
use crate::ops::error::{Error, Kind};
use crate::ops::key::list;
use crate::ops::key::verify::{self, Verdict};

/// `key verify`
#[derive(Args, Debug)]
pub struct Verify {
    /// Read the key from stdin, which is the default
    #[arg(value_name = "-", value_parser = ["-"])]
    stdin: Option<String>,
}

/// Runs the verb.
pub fn run(access: &DatabaseAccess, prompt: Prompt, output: &mut Output) -> Result<(), Failure> {
    let presented = prompt.secret_from_stdin(output, "key", "- and give it on standard input")?;
    let store = access.store()?;
    let keyring = access.keyring(&store)?;
    let Verdict { found, judged } =
        verify::verify(&store, &keyring, presented.expose().as_bytes(), access.now)?;
    if let Err(refusal) = judged {
        return Err(refused(&refusal).into());
    }
    let Some(found) = found else { return Err(refused(&Refusal::Unknown).into()) };
    let (key, activity) = list::show(&store, &KeyRef::Id(found.key_id))?;
    output.record(&record(&key, activity, access))
}

fn refused(refusal: &Refusal) -> Error {
    Error::new(Kind::Unauthenticated, "key.invalid", "the key is not valid").why(refusal.reason())
}
