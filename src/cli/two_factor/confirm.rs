//! `keyctl 2fa confirm`

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::cli::secret_out::SecretOut;
use crate::cli::two_factor::backup_codes;
use crate::cli::two_factor::code::{self, CodeArgs};
use crate::domain::two_factor::{FactorState, TotpCode};
use crate::domain::user::UserRef;
use crate::ops::two_factor::{self, BackupCodes};
use crate::secret::random;

/// `2fa confirm`
#[derive(Args, Debug)]
pub struct Confirm {
    /// E-mail, handle or number of the user
    #[arg(value_name = "USER")]
    user: UserRef,

    #[command(flatten)]
    code: CodeArgs,

    #[command(flatten)]
    out: SecretOut,
}

/// Runs the verb.
pub fn run(
    args: &Confirm,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    args.code.check(&args.user)?;
    let user = two_factor::require(&access.store()?, &args.user, FactorState::Pending)?;
    if !args.code.is_given()
        && output.would(&format!("checked the first code of user \"{}\"", user.handle))
    {
        return Ok(());
    }
    let code = args.code.read_first(&args.user, prompt, output)?;
    accept(&args.user, &code, &args.out, access, output)
}

/// Accepts the first code and shows the backup codes.
pub fn accept(
    user: &UserRef,
    code: &TotpCode,
    out: &SecretOut,
    access: &DatabaseAccess,
    output: &mut Output,
) -> Result<(), Failure> {
    let mut prepared = None;
    let ready = |made: &BackupCodes| backup_codes::ready(made, out, access, &mut prepared);
    let (mut session, rng) = (code::session(access, output)?, &mut random::system());
    let made = two_factor::confirm(&mut session, user, code, rng, ready)?;
    if output.would(&format!("enabled the second factor of user \"{}\"", made.user.handle)) {
        return Ok(());
    }
    output.note(&format!("user \"{}\" has a second factor now", made.user.handle));
    backup_codes::show(&made, prepared, output)
}
