//! `--deliver-cmd`: the command that carries a new secret to whoever uses it. It gets the secret on
//! its standard input alone.

use std::ffi::OsString;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::notify::command::Runner;
use crate::secret::value::Secret;

/// How long a command may take. What is on offer must live longer.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// What runs a command.
#[derive(Debug)]
pub struct Courier<'a> {
    /// The command, as `sh` reads it.
    pub command: &'a str,
    /// The variables that it sees, beside `KEYCTL_KEY`.
    pub variables: &'a [(&'static str, OsString)],
    /// How long it may take; it and all it began are then killed.
    pub patience: Duration,
}

impl Courier<'_> {
    /// Runs the command for the key `user/name`.
    ///
    /// # Errors
    /// In words, why the secret is not known to have arrived.
    pub fn carry(&self, key: &str, secret: &Secret<String>) -> Result<(), String> {
        let mut variables = self.variables.to_vec();
        variables.push(("KEYCTL_KEY", key.into()));
        let line = Zeroizing::new(format!("{}\n", secret.expose()));
        let runner =
            Runner { command: self.command, variables: &variables, patience: self.patience };
        runner.run(line.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn it_gets_the_secret_and_the_name() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("seen");
        let command = format!("(cat; echo \"$KEYCTL_KEY\") > '{}'", file.display());
        let path = [("PATH", OsString::from("/usr/bin:/bin"))];
        let courier = Courier { command: &command, variables: &path, patience: PATIENCE };
        courier.carry("alice/ci", &Secret::new("the secret".to_owned())).unwrap();
        assert_eq!(fs::read_to_string(file).unwrap(), "the secret\nalice/ci\n");
    }
}
