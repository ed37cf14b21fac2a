//! `keyctl user remove`

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::cli::user::row::receipt;
use crate::domain::user::UserRef;
use crate::ops::user::remove::{self, Removed};

/// `user remove`
#[derive(Args, Debug)]
pub struct Remove {
    /// E-mail, handle or number
    #[arg(value_name = "USER")]
    user: UserRef,

    /// Confirm by the user's handle
    #[arg(long, value_name = "USER")]
    confirm: Option<String>,
}

/// Runs the verb.
pub fn run(
    args: &Remove,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    if !access.is_dry_run() {
        let planned = remove::to_remove(&access.store()?, &args.user, access.now)?;
        let question = format!("remove {} for good?", told(&planned));
        let handle = planned.user.handle.as_str();
        prompt.confirm_name(output, &question, handle, args.confirm.as_deref())?;
    }
    let removed = remove::remove(&mut access.session(output)?, &args.user)?;
    if output.would(&format!("removed {}", told(&removed))) {
        return Ok(());
    }
    receipt(removed.user.id, access, output)
}

fn told(removed: &Removed) -> String {
    let handle = &removed.user.handle;
    match removed.keys {
        0 => format!("user \"{handle}\", who has no living key,"),
        1 => format!("user \"{handle}\" and revoke 1 key"),
        keys => format!("user \"{handle}\" and revoke {keys} keys"),
    }
}
