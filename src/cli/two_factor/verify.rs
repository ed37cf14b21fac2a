//! `keyctl 2fa verify`

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::cli::two_factor::code::{self, CodeArgs};
use crate::domain::two_factor::FactorState;
use crate::domain::user::UserRef;
use crate::ops::proof::code::{self as proof, Accepted};
use crate::ops::two_factor;
use crate::view::record::Record;
use crate::view::value::Value;

/// `2fa verify`
#[derive(Args, Debug)]
pub struct Verify {
    /// E-mail, handle or number of the user
    #[arg(value_name = "USER")]
    user: UserRef,

    #[command(flatten)]
    code: CodeArgs,
}

/// Runs the verb.
pub fn run(
    args: &Verify,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    args.code.check(&args.user)?;
    let user = two_factor::require(&access.store()?, &args.user, FactorState::Enabled)?;
    if !args.code.is_given() && output.would(&format!("checked a code of user \"{}\"", user.handle))
    {
        return Ok(());
    }
    let given = args.code.read(&args.user, prompt, output)?;
    let accepted = proof::accept(&mut code::session(access, output)?, &args.user, &given)?;
    if output.would(&format!("accepted this code of user \"{}\"", user.handle)) {
        return Ok(());
    }
    warn_of_few(accepted, output);
    let (method, left) = match accepted {
        Accepted::Totp => ("totp", Value::Null),
        Accepted::Backup { left } => ("backup_code", left.into()),
    };
    let record = Record::new("2fa.verified")
        .with("user", Value::text(&user.handle))
        .with("method", method)
        .with("backup_codes", left);
    output.receipt(&record)
}

/// Says how many backup codes are left, where one was used.
pub fn warn_of_few(accepted: Accepted, output: &mut Output) {
    if let Accepted::Backup { left } = accepted {
        output.warn(&format!("a backup code was used, {left} are left"));
    }
}
