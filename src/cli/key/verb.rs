//! `keyctl key`: its verbs.

use clap::Subcommand;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::key::create;
use crate::cli::key::explain;
use crate::cli::key::identify;
use crate::cli::key::import;
use crate::cli::key::list;
use crate::cli::key::refresh;
use crate::cli::key::reveal;
use crate::cli::key::rotate;
use crate::cli::key::set;
use crate::cli::key::status;
use crate::cli::key::verify;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::domain::rotation::Grace;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl key create ci --user alice --out ci.key
  keyctl key rotate alice/ci --grace 24h --out ci.new
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
    /// Rename a key, or change how long it lives and what narrows it
    Set(set::Set),
    /// Give keys a new secret; the old one goes on for a while
    Rotate(rotate::Rotate),
    /// Give keys a new secret and end the old one at once: rotate --grace 0
    Regenerate(rotate::Rotate),
    /// Give a key in its last 24 hours a new secret and its lifetime anew
    Refresh(refresh::Refresh),
    /// Stop a key until it is resumed
    Suspend(status::One),
    /// Serve a suspended key again
    Resume(status::One),
    /// Revoke keys for good
    Revoke(status::Revoke),
    /// Show a recoverable key again
    Reveal(reveal::Reveal),
    /// Judge a key from stdin as the gateway would
    Verify(verify::Verify),
    /// Show each check of the gateway, its verdict and its numbers
    Explain(explain::Explain),
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
        Verb::Set(args) => set::run(args, access, output),
        Verb::Rotate(args) => rotate::run(args, None, access, prompt, output),
        Verb::Regenerate(args) => rotate::run(args, Some(Grace::NONE), access, prompt, output),
        Verb::Refresh(args) => refresh::run(args, access, output),
        Verb::Suspend(args) => status::suspend(args, access, output),
        Verb::Resume(args) => status::resume(args, access, output),
        Verb::Revoke(args) => status::revoke(args, access, prompt, output),
        Verb::Reveal(args) => reveal::run(args, access, output),
        Verb::Verify(_) => verify::run(access, prompt, output),
        Verb::Explain(args) => explain::run(args, access, output),
        Verb::Identify(args) => identify::run(args, access, prompt, output),
        Verb::Import(args) => import::run(args, access, output),
    }
}
