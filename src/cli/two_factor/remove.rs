//! `keyctl 2fa disable` and `keyctl 2fa reset`

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::cli::two_factor::code::{self, CodeArgs};
use crate::cli::two_factor::verify::warn_of_few;
use crate::domain::two_factor::FactorState;
use crate::domain::user::{User, UserRef};
use crate::ops::two_factor;
use crate::view::record::Record;
use crate::view::value::Value;

/// `2fa disable`
#[derive(Args, Debug)]
pub struct Disable {
    /// E-mail, handle or number of the user
    #[arg(value_name = "USER")]
    user: UserRef,

    #[command(flatten)]
    code: CodeArgs,
}

/// `2fa reset`
#[derive(Args, Debug)]
pub struct Reset {
    /// E-mail, handle or number of the user
    #[arg(value_name = "USER")]
    user: UserRef,

    /// Why; the audit log keeps it and the user is told
    #[arg(long, value_name = "S", value_parser = NonEmptyStringValueParser::new())]
    reason: String,
}

/// Runs `2fa disable`. One that is pending was never asked for, so it goes without a code.
pub fn disable(
    args: &Disable,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    args.code.check(&args.user)?;
    let (user, state) = two_factor::state_of(&access.store()?, &args.user)?;
    let done = format!("disabled the second factor of user \"{}\"", user.handle);
    if state == Some(FactorState::Pending) {
        two_factor::drop_pending(&mut code::session(access, output)?, &args.user)?;
        return if output.would(&done) { Ok(()) } else { removed(&user, output) };
    }
    two_factor::require(&access.store()?, &args.user, FactorState::Enabled)?;
    if !args.code.is_given() && output.would(&done) {
        return Ok(());
    }
    if !access.is_dry_run() {
        let question = format!("Disable the second factor of user \"{}\"?", user.handle);
        prompt.confirm(output, &question)?;
    }
    let given = args.code.read(&args.user, prompt, output)?;
    let accepted = two_factor::disable(&mut code::session(access, output)?, &args.user, &given)?;
    if output.would(&done) {
        return Ok(());
    }
    warn_of_few(accepted, output);
    removed(&user, output)
}

/// Runs `2fa reset`.
pub fn reset(args: &Reset, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let user = two_factor::reset(&mut code::session(access, output)?, &args.user, &args.reason)?;
    if output.would(&format!("reset the second factor of user \"{}\"", user.handle)) {
        return Ok(());
    }
    output.note(&format!("user \"{}\" is told at the next command", user.handle));
    removed(&user, output)
}

fn removed(user: &User, output: &mut Output) -> Result<(), Failure> {
    let record =
        Record::new("2fa").with("user", Value::text(&user.handle)).with("state", Value::Null);
    output.receipt(&record)
}
