//! The verbs of `keyctl 2fa`.

use clap::Subcommand;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::cli::two_factor::backup_codes;
use crate::cli::two_factor::confirm;
use crate::cli::two_factor::enroll;
use crate::cli::two_factor::remove;
use crate::cli::two_factor::status;
use crate::cli::two_factor::verify;

/// What the help of the noun shows.
pub const EXAMPLE: &str = "\
Examples:
  keyctl 2fa enroll alice
  keyctl 2fa enroll alice --qr svg --out alice.svg
  keyctl 2fa verify alice
  keyctl 2fa backup-codes alice --regenerate --out codes.txt
  keyctl 2fa reset alice --reason 'phone lost'";

/// What is done with second factors.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Make a key for an authenticator, show it, and accept its first code
    #[command(after_help = enroll::NOTE)]
    Enroll(enroll::Enroll),
    /// Accept the first code of a pending second factor, and show ten backup codes
    Confirm(confirm::Confirm),
    /// Check a code or a backup code, which uses it up
    Verify(verify::Verify),
    /// Show who has a second factor, and who is locked
    Status(status::StatusArgs),
    /// Take away a second factor, for a code of it
    Disable(remove::Disable),
    /// Take away a second factor that is lost; the user is told
    Reset(remove::Reset),
    /// Count the backup codes that are left, or make ten new ones
    BackupCodes(backup_codes::BackupCodesArgs),
}

/// Runs the verb.
pub fn run(
    verb: &Verb,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    match verb {
        Verb::Enroll(args) => enroll::run(args, access, prompt, output),
        Verb::Confirm(args) => confirm::run(args, access, prompt, output),
        Verb::Verify(args) => verify::run(args, access, prompt, output),
        Verb::Status(args) => status::run(args, access, output),
        Verb::Disable(args) => remove::disable(args, access, prompt, output),
        Verb::Reset(args) => remove::reset(args, access, output),
        Verb::BackupCodes(args) => backup_codes::run(args, access, output),
    }
}
