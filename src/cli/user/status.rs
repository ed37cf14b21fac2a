//! `keyctl user disable`, `enable` and `unlock`

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::user::row::receipt;
use crate::domain::user::{User, UserRef};
use crate::ops::attempt;
use crate::ops::user::status;

/// `user enable` and `user unlock`
#[derive(Args, Debug)]
pub struct One {
    /// E-mail, handle or number
    #[arg(value_name = "USER")]
    user: UserRef,
}

/// `user disable`
#[derive(Args, Debug)]
pub struct Disable {
    /// E-mail, handle or number
    #[arg(value_name = "USER")]
    user: UserRef,

    /// Say why, for the audit log
    #[arg(long, value_name = "S")]
    reason: Option<String>,
}

/// Runs `user disable`.
pub fn disable(
    args: &Disable,
    access: &DatabaseAccess,
    output: &mut Output,
) -> Result<(), Failure> {
    let reason = args.reason.as_deref();
    let user = status::disable(&mut access.session(output)?, &args.user, reason)?;
    changed(&user, "disabled", access, output)
}

/// Runs `user enable`.
pub fn enable(args: &One, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let user = status::enable(&mut access.session(output)?, &args.user)?;
    changed(&user, "enabled", access, output)
}

/// Runs `user unlock`.
pub fn unlock(args: &One, access: &DatabaseAccess, output: &mut Output) -> Result<(), Failure> {
    let (user, stood) = attempt::unlock(&mut access.session(output)?, &args.user)?;
    if !stood {
        output.note(&format!("nothing stood against user \"{}\"", user.handle));
    }
    changed(&user, "unlocked", access, output)
}

fn changed(
    user: &User,
    done: &str,
    access: &DatabaseAccess,
    output: &mut Output,
) -> Result<(), Failure> {
    if output.would(&format!("{done} user \"{}\"", user.handle)) {
        return Ok(());
    }
    receipt(user.id, access, output)
}
