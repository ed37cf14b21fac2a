//! `keyctl user`: its verbs.

use clap::Subcommand;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::cli::user::create;
use crate::cli::user::import;
use crate::cli::user::list;
use crate::cli::user::passwd;
use crate::cli::user::remove;
use crate::cli::user::set;
use crate::cli::user::status;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl user create alice@example.com --role contributor --no-password
  keyctl user import people.csv --key default --out-dir keys
  keyctl user disable alice --reason 'on leave'";

/// What is done with users.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create a user
    Create(create::Create),
    /// List users
    List(list::List),
    /// Show one user: what proves who it is, what stands against it, and how many keys it has
    Show(list::Show),
    /// Change what a user is called, or its role
    Set(set::Set),
    /// Change a password
    Passwd(passwd::Passwd),
    /// Refuse every key of a user until it is enabled again
    Disable(status::Disable),
    /// Serve the keys of a user again
    Enable(status::One),
    /// Open the account of a user who is locked after failed attempts
    Unlock(status::One),
    /// Create many users from a file, all or none of them
    Import(import::Import),
    /// Remove a user for good, and revoke its keys; usage and audit log stay
    Remove(remove::Remove),
}

/// Runs the verb.
pub fn run(
    verb: &Verb,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    match verb {
        Verb::Create(args) => create::run(args, access, prompt, output),
        Verb::List(args) => list::list(args, access, output),
        Verb::Show(args) => list::show(args, access, output),
        Verb::Set(args) => set::run(args, access, output),
        Verb::Passwd(args) => passwd::run(args, access, prompt, output),
        Verb::Disable(args) => status::disable(args, access, output),
        Verb::Enable(args) => status::enable(args, access, output),
        Verb::Unlock(args) => status::unlock(args, access, output),
        Verb::Import(args) => import::run(args, access, output),
        Verb::Remove(args) => remove::run(args, access, prompt, output),
    }
}
