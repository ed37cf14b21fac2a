//! `keyctl user passwd`

use std::path::PathBuf;

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::cli::user::password::{PasswordIn, read_file};
use crate::domain::two_factor::FactorState;
use crate::domain::user::{User, UserRef};
use crate::ops::proof::password as proof_of_password;
use crate::ops::session::Session;
use crate::ops::two_factor;
use crate::ops::user::password;
use crate::secret::value::Secret;

/// `user passwd`
#[derive(Args, Debug)]
pub struct Passwd {
    /// E-mail, handle or number
    #[arg(value_name = "USER")]
    user: UserRef,

    #[command(flatten)]
    password: PasswordIn,

    /// Read your present password, which changing your own takes, from a file that nobody else can
    /// read
    #[arg(long, value_name = "F")]
    present_password_file: Option<PathBuf>,
}

/// Runs the verb.
pub fn run(
    args: &Passwd,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    let mut session = access.session(output)?;
    let user = password::target(&session, &args.user)?;
    if password::is_own(&session, &user) {
        prove(args, &mut session, &user, access, output)?;
    }
    let handle = user.handle.as_str();
    let text = args.password.read(handle, prompt, output)?;
    let chosen = password::chosen(&text, Some(handle), user.email.as_ref())?;
    let user = password::set(&mut session, &user, &chosen)?;
    if output.would(&format!("changed the password of user \"{}\"", user.handle)) {
        return Ok(());
    }
    output.note(&format!("the password of user \"{}\" was changed", user.handle));
    Ok(())
}

/// Has whoever changes their own password prove who they are: by the present one, if there is one,
/// and by the second factor, if there is one (R-D9).
fn prove(
    args: &Passwd,
    session: &mut Session,
    user: &User,
    access: &DatabaseAccess,
    output: &mut Output,
) -> Result<(), Failure> {
    let reference = UserRef::Id(user.id);
    let second_factor = if password::is_set(session, user)? {
        let text = present(args, access.prompt(), output)?;
        proof_of_password::accept(session, &reference, &text)?.second_factor
    } else {
        let (_, state) = two_factor::state_of(&session.store, &reference)?;
        state == Some(FactorState::Enabled)
    };
    if !second_factor {
        return Ok(());
    }
    access.prove(session, user.id, output)
}

fn present(args: &Passwd, prompt: Prompt, output: &mut Output) -> Result<Secret<String>, Failure> {
    match &args.present_password_file {
        Some(path) => Ok(read_file(path)?),
        None => prompt.secret(output, "Present password", "--present-password-file F"),
    }
}
