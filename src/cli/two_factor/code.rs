//! The code that a verb of `keyctl 2fa` is given: as an argument, on standard input, or typed.

use std::convert::Infallible;
use std::str::FromStr;

use clap::Args;

use crate::cli::access::DatabaseAccess;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::domain::time::Clock;
use crate::domain::two_factor::{Code, TotpCode};
use crate::domain::user::UserRef;
use crate::ops::session::Session;
use crate::secret::value::Secret;

/// Where the code comes from; asked for where nothing is said.
#[derive(Args, Debug)]
pub struct CodeArgs {
    /// Code of the authenticator, six digits; it is good once
    #[arg(long, value_name = "CODE", conflicts_with = "code_stdin")]
    code: Option<CodeArg>,

    /// Read the code from stdin, where a backup code of an enabled second factor is taken too
    #[arg(long)]
    code_stdin: bool,
}

/// A code among the words of a command, not yet judged, so that no message repeats it.
#[derive(Clone, Debug)]
struct CodeArg(Secret<String>);

impl FromStr for CodeArg {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(Secret::new(text.to_owned())))
    }
}

impl CodeArgs {
    /// Refuses a backup code among the words of the command, before anything else is done (R-B4).
    pub fn check(&self, user: &UserRef) -> Result<(), Failure> {
        let Some(CodeArg(text)) = &self.code else { return Ok(()) };
        match parse(text)? {
            Code::Totp(_) => Ok(()),
            Code::Backup(_) => {
                Err(Failure::usage("2fa.backup_code_argument", "a backup code is no argument")
                    .why("it stands in the shell's history now, and is still good")
                    .fix(format!("keyctl 2fa backup-codes {user} --regenerate")))
            }
        }
    }

    /// Whether one is given, so that nothing has to be asked.
    pub const fn is_given(&self) -> bool {
        self.code.is_some() || self.code_stdin
    }

    /// The code of a user, or a backup code.
    pub fn read(
        &self,
        user: &UserRef,
        prompt: Prompt,
        output: &mut Output,
    ) -> Result<Code, Failure> {
        match &self.code {
            Some(CodeArg(text)) => parse(text),
            None => parse(&self.ask(user, prompt, output)?),
        }
    }

    /// The first code of an authenticator.
    pub fn read_first(
        &self,
        user: &UserRef,
        prompt: Prompt,
        output: &mut Output,
    ) -> Result<TotpCode, Failure> {
        match &self.code {
            Some(CodeArg(text)) => first(text),
            None => first(&self.ask(user, prompt, output)?),
        }
    }

    fn ask(
        &self,
        user: &UserRef,
        prompt: Prompt,
        output: &mut Output,
    ) -> Result<Secret<String>, Failure> {
        let label = format!("code of user \"{user}\"");
        if self.code_stdin {
            prompt.secret_from_stdin(output, &label, "--code-stdin")
        } else {
            prompt.secret(output, &label, "--code CODE or --code-stdin")
        }
    }
}

/// The session that judges a code, at the instant at which it was given: whoever was asked may have
/// taken minutes since the command began.
pub fn session(access: &DatabaseAccess, output: &mut Output) -> Result<Session, Failure> {
    Ok(Session { now: Clock::System.now(), ..access.session(output)? })
}

/// The code that a text is.
pub fn parse(text: &Secret<String>) -> Result<Code, Failure> {
    text.expose().parse().map_err(|error| malformed(&error))
}

/// The code of an authenticator that a text is.
pub fn first(text: &Secret<String>) -> Result<TotpCode, Failure> {
    text.expose().parse().map_err(|error| malformed(&error))
}

fn malformed(error: &impl ToString) -> Failure {
    Failure::usage("2fa.malformed_code", "this is no code").why(error.to_string())
}
