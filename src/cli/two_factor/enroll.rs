//! `keyctl 2fa enroll`

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::cli::secret_out::SecretOut;
use crate::cli::two_factor::code;
use crate::cli::two_factor::confirm;
use crate::cli::two_factor::qr::QrArgs;
use crate::domain::user::UserRef;
use crate::ops::two_factor;
use crate::secret::random;

/// What the help adds.
pub const NOTE: &str = "\
The second factor is pending, and not asked for, until one of its codes was accepted: here, where
somebody can be asked, or by `keyctl 2fa confirm USER`. The key is shown this once; run it again for
another one.";

/// `2fa enroll`
#[derive(Args, Debug)]
pub struct Enroll {
    /// E-mail, handle or number of the user
    #[arg(value_name = "USER")]
    user: UserRef,

    #[command(flatten)]
    qr: QrArgs,
}

/// Runs the verb.
pub fn run(
    args: &Enroll,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    let showing = args.qr.showing(output)?;
    let mut session = code::session(access, output)?;
    let enrolment = two_factor::enroll(&mut session, &args.user, &mut random::system())?;
    drop(session);
    let handle = enrolment.user.handle.clone();
    if output.would(&format!("made a second factor of user \"{handle}\"")) {
        return Ok(());
    }
    args.qr.show(&enrolment, &showing, output).map_err(|failure| {
        failure
            .why("the second factor is pending, but its key was not displayed")
            .fix(format!("keyctl 2fa enroll {handle}"))
    })?;
    drop(enrolment);
    if !prompt.is_interactive() {
        output.note(&format!("it is pending until: keyctl 2fa confirm {handle}"));
        return Ok(());
    }
    output.note(&format!("to stop here press Ctrl-C, and later: keyctl 2fa confirm {handle}"));
    confirm_by_asking(&args.user, access, prompt, output)
}

/// Asks for the first code until it is right. Every one that is wrong counts, so it ends.
fn confirm_by_asking(
    user: &UserRef,
    access: &DatabaseAccess,
    prompt: Prompt,
    output: &mut Output,
) -> Result<(), Failure> {
    loop {
        let typed = prompt.secret(output, "code that the authenticator shows", "--code CODE")?;
        let failure = match code::first(&typed) {
            Ok(code) => match confirm::accept(user, &code, &SecretOut::default(), access, output) {
                Err(Failure::Op(error)) if error.code == "2fa.wrong_code" => error.into(),
                done => return done,
            },
            Err(failure) => failure,
        };
        output.error(&failure);
    }
}
