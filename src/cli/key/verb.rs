//! `keyctl key`: its verbs.

use clap::Subcommand;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::key::create;
use crate::cli::key::identify;
use crate::cli::key::import;
use crate::cli::key::list;
use crate::cli::key::status;
use crate::cli::key::verify;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl key create ci --user alice --out ci.key
  keyctl key revoke alice/ci --reason 'left in a paste'";

/// What is done with keys.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create a key and show it once
    Create(create::Create),
    /// List keys
    List(list::List),
    /// Show one key, its versions, and who uses them
    Show(list::Show),
    /// Stop a key until it is resumed
    Suspend(status::One),
    /// Serve a suspended key again
    Resume(status::One),
    /// Revoke keys for good
    Revoke(status::Revoke),
    /// Judge a key from stdin as the gateway would
    Verify(verify::Verify),
    /// Find the keys in a text from stdin
    Identify(identify::Identify),
    /// Take over keys that another system made, in the clear or hashed
    Import(import::Import),
}

/// Runs the verb.
pub fn run(
    verb: &Verb,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    match verb {
        Verb::Create(args) => create::run(args, access, output),
        Verb::List(args) => list::list(args, access, output),
        Verb::Show(args) => list::show(args, access, output),
        Verb::Suspend(args) => status::suspend(args, access, output),
        Verb::Resume(args) => status::resume(args, access, output),
        Verb::Revoke(args) => status::revoke(args, access, prompt, output),
        Verb::Verify(_) => verify::run(access, prompt, output),
        Verb::Identify(args) => identify::run(args, access, prompt, output),
        Verb::Import(args) => import::run(args, access, output),
    }
}
