//! `keyctl user remove`

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::cli::user::row::receipt;
use crate::domain::user::UserRef;
use crate::ops::user::remove::{self, Removed};
use crate::view::counted::counted;

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
        let question = match planned.keys {
            0 => format!("remove {}, who has no living key, for good?", named(&planned)),
            keys => format!("remove {} and revoke {} for good?", named(&planned), living(keys)),
        };
        let handle = planned.user.handle.as_str();
        prompt.confirm_name(output, &question, handle, args.confirm.as_deref())?;
    }
    let removed = remove::remove(&mut access.session(output)?, &args.user)?;
    let done = match removed.keys {
        0 => format!("removed {}, who has no living key", named(&removed)),
        keys => format!("removed {} and revoked {}", named(&removed), living(keys)),
    };
    if output.would(&done) {
        return Ok(());
    }
    receipt(removed.user.id, access, output)
}

fn named(removed: &Removed) -> String {
    format!("user \"{}\"", removed.user.handle)
}

fn living(keys: usize) -> String {
    counted(keys as u64, "key")
}
