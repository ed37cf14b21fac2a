//! Where a new password comes from: standard input, a file, or whoever sits there, asked twice.

use std::path::PathBuf;

use clap::Args;

use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::prompt::Prompt;
use crate::ops::error::Error;
use crate::secret::digest::{constant_time_eq, sha256};
use crate::secret::file;
use crate::secret::value::Secret;

/// What to give where nobody can be asked.
pub const FLAGS: &str = "--password-stdin or --password-file F";

/// Where a new password is read from.
#[derive(Args, Clone, Debug)]
pub struct PasswordIn {
    /// Read the password from stdin
    #[arg(long, conflicts_with = "password_file")]
    pub password_stdin: bool,

    /// Read the password from a file that nobody else can read
    #[arg(long, value_name = "F")]
    pub password_file: Option<PathBuf>,
}

impl PasswordIn {
    /// Whether it is given, so that nobody is asked.
    pub const fn is_given(&self) -> bool {
        self.password_stdin || self.password_file.is_some()
    }

    /// The password of a user, asked for twice where it is not given.
    pub fn read(
        &self,
        user: &str,
        prompt: Prompt,
        output: &mut Output,
    ) -> Result<Secret<String>, Failure> {
        let label = format!("New password of {user}");
        if let Some(path) = &self.password_file {
            return Ok(read_file(path)?);
        }
        if self.password_stdin {
            return prompt.secret_from_stdin(output, &label, FLAGS);
        }
        let first = prompt.secret(output, &label, FLAGS)?;
        let second = prompt.secret(output, "Once more", FLAGS)?;
        let digest = |secret: &Secret<String>| sha256(&[secret.expose().as_bytes()]);
        if constant_time_eq(&digest(&first), &digest(&second)) {
            return Ok(first);
        }
        Err(Failure::input_needed("password.differs", "the two passwords differ")
            .why("nothing was changed"))
    }
}

/// The first line of a file that nobody else can read.
pub fn read_file(path: &std::path::Path) -> Result<Secret<String>, Error> {
    let text = file::read(path)?;
    Ok(Secret::new(text.expose().trim_end_matches(['\r', '\n']).to_owned()))
}
